"""Childcare places by norm, by stated need and by use; the births of today as the places of two years from now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.engines.demand.elder_care import filled, share_of
from laoyou.engines.demand.quantities import Given, Operand, Quantity, Source, Words, divisor, expect, given, quantity

AGE_MONTHS = (6, 36)
"""Whom a centre may take: completed months, from, to below."""


def places_by_norm(residents: Operand, norm: Given) -> Quantity:
    """Places that a standard asks for: usual residents × places per 1,000 residents ÷ 1,000."""
    return quantity(
        Words("按标准需要的托位", "Places by norm"),
        expect(residents, "persons") * expect(norm, "places_per_1000_residents") / 1000,
        "places",
        Words("常住人口 × 每千人口托位数 ÷ 1000", "residents × places per 1,000 residents ÷ 1,000"),
        [residents, norm],
    )


def places_by_stated_need(children: Operand, wanting: Given) -> Quantity:
    """Places that families say they want: children × share whose family says so; the survey stands in the share's source."""
    return quantity(
        Words("按家庭意愿需要的托位", "Places by stated need"),
        expect(children, "persons") * share_of(wanting),
        "places",
        Words("婴幼儿 × 有入托意愿的比例", "children × share whose family wants a place"),
        [children, wanting],
        note=Words(
            "意愿高于实际入托：价格、距离、时间都会打折扣。",
            "More want a place than take one: price, distance and hours tell.",
        ),
    )


def places_by_use(enrolled: Given, children_now: Operand, children_then: Operand, occupancy: Given) -> Quantity:
    """
    Places if families go on taking them up as today: enrolled ÷ children now × children then ÷ occupancy.

    enrolled                     (…)   children who have a place now, persons
    children_now, children_then  (…)   persons, of the same shape
    occupancy                    share of the places that is taken when a centre is called full
    """
    taken = expect(enrolled, "persons") / divisor(children_now, "persons") * expect(children_then, "persons")
    return quantity(
        Words("按现有使用水平需要的托位", "Places by use"),
        taken / filled(occupancy),
        "places",
        Words("现已在托 ÷ 现有婴幼儿 × 届时婴幼儿 ÷ 使用率", "enrolled now ÷ children now × children then ÷ occupancy"),
        [enrolled, children_now, children_then, occupancy],
    )


@dataclass(frozen=True)
class PlacesInUse:
    """
    Places on paper against places in use.

    only_on_paper   filed but not open     empty       open but not taken
    used            enrolled ÷ open, per cent
    """

    only_on_paper: Quantity
    empty: Quantity
    used: Quantity


def places_in_use(filed: Given, open_places: Given, enrolled: Given) -> PlacesInUse:
    """The three readings of places beside each other; a negative number is a contradiction in the reports, and is shown."""
    return PlacesInUse(
        quantity(
            Words("备案而未开放的托位", "Places only on paper"),
            expect(filed, "places") - expect(open_places, "places"),
            "places",
            Words("备案托位 － 开放托位", "filed − open"),
            [filed, open_places],
        ),
        quantity(
            Words("空余托位", "Empty places"),
            expect(open_places, "places") - expect(enrolled, "persons"),
            "places",
            Words("开放托位 － 在托人数", "open − enrolled"),
            [open_places, enrolled],
        ),
        quantity(
            Words("托位使用率", "Places in use"),
            expect(enrolled, "persons") / divisor(open_places, "places") * 100,
            "percent",
            Words("在托人数 ÷ 开放托位 × 100", "enrolled ÷ open × 100"),
            [enrolled, open_places],
        ),
    )


def childcare_workers(classes: Sequence[tuple[Operand, Given]]) -> Quantity:
    """
    Workers that ratios ask for, made whole upwards for each kind of class.

    classes   (children, children for each worker) by kind of class; the second with unit children_per_carer
    """
    if not classes:
        raise DomainError("demand.missing", what="classes")
    needed = [
        np.ceil(expect(children, "persons") / divisor(ratio, "children_per_carer") - 1e-9)
        for children, ratio in classes
    ]
    return quantity(
        Words("需要的保育人员", "Childcare workers needed"),
        np.sum(np.broadcast_arrays(*needed), axis=0),
        "persons",
        Words(
            "（婴幼儿 ÷ 每名保育人员照护人数，逐类进位取整）相加",
            "sum of (children ÷ children for each worker, rounded up)",
        ),
        [operand for pair in classes for operand in pair],
    )


