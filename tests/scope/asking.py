"""Asking for an address as one reader, reading everything that comes back, and taking back what it did."""

from __future__ import annotations

import io
import json
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
        writes = Writes()
        with connections["default"].execute_wrapper(writes), connections["edge"].execute_wrapper(writes):
            response = getattr(client, method)(url, **said)
            text = readable(response)
        quiet = before is None or not writes.any
        changed = () if quiet else tuple(name for name, value in fingerprint().items() if before.get(name) != value)
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


READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")


class Writes:
    """Notes whether any statement went to the database that could have changed a row."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        said = sql.lstrip(" (\n").upper()
        self.any = self.any or not said.startswith(READS)
        return execute(sql, params, many, context)


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
