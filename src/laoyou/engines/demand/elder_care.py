"""Beds, home-care beds, carers and meals for elders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.engines.demand.quantities import Given, Operand, Quantity, Words, divisor, expect, quantity

CENT = {"share": 1.0, "percent": 100.0}


def share_of(operand: Operand) -> np.ndarray:
    """A share between 0 and 1, from a share or from per cent."""
    value = expect(operand, *CENT) / CENT[operand.unit]
    if value.max() > 1:
        raise DomainError("demand.not_a_share", what=operand.words.zh, value=f"{value.max():g}")
    return np.asarray(value)


def filled(operand: Operand) -> np.ndarray:
    """A share that something is divided by: above 0."""
    divisor(operand, *CENT)
    return share_of(operand)


def beds_by_norm(elders: Operand, norm: Given) -> Quantity:
    """Beds that a standard asks for: elders × beds per 1,000 elders ÷ 1,000. The norm says who counts as an elder."""
    return quantity(
        Words("按标准需要的床位", "Beds by norm"),
        expect(elders, "persons") * expect(norm, "beds_per_1000_elders") / 1000,
        "beds",
        Words("老年人 × 每千名老年人床位数 ÷ 1000", "elders × beds per 1,000 elders ÷ 1,000"),
        [elders, norm],
    )


def beds_by_need(disabled: Sequence[tuple[Quantity, Given]], occupancy: Given) -> Quantity:
    """
    Beds that people's condition asks for: of each group of disabled elders the share cared for in institutions.

    disabled    (people, share in institutions) of groups that do not overlap, all under one definition
    occupancy   share of the beds that is occupied when the home is called full
    """
    if not disabled:
        raise DomainError("demand.missing", what="disabled")
    definitions = {people.note for people, _ in disabled}
    if len(definitions) > 1:
        one, other = (words.zh if words else "?" for words in list(definitions)[:2])
        raise DomainError("demand.definitions_differ", one=one, other=other)
    cared_for = reduce(add, (expect(people, "persons") * share_of(share) for people, share in disabled))
    return quantity(
        Words("按失能状况需要的床位", "Beds by need"),
        cared_for / filled(occupancy),
        "beds",
        Words("（失能老年人 × 入住机构的比例）逐组相加 ÷ 入住率", "sum of (disabled elders × share in institutions) ÷ occupancy"),
        [*(operand for pair in disabled for operand in pair), occupancy],
        note=disabled[0][0].note,
    )  # fmt: skip


def beds_by_use(
    occupied: Given, elders_now: Operand, elders_then: Operand, occupancy: Given, *, by_age: bool = False
) -> Quantity:
    """
    Beds if people go on taking them up as today: occupied beds for each elder now × elders then ÷ occupancy.

    occupied                 (…)   beds that are occupied now
    elders_now, elders_then  (…)   persons, of the same shape
    occupancy                share of the beds that is occupied when the home is called full
    by_age   whether the last axis of occupied, elders_now and elders_then are the same age groups; then each age keeps its own
             use, and an ageing population needs more than its growth
    """
    now = divisor(elders_now, "persons")
    used = expect(occupied, "beds") / now * expect(elders_then, "persons")
    return quantity(
        Words("按现有使用水平需要的床位", "Beds by use"),
        (used.sum(-1) if by_age else used) / filled(occupancy),
        "beds",
        Words(
            "各年龄（现已入住 ÷ 现有老年人 × 届时老年人）相加 ÷ 入住率",
            "sum by age of (occupied now ÷ elders now × elders then) ÷ occupancy",
        )
        if by_age
        else Words(
            "现已入住 ÷ 现有老年人 × 届时老年人 ÷ 入住率", "occupied now ÷ elders now × elders then ÷ occupancy"
        ),
        [occupied, elders_now, elders_then, occupancy],
    )


def nursing_beds(beds: Operand, share: Given) -> Quantity:
    """Of these beds, the nursing beds that a standard asks for: beds × share."""
    return quantity(
        Words("护理型床位", "Nursing beds"),
        expect(beds, "beds") * share_of(share),
        "beds",
        Words("床位 × 护理型床位占比", "beds × share of nursing beds"),
        [beds, share],
    )


def nursing_share(nursing: Operand, beds: Operand) -> Quantity:
    """Share of nursing beds, per cent. Both must be of the same reading (approved, filed, actual)."""
    return quantity(
        Words("护理型床位占比", "Share of nursing beds"),
        expect(nursing, "beds") / divisor(beds, "beds") * 100,
        "percent",
        Words("护理型床位 ÷ 床位 × 100", "nursing beds ÷ beds × 100"),
        [nursing, beds],
    )


def home_care_beds(disabled: Quantity, at_home: Given, wanting: Given) -> Quantity:
    """Home-care beds: disabled elders × share who live at home × share of them who want or are granted one."""
    return quantity(
        Words("家庭养老床位", "Home-care beds"),
        expect(disabled, "persons") * share_of(at_home) * share_of(wanting),
        "beds",
        Words("失能老年人 × 居家的比例 × 需要的比例", "disabled elders × share at home × share in need"),
        [disabled, at_home, wanting],
        note=disabled.note,
    )


def carers_by_ratio(cared_for: Sequence[tuple[Operand, Given]]) -> Quantity:
    """
    Carers that ratios ask for, made whole upwards for each group.

    cared_for   (people, people for each carer) of groups that do not overlap; the second with unit persons_per_carer
    """
    if not cared_for:
        raise DomainError("demand.missing", what="cared_for")
    needed = [
        np.ceil(expect(people, "persons") / divisor(ratio, "persons_per_carer") - 1e-9) for people, ratio in cared_for
    ]
    return quantity(
        Words("需要的护理员", "Carers needed"),
        reduce(add, needed),
        "persons",
        Words("（照护人数 ÷ 每名护理员照护人数，逐组进位取整）相加", "sum of (people cared for ÷ people for each carer, rounded up)"),
        [operand for pair in cared_for for operand in pair],
    )  # fmt: skip


def carers_by_hours(people: Operand, hours_each: Given, hours_worked: Given, with_clients: Given) -> Quantity:
    """
    Carers that hours of care ask for: people × weekly hours each ÷ (weekly hours of a carer × share spent with clients).

    hours_each, hours_worked   hours_per_week
    """
    available = divisor(hours_worked, "hours_per_week") * filled(with_clients)
    return quantity(
        Words("需要的护理员", "Carers needed"),
        np.ceil(expect(people, "persons") * expect(hours_each, "hours_per_week") / available - 1e-9),
        "persons",
        Words(
            "人数 × 每人每周时数 ÷（每名护理员每周工时 × 实际照护的比例），进位取整",
            "people × hours a week each ÷ (hours a carer works × share with clients), rounded up",
        ),
        [people, hours_each, hours_worked, with_clients],
    )


def carers_by_use(carers: Given, elders_now: Operand, elders_then: Operand) -> Quantity:
    """Carers if there go on being as many for each elder as today, made whole upwards: carers now ÷ elders now × elders then."""
    return quantity(
        Words("按现有水平需要的护理员", "Carers by use"),
        np.ceil(expect(carers, "persons") / divisor(elders_now, "persons") * expect(elders_then, "persons") - 1e-9),
        "persons",
        Words(
            "现有护理员 ÷ 现有老年人 × 届时老年人，进位取整",
            "carers now ÷ elders now × elders then, rounded up",
        ),
        [carers, elders_now, elders_then],
    )


def people_for_each_carer(people: Operand, carers: Operand) -> Quantity:
    """How many one carer cares for now."""
    return quantity(
        Words("每名护理员照护人数", "People for each carer"),
        expect(people, "persons") / divisor(carers, "persons"),
        "persons_per_carer",
        Words("照护人数 ÷ 护理员", "people cared for ÷ carers"),
        [people, carers],
    )


def meals_each_day(elders: Operand, taking: Given, meals_each: Given) -> Quantity:
    """Meals a day: elders × share who take them × meals a day each (unit meals_per_day)."""
    return quantity(
        Words("每日助餐份数", "Meals a day"),
        expect(elders, "persons") * share_of(taking) * expect(meals_each, "meals_per_day"),
        "meals_per_day",
        Words("老年人 × 用餐比例 × 每人每日餐数", "elders × share who take meals × meals a day each"),
        [elders, taking, meals_each],
    )
