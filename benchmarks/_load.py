"""A load generator: some people at their desks, each in a thread, who look, think a second, and look again.

Runs in a process of its own, apart from what it measures:

    python -m benchmarks._load SCENARIO.toml --base URL --sessions FILE --seconds 60 [--users 20] [--seed 1]

prints one JSON document: latencies by kind of request (milliseconds), errors with an example each, requests a second.
A request counts as an error when it fails, answers 400 or above, or does not hold the text its step expects.
FILE holds one session a line: the role, a tab, the Cookie header.

A scenario is a TOML file:

    think_seconds = 1.0
    [values]                         what {names} in paths and data are drawn from
    surname = ["王", "李"]
    [harvest]                        more values, found in the pages that come back
    resident = '/people/residents/(\\d+)/'
    [[step]]
    kind = "list"                    list, detail or write
    weight = 30
    path = "/people/residents/?name={surname}"
    expect = "居民"                   optional: a text that must be on the page
    roles = ["planner"]              optional: only they do this; everybody by default
    [[step]]
    kind = "write"
    weight = 10
    path = "/people/residents/{resident}/"             the page with the form, which is read first
    post = "/people/residents/{resident}/unmask/"
    data = {reason = "核对高龄津贴账户"}
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import math
import random
import re
import sys
import threading
import time
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

PLACE = re.compile(r"{(\w+)}")
TOKEN = re.compile(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"')
KEPT_VALUES = 5_000


@dataclass
class Pool:
    """Values for the places of a scenario; grows by what one user finds in pages: another may not see the same rows."""

    values: dict[str, list[str]]
    patterns: dict[str, re.Pattern[str]]

    def fill(self, text: str, chosen: dict[str, str]) -> str:
        """`text` with each {name} replaced, URL-quoted, by its value in `chosen`."""
        return PLACE.sub(lambda found: quote(chosen[found[1]]), text)

    def choose(self, step: dict[str, Any], chance: random.Random) -> dict[str, str] | None:
        """A value for every place of a step; None while a place has none yet."""
        texts = [step["path"], step.get("post", ""), *map(str, step.get("data", {}).values())]
        wanted = {name for text in texts for name in PLACE.findall(text)}
        if any(not self.values.get(name) for name in wanted):
            return None
        return {name: chance.choice(self.values[name]) for name in sorted(wanted)}

    def harvest(self, page: str) -> None:
        for name, pattern in self.patterns.items():
            known = self.values.setdefault(name, [])
            if len(known) < KEPT_VALUES:
                known.extend(sorted(set(pattern.findall(page)) - set(known)))


@dataclass
class Record:
    """What happened: milliseconds by kind, errors with an example of each."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    skipped: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float, error: str | None) -> None:
        with self.lock:
            self.milliseconds[kind].append(seconds * 1000)
            if error:
                self.errors[error] += 1


