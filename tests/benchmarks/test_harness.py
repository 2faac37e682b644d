"""Figures, ratios and percentiles say what was measured; the load generator counts every error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from benchmarks import _load, _memory, _page
from benchmarks._harness import Bench, Figure, Peer, machine, report, versions

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.95, 0),
        ([7], 0.5, 7),
        ([3, 1, 2], 0.5, 2),
        (list(range(1, 101)), 0.95, 95),
        (list(range(1, 101)), 1.0, 100),
    ],
)
def test_a_percentile_is_a_measured_value_that_the_share_does_not_exceed(
    values: list[float], share: float, expected: float
) -> None:
    assert _load.percentile(values, share) == expected


def test_a_ratio_above_one_means_that_ours_is_better() -> None:
    seconds = Figure("t", "s", 2.0, (2.0,), True, {}, limit=1.0)
    assert seconds.ratio(Peer("slow", 4.0)) == 2
    assert seconds.kept is False
    rows = Figure("r", "rows/s", 10.0, (10.0,), False, {}, limit=10.0)
    assert rows.ratio(Peer("fast", 20.0)) == 0.5
    assert rows.kept is True
    assert rows.ratio(Peer("absent", not_run="not installed")) is None


def test_an_absent_peer_is_printed_as_not_run_and_the_median_is_published(tmp_path: Path) -> None:
    bench = Bench("planted", full=False, data=tmp_path)
    waits = iter([0.0, 0.03, 0.001, 0.002])
    bench.time(
        "waiting", lambda: time.sleep(next(waits)), size={"rows": 1000}, repeats=3, peers={"other": "no licence"}
    )
    (figure,) = bench.figures
    assert figure.value == sorted(figure.raw)[1] < 0.02
    assert "other: not run (no licence)" in "\n".join(figure.lines())
    document = json.loads(json.dumps(report(bench, "Planted", ("django", "no-such-library"), 1.0, machine())))
    assert document["budget"] == "short"
    assert document["versions"]["no-such-library"] == "absent"
    assert document["figures"][0]["peers"][0]["ratio"] is None
    assert {"cpu", "cores", "memory_gib", "system", "python"} <= document["machine"].keys()


def test_versions_are_those_installed() -> None:
    assert versions(("pytest",))["pytest"] == pytest.__version__


def test_memory_counts_a_process_with_its_children() -> None:
    code = "import subprocess, sys; x = bytearray(30_000_000); subprocess.run([sys.executable, '-c', sys.argv[1]])"
    child = "import time; y = bytearray(30_000_000); print('ready', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, child], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(_memory.family(process.pid)) == 2
        assert 60 < _memory.pss_megabytes(process.pid) < 120
    finally:
        for pid in reversed(_memory.family(process.pid)):
            os.kill(pid, 9)
        process.wait()


class Desk(BaseHTTPRequestHandler):
    """A small office: a list with links, details, a form that wants its token; one address that is broken."""

    protocol_version = "HTTP/1.1"

    def answer(self, status: int, page: str) -> None:
        body = page.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "csrftoken=t1; Path=/")
        if status == 302:
            self.send_header("Location", "/list/")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers.get("Cookie", "")))  # type: ignore[attr-defined]
        if self.path.startswith("/broken/"):
            self.answer(500, "no")
        elif self.path.startswith("/list/"):
            self.answer(200, "名单 " + " ".join(f'<a href="/detail/{number}/">' for number in range(3)))
        else:
            self.answer(200, '<input type="hidden" name="csrfmiddlewaretoken" value="a&amp;b">')

    def do_POST(self) -> None:
        self.server.seen.append((self.path, self.headers.get("Cookie", "")))  # type: ignore[attr-defined]
        data = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        good = data.get("csrfmiddlewaretoken") == ["a&b"] and data.get("reason") == ["核对"]
        self.answer(302 if good else 403, "")

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def desk() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


SCENARIO = """
think_seconds = 0.02
[values]
town = ["大安", "板桥"]
[harvest]
person = '/detail/(\\d+)/'
[[step]]
kind = "list"
weight = 60
path = "/list/?town={town}"
expect = "名单"
[[step]]
kind = "detail"
weight = 30
path = "/detail/{person}/"
[[step]]
kind = "write"
weight = 10
roles = ["auditor"]
path = "/detail/{person}/"
post = "/detail/{person}/unmask/"
data = {reason = "核对"}
"""


def generate(tmp_path: Path, server: ThreadingHTTPServer, scenario: str) -> dict:
    (tmp_path / "scenario.toml").write_text(scenario, encoding="utf-8")
    (tmp_path / "sessions").write_text("planner\tlaoyou_session=one\nauditor\tlaoyou_session=two\n")
    base = f"http://127.0.0.1:{server.server_address[1]}"
    command = [sys.executable, "-m", "benchmarks._load", tmp_path / "scenario.toml", "--base", base]
    command += ["--sessions", tmp_path / "sessions", "--seconds", "1.5", "--users", "4"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, text=True, capture_output=True).stdout)


def test_the_load_follows_its_scenario_with_every_session_and_without_errors(
    tmp_path: Path, desk: ThreadingHTTPServer
) -> None:
    result = generate(tmp_path, desk, SCENARIO)
    assert result["errors"] == 0, result["error_examples"]
    kinds = result["kinds"]
    assert kinds["list"]["requests"] > kinds["detail"]["requests"] > kinds["write"]["requests"] > 0
    assert kinds["form"]["requests"] >= kinds["write"]["requests"] - 4
    assert result["all"]["p50"] <= result["all"]["p95"] <= result["all"]["p99"] <= result["all"]["worst"]
    seen = desk.seen  # type: ignore[attr-defined]
    assert {cookie.split(";")[0] for _, cookie in seen} == {"laoyou_session=one", "laoyou_session=two"}
    written = {cookie.split(";")[0] for path, cookie in seen if path.endswith("/unmask/")}
    assert written == {"laoyou_session=two"}, "the planner has no such step"
    assert {path for path, _ in seen if path.startswith("/detail/") and not path.endswith("/unmask/")} == {
        "/detail/0/",
        "/detail/1/",
        "/detail/2/",
    }


@pytest.mark.parametrize(
    ("change", "example"),
    [
        (("/list/?town", "/broken/?town"), "GET answered 500"),
        (('expect = "名单"', 'expect = "别的"'), "the page lacks"),
        (('reason = "核对"', 'reason = "没有"'), "POST answered 403"),
    ],
)
def test_every_kind_of_error_is_counted(
    tmp_path: Path, desk: ThreadingHTTPServer, change: tuple[str, str], example: str
) -> None:
    scenario = SCENARIO.replace(*change) + '\n[[step]]\nkind = "list"\nweight = 5\npath = "/list/"\n'
    result = generate(tmp_path, desk, scenario)
    assert result["errors"] > 0
    assert any(example in text for text in result["error_examples"])


def test_the_load_generator_refuses_another_machine(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SCENARIO, encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks._load", tmp_path / "s.toml", "--base", "http://example.com"]
    done = subprocess.run([*command, "--sessions", tmp_path / "none"], cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 1
    assert "this machine only" in done.stderr


def test_the_published_page_says_what_the_results_say(tmp_path: Path) -> None:
    bench = Bench("planted", full=True, data=tmp_path)
    peers = [Peer("slow way", 1.0, (1.0,)), Peer("other", not_run="no licence")]
    bench.record("build", "s", [0.5, 0.25, 1.0], size={"people": 20_000}, limit=0.4, peers=peers)
    text = _page.page([report(bench, "Planted", (), 1.0, machine())])
    assert "| build | people 20,000 | 0.500 s (0.250–1.00, 3 runs) | ≤ 0.400: **not kept** |" in text
    assert "slow way: 1.00, ratio 2.00; other: not run (no licence) |" in text


def test_the_page_in_docs_is_the_one_the_results_make() -> None:
    documents = _page.published()
    if documents:
        assert _page.PAGE.read_text(encoding="utf-8") == _page.page(documents)
    else:
        assert not _page.PAGE.exists()
