"""How an indicator is counted from the registers: the tables and columns there are, and a formula over them.

The vocabulary stands here once. Packs name it, snapshots write it, plans evaluate it; none of them needs the other.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Discriminator, Field, StrictBool, StrictInt, StrictStr, Tag, model_validator

from laoyou.packs.models.common import Number, PackModel, Slug, Text, complaint

ColumnType = Literal["integer", "boolean", "code", "codes", "area", "date"]


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of a register table: its type, the codes it may hold, and whether it may be summed."""

    type: ColumnType
    values: tuple[str, ...] = ()
    sums: bool = False


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A register as formulas see it. `area` is the column by which its rows belong to an area."""

    area: str
    columns: dict[str, RegisterColumn]


SEXES: Final = ("male", "female")
STATUSES: Final = (
    "extreme_hardship", "extreme_hardship_in_care", "extreme_hardship_at_home", "wants_care_in_institution",
    "unable_to_care_for_self", "min_living_allowance", "marginal_low_income", "rigid_expenditure_hardship",
    "lives_alone", "empty_nest", "left_behind", "severe_disability", "special_family_planning_family",
    "entitled_group", "cognitive_impairment", "disabled_elder",
)  # fmt: skip
FACILITY_KINDS: Final = (
    "care_home", "town_care_centre", "community_care_station", "village_mutual_aid_point", "day_care_centre",
    "canteen", "meal_point", "childcare_centre", "kindergarten_nursery_class", "home_childcare", "care_complex",
    "old_young_complex", "embedded_home", "estate_point", "nursing_station", "market_day_canteen", "central_kitchen",
    "parenting_station", "mother_and_baby_facility",
)  # fmt: skip
OWNERSHIPS: Final = ("public", "private", "collective", "unknown")
OPERATIONS: Final = (
    "self_run", "public_built_private_run", "public_held_private_run", "public_run_private_funded", "entrusted", "unknown",
)  # fmt: skip
TIERS: Final = ("affordable", "safety_net", "market", "unknown")
REGISTERS: Final = ("elder_care", "childcare")
CLASS_KINDS: Final = ("infant", "toddler", "older_toddler", "mixed")
SESSIONS: Final = ("full_day", "half_day", "hourly", "occasional")
JOBS: Final = (
    "director", "carer", "nurse", "doctor", "social_worker", "rehabilitation_therapist", "childcare_worker",
    "health_keeper", "cook", "guard", "other",
)  # fmt: skip
CREDENTIALS: Final = (
    "elder_care_worker", "nurse_licence", "doctor_licence", "social_worker", "rehabilitation_therapist",
    "childcare_worker", "teacher", "child_health_keeper", "health_certificate", "guard",
)  # fmt: skip

_INTEGER = RegisterColumn("integer")
_SUM = RegisterColumn("integer", sums=True)
_BOOLEAN = RegisterColumn("boolean")
_AREA = RegisterColumn("area")
_DATE = RegisterColumn("date")

REGISTER_TABLES: Final[dict[str, RegisterTable]] = {
    "residents": RegisterTable(
        area="residence_area",
        columns={
            "age_months": _INTEGER,
            "sex": RegisterColumn("code", SEXES),
            "residence_area": _AREA,
            "registered_area": _AREA,
            "statuses": RegisterColumn("codes", STATUSES),
        },
    ),
    "facilities": RegisterTable(
        area="area",
        columns={
            "kind": RegisterColumn("code", FACILITY_KINDS),
            "kinds": RegisterColumn("codes", FACILITY_KINDS),
            "ownership": RegisterColumn("code", OWNERSHIPS),
            "operation": RegisterColumn("code", OPERATIONS),
            "tier": RegisterColumn("code", TIERS),
            "area": _AREA,
            "registers": RegisterColumn("codes", REGISTERS),
            "opened_on": _DATE,
            "closed_on": _DATE,
        },
    ),
    "beds": RegisterTable(
        area="area",
        columns={
            "area": _AREA,
            "facility_kind": RegisterColumn("code", FACILITY_KINDS),
            "ownership": RegisterColumn("code", OWNERSHIPS),
            "operation": RegisterColumn("code", OPERATIONS),
            "nursing": _BOOLEAN,
            "tier": RegisterColumn("code", TIERS),
            "approved": _SUM,
            "filed": _SUM,
            "actual": _SUM,
            "occupied": _SUM,
        },
    ),
    "childcare_places": RegisterTable(
        area="area",
        columns={
            "area": _AREA,
            "facility_kind": RegisterColumn("code", FACILITY_KINDS),
            "class_kind": RegisterColumn("code", CLASS_KINDS),
            "session": RegisterColumn("code", SESSIONS),
            "tier": RegisterColumn("code", TIERS),
            "filed": _SUM,
            "open": _SUM,
            "enrolled": _SUM,
        },
    ),
    "staff": RegisterTable(
        area="area",
        columns={
            "area": _AREA,
            "facility_kind": RegisterColumn("code", FACILITY_KINDS),
            "job": RegisterColumn("code", JOBS),
            "credentials": RegisterColumn("codes", CREDENTIALS),
        },
    ),
}
"""
residents          one row per usual resident or registered person; `age_months` completed months at the snapshot
facilities         one row per facility; `kind` its first kind, `kinds` all of them; closed_on empty while it is open
beds               one row per bed; each of the four readings is 1 where it holds
childcare_places   one row per place; each of the three readings is 1 where it holds
staff              one row per person at work in a facility
"""

Scalar = StrictBool | StrictInt | StrictStr


class Comparison(PackModel):
    """A test on one column: every given part must hold. `has_all`, `has_any`, `has_none` are for sets of codes."""

    ge: StrictInt | None = None
    lt: StrictInt | None = None
    is_in: tuple[StrictStr, ...] | None = Field(default=None, alias="in")
    is_not: Scalar | None = Field(default=None, alias="not")
    has_all: tuple[StrictStr, ...] | None = None
    has_any: tuple[StrictStr, ...] | None = None
    has_none: tuple[StrictStr, ...] | None = None
    empty: StrictBool | None = None

    @model_validator(mode="after")
    def _tests_something(self) -> Self:
        if not self.model_fields_set:
            raise complaint("empty_condition")
        return self


def _kind_of_condition(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "codes"
    return "comparison" if isinstance(value, dict | Comparison) else "scalar"


Condition = Annotated[
    Annotated[Scalar, Tag("scalar")]
    | Annotated[tuple[StrictStr, ...], Tag("codes")]
    | Annotated[Comparison, Tag("comparison")],
    Discriminator(_kind_of_condition),
]
"""`x = 1` equals; `x = ["a", "b"]` is one of; `x = {ge = 720}` compares."""


class Count(PackModel):
    """
    A number counted from one register table: rows (`count = true`) or the sum of a column.

    area_by   another area column than the table's own, for instance `registered_area`
    """

    table: Slug
    count: StrictBool = False
    sum: Slug | None = None
    where: dict[Slug, Condition] = Field(default_factory=dict)
    area_by: Slug | None = None

    @model_validator(mode="after")
    def _uses_known_words(self) -> Self:
        table = REGISTER_TABLES.get(self.table)
        if table is None:
            raise complaint("unknown_table", name=self.table, known="、".join(REGISTER_TABLES))
        if self.count == (self.sum is not None):
            raise complaint("count_or_sum", name=self.table)
        columns = table.columns
        for name in (*self.where, *([self.sum] if self.sum else []), *([self.area_by] if self.area_by else [])):
            if name not in columns:
                raise complaint("unknown_measure_column", name=name, table=self.table, known="、".join(columns))
        if self.sum and not columns[self.sum].sums:
            summable = [name for name, column in columns.items() if column.sums]
            raise complaint("column_does_not_sum", name=self.sum, table=self.table, known="、".join(summable) or "-")
        if self.area_by and columns[self.area_by].type != "area":
            raise complaint("not_an_area_column", name=self.area_by, table=self.table)
        for name, condition in self.where.items():
            _check_condition(self.table, name, columns[name], condition)
        return self


def _check_condition(table: str, name: str, column: RegisterColumn, condition: Any) -> None:
    """Complain about a test that can never be true: another type, or a code that the column does not know."""
    words: list[Any] = []
    tests = condition.model_fields_set if isinstance(condition, Comparison) else {"equals"}
    if isinstance(condition, Comparison):
        words = [*(condition.is_in or ()), *(condition.has_all or ()), *(condition.has_any or ())]
        words += [*(condition.has_none or ()), *([condition.is_not] if condition.is_not is not None else [])]
    else:
        words = list(condition) if isinstance(condition, tuple) else [condition]
    allowed = {
        "integer": {"ge", "lt", "equals", "is_not"},
        "boolean": {"equals", "is_not"},
        "code": {"is_in", "is_not", "equals"},
        "codes": {"has_all", "has_any", "has_none"},
        "area": {"equals", "is_in", "is_not"},
        "date": {"empty"},
    }[column.type]
    python = {"integer": int, "boolean": bool}.get(column.type, str)
    wrong_type = any(type(word) is not python for word in words)
    if not tests <= allowed or wrong_type:
        raise complaint("condition_type", name=name, table=table, type=column.type)
    unknown = [word for word in words if column.values and word not in column.values]
    if unknown:
        raise complaint("unknown_code", name=name, text=str(unknown[0]), known="、".join(column.values))


class FigureReference(PackModel):
    """
    An official figure: `table.column` of the pack's figures, the area's row with the latest date up to the snapshot.

    Pages show the register's own count beside it where `beside` says how to count.
    """

    figure: Text
    beside: Count | None = None


def _kind_of_denominator(value: Any) -> str:
    figure = "figure" in value if isinstance(value, dict) else isinstance(value, FigureReference)
    return "figure" if figure else "count"


Denominator = Annotated[
    Annotated[Count, Tag("count")] | Annotated[FigureReference, Tag("figure")], Discriminator(_kind_of_denominator)
]


class Formula(PackModel):
    """`numerator` / `denominator` × `scale`, with `digits` decimals; without a denominator the numerator alone."""

    numerator: Count
    denominator: Denominator | None = None
    scale: Number = Decimal(1)
    digits: StrictInt = Field(default=0, ge=0, le=4)
    note: Text | None = None
    note_en: Text | None = None
