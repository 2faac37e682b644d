"""A town clerk's Monday, the reporting half: a superior's blank form is filled, reported, filled again, and what changed is printed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser import axe
from tests.browser.test_clerks_monday import good, places_of
from tests.browser.test_every_page import signed_in
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]


def blank(places: tuple[str, str, str, str]) -> bytes:
    """A form as the district sends it round: a title, a head of two rows, one's own town, another one, and a column of remarks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "2026年养老托育服务情况统计表"
    sheet.merge_cells("A1:F1")
    sheet["A2"], sheet["B2"], sheet["E2"], sheet["F2"] = "镇街、村（社区）", "养老机构", "80岁及以上常住老年人", "备注"
    sheet.merge_cells("B2:D2")
    for number, text in enumerate(("机构数", "床位数（张）", "其中：护理型床位"), start=2):
        sheet.cell(3, number, text)
    for area in ("A2:A3", "E2:E3", "F2:F3"):
        sheet.merge_cells(area)
    for row, name in enumerate((places[0], places[1], places[2]), start=4):
        sheet.cell(row, 1, name)
    sheet["A7"], sheet["B7"] = "总和", "=SUM(B4:B4)"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(page: Any, name: str, data: bytes) -> None:
    page.fill("input[name=recipient]", "区民政局")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="上传并读取").click()


def fill(page: Any) -> None:
    page.get_by_role("button", name="填写", exact=True).click()
    page.wait_for_url("**/forms/reports/*/")


def test_a_clerk_fills_a_superiors_form(served_district: ServedDistrict, open_page: Any) -> None:
    cookies = signed_in(served_district, "town_officer")
    page = open_page(served_district.url + "/forms/", cookies=cookies)
    good(page)
    page.get_by_role("link", name="上传空白表").first.click()
    good(page)
    places = places_of(served_district.home, page.locator("select[name=area]").input_value())

    upload(page, "表.xlsx", b"PK\x03\x04 nothing")
    assert "损坏" in page.inner_text("main")
    upload(page, "表.xlsx", blank(places))
    page.wait_for_url("**/meanings/")
    good(page)
    said = page.locator("input[id^=column-]").evaluate_all("all => all.map(one => one.value)")
    assert all("养老机构" in words for words in said[:3]) and "80岁及以上" in said[3] and said[4] == ""
    page.get_by_label(re.compile("备注")).fill("系统里没有这项数")
    page.get_by_role("button", name="确认含义").click()
    page.wait_for_url(re.compile(r"/forms/\d+/$"))
    form = page.url
    good(page)

    fill(page)
    good(page)
    text = page.inner_text("main")
    assert "没有报送过" in text and "不在您的管辖范围内" in text, "another town's row stays empty, and it is said why"
    with page.expect_download() as download:
        page.get_by_role("link", name="下载填好的表").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert isinstance(sheet["E4"].value, int) and sheet["E4"].value > 0
    assert sheet["E5"].value <= sheet["E4"].value, "a community has no more elders than its town"
    assert (sheet["E6"].value, sheet["F4"].value, sheet["B7"].value) == (None, None, "=SUM(B4:B4)")
    assert [str(block) for block in sheet.merged_cells.ranges] and "A1:F1" in {
        str(one) for one in sheet.merged_cells.ranges
    }
    page.get_by_role("button", name="记为已报送").click()
    page.wait_for_load_state("networkidle")
    assert "已报送" in page.inner_text("main")

    page.goto(form)
    fill(page)
    assert "没有可比的数" in page.inner_text("main"), "the same day is no last time"
    report = page.url
    page.get_by_role("link", name="变动清单").click()
    good(page)
    assert "变动清单" in page.inner_text("h1") and page.get_by_role("button", name="打印").is_visible()

    for language, viewport in (("en", axe.WIDE), ("zh-CN", axe.NARROW), ("en", axe.NARROW)):
        for address in (served_district.url + "/forms/", served_district.url + "/forms/add/", form, f"{form}meanings/", report,
                        f"{report}changes/", served_district.url + "/forms/reports/"):  # fmt: skip
            other = open_page(address, cookies=cookies, language=language, viewport=viewport)
            good(other)
            if language == "en":
                assert axe.untranslated(other) == [], address
            assert other.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, viewport)
