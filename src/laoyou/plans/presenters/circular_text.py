"""
What a circular says: its figures by key, its sections in official Chinese prose, its tables and its pictures.

Everything is made from the frozen rows alone. The text holds marks in place of figures (`domain/circular`), so that a person may edit
the words and the figures stay those of the snapshot. Documents are Chinese whatever the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from laoyou.core.figures import show
from laoyou.plans.domain.circular import Kind

Row = Mapping[str, Any]
LISTED: Final = 12
"""How many items a paragraph names; the table behind it holds all."""

REACHED: Final = ("reached", "ended_reached")
MISSED: Final = ("behind", "below_baseline", "ended_not_reached")
RATE: Final = "现值与目标值之比；规划期内与直线进度之比，越少越好的取倒数"
"""How the rate of completion is formed."""
UNKNOWN: Final = ("no_data", "ended_not_evaluated")


@dataclass(frozen=True)
class Shown:
    """A figure of the document. `about` is an indicator's code, or the noun of the ledger that was counted."""

    name: str
    value: Decimal | None
    digits: int | None = 0
    unit: str = ""
    how: str = ""
    about: str = ""

    @property
    def shown(self) -> str:
        return show(self.value, self.digits)


@dataclass(frozen=True)
class Section:
    """A section as the template writes it; paragraphs are parted by line breaks."""

    key: str
    heading: str
    text: str


def figures(data: Row) -> dict[str, Shown]:
    """Every figure that the text may use, by its key."""
    found: dict[str, Shown] = {}
    indicators, items = data["indicators"], data["items"]
    counted = "快照之日的指标逐项计数"
    found["ind.all"] = Shown("指标", Decimal(len(indicators)), unit="项", how=counted, about="indicators")
    groups = {
        "reached": REACHED,
        "missed": MISSED,
        "unknown": UNKNOWN,
        "on_course": ("on_course",),
        "doubt": ("in_doubt",),
    }
    for group, states in groups.items():
        number = sum(one["state"] in states for one in indicators)
        found[f"ind.{group}"] = Shown(_GROUPS[group], Decimal(number), unit="项", how=counted, about="indicators")
    for name, (title, test) in _COUNTS.items():
        number = sum(1 for one in items if test(one))
        found[f"items.{name}"] = Shown(
            title, Decimal(number), unit="项", how="台账事项按办理经过逐项计数", about="items"
        )
    found["items.next"] = Shown(
        "下期到期", Decimal(len(_next(data))), unit="项", how="台账事项按期限逐项计数", about="items"
    )
    for one in indicators:
        found |= _of_indicator(one)
    for band in (data.get("grades") or {}).get("bands", ()):
        number = sum(one["grade"] == band["code"] for one in indicators)
        found[f"grade.{band['code']}"] = Shown(
            f"评为{band['title']}的指标", Decimal(number), unit="项", how="指标按完成率逐项评等次", about="indicators"
        )
    graded = sum(one.get("grade") is not None for one in indicators)
    found["ind.graded"] = Shown("评了等次的指标", Decimal(graded), unit="项", how=counted, about="indicators")
    for town in data["towns"]:
        for part, title in (("items", "事项"), ("done", "办结"), ("late", "逾期")):
            name = f"{town['name']}{title}"
            found[f"town.{town['area']}.{part}"] = Shown(
                name, Decimal(town[part]), unit="项", how="台账事项逐项计数", about="items"
            )
    for line in data["money"]:
        name = f"{line['source_words']}（{line['stage_words']}）"
        yuan = Decimal(line["fen"]) / Decimal(1_000_000)
        found[f"money.{line['source']}.{line['stage']}"] = Shown(
            name, yuan, 2, "万元", "台账所登记各笔资金相加", "projects"
        )
    return found


_GROUPS: Final = {
    "reached": "已达到的指标",
    "missed": "未达到或落后的指标",
    "unknown": "没有数据的指标",
    "on_course": "按进度推进的指标",
    "doubt": "口径存疑的指标",
}

