"""通报：由一人起草修改，由另一人签发，发布到公开网页，任何人都能读、能下载。"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from tests.browser import axe
from tests.browser.test_ledger import fine, posted, signed_in
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]

WORDS = "请各责任单位于11月20日前逐项说明，逾期的明确新的时限。"


def downloaded(page: Any, words: str, folder: Path) -> Path:
    """The file behind the link that says `words`."""
    with page.expect_download() as waiting:
        page.click(f"main a:has-text('{words}')")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_circular_is_drafted_issued_by_another_published_and_read_by_everybody(
    served_district: ServedDistrict, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    url = served_district.url
    # 假如：规划员由快照起草本月的通报
    drafting = open_page(f"{url}/plans/circulars/draft/", cookies=signed_in(served_district, "planner"))
    drafting.select_option("[name=kind]", "monthly")
    drafting.fill("[name=day]", "2026-10-15")
    drafting.click("main button:has-text('起草')")
    page = re.sub(r"[?#].*", "", drafting.url)

    # 当：他修改“下一步工作”一节，把指标总数改错；数改错了不能送签，改回以后才能
    drafting.click("#next a:has-text('修改这一节')")
    drafting.fill("[name=text]", WORDS)
    drafting.click("main button:has-text('保存')")
    assert WORDS in drafting.inner_text("#next")
    drafting.click("#overview a:has-text('修改这一节')")
    right = drafting.input_value("[name=text]")
    drafting.fill("[name=text]", right.replace("26项指标", "27项指标"))
    drafting.click("main button:has-text('保存')")
    assert "快照里是26，文中写成了27" in drafting.inner_text("#overview")
    drafting.click("main button:has-text('送签')")
    assert "与快照不符" in drafting.inner_text("main")
    drafting.click("#overview button:has-text('恢复起草时的文字')")
    drafting.click("main a:has-text('标题、文号和署名')")
    drafting.fill("[name=number]", "示例〔2026〕99号")
    drafting.fill("[name=issuing_unit]", "示例办公室")
    drafting.click("main button:has-text('保存')")
    drafting.click("main button:has-text('送签')")

    # 那么：起草的人自己不能签发，由民政的人签发并公开
    assert "起草人不能签发自己起草的" in drafting.inner_text("main")
    assert drafting.locator("main button:has-text('签发')").count() == 0
    assert posted(drafting, f"{page}issue/") == 403
    issuing = open_page(page, cookies=signed_in(served_district, "department_officer"))
    issuing.check("[name=public]")
    issuing.click("main button:has-text('签发')")
    assert "已签发" in issuing.inner_text("main")
    assert issuing.locator("main a:has-text('修改这一节')").count() == 0
    title = issuing.inner_text("h1")
    inside = downloaded(issuing, "下载 PDF", tmp_path).read_bytes()

    # 而公众在发布之前看不到，发布之后不用登录就能读、能下载，与签发的文件一个字节不差
    reading = open_page(f"{url}/circulars/", viewport=axe.NARROW)
    before = reading.locator("main tbody tr").count()
    issuing.goto(f"{url}/office/publishing/")
    issuing.click("main button:has-text('发布现在的内容')")
    for _try in range(40):
        reading.reload()
        if reading.locator("main tbody tr").count() > before:
            break
        reading.wait_for_timeout(500)
    assert reading.locator("main tbody tr").count() == before + 1
    assert axe.wider_than_window(reading) == []
    reading.click(f"main a.row-link:text-is('{title}') >> nth=0")
    fine(reading)
    assert axe.wider_than_window(reading) == []
    assert WORDS in reading.inner_text("main")
    assert reading.evaluate("[...document.querySelectorAll('img.drawing')].every(one => one.alt)")
    file = downloaded(reading, "下载 PDF", tmp_path)
    assert file.read_bytes() == inside
    with pdfplumber.open(file) as made:
        text = "".join("".join((sheet.extract_text() or "").split()) for sheet in made.pages)
    assert "示例〔2026〕99号" in text
    assert WORDS in text

    # 签发的人申请撤回，不能自己决定；由另一人决定撤回以后，公开网页只留标题和理由
    issuing.goto(page)
    issuing.click("main summary:has-text('申请撤回')")
    issuing.fill("[name=reason]", "附表二数据重复")
    issuing.click("main form button:has-text('申请撤回')")
    assert "附表二数据重复" in issuing.inner_text("main")
    assert issuing.locator("main button:has-text('撤回这一份')").count() == 0
    assert posted(issuing, f"{page}confirm-withdrawal/") == 403
    drafting.goto(page)
    drafting.click("main button:has-text('撤回这一份')")
    assert "已经撤回" in drafting.inner_text("main")
    issuing.goto(f"{url}/office/publishing/")
    issuing.click("main button:has-text('发布现在的内容')")
    for _try in range(40):
        reading.reload()
        if "附表二数据重复" in reading.inner_text("main"):
            break
        reading.wait_for_timeout(500)
    assert "附表二数据重复" in reading.inner_text("main")
    assert WORDS not in reading.inner_text("main")
    assert reading.locator("main a:has-text('下载')").count() == 0
    fine(reading)
