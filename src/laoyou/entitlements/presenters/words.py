"""Words for facts, states and periods, in the reader's language."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.core import district
from laoyou.core.shell import dates
from laoyou.packs import public as packs

CODES: Final[dict[str, dict[str, Any]]] = {
    "capability_level": {
        "intact": lazy("能力完好"), "mild": lazy("轻度失能"), "moderate": lazy("中度失能"), "severe": lazy("重度失能"),
        "total": lazy("完全失能"),
    },
    "disability_degree": {
        "none": pgettext_lazy("disability", "无"), "one": pgettext_lazy("disability", "一级"),
        "two": pgettext_lazy("disability", "二级"), "three": pgettext_lazy("disability", "三级"),
        "four": pgettext_lazy("disability", "四级"),
    },
    "care_grade": {
        "none": pgettext_lazy("care grade", "无"), "mild": lazy("轻度失能"), "moderate": lazy("中度失能"),
        "severe_one": lazy("重度失能Ⅰ级"), "severe_two": lazy("重度失能Ⅱ级"), "severe_three": lazy("重度失能Ⅲ级"),
    },
    "care_insurance_scheme": {
        "none": lazy("未参加"), "employee": lazy("职工"), "resident": lazy("城乡居民"),
    },
    "care_setting": {
        "institution": lazy("机构护理"), "agency": lazy("居家上门护理"), "family": lazy("居家个人护理"),
    },
}  # fmt: skip

HOW: Final[dict[str, Any]] = {
    "register": lazy("居民名册"),
    "status": lazy("在册的身份"),
    "ended": lazy("身份已经终止"),
    "excluded": lazy("有不能并存的身份"),
    "list": lazy("不在完整名单上"),
    "statement": lazy("已登记的事实"),
    "conflict": lazy("两处说法相反，须核对"),
}
PERIODS: Final[dict[str, Any]] = {
    "day": pgettext_lazy("period", "每日"), "month": pgettext_lazy("period", "每月"), "year": pgettext_lazy("period", "每年"),
    "once": pgettext_lazy("period", "一次性"),
}  # fmt: skip


def english() -> bool:
    """Whether the reader's language is another than Chinese."""
    return not (get_language() or "zh").startswith("zh")


def said(entry: Any, name: str = "title") -> str:
    """A text of an entry of a pack in the reader's language; the Chinese one where there is no other."""
    if english():
        return str(getattr(entry, f"{name}_en") or getattr(entry, name) or "")
    return str(getattr(entry, name) or "")


def benefit_title(name: str) -> str:
    """What a benefit is called; its code where the pack knows it no longer."""
    versions = district.pack().benefits.get(name)
    return said(versions[-1]) if versions else name


def has_example(name: str) -> bool:
    """Whether an amount of a benefit is made up for a demonstration."""
    pack = district.pack()
    expressions = [
        expression
        for entry in pack.benefits.get(name, ())
        for expression in (entry.amount or "", *(tier.amount for tier in entry.tier))
    ]
    asked = {word for expression in expressions for word in re.findall(r"[a-z][a-z0-9_]*", expression)}
    return any(pack.parameters[word].example for word in asked if word in pack.parameters)


def amount_title(name: str) -> str:
    """What a benefit is called beside an amount, which says so where it is made up; the mark goes into files too."""
    title = benefit_title(name)
    return _("%(benefit)s（金额为示例）") % {"benefit": title} if has_example(name) else title


def fact_title(name: str) -> str:
    """What a fact is called."""
    entry = district.pack().facts.get(name)
    return said(entry) if entry else name


def holder(name: str) -> str:
    """The department that can tell a fact; of a parameter: whoever enters rates."""
    entry = district.pack().facts.get(name)
    return said(entry, "holder") if entry else ""


def fact_value(entry: packs.FactEntry, value: Any) -> str:
    """The value of a fact in words."""
    if isinstance(value, bool):
        return pgettext("fact", "是") if value else pgettext("fact", "否")
    if isinstance(value, date):
        return dates.day(value)
    if entry.type == "yuan":
        return dates.money(value)
    if entry.type == "code":
        return str(CODES.get(entry.name, {}).get(value, value))
    return str(value)


def amount(entry: packs.BenefitEntry, number: int | None) -> str:
    """An amount of a benefit: money, or a number of services with its unit."""
    if number is None:
        return ""
    if entry.gives == "money":
        return _("%(period)s %(money)s") % {"period": PERIODS[entry.period], "money": dates.money(number)}
    return _("%(number)s %(unit)s") % {"number": number, "unit": said(entry, "unit")}
