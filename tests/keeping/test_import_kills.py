"""
An import killed at any named point is, after the next start, wholly in, wholly out, or goes on: rows and audit agree.

Real processes are really killed. The next process does what the next start does: it takes the job up when its lease is over.
"""

import json
import signal

import pytest

from laoyou.core import failpoints
from laoyou.core.imports import points
from tests.keeping.installation import Installation

PREPARE = """
from datetime import date
from laoyou.core import clock, district
from laoyou.core.commands import accounts, reference
from laoyou.core.domain.roles import Role
from laoyou.core.models import Area
from laoyou.core.scope import Scope
by, at = Scope.system("a test"), clock.now()
reference.load(district.pack(), by=by, at=at)
account = accounts.create("clerk", "clerk", by=by, at=at)
town = Area.objects.filter(level="town").order_by("id").first()
accounts.grant(account.pk, Role.TOWN_OFFICER, by=by, at=at, area_id=town.pk)
"""

HEAD = """
import json
from datetime import date, timedelta
from django.utils import timezone
from laoyou.core import clock, jobs
from laoyou.core.imports import commands, running
from laoyou.core.models import Account, Area, AuditEntry, ImportRun, ImportRow, Job
from laoyou.core.scope import scope_of
from laoyou.people.models import Resident, StatusFact
running.BATCH = 20
commands.AT_ONCE = {at_once}
by, at = scope_of(Account.objects.get(username="clerk"), at=clock.now()), clock.now()
town = Area.objects.filter(level="town").order_by("id").first()
community = Area.objects.filter(parent=town).order_by("id").first()

def the_list(shift):
    lines = ["姓名,出生日期,性别,镇街,村社区,低保,联系人,联系人电话"]
    for n in range(70):
        phone = "12" if n == 33 and {faulty} else f"138{{n + shift:08d}}"
        lines.append(f"赵{{chr(0x4e00 + n)}},19{{40 + n % 20}}-03-{{1 + n % 28:02d}},女,{{town.name}},{{community.name}},"
                     f"{{'是' if n % 7 == 0 else ''}},王{{chr(0x5e00 + n)}},{{phone}}")
    return "\\n".join(lines).encode()

def work_off():
    Job.objects.filter(state="running").update(leased_until=timezone.now() - timedelta(seconds=1))
    while (run := jobs.lease_next()) is not None:
        jobs.perform(run)

def the_run():
    return ImportRun.objects.unscoped("a test").order_by("pk").last()

def go_on():
    # What somebody does who finds the import as it stands: what is not begun, begins.
    work_off()
    run = the_run()
    if run is None:
        commands.upload("people.residents", the_list(0), "a.csv", area_id=town.pk, source="测试", as_of=date(2026, 10, 1), by=by, at=at)
        work_off()
        run = the_run()
    if run.state == "mapping":
        file = run.files.unscoped("a test").get(number=0)
        commands.set_mapping(run.pk, file.mapping, rules={{}}, mode={mode!r}, by=by, at=at)
    if the_run().state == "ready":
        commands.start_check(run.pk, by=by, at=at)
        work_off()
    if the_run().state == "checked":
        commands.start_write(run.pk, by=by, at=at)
        work_off()
"""

STATE = """
people = Resident.objects.unscoped("a test")
entries = AuditEntry.objects.unscoped("a test").order_by("pk")
run = the_run()
batches = run.batches.unscoped("a test") if run else []
print(json.dumps({
    "people": people.count(), "facts": StatusFact.objects.unscoped("a test").count(),
    "audited": sum(json.loads(e.detail)["rows"] for e in entries if e.action == "core.import_rows"),
    "undone": sum(json.loads(e.detail)["rows"] for e in entries if e.action == "core.undo_import"),
    "recorded": sum(b.new for b in batches if b.undone_at is None),
    "state": run.state if run else "", "written": run.written if run else {},
    "rows": ImportRow.objects.unscoped("a test").count(),
}))
from laoyou.core import audit, witness
assert not audit.verify(witness.points()).breaks
"""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """An installation with areas and a clerk."""
    installation = Installation(tmp_path_factory.mktemp("imports") / "home")
    assert installation.laoyou("migrate").returncode == 0
    done = installation.python(PREPARE)
    assert done.returncode == 0, done.stderr
    return installation


