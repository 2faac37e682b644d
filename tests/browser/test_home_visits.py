"""A community worker goes from door to door without a network: the list stays sealed on the phone, each form is sent once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import axe
from tests.browser.test_clerks_monday import good
from tests.browser.test_every_page import signed_in
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]

ON_DISK = """async () => {
  const database = await new Promise((done) => { const asked = indexedDB.open("laoyou-visits", 1); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => { const asked = database.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const rows = [...await all("round"), ...await all("forms")];
  return rows.map((row) => new TextDecoder("utf-8").decode(row.data)).join(" ") + Object.keys(rows[0]).join(",");
}"""


def test_a_form_is_filled_in_without_a_network_and_sent_once(
    served_district: ServedDistrict, open_page: Callable[..., Any]
) -> None:
    page = open_page(
        f"{served_district.url}/people/visits/phone/",
        viewport=axe.NARROW,
        cookies=signed_in(served_district, "community_worker"),
    )
    page.wait_for_selector("#visits[data-ready]")
    page.wait_for_function("document.getElementById('visit-area').options.length > 0")
    page.get_by_role("button", name="取名单").click()
    page.wait_for_selector("#doors li")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/people/visits/phone/').then(Boolean)")
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#doors li")
    door = page.locator("#doors button").first
    name = door.inner_text()
    good(page)
    door.click()
    page.locator("input[name=met][value=yes]").check()
    page.locator("input[name=consent][value=yes]").check()
    page.locator("input[name=needs][value=meals]").check()
    page.locator("input[name=remark]").fill("楼道灯坏了")
    good(page)
    page.get_by_role("button", name="保存这次上门").click()
    page.get_by_text("已存在手机上").wait_for()
    assert page.locator("#visit-waiting").inner_text() == "待发送：1份"
    on_disk = page.evaluate(ON_DISK)
    assert on_disk.endswith("iv,data") and name not in on_disk and "楼道灯" not in on_disk
    page.context.set_offline(False)
    page.get_by_text("已全部发送").wait_for()
    assert page.locator("#visit-waiting").inner_text() == "待发送：0份"
    page.get_by_role("button", name="取名单").click()
    page.get_by_text("名单已取到手机上").wait_for()
    assert page.locator("#doors li", has_text=name).get_by_text("已上门").count() == 1
