"""
A backup brings back everything but the keys, onto an empty machine that has them, whole or not at all.

Every process here is a real one, and every kill is a real kill.
"""

import io
import json
import shutil
import signal
import tarfile
import threading

import pytest

from laoyou.core import backup, failpoints
from tests.clear_text import found_in_clear
from tests.keeping.installation import PLANTED, Installation
from tools import postgres

RESTORE_POINTS = failpoints.declared("restore.")
BACKUP_POINTS = failpoints.declared("backup.")


def everyday(points, *chosen):
    """All points, of which every day only the chosen ones are tried."""
    return [point if point in chosen else pytest.param(point, marks=pytest.mark.full) for point in points]


@pytest.fixture(scope="module")
def source(filled, tmp_path_factory):
    return filled.copy_to(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def archive(source, tmp_path_factory):
    file = tmp_path_factory.mktemp("backup") / "district.backup"
    done = source.laoyou("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def contents(source):
    return source.contents()


@pytest.fixture
def target(tmp_path, source):
    installation = Installation(tmp_path / "target")
    installation.take_keys_of(source)
    return installation


def names_in(home):
    return {path.name for path in home.iterdir()} - {"secrets", "keys"}


def test_nothing_planted_lies_in_clear_in_the_installation_or_its_backup(source, archive):
    assert found_in_clear(source.home, PLANTED) == []
    assert found_in_clear(archive.parent, PLANTED) == []


def test_everything_comes_back(target, archive, contents):
    done = target.laoyou("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert target.contents() == contents
    assert target.laoyou("ready").returncode == 0
    assert target.laoyou("audit", "verify").returncode == 0


def test_neither_keys_nor_secrets_are_in_it(source, archive):
    with tarfile.open(archive) as opened:
        names = opened.getnames()
        members = {name: opened.extractfile(name).read() for name in names}
    assert not [name for name in names if name.split("/")[0] in backup.LEFT_OUT]
    ring = json.loads((source.home / "keys" / "keyring.json").read_text())
    secrets = [key["secret"].encode() for key in ring["keys"]]
    secrets += [(source.home / "secrets" / "django").read_bytes()]
    assert not [name for name, data in members.items() for secret in secrets if secret in data]


@pytest.mark.parametrize("point", everyday(RESTORE_POINTS, backup.RESTORE_FILES, backup.RESTORE_DATABASE))
def test_a_restore_killed_at_any_point_leaves_nothing_or_everything(target, archive, contents, point):
    killed = target.laoyou("restore", str(archive), failpoint=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    ready = target.laoyou("ready")
    if point in (backup.RESTORE_DATABASE, backup.RESTORE_CLEANED):
        assert ready.returncode == 0, ready.stderr
        assert target.contents() == contents
        again = target.laoyou("restore", str(archive))
        assert again.returncode == 1
        assert "已有数据" in again.stderr
    else:
        if point != backup.RESTORE_CHECKED:
            assert ready.returncode == 1
            assert "恢复没有完成" in ready.stderr
        assert not (target.home / "laoyou.sqlite3").exists()
        assert target.contents(after=["restore", str(archive)]) == contents
    assert not (target.home / backup.STAGING).exists()


@pytest.mark.parametrize("point", everyday(BACKUP_POINTS, backup.BEFORE_NAMING))
def test_a_backup_killed_at_any_point_leaves_no_file_that_passes_for_one(source, tmp_path, point):
    file = tmp_path / "x.backup"
    killed = source.laoyou("backup", str(file), failpoint=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not file.exists()
    assert source.laoyou("backup", str(file)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["x.backup"]


def refused(target, archive, sentence):
    done = target.laoyou("restore", str(archive))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert names_in(target.home) == set()


def test_it_is_refused_without_the_key_file(tmp_path, archive):
    refused(Installation(tmp_path / "target"), archive, "找不到密钥文件")


def test_it_is_refused_with_the_key_file_of_another_installation(tmp_path, archive):
    other = Installation(tmp_path / "other")
    other.python("from laoyou.core import keyring; keyring.Keyring.generate().save(keyring.default_path())")
    refused(other, archive, "不是这份数据的密钥")


def test_it_is_refused_where_there_is_data_already(source, archive):
    done = source.laoyou("restore", str(archive))
    assert done.returncode == 1
    assert "空机器" in done.stderr


def altered(archive, tmp_path, change):
    """A copy of the backup with its members changed by `change(name, data) → data or None`, the manifest as it was."""
    file = tmp_path / "altered.backup"
    with tarfile.open(archive) as old, tarfile.open(file, "w") as new:
        for info in old:
            data = change(info.name, old.extractfile(info).read())
            if data is not None:
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))
    return file


def test_one_turned_bit_in_the_database_is_refused(target, archive, tmp_path):
    def turn(name, data):
        return data[:5000] + bytes([data[5000] ^ 1]) + data[5001:] if name == "database.sqlite3" else data

    refused(target, altered(archive, tmp_path, turn), "database.sqlite3 与清单不符")


def test_a_missing_file_is_refused(target, archive, tmp_path):
    refused(
        target, altered(archive, tmp_path, lambda name, data: None if name.startswith("files/") else data), "与清单不符"
    )


def test_a_manifest_rewritten_without_the_key_is_refused(target, archive, tmp_path):
    """The attack of somebody who changes a member and its hash in the manifest too."""

    def rewrite(name, data):
        return data.replace(b'"program": "', b'"program": "9') if name == "manifest.json" else data

    refused(target, altered(archive, tmp_path, rewrite), "manifest.json 与清单不符")


def test_a_backup_of_a_newer_program_is_refused(target, source, tmp_path):
    newer = Installation(tmp_path / "newer")
    shutil.copytree(source.home, newer.home, dirs_exist_ok=True)
    newer.python(
        "from django.db import connection\n"
        "connection.cursor().execute(\"INSERT INTO django_migrations (app, name, applied) VALUES ('core', '0999_x', '2027-01-01')\")"
    )
    assert newer.laoyou("ready").stderr.count("更新版本") == 1
    newer.laoyou("backup", str(tmp_path / "newer.backup"))
    refused(target, tmp_path / "newer.backup", "更新版本")


@pytest.mark.parametrize("length", [0, 100, 20_000, -20_000])
def test_half_a_backup_is_refused(target, archive, tmp_path, length):
    half = tmp_path / "half.backup"
    half.write_bytes(archive.read_bytes()[:length])
    done = target.laoyou("restore", str(half))
    assert done.returncode == 1
    assert "不是完整的老幼备份文件" in done.stderr or "与清单不符" in done.stderr
    assert names_in(target.home) == set()


def test_a_member_that_points_outside_is_refused(target, archive, tmp_path):
    evil = tmp_path / "evil.backup"
    shutil.copy(archive, evil)
    with tarfile.open(evil, "a") as opened:
        info = tarfile.TarInfo("../outside")
        opened.addfile(info)
    refused(target, evil, "../outside 与清单不符")
    assert not (tmp_path / "outside").exists()


def test_a_backup_made_while_others_write_is_consistent(source, tmp_path, target):
    """Twenty commands a second, each with its entry: the copy must hold whole commands and a chain without a gap."""
    writing = (
        "import time\nfrom django.db import transaction\nfrom laoyou.core import audit, clock, outbox\n"
        "from laoyou.core.audit import Subject\nfrom laoyou.core.scope import Scope\n"
        "end = time.time() + 4\nn = 0\n"
        "while time.time() < end:\n"
        "    n += 1\n"
        "    with transaction.atomic():\n"
        "        outbox.publish('unknown', {}, key=f'w{n}', at=clock.now())\n"
        "        audit.record('test.write', Subject('test.write', f'w{n}', '500118001'), by=Scope.system('w'),"
        " permission='core.see_home', at=clock.now(), chain='writing')\n"
    )
    writer = threading.Thread(target=source.python, args=(writing,))
    writer.start()
    files = [tmp_path / f"{number}.backup" for number in range(2)]
    done = [source.laoyou("backup", str(file)) for file in files]
    writer.join()
    assert [one.returncode for one in done] == [0, 0], done
    restored = target.laoyou("restore", str(files[1]))
    assert restored.returncode == 0, restored.stderr
    counted = target.python(
        "from laoyou.core.models import *\n"
        "messages = {m.key for m in OutboxMessage.objects.filter(kind='unknown')}\n"
        "entries = {e.subject_id for e in AuditEntry.objects.unscoped('a test').filter(chain='500118:writing')}\n"
        "assert messages == entries and messages, (len(messages), len(entries))\n"
    )
    assert counted.returncode == 0, counted.stderr
    assert target.laoyou("audit", "verify").returncode == 0


@pytest.mark.postgres
class TestOnPostgres:
    @pytest.fixture
    def servers(self):
        with postgres.temporary_server() as one, postgres.temporary_server() as other:
            yield one, other

    @pytest.mark.full  # every day an upgrade and a tried backup run there (test_running.py)
    def test_everything_comes_back_and_a_kill_leaves_nothing_or_everything(self, servers, tmp_path):
        source = Installation(tmp_path / "source", database_url=servers[0])
        source.fill()
        archive = tmp_path / "district.backup"
        made = source.laoyou("backup", str(archive))
        assert made.returncode == 0, made.stderr
        target = Installation(tmp_path / "target", database_url=servers[1])
        target.take_keys_of(source)
        for point in (backup.RESTORE_FILES, backup.RESTORE_EDGE):
            assert target.laoyou("restore", str(archive), failpoint=point).returncode == -signal.SIGKILL
            assert "恢复没有完成" in target.laoyou("ready").stderr
        assert target.laoyou("restore", str(archive), failpoint=backup.RESTORE_DATABASE).returncode == -signal.SIGKILL
        assert target.laoyou("ready").returncode == 0
        assert target.contents() == source.contents()
        again = target.laoyou("restore", str(archive))
        assert again.returncode == 1
        assert "空机器" in again.stderr
        assert found_in_clear(archive.parent, PLANTED) == []
