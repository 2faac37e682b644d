"""What the people of an area will need, six things three ways, put together from the demand engine; what is missing has a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.engines import demand
from laoyou.engines.demand import Definition, Disability, Given, Quantity
from laoyou.packs.public import Pack

DEFINITIONS: Final[Mapping[str, Definition]] = {
    "gb-t-42195": Definition.GB_T_42195,
    "long-term-care": Definition.LONG_TERM_CARE,
    "census-self-care": Definition.CENSUS_SELF_CARE,
    "mz-t-039": Definition.MZ_T_039,
}
TABLE: Final = "disability-"
"""A pack gives its rates of disability in tables disability-gb-t-42195, disability-census-self-care …"""

REGISTERS: Final = "registers"
"""What `Missing.what` says where no register holds what would have to be counted."""
DEFINED: Final = "definition"
"""What `Missing.what` says where no pack of the district gives rates under any definition."""


@dataclass(frozen=True)
class Missing:
    """
    Why something cannot be computed, and where it would be put.

    what  the key of the norm that nobody has given, `definition` (rates of disability), or `registers` (no register holds it)
    """

    what: str


Answer = Quantity | Missing


@dataclass(frozen=True)
class Rated:
    """A definition of disability by its code, the level from which somebody counts, and the pack's rates."""

    code: str
    level: int
    rates: Disability

    @property
    def written(self) -> str:
        """As an address carries it: `census-self-care.3`."""
        return f"{self.code}.{self.level}"


@dataclass(frozen=True)
class Inputs:
    """
    What is known of an area in a year; None where nobody has said it.

    elders_now, elders_then, residents_then, children_now, children_then   persons
    used            what is in use today: beds, nursing beds (beds), places, carers (persons)
    norm            the norm under a key of the pack
    disabled        elders disabled under the definition that was chosen, from the level that was chosen on
    """

    elders_now: Given
    elders_then: Given
    residents_then: Given
    children_now: Given
    children_then: Given
    used: Mapping[str, Given]
    norm: Callable[[str], Given | None]
    disabled: Quantity | None


class _NotGivenError(Exception):
    """A rate that the answer needs was not given."""


def offered(pack: Pack) -> dict[str, Disability]:
    """The definitions under which a pack gives rates of disability."""
    found = {code: disability_of(pack, code) for code in DEFINITIONS if f"{TABLE}{code}" in pack.figures}
    return {code: rates for code, rates in found.items() if rates is not None and levels(rates)}


def disability_of(pack: Pack, code: str) -> Disability | None:
    """The pack's rates of disability under the definition `code`; None where it gives none."""
    table = pack.figures.get(f"{TABLE}{code}")
    if code not in DEFINITIONS or table is None:
        return None
    cells: dict[tuple[int, int], dict[int, float]] = {}
    for row in table.rows.values():
        first, last, age = (int(str(row.cells[name])) for name in ("level_from", "level_to", "age_from"))
        cells.setdefault((first, last), {})[age] = float(str(row.cells["share"]))
    ages = sorted({age for shares in cells.values() for age in shares})
    described = table.description
    return demand.disability(
        DEFINITIONS[code],
        age_from=ages,
        rates=[
            (first, last, [shares.get(age, np.nan) for age in ages]) for (first, last), shares in sorted(cells.items())
        ],
        document=pack.documents[described.document].title,
        clause=described.clause,
        verified=described.verified,
    )


def levels(rates: Disability) -> list[int]:
    """The levels from which the rates tell how many there are; none where they do not reach the highest."""
    found = []
    for level in range(1, rates.definition.highest + 1):
        try:
            rates.at_least(level)
        except DomainError:
            continue
        found.append(level)
    return found


def _disabled(inputs: Inputs) -> Quantity:
    if inputs.disabled is None:
        raise _NotGivenError(DEFINED)
    return inputs.disabled


def _norm(inputs: Inputs, key: str) -> Given:
    found = inputs.norm(key)
    if found is None:
        raise _NotGivenError(key)
    return found


def _used(inputs: Inputs, what: str) -> Given:
    if what not in inputs.used:
        raise _NotGivenError(REGISTERS)
    return inputs.used[what]


def _in_homes(inputs: Inputs) -> list[tuple[Quantity, Given]]:
    return [(_disabled(inputs), _norm(inputs, "demand.institution_share"))]


def _able(inputs: Inputs) -> Quantity:
    """Elders who are not disabled under the chosen definition."""
    disabled = _disabled(inputs)
    return demand.quantity(
        demand.Words("其余老年人", "The other elders"),
        np.maximum(inputs.elders_then.value - disabled.value, 0.0),
        "persons",
        demand.Words("老年人 － 失能老年人", "elders − disabled elders"),
        [inputs.elders_then, disabled],
        note=disabled.note,
    )


def _beds_by_need(inputs: Inputs) -> Quantity:
    groups = [*_in_homes(inputs), (_able(inputs), _norm(inputs, "demand.institution_share_able"))]
    return demand.beds_by_need(groups, _norm(inputs, "demand.bed_occupancy"))


def _beds_by_norm(inputs: Inputs) -> Quantity:
    return demand.beds_by_norm(inputs.elders_then, _norm(inputs, "forecast.beds_per_1000_elders"))


def _beds_by_use(inputs: Inputs, what: str) -> Quantity:
    return demand.beds_by_use(
        _used(inputs, what), inputs.elders_now, inputs.elders_then, _norm(inputs, "demand.bed_occupancy")
    )


