"""A measure in words, so that an official can judge what was counted without reading the pack's code."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.packs.public import Comparison, Count, Formula
from laoyou.plans.presenters.words import pick

Words = dict[str, str | Promise]

TABLES: Final[Words] = {
    "residents": lazy("居民名册人数"),
    "facilities": lazy("设施数"),
    "beds": lazy("床位数"),
    "childcare_places": lazy("托位数"),
    "staff": lazy("在岗人员数"),
}

COLUMNS: Final[Words] = {
    "age_months": lazy("月龄"),
    "sex": lazy("性别"),
    "residence_area": lazy("常住地"),
    "registered_area": lazy("户籍地"),
    "statuses": lazy("身份状态"),
    "kind": lazy("设施类型"),
    "kinds": lazy("设施类型"),
    "facility_kind": lazy("设施类型"),
    "ownership": lazy("所有制"),
    "operation": lazy("运营方式"),
    "tier": lazy("服务层次"),
    "area": lazy("所在地"),
    "registers": lazy("服务对象"),
    "demonstration": lazy("示范设施"),
    "opened_on": lazy("开业日期"),
    "closed_on": lazy("停业日期"),
    "nursing": lazy("护理型"),
    "approved": lazy("核定"),
    "filed": lazy("备案"),
    "actual": lazy("实际"),
    "occupied": lazy("入住"),
    "class_kind": lazy("班型"),
    "session": lazy("托育时段"),
    "open": lazy("开放"),
    "enrolled": lazy("在托"),
    "job": lazy("岗位"),
    "credentials": lazy("证书"),
}

CODES: Final[Words] = {
    "male": lazy("男"),
    "female": lazy("女"),
    "extreme_hardship": lazy("特困人员"),
    "extreme_hardship_in_care": lazy("集中供养特困人员"),
    "extreme_hardship_at_home": lazy("分散供养特困人员"),
    "wants_care_in_institution": lazy("有集中供养意愿"),
    "unable_to_care_for_self": lazy("生活不能自理"),
    "min_living_allowance": lazy("低保"),
    "marginal_low_income": lazy("低保边缘"),
    "rigid_expenditure_hardship": lazy("刚性支出困难"),
    "lives_alone": lazy("独居"),
    "empty_nest": lazy("空巢"),
    "left_behind": lazy("留守"),
    "severe_disability": lazy("重度残疾"),
    "special_family_planning_family": lazy("计划生育特殊家庭"),
    "entitled_group": lazy("优抚对象"),
    "cognitive_impairment": lazy("失智"),
    "disabled_elder": lazy("失能老年人"),
    "care_home": lazy("养老机构"),
    "town_care_centre": lazy("街道（镇）养老服务中心"),
    "community_care_station": lazy("社区养老服务站"),
    "village_mutual_aid_point": lazy("村级互助养老点"),
    "day_care_centre": lazy("日间照料中心"),
    "canteen": lazy("老年食堂"),
    "meal_point": lazy("助餐点"),
    "childcare_centre": lazy("托育机构"),
    "kindergarten_nursery_class": lazy("幼儿园托班"),
    "home_childcare": lazy("家庭托育点"),
    "care_complex": lazy("社区养老服务综合体"),
    "old_young_complex": lazy("老幼复合型综合体"),
    "embedded_home": lazy("嵌入式养老机构"),
    "estate_point": lazy("小区服务点"),
    "nursing_station": lazy("护理站"),
    "market_day_canteen": lazy("赶场食堂"),
    "central_kitchen": lazy("中央厨房"),
    "parenting_station": lazy("育儿服务站"),
    "mother_and_baby_facility": lazy("母婴设施"),
    "public": lazy("公办"),
    "private": lazy("民办"),
    "collective": lazy("集体"),
    "unknown": lazy("未登记"),
    "self_run": lazy("自营"),
    "public_built_private_run": lazy("公建民营"),
    "public_held_private_run": lazy("公有民营"),
    "public_run_private_funded": lazy("公办民营"),
    "entrusted": lazy("委托运营"),
    "affordable": lazy("普惠"),
    "safety_net": lazy("兜底"),
    "market": lazy("市场化"),
    "elder_care": lazy("养老"),
    "childcare": lazy("托育"),
    "infant": lazy("乳儿班"),
    "toddler": lazy("托小班"),
    "older_toddler": lazy("托大班"),
    "mixed": lazy("混合班"),
    "full_day": lazy("全日托"),
    "half_day": lazy("半日托"),
    "hourly": lazy("计时托"),
    "occasional": lazy("临时托"),
    "director": lazy("院长（负责人）"),
    "carer": lazy("护理员"),
    "nurse": lazy("护士"),
    "doctor": lazy("医生"),
    "social_worker": lazy("社会工作者"),
    "rehabilitation_therapist": lazy("康复治疗师"),
    "childcare_worker": lazy("保育人员"),
    "health_keeper": lazy("保健员"),
    "cook": lazy("炊事员"),
    "guard": lazy("保安"),
    "other": lazy("其他"),
    "elder_care_worker": lazy("养老护理员证"),
    "nurse_licence": lazy("护士执业证"),
    "doctor_licence": lazy("医师执业证"),
    "teacher": lazy("教师资格证"),
    "child_health_keeper": lazy("保健员证"),
    "health_certificate": lazy("健康证"),
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
