"""The demonstration: a synthetic district, built whole or not at all. `laoyou.demo.build` is its door."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def build(
    home: Path | str, people: int | None = None, pack: str = "500118-demo", progress: Any = None, **more: Any
) -> bool:
    """
    Build the demonstration of `pack` with `people` residents in `home`; see `laoyou.demo.homes.build`.

    Imported late, so that asking for help needs neither the web framework nor arrays.
    """
    from laoyou.demo.homes import build as build_home

    return build_home(Path(home), people=people, pack=pack, progress=progress, **more)
