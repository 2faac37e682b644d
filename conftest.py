"""What every test of the project shares: tiers, absent parts named at the end, no network, the shared district."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.needs import REASON, has, needs
from tools import postgres

pytest_plugins = ["tests.database", "tests.district"]

ON_POSTGRES = os.environ.get("LAOYOU_TEST_DATABASE") == "postgres"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also the tests marked full: whole district, long searches")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not asked for: the full tier, and on PostgreSQL whatever does not touch the database."""
    chosen: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        skip_full = item.get_closest_marker("full") and not config.getoption("--full")
        skip_database = ON_POSTGRES and not runs_on_postgres(item, whole=config.getoption("--full"))
        (left_out if skip_full or skip_database else chosen).append(item)
        for marker, part in (("browser", "chromium"), ("postgres", "postgres")):
            if item.get_closest_marker(marker):
                item.add_marker(needs(part))
    items[:] = chosen
    if left_out:
        config.hook.pytest_deselected(items=left_out)


ONCE_ON_POSTGRES = re.compile(r"test_matrix\.py::.*\[(?!community_worker a\])")
"""Readers of the scope matrix who ask on SQLite every day, and on PostgreSQL under --full: one of them asks on both."""


def runs_on_postgres(item: pytest.Item, *, whole: bool) -> bool:
    """Whether the second pass, on PostgreSQL, takes a test: it uses Django's database in this process."""
    if not whole and ONCE_ON_POSTGRES.search(item.nodeid):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    uses_database = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
    elsewhere = {"district", "district_home", "served_district"}
    return bool(uses_database) and not fixtures & elsewhere and not item.get_closest_marker("browser")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which parts this machine lacks, and how many tests that cost."""
    counts = Counter[str]()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if found := re.search(re.escape(REASON) + "(.*)", reason):
            counts.update(found[1].split("; "))
    for part, count in sorted(counts.items()):
        terminalreporter.write_line(f"Skipped because this machine lacks it: {part}: {count} tests")


@pytest.fixture(autouse=True, scope="session")
def keys() -> None:
    """Keys of this test process alone, in its own home."""
    from laoyou.core import keyring

    keyring.ensure()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that reaches for another machine fails instead of waiting for one."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise OSError(f"The network is off in tests: {address[0]} is another machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server: the one in LAOYOU_TEST_POSTGRES, else one of our own."""
    given = os.environ.get("LAOYOU_TEST_POSTGRES")
    if given:
        yield given
        return
    if not has("postgres"):
        pytest.skip(f"{REASON}postgres (apt-get install postgresql)")
    with postgres.temporary_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of an empty PostgreSQL database that no other test has seen, and that goes with the test."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield urlsplit(postgres_server)._replace(path=f"/{name}").geturl()
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
