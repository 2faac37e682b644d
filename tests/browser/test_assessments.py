"""An assessor fills the form in without a network; it is sent once, two sign, and the level stands on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from laoyou.assessments.models import Assessment, AssessmentAnswers
from laoyou.assessments.tests.conftest import (  # noqa: F401 (fixtures)
    ALL,
    Hands,
    areas,
    asked,
    demo,
    elder,
    given,
    nurse,
    pack,
    pair,
    town,
)
from tests.browser import axe
from tests.browser.test_clerks_monday import good
from tests.needs import needs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.django_db(transaction=True),
    needs("chromium", "axe", "vendor"),
]

SEALED = """async () => {
  const database = await new Promise((done) => { const asked = indexedDB.open("laoyou-assessments", 1); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => { const asked = database.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const rows = [...await all("round"), ...await all("drafts"), ...await all("forms")];
  return rows.map((row) => new TextDecoder("utf-8").decode(row.data)).join(" ");
}"""


def cookies_of(one: Hands, url: str) -> list[dict[str, Any]]:
    return [{"name": name, "value": cookie.value, "url": url} for name, cookie in one.client.cookies.items()]


def test_a_form_of_26_items_without_a_network_becomes_a_level_by_two_signatures(
    live_server: Any,
    open_page: Callable[..., Any],
    given: Assessment,  # noqa: F811
    pair: tuple[Hands, Hands],  # noqa: F811
) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    page = open_page(f"{url}/assessments/phone/", viewport=axe.NARROW, cookies=cookies_of(pair[0], url))
    page.wait_for_selector("#assessments[data-ready]")
    page.get_by_role("button", name="取名单").click()
    page.wait_for_selector("#assessment-list li")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/assessments/phone/').then(Boolean)")

    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#assessment-list li")
    good(page)
    page.get_by_role("button", name="填写评估表").click()
    page.locator("#assessment-form").wait_for()
    for group in range(4):
        for box in page.locator("#assessment-questions fieldset").all():
            box.locator("input").first.check()
        good(page)
        if group == 1:  # the phone is put away, and the answers are still there
            page.wait_for_timeout(200)
            page.reload()
            page.get_by_role("button", name="填写评估表").click()
            page.locator("#assessment-form").wait_for()
            assert page.locator("#assessment-questions input:checked").count() == 8
            page.get_by_role("button", name="下一组").click()
            assert page.locator("#assessment-questions input:checked").count() == 4
        page.get_by_role("button", name="下一组").click()
    assert "各项都有答案" in page.locator("#assessment-missing").inner_text()
    for box in page.locator("#assessment-questions fieldset").all():
        box.locator("input").last.check()
    page.locator("#assessment-remark").fill("门口有台阶")
    good(page)
    page.get_by_role("button", name="保存评估表").click()
    page.get_by_text("已存在手机上").wait_for()
    assert page.locator("#assessment-waiting").inner_text() == "待发送：1份"
    on_disk = page.evaluate(SEALED)
    assert "王小明" not in on_disk and "台阶" not in on_disk and "bathing" not in on_disk
    assert not AssessmentAnswers.objects.unscoped(ALL).exists()

    page.context.set_offline(False)
    page.get_by_text("已全部发送").wait_for()
    assert page.locator("#assessment-waiting").inner_text() == "待发送：0份"
    page.get_by_role("button", name="现在发送").click()
    assert AssessmentAnswers.objects.unscoped(ALL).count() == 1

    page.get_by_role("link", name="查看并签字").click()
    good(page)
    page.get_by_role("button", name="对下面的答案签字").click()
    page.get_by_text("等待另一名评估员签字").wait_for()
    other = open_page(f"{url}/assessments/{given.pk}/", viewport=axe.NARROW, cookies=cookies_of(pair[1], url))
    other.get_by_role("button", name="对下面的答案签字").click()
    other.get_by_text("两人都已签字，等级已定。").wait_for()
    assert "能力完好" in other.locator("main").inner_text()
    good(other)
