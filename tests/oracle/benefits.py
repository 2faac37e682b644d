"""
Who is entitled to which benefit, and how much, in one month: a second implementation, written from the clauses.

It was written by somebody who had not seen the product's rules, and imports nothing of the product. Whatever a clause does not say, or whatever
was not checked against the original, is an argument in `Table`; the list below says which. Amounts are whole fen, counts are counts.

CLAUSES, AND WHERE THEY LEAVE SOMETHING OPEN

1  Advanced-age allowance. Hechuan 2025 二(十): everyone of 80 and over, without application. Rates by age band and status, e.g.
   渡民发〔2025〕6号: 80-89, 90-99, 100 and over, each with a higher rate for 低保 and 特困. Other places cut the bands elsewhere or pay by year.
   Open: registered or resident (Chengdu 6 wants to extend it to residents later); the month in which the age is reached or the next;
   the month of death; the month of a move; in which month a yearly rate is paid; 29 February; the deserved status on which day of the month.
2  Service allowance for poor elders who are very old or disabled. Yongchuan 2, 18; Yuzhong 3; Chongqing 200 yuan a month.
   Open: which statuses count as poor (低保, 特困, 低收入); from which level somebody is disabled; from which age very old (80 is usual);
   whether those in 特困 support are excluded.
3  Nursing allowance for poor disabled elders, and the two disability allowances. 国发〔2015〕52号: who is entitled to a disability allowance and
   to one for elders of the same class (living, care) chooses the higher of that class; across classes both are paid; persons in 特困 support
   and those with an employment-injury nursing benefit get neither of the two disability allowances.
   The living one is for disabled persons in 低保; the nursing one for disability grades one and two who need long care.
   Open: to which class the service allowance and the advanced-age allowance belong; which is paid when both are equal (the sum is the same);
   whether "higher" is decided by the office or chosen by the person (择高申领).
4  Long-term-care insurance. 医保办发〔2021〕37号: grades 0-5, three to five are severe; the condition has to have lasted six months;
   a finding holds for two years at most. Rates by grade and setting: fixed by month, by day, or a percentage with a limit by day.
   Open: all rates but examples; whether the day of death is a day of care; residents' insurance (Hechuan: later); whose day ends the two years.
5  Meal subsidy. Hechuan 二(五) the government adds its part; Yongchuan 2 meals for elders who live in difficulty.
   Open: everything countable: groups, fen a meal, meals a month.
6  Home adaptation. Yongchuan 5: poor households, with disabled, handicapped or very old members; Hechuan 二(七): poor half-disabled elders;
   Yuzhong 4: 特困 living at home and poor disabled. Open: limit; how many years until the next one; what counts as handicapped.
7  Visit class. Ten departments 2022: alone, empty nest, left behind, disabled, severely handicapped, families of family-planning
   hardship: each month; Hechuan 二(九) adds 特困 at home; Chengdu indicator 7: safety-net elders each week. Who is in several groups gets the
   most frequent visits. Open: frequency of each group by place; whether elders in institutions are left out.
8  Priority for public beds. Yuzhong 1, 12: first 特困 with the wish to live there, the disabled before others; beds left go to the disabled or demented
   of poor, family-planning-hardship and 优抚 families. Yongchuan 1, Dazhou (六): also the very old and severely handicapped among the poor.
   Open: order within the second class; whether family-planning hardship has to be poor too (the commas allow both).
9  Respite quota. Yuzhong 7: disabled or demented elders of poor families; handicapped infants; in trial towns. Open: days a year, from which level;
   whether the infants' families have to be poor too (the sentence allows both; the nearer reading is that they do not).
10 Family-doctor package. Chengdu 15: disabled, seriously ill, very old, poor elders; Yongchuan 8: infants are a key group; national: 65 and over.
   Open: packages and prices; the service is free to the resident, so that what is due is a class.
11 Inclusive-place subsidy. Chengdu 十五: filed inclusive childcare centres, recognised in 2023, 3,600 yuan a place and year.
   Open: filed, open or enrolled places; a centre recognised in another year; how a year that is not whole counts. Here a month is a twelfth.
12 Demonstration-centre award. Chengdu 十五: city-level demonstration childcare centres, once 200,000 yuan. Open: the month of payment (here that of recognition).
13 National child allowance. From 2025-01-01: 3,600 yuan a child and year, under three. Children born before count by months.
   Open: whether the month of the third birthday counts; the month of birth; who pays after a move. Here a month is a twelfth.
14 Consumption voucher for elders with moderate or worse disability: a part of what they spent, up to a limit.
   Open: share, limit, settings; whether care that long-term-care insurance pays for may be discounted again.

Everywhere: alive, and here, in that month, by the month law of the benefit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from tests.oracle.logic import (
    NO,
    YES,
    Answer,
    Class,
    Due,
    Month,
    MonthLaw,
    Person,
    age_for,
    alive_for,
    all_of,
    any_of,
    ask,
    birthday,
    here_for,
    judge,
    month_anniversary,
    no,
    said,
    years_on,
)

ANY = "any"
"""A setting of care that stands for all of them."""


class Band(NamedTuple):
    """Ages from..below, and what is due: to everybody, and to those of a favoured status."""

    start: int
    below: int | None
    ordinary: int | None
    favoured: int | None


class CareRate(NamedTuple):
    """What long-term-care insurance pays in a grade and setting: kind "month", "day", or "share" (per cent of the cost, limit by day)."""

    kind: str
    fen: int | None = None
    per_cent: int | None = None
    limit_by_day: int | None = None


@dataclass(frozen=True)
class Table:
    """Everything that a clause leaves to a place, or that nobody has checked."""

    law: MonthLaw = field(default_factory=MonthLaw)
    basis: tuple[str, ...] = ("registered",)
    elder: int = 60
    very_old: int = 80
    poor: tuple[str, ...] = ("dibao", "tekun")
    disabled_from: int = 2
    amount: int | None = None
    # 1
    bands: tuple[Band, ...] = ()
    favoured: tuple[str, ...] = ("dibao", "tekun")
    paid_in: int | None = None
    # 2, 3
    without_tekun: bool = False
    disability_living: int | None = None
    without_tekun_in_care: bool = False
    disability_nursing: Mapping[int, int | None] = field(default_factory=dict)
    severe: tuple[int, ...] = (1, 2)
    # 4
    insured: tuple[str, ...] = ("employee",)
    rates: Mapping[tuple[int, str], CareRate] = field(default_factory=dict)
    lasting_months: int = 6
    valid_years: int = 2
    day_of_death_counts: bool = True
    # 5
    by_group: Mapping[str, int | None] = field(default_factory=dict)
    by_meals: bool = True
    meals_a_month: int | None = None
    # 6
    needs: tuple[str, ...] = ("poor and disabled", "poor and handicapped", "poor and very old")
    years_between: int | None = None
    # 8
    asks_wish: bool = True
    # 9
    trial_towns: frozenset[str] | None = None
    infants_poor: bool = False
    counts_used: bool = True
    # 11, 12
    recognised_in: int = 2023
    whole_year: bool = False
    kinds: tuple[str, ...] = ("childcare",)
    once: bool = True
    begins: date | None = None
    # 13
    third_birthday_counts: bool = False
    # 14
    per_cent: int | None = None
    settings: tuple[str, ...] | None = ("agency", "family", "institution")
    without_insurance: bool = False


def advanced_age(person: Person, month: Month, table: Table) -> Due:
    """Clause 1. A yearly rate is due in the month `paid_in`, whole, or not at all that year."""
    if table.paid_in is not None and month.number != table.paid_in:
        return Due("not_entitled", ("month",))
    favoured = any_of(*(ask(person, name) for name in table.favoured)) if table.favoured else NO
    classes: list[Class] = []
    for band in table.bands:
        in_band = age_for(person, month, table.law, _within(band.start, band.below))
        classes.append(Class(f"{band.start}", in_band, band.ordinary))
        if band.favoured is not None:
            classes.append(Class(f"{band.start}+", all_of(in_band, favoured), band.favoured))
    return judge(_present(person, month, table), classes)


def _within(start: int, below: int | None) -> Callable[[int], bool]:
    return lambda age: age >= start and (below is None or age < below)


def _present(person: Person, month: Month, table: Table) -> dict[str, Answer]:
    return {
        "alive": alive_for(person, month, table.law),
        "here": here_for(person, month, table.law, table.basis),
    }


def _poor(person: Person, table: Table) -> Answer:
    return any_of(*(ask(person, name) for name in table.poor))


def _at_least(person: Person, month: Month, table: Table, years: int) -> Answer:
    return age_for(person, month, table.law, lambda age: age >= years)


def _elder(person: Person, month: Month, table: Table) -> Answer:
    return _at_least(person, month, table, table.elder)


def _disabled(person: Person, table: Table) -> Answer:
    return ask(person, "level", lambda level: level is not None and level >= table.disabled_from)


def service_allowance(person: Person, month: Month, table: Table) -> Due:
    """Clause 2: an elder, poor, and (very old or disabled)."""
    clauses = _present(person, month, table) | {
        "elder": _elder(person, month, table),
        "poor": _poor(person, table),
        "very old or disabled": any_of(_at_least(person, month, table, table.very_old), _disabled(person, table)),
    }
    if table.without_tekun:
        clauses["no tekun"] = no(ask(person, "tekun"))
    return judge(clauses, [Class("allowance", YES, table.amount)])


def nursing_allowance(person: Person, month: Month, table: Table) -> Due:
    """Clause 3, the elder's allowance alone, before it is compared with that for the disabled."""
    clauses = _present(person, month, table) | {
        "elder": _elder(person, month, table),
        "poor": _poor(person, table),
        "disabled": _disabled(person, table),
    }
    if table.without_tekun:
        clauses["no tekun"] = no(ask(person, "tekun"))
    if table.without_tekun_in_care:
        clauses["no tekun in care"] = no(ask(person, "tekun_in_care"))
    return judge(clauses, [Class("allowance", YES, table.amount)])


