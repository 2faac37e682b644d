"""Kinds of facilities: whom they serve, and which of them hold beds or childcare places."""

from __future__ import annotations

from laoyou.packs.models.measure import FACILITY_KINDS

CHILDCARE_KINDS = frozenset({"childcare_centre", "kindergarten_nursery_class", "home_childcare"})
"""They hold childcare places."""

FOR_BOTH = frozenset({"care_complex", "old_young_complex"})
"""Beds and places on one site."""

FOR_CHILDREN_ONLY = CHILDCARE_KINDS | {"parenting_station", "mother_and_baby_facility"}

BED_KINDS = frozenset(
    {"care_home", "town_care_centre", "community_care_station", "village_mutual_aid_point", "day_care_centre",
     "embedded_home", "nursing_station"}
) | FOR_BOTH  # fmt: skip
"""They may hold beds."""

MOST_CHILDREN_AT_HOME = 5
"""家庭托育点: at most five children. Source: 国卫人口发〔2023〕28号 家庭托育点管理办法（试行）."""


def registers_of(kinds: frozenset[str]) -> tuple[str, ...]:
    """For whom a facility of these kinds is: 'elder_care', 'childcare', or both, in this order."""
    registers = []
    if kinds - FOR_CHILDREN_ONLY:
        registers.append("elder_care")
    if kinds & (FOR_CHILDREN_ONLY | {"old_young_complex"}):
        registers.append("childcare")
    return tuple(registers)


def kinds_for(register: str) -> tuple[str, ...]:
    """The kinds of `register`, in the order of the vocabulary; none for an unknown one."""
    return tuple(kind for kind in FACILITY_KINDS if register in registers_of(frozenset({kind})))
