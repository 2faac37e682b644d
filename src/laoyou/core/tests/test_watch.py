"""What whoever keeps the machine running is told, by the real checks over planted conditions."""

import gzip
import os
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.utils import timezone

from laoyou.core import logs, watch
from laoyou.core.domain.roles import Role
from laoyou.core.models import Account, Area, BackupTrial, KeyDrill, KeyRotation, Notice, OutboxMessage, RoleGrant

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def area():
    return Area.objects.create(id="500118", level="district", name="甲区")


@pytest.fixture
def backups(tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setenv("LAOYOU_BACKUPS", str(folder))
    return folder


def codes(now):
    return [one.code for one in watch.concerns(at=now)]


def test_a_new_district_is_told_what_to_set_up(now, monkeypatch):
    monkeypatch.delenv("LAOYOU_BACKUPS", raising=False)
    assert codes(now) == ["core.watch_backup_unset", "core.watch_drill_none"]


def test_a_full_disk_is_told_before_it_stops_the_work(now, monkeypatch):
    free = watch.LEAST_FREE_MEGABYTES * 1_048_576
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(free * 10, free * 9, free))
    assert "core.watch_disk" not in codes(now)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(free * 10, free * 9, free - 1_048_576))
    assert codes(now)[0] == "core.watch_disk"


def test_a_clock_that_jumps_is_told_and_one_that_drifts_is_not(now, monkeypatch):
    monkeypatch.setattr(watch, "clocks", watch._Clocks())
    watch.look_at_clocks(at=now, steady=1_000.0)
    watch.look_at_clocks(at=now + timedelta(seconds=301), steady=1_300.0)
    assert "core.watch_clock" not in codes(now)
    watch.look_at_clocks(at=now + timedelta(hours=9), steady=1_600.0)
    # Another process, which never looked itself, shows it on the page; after a week it is over.
    monkeypatch.setattr(watch, "clocks", watch._Clocks())
    assert "core.watch_clock" in codes(now + timedelta(hours=10))
    assert "core.watch_clock" not in codes(now + timedelta(days=8))


def test_a_backup_counts_when_it_came_back(now, backups):
    assert "core.watch_backup_same_disk" in codes(now)
    assert "core.watch_backup_none" in codes(now)
    BackupTrial.objects.create(made_at=now - timedelta(hours=1), file="a", held=False, said="坏了")
    assert "core.watch_backup_none" in codes(now)
    BackupTrial.objects.create(made_at=now - watch.OLDEST_BACKUP - timedelta(minutes=1), file="b", held=True)
    assert "core.watch_backup_old" in codes(now)
    BackupTrial.objects.create(made_at=now - watch.OLDEST_BACKUP + timedelta(minutes=1), file="c", held=True)
    assert not [code for code in codes(now) if code.startswith("core.watch_backup_o")]


def test_a_disk_too_small_for_the_next_backup_is_told(now, backups):
    free = shutil.disk_usage(backups).free
    last = BackupTrial.objects.create(made_at=now, file="a", held=True, size=free // (watch.ROOM_OF_A_TRIAL + 1))
    assert "core.watch_backup_room" not in codes(now)
    BackupTrial.objects.filter(pk=last.pk).update(size=free // (watch.ROOM_OF_A_TRIAL - 1))
    assert "core.watch_backup_room" in codes(now)


def test_drills_rotations_and_messages_that_wait(now):
    KeyDrill.objects.create(at=now - watch.OLDEST_DRILL - timedelta(days=1), shares="1 2", columns=1, values=1)
    KeyRotation.objects.create(purpose="field", key_id=2, started_at=now, finished_at=None)
    OutboxMessage.objects.create(key="k", kind="x", next_at=now, created_at=now - timedelta(hours=2))
    assert {"core.watch_drill_old", "core.watch_rotation", "core.watch_outbox"} <= set(codes(now))
    KeyDrill.objects.create(at=now, shares="1 3", columns=1, values=1)
    KeyRotation.objects.update(finished_at=now)
    OutboxMessage.objects.update(state="sent", sent_at=now)
    assert not {"core.watch_drill_old", "core.watch_rotation", "core.watch_outbox"} & set(codes(now))


def test_each_concern_is_told_to_the_keepers_once_a_day(now, area, settings, monkeypatch):
    settings.LAOYOU_DEMO_DATE = None
    monkeypatch.setattr(watch, "clocks", watch._Clocks())
    keeper, other = (
        Account.objects.create(username=name, display_name=name, created_at=now) for name in ("keeper", "other")
    )
    for account, role in ((keeper, Role.SYSTEM_ADMINISTRATOR), (other, Role.PLANNER)):
        RoleGrant.objects.create(account=account, role=role.value, area=area, granted_at=now)
    count = watch.tell(at=now)
    assert count >= 2
    monkeypatch.setattr(watch, "clocks", watch._Clocks())  # else the hours that this test skips are a jump
    watch.tell(at=now + timedelta(minutes=5))
    assert Notice.objects.filter(account=keeper, url="/office/system/").count() == count
    assert not Notice.objects.filter(account=other).exists()
    monkeypatch.setattr(watch, "clocks", watch._Clocks())
    watch.tell(at=now + timedelta(days=1))
    assert Notice.objects.filter(account=keeper).count() == 2 * count


def test_logs_are_put_away_and_the_writer_goes_on(tmp_path):
    log = tmp_path / "worker.log"
    writer = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for turn in range(4):
            os.write(writer, f"turn {turn}\n".encode() * 100)
            assert logs.rotate(tmp_path, largest=500, kept=2) == [log]
        os.write(writer, b"after\n")
        assert logs.rotate(tmp_path, largest=500, kept=2) == []
    finally:
        os.close(writer)
    assert log.read_text() == "after\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["worker.log", "worker.log.1.gz", "worker.log.2.gz"]
    assert gzip.decompress((tmp_path / "worker.log.1.gz").read_bytes()) == b"turn 3\n" * 100
    assert gzip.decompress((tmp_path / "worker.log.2.gz").read_bytes()) == b"turn 2\n" * 100
