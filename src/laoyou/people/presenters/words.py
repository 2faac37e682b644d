"""Words for what the register holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from laoyou.people.domain.ages import months_old, years_old
from laoyou.people.models import Resident, StatusFact

MONTHS_ARE_SHOWN_BELOW = 36


def age_words(birth_date: date, on: date) -> str:
    """'8个月' below three years, '81岁' above."""
    months = months_old(birth_date, on)
    if months < MONTHS_ARE_SHOWN_BELOW:
        return _("%(n)s个月") % {"n": months}
    return _("%(n)s岁") % {"n": years_old(birth_date, on)}


def status_words(kind: str) -> str:
    """A status in words."""
    return str(dict(StatusFact.Kind.choices).get(kind, kind))


def relation_words(relation: str) -> str:
    """A relation in words; '' where none is known."""
    return str(dict(Resident.Relation.choices).get(relation, relation)) if relation else ""


def together(words: Iterable[str]) -> str:
    """Several words in a row, as the language separates them."""
    return ("、" if (get_language() or "").startswith("zh") else ", ").join(words)


def source_words(source: str) -> str:
    """Where a record came from."""
    return {
        "census_2020_example": _("2020年普查总数推出的虚构居民"),
        "birth_example": _("普查以后虚构的出生"),
        "move_in_example": _("普查以后虚构的迁入"),
        "registered_example": _("虚构的户籍在本区、住在区外的人"),
    }.get(source, source)
