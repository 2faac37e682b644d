"""Chromium for tests: one browser a worker, a fresh context a test, nothing loaded from elsewhere, axe on demand.

@pytest.mark.browser
def test_…(served_district, browse):
    page = browse(width=360, signed_in=link)      a page; fails the test at its end if the console held an error
    page.goto(served_district.url + "/…")
    assert serious(page) == []
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

from tests.needs import REASON, chromium

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--force-prefers-reduced-motion",
]
HERE = ("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:")


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of this worker; as root it runs without its sandbox, on our own pages only."""
    path = chromium()
    if path is None:
        pytest.skip(f"{REASON}chromium (apt-get install chromium)")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium_browser: Browser) -> Iterator[Callable[..., Page]]:
    """
    Opens pages: `browse(width=1280, height=900, locale="zh-CN", cookies={})`.

    After the test, anything the console called an error fails it (a script that broke, a file refused by the content security
    policy), and so does a request to another machine.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(
        *, width: int = 1280, height: int = 900, locale: str = "zh-CN", cookie: str = "", base: str = "", **options: Any
    ) -> Page:
        context = chromium_browser.new_context(viewport={"width": width, "height": height}, locale=locale, **options)
        contexts.append(context)
        if cookie:
            pairs = (part.split("=", 1) for part in cookie.split("; "))
            context.add_cookies([{"name": name, "value": value, "url": base} for name, value in pairs])
        context.route(lambda url: not url.startswith(HERE), refuse)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        return page

    def refuse(route: Route) -> None:
        complaints.append(f"asked another machine for {route.request.url}")
        route.abort()

    def listen(message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose says so in the console too; tests look at statuses themselves.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            complaints.append(f"console: {message.text}")

    open_page.complaints = complaints  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it stands: 'rule: element' lines, none where all is well."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    run = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
    violations = page.evaluate(run)
    return [
        f"{rule['id']}: {node['target'][0]}"
        for rule in violations
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
