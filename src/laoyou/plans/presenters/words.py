"""Words for what packs say in codes: units of measure, operators, kinds of documents and values."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from laoyou.packs.public import Band


def english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def pick(zh: str | None, en: str | None = None) -> str:
    """`en` for a reader of English where there is one, else `zh`, which the page then marks as Chinese."""
    if english() and en:
        return en
    return zh or ""


def grade(band: Band) -> str:
    """A grade of an indicator in the reader's language."""
    return pick(band.title, band.title_en)


UNITS: Final[dict[str, str | Promise]] = {
    "percent": "%",
    "persons": pgettext_lazy("unit", "人"),
    "ten_thousand_persons": pgettext_lazy("unit", "万人"),
    "person_times": pgettext_lazy("unit", "人次"),
    "persons_per_household": pgettext_lazy("unit", "人/户"),
    "births": pgettext_lazy("unit", "例出生"),
    "deaths": pgettext_lazy("unit", "例死亡"),
    "beds": pgettext_lazy("unit", "张"),
    "ten_thousand_beds": pgettext_lazy("unit", "万张"),
    "places": pgettext_lazy("unit", "个托位"),
    "ten_thousand_places": pgettext_lazy("unit", "万个托位"),
    "beds_per_1000_elders": pgettext_lazy("unit", "张/千名老年人"),
    "places_per_1000_residents": pgettext_lazy("unit", "个/千人"),
    "social_workers_per_1000_elders": pgettext_lazy("unit", "名社工/千名老年人"),
    "social_workers_per_100_beds": pgettext_lazy("unit", "名社工/百张床"),
    "children_per_carer": pgettext_lazy("unit", "名幼儿/照护人员"),
    "persons_per_carer": pgettext_lazy("unit", "名老年人/护理员"),
    "children_per_class": pgettext_lazy("unit", "名幼儿/班"),
    "meals_per_day": pgettext_lazy("unit", "份/日"),
    "institutions": pgettext_lazy("unit", "家机构"),
    "facilities": pgettext_lazy("unit", "处设施"),
    "classes": pgettext_lazy("unit", "个班"),
    "households": pgettext_lazy("unit", "户"),
    "stations": pgettext_lazy("unit", "个站点"),
    "communities": pgettext_lazy("unit", "个社区(村)"),
    "districts": pgettext_lazy("unit", "个区县"),
    "companies": pgettext_lazy("unit", "家企业"),
    "projects": pgettext_lazy("unit", "个项目"),
    "majors": pgettext_lazy("unit", "个专业"),
    "teams": pgettext_lazy("unit", "支队伍"),
    "schools": pgettext_lazy("unit", "所学校"),
    "count": pgettext_lazy("unit", "个"),
    "years_of_age": pgettext_lazy("unit", "岁"),
    "years": pgettext_lazy("unit", "年"),
    "months": pgettext_lazy("unit", "个月"),
    "days": pgettext_lazy("unit", "天"),
    "minutes": pgettext_lazy("unit", "分钟"),
    "hours": pgettext_lazy("unit", "小时"),
    "times_per_week": pgettext_lazy("unit", "次/周"),
    "times_per_month": pgettext_lazy("unit", "次/月"),
    "times_per_year": pgettext_lazy("unit", "次/年"),
    "square_metres": pgettext_lazy("unit", "平方米"),
    "square_metres_per_person": pgettext_lazy("unit", "平方米/人"),
    "square_metres_per_100_households": pgettext_lazy("unit", "平方米/百户"),
    "ten_thousand_square_metres": pgettext_lazy("unit", "万平方米"),
    "metres": pgettext_lazy("unit", "米"),
    "yuan": pgettext_lazy("unit", "元"),
    "yuan_per_month": pgettext_lazy("unit", "元/月"),
    "yuan_per_year": pgettext_lazy("unit", "元/年"),
    "yuan_per_bed": pgettext_lazy("unit", "元/床"),
    "yuan_per_place": pgettext_lazy("unit", "元/托位"),
    "ten_thousand_yuan": pgettext_lazy("unit", "万元"),
    "hundred_million_yuan": pgettext_lazy("unit", "亿元"),
    "per_person_year": pgettext_lazy("unit", "每人年"),
    "per_woman_year": pgettext_lazy("unit", "每名妇女每年"),
    "children_per_woman": pgettext_lazy("unit", "个孩子/妇女"),
    "males_per_female": pgettext_lazy("unit", "男/女"),
    "ratio": pgettext_lazy("unit", "比值"),
    "share": pgettext_lazy("unit", "占比"),
    "weight": pgettext_lazy("unit", "权重"),
    "none": "",
}

OPERATORS: Final = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}

ATTRIBUTES: Final = {"binding": gettext_lazy("约束性"), "anticipatory": gettext_lazy("预期性")}

KINDS: Final = {
    "computed": gettext_lazy("由名册计算"),
    "reported": gettext_lazy("部门报送"),
    "published": gettext_lazy("文件公布"),
    "live": gettext_lazy("名册当前数"),
}

DOCUMENT_STATUS: Final = {
    "draft_for_comment": gettext_lazy("征求意见稿"),
    "issued": gettext_lazy("印发"),
    "standard": gettext_lazy("标准"),
    "law": gettext_lazy("法律法规"),
    "statistics": gettext_lazy("统计资料"),
    "dataset": gettext_lazy("数据集"),
    "example": gettext_lazy("示例"),
}

BASES: Final = {
    "resident": gettext_lazy("常住人口"),
    "registered": gettext_lazy("户籍人口"),
    "unstated": gettext_lazy("原文未说明"),
}

READINGS: Final = {
    "approved": gettext_lazy("核定"),
    "filed": gettext_lazy("备案"),
    "actual": gettext_lazy("实际"),
    "occupied": gettext_lazy("入住"),
    "open": gettext_lazy("开放"),
    "enrolled": gettext_lazy("在托"),
    "capacity": gettext_lazy("最大容量"),
    "unstated": gettext_lazy("原文未说明"),
}


def unit(code: str) -> str:
    """The words of a unit of measure; the code itself where nobody has given it words."""
    return str(UNITS.get(code, code))


def months(low: int, high: int | None) -> str:
    """An age range in completed months, half-open, in words."""
    if high is None:
        return _("满%(low)s月龄及以上") % {"low": low}
    return _("满%(low)s月龄、不满%(high)s月龄") % {"low": low, "high": high}
