"""规划工作台：从缺口走到台账里的三处新址；在地图上试算，名册不变。"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import axe
from tests.browser.test_ledger import fine, signed_in
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]

FEWER_THAN = 10
SEARCHED_MS = 90_000


class Hand:
    """A planner's hand: it clicks, and the clicks are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.page.wait_for_load_state("networkidle")
        self.clicks += 1


def test_a_planner_gets_from_the_gap_to_three_new_sites_in_the_ledger_in_under_ten_clicks(
    served_district: ServedDistrict, open_page: Callable[..., Any]
) -> None:
    # 假如：统筹人员打开“需求与缺口”页
    page = open_page(f"{served_district.url}/planning/demand/", cookies=signed_in(served_district, "planner"))
    hand = Hand(page)

    # 当：她从缺口去选址，请系统找三处，存成情景，转为项目
    hand.click("main a:has-text('去选址')")
    assert page.input_value("[name=count]") == "3"
    fine(page)
    hand.click("main button:has-text('开始选址')")
    page.wait_for_selector("[data-ended]", timeout=SEARCHED_MS)
    assert "方案共3处新址" in page.inner_text("main")
    assert "理论界限" in page.inner_text("main")
    fine(page)
    hand.click("main a:has-text('存为情景')")
    fine(page)
    hand.click("main button:has-text('保存情景')")
    fine(page)
    hand.click("main button:has-text('转为台账项目')")

    # 那么：台账里有三个项目，点得开，写着情景和地点；一共不到十次点击
    items = page.eval_on_selector_all("main .notice a", "links => links.map(link => link.getAttribute('href'))")
    assert len(items) == 3
    fine(page)
    hand.click("main .notice a >> nth=0")
    assert "由情景" in page.inner_text("main")
    assert hand.clicks < FEWER_THAN
    for item in items[1:]:
        page.goto(served_district.url + item)
        assert "由情景" in page.inner_text("main")


def test_changes_on_the_map_are_seen_at_once_and_can_be_undone(
    served_district: ServedDistrict, open_page: Callable[..., Any]
) -> None:
    # 假如：试算页，手机宽度
    url = f"{served_district.url}/planning/what-if/?kind=care_home&group=60&mode=walk&within=15"
    page = open_page(url, cookies=signed_in(served_district, "planner"), viewport=axe.NARROW)
    page.wait_for_selector("[data-drawn='1']")
    assert axe.wider_than_window(page) == []
    before = page.inner_text("[data-finding]")

    # 当：在地图上新增一处（点在一个镇的中心），再撤销
    labels = page.evaluate(
        "JSON.parse(document.querySelector('#map-data').textContent).labels.map(one => [one.x, one.y])"
    )
    drawn = page.get_attribute("[data-streets]", "data-view")
    left, top, scale, west, north = map(float, drawn.split())
    x, y = labels[0]
    page.click("[data-streets]", position={"x": left + (x - west) * scale, "y": top + (north - y) * scale})
    page.wait_for_selector("#look ol li")

    # 那么：覆盖率的句子变了，改动写在地址里；撤销之后回到原样
    assert "调整后" in page.inner_text("[data-finding]")
    assert "changes=a" in page.url
    fine(page)
    page.click("a:has-text('撤销上一步')")
    page.wait_for_selector("#look ol li", state="detached")
    assert page.inner_text("[data-finding]") == before

    # 点一个没有路的地方：说得清楚，地图不变
    page.click("[data-streets]", position={"x": 2, "y": 2})
    page.wait_for_selector("#refusal:not([hidden])")
    assert re.search(r"\d+ ?米", page.inner_text("#refusal"))
