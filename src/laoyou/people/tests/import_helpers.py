"""Lists as people keep them, and the whole way of one through an import, without pages."""

import csv
import io
from datetime import date

from laoyou.base.ids import resident_id_check_digit
from laoyou.core import clock, jobs
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.imports import commands
from laoyou.core.models import ImportRun
from laoyou.core.scope import Scope, scope_of
from laoyou.people.tests.conftest import AT, EAST

SYSTEM = Scope.system("a test")
HEAD = ["姓名", "身份证号码", "性别", "出生日期", "联系电话", "镇街", "村（社区）", "家庭住址", "户籍镇街", "户籍社区"]


def id_of(birth: date, sex: str, serial: int) -> str:
    """A well-formed number of the example range."""
    first = f"009918{birth:%Y%m%d}{(2 * serial + (sex == 'male')) % 1000:03d}"
    return first + resident_id_check_digit(first)


def line(name="王小明", birth=date(1950, 3, 7), sex="female", serial=1, **more):
    """One good row, by the heads of HEAD."""
    row = {
        "姓名": name,
        "身份证号码": id_of(birth, sex, serial),
        "性别": "男" if sex == "male" else "女",
        "出生日期": birth.isoformat(),
        "联系电话": f"104{serial:08d}",
        "镇街": "东街道",
        "村（社区）": "东街道901",
        "家庭住址": f"永川区东街道人民路{serial}号",
        "户籍镇街": "东街道",
        "户籍社区": "东街道901",
    }
    return {**row, **more}


def as_csv(rows, head=None, encoding="utf-8", above=()):
    """Rows as a CSV file."""
    head = head or list(dict.fromkeys(name for row in rows for name in row)) or HEAD
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(above)
    writer.writerow(head)
    writer.writerows([[row.get(name, "") for name in head] for row in rows])
    return out.getvalue().encode(encoding)


def clerk(area=EAST, role=Role.TOWN_OFFICER, name="clerk"):
    """The scope of an account that may import over `area`."""
    account = accounts.create(name, name, by=SYSTEM, at=AT)
    accounts.grant(account.pk, role, by=SYSTEM, at=AT, area_id=area)
    return scope_of(account, at=clock.now())


def work_off():
    """Do every job that waits, and say how each ended."""
    ended = []
    while (run := jobs.lease_next()) is not None:
        jobs.perform(run)
        job = jobs.Job.objects.get(pk=run.job_id)
        ended.append((job.kind, job.state, job.message))
    return ended


def handed_in(data, by, name="名单.csv", table="people.residents", area=EAST, **more):
    """A list that was handed in, with the mapping as proposed."""
    given = {"source": "社区走访 2026年10月", "as_of": date(2026, 10, 1), **more}
    return commands.upload(table, data, name, area_id=area, by=by, at=AT, **given)


def tried(run, by, mode="good_rows", rules=None):
    """The run after its dry run."""
    file = run.files.unscoped("a test").get(number=0)
    commands.set_mapping(run.pk, file.mapping, rules=rules or {}, mode=mode, by=by, at=AT)
    commands.start_check(run.pk, by=by, at=AT)
    assert all(state == "done" for _, state, _ in work_off())
    return fresh(run)


def written(run, by, mode=""):
    """The run after the import."""
    commands.start_write(run.pk, by=by, at=AT, mode=mode)
    work_off()
    return fresh(run)


def fresh(run):
    """The run as it is now."""
    return ImportRun.objects.unscoped("a test").get(pk=run.pk)


def outcomes(run):
    """Outcome → rows, of the last dry run."""
    return {name: count for name, count in run.counts["outcomes"].items() if count}


KINDS = (
    "base.resident_id.check_digit",
    "core.import_lost_digits",
    "core.import_day_impossible",
    "core.import_day_incomplete",
    "core.import_row_twice",
    "core.import_number_shared",
    "core.import_two_numbers",
    "core.import_area_unknown",
    "people.import_not_yours",
    "people.id_number_birth_date",
    "people.id_number_sex",
    "people.phone_shape",
)
"""The twelve kinds of faults of the messy list."""


def messy(rows=2_000, each=5):
    """
    (rows of a list, line → the kind of fault planted there).

    Of every kind `each` lines, spread over the list, of two kinds two lines each time, because they contradict each other.
    Full-width digits, days in six shapes and towns with what stands above them are no faults.
    """
    shapes = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
    made = []
    for n in range(rows):
        birth = date(1930 + n % 60, 1 + n % 12, 1 + n % 27)
        sex = "male" if n % 3 == 0 else "female"
        serial = n // 540 + 1 + 10 * (n % 7)
        row = line(f"{SURNAMES[n % 20]}{GIVEN[n // 20 % 50]}{GIVEN[n % 50]}", birth, sex, serial)
        row["出生日期"] = birth.strftime(shapes[n % 5])
        row["联系电话"] = f"104{n:08d}"
        row["家庭住址"] = f"永川区东街道人民路{n}号"
        if n % 11 == 0:
            row["身份证号码"] = "".join(chr(ord(c) + 0xFEE0) for c in row["身份证号码"])
        if n % 13 == 0:
            row["镇街"] = "重庆市永川区东街道"
        made.append(row)
    planted = {}
    step = rows // (each * len(KINDS) + 1)
    places = iter(range(step, rows - 2, step))
    for kind in KINDS:
        for _ in range(each):
            at = next(places)
            planted |= _plant(made, at, kind)
    return made, planted


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "一二三四五六七八九十百千万春夏秋冬东南西北山水木金火土日月星云风雨雪花草竹兰菊梅松柏石玉珍宝福禄寿喜安"


def _plant(rows, at, kind):
    row = rows[at]
    number = row["身份证号码"]
    if kind == "base.resident_id.check_digit":
        row["身份证号码"] = half(number)[:17] + ("0" if half(number)[17] != "0" else "1")
    elif kind == "core.import_lost_digits":
        row["身份证号码"] = "1.18195E+14".replace("14", "17")
    elif kind == "core.import_day_impossible":
        row["出生日期"], row["身份证号码"], row["性别"] = "1951-02-30", "", "女"
    elif kind == "core.import_day_incomplete":
        row["出生日期"], row["身份证号码"], row["性别"] = "1951.02", "", "女"
    elif kind == "core.import_row_twice":
        rows[at + 1] = dict(row)
        return {at + 1: kind}
    elif kind == "core.import_number_shared":
        rows[at + 1] = {**rows[at + 1], "身份证号码": half(number), "出生日期": row["出生日期"], "性别": row["性别"]}
        row["身份证号码"] = half(number)
        return {at: kind, at + 1: kind}
    elif kind == "core.import_two_numbers":
        born = date(1944, 4, 4)
        for other, serial in ((at, 301 + at % 50), (at + 1, 401 + at % 50)):
            rows[other] = {**line(f"双{row['姓名']}", born, "female", serial), "家庭住址": row["家庭住址"]}
        return {at: kind, at + 1: kind}
    elif kind == "core.import_area_unknown":
        row["镇街"] = "东街衔"
    elif kind == "people.import_not_yours":
        row["镇街"], row["村（社区）"] = "西镇", "西镇901"
    elif kind == "people.id_number_birth_date":
        row["出生日期"] = "1929-12-31"
    elif kind == "people.id_number_sex":
        row["性别"] = "男" if row["性别"] == "女" else "女"
    elif kind == "people.phone_shape":
        row["联系电话"] = "6661234"
    return {at: kind}


def half(text):
    """Half-width."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
