"""Killed where it hurts most, the next process goes on: nothing is lost, and nothing is done twice that must not be."""

import signal
import threading

import pytest

from laoyou.core import attachments, outbox, rotation
from tests.keeping.installation import FILL, PLANTED, Installation

ROTATE = (
    "from laoyou.core import clock, rotation\nfrom laoyou.core.keyring import Purpose\nfrom laoyou.core.scope import Scope\n"
    "rotation.BATCH = 1\nby = Scope.system('a test')\n"
    "opened = rotation.start(Purpose.FIELD, by=by, at=clock.now())\n"
    "rotation.go_on(opened, by=by, at=clock.now())\n"
)


@pytest.fixture
def installation(filled, tmp_path):
    return filled.copy_to(tmp_path / "home")


@pytest.mark.parametrize(
    "failpoint", [rotation.AFTER_KEY, rotation.AFTER_BATCH, f"{rotation.AFTER_BATCH}:4", rotation.BEFORE_END]
)
def test_a_rotation_of_keys_killed_at_any_point_is_taken_up(installation, failpoint):
    before = installation.contents().splitlines()
    assert installation.python(ROTATE, failpoint=failpoint).returncode == -signal.SIGKILL
    readable = installation.contents().splitlines()
    assert readable[1:4] == before[1:4], "what people wrote must be readable in the middle of a rotation"
    assert installation.laoyou("keys", "rotate").returncode == 0
    after = installation.contents().splitlines()
    assert (after[1:4], after[5]) == (before[1:4], before[5])
    shown = installation.laoyou("keys", "show").stdout
    assert [line.split()[1] for line in shown.splitlines() if line.startswith("field")] == ["1", "2"]


def test_a_message_whose_sender_was_killed_is_sent_again_under_the_same_key(installation):
    """The file channel writes the same file for the same key: sent at least once, and seen once."""
    send = (
        "from datetime import timedelta\nfrom laoyou.core import clock, notices, outbox\n"
        "print(outbox.dispatch(at=clock.now() + timedelta(minutes={minutes})))"
    )
    killed = installation.python(send.format(minutes=0), failpoint=outbox.AFTER_SENDING)
    assert killed.returncode == -signal.SIGKILL
    assert installation.python(send.format(minutes=0)).stdout == "0\n", "another worker leaves a leased message alone"
    assert installation.python(send.format(minutes=5)).stdout == "1\n"
    assert len(list((installation.home / "outbox").glob("*.json"))) == 2


def test_a_file_whose_row_was_never_written_is_swept_and_no_other(installation):
    assert installation.python(FILL.format(planted=PLANTED), failpoint=attachments.AFTER_FILE).returncode == -9
    files = [path for path in (installation.home / "files").rglob("*") if path.is_file()]
    assert len(files) == 2
    sweep = (
        "from datetime import UTC, datetime, timedelta\nfrom laoyou.core import attachments\n"
        "print(attachments.sweep(at=datetime.now(UTC) + timedelta(days=2)))"
    )
    assert installation.python(sweep).stdout == "1\n"
    installation.contents()


WRITE = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connections, transaction
from laoyou.core import audit, clock
from laoyou.core.audit import Subject
from laoyou.core.scope import Scope

def write(worker):
    for number in range(40):
        with transaction.atomic():
            audit.record("test.write", Subject("test.write", f"{worker}-{number}", "500118001"),
                         by=Scope.system("w"), permission="core.see_home", at=clock.now(), chain="crowd")
    connections.close_all()

with ThreadPoolExecutor(4) as pool:
    list(pool.map(write, range(4)))
"""


def crowd(installation):
    done = []
    writers = [threading.Thread(target=lambda: done.append(installation.python(WRITE))) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [one.returncode for one in done] == [0, 0], done
    counted = installation.python(
        "from laoyou.core.models import AuditEntry\n"
        "rows = list(AuditEntry.objects.unscoped('t').filter(chain='500118:crowd').order_by('seq').values_list('seq', flat=True))\n"
        "assert rows == list(range(1, 321)), rows\n"
    )
    assert counted.returncode == 0, counted.stderr
    verified = installation.laoyou("audit", "verify")
    assert verified.returncode == 0, verified.stdout


def test_two_processes_of_four_threads_extend_one_chain_without_gap_or_fork(installation):
    crowd(installation)


@pytest.mark.postgres
def test_the_same_on_postgres(tmp_path, postgres_url):
    installation = Installation(tmp_path / "home", database_url=postgres_url)
    migrated = installation.laoyou("migrate")
    assert migrated.returncode == 0, migrated.stderr
    crowd(installation)
