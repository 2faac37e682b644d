"""From the words of a pack to the rule book of the engine, and what the engine finds wrong back to file and line."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from laoyou.base.month import Month
from laoyou.engines import rules
from laoyou.packs.models.benefit import BenefitEntry, Case, FactEntry, ParameterEntry
from laoyou.packs.pack import Origin, Pack
from laoyou.packs.problems import Problem

if TYPE_CHECKING:
    from laoyou.packs.reading import Layer

Entry = TypeVar("Entry")
FACT_TYPES: Final = {
    "yes_no": "bool", "number": "int", "yuan": "fen", "date": "date", "open_date": "open_date", "code": "code", "area": "area",
}  # fmt: skip
_UNITS: Final = {"yuan": "fen", "percent": "percent", "number": "int"}


def rule_book(pack: Pack) -> rules.Book:
    """The rules of a pack with all it extends, ready for `rules.prepare`; each part knows where it stands (an `Origin`)."""
    at = pack.origins
    return rules.Book(
        facts=tuple(_fact(entry, at["fact", entry.name]) for entry in pack.facts.values()),
        parameters=tuple(_parameter(entry, at["parameter", entry.name]) for entry in pack.parameters.values()),
        definitions=tuple(
            rules.Definition(entry.name, entry.subject, entry.when, at["definition", entry.name])
            for entry in pack.definitions.values()
        ),
        laws=tuple(
            rules.Law(
                entry.name, entry.age_from, entry.age_until, entry.death, entry.residence, entry.short_month,
                at["law", entry.name],
            )
            for entry in pack.laws.values()
        ),
        benefits=tuple(_benefit(entry, pack) for versions in pack.benefits.values() for entry in versions),
        conflicts=tuple(
            rules.Conflict(entry.name, entry.benefits, entry.from_, entry.to, at["conflict", entry.name])
            for entry in pack.conflicts.values()
        ),
    )  # fmt: skip


def _fact(entry: FactEntry, origin: Origin) -> rules.Fact:
    return rules.Fact(entry.name, entry.subject, FACT_TYPES[entry.type], entry.values, entry.holder, origin)  # type: ignore[arg-type]


def _parameter(entry: ParameterEntry, origin: Origin) -> rules.Parameter:
    dated = tuple(rules.Dated(_whole(entry.unit, one.value), one.from_, one.to) for one in entry.value)
    return rules.Parameter(entry.name, _UNITS[entry.unit], dated, origin)  # type: ignore[arg-type]


def _whole(unit: str, value: Decimal | None) -> int | None:
    """Yuan as fen, per cent as hundredths of one, numbers as they are: what the engine counts in."""
    return None if value is None else int(value * (1 if unit == "number" else 100))


def version_key(entry: BenefitEntry) -> str:
    """Under what a version of a benefit stands in `Pack.origins`."""
    return f"{entry.name}@{entry.from_}"


def _benefit(entry: BenefitEntry, pack: Pack) -> rules.Benefit:
    key = version_key(entry)
    return rules.Benefit(
        name=entry.name,
        subject=entry.subject,
        start=entry.from_,
        end=entry.to,
        clauses=tuple(
            rules.Clause(one.name, one.when, pack.origins["condition", f"{key}.{one.name}"]) for one in entry.condition
        ),
        tiers=tuple(
            rules.Tier(one.name, one.when, one.amount, pack.origins["tier", f"{key}.{one.name}"]) for one in entry.tier
        ),
        law=entry.law,
        amount=entry.amount,
        money=entry.gives == "money",
        period=entry.period,
        due_month=entry.due_month,
        place=pack.origins["benefit", key],
    )


def check_rules(pack: Pack) -> Iterator[Problem]:
    """Every fault of the rules of a merged pack, where it stands."""
    for fault in rules.check(rule_book(pack)):
        origin = fault.place if isinstance(fault.place, Origin) else Origin(pack.name, f"{pack.name}/pack.toml", 0)
        yield Problem(fault.code, origin.file, origin.line, dict(fault.data))


class _Cases:
    """Determines the cases of a layer by the rules of its pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.book = rule_book(pack)
        self.explainers: dict[tuple[Month, str], rules.Explainer] = {}

    def finding(self, case: Case, subject: str, given: Mapping[str, Any]) -> rules.Finding | None:
        key = case.month, subject
        if key not in self.explainers:
            self.explainers[key] = rules.Explainer(rules.prepare(self.book, case.month, subject))
        found = self.explainers[key].explain(given)
        return next((finding for finding in found if finding.benefit == case.benefit), None)


