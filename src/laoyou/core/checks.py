"""Start-up mistakes, as Django checks with a hint."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import models

from laoyou.base.errors import DomainError
from laoyou.core import keyring
from laoyou.core.fields import sealed_fields
from laoyou.core.keyring import Keyring


@register()
def check_key_file(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A key file that is there must be whole and closed to others; a missing one is `conditions.require_keys`' matter."""
    path = keyring.default_path()
    if not path.exists():
        return []
    try:
        Keyring.load(path)
    except DomainError as refusal:
        hint = "chmod 600 the file, or put its backup back; never generate a new one over existing data."
        return [Error(str(refusal), hint=hint, id="laoyou.E001")]
    database = settings.DATABASES["default"].get("NAME")
    if database and os.path.dirname(os.path.abspath(str(database))) == str(path.parent.resolve()):  # noqa: PTH100, PTH120
        hint = "Point LAOYOU_KEYS to a folder that no copy of the database ever includes."
        return [Warning("The key file lies in the database's own folder.", hint=hint, id="laoyou.W001")]
    return []


@register()
def check_sealed_fields(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every sealed field that names a blind index has it, as bytes, indexed."""
    return [message for model in apps.get_models() for message in _index_problems(model)]


def _index_problems(model: type[models.Model]) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    for field in sealed_fields(model):
        if not field.index:
            continue
        named = next((other for other in model._meta.concrete_fields if other.name == field.index), None)
        if not isinstance(named, models.BinaryField):
            problems.append(
                Error(
                    f"{model._meta.label}.{field.name} names the blind index {field.index!r}, which is no BinaryField.",
                    hint=f"Add `{field.index} = models.BinaryField(max_length=16, null=True)` to the model.",
                    obj=model,
                    id="laoyou.E002",
                )
            )
    return problems


@register()
def check_immediate_transactions(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """On SQLite the audit chain relies on transactions that take the write lock when they begin."""
    database: dict[str, Any] = settings.DATABASES["default"]
    mode = database.get("OPTIONS", {}).get("transaction_mode")
    if database["ENGINE"].endswith("sqlite3") and mode != "IMMEDIATE":
        return [
            Error(
                "SQLite transactions begin without the write lock: two commands could extend one audit chain at once.",
                hint='Set DATABASES["default"]["OPTIONS"]["transaction_mode"] = "IMMEDIATE".',
                id="laoyou.E003",
            )
        ]
    return []
