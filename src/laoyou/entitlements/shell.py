"""What entitlements offer to the shell: menu entries, a link from the page of a resident, figures."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from laoyou.core import links, menu
from laoyou.core.scope import Scope
from laoyou.entitlements.permissions import EXPLAIN, SEE, WORKLIST
from laoyou.entitlements.presenters import figures  # noqa: F401 - registers its figures


def _of_resident(id: int, scope: Scope) -> str:
    return reverse("entitlements:explain", args=[id]) if scope.may(EXPLAIN) else ""


links.register("entitlements.resident", _of_resident)
menu.register(_("待遇核定"), "entitlements:list_sweeps", permission=SEE, order=24)
menu.register(_("待补充的信息"), "entitlements:list_missing", permission=WORKLIST, order=25)
