"""The demonstration is built on PostgreSQL as on SQLite, and not again where it stands already."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.needs import needs
from tools.serving import product_environment

pytestmark = [pytest.mark.postgres, needs("postgres")]


def demo(home: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "laoyou.faces.cli", "demo", "--no-serve", "--people", "3000", *options]
    environment = product_environment(home) | {"LAOYOU_DATABASE_URL": url}
    return subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def ids(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT id, name FROM people_resident ORDER BY id").fetchall()


@pytest.mark.full
def test_a_build_is_whole_and_is_kept(tmp_path: Path, postgres_url: str) -> None:
    first = demo(tmp_path / "home", postgres_url)
    assert first.returncode == 0, first.stdout
    built = ids(postgres_url)
    assert len(built) > 2_900
    again = demo(tmp_path / "home", postgres_url)
    assert again.returncode == 0, again.stdout
    assert ids(postgres_url) == built


@pytest.mark.full
def test_a_build_that_begins_again_is_the_same(tmp_path: Path, postgres_url: str) -> None:
    assert demo(tmp_path / "home", postgres_url).returncode == 0
    built = ids(postgres_url)
    reset = demo(tmp_path / "home", postgres_url, "--reset")
    assert reset.returncode == 0, reset.stdout
    assert ids(postgres_url) == built
