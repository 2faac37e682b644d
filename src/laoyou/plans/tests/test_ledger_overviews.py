"""The ledger as a whole: board, timeline, gaps, decomposed targets, appraisal of towns, reminders."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core.figures import url_of
from laoyou.core.models import AuditEntry, Notice
from laoyou.plans.commands import contents, opening, progress, reminders, targets
from laoyou.plans.domain.terms import Terms
from laoyou.plans.models import LedgerItem, TargetShare, TargetSplit
from laoyou.plans.queries import contributions
from laoyou.plans.queries import targets as decomposed
from laoyou.plans.tests.conftest import AT, OTHER_TOWN, TOWN, Registers
from laoyou.plans.tests.ledger import PDF, Hands, at
from laoyou.plans.tests.test_pages import figures_in

Items = dict[str, LedgerItem]


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_what_projects_add_enters_the_indicator_and_says_whether_the_gap_closes(
    items: Items, hands: Hands, registers: Registers
) -> None:
    """Ten beds, six of them for nursing; 500 are to come, 230 of them for nursing."""
    found = {one.row.code: one for one in contributions.contributions(hands["planner"])}
    share = found["yc-05"]
    assert (share.measure, share.below, share.added) == ("nursing_beds", "beds", 230)
    assert share.gap is not None
    assert share.gap.after is not None
    assert float(share.gap.after) == pytest.approx((6 + 230) / (10 + 500) * 100)
    places = found["yc-24"]
    assert (places.added, places.confirmed) == (550, 0)
    assert places.gap is not None
    assert places.gap.closes is False
    text = page(hands.client("planner"), "/plans/contributions/")
    assert figures_in(text)["added:yc-24"] == "550"
    assert "镇街普惠性托育点项目" in text


def test_capacity_in_use_is_counted_by_the_registers_and_not_added_again(items: Items, hands: Hands) -> None:
    line = items["lp-03"].capacity.model.objects.unscoped("test").get(item=items["lp-03"], measure="childcare_places")
    contents.put_in_use(line.pk, on=date(2026, 10, 1), by=hands["education"], at=AT)
    one = contributions.one_contribution("yc-24", hands["planner"])
    assert one is not None
    assert one.added == 0


def test_figures_of_a_gap_lead_to_their_terms_and_are_for_the_district_alone(items: Items, hands: Hands) -> None:
    client = hands.client("planner")
    for kind in ("gap", "added", "confirmed", "after", "missing", "whole"):
        text = page(client, url_of(f"{kind}:yc-24"))
        assert "data-clause" in text
    page(hands.client("town"), url_of("added:yc-24"), 404)
    page(hands.client("town"), "/plans/contributions/", 404)


@pytest.mark.parametrize("noun", ["tasks", "projects", "decisions"])
def test_the_board_counts_what_the_lists_show(items: Items, hands: Hands, noun: str) -> None:
    client = hands.client("planner")
    text = page(client, f"/plans/board/?noun={noun}")
    shown = {ref: number for ref, number in figures_in(text).items() if ref.startswith(f"ledger:{noun}")}
    assert len(shown) == 7
    for ref, number in shown.items():
        state = ref.partition("state=")[2]
        assert f"共{number}条" in page(client, f"/plans/{noun}/?state={state}") or number == "0"


def test_the_timeline_shows_the_ended_period_and_what_comes_next(items: Items, hands: Hands) -> None:
    new = opening.NewItem(
        name="清点校舍", area_id="500118", due=date(2026, 11, 20), responsible_units=("yc-education",)
    )
    opening.add_decision(new, meeting="联席会议", held_on=date(2026, 10, 9), by=hands["planner"], at=AT, key="k")
    text = page(hands.client("planner"), "/plans/timeline/")
    shown = figures_in(text)
    plan_items = LedgerItem.objects.unscoped("test").filter(due__year=2025).count()
    assert shown["ledger:items~state=late&year=2025"] == str(plan_items)
    assert "清点校舍" in text
    listed = page(hands.client("planner"), "/plans/items/?state=late&year=2025")
    assert f"共{plan_items}条" in listed


def test_towns_are_appraised_from_the_rows_of_the_ledger_and_a_town_sees_itself(items: Items, hands: Hands) -> None:
    own, _other = opening.split_to_towns(items["lt-02"].pk, [TOWN, OTHER_TOWN], by=hands["planner"], at=AT)
    progress.report(own.pk, words="办完", completes=True, files=[PDF], by=hands["town"], at=at(1), key="1")
    progress.confirm(own.pk, by=hands["civil"], at=at(2), key="2")
    shown = figures_in(page(hands.client("planner"), "/plans/towns/"))
    assert shown[f"ledger:tasks~area={TOWN}"] == "1"
    assert shown[f"ledger:tasks~area={TOWN}&state=done&state=closed"] == "1"
    assert shown[f"ledger:tasks~area={OTHER_TOWN}&state=late"] == "1"
    assert shown[f"indicator:yc-05@{TOWN}"] == "85.7"
    text = page(hands.client("town"), "/plans/towns/")
    assert f"area={TOWN}" in text
    assert OTHER_TOWN not in text


def shares(total: int, method: str = "equal") -> dict[str, int]:
    row = next(one for one in decomposed.splittable() if one.code == "yc-24")
    return decomposed.proposed(total, decomposed.weights(row, method))


@pytest.mark.parametrize("method", ["equal", "population", "need"])
def test_every_method_gives_parts_that_add_up(items: Items, hands: Hands, registers: Registers, method: str) -> None:
    registers.residents.add(residence_area=TOWN, age_months=12)
    parts = shares(5171, method)
    assert sum(parts.values()) == 5171
    assert len(parts) == 23


def test_a_method_without_weights_of_every_town_says_so_and_divides_nothing(
    items: Items, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decomposed, "POPULATION", "no-such-table")
    text = page(hands.client("planner"), "/plans/targets/yc-24/?method=population")
    assert "没有每个镇街的人口数" in text


def test_a_decomposition_is_saved_with_who_and_when_and_the_old_one_stays(items: Items, hands: Hands) -> None:
    parts = shares(5171)
    first = targets.split_target("yc-24", total=5171, shares=parts, method="equal", by=hands["planner"], at=AT, key="1")
    again = targets.split_target("yc-24", total=5171, shares=parts, method="equal", by=hands["planner"], at=AT, key="1")
    assert again.pk == first.pk
    changed = parts | {TOWN: parts[TOWN] + 10, OTHER_TOWN: parts[OTHER_TOWN] - 10}
    later = AT + timedelta(days=1)
    targets.split_target("yc-24", total=5171, shares=changed, method="hand", by=hands["planner"], at=later, key="2")
    current = decomposed.current("yc-24", hands["planner"])
    assert current is not None
    assert (current.difference, current.whole, current.shares[TOWN].value) == (0, True, parts[TOWN] + 10)
    assert (first.made_by_id, TargetSplit.objects.unscoped("test").count()) == (hands.accounts["planner"].pk, 2)
    own = decomposed.current("yc-24", hands["town"])
    assert own is not None
    assert (list(own.shares), own.whole) == ([TOWN], False)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"total": 5000}, "plans.split_does_not_add_up"),
        ({"shares": {TOWN: 5171}}, "plans.split_incomplete"),
        ({"code": "yc-99"}, "plans.unknown_indicator"),
        ({"total": 10**13, "difference_reason": "x"}, "plans.amount_too_large"),
    ],
)
def test_a_decomposition_that_cannot_be_is_refused(items: Items, hands: Hands, changed: dict, code: str) -> None:
    given = {"code": "yc-24", "total": 5171, "shares": shares(5171)} | changed
    with pytest.raises(DomainError) as refused:
        targets.split_target(given.pop("code"), **given, method="equal", by=hands["planner"], at=AT, key="1")
    assert refused.value.code == code
    assert not TargetSplit.objects.unscoped("test").exists()


def test_parts_that_do_not_add_up_need_a_reason_and_the_page_says_it(items: Items, hands: Hands) -> None:
    client = hands.client("planner")
    form = {f"area-{area}": str(value) for area, value in shares(5171).items()}
    form |= {"method": "equal", "total": "5200", "key": "k"}
    response = client.post("/plans/targets/yc-24/", form)
    assert response.status_code == 422
    assert "与总数5,200不相等" in response.content.decode()
    form["difference_reason"] = "留29个由区里统筹"
    response = client.post("/plans/targets/yc-24/", form, follow=True)
    text = response.content.decode()
    assert "各镇街之和不等于总数" in text
    assert "留29个由区里统筹" in text
    share = TargetShare.objects.unscoped("test").get(area_id=TOWN)
    assert figures_in(text)[f"share:{share.split_id}/{TOWN}"] == f"{share.value:,}"
    page(client, url_of(f"share:{share.split_id}/{TOWN}"))
    assert hands.client("civil").post("/plans/targets/yc-24/", form).status_code == 403


def test_nothing_is_decomposed_when_the_audit_entry_fails(
    items: Items, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets.audit, "record", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no audit")))
    with pytest.raises(RuntimeError, match="no audit"):
        targets.split_target(
            "yc-24", total=5171, shares=shares(5171), method="equal", by=hands["planner"], at=AT, key="1"
        )
    assert not TargetSplit.objects.unscoped("test").exists()


TERMS = Terms(remind=30, again=7, escalate=10, confirm=5)


def told(hands: Hands, name: str) -> list[str]:
    return list(Notice.objects.filter(account=hands.accounts[name]).order_by("pk").values_list("text", flat=True))


def test_who_answers_is_reminded_once_a_turn_and_the_planner_hears_of_what_is_late(items: Items, hands: Hands) -> None:
    LedgerItem.objects.unscoped("test").exclude(code="lp-03").update(due=None)
    item = items["lp-03"]
    LedgerItem.objects.unscoped("test").filter(pk=item.pk).update(due=date(2026, 10, 20))
    reminders.remind(TERMS, at=at(10))
    reminders.remind(TERMS, at=at(10, hour=5))
    assert len(told(hands, "education")) == 1
    assert "将于2026年10月20日到期" in told(hands, "education")[0]
    assert told(hands, "civil") == told(hands, "planner") == told(hands, "town") == []
    reminders.remind(TERMS, at=at(30))
    assert "仍未办完" in told(hands, "planner")[0]
    assert len(told(hands, "education")) == 2


def test_the_lead_is_reminded_to_confirm_and_nobody_of_what_is_closed(items: Items, hands: Hands) -> None:
    LedgerItem.objects.unscoped("test").update(due=None)
    progress.report(items["lp-03"].pk, words="进展", by=hands["education"], at=at(1), key="1")
    reminders.remind(TERMS, at=at(4))
    assert told(hands, "health") == []
    reminders.remind(TERMS, at=at(6))
    assert len(told(hands, "health")) == 1
    progress.confirm(items["lp-03"].pk, by=hands["health"], at=at(6), key="2")
    before = Notice.objects.count()
    reminders.remind(TERMS, at=at(20))
    assert Notice.objects.count() == before


def test_without_terms_nothing_is_sent(items: Items, hands: Hands) -> None:
    assert reminders.remind(Terms(), at=at(30)) == 0
    assert not Notice.objects.exists()


def test_the_round_reads_the_terms_of_the_pack(items: Items, hands: Hands) -> None:
    entries = AuditEntry.objects.unscoped("test").count()
    assert reminders.round_of_reminders() > 0
    assert told(hands, "planner")
    assert AuditEntry.objects.unscoped("test").count() == entries


def test_overviews_stand_in_english(items: Items, hands: Hands) -> None:
    targets.split_target("yc-24", total=5171, shares=shares(5171), method="equal", by=hands["planner"], at=AT, key="1")
    client = hands.client("planner")
    client.cookies["laoyou_language"] = "en"
    urls = ["/plans/board/", "/plans/timeline/", "/plans/contributions/", "/plans/towns/", "/plans/targets/"]
    urls += ["/plans/targets/yc-24/", "/plans/targets/yc-24/?method=equal", "/plans/items/", url_of("missing:yc-24")]
    for url in urls:
        text = page(client, url).partition("<main")[2].partition("</main>")[0]
        unmarked = re.sub(r'<(\w+)[^>]*lang="zh[^"]*"[^>]*>.*?</\1>', "", text, flags=re.S)
        unmarked = re.sub(r"<script.*?</script>|<option[^>]*>.*?</option>|<[^>]+>", "", unmarked, flags=re.S)
        han = re.findall(r"[\u3400-\u9fff]+", unmarked)
        assert not han, (url, han[:8])
