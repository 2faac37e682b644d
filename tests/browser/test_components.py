"""The components page in a real browser: what every page of the product is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import axe
from tests.needs import needs

pytestmark = [pytest.mark.browser, pytest.mark.django_db, needs("chromium", "axe", "vendor")]

DENSITIES = ("staff", "public", "elder")
Open = Callable[..., Any]


@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_any_density(live_server: Any, open_page: Open, density: str, dark: bool) -> None:
    """All states of all components, light and dark: axe finds nothing at all, not even something minor."""
    page = open_page(f"{live_server.url}/components/?density={density}", dark=dark)
    assert axe.axe_findings(page, impacts=("minor", "moderate", "serious", "critical")) == []
    assert axe.refused_by_policy(page) == []


@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(
    live_server: Any, open_page: Open, density: str, language: str
) -> None:
    page = open_page(f"{live_server.url}/components/?density={density}", language=language, viewport=axe.NARROW)
    assert axe.wider_than_window(page) == []


def test_the_largest_letters_fit_a_narrow_phone(live_server: Any, open_page: Open) -> None:
    cookies = [
        {"name": "laoyou_density", "value": "elder", "url": live_server.url},
        {"name": "laoyou_text_size", "value": "30", "url": live_server.url},
    ]
    page = open_page(f"{live_server.url}/components/?density=elder", viewport=axe.NARROW, cookies=cookies)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"
    assert axe.wider_than_window(page) == []


def test_english_has_no_chinese_outside_what_is_marked_so(live_server: Any, open_page: Open) -> None:
    page = open_page(f"{live_server.url}/components/", language="en")
    assert axe.untranslated(page) == []


def test_the_helpers_find_what_they_look_for(live_server: Any, open_page: Open) -> None:
    """Each helper is shown a page with the fault that it looks for; otherwise the tests above could not fail."""
    page = open_page(f"{live_server.url}/components/", language="en", viewport=axe.NARROW)
    page.evaluate(
        """() => {
          const add = (html) => document.querySelector("main").insertAdjacentHTML("beforeend", html);
          add("<p>没有翻译</p><input id='unnamed'><div id='wide'>x</div>");
          document.querySelector("#wide").style.width = "700px";
        }"""
    )
    assert "没有翻译" in axe.untranslated(page)
    assert any(line.startswith("label") for line in axe.axe_findings(page))
    assert axe.wider_than_window(page)
    page.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend", "<p style='color:red'>x</p>")""")
    page.wait_for_timeout(100)
    assert axe.refused_by_policy(page)


def test_charts_are_drawn_from_the_table_that_stands_beside_them(live_server: Any, open_page: Open) -> None:
    page = open_page(f"{live_server.url}/components/")
    chart = page.locator("#chart-columns")
    chart.locator("svg").first.wait_for()
    assert not chart.locator(".chart-table").is_visible()
    chart.get_by_role("button", name="显示表格").click()
    assert chart.locator(".chart-table").is_visible()
    assert "2,440" in chart.locator(".chart-table").inner_text()
    with page.expect_download() as download:
        chart.get_by_role("button", name="下载数据").click()
    assert "2,440" in download.value.path().read_text("utf-8-sig")
    assert axe.refused_by_policy(page) == []


def test_without_javascript_the_tables_forms_and_links_are_all_there(live_server: Any, open_page: Open) -> None:
    page = open_page(f"{live_server.url}/components/", java_script_enabled=False)
    assert page.locator("#chart-line .chart-table").is_visible()
    assert not page.locator("#chart-line .chart-canvas").is_visible()
    assert page.locator("#list form button", has_text="查找").is_visible()
    assert page.locator("#town-map a.map-layer").count() == 2


def test_the_keyboard_moves_through_a_list_and_opens_its_help(live_server: Any, open_page: Open) -> None:
    page = open_page(f"{live_server.url}/components/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-search]')")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_filters_change_the_list_and_the_address_without_loading_the_page(live_server: Any, open_page: Open) -> None:
    page = open_page(f"{live_server.url}/components/")
    page.evaluate("window.stayed = true")
    page.select_option("#filter-kind", "nursery")
    page.locator(".chip", has_text="托育机构").wait_for()
    assert "kind=nursery" in page.url
    assert page.evaluate("window.stayed")
    page.locator(".chip", has_text="托育机构").click()
    page.locator(".chip").first.wait_for(state="detached")
    assert "kind=" not in page.url


def test_a_town_lights_up_on_the_map_and_in_its_list(live_server: Any, open_page: Open) -> None:
    page = open_page(f"{live_server.url}/components/")
    page.locator('.map-svg [data-town="t5"]').focus()
    assert "lit" in page.locator('tr[data-town="t5"]').get_attribute("class")
    page.locator(".map-layer", has_text="与目标的差距").click()
    page.locator(".map-layer[aria-current]", has_text="与目标的差距").wait_for()
    assert "layer=gap" in page.url


def test_the_head_of_a_table_that_scrolls_in_its_box_never_covers_a_row(live_server: Any, open_page: Open) -> None:
    """The head sticks below the bar where the page scrolls, but a box of its own has no bar above it."""
    page = open_page(f"{live_server.url}/components/")
    page.evaluate("document.querySelector('[data-list] .table').style.minWidth = '1600px'")
    page.locator("[data-list].overflows").wait_for()
    edges = page.evaluate(
        """() => { const table = document.querySelector("[data-list] .table");
        return [table.tHead.getBoundingClientRect().bottom, table.tBodies[0].rows[0].getBoundingClientRect().top,
          table.tHead.rows[0].cells[0].getBoundingClientRect().bottom]; }"""
    )
    assert edges[2] <= edges[1] + 1
