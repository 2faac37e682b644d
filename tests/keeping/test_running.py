"""
A district runs it alone: upgrades that come back where they do not hold, backups that were tried, keys in the hands of two.

Every process here is a real one, every failure a real failure, every kill a real kill.
"""

import fcntl
import json
import shutil
import signal
import sqlite3
import subprocess

import pytest

from laoyou.core import failpoints
from laoyou.faces import nightly, upgrading
from tests.keeping.installation import Installation
from tools import postgres

assert nightly
assert upgrading  # both declare the points of which the tests below are made

NEW_TABLES = ("core_backuptrial", "core_keydrill")
UPGRADE_POINTS = [one for one in failpoints.declared("upgrade.") if one != upgrading.PUTTING_BACK]


@pytest.fixture(scope="module")
def old(filled, tmp_path_factory):
    """The filled installation as an earlier program left it: without the tables of core's second migration."""
    one = filled.copy_to(tmp_path_factory.mktemp("old"))
    back = one.python("from django.core.management import call_command\ncall_command('migrate', 'core', '0001')")
    assert back.returncode == 0, back.stderr
    ready = one.laoyou("ready")
    assert ready.returncode == 1
    assert "laoyou upgrade" in ready.stderr
    return one


@pytest.fixture
def outdated(old, tmp_path):
    return old.copy_to(tmp_path / "district")


def tables(installation):
    with sqlite3.connect(installation.home / "laoyou.sqlite3") as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def rows(installation):
    """Every row of every table, to be compared."""
    with sqlite3.connect(installation.home / "laoyou.sqlite3") as database:
        return {
            name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"').fetchall()))
            for name in tables(installation)
        }


def make_it_fail(installation, *, in_verification):
    """A real reason not to hold: a table of that name exists already, or an entry of the audit trail was changed by hand."""
    with sqlite3.connect(installation.home / "laoyou.sqlite3") as database:
        if in_verification:
            database.execute("UPDATE core_auditentry SET action = 'altered' WHERE seq = 1")
        else:
            database.execute("CREATE TABLE core_keydrill (id INTEGER)")


def test_an_upgrade_brings_what_is_new_and_keeps_what_was(outdated, filled):
    done = outdated.laoyou("upgrade")
    assert done.returncode == 0, done.stderr
    assert "core.0002_keeping" in done.stdout
    assert set(NEW_TABLES) <= tables(outdated)
    assert outdated.laoyou("ready").returncode == 0
    assert not (outdated.home / ".upgrading").exists()
    assert "不需要升级" in outdated.laoyou("upgrade").stdout


@pytest.mark.parametrize("in_verification", [pytest.param(False, marks=pytest.mark.full), True])
def test_an_upgrade_that_does_not_hold_leaves_everything_as_it_was(outdated, in_verification):
    make_it_fail(outdated, in_verification=in_verification)
    before = rows(outdated)
    done = outdated.laoyou("upgrade")
    assert done.returncode == 1
    assert "数据已恢复到升级之前" in done.stderr
    assert ("审计链" in done.stderr) == in_verification
    assert "Traceback" not in done.stderr
    assert rows(outdated) == before
    assert not (outdated.home / ".upgrading").exists()


