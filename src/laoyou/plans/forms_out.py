"""What plans can put into a superior's form: indicators by their newest value, and cells of published tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.core import clock, district
from laoyou.core.forms_out import fillers
from laoyou.core.forms_out.fillers import Answer, Filler, Meaning, Wanted, Word
from laoyou.core.forms_out.reading import squeezed
from laoyou.core.forms_out.terms import OF
from laoyou.core.scope import Scope
from laoyou.plans.presenters import words
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators, by_area

SEE = "plans.list_indicators"
SEE_TOWNS = "plans.see_indicators_by_town"


class IndicatorFiller(Filler):
    """Indicators: counted today where the registers can, else as last on record for a day that the form's day allows."""

    answers: ClassVar[frozenset[str]] = frozenset({"indicator"})
    permission: ClassVar[str] = SEE_TOWNS

    def words(self) -> Iterable[Word]:
        return [
            Word(squeezed(one.name), {OF: "indicator", "code": code})
            for code, one in district.pack().indicators.items()
        ]

    def meanings(self) -> Iterable[Meaning]:
        group = _("指标")
        for code, one in district.pack().indicators.items():
            yield Meaning({OF: "indicator", "code": code}, words.pick(one.name, one.name_en), group)

    def say(self, terms: Mapping[str, str]) -> str:
        one = district.pack().indicators.get(terms.get("code", ""))
        return _now("指标：%(name)s") % {"name": words.pick(one.name, one.name_en)} if one else ""

    def answer(self, wanted: Sequence[Wanted], scope: Scope, *, on: date) -> list[Answer]:
        known = {row.code: row for row in all_indicators()}
        answers = []
        for one in wanted:
            code = one.terms.get("code", "")
            if code not in district.pack().indicators:
                answers.append(Answer(code="core.form_nobody_knows"))
                continue
            whole = one.area == district.area_id()
            if not (scope.may(SEE) if whole else scope.covers_area(SEE_TOWNS, one.area)):
                answers.append(Answer(code="core.form_outside"))
                continue
            row = known[code]
            answers.append(_of_district(row, on) if whole else _of_town(row, one.area, on))
        return answers


def _of_district(row: IndicatorRow, on: date) -> Answer:
    ref = f"indicator:{row.code}"
    if row.live is not None and on == clock.today():
        value = row.live.computed.value
        return Answer(_rounded(value, row.digits), ref) if value is not None else _none(row)
    # What the registers count is another number every day: of a past day only a value of that very day will do.
    found = [one for one in row.history if one.as_of == on and one.value is not None]
    if not found:
        found = [one for one in row.history if one.as_of <= on and one.value is not None] if row.live is None else []
    if not found:
        return _none(row, on)
    return Answer(_rounded(found[-1].value, row.digits), f"reading:{found[-1].id}")


def _of_town(row: IndicatorRow, area: str, on: date) -> Answer:
    if on != clock.today():
        return Answer(code="plans.form_not_by_town_then")
    found = by_area(row, [area])
    value = found[0].computed.value if found else None
    return Answer(_rounded(value, row.digits), f"indicator:{row.code}@{area}") if value is not None else _none(row)


def _none(row: IndicatorRow, on: date | None = None) -> Answer:
    if on is None or on == clock.today():
        return Answer(code="plans.form_no_value")
    return Answer(code="plans.form_no_value_then", data={"day": on.isoformat()})


def _rounded(value: Decimal | None, digits: int) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def register() -> None:
    """Offer indicators to forms."""
    fillers.register(IndicatorFiller())
