"""Findings put together: the same sentence frame for every relation, so that an office reads one language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Operand, Reading, Verdict, number

_SENTENCES: dict[str, tuple[str, str]] = {
    "consistent": (
        "“{name}”原文为{stated}，按“{formula}”重算为{value}，一致。",
        "“{name}” is stated as {stated}; {formula} gives {value}: they agree.",
    ),
    "rounding": (
        "“{name}”原文为{stated}，按“{formula}”重算为{value}，差异在取整或约数范围内。",
        "“{name}” is stated as {stated}; {formula} gives {value}: the difference is within rounding or approximate wording.",
    ),
    "contradiction": (
        "“{name}”原文为{stated}，按“{formula}”重算为{value}，相差{difference}，建议核对原始数据。",
        "“{name}” is stated as {stated}; {formula} gives {value}, a difference of {difference}: please compare with the original data.",
    ),
    "definition": (
        "“{name}”原文为{stated}，按“{formula}”重算为{value}；两者口径（分母、年龄段、时点、范围或数据来源）可能不同，建议注明口径。",
        "“{name}” is stated as {stated}; {formula} gives {value}; denominator, ages, date, scope or source may differ: please state which is meant.",
    ),
    "implausible": (
        "“{name}”原文为{stated}，参照值为{value}（{formula}），偏离较大，建议复核依据。",
        "“{name}” is stated as {stated}; the reference is {value} ({formula}), far from it: please check the basis.",
    ),
    "incomplete": ("“{name}”{formula}，建议补充。", "“{name}”: {formula}; please add it."),
}


def make(
    evidence: Evidence,
    kind: str,
    stated: Fact,
    recomputed: Decimal | None,
    formula: str,
    operands: Sequence[Operand],
    verdict: Verdict,
    *,
    quantity: str = "",
    reason: str = "",
    reason_en: str = "",
    readings: Sequence[Reading] = (),
    tolerance: Decimal | None = None,
) -> Finding:
    """The finding, with the sentence of its verdict where no better one is given."""
    chinese, english = _SENTENCES[verdict]
    words = {
        "name": quantity or stated.name,
        "stated": stated.printed,
        "formula": formula,
        "value": "" if recomputed is None else shown(recomputed, stated),
        "difference": "" if recomputed is None else shown(abs(recomputed - stated.value), stated),
    }
    low, high = stated.interval()
    return Finding(
        kind, evidence.clause_path(stated.clause), quantity or stated.name, stated, recomputed, formula, tuple(operands), verdict,
        reason or chinese.format(**words), reason_en or english.format(**words), (high - low) / 2 if tolerance is None else tolerance, tuple(readings),
    )  # fmt: skip


def shown(value: Decimal, like: Fact) -> str:
    """A value in the unit and scale in which the stated figure is printed."""
    scale = like.scale if like.scale and like.scale > 0 else Decimal(1)
    word = {Decimal(10000): "万", Decimal(100000000): "亿", Decimal(1000): "千", Decimal(100): "百"}.get(scale, "")
    return f"{number(value / scale if word else value)}{word}{like.unit}"


def terms(facts: Sequence[Fact], sign: str = "+") -> str:
    """The printed operands of a sum: 325张+1590张."""
    if len(facts) > 8:
        return f"{facts[0].printed}{sign}…{sign}{facts[-1].printed}（共{len(facts)}项）"
    return sign.join(fact.printed for fact in facts)
