"""
The two implementations beside each other: one person's life as facts of either, tables filled from the parameters of a rule book, rows to compare.

The oracle takes from the book only what clauses leave to a place: rates, and the law of the month. Groups and conditions stand here by clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from laoyou.base.month import Month as BookMonth
from laoyou.engines import rules
from laoyou.packs import public as packs
from tests.oracle import benefits as oracle
from tests.oracle.benefits import ANY, Band, CareRate, Table
from tests.oracle.logic import Answer, Due, Month, MonthLaw, Person, alive_for, all_of, here_for

PLACES = ("500118-demo", "500103-yuzhong", "500117-hechuan", "511700-dazhou", "510100-chengdu")

FACTS = {
    "born": "birth_date", "died": "death_date", "registered": "registered_from", "resident": "resident_from", "dibao": "min_living_allowance",
    "tekun": "extreme_hardship", "tekun_in_care": "extreme_hardship_in_care", "low_income": "marginal_low_income", "level": "capability_level",
    "disability_grade": "disability_degree", "needs_long_care": "needs_long_term_care", "injury_nursing": "injury_nursing_benefit",
    "lives_alone": "lives_alone", "empty_nest": "empty_nest", "left_behind": "left_behind", "hardship_family": "special_family_planning_family",
    "veteran_family": "entitled_group", "dementia": "cognitive_impairment", "lawful_birth": "lawful_birth", "insurance": "care_insurance_scheme",
    "care_grade": "care_grade", "care_setting": "care_setting", "care_days": "care_days", "care_cost": "care_daily_cost",
    "kind": "facility_kind", "filed_on": "facility_filed", "closed_on": "facility_closed_on", "inclusive_on": "inclusive_recognised_on",
    "places": "filed_places", "demonstration_level": "demonstration_city_level",
}  # fmt: skip
"""Facts of the oracle and of the product."""

LEVELS = ("intact", "mild", "moderate", "severe", "total")
GRADES = ("none", "mild", "moderate", "severe_one", "severe_two", "severe_three")
DEGREES: dict[int | None, str] = {None: "none", 1: "one", 2: "two", 3: "three", 4: "four"}
WORDS: dict[str, Callable[[Any], Any]] = {
    "level": LEVELS.__getitem__,
    "care_grade": GRADES.__getitem__,
    "disability_grade": DEGREES.__getitem__,
    "kind": lambda kind: {"childcare": "childcare_centre"}.get(kind, kind),
    "filed_on": lambda day: day is not None,
    "demonstration_level": lambda level: level == "city",
}


def product_facts(person: Person) -> dict[str, Any]:
    """The facts of a person or facility as the product takes them; what is unknown is None."""
    facts: dict[str, Any] = {}
    for name, theirs in FACTS.items():
        if name in ("registered", "resident"):
            begin, end = person[name][0] if name in person else (None, None)
            facts |= {theirs: begin, theirs.replace("_from", "_to"): end}
        else:
            facts[theirs] = WORDS.get(name, lambda value: value)(person[name]) if name in person else None
    return facts


def household_facts(person: Person, month: Month, table: Table) -> dict[str, Any]:
    """What is known of the household of an elder who lives alone."""
    here = all_of(
        alive_for(person, month, table.law),
        here_for(person, month, table.law, table.basis),
        oracle.in_group("elder", person, month, table),
    )

    def known(*groups: str) -> bool | None:
        return all_of(here, *(oracle.in_group(group, person, month, table) for group in groups)).value

    adapted: Answer = oracle.ask(person, "adapted_on", lambda day: day is not None)
    return {
        "household_poor": known("poor"),
        "household_disabled_elder": known("disabled"),
        "household_handicapped_elder": known("handicapped"),
        "household_very_old_elder": known("very old"),
        "household_partly_disabled_elder": known("partly disabled"),
        "household_hardship_elder": known("tekun at home"),
        "household_adapted": adapted.value,
    }


def filled(book: rules.Book) -> rules.Book:
    """The book with an amount for every parameter that nobody has entered: no two alike, so that a wrong one shows."""

    def value(number: int, parameter: rules.Parameter, dated: rules.Dated) -> rules.Dated:
        if dated.value is not None:
            return dated
        made_up = {"fen": 1000 + 37 * number, "percent": 5000 + 100 * number, "int": 3 + number}[parameter.type]
        return replace(dated, value=made_up)

    return replace(
        book,
        parameters=tuple(
            replace(parameter, values=tuple(value(number, parameter, dated) for dated in parameter.values))
            for number, parameter in enumerate(book.parameters)
        ),
    )


@cache
def book_of(place: str) -> rules.Book:
    return filled(packs.rule_book(packs.load(place)))


def month_law(law: rules.Law) -> MonthLaw:
    """The law of the month of a book in the oracle's words."""
    return MonthLaw(
        start={"same_month": 0, "next_month": 1}[law.age_from],
        death={"through_month": "paid", "stops_in_month": "unpaid"}[law.death],
        here={"first_day": "first", "last_day": "last", "any_day": "any"}[law.residence],
        leap={"last_day": (2, 28), "next_first_day": (3, 1)}[law.short_month],
    )


