"""Which database a table lives in: what is published to everybody in `edge`, all else in `default`."""

from __future__ import annotations

from typing import Any

EDGE_APP = "public"


class EdgeRouter:
    """Keeps the tables of the public pages in the edge database, and every other table out of it."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "edge" if model._meta.app_label == EDGE_APP else "default"

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return bool((first._meta.app_label == EDGE_APP) == (second._meta.app_label == EDGE_APP))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == "edge") == (app_label == EDGE_APP)


def migrated_apps(database: str) -> tuple[str, ...]:
    """What `migrate` is told for a database: `edge` needs the tables of one app, and no walk through the history of all others."""
    return (EDGE_APP,) if database == "edge" else ()
