"""Killed at any named point of the build, the next start finds a whole district or makes one; it never shows half of one."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.backends.sqlite3._functions import register

from laoyou.base.errors import DomainError
from laoyou.demo import homes
from laoyou.demo.points import POINTS
from tools.serving import product_environment

PEOPLE = 2_200
EVERYDAY = ("demo.during_residents",)
"""Points killed at in the everyday tier: in the middle of a table, and between two renames."""
WHILE_REPLACING = {"demo.between_renames", "demo.after_rename"}


def start(home: Path, *, kill_at: str = "", reset: bool = False) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "laoyou.faces.cli", "demo", "--no-serve", "--people", str(PEOPLE)]
    environment = product_environment(home)  # the product's own settings, not those of this test process
    if kill_at:
        environment["LAOYOU_FAILPOINT"] = kill_at
    return subprocess.run([*command, "--reset"] if reset else command, env=environment, capture_output=True, text=True)


def people_in(home: Path) -> str:
    """A hash over everybody's number, name and areas."""
    with sqlite3.connect(home / "laoyou.sqlite3") as connection:
        register(connection)  # constraints of tables call functions that Django brings
        rows = connection.execute(
            "SELECT id, name, birth_date, residence_area_id, registered_area_id FROM people_resident ORDER BY id"
        )
        digest = hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    return digest


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> tuple[Path, str]:
    """A district that nobody interrupted."""
    home = tmp_path_factory.mktemp("whole") / "home"
    done = start(home)
    assert done.returncode == 0, done.stderr
    return home, people_in(home)


@pytest.mark.parametrize(
    "point", [point if point in EVERYDAY else pytest.param(point, marks=pytest.mark.full) for point in POINTS]
)
def test_the_next_start_after_a_kill_has_a_whole_district(point, expected, tmp_path):
    home = tmp_path / "home"
    replacing = point in WHILE_REPLACING
    if replacing:
        assert start(home).returncode == 0
    killed = start(home, kill_at=point, reset=replacing)
    assert killed.returncode != 0, f"{point} was never passed"
    if home.exists():
        assert people_in(home) == expected[1], "what is in its place is whole"
    again = start(home)
    assert again.returncode == 0, again.stderr
    assert people_in(home) == expected[1]
    assert json.loads((home / "demo.json").read_text())["people"] == PEOPLE
    left = {path.name for path in tmp_path.iterdir()} - {"home", "home.lock"}
    assert not left, "nothing half-built is left beside it"


def test_a_second_start_builds_nothing(expected):
    home, _ = expected
    before = (home / "demo.json").stat().st_mtime_ns
    assert start(home).returncode == 0
    assert (home / "demo.json").stat().st_mtime_ns == before


def test_another_district_in_the_same_home_is_refused_in_a_sentence(expected):
    home, people = expected
    with pytest.raises(DomainError) as refusal:
        homes.build(home, people=PEOPLE + 100)
    assert refusal.value.code == "demo.home_has_other_demo"
    assert people_in(home) == people


def test_a_home_that_is_no_demonstration_is_left_alone(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "laoyou.sqlite3").write_bytes(b"somebody's data")
    with pytest.raises(DomainError) as refusal:
        homes.build(tmp_path / "home", people=PEOPLE, reset=True)
    assert refusal.value.code == "demo.home_in_use"
    assert (tmp_path / "home" / "laoyou.sqlite3").read_bytes() == b"somebody's data"


def test_two_builds_of_one_home_do_not_meet(tmp_path):
    with homes.locked(tmp_path / "home"), pytest.raises(DomainError) as refusal:
        homes.build(tmp_path / "home", people=PEOPLE)
    assert refusal.value.code == "demo.being_built"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--people", "100"], "至少"),
        (["--pack", "510100-chengdu"], "普查"),
        (["--pack", "nowhere"], "没有名为"),
    ],
)
def test_what_cannot_be_built_is_refused_in_a_sentence_with_a_way_on(options, said, tmp_path):
    command = [sys.executable, "-m", "laoyou.faces.cli", "demo", "--no-serve", *options]
    done = subprocess.run(command, env=product_environment(tmp_path / "home"), capture_output=True, text=True)
    assert done.returncode == 1
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_full_disk_is_noticed_before_the_build(tmp_path, monkeypatch):
    monkeypatch.setattr(homes.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1_000_000})())
    with pytest.raises(DomainError) as refusal:
        homes.build(tmp_path / "home", people=PEOPLE)
    assert refusal.value.code == "demo.disk_full"


def test_a_busy_port_is_noticed_before_the_build(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "laoyou.faces.cli", "demo", "--people", str(PEOPLE), "--port", str(port)]
        done = subprocess.run(command, env=product_environment(tmp_path / "home"), capture_output=True, text=True)
    assert done.returncode == 1 and str(port) in done.stderr
    assert not (tmp_path / "home").exists()