def disability_living(person: Person, month: Month, table: Table) -> Due:
    """Clause 3: living allowance of disabled persons in 低保."""
    clauses = _present(person, month, table) | {
        "disability": ask(person, "disability_grade", lambda grade: grade is not None),
        "dibao": ask(person, "dibao"),
        "no tekun": no(ask(person, "tekun")),
        "no injury benefit": no(ask(person, "injury_nursing")),
    }
    return judge(clauses, [Class("living", YES, table.disability_living)])


def disability_nursing(person: Person, month: Month, table: Table) -> Due:
    """Clause 3: nursing allowance of severely disabled persons who need long care."""
    clauses = _present(person, month, table) | {
        "severe": ask(person, "disability_grade", lambda grade: grade in table.severe),
        "long care": ask(person, "needs_long_care"),
        "no tekun": no(ask(person, "tekun")),
        "no injury benefit": no(ask(person, "injury_nursing")),
    }
    classes = [
        Class(f"degree {grade}", ask(person, "disability_grade", _is(grade)), table.disability_nursing.get(grade))
        for grade in table.severe
    ]
    return judge(clauses, classes)


def _is(value: object) -> Callable[[object], bool]:
    return lambda other: other == value


def higher_of(dues: Mapping[str, Due]) -> dict[str, Due]:
    """
    Clause 3: of one class only the higher. The lower becomes "not_entitled" by "higher of a class"; equal ones: the first stays.

    A lower one stays as it is while the higher is not certain; then its payment may have to give way, which `open` says.
    """
    settled: dict[str, Due] = {}
    order = list(dues)
    for name, due in dues.items():
        above = [
            other
            for other in order
            if other != name and _outranks(dues[other], due, earlier=order.index(other) < order.index(name))
        ]
        if due.status != "not_entitled" and any(dues[other].status == "entitled" for other in above):
            settled[name] = Due("not_entitled", ("higher of a class",))
        else:
            doubts = frozenset().union(*(dues[other].missing for other in above))
            settled[name] = replace(due, open=due.open | doubts)
    return settled