POOR = ("dibao", "tekun", "low_income")
HERE = ("registered",)
LIVING = ("registered", "resident")
DISTRESS = "alone or empty nest or left behind or disabled or severely handicapped or hardship family"
"""The groups of the ten departments' opinions of 2022."""
FRAIL = "disabled or demented"
KEY_GROUPS = {"65": 1, "under seven": 1, "handicapped": 1, "poor": 1}
NATIONAL_BEDS = {"tekun or veteran family or hardship family": 1}
BEDS = {
    "500118-demo": NATIONAL_BEDS | {f"poor and {FRAIL} or very old": 1},
    "500103-yuzhong": {"tekun": 1, f"{FRAIL} and poor or hardship family or veteran family": 1},
    "500117-hechuan": NATIONAL_BEDS | {"dibao and disabled": 1},
    "511700-dazhou": NATIONAL_BEDS | {f"poor and {FRAIL} or very old or severely handicapped": 1},
    "510100-chengdu": NATIONAL_BEDS | {"poor": 1},
}
SAFETY_NET = "dibao or tekun"
VISITS = {
    "500117-hechuan": {f"{DISTRESS} or tekun at home": "visits_month"},
    "510100-chengdu": {SAFETY_NET: "visits_safety_net_month", DISTRESS: "visits_month"},
}
NEEDS = {
    "": ("tekun at home", "poor and disabled"),
    "500118-demo": ("tekun at home", "poor and disabled or handicapped or very old"),
    "500117-hechuan": ("tekun at home", "poor and partly disabled or disabled"),
}
INSURED = {
    "500118-demo": ("employee",), "500103-yuzhong": ("employee",), "500117-hechuan": ("employee",),
    "511700-dazhou": ("employee", "resident"), "510100-chengdu": ("employee", "resident"),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A benefit of the product and how the oracle determines it with a table; `subject` as the product has it."""

    name: str
    subject: str
    determine: Callable[[Person, Month, Table], Due]
    table: Table


def tables(place: str, month: Month, book: rules.Book | None = None) -> dict[str, Pair]:
    """By benefit of the product, for a place and month: the oracle's function and its table, filled from the unchanged book."""
    book = book_of(place) if book is None else book
    at = BookMonth(month.year, month.number)
    laws = {benefit.name: benefit.law for benefit in book.benefits}
    by_name = {law.name: law for law in book.laws}
    parameters = {parameter.name: parameter.at(at) for parameter in book.parameters}

    def rate(name: str) -> int | None:
        dated = parameters.get(name)
        return None if dated is None else dated.value

    pairs: dict[str, Pair] = {}

    def pair(name: str, determine: Callable[[Person, Month, Table], Due], **given: Any) -> None:
        if name in laws:
            law = month_law(by_name[laws[name]])
            subject = next(benefit.subject for benefit in book.benefits if benefit.name == name)
            pairs[name] = Pair(name, subject, determine, Table(law=law, poor=POOR, **given))

    def elders(name: str, determine: Callable[[Person, Month, Table], Due], **given: Any) -> None:
        pair(name, determine, basis=LIVING, **given)

    bands = tuple(
        Band(start, below, rate(f"advanced_age_{start}"), None) for start, below in ((80, 90), (90, 100), (100, None))
    )
    pair("advanced_age_allowance", oracle.advanced_age, bands=bands)
    pair("elder_service_allowance", oracle.service_allowance, amount=rate("elder_service_allowance_month"))
    pair(
        "elder_nursing_allowance",
        oracle.nursing_allowance,
        amount=rate("elder_nursing_allowance_month"),
        without_tekun_in_care=True,
    )
    pair("disability_living_subsidy", oracle.disability_living, disability_living=rate("disability_living_month"))
    degrees = {1: rate("disability_nursing_one"), 2: rate("disability_nursing_two")}
    pair("disability_nursing_subsidy", oracle.disability_nursing, disability_nursing=degrees)
    pair("care_insurance", oracle.care_insurance, insured=INSURED[place], rates=_care_rates(place, rate))
    elders("meal_subsidy", oracle.meal_subsidy, by_group={"poor": rate("meal_subsidy_month")}, by_meals=False)
    elders("home_adaptation", oracle.home_adaptation, needs=NEEDS.get(place, NEEDS[""]))
    groups = VISITS.get(place, {DISTRESS: "visits_month"})
    visits = {group: rate(name) for group, name in groups.items()}
    elders("visit_service", oracle.visit_class, by_group=visits)
    elders("public_bed_priority", oracle.public_bed, by_group=BEDS.get(place, NATIONAL_BEDS), asks_wish=False)
    # Respite of handicapped infants is Yuzhong's clause alone.
    respite = oracle.respite if place == "500103-yuzhong" else _respite_of_elders
    elders("respite_quota", respite, amount=rate("respite_days_year"), counts_used=False)
    elders("family_doctor_package", oracle.family_doctor, by_group=KEY_GROUPS)
    pair(
        "inclusive_place_subsidy",
        oracle.place_subsidy,
        amount=rate("inclusive_place_subsidy_year"),
        whole_year=True,
        kinds=("childcare", "kindergarten_nursery_class"),
    )
    pair("demonstration_centre_award", oracle.demonstration_award, amount=rate("demonstration_award"), once=False)
    if "child_allowance" in laws:
        counts = by_name[laws["child_allowance"]].age_until == "through_month"
        pair(
            "child_allowance",
            oracle.child_allowance,
            amount=rate("child_allowance_year"),
            whole_year=True,
            third_birthday_counts=counts,
            begins=date(2025, 1, 1),
        )
    elders("care_voucher", oracle.consumption_voucher, amount=rate("care_voucher_month"), settings=None)
    elders("purchased_care_priority", _purchased_care)
    return pairs


def _respite_of_elders(person: Person, month: Month, table: Table) -> Due:
    found = {"elders": oracle.in_group(f"elder and poor and {FRAIL}", person, month, table)}
    present = {"alive": alive_for(person, month, table.law), "here": here_for(person, month, table.law, table.basis)}
    return oracle.judge(present | found, [oracle.Class("days", oracle.YES, table.amount)])


def _purchased_care(person: Person, month: Month, table: Table) -> Due:
    """Dazhou 二(四): elders in economic difficulty who are very old, severely handicapped, (partly) disabled or alone; hardship families."""
    groups = {"hardship family": 1, "poor and very old or severely handicapped or partly disabled or alone": 1}
    return oracle.visit_class(person, month, replace(table, by_group=groups))


def _care_rates(place: str, rate: Callable[[str], int | None]) -> dict[tuple[int, str], CareRate]:
    severe = {3: "one", 4: "two", 5: "three"}
    if place == "510100-chengdu":
        return {
            (grade, setting): CareRate("month", rate(f"care_month_{where}_{word}"))
            for grade, word in severe.items()
            for setting, where in (("institution", "institution"), ("agency", "home"), ("family", "home"))
        }
    if place == "511700-dazhou":
        shares = {
            (grade, setting): CareRate(
                "share", per_cent=_per_cent(rate(f"care_rate_{setting}")), limit_by_day=rate(f"care_cap_{setting}")
            )
            for grade in severe
            for setting in ("institution", "agency")
        }
        return shares | {(grade, "family"): CareRate("day", rate("care_family_day")) for grade in severe}
    return {(grade, ANY): CareRate("day", rate("care_insurance_day")) for grade in severe}


def _per_cent(hundredths: int | None) -> int | None:
    assert hundredths is None or hundredths % 100 == 0, "the oracle counts in whole per cent"
    return None if hundredths is None else hundredths // 100


AMOUNT_FACTS = frozenset({"care_days", "care_daily_cost", "filed_places"})
"""Facts that only the amount needs. While conditions are open too, the rules name them and the oracle does not, and neither is wrong."""


def alike(ours: Row, theirs: Row) -> bool:
    """Whether two rows say the same; while conditions are open, theirs may name facts of the amount as well."""
    if ours.missing is None or theirs.missing is None or ours.missing <= AMOUNT_FACTS:
        return ours == theirs
    same = ours.missing - AMOUNT_FACTS == theirs.missing - AMOUNT_FACTS
    return same and replace(ours, missing=None) == replace(theirs, missing=None)


@dataclass(frozen=True)
class Row:
    """What is said of one benefit of one person: comparable."""

    status: str
    amount: int | None = None
    superseded: bool = False
    may_be_higher: bool = False
    missing: frozenset[str] | None = None


CLASS_OF_NURSING = ("elder_nursing_allowance", "disability_nursing_subsidy")


def oracle_rows(person: Person, month: Month, pairs: Mapping[str, Pair], subject: str) -> dict[str, Row]:
    """The oracle's row for every benefit of the subject, in the order of the pairs."""
    dues = {name: pair.determine(person, month, pair.table) for name, pair in pairs.items() if pair.subject == subject}
    rows = {name: _row(name, due, pairs[name].table) for name, due in dues.items()}
    nursing = {name: dues[name] for name in CLASS_OF_NURSING if name in dues}
    for name, settled in oracle.higher_of(nursing).items():
        if rows[name].status != "entitled":
            # No clause says whether what a certain higher one excludes still needs its facts: both leave it open.
            continue
        if settled.false == ("higher of a class",):
            rows[name] = Row("entitled", 0, superseded=True)
        elif settled.open - dues[name].open:
            rows[name] = replace(rows[name], may_be_higher=True)
    return rows


def _row(name: str, due: Due, table: Table) -> Row:
    if due.status == "not_entitled":
        return Row("not_entitled", 0 if _counts(name) else None)
    if due.status == "unknown" or (due.least is None and due.open):
        return Row("needs_information", missing=frozenset(FACTS.get(one, one) for one in due.missing or due.open))
    higher = due.most is not None and due.least is not None and due.most > due.least
    return Row("entitled", due.least if _counts(name) else None, may_be_higher=higher)


WITHOUT_AMOUNT = ("public_bed_priority", "family_doctor_package", "home_adaptation", "purchased_care_priority")


def _counts(name: str) -> bool:
    return name not in WITHOUT_AMOUNT


def product_row(finding: rules.Finding) -> Row:
    """The product's finding as a comparable row."""
    if finding.status == "needs_information":
        return Row("needs_information", missing=frozenset(name for name, _ in finding.missing))
    reading = finding.reading
    if reading.superseded:
        return Row("entitled", 0, superseded=True)
    return Row(finding.status, finding.amount, may_be_higher=reading.may_be_higher)


def product_rows(explainer: rules.Explainer, facts: Mapping[str, Any]) -> dict[str, Row]:
    return {finding.benefit: product_row(finding) for finding in explainer.explain(dict(facts))}


def explainer_of(book: rules.Book, month: Month, subject: str) -> rules.Explainer:
    return rules.Explainer(rules.prepare(book, BookMonth(month.year, month.number), subject))


def facts_for(explainer: rules.Explainer, person: Person, month: Month, pairs: Mapping[str, Pair]) -> dict[str, Any]:
    """The facts that the product's program asks for."""
    if explainer.program.subject == "living_household":
        facts = household_facts(person, month, pairs["home_adaptation"].table)
    else:
        facts = product_facts(person)
    return {fact.name: facts[fact.name] for fact in explainer.program.facts if fact.name in facts}


@dataclass(frozen=True)
class Difference:
    """One row on which the two do not agree."""

    place: str
    month: Month
    benefit: str
    person: Person
    oracle: Row
    product: Row

    def __str__(self) -> str:
        told = {name: str(value) for name, value in self.person.items()}
        return f"{self.place} {self.month} {self.benefit}: oracle {self.oracle}, product {self.product}, for {told}"


def differences(
    place: str, month: Month, subject: str, people: list[dict[str, Any]], book: rules.Book | None = None
) -> Iterator[Difference]:
    """Every row on which the oracle and the rules (of the place, or a changed `book`) say different things."""
    pairs = tables(place, month)
    explainer = explainer_of(book_of(place) if book is None else book, month, subject)
    for person in people:
        expected = oracle_rows(person, month, pairs, subject)
        found = product_rows(explainer, facts_for(explainer, person, month, pairs))
        for name, row in expected.items():
            other = found.get(name, Row("not there"))
            if subject == "living_household":
                row, other = replace(row, missing=None), replace(other, missing=None)
            if not alike(row, other):
                yield Difference(place, month, name, person, row, other)
