"""How long a list of residents takes from the file to the register of a whole district: dry run and import, at three sizes."""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks._districts import FULL_PEOPLE, PACK, SHORT_PEOPLE, built
from benchmarks._harness import Bench, Peer

TITLE = "Importing a list of residents"
LIBRARIES = ("django", "cryptography", "python-calamine", "openpyxl", "numpy")
LIMIT_SECONDS = 60.0
LIMIT_ROWS = 100_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂芬玉华建国志红梅春生文斌海燕"


def the_list(rows: int, seed: int, towns: list[tuple[str, str]], region: str) -> list[list[str]]:
    """A list of people who are not on the register, as a town would hand it in; numbers of the example range, of a region of their own."""
    from laoyou.base.ids import resident_id_check_digit

    chance = random.Random(seed)
    serials: dict[str, int] = {}
    made = [["姓名", "身份证号码", "性别", "出生日期", "联系电话", "镇街", "村（社区）", "家庭住址", "低保"]]
    for n in range(rows):
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(32_000))
        male = chance.random() < 0.5
        day = f"{born:%Y%m%d}"
        serials[day] = serials.get(day, 0) + 1
        body = f"{region}{serials[day] // 499:02d}{day}{serials[day] % 499 * 2 + male:03d}"
        town, community = towns[chance.randrange(len(towns))]
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        made.append(
            [name, body + resident_id_check_digit(body), "男" if male else "女", born.isoformat(), f"104{n:08d}", town,
             community, f"{town}人民路{n % 900 + 1}号", "是" if chance.random() < 0.05 else ""]
        )  # fmt: skip
    return made