def _home_care_beds(inputs: Inputs) -> Quantity:
    return demand.home_care_beds(
        _disabled(inputs), _norm(inputs, "demand.at_home_share"), _norm(inputs, "demand.home_care_bed_share")
    )


def _places_by_use(inputs: Inputs) -> Quantity:
    occupancy = _norm(inputs, "demand.childcare_occupancy")
    return demand.places_by_use(_used(inputs, "places"), inputs.children_now, inputs.children_then, occupancy)


def _carers_by_norm(inputs: Inputs) -> Quantity:
    beds = _beds_by_norm(inputs)
    full = demand.quantity(
        demand.Words("按标准的床位住满时的老年人", "Elders in the beds by norm, when all are taken"),
        beds.value,
        "persons",
        demand.Words("每张床位一人", "one elder a bed"),
        [beds],
    )
    return demand.carers_by_ratio([(full, _norm(inputs, "staff.elders_per_carer"))])


def _carers_by_need(inputs: Inputs) -> Quantity:
    (disabled, share), *_rest = _in_homes(inputs)
    cared_for = demand.quantity(
        demand.Words("入住机构的失能老年人", "Disabled elders in institutions"),
        disabled.value * share.value / (100.0 if share.unit == "percent" else 1.0),
        "persons",
        demand.Words("失能老年人 × 入住机构的比例", "disabled elders × share in institutions"),
        [disabled, share],
        note=disabled.note,
    )
    return demand.carers_by_ratio([(cared_for, _norm(inputs, "staff.elders_per_carer"))])


RULES: Final[Mapping[tuple[str, str], Callable[[Inputs], Quantity]]] = {
    ("beds", "norm"): _beds_by_norm,
    ("beds", "need"): _beds_by_need,
    ("beds", "use"): lambda inputs: _beds_by_use(inputs, "beds"),
    ("nursing_beds", "norm"): lambda inputs: demand.nursing_beds(
        _beds_by_norm(inputs), _norm(inputs, "forecast.nursing_bed_share")
    ),
    ("nursing_beds", "need"): lambda inputs: demand.beds_by_need(
        _in_homes(inputs), _norm(inputs, "demand.bed_occupancy")
    ),
    ("nursing_beds", "use"): lambda inputs: _beds_by_use(inputs, "nursing_beds"),
    ("home_care_beds", "norm"): lambda inputs: demand.beds_by_norm(
        inputs.elders_then, _norm(inputs, "forecast.home_care_beds_per_1000_elders")
    ),
    ("home_care_beds", "need"): _home_care_beds,
    ("home_care_beds", "use"): lambda inputs: _beds_by_use(inputs, "home_care_beds"),
    ("places", "norm"): lambda inputs: demand.places_by_norm(
        inputs.residents_then, _norm(inputs, "forecast.places_per_1000_residents")
    ),
    ("places", "need"): lambda inputs: demand.places_by_stated_need(
        inputs.children_then, _norm(inputs, "demand.childcare_wanting_share")
    ),
    ("places", "use"): _places_by_use,
    ("meals", "norm"): lambda inputs: demand.meals_each_day(
        inputs.elders_then, _norm(inputs, "forecast.meal_taking_share"), _norm(inputs, "forecast.meals_each")
    ),
    ("meals", "need"): lambda inputs: demand.meals_each_day(
        inputs.elders_then, _norm(inputs, "demand.meal_taking_share"), _norm(inputs, "demand.meals_each")
    ),
    ("meals", "use"): lambda inputs: demand.meals_each_day(
        _used(inputs, "meals"), _norm(inputs, "demand.meal_taking_share"), _norm(inputs, "demand.meals_each")
    ),
    ("carers", "norm"): _carers_by_norm,
    ("carers", "need"): _carers_by_need,
    ("carers", "use"): lambda inputs: demand.carers_by_use(
        _used(inputs, "carers"), inputs.elders_now, inputs.elders_then
    ),
}
"""(what, way) → how it is reckoned. What nobody has stated stays missing: no rate is put in its place."""

BY_DEFINITION: Final = frozenset(
    {("beds", "need"), ("nursing_beds", "need"), ("home_care_beds", "need"), ("carers", "need")}
)
"""What depends on whose definition of disability is taken."""


def need(inputs: Inputs, what: str, way: str) -> Answer:
    """How much of `what` is needed, one of three ways; `Missing` where a rate or a count that it takes is not known."""
    try:
        return RULES[what, way](inputs)
    except _NotGivenError as missing:
        return Missing(str(missing))
    except DomainError as refusal:
        if refusal.code == "demand.zero_divisor":
            return Missing("nobody")
        raise


def missing_keys(inputs: Inputs, what: str, way: str) -> list[str]:
    """Every key that `what` by `way` takes and nobody has given, in the order in which they are asked for."""
    asked: list[str] = []

    def norm(key: str) -> Given | None:
        found = inputs.norm(key)
        if found is None and key not in asked:
            asked.append(key)
        return found or demand.given(key, key, 1.0, _UNIT_OF.get(key, "share"))

    with suppress(_NotGivenError, DomainError):
        RULES[what, way](replace(inputs, norm=norm))
    return asked


_UNIT_OF: Final = {
    "forecast.beds_per_1000_elders": "beds_per_1000_elders",
    "forecast.home_care_beds_per_1000_elders": "beds_per_1000_elders",
    "forecast.places_per_1000_residents": "places_per_1000_residents",
    "forecast.meals_each": "meals_per_day",
    "demand.meals_each": "meals_per_day",
    "staff.elders_per_carer": "persons_per_carer",
}
"""The unit in which the norm of a key is given; shares and per cent for all others."""
