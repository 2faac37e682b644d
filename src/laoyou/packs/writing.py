"""Writes entries of pack files as text: the keys in the order of the model, nothing that is left out, every value as TOML has it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any


def table(kind: str, entry: Mapping[str, Any], *, single: bool = False) -> str:
    """One `[[kind]]` (or `[kind]`) with its keys; None, empty texts and empty lists are left out, False is not."""
    lines = [f"[{kind}]" if single else f"[[{kind}]]"]
    lines += [f"{key} = {value(entry[key])}" for key in entry if _said(entry[key])]
    return "\n".join(lines) + "\n"


def value(given: Any) -> str:
    """A value as TOML writes it; texts of several lines become one basic string with their breaks escaped."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int):
        return str(given)
    if isinstance(given, Decimal):
        return format(given.normalize(), "f") if given == given.to_integral_value() else format(given, "f")
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, str):
        return json.dumps(given, ensure_ascii=False)
    if isinstance(given, Mapping):
        inner = ", ".join(f"{key} = {value(one)}" for key, one in given.items() if _said(one))
        return "{ " + inner + " }"
    if isinstance(given, Sequence):
        if given and isinstance(given[0], Mapping):
            return "[\n" + "".join(f"  {value(one)},\n" for one in given) + "]"
        return "[" + ", ".join(value(one) for one in given) + "]"
    raise TypeError(f"no TOML for {type(given).__name__}")


def _said(given: Any) -> bool:
    return not (given is None or (isinstance(given, str | tuple | list | dict) and not given))