@dataclass(frozen=True)
class RadarPoint:
    """
    What one month to come will need.

    month      the month
    born       children of the age who are born already, (towns,)
    expected   those not born yet, by the births expected; None where none were given and some are missing
    places     places for all of them; where `complete` is false, for those born already only, so at least so many
    """

    month: Month
    born: Quantity
    expected: Quantity | None
    places: Quantity
    complete: bool


def birth_radar(
    births: ArrayLike,
    *,
    first: Month,
    wanting: Given,
    ahead: Sequence[int] = (6, 12, 24),
    age_months: tuple[int, int] = AGE_MONTHS,
    expected: ArrayLike | None = None,
    staying: Given | None = None,
    source: Source = Source(),  # noqa: B008 - frozen
) -> Mapping[int, RadarPoint]:
    """
    Places needed so many months on, by town, from births by month.

    births      (towns, months)   registered births, the first column in `first`, the last in the month just ended
    wanting     share of the children of the age who will want (or take) a place
    ahead       months on
    age_months  completed months from, to below
    expected    (towns, months to come)   births expected; without them months too far on count those born already and say so
    staying     share of the children still living there at the age; everyone where nothing is given
    source      where the births stand

    Returns months on -> RadarPoint. A child born in month b is b months old at the end of the month b later. DomainError
    `demand.births_missing` where the registered births do not reach back far enough: what is not known is not zero.
    """
    known = given("出生数", "Births", births, "births").value
    if known.ndim != 2 or not known.shape[1]:
        raise DomainError("demand.shape", what="births", found=str(known.shape), expected="(towns, months)")
    later = (
        np.zeros((len(known), 0))
        if expected is None
        else given("预计出生数", "Births expected", expected, "births").value
    )
    if later.ndim != 2 or len(later) != len(known):
        raise DomainError("demand.shape", what="expected", found=str(later.shape), expected=f"({len(known)}, months)")
    young, old = age_months
    if not 0 <= young < old:
        raise DomainError("demand.shape", what="age_months", found=str(age_months), expected="0 <= from < below")
    now = known.shape[1] - 1
    stays = 1.0 if staying is None else share_of(staying)
    points: dict[int, RadarPoint] = {}
    for months in ahead:
        month = first.plus(now + months)
        start, stop = now + months - old + 1, now + months - young + 1
        if start < 0:
            raise DomainError("demand.births_missing", month=month, needed=month.plus(1 - old), first=first)
        born = _children(
            known,
            start,
            stop,
            first,
            stays,
            staying,
            source,
            Words("已出生的适龄婴幼儿", "Children of the age, born already"),
        )
        missing = max(0, stop - 1 - now)
        complete = missing <= later.shape[1]
        coming = None
        if missing and complete:
            coming = _children(
                later, max(0, start - now - 1), missing, first.plus(now + 1), stays, staying, Source(assumed="expected"),
                Words("预计出生的适龄婴幼儿", "Children of the age, births expected"),
            )  # fmt: skip
        everyone: list[Operand] = [born, *([coming] if coming else [])]
        points[months] = RadarPoint(
            month,
            born,
            coming,
            quantity(
                Words("需要的托位", "Places needed"),
                sum(operand.value for operand in everyone) * share_of(wanting),
                "places",
                Words("适龄婴幼儿 × 需要托位的比例", "children of the age × share who need a place"),
                [*everyone, wanting],
                note=None
                if complete
                else Words("只算已出生的，实际需要只多不少。", "Only those born already: at least so many are needed."),
            ),
            complete,
        )
    return points


def _children(
    births: np.ndarray,
    start: int,
    stop: int,
    first: Month,
    stays: ArrayLike,
    staying: Given | None,
    source: Source,
    words: Words,
) -> Quantity:
    """Children of the births of the columns `start` to below `stop`; (towns,)."""
    counted = births[:, start : min(stop, births.shape[1])]
    last = first.plus(start + max(counted.shape[1], 1) - 1)
    registered = Given(
        Words(f"{first.plus(start)} 至 {last} 出生数", f"Births {first.plus(start)} to {last}"),
        counted.sum(1),
        "births",
        source,
    )
    return quantity(
        words,
        counted.sum(1) * np.asarray(stays),
        "persons",
        Words("出生数 × 仍住在当地的比例", "births × share still living there")
        if staying
        else Words("出生数", "births"),
        [registered, *([staying] if staying else [])],
    )
