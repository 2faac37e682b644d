"""How long filling a superior's form takes, from the blank file to the filled one kept encrypted: 50, 200 and 800 cells."""

from __future__ import annotations

import io
import shutil
import time
from typing import Any

from benchmarks._districts import FULL_PEOPLE, PACK, SHORT_PEOPLE, built
from benchmarks._harness import Bench, Peer
from benchmarks.imports import _open

TITLE = "Filling a superior's form"
LIBRARIES = ("django", "openpyxl", "cryptography")
LIMIT_SECONDS = 3.0
LIMIT_CELLS = 200
COLUMNS = (
    "养老机构数",
    "养老机构床位数",
    "养老机构护理型床位",
    "备案托位",
    "养老护理员",
    "60岁及以上老年人",
    "80岁及以上老年人",
    "80岁及以上女性户籍老年人",
)
"""What the form asks for: three registers, among them three counts over all residents."""


def blank(towns: list[str], blocks: int) -> bytes:
    """A form with `blocks` tables below each other, a row a town and eight columns."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["养老托育服务情况统计表"])
    for block in range(blocks):
        sheet.append(["镇街", *COLUMNS])
        for town in towns:
            sheet.append([town])
        sheet.append([f"第{block + 1}部分到此"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    home = bench.data / f"forms-{people}"
    whole = built(bench, people)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(whole, home)
    _open(home)
    from django.core.cache import cache

    from laoyou.core import clock, district
    from laoyou.core.forms_out import commands
    from laoyou.core.models import Area, ReportedCell
    from laoyou.core.scope import Scope

    by, at, area = Scope.system("a measurement"), clock.now(), district.area_id()
    rows = Area.objects.filter(pk__startswith=area, level="town", valid_to__isnull=True).order_by("pk")
    towns = list(rows.values_list("name", flat=True))
    for wanted in (50, 200, 800):
        in_a_block = max(1, min(len(towns), wanted // len(COLUMNS)))
        blocks = max(1, round(wanted / (in_a_block * len(COLUMNS))))
        data = blank(towns[:in_a_block], blocks)
        form = commands.add(data, "form.xlsx", area_id=area, recipient=f"measuring {wanted}", by=by, at=at)
        commands.set_meanings(form.pk, form.meanings, by=by, at=at)
        filled = 0
        seconds: dict[str, list[float]] = {"counted afresh": [], "counts of the last ten minutes": []}
        for _repeat in range(bench.repeats(short=3, full=7)):
            cache.clear()
            for how in seconds:
                began = time.perf_counter()
                report = commands.fill(form.pk, as_of=clock.today(), by=by, at=clock.now())
                seconds[how].append(time.perf_counter() - began)
                cells = ReportedCell.objects.scoped(by, commands.FILL).filter(form=report, value__isnull=False)
                filled = cells.count()
        if not wanted * 0.9 <= filled <= wanted * 1.1:
            raise RuntimeError(f"only {filled} of {wanted} cells were filled")
        size = {"cells": filled, "people": people, "pack": PACK}
        limit = LIMIT_SECONDS if bench.full and filled >= LIMIT_CELLS * 0.9 and filled <= LIMIT_CELLS * 1.1 else None
        peer = _bare(data, filled)
        for how, raw in seconds.items():
            bench.record(f"filling a form, {how}", "s", raw, size=size, limit=limit, peers=[peer])
    shutil.rmtree(home, ignore_errors=True)


def _bare(data: bytes, cells: int) -> Peer:
    """Opening the same form with openpyxl, putting as many constants into it and saving it: nothing is counted or kept."""
    import openpyxl

    began = time.perf_counter()
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet: Any = book.active
    for number in range(cells):
        sheet.cell(number // 8 + 3, number % 8 + 2).value = number
    book.save(io.BytesIO())
    seconds = time.perf_counter() - began
    return Peer("openpyxl alone, writing constants", seconds, (seconds,))