_COUNTS: Final[dict[str, tuple[str, Callable[[Row], bool]]]] = {
    "tasks": ("重点任务", lambda one: one["kind"] == "task" and not one["part"]),
    "projects": ("重大项目、政策等", lambda one: one["kind"] not in ("task", "decision") and not one["part"]),
    "decisions": ("议定事项", lambda one: one["kind"] == "decision"),
    "own": ("区级台账事项", lambda one: not one["part"]),
    "due": ("本期到期", lambda one: one["due_in_period"] and not one["part"]),
    "due_done": ("本期到期并已办结", lambda one: one["due_in_period"] and one["is_done"] and not one["part"]),
    "done_now": ("本期办结", lambda one: one["done_in_period"] and not one["part"]),
    "done": ("累计办结", lambda one: one["is_done"] and not one["part"]),
    "closed": ("已销号", lambda one: one["is_closed"] and not one["part"]),
    "to_close": ("已确认完成、等待销号", lambda one: one["is_done"] and not one["is_closed"] and not one["part"]),
    "late": ("逾期", lambda one: one["is_late"] and not one["part"]),
    "open": ("尚未办结", lambda one: not one["is_done"] and not one["part"]),
    "delays": ("申请延期、等待批准", lambda one: one["delay_asked"] and not one["part"]),
}


def _of_indicator(one: Row) -> dict[str, Shown]:
    name, code, unit, digits = one["name"], one["code"], one["unit"], one["digits"]
    how = (
        "分子÷分母，由快照逐行计数"
        if one["numerator"] is not None and one["denominator"] is not None
        else one["source"]
    )
    found = {}
    for part, title in (
        ("value", ""),
        ("target", "目标"),
        ("before", "上期"),
        ("baseline", "基期"),
        ("shortfall", "差距"),
    ):
        if one[part] is not None:
            stated = part in ("target", "baseline")
            value = Decimal(one[part])
            found[f"ind.{code}.{part}"] = Shown(
                f"{name}{title}",
                value,
                None if stated else digits,
                _change_unit(unit) if part == "shortfall" else unit,
                "方案原文" if stated else _before(one) if part == "before" else how or "登记的数据",
                code,
            )
    for town in one["towns"]:
        for part, title in (("value", ""), ("numerator", "分子"), ("denominator", "分母")):
            if town[part] is not None:
                key = f"ind.{code}.town.{town['area']}.{part}"
                whole = part != "value"
                found[key] = Shown(
                    f"{town['name']}{name}{title}",
                    Decimal(town[part]),
                    None if whole else digits,
                    "" if whole else unit,
                    how,
                    code,
                )
    if one.get("rate") is not None:
        found[f"ind.{code}.rate"] = Shown(
            f"{name}完成率", Decimal(one["rate"]) * 100, one["rate_digits"], "%", RATE, code
        )
    if one["change"] is not None:
        found[f"ind.{code}.change"] = Shown(
            f"{name}变化", abs(Decimal(one["change"])), digits, _change_unit(unit), "本期减上期", code
        )
    return found


def _before(one: Row) -> str:
    """Where the value from before the period comes from."""
    words: str = one["before_words"]
    return f"方案所印的{words}值" if words.endswith("基期") else f"本期之前最近一次的数据，{words}"


def _change_unit(unit: str) -> str:
    return "个百分点" if unit == "%" else unit


def mapped(data: Row) -> Row | None:
    """The indicator that the map shows: one in which towns differ, not in doubt, and known in most of them, as far as there is one."""
    if not any(place["x"] is not None for place in data["places"]):
        return None
    known = [(one, sum(town["value"] is not None for town in one["towns"])) for one in data["indicators"]]
    found = [pair for pair in known if pair[1] > 2]
    return (
        max(found, key=lambda pair: (_differs(pair[0]), pair[0]["state"] != "in_doubt", pair[1]))[0] if found else None
    )


def _differs(one: Row) -> bool:
    """Whether the towns differ at all: a map in one colour says nothing."""
    return len({town["value"] for town in one["towns"] if town["value"] is not None}) > 1


