"""The rules of a pack as a manual that an official can read, compare with the documents, and sign: Markdown, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from laoyou.packs.models.benefit import BenefitEntry, Case, ParameterEntry
from laoyou.packs.pack import Pack
from laoyou.packs.wordings import Language

WORDS: Final[dict[Language, dict[str, str]]] = {
    "zh-hans": {
        "title": "待遇规则", "subject": "对象", "period": "计发", "law": "计发月份", "holds": "适用月份", "from": "自 %s 起", "from_to": "%s 起至 %s 前",
        "source": "出处", "verified": "已核对原文", "unverified": "未核对原文", "example": "示例", "conditions": "条件（须全部成立）",
        "sentence": "条文", "expression": "表达式", "tiers": "档次（取第一个符合的）", "amount": "金额", "conflict": "从高不重复", "definitions": "其中", "parameters": "参数", "value": "值",
        "to_be_entered": "待录入", "facts": "所需事实", "holder": "掌握部门", "cases": "案例", "month": "月份", "given": "给定", "then": "结果", "signed": "核对人：＿＿＿＿＿＿　日期：＿＿＿＿＿＿",
        "person": "个人", "registered_household": "户籍户", "living_household": "居住户", "aid_unit": "共同生活家庭", "facility": "设施", "worker": "从业人员",
        "day": "按日", "month_period": "按月", "year": "按年", "once": "一次性", "yuan": "元", "percent": "%", "number": "",
        "entitled": "符合", "not_entitled": "不符合", "needs_information": "待补充信息", "tier": "档次", "because": "不成立的条件", "missing": "缺少的事实",
        "may_be_higher": "可能更高", "superseded": "由更高的一项取代", "parameter_missing": "缺少参数", "yes": "是", "no": "否", "nothing": "（没有其他已知事实）",
    },
    "en": {
        "title": "Rules of benefits", "subject": "For", "period": "Counted", "law": "Law of the month", "holds": "Months", "from": "from %s", "from_to": "from %s, before %s",
        "source": "Source", "verified": "compared with the original", "unverified": "not compared with the original", "example": "example", "conditions": "Conditions (all of them)",
        "sentence": "Sentence", "expression": "Expression", "tiers": "Tiers (the first that applies)", "amount": "Amount", "conflict": "Only the highest of several", "definitions": "Where", "parameters": "Parameters", "value": "Value",
        "to_be_entered": "to be entered", "facts": "Facts that are needed", "holder": "Held by", "cases": "Cases", "month": "Month", "given": "Given", "then": "Then", "signed": "Compared by: ____________   Date: ____________",
        "person": "persons", "registered_household": "registered households", "living_household": "living households", "aid_unit": "aid units", "facility": "facilities", "worker": "workers",
        "day": "by day", "month_period": "by month", "year": "by year", "once": "once", "yuan": " yuan", "percent": " %", "number": "",
        "entitled": "entitled", "not_entitled": "not entitled", "needs_information": "needs information", "tier": "tier", "because": "conditions that are false", "missing": "missing facts",
        "may_be_higher": "may be higher", "superseded": "superseded by a higher one", "parameter_missing": "parameter missing", "yes": "yes", "no": "no", "nothing": "(nothing else is known)",
    },
}  # fmt: skip
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


def manual(pack: Pack, language: Language = "zh-hans") -> str:
    """Every benefit of a pack with its clauses, parameters, needed facts and the pack's own cases."""
    words = WORDS[language]
    title = pack.manifest.name if language == "zh-hans" else pack.manifest.name_en or pack.name
    lines = [f"# {words['title']} · {title}", "", f"SHA-256 {pack.version}", ""]
    for versions in pack.benefits.values():
        for benefit in versions:
            lines += _Chapter(pack, benefit, language).lines()
    return "\n".join(lines).rstrip() + "\n"


