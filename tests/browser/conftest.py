"""Fixtures of the browser tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser import axe

# Playwright's synchronous interface runs an event loop in this thread; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of this process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = axe.open_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(url, language=…, viewport=…, dark=…, cookies=…)`: a fresh page, loaded, with its policy watched."""
    contexts = []

    def opened(
        url: str,
        *,
        language: str = "zh-CN",
        viewport: dict[str, int] = axe.WIDE,
        dark: bool = False,
        cookies: list[dict[str, Any]] | None = None,
        **options: Any,
    ) -> Any:
        context = chromium.new_context(
            viewport=viewport,
            locale=language,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        axe.watch_policy(context)
        if cookies:
            context.add_cookies(cookies)
        page = context.new_page()
        page.goto(url)
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
