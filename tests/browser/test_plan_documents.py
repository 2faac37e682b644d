"""A draft plan goes through the browser: upload, findings, the click to the place in the text, the report, the draft."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from laoyou.core import jobs
from laoyou.plans.models import PlanDocument
from laoyou.plans.tests.conftest import in_chinese, registers  # noqa: F401 (fixtures)
from laoyou.plans.tests.ledger import Hands, hands, ledger_pack, ledger_packs  # noqa: F401 (fixtures)
from tests.browser import axe
from tests.needs import needs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs("chromium", "axe", "vendor")]

PICTURES = os.environ.get("LAOYOU_TEST_PICTURES", "")
"""A folder for pictures of each step, for whoever wants to look."""
FILLER = "".join(f"（{number}）持续完善服务网络，提升服务质量，健全工作机制。\n" for number in range(1, 60))
TABLE = (
    "表1 主要指标\n序号|指标|单位|2025年|2030年|属性|责任单位\n"
    "1|养老服务床位数|张|1200|2000|预期性|区民政局\n2|护理型床位占比|%|50|65|约束性|区民政局\n3|每千人口托位数|个|3.2|5|预期性|区卫生健康委\n"
)
DRAFT = f"""某某区养老托育服务实施方案（2026—2030年）
（征求意见稿）

为做好养老托育工作，制定本方案。

一、现状
全区有养老机构52家（民办23家、公办民营16家、公办11家），养老床位1200张，其中护理型床位600张，占比50%。

二、主要目标
到2030年，养老床位达到2000张，护理型床位占比达到65%。
{TABLE}
三、主要任务
1.建设社区养老服务设施。到2030年，建成社区养老服务站30个。（牵头单位：区民政局，责任单位：区财政局）
2.发展普惠托育服务。对普惠托育机构按每个托位3600元/年给予补助。（责任单位：区卫生健康委）
3.加强队伍建设。培养护理人员，完善激励机制。

四、保障措施
{FILLER}"""


def cookies_of(hands: Hands, who: str, url: str) -> list[dict[str, Any]]:  # noqa: F811
    client = hands.client(who)
    return [{"name": name, "value": one.value, "url": url} for name, one in client.cookies.items()]


def looked_at(page: Any, name: str) -> None:
    """No fault of access, no width beyond the window; a picture where one is wanted."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))
    assert axe.axe_findings(page) == [], name
    assert axe.refused_by_policy(page) == []


def handed_in(page: Any, url: str, text: str) -> PlanDocument:
    page.goto(f"{url}/plans/documents/add/")
    page.set_input_files(
        "input[type=file]", {"name": "征求意见稿.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url("**/plans/documents/*/")
    while (run := jobs.lease_next()) is not None:
        jobs.perform(run)
    page.reload()
    return PlanDocument.objects.unscoped("test").latest("pk")


def in_view(page: Any, selector: str, box: str) -> bool:
    """Whether an element stands within the visible part of a box that scrolls."""
    return bool(
        page.evaluate(
            """([selector, box]) => {
              const inner = document.querySelector(selector).getBoundingClientRect();
              const outer = document.querySelector(box).getBoundingClientRect();
              return inner.top >= outer.top - 2 && inner.bottom <= outer.bottom + 2
                && inner.top >= 0 && inner.bottom <= innerHeight;
            }""",
            [selector, box],
        )
    )


def test_a_planted_contradiction_is_found_shown_in_the_text_and_reported(
    live_server: Any,
    open_page: Callable[..., Any],
    hands: Hands,  # noqa: F811
) -> None:
    cookies = cookies_of(hands, "planner", live_server.url)
    page = open_page(f"{live_server.url}/plans/documents/", cookies=cookies)
    looked_at(page, "list-empty")
    page.get_by_role("link", name="上传文稿").first.click()
    looked_at(page, "add")
    one = handed_in(page, live_server.url, DRAFT)
    looked_at(page, "show")

    page.get_by_role("link", name="看校核结果").click()
    finding = page.locator("#finding-1")
    assert "前后不一致" in finding.inner_text()
    assert "52" in finding.inner_text()
    looked_at(page, "check")
    page.locator("[data-text]").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    finding.locator(".doc-operands a.to-text").first.click()
    lit = page.locator(".spot.lit-now")
    assert lit.inner_text().startswith("23")
    page.wait_for_timeout(300)
    assert in_view(page, ".spot.lit-now", "[data-text]")
    assert page.locator(".spot.lit").count() == 4  # the whole and its three parts
    looked_at(page, "check-lit")
    page.locator(".spot.lit", has_text="52").click()
    assert "chosen" in finding.get_attribute("class")

    finding.get_by_text("写核对意见").click()
    finding.locator("textarea").fill("漏列两家")
    finding.get_by_role("button", name="属实").click()
    page.wait_for_load_state()
    assert "漏列两家" in page.locator("#finding-1").inner_text()
    page.locator("summary", has_text="校核报告").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    report = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    words = "\n".join(cell.text for table in report.tables for row in table.rows for cell in row.cells)
    assert "23家+16家+11家" in words
    assert "漏列两家" in words

    page.goto(f"{live_server.url}/plans/documents/{one.pk}/draft/")
    looked_at(page, "draft")
    page.keyboard.press("j")
    first = page.locator(".entry.chosen")
    key = first.get_attribute("data-entry")
    assert page.locator(".spot.lit").count() > 0
    page.keyboard.press("a")
    page.wait_for_selector(f'[data-entry="{key}"][data-answer="accepted"]')
    assert page.locator("[data-done]").inner_text() == "1"
    assert page.locator(".entry.chosen").get_attribute("data-entry") != key
    page.keyboard.press("d")
    page.locator("[data-done]", has_text="2").wait_for()
    looked_at(page, "draft-decided")
    page.locator('[data-key="e"]').first.click()
    looked_at(page, "mend")
    page.goto(f"{live_server.url}/plans/documents/{one.pk}/pack/")
    looked_at(page, "pack")

    later = handed_in(page, live_server.url, DRAFT.replace("公办11家", "公办13家"))
    page.goto(f"{live_server.url}/plans/documents/{later.pk}/check/?with={one.pk}")
    assert "不再出现1处" in page.inner_text("main")
    looked_at(page, "compare")

    phone = open_page(f"{live_server.url}/plans/documents/", viewport=axe.NARROW, cookies=cookies)
    for name in (
        "",
        "add/",
        f"{one.pk}/",
        f"{one.pk}/check/",
        f"{one.pk}/draft/",
        f"{one.pk}/pack/",
        f"{one.pk}/draft/task/0/",
    ):
        phone.goto(f"{live_server.url}/plans/documents/{name}")
        assert axe.wider_than_window(phone) == [], name
        looked_at(phone, "phone-" + (name.replace("/", "-") or "list"))
    phone.goto(f"{live_server.url}/plans/documents/{one.pk}/check/")
    phone.locator("#finding-1 .doc-operands a.to-text").first.click()
    phone.wait_for_timeout(300)
    assert in_view(phone, ".spot.lit-now", "[data-text]")
    looked_at(phone, "phone-lit")

    english = open_page(f"{live_server.url}/plans/documents/", language="en", cookies=cookies)
    for name in ("", "add/", f"{one.pk}/", f"{one.pk}/check/?verdict=all", f"{one.pk}/draft/", f"{one.pk}/pack/"):
        english.goto(f"{live_server.url}/plans/documents/{name}")
        assert axe.untranslated(english) == [], name
    if PICTURES:
        english.goto(f"{live_server.url}/plans/documents/{one.pk}/check/")
        english.screenshot(path=str(Path(PICTURES) / "english.png"))
