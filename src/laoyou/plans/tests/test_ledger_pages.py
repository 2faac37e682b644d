"""The ledger on its pages: lists, the page of an item, the forms of each act."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from laoyou.core.figures import url_of
from laoyou.plans.commands import opening
from laoyou.plans.models import LedgerItem
from laoyou.plans.tests.conftest import AT, OTHER_TOWN, TOWN
from laoyou.plans.tests.ledger import PDF, Hands

Items = dict[str, LedgerItem]


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def key_of(text: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text)
    assert found
    return found[1]


def act(client: Client, item: LedgerItem, verb: str, /, **said: object) -> str:
    """Open the form of an act, send it, and return the page it leads to."""
    url = f"/plans/items/{item.pk}/{verb}/"
    key = key_of(page(client, url))
    response = client.post(url, {"key": key, **said}, follow=True)
    assert response.status_code == 200, (url, response.status_code, response.content.decode()[:2000])
    return response.content.decode()


def test_the_lists_show_every_item_of_the_plan_and_say_that_the_period_has_ended(items: Items, hands: Hands) -> None:
    tasks = page(hands.client("planner"), "/plans/tasks/")
    for name in ("强化公办养老托育机构建设", "优化政务服务环境"):
        assert name in tasks
    assert "已逾期" in tasks
    projects = page(hands.client("planner"), "/plans/projects/")
    assert "镇街普惠性托育点项目" in projects
    assert "永川区养老托育智慧平台" in projects


@pytest.mark.parametrize(
    ("query", "present", "absent"),
    [
        ("unit=yc-education", "镇街普惠性托育点项目", "镇街养老服务中心建设"),
        ("adds=nursing_beds", "镇街养老服务中心建设", "镇街普惠性托育点项目"),
        ("kind=platform", "智慧平台", "镇街养老服务中心建设"),
        ("q=tuoyu", "镇街普惠性托育点项目", "镇街养老服务中心建设"),
        ("indicator=yc-24", "镇街普惠性托育点项目", "镇街养老服务中心建设"),
        ("state=late&year=2025", "镇街普惠性托育点项目", "zzz"),
    ],
)
def test_filters_and_search_find_what_they_say(
    items: Items, hands: Hands, query: str, present: str, absent: str
) -> None:
    text = page(hands.client("planner"), f"/plans/projects/?{query}").partition("<main")[2]
    rows = "".join(re.findall(r"<tbody>.*?</tbody>", text, re.S))
    assert present in rows
    assert absent not in rows


def test_a_project_goes_through_the_pages_from_report_to_closing(items: Items, hands: Hands) -> None:
    item = items["lp-03"]
    file = SimpleUploadedFile(PDF[0], PDF[1])
    shown = act(hands.client("education"), item, "report", words="全部建成，验收合格", completes="on", evidence=file)
    assert "待确认" in shown
    shown = page(hands.client("health"), f"/plans/items/{item.pk}/")
    assert f"/plans/items/{item.pk}/confirm/" in shown
    assert "验收单.pdf" in shown
    shown = act(hands.client("health"), item, "confirm", words="现场核实")
    assert "已确认完成" in shown
    shown = act(hands.client("planner"), item, "close", words="")
    assert "已销号" in shown
    assert [row.act for row in item.acts.model.objects.unscoped("test").filter(item=item)] == [
        "report_completion",
        "confirm",
        "close",
    ]


def test_the_page_offers_each_reader_only_what_his_hands_may_do(items: Items, hands: Hands) -> None:
    item = items["lp-03"]
    offered = {
        name: set(
            re.findall(
                rf'href="/plans/items/{item.pk}/([a-z-]+)/"', page(hands.client(name), f"/plans/items/{item.pk}/")
            )
        )
        for name in ("planner", "education", "civil", "auditor")
    }
    assert offered["education"] >= {"report", "ask-delay"}
    assert "decide" in offered["planner"]
    assert "report" not in offered["planner"]
    assert offered["civil"] == set()
    assert offered["auditor"] == set()


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(items: Items, hands: Hands) -> None:
    client, url = hands.client("education"), f"/plans/items/{items['lp-03'].pk}/report/"
    response = client.post(url, {"key": "k", "words": "完成了", "completes": "on"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "报送完成要附佐证材料" in text
    assert "完成了" in text
    response = client.post(url, {"key": "k", "words": "进展", "evidence": SimpleUploadedFile("a.exe", b"MZ")})
    assert response.status_code in (415, 422)
    assert LedgerItem.objects.unscoped("test").get(pk=items["lp-03"].pk).state != "reported"


def test_the_wrong_hands_get_a_refusal_by_address_too(items: Items, hands: Hands) -> None:
    item = items["lp-03"]
    for name, act_name, status in (("civil", "report", 403), ("town", "report", 404), ("auditor", "close", 403)):
        response = hands.client(name).post(f"/plans/items/{item.pk}/{act_name}/", {"key": "k", "words": "进展"})
        assert response.status_code == status, (name, act_name)
    assert LedgerItem.objects.unscoped("test").get(pk=item.pk).state == "planned"


def test_a_step_that_somebody_else_has_just_done_leads_back_with_the_reason(items: Items, hands: Hands) -> None:
    item = items["lp-03"]
    response = hands.client("planner").post(f"/plans/items/{item.pk}/close/", {"key": "k", "words": ""}, follow=True)
    assert response.redirect_chain
    assert "请刷新页面" in response.content.decode()


def test_a_town_officer_sees_the_part_of_his_town_and_no_other(items: Items, hands: Hands) -> None:
    own, other = opening.split_to_towns(items["lt-02"].pk, [TOWN, OTHER_TOWN], by=hands["planner"], at=AT)
    client = hands.client("town")
    text = page(client, "/plans/tasks/")
    assert f"/plans/items/{own.pk}/" in text
    assert f"/plans/items/{other.pk}/" not in text
    page(client, f"/plans/items/{other.pk}/", 404)
    assert "待确认" in act(client, own, "report", words="已走访")


def test_the_figures_of_an_item_lead_to_their_clause(items: Items, hands: Hands) -> None:
    client = hands.client("planner")
    text = page(client, f"/plans/items/{items['lp-03'].pk}/")
    refs = set(re.findall(r'data-figure="((?:capacity|money)[^"]+)"', text))
    assert len(refs) == 3
    for ref in refs:
        shown = page(client, url_of(ref))
        assert "data-clause" in shown
    count = page(client, url_of("ledger:projects~state=late"))
    link = re.search(r'href="([^"]+)" data-rows="(\d+)"', count)
    assert link
    assert f"共{link[2]}条" in page(client, link[1].replace("&amp;", "&"))


def test_projects_decisions_money_capacity_milestones_and_towns_are_noted_through_forms(
    items: Items, hands: Hands
) -> None:
    client, item = hands.client("planner"), items["lp-03"]
    said = {"name": "新中心", "area": TOWN, "responsible_units": "yc-health", "due": "2027-06-30", "kind": "project"}
    said |= {"measure": "beds", "number": "40", "yuan": "1234567.89", "basis": "区级项目库"}
    response = client.post("/plans/projects/add/", {"key": "k", **said}, follow=True)
    assert response.status_code == 200
    assert "新中心" in response.content.decode()
    assert "1,234,567.89" in response.content.decode()
    said = {"name": "清点校舍", "area": "500118", "responsible_units": "yc-education", "due": "2026-11-20"}
    said |= {"meeting": "第三次联席会议", "held_on": "2026-10-09", "number": "三"}
    response = client.post("/plans/decisions/add/", {"key": "k", **said}, follow=True)
    assert "清点校舍" in response.content.decode()
    assert "清点校舍" in page(client, "/plans/decisions/")
    act(client, item, "money", source="central", stage="granted", yuan="600.50", basis="渝发改投〔2026〕12号")
    act(client, item, "capacity", measure="childcare_places", number="60", area=TOWN)
    shown = act(client, item, "milestones", name="主体封顶", due="2026-12-01")
    assert "主体封顶" in shown
    assert "600.5" in shown
    link = re.search(r"/plans/milestones/\d+/", shown)
    assert link
    response = client.post(link[0], {"key": "k", "on": "2026-10-20"}, follow=True)
    assert "2026-10-20" in response.content.decode()
    shown = act(client, items["lt-02"], "split", towns=[TOWN])
    assert "分到镇街的" in shown


def test_pages_stand_in_english_and_every_chinese_word_is_marked_as_such(items: Items, hands: Hands) -> None:
    client = hands.client("planner")
    client.cookies["laoyou_language"] = "en"
    act(hands.client("education"), items["lp-03"], "report", words="已完成选址", percent="40")
    urls = ["/plans/tasks/", "/plans/projects/", "/plans/decisions/", "/plans/projects/add/", "/plans/decisions/add/"]
    urls += [f"/plans/items/{items[code].pk}/" for code in ("lt-01", "lt-13", "lp-03")]
    urls += [
        f"/plans/items/{items['lp-03'].pk}/{name}/" for name in ("money", "capacity", "milestones", "split", "decide")
    ]
    urls += [url_of("ledger:projects~state=late"), url_of(f"capacity:childcare_places/{items['lp-03'].pk}")]
    for url in urls:
        text = page(client, url).partition("<main")[2].partition("</main>")[0]
        unmarked = re.sub(r'<(\w+)[^>]*lang="zh[^"]*"[^>]*>.*?</\1>', "", text, flags=re.S)
        unmarked = re.sub(r"<script.*?</script>|<option[^>]*>.*?</option>|<[^>]+>", "", unmarked, flags=re.S)
        han = re.findall(r"[\u3400-\u9fff]+", unmarked)
        assert not han, (url, han[:8])
