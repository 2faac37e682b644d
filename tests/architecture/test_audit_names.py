"""Every act that the audit trail may hold has a name in the readers' words, beside the code under which it is stored."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from laoyou.core import audit

SRC = Path(__file__).resolve().parents[2] / "src" / "laoyou"

WRITERS = {"record", "record_batch", "read"}
"""What writes an entry in `core.audit`."""
NOTES = {"note", "_note"}
"""What a room calls that puts its own name before the action."""


def actions_in_the_sources() -> Iterator[str]:
    for path in sorted(SRC.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        room = path.relative_to(SRC).parts[0]
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)):
                continue
            called, said = call.func, call.args[0].value
            if not isinstance(said, str):
                continue
            if isinstance(called, ast.Attribute) and called.attr in WRITERS and ast.unparse(called.value) == "audit":
                yield said
            elif (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in NOTES:
                yield said if "." in said else f"{room}.{said}"


def test_every_act_has_a_name() -> None:
    found = set(actions_in_the_sources())
    assert len(found) > 100
    assert sorted(code for code in found if audit.name_of(code) == code) == []
