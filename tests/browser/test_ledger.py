"""任务台账：一项任务从方案里读出来，经过正确的人的手，一直到销号。"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]

TASK = "增强家庭照护能力"


def signed_in(served: ServedDistrict, role: str, number: int = 0) -> list[dict[str, Any]]:
    """The cookies of somebody of `role`; the first two department officers are of civil affairs and of health."""
    header = served.signed_in(served.sign_in_links({role: number + 1})[role][number])
    pairs = (part.split("=", 1) for part in header.split("; "))
    return [{"name": name, "value": value, "url": served.url} for name, value in pairs]


def fine(page: Any) -> None:
    """Nothing is wrong with the page that is open."""
    assert axe.axe_findings(page) == []
    assert axe.refused_by_policy(page) == []


def posted(page: Any, url: str) -> int:
    """What is answered to a step that the open page does not offer, sent with its session and its token."""
    send = """async ([url, token]) => {
        const answer = await fetch(url, {method: "POST", body: new URLSearchParams({csrfmiddlewaretoken: token})});
        return [answer.status, await answer.text()];
    }"""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    status, text = page.evaluate(send, [url, token])
    assert "CSRF" not in text, "it was refused for its token, and not for the hands"
    return int(status)


def test_a_task_goes_from_reading_to_closing_through_the_right_hands(
    served_district: ServedDistrict, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    # 假如：方案的任务已经读入台账，民政和卫健两个单位牵头这一项
    url = served_district.url
    evidence = tmp_path / "验收单.txt"
    evidence.write_text("示例：验收合格。", "utf-8")
    reporting = open_page(f"{url}/plans/tasks/?q={TASK}", cookies=signed_in(served_district, "department_officer"))
    reporting.click(f"a.row-link:has-text('{TASK}')")
    item = re.sub(r"[?#].*", "", reporting.url)
    assert "征求意见稿" in reporting.inner_text("main [data-clause]")
    fine(reporting)

    # 当：一个牵头单位报送完成，附上佐证
    reporting.click("main a:has-text('报送进展')")
    fine(reporting)
    reporting.fill("[name=words]", "居家适老化改造1000户已全部完成并验收。")
    reporting.check("[name=completes]")
    reporting.click("main button:has-text('报送进展')")
    assert "报送完成要附佐证材料" in reporting.inner_text("main")
    reporting.set_input_files("[name=evidence]", str(evidence))
    reporting.click("main button:has-text('报送进展')")
    assert "待确认" in reporting.inner_text("main")

    # 那么：报送的单位自己不能确认
    assert reporting.locator("main a:has-text('确认')").count() == 0
    reporting.goto(f"{item}confirm/")
    assert reporting.url.rstrip("/") == item.rstrip("/")

    # 而另一个牵头单位看得到佐证，可以确认；只有统筹人员可以销号
    confirming = open_page(item, cookies=signed_in(served_district, "department_officer", 1))
    assert "验收单.txt" in confirming.inner_text("main")
    confirming.click("main a.button:has-text('确认')")
    fine(confirming)
    confirming.click("main button:has-text('确认')")
    assert "已确认完成" in confirming.inner_text("main")
    assert confirming.locator("main a:has-text('销号')").count() == 0
    assert posted(confirming, f"{item}close/") == 403

    closing = open_page(item, cookies=signed_in(served_district, "planner"), viewport=axe.NARROW)
    assert axe.wider_than_window(closing) == []
    closing.click("main a.button:has-text('销号')")
    closing.click("main button:has-text('销号')")
    assert "已销号" in closing.inner_text("main")
    fine(closing)

    # 审计员看得到每一步由谁办理，被拒绝的一步没有留下办理记录；审计员自己一步也不能办
    number = item.rstrip("/").rpartition("/")[2]
    auditing = open_page(f"{url}/office/audit/?q={number}", cookies=signed_in(served_district, "auditor"))
    actions = auditing.inner_text("main table")
    for action in ("plans.report", "plans.confirm", "plans.close"):
        assert actions.count(action) == 1, actions
    auditing.goto(item)
    for step in ("report", "confirm", "close", "reopen"):
        assert posted(auditing, f"{item}{step}/") == 403