def check_cases(pack: Pack, layer: Layer) -> Iterator[Problem]:
    """Cases of the uppermost layer whose outcome is another than they say, or that name what there is not."""
    cases = _Cases(pack)
    for case, common, origin in layer.cases:
        versions = pack.benefits.get(case.benefit)
        if versions is None:
            yield Problem("case_unknown", origin.file, origin.line, {"case": case.name, "name": case.benefit})
            continue
        subject = versions[0].subject
        given: dict[str, Any] = {}
        wrong = False
        for name, value in {**common, **case.given}.items():
            fact = pack.facts.get(name)
            if fact is None or (fact.subject != subject and name in case.given):
                yield Problem("case_unknown", origin.file, origin.line, {"case": case.name, "name": name})
                wrong = True
            elif fact.subject == subject:
                given[name] = _value(fact, value)
                if given[name] is None:
                    data = {"case": case.name, "name": name, "text": str(value)}
                    yield Problem("case_value", origin.file, origin.line, data)
                    wrong = True
        if wrong:
            continue
        finding = cases.finding(case, subject, given)
        if finding is None:
            data = {"case": case.name, "name": case.benefit, "month": str(case.month)}
            yield Problem("case_not_in_force", origin.file, origin.line, data)
            continue
        for what, expected, found in list(_differences(pack, case, finding))[:1]:
            data = {"case": case.name, "what": what, "expected_result": expected, "found": found}
            yield Problem("case_differs", origin.file, origin.line, data)


def _value(fact: FactEntry, value: object) -> object:
    """A value of a case as the engine takes it; None where it is of another type."""
    if fact.type == "yes_no":
        return value if isinstance(value, bool) else None
    if fact.type in ("date", "open_date"):
        return value if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) else None
    if fact.type in ("number", "yuan"):
        if not isinstance(value, Decimal) or isinstance(value, bool):
            return None
        whole = value * (100 if fact.type == "yuan" else 1)
        return int(whole) if whole == whole.to_integral_value() else None
    if not isinstance(value, str) or (fact.type == "code" and value not in fact.values):
        return None
    return value


def _differences(pack: Pack, case: Case, finding: rules.Finding) -> Iterator[tuple[str, str, str]]:
    """(what, expected, found) of everything that came out otherwise."""
    reading, then = finding.reading, case.then
    money = pack.benefits[case.benefit][0].gives == "money"
    amount = None if finding.amount is None else Decimal(finding.amount) / (100 if money else 1)
    false = tuple(name for name, truth in reading.clauses if truth is False and not name.startswith("_"))
    for what, expected, found in (
        ("status", then.status, finding.status),
        ("amount", then.amount, amount),
        ("tier", then.tier, reading.tier),
        ("because", then.because, false),
        ("missing", then.missing, tuple(name for name, _ in finding.missing)),
        ("may_be_higher", then.may_be_higher, reading.may_be_higher),
        ("superseded", then.superseded, reading.superseded),
        ("parameter_missing", then.parameter_missing, reading.parameter_missing),
    ):
        if expected is not None and (sorted(expected) if isinstance(expected, tuple) else expected) != (
            sorted(found) if isinstance(found, tuple) else found
        ):
            yield what, _said(expected), _said(found)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(value) or "-"
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
