"""A measure in words, so that an official can judge what was counted without reading the pack's code."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from laoyou.packs.public import Comparison, Count, Formula
from laoyou.plans.presenters.words import pick

Words = dict[str, str | Promise]

TABLES: Final[Words] = {
    "residents": pgettext_lazy("measure", "居民名册人数"),
    "facilities": pgettext_lazy("measure", "设施数"),
    "beds": pgettext_lazy("measure", "床位数"),
    "childcare_places": pgettext_lazy("measure", "托位数"),
    "staff": pgettext_lazy("measure", "在岗人员数"),
}

COLUMNS: Final[Words] = {
    "age_months": pgettext_lazy("measure", "月龄"),
    "sex": pgettext_lazy("measure", "性别"),
    "residence_area": pgettext_lazy("measure", "常住地"),
    "registered_area": pgettext_lazy("measure", "户籍地"),
    "statuses": pgettext_lazy("measure", "身份状态"),
    "kind": pgettext_lazy("measure", "设施类型"),
    "kinds": pgettext_lazy("measure", "设施类型"),
    "facility_kind": pgettext_lazy("measure", "设施类型"),
    "ownership": pgettext_lazy("measure", "所有制"),
    "operation": pgettext_lazy("measure", "运营方式"),
    "tier": pgettext_lazy("measure", "服务层次"),
    "area": pgettext_lazy("measure", "所在地"),
    "registers": pgettext_lazy("measure", "服务对象"),
    "demonstration": pgettext_lazy("measure", "示范设施"),
    "opened_on": pgettext_lazy("measure", "开业日期"),
    "closed_on": pgettext_lazy("measure", "停业日期"),
    "nursing": pgettext_lazy("measure", "护理型"),
    "approved": pgettext_lazy("measure", "核定"),
    "filed": pgettext_lazy("measure", "备案"),
    "actual": pgettext_lazy("measure", "实际"),
    "occupied": pgettext_lazy("measure", "入住"),
    "class_kind": pgettext_lazy("measure", "班型"),
    "session": pgettext_lazy("measure", "托育时段"),
    "open": pgettext_lazy("measure", "开放"),
    "enrolled": pgettext_lazy("measure", "在托"),
    "job": pgettext_lazy("measure", "岗位"),
    "credentials": pgettext_lazy("measure", "证书"),
}

CODES: Final[Words] = {
    "male": pgettext_lazy("measure", "男"),
    "female": pgettext_lazy("measure", "女"),
    "extreme_hardship": pgettext_lazy("measure", "特困人员"),
    "extreme_hardship_in_care": pgettext_lazy("measure", "集中供养特困人员"),
    "extreme_hardship_at_home": pgettext_lazy("measure", "分散供养特困人员"),
    "wants_care_in_institution": pgettext_lazy("measure", "有集中供养意愿"),
    "unable_to_care_for_self": pgettext_lazy("measure", "生活不能自理"),
    "min_living_allowance": pgettext_lazy("measure", "低保"),
    "marginal_low_income": pgettext_lazy("measure", "低保边缘"),
    "rigid_expenditure_hardship": pgettext_lazy("measure", "刚性支出困难"),
    "lives_alone": pgettext_lazy("measure", "独居"),
    "empty_nest": pgettext_lazy("measure", "空巢"),
    "left_behind": pgettext_lazy("measure", "留守"),
    "severe_disability": pgettext_lazy("measure", "重度残疾"),
    "special_family_planning_family": pgettext_lazy("measure", "计划生育特殊家庭"),
    "entitled_group": pgettext_lazy("measure", "优抚对象"),
    "cognitive_impairment": pgettext_lazy("measure", "失智"),
    "disabled_elder": pgettext_lazy("measure", "失能老年人"),
    "care_home": pgettext_lazy("measure", "养老机构"),
    "town_care_centre": pgettext_lazy("measure", "街道（镇）养老服务中心"),
    "community_care_station": pgettext_lazy("measure", "社区养老服务站"),
    "village_mutual_aid_point": pgettext_lazy("measure", "村级互助养老点"),
    "day_care_centre": pgettext_lazy("measure", "日间照料中心"),
    "canteen": pgettext_lazy("measure", "老年食堂"),
    "meal_point": pgettext_lazy("measure", "助餐点"),
    "childcare_centre": pgettext_lazy("measure", "托育机构"),
    "kindergarten_nursery_class": pgettext_lazy("measure", "幼儿园托班"),
    "home_childcare": pgettext_lazy("measure", "家庭托育点"),
    "care_complex": pgettext_lazy("measure", "社区养老服务综合体"),
    "old_young_complex": pgettext_lazy("measure", "老幼复合型综合体"),
    "embedded_home": pgettext_lazy("measure", "嵌入式养老机构"),
    "estate_point": pgettext_lazy("measure", "小区服务点"),
    "nursing_station": pgettext_lazy("measure", "护理站"),
    "market_day_canteen": pgettext_lazy("measure", "赶场食堂"),
    "central_kitchen": pgettext_lazy("measure", "中央厨房"),
    "parenting_station": pgettext_lazy("measure", "育儿服务站"),
    "mother_and_baby_facility": pgettext_lazy("measure", "母婴设施"),
    "public": pgettext_lazy("measure", "公办"),
    "private": pgettext_lazy("measure", "民办"),
    "collective": pgettext_lazy("measure", "集体"),
    "unknown": pgettext_lazy("measure", "未登记"),
    "self_run": pgettext_lazy("measure", "自营"),
    "public_built_private_run": pgettext_lazy("measure", "公建民营"),
    "public_held_private_run": pgettext_lazy("measure", "公有民营"),
    "public_run_private_funded": pgettext_lazy("measure", "公办民营"),
    "entrusted": pgettext_lazy("measure", "委托运营"),
    "affordable": pgettext_lazy("measure", "普惠"),
    "safety_net": pgettext_lazy("measure", "兜底"),
    "market": pgettext_lazy("measure", "市场化"),
    "elder_care": pgettext_lazy("measure", "养老"),
    "childcare": pgettext_lazy("measure", "托育"),
    "infant": pgettext_lazy("measure", "乳儿班"),
    "toddler": pgettext_lazy("measure", "托小班"),
    "older_toddler": pgettext_lazy("measure", "托大班"),
    "mixed": pgettext_lazy("measure", "混合班"),
    "full_day": pgettext_lazy("measure", "全日托"),
    "half_day": pgettext_lazy("measure", "半日托"),
    "hourly": pgettext_lazy("measure", "计时托"),
    "occasional": pgettext_lazy("measure", "临时托"),
    "director": pgettext_lazy("measure", "院长（负责人）"),
    "carer": pgettext_lazy("measure", "护理员"),
    "nurse": pgettext_lazy("measure", "护士"),
    "doctor": pgettext_lazy("measure", "医生"),
    "social_worker": pgettext_lazy("measure", "社会工作者"),
    "rehabilitation_therapist": pgettext_lazy("measure", "康复治疗师"),
    "childcare_worker": pgettext_lazy("measure", "保育人员"),
    "health_keeper": pgettext_lazy("measure", "保健员"),
    "cook": pgettext_lazy("measure", "炊事员"),
    "guard": pgettext_lazy("measure", "保安"),
    "other": pgettext_lazy("measure", "其他"),
    "elder_care_worker": pgettext_lazy("measure", "养老护理员证"),
    "nurse_licence": pgettext_lazy("measure", "护士执业证"),
    "doctor_licence": pgettext_lazy("measure", "医师执业证"),
    "teacher": pgettext_lazy("measure", "教师资格证"),
    "child_health_keeper": pgettext_lazy("measure", "保健员证"),
    "health_certificate": pgettext_lazy("measure", "健康证"),
}


def code(word: str) -> str:
    """The words of a code; the code itself where it has none."""
    return str(CODES.get(word, word))


def listed(words: list[str]) -> str:
    """Words one after another as a sentence lists them."""
    return _("、").join(words)


def count_words(count: Count) -> str:
    """What is counted: '床位数（实际；护理型：是；设施类型：养老机构、社区养老服务站）'."""
    table = str(TABLES.get(count.table, count.table))
    conditions = [str(COLUMNS.get(count.sum, count.sum))] if count.sum else []
    conditions += [_condition(name, test) for name, test in count.where.items()]
    if count.area_by:
        conditions.append(_("按%(column)s归属") % {"column": COLUMNS.get(count.area_by, count.area_by)})
    if not conditions:
        return table
    return _("%(table)s（%(conditions)s）") % {"table": table, "conditions": _("；").join(conditions)}


def _condition(name: str, test: object) -> str:
    column = str(COLUMNS.get(name, name))
    if isinstance(test, bool):
        return column if test else _("非%(column)s") % {"column": column}
    if not isinstance(test, Comparison):
        values = list(test) if isinstance(test, tuple) else [str(test)]
        return _pair(column, listed([code(value) for value in values]))
    parts: list[str] = []
    if test.ge is not None or test.lt is not None:
        parts.append(_range(name, test.ge, test.lt))
    if test.is_in is not None:
        parts.append(listed([code(value) for value in test.is_in]))
    if test.is_not is not None:
        parts.append(_("不是%(value)s") % {"value": code(str(test.is_not))})
    if test.has_all:
        parts.append(_("同时为%(values)s") % {"values": listed([code(value) for value in test.has_all])})
    if test.has_any:
        parts.append(_("有%(values)s之一") % {"values": listed([code(value) for value in test.has_any])})
    if test.has_none:
        parts.append(_("没有%(values)s") % {"values": listed([code(value) for value in test.has_none])})
    if test.empty is not None:
        parts.append(_("未登记") if test.empty else _("已登记"))
    return _pair(column, _("，").join(parts))


def _pair(column: str, value: str) -> str:
    return _("%(column)s：%(value)s") % {"column": column, "value": value}


def _range(name: str, low: int | None, high: int | None) -> str:
    if name == "age_months" and all(bound is None or bound % 12 == 0 for bound in (low, high)):
        if high is None:
            return _("%(low)s周岁及以上") % {"low": (low or 0) // 12}
        if low is None or low == 0:
            return _("不满%(high)s周岁") % {"high": high // 12}
        return _("满%(low)s周岁、不满%(high)s周岁") % {"low": low // 12, "high": high // 12}
    if high is None:
        return _("不小于%(low)s") % {"low": low}
    if low is None:
        return _("小于%(high)s") % {"high": high}
    return _("不小于%(low)s且小于%(high)s") % {"low": low, "high": high}


def numerator_words(formula: Formula, zh: str | None = None, en: str | None = None) -> str:
    """What the numerator counts; the definition's own words where it has them."""
    return pick(zh, en) or count_words(formula.numerator)