def _outranks(other: Due, this: Due, *, earlier: bool) -> bool:
    theirs = other.least if other.status == "entitled" else other.most
    ours = this.least if this.status == "entitled" else this.most
    if other.status == "not_entitled" or theirs is None:
        return False
    return ours is None or theirs > ours or (theirs == ours and earlier)


def care_insurance(person: Person, month: Month, table: Table) -> Due:
    """
    Clause 4. The grade counts from the day of its finding for `valid_years`; the condition has to have lasted at the month's last day.

    What is due depends on the grade, the setting and, by kind, on days of care or on the cost of a day. Who is insured here is meant, wherever
    his household is registered.
    """
    last = month.last
    grade = person.get("care_grade")
    grades = {each for each, _ in table.rates}
    places = {each for _, each in table.rates}
    setting = ANY if places == {ANY} else person.get("care_setting")
    known = "care_grade" in person and setting is not None
    clauses = {
        "alive": alive_for(person, month, table.law),
        "insured": ask(person, "insurance", lambda kind: kind in table.insured),
        "grade": ask(person, "care_grade", lambda value: value in grades),
        "setting": YES if places == {ANY} else ask(person, "care_setting", lambda value: value in places),
        "covered": said((grade, setting) in table.rates) if known else YES,
        "valid": ask(person, "care_graded_on", lambda day: day is not None and _still_valid(day, last, table)),
        "lasting": ask(
            person,
            "disabled_since",
            lambda day: day is not None and month_anniversary(day, table.lasting_months) <= last,
        ),
    }
    found = judge(clauses)
    if found.status != "entitled":
        return found
    assert isinstance(grade, int) and setting is not None
    rate = table.rates[grade, setting]
    named = replace(found, tier=f"{grade}/{setting}")
    asked = {"month": (), "day": ("care_days",), "share": ("care_days", "care_cost")}[rate.kind]
    if lacking := frozenset(name for name in asked if name not in person):
        return replace(named, open=lacking)
    fen = _care_fen(rate, person, month, table)
    return replace(named, least=fen, most=fen)


