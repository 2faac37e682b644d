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
LAZY = {"polars": "rules/columns.py"}
"""A library that one module of an engine may load, inside its functions: the engine works without it for one person at a time."""
# `time` may measure how long a search has run; it never enters a result.
CALLS = {"open", "print", "input"}


def modules() -> list[Path]:
    return [path for path in sorted(ENGINES.rglob("*.py")) if "tests" not in path.parts]


def faults(tree: ast.AST, module: str = "") -> Iterator[str]:
    """What an engine's module does that an engine must not do."""
    inside = {
        id(node) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)
    }
    typing = {id(node) for test in ast.walk(tree) if _is_for_types_only(test) for node in ast.walk(test)}
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
            elif LAZY.get(top) == module:
                if id(node) not in inside | typing:
                    yield f"imports {name} with the module"
            elif top in WORLD or (top not in LIBRARIES and top not in sys.stdlib_module_names):
                yield f"imports {name}"


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINES)))
def test_an_engine_touches_nothing_but_its_arguments(path: Path) -> None:
    assert not list(faults(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ENGINES).as_posix()))


@pytest.mark.parametrize(
    "text",
    ["import os", "from pathlib import Path", "import django", "import polars", "import laoyou.packs", "open('x')"],
)
def test_what_an_engine_must_not_do_is_seen(text: str) -> None:
    assert list(faults(ast.parse(text)))


def test_a_heavy_library_is_loaded_where_it_is_used_and_nowhere_else() -> None:
    lazy = "def work():\n    import polars\n"
    assert not list(faults(ast.parse(lazy), "rules/columns.py"))
    assert list(faults(ast.parse("import polars"), "rules/columns.py"))
    assert list(faults(ast.parse(lazy), "rules/plain.py"))