class _Chapter:
    """One version of one benefit."""

    def __init__(self, pack: Pack, benefit: BenefitEntry, language: Language) -> None:
        self.pack = pack
        self.benefit = benefit
        self.language = language
        self.words = WORDS[language]
        self.colon, self.stop = ("：", "；") if language == "zh-hans" else (": ", "; ")

    def said(self, entry: Any, name: str = "title") -> str:
        """A text of an entry in the language of the manual."""
        return str(getattr(entry, name if self.language == "zh-hans" else f"{name}_en"))

    def source(self, entry: Any) -> str:
        document = self.pack.documents[entry.document]
        title = document.title if self.language == "zh-hans" else document.title_en or document.id
        parts = [part for part in (title, document.number, entry.clause) if part]
        marks = [self.words["verified" if entry.verified else "unverified"]]
        if document.status == "example":
            marks.append(self.words["example"])
        if self.language == "en":
            return f'<span lang="zh">{entry.clause}</span>, {title} ({", ".join(marks)})'
        return f"{'，'.join(parts)}（{'，'.join(marks)}）"

    def months(self, entry: Any) -> str:
        return self.words["from_to"] % (entry.from_, entry.to) if entry.to else self.words["from"] % entry.from_

    def lines(self) -> Iterator[str]:
        benefit, words = self.benefit, self.words
        yield f"## {self.said(benefit)}"
        yield ""
        period = words["month_period" if benefit.period == "month" else benefit.period]
        for label, text in (
            ("subject", words[benefit.subject]), ("period", period), ("holds", self.months(benefit)),
            ("law", self.said(self.pack.laws[benefit.law])), ("source", self.source(benefit)),
        ):  # fmt: skip
            yield f"- {words[label]}{self.colon}{text}"
        if benefit.quote:
            yield ""
            yield f"> {benefit.quote}" if self.language == "zh-hans" else f'> <span lang="zh">{benefit.quote}</span>'
        yield from self.table(
            words["conditions"], (words["sentence"], words["expression"]),
            [(self.said(one, "text"), f"`{one.when}`") for one in benefit.condition],
        )  # fmt: skip
        if benefit.tier:
            yield from self.table(
                words["tiers"], ("", words["expression"], words["amount"]),
                [(self.said(one), f"`{one.when}`", f"`{one.amount}`") for one in benefit.tier],
            )  # fmt: skip
        elif benefit.amount:
            yield ""
            yield f"{words['amount']}{self.colon}`{benefit.amount}`"
        yield from self.table(
            words["conflict"], ("", words["holds"], words["source"]),
            [
                (self.said(one), self.months(one), self.source(one))
                for one in self.pack.conflicts.values()
                if benefit.name in one.benefits
            ],
        )  # fmt: skip
        used = self.used()
        yield from self.table(
            words["definitions"], ("", words["sentence"], words["expression"], words["source"]),
            [
                (f"`{name}`", self.said(one), f"`{one.when}`", self.source(one))
                for name in used
                if (one := self.pack.definitions.get(name)) is not None
            ],
        )  # fmt: skip
        yield from self.table(
            words["parameters"], ("", words["value"], words["holds"], words["source"]),
            [row for name in used if name in self.pack.parameters for row in self.parameter(self.pack.parameters[name])],
        )  # fmt: skip
        yield from self.table(
            words["facts"], ("", "", words["holder"]),
            [
                (f"`{name}`", self.said(fact), self.said(fact, "holder"))
                for name in used
                if (fact := self.pack.facts.get(name)) is not None
            ],
        )  # fmt: skip
        cases = [case for case in self.pack.cases if case.benefit == benefit.name and self.covers(case)]
        yield from self.table(
            words["cases"], ("", words["month"], words["given"], words["then"]),
            [(self.said(case, "name"), str(case.month), self.given(case), self.then(case)) for case in cases],
        )  # fmt: skip
        yield ""
        yield words["signed"]
        yield ""

    def covers(self, case: Case) -> bool:
        return self.benefit.from_ <= case.month and (self.benefit.to is None or case.month < self.benefit.to)

    def table(self, title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
        if not rows:
            return
        yield from ("", f"**{title}**", "", _row(head), "|" + "---|" * len(head))
        yield from (_row(row) for row in rows)

    def used(self) -> list[str]:
        """The names that the expressions of the benefit lead to, definitions followed."""
        texts = [one.when for one in self.benefit.condition] + [one.when for one in self.benefit.tier]
        texts += [one.amount for one in self.benefit.tier] + [self.benefit.amount or ""]
        found: dict[str, None] = {}
        while texts:
            for name in _NAME.findall(texts.pop(0)):
                if name not in found:
                    found[name] = None
                    if name in self.pack.definitions:
                        texts.append(self.pack.definitions[name].when)
        return list(found)

    def parameter(self, entry: ParameterEntry) -> Iterator[tuple[str, ...]]:
        for value in entry.value:
            text = self.words["to_be_entered"] if value.value is None else f"{value.value}{self.words[entry.unit]}"
            yield self.said(entry), text, self.months(value), self.source(value)

    def given(self, case: Case) -> str:
        known = [(self.pack.facts[name], value) for name, value in case.given.items()]
        parts = [
            f"{self.said(fact)} {self.value(value)}" for fact, value in known if fact.subject == self.benefit.subject
        ]
        return self.stop.join(parts) or self.words["nothing"]

    def value(self, value: object) -> str:
        return self.words["yes" if value else "no"] if isinstance(value, bool) else str(value)

    def then(self, case: Case) -> str:
        then = case.then
        unit = self.words["yuan"] if self.benefit.gives == "money" else ""
        parts = [self.words[then.status]]
        if then.amount is not None:
            parts.append(f"{then.amount}{unit}")
        tiers = {one.name: self.said(one) for one in self.benefit.tier}
        conditions = {one.name: self.said(one, "text") for one in self.benefit.condition}
        if then.tier is not None:
            parts.append(tiers.get(then.tier, then.tier))
        for what, names in (("because", then.because), ("missing", then.missing)):
            if names:
                known = [
                    self.said(self.pack.facts[name]) if what == "missing" else conditions.get(name, name)
                    for name in names
                ]
                parts.append(
                    f"{self.words[what]}{self.colon}{('、' if self.language == 'zh-hans' else ', ').join(known)}"
                )
        parts += [
            self.words[flag] for flag in ("may_be_higher", "superseded", "parameter_missing") if getattr(then, flag)
        ]
        return self.stop.join(parts)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
