"""Small wrongs put into a rule book: one sign, number, age, field of the law of the month, or clause."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from laoyou.engines import rules

T = TypeVar("T")

KINDS = ("operator", "constant", "age", "month law", "missing clause")
SIGNS = (
    (" >= ", " > "),
    (" < ", " <= "),
    (" or ", " and "),
    (" and ", " or "),
    (" == ", " != "),
    (" != ", " == "),
    ("not ", ""),
)
LAW = {
    "age_from": ("same_month", "next_month"),
    "age_until": ("through_month", "stops_in_month"),
    "death": ("through_month", "stops_in_month"),
    "residence": ("first_day", "last_day", "any_day"),
    "short_month": ("last_day", "next_first_day"),
}
IMPLIED = {("advanced_age_allowance", "age"), ("disability_nursing_subsidy", "severe"), ("care_insurance", "grade")}
"""Clauses that tiers may say again: without them nothing changes then."""


def _implied(benefit: rules.Benefit, clause: rules.Clause) -> bool:
    graded = clause.name != "grade" or any("care_grade" in tier.when for tier in benefit.tiers)
    return (benefit.name, clause.name) in IMPLIED and graded


@dataclass(frozen=True)
class Mutant:
    """A book with one wrong in it, and what the wrong is."""

    told: str
    subject: str
    book: rules.Book


def mutants(book: rules.Book, names: set[str], kind: str) -> Iterator[Mutant]:
    """Every wrong of a kind in what determines the benefits `names`."""
    used = [benefit for benefit in book.benefits if benefit.name in names]
    text = " ".join(_texts(book, used))
    if kind in ("operator", "age"):
        change = _signs if kind == "operator" else _ages
        yield from _in_benefits(book, used, change)
        for number, one in enumerate(book.definitions):
            if re.search(rf"\b{one.name}\b", text):
                for told, when in change(one.when):
                    changed = _put(book.definitions, number, replace(one, when=when))
                    yield Mutant(f"{one.name}: {told}", one.subject, replace(book, definitions=changed))
    elif kind == "constant":
        for number, parameter in enumerate(book.parameters):
            if re.search(rf"\b{parameter.name}\b", text):
                values = tuple(replace(one, value=(one.value or 0) + 100) for one in parameter.values)
                changed = _put(book.parameters, number, replace(parameter, values=values))
                subject = next(
                    one.subject for one in used if re.search(rf"\b{parameter.name}\b", " ".join(_texts(book, [one])))
                )
                yield Mutant(f"{parameter.name} + 100", subject, replace(book, parameters=changed))
    elif kind == "month law":
        yield from _laws(book, used)
    else:
        for number, benefit in enumerate(book.benefits):
            for clause in benefit.clauses if benefit.name in names and len(benefit.clauses) > 1 else ():
                if not _implied(benefit, clause):
                    rest = tuple(one for one in benefit.clauses if one != clause)
                    changed = _put(book.benefits, number, replace(benefit, clauses=rest))
                    yield Mutant(
                        f"{benefit.name} without {clause.name}", benefit.subject, replace(book, benefits=changed)
                    )


def _put(parts: tuple[T, ...], number: int, part: T) -> tuple[T, ...]:
    return (*parts[:number], part, *parts[number + 1 :])


def _texts(book: rules.Book, benefits: list[rules.Benefit]) -> list[str]:
    """Expressions of benefits, and of the definitions that they use."""
    texts = [
        *(clause.when for one in benefits for clause in one.clauses),
        *(text for one in benefits for tier in one.tiers for text in (tier.when, tier.amount)),
        *(one.amount or "" for one in benefits),
    ]
    for _ in range(3):
        texts += [one.when for one in book.definitions if re.search(rf"\b{one.name}\b", " ".join(texts))]
    return texts


Change = Callable[[str], Iterator[tuple[str, str]]]


def _in_benefits(book: rules.Book, used: list[rules.Benefit], change: Change) -> Iterator[Mutant]:
    for benefit in used:
        number = book.benefits.index(benefit)
        for at, clause in enumerate(benefit.clauses):
            for told, when in change(clause.when):
                clauses = _put(benefit.clauses, at, replace(clause, when=when))
                changed = _put(book.benefits, number, replace(benefit, clauses=clauses))
                yield Mutant(f"{benefit.name}: {told}", benefit.subject, replace(book, benefits=changed))
        for at, tier in enumerate(benefit.tiers):
            for told, when in change(tier.when):
                tiers = _put(benefit.tiers, at, replace(tier, when=when))
                changed = _put(book.benefits, number, replace(benefit, tiers=tiers))
                yield Mutant(f"{benefit.name} {tier.name}: {told}", benefit.subject, replace(book, benefits=changed))


def _signs(text: str) -> Iterator[tuple[str, str]]:
    for old, new in SIGNS:
        if old in text:
            changed = text.replace(old, new, 1)
            yield f"{text} → {changed}", changed


def _ages(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"(age\(birth_date\) (?:>=|<) )(\d+)", text):
        changed = f"{text[: found.start(2)]}{int(found[2]) + 1}{text[found.end(2) :]}"
        yield f"{text} → {changed}", changed


def _laws(book: rules.Book, used: list[rules.Benefit]) -> Iterator[Mutant]:
    for number, law in enumerate(book.laws):
        under = [one for one in used if one.law == law.name]
        texts = " ".join(_texts(book, under))
        asked = {
            "age_from": "age(birth_date) >=", "age_until": "age(birth_date) <", "death": "alive(", "residence": "holds(", "short_month": "age(",
        }  # fmt: skip
        for field, values in LAW.items():
            if asked[field] in texts:
                for value in values:
                    if value != getattr(law, field):
                        changed = _put(book.laws, number, replace(law, **{field: value}))
                        yield Mutant(f"{law.name}: {field} = {value}", under[0].subject, replace(book, laws=changed))


def sample(book: rules.Book, names: set[str], seed: int, each: int) -> list[Mutant]:
    """So many wrongs of each kind."""
    rng = random.Random(seed)
    found = []
    for kind in KINDS:
        every = list(mutants(book, names, kind))
        found += rng.sample(every, min(each, len(every)))
    return found
