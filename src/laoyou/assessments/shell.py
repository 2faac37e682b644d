"""What assessments offer to the shell: a menu entry, links, the round in which they end."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from laoyou.assessments.commands import afterwards
from laoyou.assessments.permissions import LIST, SHOW
from laoyou.core import links, menu, rounds
from laoyou.core.scope import Scope

HOUR = 3600.0


def _of_resident(id: int, scope: Scope) -> str:
    return reverse("assessments:list_of_resident", args=[id]) if scope.may(SHOW) else ""


links.register("assessments.resident", _of_resident)
links.register("assessments.list", lambda: reverse("assessments:list_assessments"))
menu.register(_("能力评估"), "assessments:list_assessments", permission=LIST, order=22)
rounds.register(HOUR, afterwards.round_of_terms)
