"""Engines are pure: arrays and texts in, arrays and texts out; they could be installed without the rest."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINES = Path(__file__).resolve().parents[2] / "src" / "laoyou" / "engines"
LIBRARIES = {"numpy", "scipy", "numba"}
# What reaches the world: files, processes, the network, the clock.
WORLD = {
    "os",
    "pathlib",
    "io",
    "subprocess",
    "socket",
    "urllib",
    "http",
    "tempfile",
    "shutil",
    "sqlite3",
    "threading",
}
# `time` may measure how long a search has run; it never enters a result.
CALLS = {"open", "print", "input"}


def modules() -> list[Path]:
    return [path for path in sorted(ENGINES.rglob("*.py")) if "tests" not in path.parts]


def faults(tree: ast.AST) -> Iterator[str]:
    """What an engine's module does that an engine must not do."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield f"calls {node.func.id}"
        for name in names:
            top = name.split(".")[0]
            if name.startswith("laoyou."):
                if not name.startswith(("laoyou.engines", "laoyou.base")):
                    yield f"imports {name}"
            elif top in WORLD or (top not in LIBRARIES and top not in sys.stdlib_module_names):
                yield f"imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINES)))
def test_an_engine_touches_nothing_but_its_arguments(path: Path) -> None:
    assert not list(faults(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    "text",
    ["import os", "from pathlib import Path", "import django", "import polars", "import laoyou.packs", "open('x')"],
)
def test_what_an_engine_must_not_do_is_seen(text: str) -> None:
    assert list(faults(ast.parse(text)))
