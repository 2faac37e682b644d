"""Compile every translation file (.po) under src/ into the form Django reads (.mo), without GNU gettext."""

from __future__ import annotations

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_messages(root: Path) -> list[Path]:
    """Write each stale or missing .mo under `root`; returns the files written. Fuzzy entries are left out."""
    written = []
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = compiled.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(compiled)
        written.append(compiled)
    return written


if __name__ == "__main__":
    try:
        compile_messages(ROOT / "src")
    except OSError as error:  # polib reports a syntax error as OSError, with file and line
        sys.exit(str(error))