def _care_fen(rate: CareRate, person: Person, month: Month, table: Table) -> int | None:
    if rate.kind == "month":
        return rate.fen
    days = _days_of_care(person, month, table)
    if rate.kind == "day":
        return None if rate.fen is None else rate.fen * days
    if rate.per_cent is None:
        return None
    by_day = part_of(person["care_cost"], rate.per_cent)
    return days * (by_day if rate.limit_by_day is None else min(by_day, rate.limit_by_day))


def part_of(fen: int, per_cent: int) -> int:
    """So many per cent, to the nearest fen, half a fen up."""
    return (fen * per_cent * 2 + 100) // 200


def _still_valid(graded_on: date, day: date, table: Table) -> bool:
    return graded_on <= day < birthday(graded_on, table.valid_years, table.law.leap)


def _days_of_care(person: Person, month: Month, table: Table) -> int:
    """Days with care as counted, but none after death."""
    days: int = person["care_days"]
    died = person.get("died")
    if died is None or not month.first <= died <= month.last:
        return min(days, month.days)
    return min(days, died.day if table.day_of_death_counts else died.day - 1)


GROUPS: dict[str, Callable[[Person, Month, Table], Answer]] = {
    "poor": lambda person, month, table: _poor(person, table),
    "dibao": lambda person, month, table: ask(person, "dibao"),
    "tekun": lambda person, month, table: ask(person, "tekun"),
    "tekun at home": lambda person, month, table: all_of(ask(person, "tekun"), no(ask(person, "tekun_in_care"))),
    "low income": lambda person, month, table: ask(person, "low_income"),
    "alone": lambda person, month, table: ask(person, "lives_alone"),
    "empty nest": lambda person, month, table: ask(person, "empty_nest"),
    "left behind": lambda person, month, table: ask(person, "left_behind"),
    "disabled": lambda person, month, table: _disabled(person, table),
    "severely handicapped": lambda person, month, table: ask(
        person, "disability_grade", lambda grade: grade in table.severe
    ),
    "hardship family": lambda person, month, table: ask(person, "hardship_family"),
    "very old": lambda person, month, table: _at_least(person, month, table, table.very_old),
    "handicapped": lambda person, month, table: _handicapped(person),
    "partly disabled": lambda person, month, table: ask(
        person, "level", lambda level: level is not None and level >= 1
    ),
    "demented": lambda person, month, table: ask(person, "dementia"),
    "seriously ill": lambda person, month, table: ask(person, "serious_illness"),
    "veteran family": lambda person, month, table: ask(person, "veteran_family"),
    "elder": _elder,
    "65": lambda person, month, table: _at_least(person, month, table, 65),
    "under three": lambda person, month, table: _under(person, month, table, 3),
    "under seven": lambda person, month, table: _under(person, month, table, 7),
}
"""Groups that clauses name. “a and b” is who belongs to both, “a or b and c” who belongs to c and to a or b."""


