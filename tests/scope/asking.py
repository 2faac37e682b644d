"""Asking for an address as one reader, reading everything that comes back, and taking back what it did."""

from __future__ import annotations

import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.db import connections, transaction
from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from tests.scope.samples import Address, Sample
from tests.scope.world import Answer, Reader, cookies_of, fingerprint

ALIASES = ("default", "edge")


def url_of(address: Address, sample: Sample) -> str | None:
    """The address with its arguments and query; None where the pattern itself refuses the arguments."""
    if address.route:
        return f"/{address.route}"
    try:
        path = reverse(address.name, kwargs=sample.arguments or None)
    except NoReverseMatch:
        return None
    return f"{path}?{quote(sample.query, safe='=&')}" if sample.query else path


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens inside leaves no row."""
    points = [(alias, transaction.savepoint(using=alias)) for alias in ALIASES]
    try:
        yield
    finally:
        for alias, point in points:
            transaction.set_rollback(False, using=alias)
            transaction.savepoint_rollback(point, using=alias)


def ask(reader: Reader, method: str, address: Address, sample: Sample, before: dict[str, str] | None = None) -> Answer:
    """
    The answer to one request, with everything readable in it as one text.

    before  hashes of all tables; then the answer names those that the request changed
    """
    url = url_of(address, sample)
    if url is None:
        return Answer(404, "", "", (), "")
    client = reader.client
    client.cookies = cookies_of(reader)
    with taken_back():
        said: dict[str, Any] = {"data": sample.form} if method == "post" else {}
        if getattr(address.page, "by_key", False):
            client.cookies.clear()
            said = as_a_program(reader, sample, method)
        writes = {alias: Writes(alias) for alias in ALIASES}
        with writes["default"].watched(), writes["edge"].watched():
            response = getattr(client, method)(url, **said)
            text = readable(response)
        written = None if before is None else [table for one in writes.values() for table in one.tables()]
        changed = (
            tuple(name for name, value in fingerprint(written).items() if before[name] != value) if written else ()
        )
    return Answer(
        response.status_code,
        text,
        response.headers.get("Location", ""),
        changed,
        response.headers.get("Content-Type", ""),
    )


def as_a_program(reader: Reader, sample: Sample, method: str) -> dict[str, Any]:
    """How a program asks that has the reader's key: without a session, and in JSON."""
    headers = {"Authorization": f"Bearer {reader.token}"} if reader.token else {}
    if method != "post":
        return {"headers": headers}
    headers["Idempotency-Key"] = secrets.token_hex(8)
    return {"data": json.dumps(sample.form), "content_type": "application/json", "headers": headers}


WRITTEN = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"', re.I)
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")


class Writes:
    """Notes which tables of a database may have been written to, so that not all of them are read again after each request."""

    def __init__(self, alias: str) -> None:
        self.connection = connections[alias]
        self.alias = alias
        self.named: set[str] = set()
        self.rows = 0
        self.counts = self.connection.vendor == "sqlite"
        self.unknown = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note what is written inside the block."""
        before = self._changes()
        with self.connection.execute_wrapper(self):
            yield
        # What went past Django's cursor, or was done by a trigger, is in no statement; SQLite has counted it.
        self.unknown = self.unknown or (self.counts and self._changes() - before != self.rows)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        if found := WRITTEN.match(sql):
            self.named.add(found[1])
            # A statement that returns rows counts its rows only when they have been read: Django's inserts, one tuple each.
            self.rows += sql.count("(%s") if " RETURNING " in sql else max(context["cursor"].rowcount, 0)
        elif not sql.lstrip(" (\n").upper().startswith(READS):
            self.unknown = True
        return done

    def tables(self) -> list[str]:
        """Tables, as `fingerprint` names them, that have to be compared; all of the database where that is not known."""
        if self.unknown:
            return [f"{self.alias}.{table}" for table in self.connection.introspection.table_names()]
        return [f"{self.alias}.{table}" for table in self.named]

    def _changes(self) -> int:
        self.connection.ensure_connection()
        return int(self.connection.connection.total_changes) if self.counts else 0


def readable(response: HttpResponseBase) -> str:
    """Head and body of an answer as text, workbooks unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    response.close()
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    head += "\n".join(morsel.output() for morsel in response.cookies.values())
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return head + "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return head + body.decode("utf-8", "replace")
