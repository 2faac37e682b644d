"""What a sweep says about the rules that it applied, and what can be read off them without a person."""

from __future__ import annotations

import hashlib
from typing import Any

from laoyou.engines import rules
from laoyou.engines.rules.tree import Choose, Const, Node
from laoyou.packs import public as packs


def entry_of(pack: packs.Pack, benefit: rules.Benefit) -> packs.BenefitEntry:
    """The version of a benefit as the pack words it."""
    return next(entry for entry in pack.benefits[benefit.name] if entry.from_ == benefit.start)


def described(pack: packs.Pack, book: rules.Book, program: rules.Program) -> dict[str, dict[str, Any]]:
    """Benefit → what a reader of its codes needs, what it gives, its digest, and its rule and parameters of the month."""
    definitions = "\n".join(f"{one.name} {one.when}" for one in book.definitions)
    return {ready.name: _described(pack, book, program, ready, definitions) for ready in program.benefits}


def _described(
    pack: packs.Pack, book: rules.Book, program: rules.Program, ready: rules.Ready, definitions: str
) -> dict[str, Any]:
    benefit = ready.benefit
    entry = entry_of(pack, benefit)
    expressions = [benefit.amount or "", *(tier.amount for tier in benefit.tiers)]
    expressions += [clause.when for clause in benefit.clauses] + [tier.when for tier in benefit.tiers]
    text = " ".join(expressions)
    parameters = {}
    for parameter in book.parameters:
        if parameter.name in text:
            dated = parameter.at(program.month)
            parameters[parameter.name] = dated.value if dated else None
    of_law = next(law for law in book.laws if law.name == benefit.law)
    law = [of_law.age_from, of_law.age_until, of_law.death, of_law.residence, of_law.short_month]
    rule = f"{expressions} {benefit.law} {law} {definitions}"
    return {
        "clauses": [name for name, _condition in ready.clauses],
        "tiers": [tier.name for tier in benefit.tiers],
        "gives": entry.gives,
        "period": benefit.period,
        "due_month": benefit.due_month,
        "digest": ready.digest,
        "rule": hashlib.sha256(rule.encode()).hexdigest(),
        "parameters": parameters,
    }


def most_owed(ready: rules.Ready) -> int | None:
    """The most that anybody may be owed for a period; None where it depends on facts, or an amount is not entered."""
    if ready.most is None:
        return None
    return _most(ready.most)


def _most(node: Node) -> int | None:
    if isinstance(node, Const):
        return node.value if isinstance(node.value, int) else None
    if isinstance(node, Choose):
        ways = [_most(part) for part in (node.then, node.otherwise)]
        known = [way for way in ways if way is not None]
        return max(known) if known else None
    return None


def due_for(period: str, month: str) -> str:
    """The period for which an amount of a month is owed: a resident has a benefit once for each."""
    return {"year": month[:4], "once": "once"}.get(period, month)
