"""Checkers for what crosses rooms without an import: foreign keys, look-ups, templates, URL names.

Each takes the code or the models to look at and yields one sentence per breach, so that the tests can run the same
checker on the product (nothing may be found) and on planted bad code (it must be found).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

FLOORS = {
    "base": 0,
    "packs": 1,
    "core": 2,
    "people": 3,
    "providers": 3,
    "snapshots": 4,
    "plans": 5,
    "planning": 5,
    "entitlements": 5,
    "privacy": 5,
    "assessments": 5,
    "exchange": 6,
    "faces": 6,
    "demo": 6,
}
"""Room -> floor, counted from the ground, as in pyproject.toml and docs/architecture.md."""

SHARED = {"core"}
"""The kernel: its tables, templates and addresses are there for every room above it."""


def room_of(module: str) -> str:
    """'laoyou.people.models.resident' -> 'people'; '' for what is not ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "laoyou" and len(parts) > 1 else ""


def unit_of(path: Path, package: Path) -> str:
    """The room a file belongs to; the faces are told apart ('faces.public'), because one of them may move away."""
    parts = path.relative_to(package).parts
    if parts[0] == "faces" and len(parts) > 2 and (package / "faces" / parts[1] / "__init__.py").exists():
        return f"faces.{parts[1]}"
    return parts[0]


def python_files(package: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the product with its tree; tests and migrations aside."""
    for path in sorted(package.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(package).parts) and path.parent != package:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def template_files(package: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(package.rglob("templates/**/*.html")):
        yield path, path.read_text(encoding="utf-8")


# Foreign keys


def foreign_keys_upward(models: Iterable[type[Model]]) -> Iterator[str]:
    """Foreign keys that point to a room which is not below the model's own."""
    for model in models:
        own = room_of(model.__module__)
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = room_of(field.related_model.__module__)  # type: ignore[union-attr]
            if target and target != own and FLOORS[target] >= FLOORS[own]:
                yield f"{model.__module__}.{model.__name__}.{field.name} points to {target}, which is not below {own}"


# Look-ups

LOOKUP = re.compile(r"^[-+]?[a-z][a-z0-9_]*?(?:__[a-z0-9_]+?)+$")


def lookups_across(package: Path, models: Iterable[type[Model]]) -> Iterator[str]:
    """`a__b` paths, as keywords or texts, that read another room's columns through a relation (or reach up to one)."""
    by_room: dict[str, list[type[Model]]] = {}
    for model in models:
        by_room.setdefault(room_of(model.__module__), []).append(model)
    for path, tree in python_files(package):
        room = unit_of(path, package).split(".")[0]
        for line, lookup in _lookups(tree):
            for model in by_room.get(room, []):
                if crossed := crossing(model, lookup):
                    yield f"{path.relative_to(package)}:{line}: {lookup} reads {crossed}: ask its public.py"
                    break


def _lookups(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg and LOOKUP.match(node.arg):
            yield node.value.lineno, node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and LOOKUP.match(node.value):
            yield node.lineno, node.value


def crossing(model: type[Model], lookup: str) -> str | None:
    """'Resident.name', where a look-up from `model` reads a column of another room that is not shared; else None."""
    here: Any = model
    parts = lookup.lstrip("-+").split("__")
    for index, part in enumerate(parts):
        try:
            field = here._meta.get_field(part)
        except FieldDoesNotExist:
            return None  # a transform, a comparison, or a word that is no look-up at all
        if not field.is_relation or field.related_model is None:
            return None
        there: Any = field.related_model
        rest = parts[index + 1 : index + 2]
        own, target = room_of(here.__module__), room_of(there.__module__)
        # A column named by the foreign key itself (its id) is our own; anything further is theirs.
        upward = FLOORS.get(target, 0) > FLOORS.get(own, 0)
        reads_theirs = bool(rest) and rest[0] not in {"id", "pk", "in", "isnull", "exact"}
        if target and target != own and (upward or (target not in SHARED and reads_theirs)):
            return f"{there.__name__}.{rest[0] if rest else ''}".rstrip(".")
        here = there
    return None


# Templates

INCLUDE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
TEMPLATE_NAME = re.compile(r"^[\w-]+/[\w/.-]+\.(?:html|txt)$")


def template_owners(package: Path) -> dict[str, str]:
    """First folder of a template name -> the room that brings it ('people' -> 'people', 'cotton' -> 'core')."""
    owners = {}
    for folder in sorted(package.rglob("templates/*")):
        if folder.is_dir():
            owners[folder.name] = unit_of(folder, package)
    return owners


def foreign_templates(package: Path) -> Iterator[str]:
    """Templates that include, extend or are rendered from another room; only core's are there for everybody."""
    owners = template_owners(package)

    def breach(path: Path, name: str) -> str | None:
        owner = owners.get(name.split("/")[0])
        unit = unit_of(path, package)
        if owner is None or owner in SHARED or owner == unit or unit.startswith(f"{owner}."):
            return None
        return f"{path.relative_to(package)}: takes {name} from {owner}"

    for path, source in template_files(package):
        yield from filter(None, (breach(path, name) for name in INCLUDE.findall(source)))
    for path, tree in python_files(package):
        names = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and TEMPLATE_NAME.match(node.value)
        }
        yield from filter(None, (breach(path, name) for name in sorted(names)))


def components_outside_core(package: Path) -> Iterator[str]:
    """Cotton components share one name space; they all belong to core, where one page shows them."""
    for folder in sorted(package.rglob("templates/cotton")):
        if unit_of(folder, package) not in SHARED:
            yield f"{folder.relative_to(package)}: components live in core/templates/cotton"


# URL names

URL_TAG = re.compile(r"""{%\s*url\s+["']([\w-]+):[^"']+["']""")
REVERSERS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def namespaces(package: Path) -> dict[str, str]:
    """URL name space (app_name) -> the room whose urls.py declares it."""
    found = {}
    for path in sorted(package.rglob("urls.py")):
        if name := re.search(r'^app_name(?::\s*\w+)? = "([\w-]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
            found[name[1]] = unit_of(path, package)
    return found


def foreign_addresses(package: Path, owners: Mapping[str, str] | None = None) -> Iterator[str]:
    """URL names of another room that are reversed directly; `core.links` is the way to offer and to ask for one."""
    owners = namespaces(package) if owners is None else owners

    def breach(path: Path, line: int, space: str) -> str | None:
        owner = owners.get(space)
        unit = unit_of(path, package)
        if owner is None or owner in SHARED or owner == unit or unit.startswith(f"{owner}."):
            return None
        return f"{path.relative_to(package)}:{line}: reverses an address of {owner}; ask core.links for it"

    for path, source in template_files(package):
        for found in URL_TAG.finditer(source):
            if said := breach(path, source.count("\n", 0, found.start()) + 1, found[1]):
                yield said
    for path, tree in python_files(package):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if called not in REVERSERS or not isinstance(name, str) or ":" not in name:
                continue
            if said := breach(path, node.lineno, name.split(":")[0]):
                yield said