def as_workbook(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def imported(data: bytes, name: str, account: str) -> tuple[float, float, dict[str, Any]]:
    """(seconds of the dry run, seconds of the import, what was written) of one list; both as the worker runs them."""
    from laoyou.core import clock, jobs
    from laoyou.core.imports import commands
    from laoyou.core.models import Account, ImportRun
    from laoyou.core.scope import scope_of

    at = clock.now()
    by = scope_of(Account.objects.get(username=account), at=at)
    area = by.area_prefixes("people.import_residents")[0]
    run = commands.upload(
        "people.residents", data, name, area_id=area, source="测量", as_of=date(2026, 10, 1), by=by, at=at
    )
    _work_off(jobs)
    run = ImportRun.objects.scoped(by, commands.IMPORT).get(pk=run.pk)
    file = run.files.scoped(by, commands.IMPORT).get(number=0)
    commands.set_mapping(run.pk, file.mapping, rules={}, mode="good_rows", by=by, at=at)
    seconds = []
    for start in (commands.start_check, commands.start_write):
        start(run.pk, by=by, at=at)
        began = time.perf_counter()
        _work_off(jobs)
        seconds.append(time.perf_counter() - began)
    run = ImportRun.objects.scoped(by, commands.IMPORT).get(pk=run.pk)
    return seconds[0], seconds[1], {"written": run.written, "counts": run.counts["outcomes"], "state": run.state}


def _work_off(jobs: Any) -> None:
    while (run := jobs.lease_next()) is not None:
        jobs.perform(run)


def plain_rows(rows: list[list[str]]) -> float:
    """Seconds that Django's bulk_create takes for the same people, sealed, without matching, history or audit; then taken back."""
    from django.db import transaction

    from laoyou.core import crypto
    from laoyou.core.row_ids import reserve
    from laoyou.people.models import Resident
    from laoyou.people.public import read

    began = time.perf_counter()
    with transaction.atomic():
        body = rows[1:]
        ids = reserve(Resident, len(body))
        table = Resident._meta.db_table
        numbers = [row[1] for row in body]
        sealed = [crypto.encrypt_many([row[column] for row in body], table, name, ids) for column, name in ((1, "id_number"), (4, "phone"), (7, "address"))]  # fmt: skip
        indexes = [crypto.blind_index_many([row[column] for row in body], table, name) for column, name in ((1, "id_number"), (4, "phone"))]  # fmt: skip
        made = []
        for place, (row, pk) in enumerate(zip(body, ids, strict=True)):
            reading = read(row[0])
            made.append(
                Resident(
                    pk=pk, name=row[0], pinyin=reading.pinyin, given_pinyin=reading.given_pinyin, initials=reading.initials,
                    sex="male" if row[2] == "男" else "female", birth_date=row[3], id_document="resident_id",
                    id_number=sealed[0][place], id_number_index=indexes[0][place], phone=sealed[1][place],
                    phone_index=indexes[1][place], address=sealed[2][place], source="测量",
                )
            )  # fmt: skip
        Resident.objects.bulk_create(made, batch_size=1_000)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    assert len(numbers) == len(ids)
    return seconds


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    whole = built(bench, people)
    home = bench.data / f"imports-{people}"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(whole, home)
    _open(home)
    from laoyou.core import clock
    from laoyou.core import district as districts
    from laoyou.core.commands import accounts
    from laoyou.core.domain.roles import Role
    from laoyou.core.models import Area
    from laoyou.core.scope import Scope

    by, at = Scope.system("a measurement"), clock.now()
    account = accounts.create("measuring", "measuring", by=by, at=at)
    accounts.grant(account.pk, Role.DEPARTMENT_OFFICER, by=by, at=at, area_id=districts.area_id())
    names = dict(Area.objects.values_list("id", "name"))
    towns = [(names[pk[:9]], name) for pk, name in names.items() if len(pk) == 12]
    sizes = (10_000, 100_000, 1_000_000) if bench.full else (1_000, 5_000, 20_000)
    for place, rows in enumerate(sizes):
        made = the_list(rows, bench.seed + place, towns, f"00{90 + place}")
        name = "list.csv" if rows == sizes[-1] else "list.xlsx"
        data = as_csv(made) if name.endswith("csv") else as_workbook(made)
        peers = [Peer("Django bulk_create of the same sealed rows, not matched and without history or audit", floor, (floor,))] if (floor := plain_rows(made) if rows <= LIMIT_ROWS else 0.0) else []  # fmt: skip
        del made
        dry, wet, said = imported(data, name, "measuring")
        if said["state"] != "written" or sum(said["written"].values()) < rows * 0.97:
            raise RuntimeError(f"the list did not go in: {said}")
        limit = LIMIT_SECONDS * rows / LIMIT_ROWS if rows >= LIMIT_ROWS else None
        size = {"rows": rows, "file": name, "register": people, "pack": PACK, "went in": sum(said["written"].values())}
        bench.record("dry run", "s", dry, size=size, limit=limit)
        bench.record("import", "s", wet, size=size, limit=limit, peers=peers)
        if rows == LIMIT_ROWS or not bench.full:
            _reading(bench, data, name, rows)
    shutil.rmtree(home, ignore_errors=True)


def _reading(bench: Bench, data: bytes, name: str, rows: int) -> None:
    """Opening the file and reading all of its rows, beside openpyxl."""
    from laoyou.core.imports import files
    from laoyou.core.imports.rows import raw_rows

    def ours() -> int:
        return sum(1 for sheet in files.open_sheets(data, name) for _ in raw_rows(sheet, 1))

    raw, _ = bench.measure(ours, repeats=3)
    peers = []
    if name.endswith("xlsx"):
        import openpyxl

        began = time.perf_counter()
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        sum(1 for _ in book.active.iter_rows(values_only=True))
        seconds = time.perf_counter() - began
        peers = [Peer("openpyxl, read only", seconds, (seconds,))]
    bench.record("inspecting and reading the file", "s", raw, size={"rows": rows, "file": name}, peers=peers)


def _open(home: Path) -> None:
    """Let this process work on the district in `home`, with the product's own settings."""
    os.environ["LAOYOU_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()
