"""Which lists the example district has taken in whole, so that who is not on one does not have the fact. All of it is made up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from laoyou.core.clock import BEIJING

if TYPE_CHECKING:
    from laoyou.demo.building import Build

WHOLE: Final = {
    "min_living_allowance": ("no", "社会救助系统全量名单（示例）"),
    "marginal_low_income": ("no", "社会救助系统全量名单（示例）"),
    "extreme_hardship": ("no", "社会救助系统全量名单（示例）"),
    "special_family_planning_family": ("no", "卫生健康部门全量名单（示例）"),
    "entitled_group": ("no", "退役军人事务部门全量名单（示例）"),
    "injury_nursing_benefit": ("no", "人力社保部门全量名单（示例）"),
    "care_grade": ("none", "医保部门失能等级全量名单（示例）"),
    "lives_alone": ("no", "村(社区)走访全量登记（示例）"),
    "empty_nest": ("no", "村(社区)走访全量登记（示例）"),
    "left_behind": ("no", "村(社区)走访全量登记（示例）"),
}
"""Fact → what holds for who is not on the list, and who gave it. What is not here is not known of most, as in a real district."""


def declare(build: Build) -> None:
    """Declare them complete for the year of the demonstration."""
    from laoyou.entitlements import public as entitlements

    today = build.at.astimezone(BEIJING).date()
    for fact, (absent, source) in WHOLE.items():
        entitlements.declare_complete(
            fact, absent, build.area_id, as_of=today, true_from=date(today.year, 1, 1), true_to=date(today.year + 1, 1, 1),
            source=source, by=build.by, at=build.at, example=True,
        )  # fmt: skip