class User(threading.Thread):
    """One person with one session and one connection, from a start that is spread over the first think time."""

    def __init__(
        self, number: int, scenario: dict[str, Any], base: str, session: str, pool: Pool, record: Record, until: float
    ) -> None:
        super().__init__(name=f"user-{number}", daemon=True)
        self.think, self.pool, self.record, self.until = scenario["think_seconds"], pool, record, until
        self.chance = random.Random(f"{scenario['seed']} {number}")
        self.host = urlsplit(base).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=30)
        role, _, cookie = session.rpartition("\t")
        self.cookies = dict(part.split("=", 1) for part in cookie.split("; ") if "=" in part)
        self.steps = [step for step in scenario["step"] if role in step.get("roles", [role])]
        self.weights = [step["weight"] for step in self.steps]
        if not self.steps:
            raise ValueError(f"the scenario has nothing to do for the role {role!r}")

    def run(self) -> None:
        time.sleep(self.chance.random() * self.think)
        while time.monotonic() < self.until:
            step = self.chance.choices(self.steps, self.weights)[0]
            chosen = self.pool.choose(step, self.chance)
            if chosen is None:
                self.record.skipped += 1
                time.sleep(0.05)
                continue
            self.take(step, chosen)
            time.sleep(self.think * (0.5 + self.chance.random()))

    def take(self, step: dict[str, Any], chosen: dict[str, str]) -> None:
        path = self.pool.fill(step["path"], chosen)
        if "post" not in step:
            self.request(step["kind"], "GET", path, step)
            return
        page = self.request("form", "GET", path, step)
        token = TOKEN.search(page or "")
        if not token:
            self.record.add(step["kind"], 0, f"{step['path']}: no form on the page")
            return
        data = {name: PLACE.sub(lambda found: chosen[found[1]], str(text)) for name, text in step["data"].items()}
        body = urlencode(data | {"csrfmiddlewaretoken": unescape(token[1])})
        self.request(step["kind"], "POST", self.pool.fill(step["post"], chosen), step, body)

    def request(self, kind: str, method: str, path: str, step: dict[str, Any], body: str | None = None) -> str | None:
        """One request and its answer, timed to the last byte; a redirect after a POST is the answer."""
        headers = {"Host": self.host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        started = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            self.record.add(kind, time.perf_counter() - started, f"{step['path']}: {type(problem).__name__}")
            return None
        seconds = time.perf_counter() - started
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        page = content.decode("utf-8", "replace")
        error = None
        if answer.status >= 400 or (answer.status >= 300 and method == "GET"):
            error = f"{step['path']}: {method} answered {answer.status}"
        elif step.get("expect") and method == "GET" and step["expect"] not in page:
            error = f"{step['path']}: the page lacks “{step['expect']}”"
        self.record.add(kind, seconds, error)
        self.pool.harvest(page)
        return page


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def summary(record: Record, seconds: float) -> dict[str, Any]:
    """The published figures of a run that took `seconds`."""
    everything = [value for values in record.milliseconds.values() for value in values]

    def figures(values: list[float]) -> dict[str, float]:
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "worst": 1.0}
        return {"requests": len(values)} | {name: round(percentile(values, share), 1) for name, share in shares.items()}

    return {
        "all": figures(everything),
        "kinds": {kind: figures(values) for kind, values in sorted(record.milliseconds.items())},
        "requests_per_second": round(len(everything) / seconds, 2) if seconds else 0.0,
        "errors": sum(record.errors.values()),
        "error_examples": dict(sorted(record.errors.items(), key=lambda item: -item[1])[:10]),
        "steps_without_values": record.skipped,
        "seconds": round(seconds, 1),
    }


def run(scenario: dict[str, Any], base: str, sessions: list[str], seconds: float, users: int) -> dict[str, Any]:
    """Let `users` people work for `seconds`; `sessions` are used in turn. The first tenth is not counted."""

    def own_pool() -> Pool:
        return Pool(
            {name: list(map(str, values)) for name, values in scenario.get("values", {}).items()},
            {name: re.compile(pattern) for name, pattern in scenario.get("harvest", {}).items()},
        )

    warm = time.monotonic() + seconds / 10
    people = [
        User(number, scenario, base, sessions[number % len(sessions)], own_pool(), Record(), warm + seconds)
        for number in range(users)
    ]
    for person in people:
        person.start()
    time.sleep(max(0.0, warm - time.monotonic()))
    counted = Record()
    for person in people:
        person.record = counted
    started = time.monotonic()
    for person in people:
        person.join(seconds + 60)
    return summary(counted, time.monotonic() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description="Load generator")
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument(
        "--sessions", type=Path, required=True, help="a file with a role, a tab and a Cookie header a line"
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if urlsplit(options.base).hostname not in {"127.0.0.1", "localhost", "::1"}:
        sys.exit("The load generator works against this machine only.")
    scenario = (
        {"think_seconds": 1.0} | tomllib.loads(options.scenario.read_text(encoding="utf-8")) | {"seed": options.seed}
    )
    sessions = options.sessions.read_text().split("\n")
    result = run(scenario, options.base, [line for line in sessions if line], options.seconds, options.users)
    json.dump(result, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
