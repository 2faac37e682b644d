"""
Figures of the evaluation index, from what is on record of one town in one evaluation.

    index:7/500118004/total            likely-low, median, likely-high, low, high, gated likewise
    index:7/500118004/band.good        how often in this grade
    index:7/500118004/pillar.supply    pillar-low.supply and pillar-high.supply where something is unknown
    index:7/500118004/points.beds      loss.beds, value.beds, numerator.beds, denominator.beds, from.beds, to.beds
    index:7/500118004/gate.centre      gate-numerator.centre, gate-denominator.centre likewise
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from laoyou.base.errors import DomainError
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.scope import Scope
from laoyou.packs.public import Count, Formula
from laoyou.plans.models import IndexEvaluation, TownIndex
from laoyou.plans.presenters import words
from laoyou.plans.presenters.measure_words import count_words
from laoyou.plans.queries import index as queries

Text = str | Promise

SINGLE: Final[dict[str, tuple[str, Text]]] = {
    "total": ("total", gettext_lazy("%(town)s · 指数")),
    "low": ("low", gettext_lazy("%(town)s · 指数下界（未知的按最低分）")),
    "high": ("high", gettext_lazy("%(town)s · 指数上界（未知的按满分）")),
    "likely-low": ("likely_low", gettext_lazy("%(town)s · 指数区间下端")),
    "median": ("median", gettext_lazy("%(town)s · 指数中位数")),
    "likely-high": ("likely_high", gettext_lazy("%(town)s · 指数区间上端")),
    "gated": ("gated", gettext_lazy("%(town)s · 底线扣分")),
}
"""Key of a figure → key of the result, and its name."""


def points() -> str:
    """The unit of the index."""
    return pgettext("unit", "分")


def title(entry: Mapping[str, Any]) -> str:
    """The name of a pillar, measure, gate or grade in the reader's language."""
    return words.pick(entry["title"], entry["title_en"])


def town_name(town: TownIndex) -> str:
    """The name of a town in the reader's language."""
    return words.pick(town.area.name, town.area.name_en)


def grade_of(row: IndexEvaluation, code: str | None) -> str:
    """The name of a grade; a dash where the total is unknown."""
    return next((title(one) for one in row.frame["grades"] if one["code"] == code), "–")


def range_of(row: IndexEvaluation, result: Mapping[str, Any]) -> str:
    """Between which grades a town lies in the middle 90 % of the draws; one grade where they are the same."""
    low, high = (grade_of(row, result[name]) for name in ("grade_low", "grade_high"))
    return low if low == high else _("%(low)s至%(high)s") % {"low": low, "high": high}


