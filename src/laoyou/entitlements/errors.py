"""What entitlements refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare
from laoyou.core.errors import STATUS

declare(
    {
        "entitlements.not_a_month": _("“%(text)s”不是月份。请写成 2026-11 的样子。"),
        "entitlements.month_to_come": _("%(month)s 还太早：最远可以核定到 %(last)s。"),
        "entitlements.no_sweep": _(
            "%(month)s 还没有核定。请先运行 laoyou sweep --month %(month)s，或在“待遇核定”页开始。"
        ),
    }
)
STATUS.update({"entitlements.no_sweep": 404})
