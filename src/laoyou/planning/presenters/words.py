"""Words of the workbench's pages."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GROUPS: Final[dict[str, str | Promise]] = {
    "60": _("60岁及以上"),
    "80": _("80岁及以上"),
    "0-2": _("0至2岁"),
    "hardship": _("困难群众"),
}
MODES: Final[dict[str, str | Promise]] = {"walk": _("步行"), "drive": _("驾车")}
UNITS: Final[dict[str, str | Promise]] = {
    "beds": pgettext_lazy("unit", "张"),
    "places": pgettext_lazy("unit", "个托位"),
    "facilities": pgettext_lazy("unit", "处设施"),
}
OPERATIONS: Final[dict[str, str | Promise]] = {
    "add": _("新增设施"),
    "move": _("迁移"),
    "enlarge": _("调整容量"),
    "close": pgettext_lazy("verb", "关闭"),
}
