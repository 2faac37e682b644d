"""The answer to “why do I get this, why not that, what is missing”: the same story on the page and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from laoyou.core import district
from laoyou.core.shell import dates, states
from laoyou.core.shell.words import together
from laoyou.engines import rules
from laoyou.entitlements.domain.rulebook import entry_of
from laoyou.entitlements.presenters import words
from laoyou.entitlements.presenters.words import said
from laoyou.entitlements.queries.explaining import Answer, state_of
from laoyou.packs import public as packs

ORDER: Final = {"entitled": 0, "parameter_missing": 1, "needs_information": 2, "not_entitled": 3}


@dataclass(frozen=True)
class FactLine:
    """A fact with its value, how it is known, who says so and since when."""

    title: str
    value: str
    how: str
    source: str
    since: str
    example: bool
    is_known: bool


@dataclass(frozen=True)
class ClauseLine:
    """A condition with the sentence of the law, whether it holds, and the facts that it asked for."""

    text: str
    truth: bool | None
    facts: tuple[FactLine, ...]

    @property
    def sign(self) -> str:
        """Its truth as a sign."""
        return TRUTHS[self.truth]

    @property
    def words(self) -> str:
        """Its truth in words."""
        return _("不知道") if self.truth is None else _("成立") if self.truth else _("不成立")


@dataclass(frozen=True)
class Source:
    """Where something is written, and whether it was compared with the original."""

    document: str
    number: str
    clause: str
    verified: bool
    example: bool

    @property
    def words(self) -> str:
        """In one line."""
        parts = [f"《{self.document}》" if not words.english() else self.document, self.number, self.clause]
        checked = _("已核对原文") if self.verified else _("未核对原文")
        return _("%(source)s（%(checked)s）") % {
            "source": together([part for part in parts if part]),
            "checked": checked,
        }


@dataclass(frozen=True)
class ParameterLine:
    """A number that the amount came from."""

    title: str
    value: str
    source: Source


@dataclass(frozen=True)
class BenefitStory:
    """One benefit: the outcome in a sentence, and everything that led to it."""

    name: str
    title: str
    state: str
    sentence: str
    hints: tuple[str, ...]
    amount: str
    clauses: tuple[ClauseLine, ...]
    missing: tuple[tuple[str, str], ...]
    parameters: tuple[ParameterLine, ...]
    quote: str
    note: str
    law: str
    source: Source
    example: bool
    recorded: str

    @property
    def badge(self) -> SafeString:
        """Its state as a badge."""
        return states.badge(f"entitlements.{self.state}")

    @property
    def is_open(self) -> bool:
        """Whether the reasons are shown at once."""
        return self.state in ("entitled", "parameter_missing")


@dataclass(frozen=True)
class Story:
    """One person in one month."""

    resident_id: int
    name: str
    month: str
    sweep: str
    benefits: tuple[BenefitStory, ...]


def story_of(answer: Answer) -> Story:
    """The whole story, what is given first."""
    told = sorted((_Teller(answer, finding).story() for finding in answer.findings), key=lambda one: ORDER[one.state])
    return Story(
        answer.person.id,
        answer.person.name,
        str(answer.month),
        _("这个月已经核定：第 %(number)s 次核定，名册快照 %(snapshot)s。")
        % {"number": answer.sweep.pk, "snapshot": answer.sweep.snapshot_id}
        if answer.sweep
        else _("这个月还没有核定，以下按名册现在的情况判断。"),
        tuple(told),
    )


def source_of(pack: packs.Pack, entry: Any, *, clause: str = "") -> Source:
    """Where an entry of the pack says that it comes from."""
    document = pack.documents[entry.document]
    return Source(
        document=said(document),
        number=document.number or "",
        clause=clause or entry.clause,
        verified=entry.verified,
        example=document.status == "example" or getattr(entry, "example", False),
    )


class _Teller:
    """Tells of one finding."""

    def __init__(self, answer: Answer, finding: rules.Finding) -> None:
        self.answer = answer
        self.finding = finding
        self.pack = district.pack()
        self.benefit = answer.of_month.program.benefit(finding.benefit).benefit
        self.entry = entry_of(self.pack, self.benefit)
        self.state = state_of(finding)

    def story(self) -> BenefitStory:
        parameters = tuple(self.parameters())
        return BenefitStory(
            name=self.finding.benefit,
            title=said(self.entry),
            state=self.state,
            sentence=self.sentence(),
            hints=tuple(self.hints()),
            amount=self.amount(),
            clauses=tuple(self.clauses()),
            missing=tuple((words.fact_title(name), words.holder(name)) for name, _holder in self.finding.missing),
            parameters=parameters,
            quote=self.entry.quote or "",
            note=said(self.entry, "note"),
            law=said(self.pack.laws[self.entry.law]),
            source=source_of(self.pack, self.entry),
            example=any(one.source.example for one in parameters),
            recorded=self.recorded(),
        )

    def amount(self) -> str:
        if self.state != "entitled" or self.finding.reading.superseded:
            return ""
        return words.amount(self.entry, self.finding.amount)

    def sentence(self) -> str:
        """The outcome in one sentence."""
        reading = self.finding.reading
        if self.state == "needs_information":
            missing = together(words.fact_title(name) for name, _holder in self.finding.missing)
            return _("还不能确定：缺少%(facts)s。") % {"facts": missing}
        if self.state == "not_entitled":
            false = [one.text for one in self.clauses() if one.truth is False]
            return _("不符合，因为这些条件不成立：%(conditions)s。") % {"conditions": together(false)}
        if self.state == "parameter_missing":
            return _("符合条件，但金额标准还没有录入，暂不能发放。")
        if reading.superseded:
            return _("符合条件，但同类待遇从高不重复，由更高的一项取代。")
        if not self.amount():
            return _("符合条件。")
        tier = self.tier()
        if tier:
            return _("符合条件：%(amount)s，档次为“%(tier)s”。") % {"amount": self.amount(), "tier": tier}
        return _("符合条件：%(amount)s。") % {"amount": self.amount()}

    def hints(self) -> Iterator[str]:
        """What else should be known."""
        reading = self.finding.reading
        if self.state == "entitled" and reading.may_be_higher:
            yield _("补充信息后，金额可能更高。")
        if self.state == "entitled" and not reading.due:
            yield _("这个月不发：按年发放，到规定的月份才发。")
        elif self.state == "entitled" and self.entry.period == "year":
            yield _("按年计算，一年只发一次。")
        elif self.state == "entitled" and self.entry.period == "once":
            yield _("只发一次。")
        for name, holder in self.finding.missing:
            yield _("“%(fact)s”由%(holder)s掌握。") % {
                "fact": words.fact_title(name),
                "holder": words.holder(name) or holder,
            }

    def tier(self) -> str:
        name = self.finding.reading.tier
        found = next((one for one in self.entry.tier if one.name == name), None)
        return said(found) if found else ""

    def clauses(self) -> Iterator[ClauseLine]:
        asked = self.answer.of_month.asked_by(self.finding.benefit)
        texts = {one.name: said(one, "text") for one in self.entry.condition}
        texts |= {"_tier": _("至少符合一个档次"), "_amount": _("计算金额所需的事实齐全")}
        for name, truth in self.finding.reading.clauses:
            yield ClauseLine(texts.get(name, name), truth, tuple(self.fact(one) for one in asked[name]))

    def fact(self, name: str) -> FactLine:
        entry = self.pack.facts[name]
        known = self.answer.known.get(name)
        if known is None and entry.type == "open_date":
            return FactLine(said(entry), _("没有登记"), "", "", "", False, True)
        if known is None:
            return FactLine(said(entry), _("不知道"), "", "", "", False, False)
        value = _("说法不一") if known.value is None else words.fact_value(entry, known.value)
        if (
            entry.type == "date"
            and known.value is not None
            and known.how == "register"
            and str(known.value) == "1900-01-01"
        ):
            value = _("不在本区")
        if entry.name == "registered_area" and isinstance(known.value, str):
            area = self.pack.areas.get(known.value)
            value = area.name if area else known.value
        since = dates.day(known.true_from) if known.true_from else ""
        return FactLine(
            said(entry), value, str(words.HOW[known.how]), known.source, since, known.example, known.value is not None
        )

    def parameters(self) -> Iterator[ParameterLine]:
        """The parameters of the amount, of the tier that applies where one does."""
        expressions = [self.benefit.amount or ""]
        tier = self.finding.reading.tier
        expressions += [one.amount for one in self.benefit.tiers if tier is None or one.name == tier]
        text = " ".join(expressions)
        for name, entry in self.pack.parameters.items():
            if name not in text.replace("(", " ").replace(")", " ").replace(",", " ").split():
                continue
            dated = next(
                (one for one in entry.value if one.from_ <= self.answer.month and (one.to is None or self.answer.month < one.to)),
                None,
            )  # fmt: skip
            if dated is None:
                continue
            value = _("还没有录入")
            if dated.value is not None:
                value = dates.money(int(dated.value * 100)) if entry.unit == "yuan" else str(dated.value)
            source = source_of(self.pack, dated)
            example = source.example or entry.example
            yield ParameterLine(
                said(entry), value, Source(source.document, source.number, source.clause, source.verified, example)
            )

    def recorded(self) -> str:
        """What the sweep had found, where the registers say something else now."""
        if self.finding.benefit not in self.answer.differs:
            return ""
        row = self.answer.recorded.get(self.finding.benefit)
        was = str(row.get_state_display()) if row is not None else _("不符合")
        return _("核定时的结果是“%(state)s”，此后登记的情况变了，下次核定时更新。") % {"state": was}


STATES: Final = {"entitled": "✓", "parameter_missing": "…", "needs_information": "?", "not_entitled": "✗"}
TRUTHS: Final = {True: "✓", False: "✗", None: "?"}


def as_text(story: Story) -> Iterator[str]:
    """The story for the command line."""
    yield f"{story.name}  {story.month}"
    yield story.sweep
    for one in story.benefits:
        yield ""
        yield f"{STATES[one.state]} {one.title}" + (f"  [{_('示例')}]" if one.example else "")
        yield f"  {one.sentence}"
        for hint in (*one.hints, *((one.recorded,) if one.recorded else ())):
            yield f"  {hint}"
        for clause in one.clauses:
            yield f"    {TRUTHS[clause.truth]} {clause.text}"
            for fact in clause.facts:
                known = " · ".join(part for part in (fact.value, fact.how, fact.source, fact.since) if part)
                yield f"        {fact.title}: {known}"
        for parameter in one.parameters:
            yield f"    {parameter.title}: {parameter.value} — {parameter.source.words}"
        if one.quote:
            yield f"    “{one.quote}”"
        yield f"    {one.law}"
        yield f"    {one.source.words}"


states.register("entitlements.entitled", "reached", pgettext_lazy("of a benefit", "符合"))
states.register("entitlements.parameter_missing", "behind", lazy("缺少参数"))
states.register("entitlements.needs_information", "in-doubt", lazy("待补充信息"))
states.register("entitlements.not_entitled", "no-data", lazy("不符合"))
