"""The browser libraries work together under the product's content security policy, which allows files of our own only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe
from tests.needs import needs

pytestmark = [pytest.mark.browser, needs("vendor", "axe")]

VENDOR = Path(__file__).resolve().parents[2] / "src/laoyou/core/static/vendor"
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# At the end of the body and not deferred, as in the product: htmx takes up its extensions only if it is read before
# DOMContentLoaded.
SCRIPTS = "".join(
    f'<script src="/vendor/{name}.min.js"></script>' for name in ("htmx", "hx-sse", "echarts", "alpine-csp")
)
PAGE = f"""<!doctype html><html lang="zh"><head><title>样张</title>
<meta name="htmx-config" content='{{"includeIndicatorCSS": false}}'>
</head><body><main><h1>样张</h1>
<button id="swap" hx-get="/fragment" hx-target="#place">取来</button><div id="place"></div>
<div x-data="counter"><button id="add" x-on:click="add">加一</button><output id="count" x-text="count"></output></div>
<div id="live" hx-sse:connect="/events" hx-target="#news" hx-swap="innerHTML"></div><p id="news"></p>
<div id="chart" role="img" aria-label="图"></div></main><script src="/own.js"></script>{SCRIPTS}</body></html>"""
OWN = """
document.addEventListener("alpine:init", () => Alpine.data("counter", () => ({count: 0, add() { this.count += 1 }})))
addEventListener("load", () => {
  const chart = echarts.init(document.getElementById("chart"), null, {renderer: "svg", width: 300, height: 200})
  chart.setOption({animation: false, xAxis: {data: ["甲"]}, yAxis: {}, series: [{type: "bar", data: [3]}]})
})
"""


class Desk(BaseHTTPRequestHandler):
    """Serves the page above with the product's policy."""

    policy = POLICY

    def do_GET(self) -> None:
        kind, body = "text/html; charset=utf-8", b""
        if self.path == "/":
            body = PAGE.encode()
        elif self.path == "/own.js":
            kind, body = "text/javascript", OWN.encode()
        elif self.path == "/fragment":
            body = "<p>取到了</p>".encode()
        elif self.path == "/events":
            kind, body = "text/event-stream", "data: <b>新消息</b>\n\n".encode()
        elif self.path.startswith("/vendor/"):
            kind, body = "text/javascript", (VENDOR / Path(self.path).name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def desk() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def test_htmx_alpine_and_echarts_work_under_a_policy_that_allows_our_own_files_only(
    desk: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(desk)
    page.click("#swap")
    page.wait_for_selector("text=取到了")
    page.click("#add")
    page.click("#add")
    assert page.inner_text("#count") == "2"
    assert page.locator("#chart svg path").count() > 0
    page.wait_for_selector("#news b")
    assert axe.refused_by_policy(page) == []
    assert axe.axe_findings(page) == []


def test_without_permission_for_our_own_scripts_nothing_runs(
    desk: str, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "policy", POLICY.replace("script-src 'self'", "script-src 'none'"))
    page = open_page(desk)
    assert len(axe.refused_by_policy(page)) == SCRIPTS.count("<script") + 1
    assert page.locator("#chart svg").count() == 0