@pytest.mark.full
@pytest.mark.parametrize("point", UPGRADE_POINTS)
def test_an_upgrade_killed_at_any_point_is_undone_and_done_again(outdated, point):
    killed = outdated.laoyou("upgrade", failpoint=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    ready = outdated.laoyou("ready")
    assert ready.returncode == 1
    assert "升级没有完成" in ready.stderr
    assert outdated.laoyou("upgrade").returncode == 0
    assert outdated.laoyou("ready").returncode == 0


@pytest.mark.full
def test_a_kill_while_things_are_put_back_is_taken_up(outdated):
    make_it_fail(outdated, in_verification=False)
    before = rows(outdated)
    killed = outdated.laoyou("upgrade", failpoint=upgrading.PUTTING_BACK)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert "升级没有完成" in outdated.laoyou("ready").stderr
    assert "数据已恢复到升级之前" in outdated.laoyou("upgrade").stderr
    assert rows(outdated) == before


def test_nobody_upgrades_while_the_district_is_served(outdated):
    with (outdated.home / ".serving").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        done = outdated.laoyou("upgrade")
    assert done.returncode == 1
    assert "不能升级" in done.stderr
    assert not set(NEW_TABLES) & tables(outdated)


def trials(installation):
    done = installation.python(
        "import json\nfrom laoyou.core.models import BackupTrial\n"
        "print('trials ' + json.dumps(list(BackupTrial.objects.order_by('made_at').values('file', 'held', 'said'))))"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.partition("trials ")[2])


def test_a_scheduled_backup_is_restored_once_and_noted(filled, tmp_path):
    district = filled.copy_to(tmp_path / "district")
    district.told = {"LAOYOU_BACKUPS": str(tmp_path / "backups")}
    done = district.laoyou("backup", "--try")
    assert done.returncode == 0, done.stderr
    (noted,) = trials(district)
    assert noted["held"]
    assert [file.name for file in (tmp_path / "backups").iterdir()] == [noted["file"]], "nothing of the trial is left"
    # A file that has gone bad on its disk is found out, and said.
    archive = tmp_path / "backups" / noted["file"]
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    tried = district.python(
        f"from pathlib import Path\nfrom laoyou.faces import nightly\nnightly.try_out(Path({str(archive)!r}))"
    )
    assert "与清单不符" in tried.stderr
    assert [file.name for file in (tmp_path / "backups").iterdir()] == [noted["file"]]


@pytest.mark.full
@pytest.mark.parametrize("point", failpoints.declared("nightly."))
def test_a_killed_trial_is_cleared_away_and_made_again(filled, tmp_path, point):
    district = filled.copy_to(tmp_path / "district")
    district.told = {"LAOYOU_BACKUPS": str(tmp_path / "backups")}
    assert district.laoyou("backup", "--try", failpoint=point).returncode == -signal.SIGKILL
    assert trials(district) == []
    assert district.laoyou("backup", "--try").returncode == 0
    (noted,) = trials(district)
    assert [file.name for file in (tmp_path / "backups").iterdir()] == [noted["file"]]


@pytest.mark.full
def test_a_backup_that_cannot_be_made_is_noted_with_the_reason(filled, tmp_path):
    district = filled.copy_to(tmp_path / "district")
    district.told = {"LAOYOU_BACKUPS": str(tmp_path / "backups")}
    shutil.rmtree(district.home / "witness")
    (district.home / "witness").mkdir()
    (district.home / "witness" / "2026-10.jsonl").write_text("{}\n")
    done = district.laoyou("backup", "--try")
    assert done.returncode == 1
    (noted,) = trials(district)
    assert not noted["held"]
    assert noted["said"]


@pytest.mark.full
def test_two_shares_bring_a_lost_key_file_back_and_one_does_not(filled, tmp_path):
    district = filled.copy_to(tmp_path / "district")
    shares = tmp_path / "shares"
    assert district.laoyou("keys", "split", str(shares)).returncode == 0
    first, second, third = sorted(shares.iterdir())
    drilled = district.laoyou("keys", "drill", str(first), str(third))
    assert drilled.returncode == 0, drilled.stderr
    assert "打开了" in drilled.stdout
    assert "已经存在" in district.laoyou("keys", "join", str(first), str(second)).stderr
    before = district.contents()
    key_file = district.home / "keys" / "keyring.json"
    kept = key_file.read_text()
    key_file.unlink()
    assert district.laoyou("ready").returncode == 1
    assert "同一份" in district.laoyou("keys", "join", str(second), str(second)).stderr
    assert not key_file.exists()
    assert district.laoyou("keys", "join", str(second), str(third)).returncode == 0
    assert json.loads(key_file.read_text()) == json.loads(kept)
    assert district.contents() == before


@pytest.mark.full
def test_shares_from_before_a_rotation_fail_the_drill(filled, tmp_path):
    district = filled.copy_to(tmp_path / "district")
    assert district.laoyou("keys", "split", str(tmp_path)).returncode == 0
    first, second, _ = sorted(tmp_path.glob("*.json"))
    assert district.laoyou("keys", "rotate").returncode == 0
    done = district.laoyou("keys", "drill", str(first), str(second))
    assert done.returncode == 1
    assert "field" in done.stderr


def test_the_service_unit_is_one_that_systemd_takes(tmp_path):
    district = Installation(tmp_path / "a district")
    word = "hidden"
    district.told = {"LAOYOU_BACKUPS": "/srv/backups", "LAOYOU_DATABASE_URL": f"postgresql://u:{word}@db/laoyou"}
    done = district.laoyou("service", "install", "--units", str(tmp_path), "--user", "laoyou")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "laoyou.service").read_text()
    assert f'"LAOYOU_HOME={district.home}"' in text
    assert f'ReadWritePaths="{district.home}" /srv/backups' in text
    assert word not in text
    environment = district.home / "secrets" / "environment"
    assert environment.stat().st_mode & 0o077 == 0
    assert word in environment.read_text()
    if shutil.which("systemd-analyze"):
        checked = subprocess.run(
            ["systemd-analyze", "verify", str(tmp_path / "laoyou.service")], capture_output=True, text=True, check=False
        )
        assert "laoyou.service:" not in checked.stderr
    (tmp_path / "laoyou.service").write_text("other")
    assert "已经存在" in district.laoyou("service", "install", "--units", str(tmp_path)).stderr


@pytest.mark.postgres
class TestOnPostgres:
    def test_an_upgrade_and_a_trial(self, tmp_path):
        with postgres.temporary_server() as url:
            district = Installation(tmp_path / "district", database_url=url)
            district.told = {"LAOYOU_BACKUPS": str(tmp_path / "backups")}
            district.fill()
            before = district.contents()
            done = district.laoyou("backup", "--try")
            assert done.returncode == 0, done.stderr
            back = district.python(
                "from django.core.management import call_command\ncall_command('migrate', 'core', '0001')"
            )
            assert back.returncode == 0, back.stderr
            make_a_table = "from django.db import connection\nconnection.cursor().execute('{} TABLE core_keydrill {}')"
            district.python(make_a_table.format("CREATE", "(id int)"))
            refused = district.laoyou("upgrade")
            assert refused.returncode == 1
            assert "数据已恢复到升级之前" in refused.stderr
            assert district.python(make_a_table.format("DROP", "")).returncode == 0
            assert district.laoyou("upgrade").returncode == 0
            assert district.contents() == before