class TownFigures:
    """The figures of one town of one evaluation."""

    def __init__(self, row: IndexEvaluation, town: TownIndex) -> None:
        self.row, self.town = row, town
        self._frame: dict[str, Any] = row.frame
        self._name = town_name(town)
        self._measures = {one["code"]: number for number, one in enumerate(self._frame["measures"])}
        self._pillars = {one["code"]: number for number, one in enumerate(self._frame["pillars"])}
        self._gates = {one["code"]: number for number, one in enumerate(self._frame["gates"])}
        self._grades = {one["code"]: number for number, one in enumerate(self._frame["grades"])}

    def figure(self, key: str) -> Figure:
        """The figure `key`; DomainError `core.not_found` where there is none of this name."""
        if key in SINGLE:
            return self._single(key)
        kind, _dot, code = key.partition(".")
        makers: dict[str, tuple[Mapping[str, int], Callable[[str, int], Figure]]] = {
            "band": (self._grades, self._band),
            "pillar": (self._pillars, self._pillar),
            "pillar-low": (self._pillars, self._pillar_low),
            "pillar-high": (self._pillars, self._pillar_high),
            "points": (self._measures, self._points),
            "loss": (self._measures, self._loss),
            "value": (self._measures, self._value),
            "numerator": (self._measures, self._numerator),
            "denominator": (self._measures, self._denominator),
            "from": (self._measures, self._from),
            "to": (self._measures, self._to),
            "gate": (self._gates, self._gate),
            "gate-numerator": (self._gates, self._gate_numerator),
            "gate-denominator": (self._gates, self._gate_denominator),
        }
        known, make = makers.get(kind, ({}, self._band))
        if code not in known:
            raise DomainError("core.not_found")
        return make(code, known[code])

    def _make(self, key: str, name: str, value: Any, **more: Any) -> Figure:
        more.setdefault("unit", points())
        more.setdefault("decimals", 1)
        more.setdefault("sources", (self._source(),))
        notes = (*more.pop("notes", ()), _("取自名册快照 %(name)s。") % {"name": self.row.snapshot_id})
        return Figure(
            ref=f"index:{self.row.pk}/{self.town.area_id}/{key}",
            name=name,
            value=value,
            as_of=self.row.as_of,
            example=self.row.example,
            notes=notes,
            **more,
        )

    def _source(self) -> Source:
        frame = self._frame
        return Source(
            words.pick(frame["document"], frame["document_en"]),
            frame["number"],
            frame["clause"],
            frame["verified"],
            frame["example"],
            note=words.pick(frame["note"], frame["note_en"]),
        )

    def _named(self, what: str) -> str:
        return _("%(town)s · %(what)s") % {"town": self._name, "what": what}

    def _single(self, key: str) -> Figure:
        of, name = SINGLE[key]
        said = {"town": self._name}
        if key == "gated":
            formula = _("没有通过底线的，指数最高%(cap)s分；超过的部分扣去") % {"cap": self._frame["cap"]}
            terms = [Term(title(one), self.figure(f"gate.{one['code']}")) for one in self._frame["gates"]]
        elif key in ("likely-low", "median", "likely-high"):
            formula = _(
                "把测度权重、量程下端和换算曲线在同样站得住脚的范围内随机重取%(draws)s次，每次重算指数，取中间90%%的结果"
            ) % {"draws": self._frame["draws"]}
            terms = [Term(_("指数"), self._single("total"))]
        elif key in ("low", "high"):
            formula = _("不知道的测度一律按最低分（下界）或满分（上界）计算；没有数据不等于零")
            terms = self._pillar_terms()
        else:
            formula = _("各维度得分的几何平均数；没有通过底线的，最高%(cap)s分") % {"cap": self._frame["cap"]}
            terms = [*self._pillar_terms(), Term(_("底线扣分"), self._single("gated"))]
        return self._make(key, str(name) % said, self.town.result[of], formula=formula, terms=tuple(terms))

    def _pillar_terms(self) -> list[Term]:
        return [Term(title(one), self.figure(f"pillar.{one['code']}")) for one in self._frame["pillars"]]

    def _band(self, code: str, number: int) -> Figure:
        share = self.town.result["bands"][number]
        grade = self._frame["grades"][number]
        formula = _("%(draws)s次重算中，指数落在这一等次（%(points)s分起）的次数所占比例") % {
            "draws": self._frame["draws"],
            "points": grade["points"],
        }
        name = self._named(_("评为“%(grade)s”的把握") % {"grade": title(grade)})
        terms = (Term(_("指数"), self._single("total")),)
        return self._make(f"band.{code}", name, share * 100, unit="%", decimals=0, formula=formula, terms=terms)

    def _pillar(self, code: str, number: int) -> Figure:
        own = [one["code"] for one in self._frame["measures"] if one["pillar"] == code]
        terms = tuple(
            Term(title(self._frame["measures"][self._measures[one]]), self.figure(f"points.{one}")) for one in own
        )
        name = self._named(title(self._frame["pillars"][number]))
        value = self.town.result["pillars"][number]["points"]
        return self._make(f"pillar.{code}", name, value, formula=_("本维度各测度得分的平均数，权重相同"), terms=terms)

    def _pillar_low(self, code: str, number: int) -> Figure:
        return self._pillar_bound(code, number, "low")

    def _pillar_high(self, code: str, number: int) -> Figure:
        return self._pillar_bound(code, number, "high")

    def _pillar_bound(self, code: str, number: int, which: str) -> Figure:
        names = {"low": _("%(what)s（下界）"), "high": _("%(what)s（上界）")}
        name = names[which] % {"what": self._named(title(self._frame["pillars"][number]))}
        return self._make(
            f"pillar-{which}.{code}",
            name,
            self.town.result["pillars"][number][which],
            formula=_("不知道的测度一律按最低分（下界）或满分（上界）计算；没有数据不等于零"),
            terms=(Term(_("维度得分"), self._pillar(code, number)),),
        )

    def _points(self, code: str, number: int) -> Figure:
        measure = self._frame["measures"][number]
        terms = (
            Term(_("值"), self._value(code, number)),
            Term(_("量程下端"), self._from(code, number)),
            Term(_("量程上端"), self._to(code, number)),
        )
        formula = _("（值 − 量程下端）÷（量程上端 − 量程下端）× 100，最低1分，最高100分")
        name = self._named(_("%(measure)s的得分") % {"measure": title(measure)})
        return self._make(
            f"points.{code}", name, self.town.result["measures"][number]["points"], formula=formula, terms=terms
        )

    def _loss(self, code: str, number: int) -> Figure:
        measure = self._frame["measures"][number]
        formula = _("这一测度使指数比满分少多少：各测度扣分与底线扣分相加，等于指数减100（对数平均分解，没有余数）")
        terms = (Term(_("得分"), self._points(code, number)), Term(_("指数"), self._single("total")))
        name = self._named(_("%(measure)s的扣分") % {"measure": title(measure)})
        return self._make(
            f"loss.{code}", name, self.town.result["measures"][number]["loss"], decimals=2, formula=formula, terms=terms
        )

    def _value(self, code: str, number: int) -> Figure:
        measure, kept = self._frame["measures"][number], self.town.inputs["values"][number]
        return self._counted("value", "numerator", "denominator", measure, kept, int(measure["digits"]))

    def _gate(self, code: str, number: int) -> Figure:
        gate, kept = self._frame["gates"][number], self.town.inputs["gates"][number]
        return self._counted("gate", "gate-numerator", "gate-denominator", gate, kept, None)

    def _counted(
        self, key: str, over: str, under: str, entry: Mapping[str, Any], kept: Mapping[str, Any], digits: int | None
    ) -> Figure:
        formula = Formula.model_validate(_exact(entry["formula"]))
        text, terms = count_words(formula.numerator), [Term(_("分子"), self.figure(f"{over}.{entry['code']}"))]
        if formula.denominator is not None:
            below = self.figure(f"{under}.{entry['code']}")
            terms.append(Term(_("分母"), below))
            text = f"{text} ÷ {below.name}" + (f" × {formula.scale:f}" if formula.scale != 1 else "")
        return self._make(
            f"{key}.{entry['code']}",
            self._named(title(entry)),
            _number(kept["value"]),
            unit=words.unit(entry["unit"]),
            decimals=digits,
            formula=text,
            terms=tuple(terms),
            doubt=words.pick(entry.get("doubt"), entry.get("doubt_en")),
        )

    def _numerator(self, code: str, number: int) -> Figure:
        return self._part("numerator", self._frame["measures"][number], self.town.inputs["values"][number])

    def _denominator(self, code: str, number: int) -> Figure:
        return self._part("denominator", self._frame["measures"][number], self.town.inputs["values"][number])

    def _gate_numerator(self, code: str, number: int) -> Figure:
        return self._part("numerator", self._frame["gates"][number], self.town.inputs["gates"][number], "gate-")

    def _gate_denominator(self, code: str, number: int) -> Figure:
        return self._part("denominator", self._frame["gates"][number], self.town.inputs["gates"][number], "gate-")

    def _part(self, which: str, entry: Mapping[str, Any], kept: Mapping[str, Any], prefix: str = "") -> Figure:
        formula = Formula.model_validate(_exact(entry["formula"]))
        part = formula.numerator if which == "numerator" else formula.denominator
        if part is None:
            raise DomainError("core.not_found")
        counted = isinstance(part, Count)
        said = count_words(part) if isinstance(part, Count) else _("官方统计：%(figure)s") % {"figure": part.figure}
        return self._make(
            f"{prefix}{which}.{entry['code']}",
            said,
            _number(kept[which]),
            unit="",
            decimals=None,
            formula=_("名册计数：%(what)s") % {"what": said} if counted else _("照录，未作计算"),
        )

    def _from(self, code: str, number: int) -> Figure:
        return self._goalpost(code, number, "low")

    def _to(self, code: str, number: int) -> Figure:
        return self._goalpost(code, number, "high")

    def _goalpost(self, code: str, number: int, which: str) -> Figure:
        measure = self._frame["measures"][number]
        post = measure[which]
        names = {"low": _("%(measure)s · 量程下端"), "high": _("%(measure)s · 量程上端")}
        source = Source(
            words.pick(post["document"], post["document_en"]),
            post["number"],
            post["clause"],
            post["verified"],
            post["example"],
        )
        return self._make(
            f"{'from' if which == 'low' else 'to'}.{code}",
            names[which] % {"measure": title(measure)},
            _number(post["value"]),
            unit=words.unit(measure["unit"]),
            decimals=None,
            formula=_("方案的目标值，照录原文，未作计算") if post["indicator"] else _("照录，未作计算"),
            sources=(source,),
        )


def _number(text: str | None) -> Decimal | int | None:
    if text is None:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number


def _exact(kept: Any) -> Any:
    """A formula as it was kept, with its decimal texts as the model wants them."""
    if isinstance(kept, Mapping):
        return {name: Decimal(value) if name == "scale" else _exact(value) for name, value in kept.items()}
    return [_exact(one) for one in kept] if isinstance(kept, list) else kept


def resolve_index(rest: str, scope: Scope) -> Figure:
    """`index:<evaluation>/<area>/<key>`."""
    number, _slash, more = rest.partition("/")
    area, _slash, key = more.partition("/")
    if not (number.isascii() and number.isdigit()):
        raise DomainError("core.not_found")
    found = queries.evaluated(int(number), scope)
    return TownFigures(found.row, found.town(area)).figure(key)