def _handicapped(person: Person) -> Answer:
    return ask(person, "disability_grade", lambda grade: grade is not None)


def _under(person: Person, month: Month, table: Table, years: int) -> Answer:
    """Born by the end of the month, and younger than so many years on its last day."""
    born = ask(person, "born", lambda day: day <= month.last)
    return all_of(born, age_for(person, month, table.law, lambda age: age < years))


def in_group(name: str, person: Person, month: Month, table: Table) -> Answer:
    return all_of(
        *(any_of(*(GROUPS[one](person, month, table) for one in part.split(" or "))) for part in name.split(" and "))
    )


def _classes(person: Person, month: Month, table: Table) -> list[Class]:
    return [Class(name, in_group(name, person, month, table), amount) for name, amount in table.by_group.items()]


def meal_subsidy(person: Person, month: Month, table: Table) -> Due:
    """Clause 5: an elder of one of the groups; the group with the most a meal counts, up to so many meals a month."""
    clauses = _present(person, month, table) | {"elder": _elder(person, month, table)}
    found = judge(clauses, _classes(person, month, table))
    if found.status != "entitled" or not table.by_meals:
        return found
    if "meals" not in person:
        return replace(found, least=None, most=None, open=found.open | {"meals"})
    meals = person["meals"] if table.meals_a_month is None else min(person["meals"], table.meals_a_month)
    return replace(found, least=_times(found.least, meals), most=_times(found.most, meals))


def _times(fen: int | None, count: int) -> int | None:
    return None if fen is None else fen * count


def home_adaptation(person: Person, month: Month, table: Table) -> Due:
    """Clause 6: the home of an elder of one of the groups, not adapted lately. Poor and disabled, handicapped or very old, where nothing else is said."""
    clauses = _present(person, month, table) | {
        "elder": _elder(person, month, table),
        "need": any_of(*(in_group(name, person, month, table) for name in table.needs)),
        "not yet": ask(person, "adapted_on", lambda day: _again(day, month, table)),
    }
    return judge(clauses, [Class("adaptation", YES, table.amount)])


def _again(adapted_on: date | None, month: Month, table: Table) -> bool:
    """Whether an adaptation is due again: never before, or so many years ago; without a number of years, once for all."""
    if adapted_on is None or adapted_on > month.last:
        return True
    return table.years_between is not None and years_on(adapted_on, month.last, table.law.leap) >= table.years_between


def visit_class(person: Person, month: Month, table: Table) -> Due:
    """Clause 7: visits a month by the group that gets most."""
    clauses = _present(person, month, table) | {"elder": _elder(person, month, table)}
    return judge(clauses, _classes(person, month, table))


def public_bed(person: Person, month: Month, table: Table) -> Due:
    """
    Clause 8: of the groups of `by_group`, the class with the highest number comes first.

    Where wishes are asked for (`asks_wish`), who does not wish to live there has no priority to be given.
    """
    clauses = _present(person, month, table) | {"elder": _elder(person, month, table)}
    if table.asks_wish:
        clauses["wish"] = ask(person, "wants_institution")
    return judge(clauses, _classes(person, month, table))


def respite(person: Person, month: Month, table: Table) -> Due:
    """Clause 9: what is left of the year's days, for disabled or demented elders of poor families and for handicapped infants."""
    elder = in_group("elder and poor and disabled or demented", person, month, table)
    child = in_group("under three and handicapped", person, month, table)
    if table.infants_poor:
        child = all_of(child, _poor(person, table))
    clauses = _present(person, month, table) | {"elder or infant": any_of(elder, child)}
    if table.trial_towns is not None:
        towns = table.trial_towns
        clauses["trial town"] = ask(person, "town", lambda town: town in towns)
    found = judge(clauses, [Class("days", YES, table.amount)])
    if found.status != "entitled" or table.amount is None or not table.counts_used:
        return found
    if "respite_days_used" not in person:
        return replace(found, least=0, open=frozenset({"respite_days_used"}))
    left = max(0, table.amount - person["respite_days_used"])
    return replace(found, least=left, most=left)


