"""A change on the map, end to end: from the request of the page to the last byte of the answer that it shows."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks._districts import FULL_PEOPLE, SHORT_PEOPLE, built
from benchmarks._harness import Bench, NotRunError
from benchmarks._memory import pss_megabytes
from tools.serving import ServedDistrict

TITLE = "Trying out a change on the map"
LIBRARIES = ("django", "granian", "numpy", "scipy")
LIMIT_MS = 300.0
LIMIT_MEGABYTES = 400.0
ASKED = {
    "canteens, walking": "kind=canteen&group=60&mode=walk&within=15",
    "community stations, walking": "kind=community_care_station&group=80&mode=walk&within=15",
    "care homes, by car": "kind=care_home&group=60&mode=drive&within=30",
}
DATA = re.compile(r'<script id="map-data" type="application/json">(.*?)</script>', re.DOTALL)


class Browser:
    """One connection of somebody who is signed in."""

    def __init__(self, served: ServedDistrict) -> None:
        self.cookies = served.signed_in(served.sign_in_links({"planner": 1})["planner"][0])
        self.connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)

    def get(self, path: str) -> tuple[float, str]:
        """Milliseconds to the last byte, and the text; NotRunError where it was not answered."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookies})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise NotRunError(f"{path} answered {answer.status}: {text[:500]}")
        return took, text


def changes(data: dict[str, Any], number: int) -> list[str]:
    """`number` changes of all kinds, each alone: new sites in the middle of towns, and what is open moved, enlarged, closed."""
    spots = [(label["x"], label["y"]) for label in data["labels"]]
    sites = [place["site"] for place in data["places"] if place["site"] > 0]
    found = []
    for step in range(number):
        x, y = spots[step % len(spots)]
        site = sites[step % len(sites)] if sites else None
        kinds = [f"a:{x}:{y}:{20 + step}"]
        if site is not None:
            kinds += [f"m:{site}:{x}:{y}", f"e:{site}:{30 + step}", f"c:{site}"]
        found.append(kinds[step % len(kinds)])
    return found


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    number = bench.repeats(short=24, full=200)
    with tempfile.TemporaryDirectory(dir=bench.data) as folder:
        home = Path(folder) / "home"
        shutil.copytree(built(bench, people), home)
        with ServedDistrict(home) as served:
            page = Browser(served)
            page.get("/office/")
            first = True
            for name, asked in ASKED.items():
                took, text = page.get(f"/planning/what-if/?{asked}")
                found = DATA.search(text)
                if found is None:
                    raise NotRunError("the district has no street network: build it anew")
                data = json.loads(found[1])
                streets, _ = page.get(data["streets"])
                size = {"people": people, "facilities": len(data["places"]), "changes": number}
                if first:
                    bench.record("the first map after the start", "ms", took + streets, size=size)
                    first = False
                raw = [page.get(f"/planning/what-if/?part=1&{asked}&changes={one}")[0] for one in changes(data, number)]
                bench.record(f"{name}: a change, median", "ms", raw, size=size)
                bench.record(f"{name}: a change, 95 %", "ms", quantiles(raw, n=20)[-1], size=size, limit=LIMIT_MS)
            megabytes = pss_megabytes(served.process.pid)
            bench.record(
                "memory of the serving processes", "MB", megabytes, size={"people": people}, limit=LIMIT_MEGABYTES
            )