class Writer:
    """Writes the sections of one document."""

    def __init__(self, data: Row, kind: Kind) -> None:
        self.data = data
        self.kind = kind
        self.shown = figures(data)
        self.items: list[Row] = [one for one in data["items"] if not one["part"]]
        self.indicators: list[Row] = data["indicators"]
        self.now = {Kind.MONTHLY: "本月", Kind.QUARTERLY: "本季度", Kind.YEARLY: "本年度", Kind.FINAL: "规划期内"}[kind]

    def sections(self) -> list[Section]:
        """All sections with their drafted texts, in their order; those without anything to say are left out."""
        if self.kind is Kind.FINAL:
            wanted = [
                ("method", "评估依据和口径", self._method()),
                ("overview", "总体结论", self._overview()),
                ("indicators", "指标完成情况", self._final_indicators()),
                ("items", "任务和项目完成情况", self._items()),
                ("money", "资金情况", self._money()),
                ("gaps", "主要差距", self._gaps()),
                ("towns", "各镇街情况", self._towns()),
                ("lessons", "经验和不足", ""),
                ("carry", "结转事项", self._carry()),
            ]
        else:
            long = self.kind is not Kind.MONTHLY
            wanted = [
                ("overview", "总体情况", self._overview()),
                ("indicators", "指标进展", self._indicators()),
                ("items", "任务和项目进展", self._items()),
                *([("towns", "各镇街情况", self._towns())] if long else []),
                *([("money", "资金情况", self._money())] if long else []),
                ("gaps", "存在的问题", self._problems()),
                ("decisions", "需要研究决定的事项", self._decisions()),
                ("next", "下一步工作", self._next()),
            ]
        return [Section(*one) for one in wanted if one[2] or one[0] == "lessons"]

    def _f(self, key: str) -> str:
        """A figure with its unit."""
        return f"⟦{key}⟧{self.shown[key].unit}"

    def _i(self, one: Row, part: str) -> str:
        return self._f(f"ind.{one['code']}.{part}")

    def _m(self, one: Row) -> str:
        return self._f(f"money.{one['source']}.{one['stage']}")

    def _t(self, one: Row) -> str:
        return self._f(f"town.{one['area']}.late")

    def _n(self, key: str) -> int:
        return int(self.shown[key].value or 0)

    def _method(self) -> str:
        doubts = self._n("ind.doubt")
        text = (
            f"本报告依据方案所列指标、重点任务和项目清单，对{self.data['period']['words']}的完成情况逐项核对。"
            f"指标数据取自{_day(self.data['on'])}的名册快照和在此之前登记的部门报送数；任务和项目的状态按台账的办理经过认定。"
            "规划期最后一年内有数的，以该数判定；没有的，以期满之后的最近一次数据判定并注明。"
        )
        if doubts:
            text += f"口径存疑的{self._f('ind.doubt')}只列数据，不作达到与否的结论。"
        return text + "没有数据的指标列为未评估，不以零计。" + self._how_graded()

    def _overview(self) -> str:
        final = self.kind is Kind.FINAL
        parts = [f"已达到{self._f('ind.reached')}"]
        if self._n("ind.on_course"):
            parts.append(f"按进度推进{self._f('ind.on_course')}")
        parts.append(f"{'未达到' if final else '未达到或落后于进度'}{self._f('ind.missed')}")
        if self._n("ind.doubt"):
            parts.append(f"口径存疑{self._f('ind.doubt')}")
        if self._n("ind.unknown"):
            parts.append(f"{'未评估' if final else '没有数据'}{self._f('ind.unknown')}")
        first = (
            self._preliminary()
            + f"截至{_day(self.data['on'])}，方案确定的{self._f('ind.all')}指标中，{'、'.join(parts)}。"
        )
        first += self._graded()
        second = f"台账所列重点任务{self._f('items.tasks')}、重大项目和政策等{self._f('items.projects')}"
        if self._n("items.decisions"):
            second += f"、会议议定事项{self._f('items.decisions')}"
        second += (
            f"。{self.now}到期{self._f('items.due')}，{self.now}办结{self._f('items.done_now')}；累计办结{self._f('items.done')}，"
            f"其中已销号{self._f('items.closed')}；逾期{self._f('items.late')}。"
        )
        return f"{first}\n{second}"

    def _preliminary(self) -> str:
        """That the period goes on, where it does."""
        period = self.data["period"]
        if not period.get("preliminary"):
            return ""
        last = date.fromisoformat(period["end"]) - timedelta(days=1)
        what = "规划期" if self.kind is Kind.FINAL else period["words"]
        written = "本报告" if self.kind is Kind.FINAL else "本通报"
        return f"{what}到{_day(last.isoformat())}才结束，{written}所列为期内的阶段性情况，期满以后另行{'评估' if self.kind is Kind.FINAL else '通报'}。"

    def _graded(self) -> str:
        """How many indicators have which grade."""
        grades = self.data.get("grades")
        if grades is None:
            return ""
        if not self._n("ind.graded"):
            return "没有能够评等次的指标。"
        named = "、".join(
            f"{band['title']}{self._f(key)}" for band in grades["bands"] if self._n(key := f"grade.{band['code']}")
        )
        return f"能够评等次的{self._f('ind.graded')}中，{named}。"

    def _how_graded(self) -> str:
        """From which rates on which grade is given, and who says so."""
        grades = self.data.get("grades")
        if grades is None:
            return "数据包没有规定指标的等次，没有评等次。"
        bands = [f"{_percent(one['at_least'])}以上为{one['title']}" for one in grades["bands"][:-1]]
        source = (
            "等次标准为示例，没有公布的依据" if grades["example"] else f"依据《{grades['document']}》{grades['clause']}"
        )
        return (
            f"等次按完成率（{RATE}）评定：{'，'.join(bands)}，其余为{grades['bands'][-1]['title']}；{source}。"
            "口径存疑、没有数据和目标为文字的，不评等次。"
        )

    def _indicators(self) -> str:
        lines = []
        missed = [one for one in self.indicators if one["state"] in MISSED]
        if missed:
            lines.append("（一）未达到或落后于进度的指标。" + "".join(self._sentence(one, gap=True) for one in missed))
        good = [one for one in self.indicators if one["state"] in (*REACHED, "on_course")]
        if good:
            lines.append(
                f"（{'二' if missed else '一'}）已达到和按进度推进的指标。"
                + "".join(self._sentence(one) for one in good)
            )
        lines += self._doubtful("一二三四"[len(lines)])
        lines.append(self._how_graded())
        return "\n".join(lines)

    def _doubtful(self, number: str) -> list[str]:
        """Paragraphs about indicators that nobody can judge: in doubt, and without data."""
        found = []
        doubts = [one for one in self.indicators if one["state"] == "in_doubt"]
        if doubts:
            named = "；".join(f"{called(one)}{self._stated(one)}，{reason_of(one)}" for one in doubts)
            found.append(f"（{number}）口径存疑的指标。{named}。以上指标在口径核定之前不作达到与否的结论。")
            number = "一二三四五"["一二三四五".index(number) + 1]
        unknown = [one for one in self.indicators if one["state"] in UNKNOWN]
        if unknown:
            title = "未评估的指标" if self.kind is Kind.FINAL else "没有数据的指标"
            names = "、".join(called(one) for one in unknown)
            found.append(f"（{number}）{title}。{names}，尚未取得数据，由责任单位报送。")
        return found

    def _stated(self, one: Row) -> str:
        key = f"ind.{one['code']}.value"
        return f"为{self._f(key)}" if key in self.shown else "没有数据"

    def _sentence(self, one: Row, *, gap: bool = False) -> str:
        text = f"{called(one)}{self._stated(one)}"
        change = self.shown.get(f"ind.{one['code']}.change")
        if change is not None and change.value is not None and Decimal(one["change"]) != 0:
            word = "提高" if Decimal(one["change"]) > 0 else "下降"
            text += f"，较{one['before_words']}{word}{self._i(one, 'change')}"
        if one["target"] is not None:
            text += f"，{one['target_year']}年目标为{_operator(one['operator'])}{self._i(one, 'target')}"
        if gap and one["shortfall"] is not None and Decimal(one["shortfall"]) > 0:
            text += f"，相差{self._i(one, 'shortfall')}"
        if one["late_reading"]:
            text += "（规划期满之后的数据）"
        return text + "。"

    def _final_indicators(self) -> str:
        lines: list[str] = []
        for title, states, gap in (("已达到的指标", REACHED, False), ("未达到的指标", MISSED, True)):
            found = [one for one in self.indicators if one["state"] in states]
            if found:
                sentences = "".join(self._sentence(one, gap=gap) for one in found)
                lines.append(f"（{'一二'[len(lines)]}）{title}。{sentences}")
        lines += self._doubtful("一二三四"[len(lines)])
        if any(one["state"] not in REACHED for one in self.indicators):
            lines.append("未达到、未评估和口径存疑的指标，逐项原因见附表。")
        return "\n".join(lines)

    def _items(self) -> str:
        due = f"{self.now}没有到期的事项。"
        if self._n("items.due"):
            due = f"{self.now}到期的{self._f('items.due')}事项中，已办结{self._f('items.due_done')}。"
        lines = [
            f"{due}{self.now}共办结{self._f('items.done_now')}，累计办结{self._f('items.done')}，尚未办结{self._f('items.open')}。"
        ]
        done = [one for one in self.items if one["done_in_period"]]
        if done:
            lines.append(f"{self.now}办结：{_named(done)}。")
        late = _late(self.items)
        if late:
            lines.append(f"已经逾期{self._f('items.late')}：{_named(late, due=True)}。")
        return "\n".join(lines)

    def _money(self) -> str:
        lines = [one for one in self.data["money"] if one["source"] != "total"]
        total = [one for one in self.data["money"] if one["source"] == "total"]
        if not self.data["money"]:
            return "台账尚未登记资金。" if self.kind is Kind.FINAL else ""
        text = "".join(f"台账所列项目{one['stage_words']}总投资{self._m(one)}。" for one in total)
        if lines:
            named = "，".join(f"{one['source_words']}{one['stage_words']}{self._m(one)}" for one in lines)
            text += f"按来源：{named}。"
        return text

    def _towns(self) -> str:
        lines = []
        one = mapped(self.data)
        if one is not None:
            known = sorted(
                (town for town in one["towns"] if town["value"] is not None), key=lambda town: Decimal(town["value"])
            )
            low, high = known[0], known[-1]
            doubt = "，该指标口径存疑，仅供参考" if one["state"] == "in_doubt" else ""
            if low["value"] == high["value"]:
                found = f"有数的镇街{called(one)}均为{self._v(one, high)}"
            else:
                found = f"{called(one)}最高的是{high['name']}（{self._v(one, high)}），最低的是{low['name']}（{self._v(one, low)}）"
            lines.append(f"按镇街看，{found}{doubt}。各镇街的数据见附表。")
        with_items = [town for town in self.data["towns"] if town["items"]]
        if with_items:
            late = [town for town in with_items if town["late"]]
            text = f"分解到镇街的事项涉及{len(with_items)}个镇街。"
            if late:
                named = "、".join(f"{town['name']}{self._t(town)}" for town in late[:LISTED])
                text += f"有逾期事项的镇街：{named}{'等，详见附表' if len(late) > LISTED else ''}。"
            else:
                text += "没有镇街逾期。"
            lines.append(text)
        elif self.kind is Kind.FINAL:
            lines.append("台账事项尚未分解到镇街。")
        return "\n".join(lines)

    def _v(self, one: Row, town: Row) -> str:
        return self._f(f"ind.{one['code']}.town.{town['area']}.value")

    def _problems(self) -> str:
        lines = []
        worse = [one for one in self.indicators if one["below_baseline"] and one["state"] != "in_doubt"]
        if worse:
            lines.append("低于基期值的指标：" + "、".join(f"{called(one)}{self._stated(one)}" for one in worse) + "。")
        if self._n("items.late"):
            units: dict[str, int] = {}
            for one in _late(self.items):
                for unit in one["responsible"] or one["lead"]:
                    units[unit] = units.get(unit, 0) + 1
            most = sorted(units, key=lambda unit: -units[unit])[:5]
            lines.append(f"逾期事项{self._f('items.late')}" + (f"，涉及{'、'.join(most)}等单位。" if most else "。"))
        if self._n("ind.doubt"):
            lines.append(f"口径存疑的指标{self._f('ind.doubt')}，分母、年龄范围或统计时点需要核定。")
        if self._n("ind.unknown"):
            lines.append(f"没有数据的指标{self._f('ind.unknown')}，责任单位尚未报送。")
        return "\n".join(lines)

    def _gaps(self) -> str:
        missed = [one for one in self.indicators if one["state"] in MISSED and one["shortfall"] is not None]
        lines = []
        if missed:
            named = "；".join(f"{called(one)}与目标相差{self._i(one, 'shortfall')}" for one in missed)
            lines.append(f"{named}。")
        return "\n".join([*lines, self._problems()]).strip()

    def _decisions(self) -> str:
        lines = []
        asked = [one for one in self.items if one["delay_asked"]]
        if asked:
            lines.append(f"申请延期、等待批准的{self._f('items.delays')}：{_named(asked)}。")
        waiting = [one for one in self.items if one["is_done"] and not one["is_closed"]]
        if waiting:
            lines.append(f"已确认完成、等待销号的{self._f('items.to_close')}：{_named(waiting)}。")
        if _late(self.items):
            lines.append(f"已经逾期的{self._f('items.late')}，请责任单位说明原因，明确新的时限或调整措施。")
        if self._n("ind.doubt"):
            lines.append(f"口径存疑的{self._f('ind.doubt')}指标，请牵头单位会同统计部门核定口径。")
        return "\n".join(lines) or "本期没有需要研究决定的事项。"

    def _next(self) -> str:
        coming = _next(self.data)
        text = ""
        if coming:
            text = f"下期到期{self._f('items.next')}：{_named(coming, due=True)}。请责任单位按期办结，并附佐证材料。"
        if _late(self.items):
            text += "逾期事项由牵头单位逐项督办。"
        return text or "请各责任单位按台账继续推进。"

    def _carry(self) -> str:
        left = [one for one in self.items if not one["is_done"]]
        if not self.items:
            return "台账没有开列事项，没有结转。"
        if not left:
            return "台账事项已全部办结，没有结转。"
        return (
            f"尚未办结的{self._f('items.open')}结转到下一规划期，继续列入台账：{_named(left)}。"
            f"未达到的{self._f('ind.missed')}指标和未评估的{self._f('ind.unknown')}指标，连同计算方法和最近一次数据一并结转。"
        )


