"""The words of the register of those who serve: how its codes are called on pages, in files and in figures."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.core.models import Area
from laoyou.core.shell.words import together
from laoyou.providers.domain.selection import Selection

Text = str | Promise

KINDS: dict[str, Text] = {
    "care_home": pgettext_lazy("kind", "养老机构"),
    "town_care_centre": pgettext_lazy("kind", "镇街养老服务中心"),
    "community_care_station": pgettext_lazy("kind", "社区养老服务站"),
    "village_mutual_aid_point": pgettext_lazy("kind", "村级互助养老点"),
    "day_care_centre": pgettext_lazy("kind", "日间照料中心"),
    "canteen": pgettext_lazy("kind", "老年食堂"),
    "meal_point": pgettext_lazy("kind", "助餐点"),
    "childcare_centre": pgettext_lazy("kind", "托育机构"),
    "kindergarten_nursery_class": pgettext_lazy("kind", "幼儿园托班"),
    "home_childcare": pgettext_lazy("kind", "家庭托育点"),
    "care_complex": pgettext_lazy("kind", "社区养老服务综合体"),
    "old_young_complex": pgettext_lazy("kind", "老幼复合型综合体"),
    "embedded_home": pgettext_lazy("kind", "嵌入式养老机构"),
    "estate_point": pgettext_lazy("kind", "小区养老服务点"),
    "nursing_station": pgettext_lazy("kind", "护理站"),
    "market_day_canteen": pgettext_lazy("kind", "赶场日食堂"),
    "central_kitchen": pgettext_lazy("kind", "中央厨房"),
    "parenting_station": pgettext_lazy("kind", "养育照护小站"),
    "mother_and_baby_facility": pgettext_lazy("kind", "母婴设施"),
}
REGISTERS: dict[str, Text] = {"elder_care": _("养老服务"), "childcare": _("托育服务")}
OWNERSHIPS: dict[str, Text] = {
    "public": _("公办"),
    "private": _("民办"),
    "collective": _("集体"),
    "unknown": _("未登记"),
}
OPERATIONS: dict[str, Text] = {
    "self_run": _("自营"),
    "public_built_private_run": _("公建民营"),
    "public_held_private_run": _("公办民营"),
    "public_run_private_funded": _("公办民助"),
    "entrusted": _("委托运营"),
    "unknown": _("未登记"),
}
TIERS: dict[str, Text] = {
    "safety_net": _("兜底"),
    "affordable": _("普惠"),
    "market": _("市场化"),
    "unknown": _("未登记"),
}
FILED: dict[str, Text] = {
    "filed": _("已备案"),
    "not_filed": _("未备案"),
    "not_required": _("无需备案"),
    "withdrawn": _("备案已撤回"),
}
BED_READINGS: dict[str, Text] = {
    "approved": pgettext_lazy("reading", "核定"),
    "filed": pgettext_lazy("reading", "备案"),
    "actual": pgettext_lazy("reading", "实际"),
    "occupied": pgettext_lazy("reading", "入住"),
    "free": pgettext_lazy("reading", "空余"),
    "all": pgettext_lazy("reading", "全部（含未建成的核定床位）"),
}
PLACE_READINGS: dict[str, Text] = {
    "filed": pgettext_lazy("reading", "备案"),
    "open": pgettext_lazy("reading", "开放"),
    "enrolled": pgettext_lazy("reading", "在托"),
    "free": pgettext_lazy("reading", "空余"),
}
NURSING: dict[str, Text] = {"1": _("护理型"), "0": _("非护理型")}
CLASSES: dict[str, Text] = {
    "infant": _("乳儿班"),
    "toddler": _("托小班"),
    "older_toddler": _("托大班"),
    "mixed": _("混龄班"),
}
SESSIONS: dict[str, Text] = {
    "full_day": _("全日托"),
    "half_day": _("半日托"),
    "hourly": _("计时托"),
    "occasional": _("临时托"),
}
JOBS: dict[str, Text] = {
    "director": _("负责人"),
    "carer": _("养老护理员"),
    "nurse": _("护士"),
    "doctor": _("医师"),
    "social_worker": _("社会工作者"),
    "rehabilitation_therapist": _("康复治疗师"),
    "childcare_worker": _("保育人员"),
    "health_keeper": _("保健人员"),
    "cook": _("炊事人员"),
    "guard": _("保安"),
    "other": pgettext_lazy("job", "其他"),
}
CREDENTIALS: dict[str, Text] = {
    "elder_care_worker": _("养老护理员职业技能等级证书"),
    "nurse_licence": _("护士执业证书"),
    "doctor_licence": _("医师执业证书"),
    "social_worker": _("社会工作者职业资格证书"),
    "rehabilitation_therapist": _("康复治疗师资格证书"),
    "childcare_worker": _("保育师（育婴员）证书"),
    "teacher": _("教师资格证书"),
    "child_health_keeper": _("儿童保健人员培训证书"),
    "health_certificate": _("健康证明"),
    "guard": _("保安员证"),
}
LICENCES: dict[str, Text] = {
    "elder_care_filing": _("养老机构备案"),
    "childcare_filing": _("托育机构备案"),
    "fire_safety": _("消防安全检查合格证明"),
    "food_operation": _("食品经营许可"),
    "health_evaluation": _("卫生评价报告"),
    "medical_practice": _("医疗机构执业许可"),
    "property_right": _("场所权属证明"),
}
STANDINGS: dict[str, Text] = {
    "valid": _("有效"),
    "expiring": _("三个月内到期"),
    "expired": _("已过期"),
    "none": _("没有证书"),
}
FACILITY_STATES: dict[str, Text] = {"open": _("开业"), "closed": _("已关闭"), "all": _("全部")}
STAFF_STATES: dict[str, Text] = {"at_work": _("在职"), "left": _("已离职"), "all": _("全部")}
PROVIDER_STATES: dict[str, Text] = {
    "open": _("正常"),
    "barred": _("限制新设"),
    "closed": _("已注销"),
    "all": _("全部"),
}
YES_NO: dict[str, Text] = {"1": _("是"), "0": _("否")}

BED_STATES: dict[str, Text] = {
    "open": pgettext_lazy("bed", "在用"),
    "closed": pgettext_lazy("bed", "停用"),
    "taken_out": pgettext_lazy("bed", "撤除"),
}
CONTRACT_FORMS: dict[str, Text] = {
    "entrusted": _("委托运营"),
    "lease": _("租赁"),
    "tot": _("转让—运营—移交（TOT）"),
    "bot": _("建设—运营—移交（BOT）"),
    "rot": _("改建—运营—移交（ROT）"),
    "cooperation": _("合作经营"),
}
CHOSEN_BY: dict[str, Text] = {
    "open_tender": _("公开招标"),
    "quality_selection": _("以服务质量为主的遴选"),
    "negotiation": _("竞争性磋商或谈判"),
    "direct": _("直接委托"),
    "unknown": _("未登记"),
}
INSURANCE_KINDS: dict[str, Text] = {
    "liability": _("机构综合责任保险"),
    "fire": _("火灾公众责任保险"),
    "accident": _("意外伤害保险"),
    "food_safety": _("食品安全责任保险"),
    "employer": _("雇主责任保险"),
}
PRICE_ITEMS: dict[str, Text] = {
    "bed": _("床位费"),
    "care": _("护理费"),
    "meals": _("伙食费"),
    "childcare_full_day": _("全日托费"),
    "childcare_half_day": _("半日托费"),
    "childcare_hourly": _("计时托费"),
    "day_care": _("日间照料费"),
    "deposit": _("押金"),
    "other": pgettext_lazy("price", "其他"),
}
PRICE_UNITS: dict[str, Text] = {
    "month": pgettext_lazy("price", "每月"),
    "day": pgettext_lazy("price", "每日"),
    "time": pgettext_lazy("price", "每次"),
    "hour": pgettext_lazy("price", "每小时"),
    "once": pgettext_lazy("price", "一次性"),
}
CONFIRMATIONS: dict[str, Text] = {
    "waiting": _("待确认"),
    "confirmed": _("已确认"),
    "returned": pgettext_lazy("confirmation", "已退回"),
}
DUTY_STATES: dict[str, Text] = {
    "due": pgettext_lazy("duty", "未规划"),
    "planned": pgettext_lazy("duty", "已规划"),
    "built": pgettext_lazy("duty", "已建成"),
    "accepted": pgettext_lazy("duty", "已验收"),
    "handed_over": pgettext_lazy("duty", "已移交"),
    "in_use": pgettext_lazy("duty", "按用途使用"),
    "misused": pgettext_lazy("duty", "挪作他用"),
}
DUTY_STEPS: dict[str, Text] = {
    "planned_on": _("规划日期"),
    "built_on": _("建成日期"),
    "accepted_on": _("验收日期"),
    "handed_over_on": _("移交日期"),
    "in_use_on": _("使用日期"),
}
FORMER_USES: dict[str, Text] = {
    "school": _("校舍"),
    "office": _("办公用房"),
    "public_rental": _("公租房"),
    "training_centre": _("培训疗养设施"),
    "factory": _("厂房"),
    "commercial": _("商业用房"),
    "health": _("卫生院（室）"),
    "village_hall": _("村（社区）活动用房"),
    "other": pgettext_lazy("premises", "其他"),
}
PREMISES_STATES: dict[str, Text] = {
    "idle": pgettext_lazy("premises", "闲置"),
    "taken": pgettext_lazy("premises", "已利用"),
    "withdrawn": pgettext_lazy("premises", "已收回"),
}
FACTS: dict[str, Text] = {
    "name": _("名称"),
    "address": _("地址"),
    "phone": _("电话"),
    "floor_area_m2": _("建筑面积（平方米）"),
    "owner": _("产权单位"),
    "tier": _("档次"),
    "opened_on": _("开业日期"),
    "bed_capacity": _("最多可住人数"),
    "place_capacity": _("最多可托人数"),
}
"""Columns of a facility that a provider may propose to change."""

NOUNS: dict[str, Text] = {
    "providers": _("服务机构"),
    "facilities": _("设施"),
    "beds": _("床位"),
    "places": _("托位"),
    "staff": _("从业人员"),
}
UNITS: dict[str, Text] = {
    "providers": pgettext_lazy("unit of rows", "家"),
    "facilities": pgettext_lazy("unit of rows", "处"),
    "beds": pgettext_lazy("unit of rows", "张"),
    "places": pgettext_lazy("unit of rows", "个"),
    "staff": pgettext_lazy("unit of rows", "人"),
}
KEYS: dict[str, Text] = {
    "area": _("区域"),
    "kind": _("类别"),
    "register": _("服务对象"),
    "ownership": _("所有制"),
    "operation": _("运营方式"),
    "tier": _("档次"),
    "filed": _("备案状态"),
    "state": _("状态"),
    "demonstration": _("示范"),
    "inferred": _("含推断"),
    "provider": _("负责机构"),
    "reading": _("口径"),
    "nursing": _("床位类型"),
    "facility": _("所在设施"),
    "class": _("班型"),
    "session": _("托管方式"),
    "job": _("岗位"),
    "credential": _("证书"),
    "standing": _("证书状态"),
}
_VALUES: dict[str, dict[str, Text]] = {
    "kind": KINDS,
    "register": REGISTERS,
    "ownership": OWNERSHIPS,
    "operation": OPERATIONS,
    "tier": TIERS,
    "filed": FILED,
    "demonstration": YES_NO,
    "inferred": YES_NO,
    "nursing": NURSING,
    "class": CLASSES,
    "session": SESSIONS,
    "job": JOBS,
    "credential": CREDENTIALS,
    "standing": STANDINGS,
}
_STATES = {"facilities": FACILITY_STATES, "staff": STAFF_STATES, "providers": PROVIDER_STATES}
_READINGS = {"beds": BED_READINGS, "places": PLACE_READINGS}


def values_of(register: str, key: str) -> dict[str, Text]:
    """Code → words of the values of `key` in `register`; empty for areas and numbers."""
    if key == "state":
        return _STATES[register]
    if key == "reading":
        return _READINGS[register]
    return _VALUES.get(key, {})


def area_name(area: Area) -> str:
    """The name of an area in the reader's language; the Chinese one where there is no other."""
    return area.name_en if area.name_en and (get_language() or "").startswith("en") else area.name


def conditions(selection: Selection) -> str:
    """The conditions of a selection in words, as a list: '类别：养老机构、口径：核定'. Its area is left to `area_name`."""
    known = ("area", "facility", "provider")
    words = []
    for key in dict.fromkeys(key for key in _said(selection) if key not in known):
        titles = values_of(selection.register, key)
        values = _now("或").join(str(titles.get(value, value)) for value in selection.values(key))
        words.append(_now("%(key)s：%(value)s") % {"key": KEYS[key], "value": values})
    return together(words)


def _said(selection: Selection) -> list[str]:
    """The keys that a reader must know: those that were chosen, and the reading, which is never left unsaid."""
    keys = [key for key, _value in selection.pairs]
    return keys if selection.register != "beds" or "reading" in keys else ["reading", *keys]
