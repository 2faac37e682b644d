"""Words of the pages about documents: states, verdicts, what was tested, kinds of items."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core.shell import states
from laoyou.plans.models import PlanDocument
from laoyou.plans.presenters import ledger_words

STATES = {
    "reading": (_("正在读取文稿"), "no-data"),
    "ready": (_("已读取"), "reached"),
    "refused": (_("读不出来"), "breach"),
}
VERDICTS = {
    "contradiction": (_("前后不一致"), "breach"),
    "implausible": (_("明显偏离参照数据"), "behind"),
    "definition": (_("口径待明确"), "in-doubt"),
    "incomplete": (_("要素不全"), "no-data"),
    "rounding": (_("取整或约数"), "on-course"),
    "consistent": (pgettext_lazy("figures", "一致"), "reached"),
}
"""Verdict → its words and the tone of its badge."""

TESTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "sums": (_("合计与分项"), ("parts", "subset", "shares", "row_", "column_", "total", "col_")),
    "ratios": (_("比率与乘积"), ("share", "per_thousand", "product", "quotient")),
    "growth": (_("增减变化"), ("change", "yearly_change", "increment")),
    "gaps": (_("缺口与项目"), ("gap", "projects")),
    "repeats": (_("多处表述"), ("repeat", "list_count", "period", "direction")),
    "plausible": (_("参照数据"), ("residents", "elders", "infants")),
    "missing": (_("缺少要素"), ("missing",)),
}
"""What was tested: kinds of findings put together as an office asks for them."""

ITEMS = {
    "indicator": pgettext_lazy("plural", "指标"),
    "task": ledger_words.KINDS["task"],
    "item": _("项目和清单"),
    "parameter": _("政策参数"),
}
LIST_KINDS = {kind: word for kind, word in ledger_words.KINDS.items() if kind not in ("task", "decision")} | {
    "measure": _("举措")
}
ANSWERS = {
    "accepted": (_("采用"), "reached"),
    "mended": (_("改后采用"), "reached"),
    "dropped": (_("不采用"), "no-data"),
}
MARKS = {"confirmed": _("属实"), "no_fault": _("不是差错")}
FIELDS = {
    "name": _("名称"),
    "title": _("名称"),
    "unit": _("计量单位"),
    "attribute": _("属性"),
    "section": _("所在部分"),
    "deadline": _("完成年份"),
    "lead": _("牵头单位"),
    "responsible": _("责任单位"),
    "supporting": _("配合单位"),
    "list_kind": _("类别"),
    "list_title": _("所在清单"),
    "start": _("开始年份"),
    "end": _("完成年份"),
    "baseline_printed": _("基期值（照原文）"),
    "baseline_value": _("基期值（数字）"),
    "baseline_operator": _("基期值的比较"),
    "baseline_year": _("基期年份"),
    "target_printed": _("目标值（照原文）"),
    "target_value": _("目标值（数字）"),
    "target_operator": _("目标值的比较"),
    "target_year": _("目标年份"),
    "value_printed": _("数值（照原文）"),
    "value_value": _("数值（数字）"),
    "value_operator": _("数值的比较"),
    "value_year": _("年份"),
}


def test_of(kind: str) -> str:
    """The group of tests that a kind of finding belongs to."""
    for name in ("missing", "gaps", "growth", "ratios", "repeats", "plausible"):
        if any(kind.startswith(part) or kind == part for part in TESTS[name][1]) and kind != "shares":
            return name
    return "sums"


def state_badge(row: PlanDocument) -> SafeString:
    word, tone = STATES.get(row.state, (row.get_state_display(), "no-data"))
    return states.badge(row.state, word=word, tone=tone)


def verdict_badge(verdict: str) -> SafeString:
    word, tone = VERDICTS[verdict]
    return states.badge(verdict, word=word, tone=tone)


def answer_badge(answer: str) -> SafeString:
    word, tone = ANSWERS[answer]
    return states.badge(answer, word=word, tone=tone)