def family_doctor(person: Person, month: Month, table: Table) -> Due:
    """Clause 10: everybody who lives here may sign; the key groups of `by_group`, whose package comes first."""
    return judge(_present(person, month, table), _classes(person, month, table))


def place_subsidy(centre: Person, month: Month, table: Table) -> Due:
    """Clause 11, for a childcare centre: for each place a twelfth of the year's rate, or the whole of it, as the year's amount is stated."""
    clauses = {
        "childcare": ask(centre, "kind", lambda kind: kind in table.kinds),
        "filed": ask(centre, "filed_on", lambda day: day is not None and day <= month.last),
        "open": ask(centre, "closed_on", lambda day: day is None or day > month.last),
        "inclusive": ask(centre, "inclusive_on", lambda day: day is not None and day <= month.last),
        "year": ask(centre, "inclusive_on", lambda day: day is not None and day.year == table.recognised_in),
    }
    found = judge(clauses, [Class("places", YES, table.amount)])
    if found.status != "entitled" or table.amount is None:
        return found
    if "places" not in centre:
        return replace(found, least=None, most=None, open=frozenset({"places"}))
    fen = table.amount * centre["places"] // (1 if table.whole_year else 12)
    return replace(found, least=fen, most=fen)


def demonstration_award(centre: Person, month: Month, table: Table) -> Due:
    """Clause 12, for a childcare centre: once, in the month in which the city recognised it."""
    clauses = {
        "city level": ask(centre, "demonstration_level", lambda level: level == "city"),
        "open": ask(centre, "closed_on", lambda day: day is None or day > month.last),
    }
    if table.once:
        clauses |= {
            "this month": ask(centre, "demonstration_on", lambda day: day is not None and Month.of(day) == month),
            "not yet": ask(centre, "award_paid_on", lambda day: day is None or day > month.last),
        }
    return judge(clauses, [Class("award", YES, table.amount)])


def child_allowance(person: Person, month: Month, table: Table) -> Due:
    """Clause 13: a twelfth of the year's rate for each month from that of birth to the one before the third birthday's, from `begins` on."""

    def under_three(born: date) -> bool:
        begin = Month.of(born).plus(table.law.start)
        end = Month.of(birthday(born, 3, table.law.leap)).plus(1 if table.third_birthday_counts else 0)
        return begin.first <= month.first < end.first

    clauses = {
        **_present(person, month, table),
        "under three": ask(person, "born", under_three),
        "in force": said(table.begins is None or month.first >= table.begins),
        "lawful": ask(person, "lawful_birth"),
    }
    parts = 1 if table.whole_year else 12
    return judge(clauses, [Class("child", YES, None if table.amount is None else table.amount // parts)])


def consumption_voucher(person: Person, month: Month, table: Table) -> Due:
    """Clause 14: a share of what was spent on care, up to a limit a month, for elders of moderate disability or worse."""
    clauses = _present(person, month, table) | {
        "elder": _elder(person, month, table),
        "moderate or worse": _disabled(person, table),
    }
    if table.settings is not None:
        settings = table.settings
        clauses["setting"] = ask(person, "care_setting", lambda place: place in settings)
    if table.without_insurance:
        clauses["not insured"] = no(ask(person, "care_insurance_paid"))
    found = judge(clauses, [Class("voucher", YES, table.amount)])
    if found.status != "entitled" or table.per_cent is None:
        return found
    if "care_cost" not in person:
        return replace(found, least=0, open=frozenset({"care_cost"}))
    part = part_of(person["care_cost"], table.per_cent)
    fen = part if table.amount is None else min(part, table.amount)
    return replace(found, least=fen, most=fen)


BENEFITS: dict[str, Callable[[Person, Month, Table], Due]] = {
    "advanced_age": advanced_age,
    "service_allowance": service_allowance,
    "nursing_allowance": nursing_allowance,
    "disability_living": disability_living,
    "disability_nursing": disability_nursing,
    "care_insurance": care_insurance,
    "meal_subsidy": meal_subsidy,
    "home_adaptation": home_adaptation,
    "visit_class": visit_class,
    "public_bed": public_bed,
    "respite": respite,
    "family_doctor": family_doctor,
    "place_subsidy": place_subsidy,
    "demonstration_award": demonstration_award,
    "child_allowance": child_allowance,
    "consumption_voucher": consumption_voucher,
}
