"""The codes of the register, as they stand in its columns; the pages give them names."""

from enum import StrEnum

from laoyou.packs.models.measure import STATUSES


class Sex(StrEnum):
    """Sex as registered (GB/T 2261.1)."""

    MALE = "male"
    FEMALE = "female"


class IdDocument(StrEnum):
    """Which document the number in `id_number` belongs to."""

    RESIDENT_ID = "resident_id"
    BIRTH_CERTIFICATE = "birth_certificate"
    RESIDENCE_PERMIT = "residence_permit"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    FOREIGN_PERMIT = "foreign_permit"
    PASSPORT = "passport"
    NONE = "none"


class Relation(StrEnum):
    """What somebody is to the head of a household, or a relative to a person."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    OTHER = "other"


class HouseholdKind(StrEnum):
    """A family living together, or people in a dormitory, a work site, a home."""

    FAMILY = "family"
    COLLECTIVE = "collective"


class Status(StrEnum):
    """What a fact says of a person. The codes are those that indicator formulas use."""

    EXTREME_HARDSHIP = "extreme_hardship"
    EXTREME_HARDSHIP_IN_CARE = "extreme_hardship_in_care"
    EXTREME_HARDSHIP_AT_HOME = "extreme_hardship_at_home"
    WANTS_CARE_IN_INSTITUTION = "wants_care_in_institution"
    UNABLE_TO_CARE_FOR_SELF = "unable_to_care_for_self"
    MIN_LIVING_ALLOWANCE = "min_living_allowance"
    MARGINAL_LOW_INCOME = "marginal_low_income"
    RIGID_EXPENDITURE_HARDSHIP = "rigid_expenditure_hardship"
    LIVES_ALONE = "lives_alone"
    EMPTY_NEST = "empty_nest"
    LEFT_BEHIND = "left_behind"
    SEVERE_DISABILITY = "severe_disability"
    SPECIAL_FAMILY_PLANNING_FAMILY = "special_family_planning_family"
    ENTITLED_GROUP = "entitled_group"
    COGNITIVE_IMPAIRMENT = "cognitive_impairment"
    DISABLED_ELDER = "disabled_elder"


LOW_INCOME = frozenset(
    {
        Status.EXTREME_HARDSHIP,
        Status.MIN_LIVING_ALLOWANCE,
        Status.MARGINAL_LOW_INCOME,
        Status.RIGID_EXPENDITURE_HARDSHIP,
    }
)
"""低收入人口: whoever has one of these belongs to an aid unit."""

EXCLUSIVE: frozenset[frozenset[Status]] = frozenset(
    {
        frozenset({Status.EXTREME_HARDSHIP, Status.MIN_LIVING_ALLOWANCE}),
        frozenset({Status.EXTREME_HARDSHIP_IN_CARE, Status.EXTREME_HARDSHIP_AT_HOME}),
        frozenset({Status.MIN_LIVING_ALLOWANCE, Status.MARGINAL_LOW_INCOME}),
        frozenset({Status.LIVES_ALONE, Status.EMPTY_NEST}),
    }
)
"""Pairs that one person cannot have at the same time."""

if {status.value for status in Status} != set(STATUSES):  # the formulas of packs and the register share one vocabulary
    raise ImportError("people.domain.words.Status and packs.models.measure.STATUSES differ")
