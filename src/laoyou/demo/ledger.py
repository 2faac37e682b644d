"""
The ledger of the demonstration: opened from the pack, with invented progress through the accounts of the demonstration.

Every report says that it is an example. The plan's period has ended: what was not closed is late, some items have a
delay until the end of the year, and one decision of a meeting is due next month.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from laoyou.base.errors import DomainError
from laoyou.core import district
from laoyou.core.clock import BEIJING
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.plans import public as plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from laoyou.demo.building import Build

WRONG_HANDS = frozenset({"plans.not_your_item", "plans.not_the_lead", "plans.own_report", "core.not_found"})
EVIDENCE = ("示例佐证.txt", "示例：为演示而编造的佐证材料。".encode())
DONE, UNDER_WAY, WAITING, DELAYED, NOTHING = range(5)


def keep(build: Build) -> None:
    """Open the ledger and play what happened in it."""
    plans.open_ledger(
        by=build.by, at=build.at - timedelta(days=400)
    )  # before the year ended of which a circular speaks
    hands = {name: _scope(build, name) for name in ("planner", "civil-affairs", "health", "town-urban", "town-rural")}
    officers = [hands["civil-affairs"], hands["health"]]
    ids = plans.item_ids("tasks", hands["planner"]) | plans.item_ids("projects", hands["planner"])
    for number, (code, item_id) in enumerate(ids.items()):
        _play(build, code, item_id, number, officers, hands["planner"])
    _fund(build, plans.item_ids("projects", hands["planner"]), hands["planner"])
    _assign_to_towns(build, hands)
    _decide(build, hands["planner"])


LESSONS = (
    "示例：规划期内，部门联动、逐月通报的做法有效，按点位登记的床位和托位使数据可以逐项核对。\n"
    "示例：不足主要是部分指标的分母和统计时点在方案中没有写明，期满后难以判定；项目资金未随进度登记。下一规划期应在方案中写明口径和数据来源。"
)


def tell(build: Build) -> None:
    """
    One circular of the last month, quarter and year that have ended, and the final evaluation of each plan: drafted by the planner,
    issued by another, for everybody.
    """
    planner, issuer, day = _scope(build, "planner"), _scope(build, "civil-affairs"), build.at.astimezone(BEIJING).date()
    kinds = plans.CircularKind
    wanted = [
        (kind, last, "") for kind, last in zip((kinds.MONTHLY, kinds.QUARTERLY, kinds.YEARLY), ended(day), strict=True)
    ]
    wanted += [(kinds.FINAL, day, plan) for plan in district.pack().plans]
    for number, (kind, last, plan) in enumerate(wanted, start=1):
        row = plans.draft_circular(kind, last, plan=plan, by=planner, at=build.at)
        head = {"number": f"示例〔{day.year}〕{number}号", "issuing_unit": "“一老一小”工作联席会议办公室（示例）"}
        plans.set_circular_head(row.pk, head, by=planner, at=build.at)
        if kind is kinds.FINAL:
            plans.edit_circular_section(row.pk, "lessons", LESSONS, by=planner, at=build.at)
        plans.submit_circular(row.pk, by=planner, at=build.at)
        plans.issue_circular(row.pk, by=issuer, at=build.at, public=True)


def ended(day: date) -> tuple[date, date, date]:
    """The last day of the last month, quarter and year that are over on `day`."""
    month, year = day.replace(day=1), day.replace(month=1, day=1)
    quarter = month.replace(month=(day.month - 1) // 3 * 3 + 1)
    one = timedelta(days=1)
    return month - one, quarter - one, year - one


def _scope(build: Build, username: str) -> Scope:
    return scope_of(Account.objects.get(username=username), at=build.at)


def _play(build: Build, code: str, item_id: int, number: int, officers: Sequence[Scope], planner: Scope) -> None:
    """One item, one of five courses; nothing where none of the officers answers for it."""
    course = number % 5
    if course == NOTHING:
        return
    begun = build.at - timedelta(days=60 if number % 2 else 25)
    if course == DELAYED:
        until = date(build.at.year, 12, 31)
        reason = "示例：场地手续尚未办结，申请延期。"
        asked = _first(
            officers,
            lambda by: plans.ask_delay(item_id, until=until, reason=reason, by=by, at=begun, key=f"demo {code} ask"),
        )
        if asked and number % 2:  # the others wait for an answer
            plans.grant_delay(item_id, by=planner, at=begun + timedelta(days=3), key=f"demo {code} grant")
        return
    done = course == DONE
    words = "示例：各项工作已经完成，材料齐全。" if done else "示例：已完成方案和选址，正在实施。"
    at = begun if course != WAITING else build.at - timedelta(days=2)
    reported = _first(
        officers,
        lambda by: plans.report(
            item_id,
            words=words,
            percent=None if done else 60,
            completes=done,
            files=[EVIDENCE] if done else (),
            by=by,
            at=at,
            key=f"demo {code} report",
            example=True,
        ),
    )
    if not reported or course == WAITING:
        return
    confirmed = begun + timedelta(days=5)
    _first([*officers, planner], lambda by: plans.confirm(item_id, by=by, at=confirmed, key=f"demo {code} confirm"))
    if done:
        plans.close(item_id, by=planner, at=begun + timedelta(days=10), key=f"demo {code} close")


FUNDS = (
    ("total", "planned", 1_200),
    ("central", "asked", 480),
    ("central", "granted", 360),
    ("lottery", "arrived", 90),
)
"""Source, stage and ten thousands of yuan of the money that the first projects have."""


def _fund(build: Build, projects: dict[str, int], planner: Scope) -> None:
    for number, (code, item_id) in enumerate(list(projects.items())[:3]):
        for source, stage, amount in FUNDS[: len(FUNDS) - number]:
            plans.note_money(
                item_id,
                source=source,
                stage=stage,
                fen=amount * 1_000_000,
                basis="示例：为演示而编造的金额",
                by=planner,
                at=build.at - timedelta(days=40),
                key=f"demo {code} {source} {stage}",
                example=True,
            )


def _first(scopes: Iterable[Scope], act: Callable[[Scope], object]) -> bool:
    """Whether one of the scopes has the right hands for `act`; the first that has does it."""
    for by in scopes:
        try:
            act(by)
        except DomainError as refusal:
            if refusal.code not in WRONG_HANDS:
                raise
        else:
            return True
    return False


def _assign_to_towns(build: Build, hands: dict[str, Scope]) -> None:
    """The first task is divided among the towns; one town has finished its part, another has begun."""
    tasks = plans.item_ids("tasks", hands["planner"])
    if not tasks:
        return
    towns = [area.id for area in build.inputs.pack.children(build.area_id) if area.level == "town"]
    code = next((one for one in tasks if one.endswith("02")), next(iter(tasks)))
    plans.split_to_towns(tasks[code], towns, by=hands["planner"], at=build.at - timedelta(days=50))
    for number, name in enumerate(("town-urban", "town-rural")):
        own = [item_id for part, item_id in plans.item_ids("tasks", hands[name]).items() if part.startswith(f"{code}@")]
        for item_id in own[:1]:
            plans.report(
                item_id,
                words="示例：本镇街的任务已经完成。" if number == 0 else "示例：已开始走访摸底。",
                completes=number == 0,
                percent=None if number == 0 else 30,
                files=[EVIDENCE] if number == 0 else (),
                by=hands[name],
                at=build.at - timedelta(days=20),
                key=f"demo {name}",
                example=True,
            )
            if number == 0:
                _confirm_part(build, item_id, [hands["civil-affairs"], hands["health"], hands["planner"]])


def _confirm_part(build: Build, item_id: int, scopes: Sequence[Scope]) -> None:
    at = build.at - timedelta(days=15)
    _first(scopes, lambda by: plans.confirm(item_id, by=by, at=at, key="demo town confirm"))


def _decide(build: Build, planner: Scope) -> None:
    """A joint meeting decided something that is due next month."""
    unit = build.inputs.pack.unit_named("区民政局")
    if unit is None:
        return
    held = build.at.date() - timedelta(days=22)
    new = plans.NewItem(
        name="示例：清点可用于养老托育的闲置房屋",
        area_id=build.area_id,
        due=(build.at.date().replace(day=1) + timedelta(days=50)).replace(day=20),
        responsible_units=(unit.id,),
    )
    plans.add_decision(
        new,
        meeting="“一老一小”联席会议（示例）",
        held_on=held,
        by=planner,
        at=build.at - timedelta(days=21),
        key="demo decision",
        example=True,
    )
