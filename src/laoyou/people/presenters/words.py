"""Words for what the register holds."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from laoyou.core.shell.words import together
from laoyou.people.domain.ages import months_old, years_old
from laoyou.people.domain.selection import Selection
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


def source_words(source: str) -> str:
    """Where a record came from."""
    return {
        "census_2020_example": _("2020年普查总数推出的虚构居民"),
        "birth_example": _("普查以后虚构的出生"),
        "move_in_example": _("普查以后虚构的迁入"),
        "registered_example": _("虚构的户籍在本区、住在区外的人"),
    }.get(source, source)


def bounds(months: str) -> tuple[int | None, int | None]:
    """'720-960' → (720, 960), ages in completed months, half-open; either end may be open."""
    low, _dash, high = months.partition("-")
    return (int(low) if low.isdigit() else None), (int(high) if high.isdigit() else None)


def ages_in_words(months: tuple[int | None, int | None]) -> str:
    """A range of ages as it is said: 80岁及以上, 3岁以下, 60至69岁; '' for all ages."""
    low, high = months
    if low is None and high is None:
        return ""
    if low is None:
        return _("%(years)s岁以下") % {"years": (high or 0) // 12}
    if high is None:
        return _("%(years)s岁及以上") % {"years": low // 12}
    return _("%(low)s至%(high)s岁") % {"low": low // 12, "high": high // 12 - 1}


def condition_words(months: tuple[int | None, int | None], sex: str, basis: str, status: str) -> str:
    """Which residents are meant: '80岁及以上、女、独居、按户籍地'."""
    said = [ages_in_words(months), str(dict(Resident.Sex.choices).get(sex, ""))]
    said += [status_words(status) if status else "", _("按户籍地") if basis == "registered" else _("按居住地")]
    return together(word for word in said if word)


def selection_words(selection: Selection) -> str:
    """A selection of residents in words, without its areas."""
    return condition_words(selection.months, selection.sex, selection.basis.value, "".join(selection.statuses))
