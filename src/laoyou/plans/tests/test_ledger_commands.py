"""A task goes from reading to closing through the right hands, each step audited, and is refused to the wrong ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import attachments
from laoyou.core.models import AuditEntry, UnitSuccession
from laoyou.core.scope import NOBODY, Scope
from laoyou.plans.commands import acting, closing, contents, opening, progress
from laoyou.plans.models import (
    CapacityLine,
    DelayRequest,
    LedgerAct,
    LedgerAim,
    LedgerItem,
    LedgerParty,
    MeetingDecision,
    MoneyLine,
    ProgressReport,
)
from laoyou.plans.tests.conftest import AT, OTHER_TOWN, TOWN
from laoyou.plans.tests.ledger import PDF, SYSTEM, Hands, at

Items = dict[str, LedgerItem]


def state_of(item: LedgerItem) -> str:
    return LedgerItem.objects.unscoped("test").get(pk=item.pk).state


def refused(run: Callable[[], Any]) -> str:
    """The code of the refusal; nothing may have changed."""
    before = (
        AuditEntry.objects.unscoped("test").count(),
        LedgerAct.objects.unscoped("test").count(),
        ProgressReport.objects.unscoped("test").count(),
        list(LedgerItem.objects.unscoped("test").order_by("pk").values_list("state", "due")),
    )
    with pytest.raises(DomainError) as raised:
        run()
    assert before == (
        AuditEntry.objects.unscoped("test").count(),
        LedgerAct.objects.unscoped("test").count(),
        ProgressReport.objects.unscoped("test").count(),
        list(LedgerItem.objects.unscoped("test").order_by("pk").values_list("state", "due")),
    )
    return raised.value.code


def test_the_ledger_opens_from_the_pack_with_units_deadlines_aims_capacity_and_money(items: Items) -> None:
    task = items["lt-01"]
    parties = list(LedgerParty.objects.unscoped("test").filter(item=task).values_list("part", "printed", "unit_id"))
    assert parties[:3] == [
        ("lead", "区民政局", "yc-civil-affairs"),
        ("lead", "区卫生健康委", "yc-health"),
        ("supporting", "区发展改革委", "yc-development-and-reform"),
    ]
    assert (task.due, task.due_stated, task.clause, task.verified) == (date(2025, 12, 31), False, "三(一)1", True)
    assert LedgerAim.objects.unscoped("test").get(item=task).value == 1
    project = items["lp-03"]
    assert (project.starts_on, project.due, project.due_stated) == (date(2022, 1, 1), date(2025, 12, 31), True)
    lines = CapacityLine.objects.unscoped("test").filter(item=project)
    assert dict(lines.values_list("measure", "number")) == {"childcare_places": 550, "childcare_points": 11}
    money = MoneyLine.objects.unscoped("test").get(item=project)
    assert (money.source, money.stage, money.fen) == ("central", "asked", 1_200_500_000)


def test_opening_twice_changes_nothing(items: Items) -> None:
    entries = AuditEntry.objects.unscoped("test").count()
    rows = LedgerItem.objects.unscoped("test").count()
    assert opening.open_ledger(by=SYSTEM, at=AT) == {"added": 0, "renewed": 0}
    assert (AuditEntry.objects.unscoped("test").count(), LedgerItem.objects.unscoped("test").count()) == (entries, rows)


def test_a_newer_pack_renews_the_words_and_leaves_state_and_deadline(items: Items, hands: Hands) -> None:
    item = items["lp-03"]
    LedgerItem.objects.unscoped("test").filter(pk=item.pk).update(
        name="旧名称", state="under_way", due=date(2026, 12, 31)
    )
    assert opening.open_ledger(by=SYSTEM, at=AT)["renewed"] == 1
    item = LedgerItem.objects.unscoped("test").get(pk=item.pk)
    assert (item.name, item.state, item.due) == ("镇街普惠性托育点项目", "under_way", date(2026, 12, 31))


def test_a_project_goes_from_report_to_closing_through_the_right_hands_and_each_step_is_audited(
    items: Items, hands: Hands
) -> None:
    pk = items["lp-03"].pk
    progress.report(pk, words="已完成选址", percent=40, by=hands["education"], at=at(1), key="1")
    progress.confirm(pk, by=hands["health"], at=at(2), key="2")
    progress.report(pk, words="全部建成", completes=True, files=[PDF], by=hands["education"], at=at(3), key="3")
    progress.send_back(pk, words="验收单缺一页", by=hands["health"], at=at(4), key="4")
    progress.report(pk, words="补齐验收单", completes=True, files=[PDF], by=hands["education"], at=at(5), key="5")
    progress.confirm(pk, by=hands["health"], at=at(6), key="6")
    closing.close(pk, by=hands["planner"], at=at(7), key="7")
    assert state_of(items["lp-03"]) == "closed"
    closing.reopen(pk, words="投用后发现托位不足", by=hands["planner"], at=at(8), key="8")
    assert state_of(items["lp-03"]) == "under_way"
    entries = AuditEntry.objects.unscoped("test").filter(subject_type="plans.ledgeritem", subject_id=str(pk))
    said = list(entries.order_by("pk").values_list("action", "by_id", "role"))
    people = {name: account.pk for name, account in hands.accounts.items()}
    assert said == [
        ("plans.report", people["education"], "department_officer"),
        ("plans.confirm", people["health"], "department_officer"),
        ("plans.report_completion", people["education"], "department_officer"),
        ("plans.send_back", people["health"], "department_officer"),
        ("plans.report_completion", people["education"], "department_officer"),
        ("plans.confirm", people["health"], "department_officer"),
        ("plans.close", people["planner"], "planner"),
        ("plans.reopen", people["planner"], "planner"),
    ]
    acts = list(LedgerAct.objects.unscoped("test").filter(item_id=pk).values_list("before", "after", "unit_id"))
    assert acts[0] == ("planned", "reported", "yc-education")
    assert [before for before, _after, _unit in acts[1:]] == [after for _before, after, _unit in acts[:-1]]
    detail = json.loads(entries.order_by("pk").first().detail)
    assert (detail["before"], detail["after"], detail["unit"]) == ("planned", "reported", "yc-education")


WRONG = {
    "report": {"planner", "civil", "health", "town", "auditor"},
    "confirm": {"education", "civil", "planner", "planner_of_civil", "town", "auditor"},
    "close": {"education", "health", "civil", "town", "auditor"},
}


@pytest.mark.parametrize(("act", "name"), [(act, name) for act, names in WRONG.items() for name in sorted(names)])
def test_the_wrong_hands_are_refused(items: Items, hands: Hands, act: str, name: str) -> None:
    pk = items["lp-03"].pk
    if act != "report":
        progress.report(pk, words="建成", completes=True, files=[PDF], by=hands["education"], at=at(1), key="1")
    if act == "close":
        progress.confirm(pk, by=hands["health"], at=at(2), key="2")
    runs: dict[str, Callable[[], Any]] = {
        "report": lambda: progress.report(pk, words="进展", by=hands[name], at=at(3), key="3"),
        "confirm": lambda: progress.confirm(pk, by=hands[name], at=at(3), key="3"),
        "close": lambda: closing.close(pk, by=hands[name], at=at(3), key="3"),
    }
    assert refused(runs[act]) in {
        "core.not_permitted",
        "core.not_found",
        "plans.not_your_item",
        "plans.not_the_lead",
        "plans.own_report",
        "plans.not_the_planner",
    }


def test_the_responsible_unit_cannot_confirm_itself(items: Items, hands: Hands) -> None:
    """Also by another person of the unit, and where the unit leads the task together with another one."""
    pk = items["lt-01"].pk
    progress.report(pk, words="进展", by=hands["civil"], at=at(1), key="1")
    assert refused(lambda: progress.confirm(pk, by=hands["civil"], at=at(2), key="2")) == "plans.own_report"
    assert refused(lambda: progress.confirm(pk, by=hands["civil2"], at=at(2), key="3")) == "plans.own_report"
    progress.confirm(pk, by=hands["health"], at=at(2), key="4")
    assert state_of(items["lt-01"]) == "under_way"


def test_where_one_unit_leads_alone_the_planner_confirms_who_is_not_of_that_unit(items: Items, hands: Hands) -> None:
    pk = items["lt-02"].pk
    progress.report(pk, words="进展", by=hands["civil"], at=at(1), key="1")
    assert refused(lambda: progress.confirm(pk, by=hands["planner_of_civil"], at=at(2), key="2")) == "plans.own_report"
    assert refused(lambda: progress.confirm(pk, by=hands["health"], at=at(2), key="3")) == "plans.not_the_lead"
    progress.confirm(pk, by=hands["planner"], at=at(2), key="4")


def test_where_no_unit_leads_every_unit_named_reports_and_the_planner_confirms(items: Items, hands: Hands) -> None:
    pk = items["lt-13"].pk
    for name in ("civil", "health"):
        progress.report(pk, words="进展", by=hands[name], at=at(1), key=f"{name} reports")
        progress.confirm(pk, by=hands["planner"], at=at(2), key=f"{name} is confirmed")
    assert refused(lambda: progress.report(pk, words="进展", by=hands["education"], at=at(3), key="x")) == (
        "plans.not_your_item"
    )


def test_the_successor_of_a_unit_acts_in_its_place(items: Items, hands: Hands) -> None:
    """The document names the education commission; its work went to the social-work department."""
    UnitSuccession.objects.create(before_id="yc-education", after_id="yc-social-work", on=date(2026, 1, 1))
    hands.add("successor", "department_officer", "500118", "yc-social-work")
    act = progress.report(items["lp-03"].pk, words="进展", by=hands["successor"], at=at(1), key="1")
    assert act.unit_id == "yc-social-work"
    party = LedgerParty.objects.unscoped("test").get(item=items["lp-03"], part="responsible")
    assert party.unit_id == "yc-education"


@pytest.mark.parametrize("act", ["report", "confirm", "send_back", "ask_delay", "grant_delay", "close", "decide"])
def test_the_same_key_twice_is_one_act(items: Items, hands: Hands, act: str) -> None:
    pk = items["lp-03"].pk
    if act in ("confirm", "send_back", "close"):
        progress.report(pk, words="完成", completes=True, files=[PDF], by=hands["education"], at=at(1), key="a")
    if act == "close":
        progress.confirm(pk, by=hands["health"], at=at(2), key="b")
    if act == "grant_delay":
        closing.ask_delay(pk, until=date(2027, 1, 1), reason="用地", by=hands["education"], at=at(1), key="a")

    def once() -> LedgerAct:
        match act:
            case "report":
                return progress.report(pk, words="进展", by=hands["education"], at=at(3), key="k")
            case "confirm":
                return progress.confirm(pk, by=hands["health"], at=at(3), key="k")
            case "send_back":
                return progress.send_back(pk, words="缺页", by=hands["health"], at=at(3), key="k")
            case "ask_delay":
                until = date(2027, 1, 1)
                return closing.ask_delay(pk, until=until, reason="用地", by=hands["education"], at=at(3), key="k")
            case "grant_delay":
                return closing.grant_delay(pk, by=hands["planner"], at=at(3), key="k")
            case "close":
                return closing.close(pk, by=hands["planner"], at=at(3), key="k")
        return closing.decide(
            pk,
            meeting="第一次联席会议",
            held_on=date(2026, 10, 1),
            words="加快",
            by=hands["planner"],
            at=at(3),
            key="k",
        )

    first = once()
    entries = AuditEntry.objects.unscoped("test").count()
    assert once().pk == first.pk
    assert AuditEntry.objects.unscoped("test").count() == entries


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (lambda pk, h: progress.report(pk, words="  ", by=h["education"], at=at(1), key="1"), "plans.report_empty"),
        (
            lambda pk, h: progress.report(pk, words="完成", completes=True, by=h["education"], at=at(1), key="1"),
            "plans.evidence_missing",
        ),
        (
            lambda pk, h: progress.report(pk, words="进展", percent=101, by=h["education"], at=at(1), key="1"),
            "plans.percent_outside",
        ),
        (
            lambda pk, h: progress.report(pk, words="字" * 2001, by=h["education"], at=at(1), key="1"),
            "plans.words_too_long",
        ),
        (lambda pk, h: progress.confirm(pk, by=h["health"], at=at(1), key="1"), "plans.nothing_waits"),
        (lambda pk, h: closing.close(pk, by=h["planner"], at=at(1), key="1"), "plans.not_now"),
        (lambda pk, h: closing.reopen(pk, words="错", by=h["planner"], at=at(1), key="1"), "plans.not_now"),
        (lambda pk, h: closing.grant_delay(pk, by=h["planner"], at=at(1), key="1"), "plans.no_delay_waits"),
        (
            lambda pk, h: closing.ask_delay(
                pk, until=date(2026, 10, 1), reason="用地", by=h["education"], at=at(1), key="1"
            ),
            "plans.delay_not_later",
        ),
        (
            lambda pk, h: closing.decide(
                pk, meeting="联席会议", held_on=date(2027, 1, 1), words="加快", by=h["planner"], at=at(1), key="1"
            ),
            "plans.future_meeting",
        ),
        (lambda pk, h: progress.report(987654, words="进展", by=h["education"], at=at(1), key="1"), "core.not_found"),
        (lambda pk, h: progress.report(pk, words="进展", by=NOBODY, at=at(1), key="1"), "core.not_permitted"),
        (lambda pk, h: progress.report(pk, words="进展", by=SYSTEM, at=at(1), key="1"), "plans.not_your_item"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(items: Items, hands: Hands, run: Any, code: str) -> None:
    assert refused(lambda: run(items["lp-03"].pk, hands)) == code


def test_one_report_waits_at_a_time(items: Items, hands: Hands) -> None:
    pk = items["lp-03"].pk
    progress.report(pk, words="进展", by=hands["education"], at=at(1), key="1")
    assert (
        refused(lambda: progress.report(pk, words="再报", by=hands["education"], at=at(1), key="2")) == "plans.not_now"
    )


def test_a_delay_that_is_granted_moves_the_deadline_and_one_that_is_refused_does_not(
    items: Items, hands: Hands
) -> None:
    pk = items["lp-03"].pk
    ask = {"reason": "用地手续未办结", "by": hands["education"]}
    closing.ask_delay(pk, until=date(2026, 11, 30), at=at(1), key="1", **ask)
    again = refused(lambda: closing.ask_delay(pk, until=date(2026, 12, 31), at=at(1), key="2", **ask))
    assert again == "plans.delay_waits"
    closing.refuse_delay(pk, words="先办用地", by=hands["planner"], at=at(2), key="3")
    assert LedgerItem.objects.unscoped("test").get(pk=pk).due == date(2025, 12, 31)
    closing.ask_delay(pk, until=date(2026, 12, 31), at=at(3), key="4", **ask)
    closing.grant_delay(pk, by=hands["planner"], at=at(4), key="5")
    item = LedgerItem.objects.unscoped("test").get(pk=pk)
    assert (item.due, item.due_first, item.state) == (date(2026, 12, 31), date(2025, 12, 31), "planned")
    assert list(DelayRequest.objects.unscoped("test").values_list("state", flat=True)) == ["refused", "granted"]


def test_a_town_answers_for_its_part_and_the_leading_unit_confirms_it(items: Items, hands: Hands) -> None:
    parts = opening.split_to_towns(items["lt-02"].pk, [TOWN, OTHER_TOWN], by=hands["planner"], at=AT)
    again = opening.split_to_towns(items["lt-02"].pk, [TOWN, OTHER_TOWN], by=hands["planner"], at=AT)
    assert [part.pk for part in parts] == [part.pk for part in again]
    own, other = parts
    assert refused(lambda: progress.report(own.pk, words="进展", by=hands["other_town"], at=at(1), key="1")) == (
        "core.not_found"
    )
    assert refused(lambda: progress.report(own.pk, words="进展", by=hands["civil"], at=at(1), key="1")) == (
        "plans.not_your_item"
    )
    act = progress.report(own.pk, words="镇街进展", by=hands["town"], at=at(1), key="1")
    assert (act.town_id, act.unit_id) == (TOWN, None)
    progress.confirm(own.pk, by=hands["civil"], at=at(2), key="2")
    assert (state_of(own), state_of(other)) == ("under_way", "planned")


def test_evidence_can_be_read_by_whoever_sees_the_item_and_by_nobody_else(items: Items, hands: Hands) -> None:
    [own] = opening.split_to_towns(items["lt-02"].pk, [TOWN], by=hands["planner"], at=AT)
    act = progress.report(own.pk, words="进展", files=[PDF], by=hands["town"], at=at(1), key="1")
    file = attachments.Attachment.objects.unscoped("test").get(subject_id=str(act.report_id))
    for name in ("town", "civil", "planner"):
        assert attachments.download(file.pk, by=hands[name], at=at(2))[1:] == PDF
    assert refused(lambda: attachments.download(file.pk, by=hands["other_town"], at=at(2))) == "core.not_found"


def test_a_project_is_added_by_hand_once_with_units_capacity_and_money(items: Items, hands: Hands) -> None:
    new = opening.NewItem(
        name="胜利路街道养老服务中心",
        area_id=TOWN,
        due=date(2027, 6, 30),
        lead_units=("yc-civil-affairs",),
        responsible_units=("yc-health",),
        indicators=("yc-12",),
        capacity=(opening.Added("beds", 60),),
        money=(opening.Money("lottery", "planned", 3_000_000_00, "区级项目库"),),
    )
    item = opening.add_project(new, by=hands["planner"], at=AT, key="k", proposal="siting:1")
    assert opening.add_project(new, by=hands["planner"], at=AT, key="k", proposal="siting:1").pk == item.pk
    assert (item.origin, item.proposal, item.area_id) == ("proposal", "siting:1", TOWN)
    assert refused(lambda: opening.add_project(new, by=hands["civil"], at=AT, key="m")) == "core.not_permitted"
    progress.report(item.pk, words="进场施工", by=hands["health"], at=at(1), key="1")
    progress.confirm(item.pk, by=hands["civil"], at=at(2), key="2")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "plans.name_missing"),
        ({"area_id": "510100"}, "plans.outside"),
        ({"lead_units": ("nobody",)}, "plans.unknown_unit"),
        ({"indicators": ("yc-99",)}, "plans.unknown_indicator"),
        ({"starts_on": date(2028, 1, 1)}, "plans.starts_after_due"),
        ({"capacity": (opening.Added("beds", -1),)}, "plans.amount_negative"),
    ],
)
def test_a_project_that_cannot_be_is_not_added(hands: Hands, changed: dict, code: str) -> None:
    new = {"name": "某中心", "area_id": TOWN, "due": date(2027, 6, 30)} | changed
    run = lambda: opening.add_project(opening.NewItem(**new), by=hands["planner"], at=AT, key="k")  # noqa: E731
    assert refused(run) == code
    assert not LedgerItem.objects.unscoped("test").exists()


def test_a_decision_of_a_meeting_is_an_item_with_units_and_deadline(items: Items, hands: Hands) -> None:
    new = opening.NewItem(
        name="开放闲置校舍办托", area_id="500118", due=date(2026, 11, 20), responsible_units=("yc-education",)
    )
    item = opening.add_decision(
        new, meeting="第三次联席会议", held_on=date(2026, 10, 9), number="三", by=hands["planner"], at=AT, key="k"
    )
    assert (item.kind, item.origin) == ("decision", "meeting")
    assert MeetingDecision.objects.unscoped("test").get(item=item).words == "开放闲置校舍办托"
    progress.report(item.pk, words="已清点校舍", by=hands["education"], at=at(20), key="1")


def test_money_and_capacity_are_noted_by_those_who_answer_and_withdrawn_never_changed(
    items: Items, hands: Hands
) -> None:
    pk = items["lp-03"].pk
    note = {"source": "central", "stage": "granted", "fen": 600_000_00, "basis": "渝发改投〔2026〕12号"}
    line = contents.note_money(pk, **note, by=hands["education"], at=AT, key="1")
    assert contents.note_money(pk, **note, by=hands["education"], at=AT, key="1").pk == line.pk
    wrong = refused(lambda: contents.note_money(pk, **note, by=hands["civil"], at=AT, key="2"))
    assert wrong == "plans.not_your_item"
    contents.withdraw(MoneyLine, line.pk, by=hands["planner"], at=AT)
    line.refresh_from_db()
    assert (line.fen, line.withdrawn_by_id) == (600_000_00, hands.accounts["planner"].pk)
    added = contents.note_capacity(
        pk, measure="childcare_places", number=60, area_id=TOWN, by=hands["education"], at=AT, key="3"
    )
    contents.put_in_use(added.pk, on=date(2026, 10, 1), by=hands["education"], at=AT)
    early = refused(lambda: contents.put_in_use(added.pk, on=date(2027, 1, 1), by=hands["education"], at=AT))
    assert early == "plans.not_in_use_yet"
    step = contents.set_milestone(pk, name="主体封顶", due=date(2026, 12, 1), by=hands["education"], at=AT, key="4")
    reached = contents.reach_milestone(step.pk, on=date(2026, 10, 20), by=hands["education"], at=AT)
    assert reached.reached_on == date(2026, 10, 20)


@pytest.mark.parametrize("act", ["report", "confirm", "close", "ask_delay", "open", "add", "split", "money"])
def test_nothing_changes_when_the_audit_entry_fails(
    items: Items, hands: Hands, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    pk = items["lp-03"].pk
    if act in ("confirm", "close"):
        progress.report(pk, words="完成", completes=True, files=[PDF], by=hands["education"], at=at(1), key="a")
    if act == "close":
        progress.confirm(pk, by=hands["health"], at=at(2), key="b")
    if act == "open":
        LedgerItem.objects.unscoped("test").filter(pk=pk).update(name="旧名称")
    new = opening.NewItem(name="某中心", area_id=TOWN, due=date(2027, 6, 30))
    runs: dict[str, Callable[[], Any]] = {
        "report": lambda: progress.report(pk, words="进展", by=hands["education"], at=at(3), key="k"),
        "confirm": lambda: progress.confirm(pk, by=hands["health"], at=at(3), key="k"),
        "close": lambda: closing.close(pk, by=hands["planner"], at=at(3), key="k"),
        "ask_delay": lambda: closing.ask_delay(
            pk, until=date(2027, 1, 1), reason="用地", by=hands["education"], at=at(3), key="k"
        ),
        "open": lambda: opening.open_ledger(by=SYSTEM, at=at(3)),
        "add": lambda: opening.add_project(new, by=hands["planner"], at=at(3), key="k"),
        "split": lambda: opening.split_to_towns(pk, [TOWN], by=hands["planner"], at=at(3)),
        "money": lambda: contents.note_money(
            pk, source="own", stage="planned", fen=1, basis="账", by=hands["education"], at=at(3), key="k"
        ),
    }
    tables = (LedgerItem, LedgerAct, ProgressReport, DelayRequest, MoneyLine)
    before = [list(model.objects.unscoped("test").order_by("pk").values()) for model in tables]
    with monkeypatch.context() as broken:
        for recorder in ("record", "record_batch"):
            broken.setattr(acting.audit, recorder, lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no audit")))
        with pytest.raises(RuntimeError, match="no audit"):
            runs[act]()
    assert [list(model.objects.unscoped("test").order_by("pk").values()) for model in tables] == before


def test_the_system_opens_but_does_not_act(items: Items, hands: Hands) -> None:
    by = Scope.system("test")
    assert refused(lambda: closing.close(items["lp-03"].pk, by=by, at=AT, key="k")) == "plans.not_the_planner"