def head(mode="good_rows", at_once=10**9, faulty=True):
    return HEAD.format(mode=mode, at_once=at_once, faulty=faulty)


def state_of(installation, before=""):
    done = installation.python(head() + before + STATE)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def agrees(state):
    assert state["people"] == state["audited"] - state["undone"] == state["recorded"]
    assert state["facts"] == 0 or state["people"] > 0


POINTS = failpoints.declared("imports.")
READING = {points.AFTER_READING, points.AFTER_HEAD}
UNDOING = {name for name in POINTS if name.startswith("imports.undo")}
EVERYDAY = {points.WRITE_AUDITED, f"{points.WRITE_COMMITTED}:2", points.CHECK_CLEARED, points.UNDO_DELETED}


def tiered(names):
    return [name if name in EVERYDAY else pytest.param(name, marks=pytest.mark.full) for name in names]


def test_there_are_twenty_points_and_more():
    assert len(POINTS) >= 20


@pytest.mark.parametrize(
    "point",
    tiered(
        [*(name for name in POINTS if name not in UNDOING), f"{points.WRITE_COMMITTED}:2", f"{points.WRITE_JUDGED}:3"]
    ),
)
def test_an_import_killed_anywhere_is_taken_up_and_everything_is_in_once(prepared, tmp_path, point):
    installation = prepared.copy_to(tmp_path / "home")
    at_once = 10 if point in READING else 10**9
    killed = installation.python(head(at_once=at_once) + "go_on()\n", failpoint=point)
    assert killed.returncode == -signal.SIGKILL, (point, killed.stderr)
    agrees(state_of(installation))
    done = installation.python(head(at_once=at_once) + "go_on()\n")
    assert done.returncode == 0, done.stderr
    state = state_of(installation)
    agrees(state)
    assert (state["people"], state["facts"], state["state"]) == (69, 10, "written")
    assert state["written"] == {"new": 69, "changed": 0}


@pytest.mark.parametrize(
    "point",
    tiered(
        [
            points.WRITE_JUDGED,
            f"{points.WRITE_RECORDED}:2",
            points.WRITE_AUDITED,
            points.WRITE_COMMITTED,
            points.WRITE_ALL,
        ]
    ),
)
def test_all_or_nothing_killed_anywhere_is_all_or_nothing(prepared, tmp_path, point):
    installation = prepared.copy_to(tmp_path / "home")
    code = head(mode="whole", faulty=False) + "go_on()\n"
    killed = installation.python(code, failpoint=point)
    assert killed.returncode == -signal.SIGKILL, (point, killed.stderr)
    state = state_of(installation)
    agrees(state)
    assert state["people"] in (0, 70), "never a part"
    done = installation.python(code)
    assert done.returncode == 0, done.stderr
    state = state_of(installation)
    agrees(state)
    assert (state["people"], state["state"], state["written"]) == (70, "written", {"new": 70, "changed": 0})


@pytest.mark.parametrize("point", tiered([*sorted(UNDOING), f"{points.UNDO_COMMITTED}:2"]))
def test_an_undo_killed_anywhere_goes_on_until_nobody_is_left(prepared, tmp_path, point):
    installation = prepared.copy_to(tmp_path / "home")
    assert installation.python(head() + "go_on()\n").returncode == 0
    killed = installation.python(
        head() + "commands.start_undo(the_run().pk, by=by, at=at)\nwork_off()\n", failpoint=point
    )
    assert killed.returncode == -signal.SIGKILL, (point, killed.stderr)
    agrees(state_of(installation))
    state = state_of(installation, before="work_off()\n")
    agrees(state)
    assert (state["people"], state["facts"], state["state"]) == (0, 0, "undone")
