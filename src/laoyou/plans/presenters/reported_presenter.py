"""Reported values as figures of their own: also one that waits, or was sent back, is followed to who says so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import district
from laoyou.core.figures import Figure, Source
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.models import ReportedValue
from laoyou.plans.presenters import figures, words


def name_of(code: str) -> str:
    """The indicator in the reader's language; its code where the pack no longer has it."""
    definition = district.pack().indicators.get(code)
    return figures.indicator_name(definition) if definition is not None else code


def figure_of(row: ReportedValue) -> Figure:
    """What was reported."""
    definition = district.pack().indicators.get(row.indicator)
    return Figure(
        ref=f"reported_value:{row.pk}",
        name=name_of(row.indicator),
        value=row.value.normalize(),
        unit=words.unit(definition.unit) if definition else "",
        as_of=row.as_of,
        formula=_("由责任单位填报，没有计算。"),
        sources=(Source(row.source),),
    )


def resolve(rest: str, scope: Scope) -> Figure:
    """`reported_value:<id>`; DomainError `core.not_found` outside the reader's areas."""
    scope.require(permissions.SEE_VALUES)
    row = None
    if rest.isascii() and rest.isdigit() and len(rest) <= 18:
        row = ReportedValue.objects.scoped(scope, permissions.SEE_VALUES).filter(pk=int(rest)).first()
    if row is None:
        raise DomainError("core.not_found")
    return figure_of(row)
