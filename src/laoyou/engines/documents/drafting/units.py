"""From the unit that a document prints to the measure that packs use."""

from __future__ import annotations

import re
from typing import Final

_BY_NAME: Final = (
    (re.compile(r"每千[^，。；]{0,12}(?:人口|人)[^，。；]{0,14}托位|千人托位"), "places_per_1000_residents"),
    (re.compile(r"每千[^，。；]{0,8}老[^，。；]{0,14}床位"), "beds_per_1000_elders"),
    (re.compile(r"每千[^，。；]{0,8}老[^，。；]{0,20}社会工作者"), "social_workers_per_1000_elders"),
)  # fmt: skip
_BY_UNIT: Final = {
    "%": "percent", "‰": "ratio", "人": "persons", "名": "persons", "万人": "ten_thousand_persons", "人次": "person_times",
    "张": "beds", "万张": "ten_thousand_beds", "家": "institutions", "所": "institutions", "户": "households",
    "岁": "years_of_age", "分钟": "minutes", "小时": "hours", "天": "days", "平方米": "square_metres", "㎡": "square_metres",
    "平方米/人": "square_metres_per_person", "万平方米": "ten_thousand_square_metres", "元": "yuan", "万元": "ten_thousand_yuan",
    "亿元": "hundred_million_yuan", "元/年": "yuan_per_year", "元/月": "yuan_per_month", "元/年·人": "yuan_per_year",
    "米": "metres", "处": "facilities", "座": "facilities", "项": "projects", "支": "teams",
}  # fmt: skip


def unit_code(name: str, unit: str) -> tuple[str, bool]:
    """The pack's measure for a quantity, and whether the document leaves no choice."""
    for pattern, code in _BY_NAME:
        if pattern.search(name) and unit in ("", "个", "张", "名"):
            return code, True
    if unit in ("个", "万个") and "托位" in name:
        return ("places" if unit == "个" else "ten_thousand_places"), True
    if unit == "岁" and "寿命" in name:
        return "years", True
    if unit == "个" and "机构" in name:
        return "institutions", True
    if unit == "个":
        return ("facilities", False) if re.search(r"机构|中心|站|点|设施|服务圈|社区$", name) else ("count", False)
    if unit == "" and "床位" in name:
        return "beds", False
    if unit in _BY_UNIT:
        return _BY_UNIT[unit], True
    return "count", False
