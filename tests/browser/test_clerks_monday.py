"""A town clerk's Monday, the importing half: a messy list of two thousand rows goes in, is mended, and goes in whole."""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from laoyou.people.tests.import_helpers import HEAD, messy
from tests.browser import axe
from tests.browser.test_every_page import signed_in
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]


def places_of(home: Path, town: str) -> tuple[str, str, str, str]:
    """(town, a community of it, another town, a community of that), as the register calls them."""
    with sqlite3.connect(f"file:{home / 'laoyou.sqlite3'}?mode=ro", uri=True) as database:
        ask = "SELECT id, name FROM core_area WHERE level = ? AND id {} ? ORDER BY id"
        name = dict(database.execute(ask.format("="), ["town", town]))[town]
        other, other_name = database.execute(ask.format("<>"), ["town", town]).fetchone()
        below = "SELECT name FROM core_area WHERE parent_id = ? ORDER BY id"
        return (
            name,
            database.execute(below, [town]).fetchone()[0],
            other_name,
            database.execute(below, [other]).fetchone()[0],
        )


def workbook(places: tuple[str, str, str, str]) -> tuple[bytes, dict[int, str]]:
    """The messy list as somebody keeps it in Excel: a title over merged cells above its head; and where its faults are."""
    rows, planted = messy()
    words = {"东街道901": places[1], "西镇901": places[3], "西镇": places[2], "东街衔": "东街衔", "东街道": places[0]}
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("名单")
    sheet.merge_range(0, 0, 0, len(HEAD) - 1, "老年人名单", book.add_format())
    sheet.write_row(1, 0, HEAD)
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(HEAD):
            text = str(row[name])
            if name in ("镇街", "村（社区）", "户籍镇街", "户籍社区"):
                text = next((new for old, new in words.items() if text.endswith(old)), text)
            sheet.write_string(number, column, text)
    book.close()
    return out.getvalue(), planted


def finished(page: Any) -> None:
    """Wait until the page of the import says that its job has ended, then look at the result."""
    page.wait_for_selector("[data-ended], main:not(:has(#job-progress))", timeout=90_000)
    page.goto(re.sub(r"[?#].*", "", page.url))
    page.wait_for_load_state("networkidle")


def count_of(page: Any, outcome: str) -> int:
    """How many rows of an outcome the page tells."""
    row = page.locator("tr", has=page.locator("th", has_text=re.compile(rf"^{outcome}$"))).first
    return int(row.locator("td").first.inner_text().replace(",", ""))


def good(page: Any) -> None:
    assert axe.axe_findings(page) == [] and not axe.refused_by_policy(page), page.url


def mended(data: bytes, places: tuple[str, str, str, str]) -> bytes:
    """The error file as she sends it back: she mends what can be mended at her desk, and deletes the rest."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    for row in range(sheet.max_row, 1, -1):
        said = sheet.cell(row, 2).value or ""
        if "电话" in said:
            sheet.cell(row, titles.index("联系电话") + 1).value = f"1049{row:07d}"
        elif "没有名为" in said:
            sheet.cell(row, titles.index("镇街") + 1).value = places[0]
        else:
            sheet.delete_rows(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_clerk_takes_in_a_messy_list(served_district: ServedDistrict, open_page: Any, tmp_path: Path) -> None:
    cookies = signed_in(served_district, "town_officer")
    page = open_page(served_district.url + "/imports/", cookies=cookies)
    good(page)
    page.get_by_role("link", name="导入表格", exact=True).first.click()
    places = places_of(served_district.home, page.locator("select[name=area]").input_value())
    data, planted = workbook(places)
    good(page)
    page.select_option("select[name=table]", "people.residents")
    page.fill("input[name=source]", "社区走访 2026年10月")
    page.fill("input[name=as_of]", "2026-10-01")
    page.set_input_files(
        "input[type=file]", {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url("**/columns/")
    good(page)
    assert "表头上方的1行标题" in page.inner_text("main")
    assert page.locator("select[id^=column-]").evaluate_all("all => all.map(one => one.value)") == [
        "name", "id_number", "sex", "birth_date", "phone", "residence_town", "residence_community", "address",
        "registered_town", "registered_community",
    ]  # fmt: skip
    page.get_by_role("button", name="确认并试算").click()
    finished(page)
    good(page)
    assert (count_of(page, "新增"), count_of(page, "有错")) == (2_000 - len(planted), len(planted))

    page.get_by_role("link", name="有错", exact=True).first.click()
    good(page)
    assert "people.import" not in page.inner_text("main") and "009918" not in page.inner_text("main"), (
        "numbers are masked"
    )
    page.locator("a.row-link").first.click()
    good(page)
    page.go_back()
    page.go_back()

    with page.expect_download() as download:
        page.get_by_role("link", name="下载错误清单").click()
    errors = Path(download.value.path()).read_bytes()
    page.get_by_role("button", name=re.compile("^导入 1,930 行$")).click()
    finished(page)
    good(page)
    page.set_input_files(
        "input[type=file]",
        {"name": "错误.xlsx", "mimeType": "application/octet-stream", "buffer": mended(errors, places)},
    )
    page.get_by_role("button", name="上传并试算").click()
    finished(page)
    assert (count_of(page, "新增"), count_of(page, "有错")) == (10, 55), "five phones and five towns are mended"
    assert count_of(page, "无变化") == 5, "the second of two equal rows is somebody who is on the register now"
    page.get_by_role("button", name=re.compile("^导入 10 行$")).click()
    finished(page)
    assert "1,940" in page.inner_text("main")

    for language, viewport in (("en", axe.WIDE), ("zh-CN", axe.NARROW), ("en", axe.NARROW)):
        run = re.sub(served_district.url, "", page.url)
        for path in ("/imports/", "/imports/add/", run, f"{run}columns/", f"{run}rows/?outcome=fault", f"{run}undo/"):
            other = open_page(served_district.url + path, cookies=cookies, language=language, viewport=viewport)
            good(other)
            if language == "en":
                assert axe.untranslated(other) == [], path
            assert other.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, viewport)

    page.get_by_role("link", name="撤销导入").click()
    page.get_by_role("button", name="撤销导入").click()
    finished(page)
    assert "1,940" in page.inner_text("main") and "已撤销" in page.inner_text("main")
