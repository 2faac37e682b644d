"""The contracts of import-linter, each shown to break on a planted import."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]

PLANTED = {
    "floors": ("core/planted.py", "import laoyou.people\n"),
    "no-django": ("base/planted.py", "import django\n"),
    "no-django, through a domain": ("people/domain/planted.py", "from django.db import models\n"),
    "edge": ("faces/public/planted.py", "import laoyou.providers.public\n"),
    "doors-people": ("plans/planted.py", "import laoyou.people.planted_inside\n"),
    "doors-providers": ("people/planted.py", "import laoyou.providers.planted_inside\n"),
    "doors-snapshots": ("plans/planted.py", "import laoyou.snapshots.planted_inside\n"),
    "doors-plans": ("faces/planted.py", "import laoyou.plans.planted_inside\n"),
    "doors-planning": ("faces/planted.py", "import laoyou.planning.planted_inside\n"),
    "doors-entitlements": ("faces/planted.py", "import laoyou.entitlements.planted_inside\n"),
    "doors-assessments": ("faces/planted.py", "import laoyou.assessments.planted_inside\n"),
}


def lint(tree: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    only = ["--contract", contract] if contract else []
    return subprocess.run(
        [*LINT, *only], cwd=tree, env={"PYTHONPATH": str(tree / "src"), "PATH": ""}, text=True, capture_output=True
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's modules and contracts, in a place where they may be spoiled."""
    tree = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("static", "templates", "locale", "migrations", "__pycache__")
    shutil.copytree(ROOT / "src", tree / "src", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tree)
    for room in ("people", "providers", "snapshots", "plans", "planning", "entitlements", "assessments"):
        (tree / "src/laoyou" / room / "planted_inside.py").touch()
        public = tree / "src/laoyou" / room / "public.py"
        if not public.exists():
            public.touch()
    return tree


def test_the_product_keeps_every_contract(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(copy: Path, contract: str) -> None:
    name, text = PLANTED[contract]
    path = copy / "src/laoyou" / name
    folder_was_there = path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(text)
    try:
        done = lint(copy, contract.split(",")[0])
        assert done.returncode == 1, done.stdout
        assert "planted" in done.stdout
    finally:
        path.unlink()
        if not folder_was_there:
            shutil.rmtree(path.parent)


def test_a_public_door_is_open(copy: Path) -> None:
    path = copy / "src/laoyou/plans/planted.py"
    path.write_text("import laoyou.people.public\n")
    try:
        assert lint(copy).returncode == 0
    finally:
        path.unlink()