def called(one: Row) -> str:
    """The name of an indicator in running text: the unit in brackets behind it is said with the figure."""
    name: str = one["name"]
    return re.sub(r"[（(](%|人|人次|个|张)[）)]$", "", name)


def reason_of(one: Row) -> str:
    if "register_incomplete" in one["reasons"]:
        return "名册登记的人数明显少于官方统计数"
    if "target_unreadable" in one["reasons"]:
        return "目标值无法按原文读成数字"
    return (one["doubt"] or "口径有待核定").rstrip("。；")


def grade_words(data: Row, one: Row) -> str:
    """The grade of an indicator as a table prints it: a dash where it has none, words where none is defined."""
    grades = data.get("grades")
    if grades is None:
        return "未规定"
    return next((band["title"] for band in grades["bands"] if band["code"] == one.get("grade")), "–")


def _percent(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}%"


def _operator(sign: str) -> str:
    return {"≥": "不低于", ">": "高于", "≤": "不高于", "<": "低于"}.get(sign, "")


def _late(items: Iterable[Row]) -> list[Row]:
    return sorted((one for one in items if one["is_late"]), key=lambda one: (one["due"] or "", one["code"]))


def _next(data: Row) -> list[Row]:
    """Open items that fall due in a period as long as this one, right after it."""
    start, end = date.fromisoformat(data["period"]["start"]), date.fromisoformat(data["period"]["end"])
    after = end + (end - start) if data["period"]["kind"] != "monthly" else (end + timedelta(days=31)).replace(day=1)
    found = [
        one
        for one in data["items"]
        if not one["part"] and not one["is_done"] and one["due"] and end <= date.fromisoformat(one["due"]) < after
    ]
    return sorted(found, key=lambda one: (one["due"], one["code"]))


def _named(items: Sequence[Row], *, due: bool = False) -> str:
    """Items by name with who answers for them; beyond some, how the table goes on."""
    texts = []
    for one in items[:LISTED]:
        units = (one["responsible"] or one["lead"])[:2]
        notes = [*(["、".join(units)] if units else []), *([f"期限{_day(one['due'])}"] if due and one["due"] else [])]
        texts.append(f"{one['name'].rstrip('。；')}" + (f"（{'，'.join(notes)}）" if notes else ""))
    return "；".join(texts) + ("等，详见附表" if len(items) > LISTED else "")


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
