"""A book with a mistake is stopped at the door, and the mistake has a name and a place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from laoyou.base.month import Month
from laoyou.engines.rules import (
    Benefit,
    Book,
    Clause,
    Conflict,
    Dated,
    Definition,
    Parameter,
    RuleError,
    Tier,
    check,
    prepare,
)
from laoyou.engines.rules.faults import CODES
from laoyou.engines.rules.tests.books import BOOK, JANUARY, MONTH

NOT_ALLOWED = [
    "__import__('os').system('true')", "open('x')", "poor.real", "[poor for poor in (1,)]", "lambda: True", "poor if poor else poor",
    "f'{poor}'", "income // 2 > line", "income ** 9 > line", "1 < days < 3", "poor is True", "poor and (x := poor)", "age(birth_date)",
    "age(birth_date) == 80", "death_date > registered_from", "known(poor)", "poor == None", "poor in ('yes',)", "within(area, '50%')",
    "1.5 > days", "exec('1')", "grade > 'none'", "share(cost, 75) > line", "age(birth_date) >= days", "print(*grade)",
]  # fmt: skip
"""The code may be another refusal where the part is well formed but of the wrong type."""


def with_clause(when: str) -> Book:
    benefit = Benefit(
        "tried", "person", JANUARY, (Clause("c", when, place="here"),), "month", money=False, place="there"
    )
    return replace(BOOK, benefits=(*BOOK.benefits, benefit))


@pytest.mark.parametrize("when", NOT_ALLOWED)
def test_what_is_outside_the_whitelist_is_refused(when: str) -> None:
    (fault,) = check(with_clause(when))
    assert fault.code in ("rule_not_allowed", "rule_type", "rule_unknown_name")
    assert fault.place == "here"


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("poor and", "rule_syntax"),
        ("(" * 300 + "poor" + ")" * 300, "rule_syntax"),
        ("not " * 60 + "poor", "rule_syntax"),
        ("poor or " * 400 + "poor", "rule_syntax"),
        ("pooor", "rule_unknown_name"),
        ("entitled(nothing)", "rule_unknown_name"),
        ("grade == 'sever'", "rule_unknown_code"),
        ("grade in ('severe', 'sever')", "rule_unknown_code"),
        ("income", "rule_type"),
        ("income > days", "rule_type"),
        ("beds > 1", "rule_other_subject"),
        ("entitled(operating)", "rule_other_subject"),
        ("entitled(tried)", "rule_circular"),
    ],
)
def test_each_mistake_of_an_expression_has_its_name(when: str, code: str) -> None:
    faults = check(with_clause(when))
    assert [fault.code for fault in faults] == [code], faults
    with pytest.raises(RuleError):
        prepare(with_clause(when), MONTH)


def test_a_long_circle_is_shown_whole() -> None:
    one = Definition("one", "person", "two", place="first")
    two = Definition("two", "person", "entitled(three)", place="second")
    three = Benefit("three", "person", JANUARY, (Clause("c", "one"),), "month", money=False, place="third")
    faults = check(replace(BOOK, definitions=(*BOOK.definitions, one, two), benefits=(*BOOK.benefits, three)))
    assert {fault.code for fault in faults} == {"rule_circular"}
    assert "three → one → two → three" in {fault.data["chain"] for fault in faults}


def test_versions_that_hold_together_are_refused() -> None:
    version = next(benefit for benefit in BOOK.benefits if benefit.name == "visit")
    again = replace(version, start=Month(2027, 1), place="again")
    (fault,) = check(replace(BOOK, benefits=(*BOOK.benefits, again)))
    assert (fault.code, fault.place) == ("rule_overlap", "again")
    ended = tuple(replace(one, end=Month(2027, 1)) if one.name == "visit" else one for one in BOOK.benefits)
    assert check(replace(BOOK, benefits=(*ended, again))) == []


def test_values_of_a_parameter_that_hold_together_or_leave_a_gap_are_found() -> None:
    def with_values(*values: Dated) -> list[str]:
        others = tuple(one for one in BOOK.parameters if one.name != "extra")
        return [fault.code for fault in check(replace(BOOK, parameters=(*others, Parameter("extra", "fen", values))))]

    assert with_values(Dated(1, JANUARY, Month(2027, 1)), Dated(2, Month(2026, 12))) == ["rule_overlap"]
    assert "rule_parameter_missing" in with_values(Dated(1, JANUARY, Month(2027, 1)), Dated(2, Month(2027, 3)))
    assert "rule_parameter_missing" in with_values(Dated(1, JANUARY, Month(2027, 1)))
    assert with_values(Dated(1, JANUARY, JANUARY)) != []
    assert with_values(Dated(1, JANUARY, Month(2027, 1)), Dated(None, Month(2027, 1))) == []


def test_conflicts_compare_what_can_be_compared() -> None:
    for names in (
        ("visit", "care_allowance"),
        ("child", "later"),
        ("later",),
        ("later", "nothing"),
        ("care_allowance", "later"),
    ):
        conflict = Conflict("more", names, JANUARY, place="c")
        faults = check(replace(BOOK, conflicts=(*BOOK.conflicts, conflict)))
        assert {fault.place for fault in faults} == {"c"}, names


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"law": "none"}, "rule_law_missing"),
        ({"due_month": 3}, "rule_due_month"),
        ({"money": True}, "rule_without_amount"),
        ({"tiers": (Tier("t", "True", "low"),), "amount": "low", "money": True}, "rule_without_amount"),
        ({"clauses": tuple(Clause(f"c{number}", "poor") for number in range(11))}, "rule_too_many"),
        ({"clauses": (Clause("c", "poor"), Clause("c", "poor"))}, "rule_name_twice"),
        ({"name": "poor"}, "rule_name_twice"),
        ({"end": JANUARY}, "rule_period"),
        ({"amount": "poor"}, "rule_type"),
        ({"clauses": ()}, "rule_without_amount"),
    ],
)
def test_each_mistake_of_a_benefit_has_its_name(change: dict[str, object], code: str) -> None:
    sound = Benefit("tried", "person", JANUARY, (Clause("c", "poor"),), "month", money=False)
    assert check(replace(BOOK, benefits=(*BOOK.benefits, sound))) == []
    faults = check(replace(BOOK, benefits=(*BOOK.benefits, replace(sound, **change))))
    assert code in {fault.code for fault in faults}


def test_a_benefit_that_is_not_in_force_is_not_given_and_no_fault() -> None:
    program = prepare(with_clause("not entitled(age_allowance)"), Month(2026, 5), only=["tried"])
    assert len(program.benefits) == 1
    early = replace(
        BOOK,
        benefits=(
            Benefit("tried", "person", Month(2025, 1), (Clause("c", "not entitled(visit)"),), "month", money=False),
            *BOOK.benefits,
        ),
    )
    assert check(early) == []


def test_every_fault_is_in_the_list_of_codes() -> None:
    assert check(BOOK) == []
    assert len(set(CODES)) == len(CODES)


def test_the_digest_of_a_benefit_changes_with_what_determines_it_and_with_nothing_else() -> None:
    def digests(book: Book, month: Month = MONTH) -> dict[str, str]:
        return {ready.name: ready.digest for ready in prepare(book, month).benefits}

    first = digests(BOOK)
    assert digests(BOOK) == first
    assert len(set(first.values())) == len(first)
    assert digests(BOOK, MONTH.plus(1))["age_allowance"] != first["age_allowance"], "the days that decide are others"
    dearer = replace(
        BOOK, parameters=tuple(_doubled(one) if one.name == "unentered" else one for one in BOOK.parameters)
    )
    assert {name for name, digest in digests(dearer).items() if digest != first[name]} == {"later"}
    law = tuple(replace(one, death="stops_in_month") if one.name == "month" else one for one in BOOK.laws)
    changed = {name for name, digest in digests(replace(BOOK, laws=law)).items() if digest != first[name]}
    assert changed >= {"age_allowance", "insurance"}
    assert "later" not in changed
    alone = digests(replace(BOOK, conflicts=()))
    assert {name for name in first if alone[name] != first[name]} == set(BOOK.conflicts[0].benefits)


def _doubled(parameter: Parameter) -> Parameter:
    return replace(parameter, values=(Dated(1234, JANUARY),))
