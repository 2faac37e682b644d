"""Finding, loading and checking packs by name; `extends` is followed and merged here."""

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from laoyou.packs.benefits import check_cases, check_rules, version_key
from laoyou.packs.checking import columns_alike, cross_check
from laoyou.packs.instruments import check_instruments
from laoyou.packs.models.benefit import BenefitEntry
from laoyou.packs.models.figures import FigureDescription, FigureRow, FigureTable
from laoyou.packs.models.grades import IndicatorGrades
from laoyou.packs.models.index import IndexDefinition
from laoyou.packs.models.manifest import Manifest
from laoyou.packs.models.norm import Norm
from laoyou.packs.pack import Origin, Pack
from laoyou.packs.problems import PackError, Problem
from laoyou.packs.reading import Layer, read_layer, read_layer_norms


def packs_root() -> Path:
    """The folder of packs: LAOYOU_PACKS, else `packs` of the repository, else the installed share/laoyou/packs."""
    if named := os.environ.get("LAOYOU_PACKS"):
        return Path(named)
    for parent in Path(__file__).resolve().parents:
        if (parent / "packs" / "cn" / "pack.toml").is_file():
            return parent / "packs"
    return Path(sys.prefix) / "share" / "laoyou" / "packs"


def pack_names(root: Path | None = None) -> list[str]:
    """The names of all packs, sorted."""
    return sorted(path.parent.name for path in (root or packs_root()).glob("*/pack.toml"))


def load(name: str, root: Path | None = None) -> Pack:
    """Read a pack with everything it extends; PackError with every problem where anything is wrong."""
    pack, problems = _load(name, root or packs_root())
    if pack is None or problems:
        raise PackError(problems)
    return pack


def norms(name: str, root: Path | None = None, above: tuple[str, ...] = ()) -> tuple[Manifest, Mapping[str, Norm]]:
    """
    What a pack is, and the norms that it and what it extends state, the nearest first: for a look over many packs, of which
    nothing else is read. PackError where the manifest or the norms are wrong. `above`: what is being read already.
    """
    root = root or packs_root()
    found: dict[str, Norm] = {}
    layer = read_layer_norms(root, name)
    if layer.manifest is None or layer.problems:
        raise PackError(layer.problems)
    for lower in layer.manifest.extends:
        if lower not in above:
            found |= norms(lower, root, (*above, name))[1]
    return layer.manifest, found | {norm.key: norm for norm, _origin in layer.norms}


def check(names: Iterable[str] = (), root: Path | None = None) -> list[Problem]:
    """Everything that is wrong with the named packs (all where none is named), each problem once, in order of place."""
    root = root or packs_root()
    problems: dict[tuple[str, int, str, str], Problem] = {}
    for name in list(names) or pack_names(root):
        for problem in _load(name, root, thorough=True)[1]:
            problems[(problem.file, problem.line, problem.code, str(problem.data))] = problem
    return [problems[key] for key in sorted(problems)]


def _load(name: str, root: Path, *, thorough: bool = False) -> tuple[Pack | None, list[Problem]]:
    """
    A pack with what is wrong with it.

    thorough  also read every expression of its rules for every month, and determine its cases: what is used later is read again then
    """
    layers: dict[str, Layer] = {}
    problems = _collect(name, root, layers, [])
    problems += [problem for layer in layers.values() for problem in layer.problems]
    if problems:
        return None, problems
    ordered = list(layers.values())
    merge = _Merge(name, ordered)
    pack = merge.pack()
    problems = merge.problems or [*cross_check(pack, ordered), *check_instruments(pack)]
    if thorough and not problems:
        problems = list(check_rules(pack)) or list(check_cases(pack, ordered[-1]))
    return pack, problems


def _collect(name: str, root: Path, layers: dict[str, Layer], above: list[str]) -> list[Problem]:
    """Read `name` and, before it, what it extends, into `layers`, lowest first."""
    if name in above:
        circle = " → ".join([*above[above.index(name) :], name])
        return [Problem("cyclic_extends", f"{above[-1]}/pack.toml", 0, {"chain": circle})]
    if name in layers:
        return []
    if not (root / name / "pack.toml").is_file():
        file = f"{above[-1]}/pack.toml" if above else name
        return [Problem("missing_pack", file, 0, {"name": name, "known": "、".join(pack_names(root)) or "-"})]
    layer = read_layer(root, name)
    problems: list[Problem] = []
    for base in layer.manifest.extends if layer.manifest else ():
        problems += _collect(base, root, layers, [*above, name])
    line = layer.sources[f"{name}/pack.toml"].line(("extends",)) if layer.manifest else 0
    layers[name] = layer
    return [
        Problem(p.code, p.file, line, p.data) if p.file == f"{name}/pack.toml" and p.line == 0 else p for p in problems
    ]


class _Merge:
    """Puts the layers of a chain on top of each other."""

    def __init__(self, name: str, layers: list[Layer]) -> None:
        self.name = name
        self.layers = layers
        self.problems: list[Problem] = []
        self.origins: dict[tuple[str, str], Origin] = {}

    def pack(self) -> Pack:
        documents: dict[str, Any] = {}
        areas: dict[str, Any] = {}
        statements: dict[str, Any] = {}
        norms: dict[str, Any] = {}
        units: dict[str, Any] = {}
        plans: dict[str, Any] = {}
        indicators: dict[str, Any] = {}
        plan_of: dict[str, str] = {}
        tasks: dict[str, Any] = {}
        projects: dict[str, Any] = {}
        plan_of_entry: dict[str, str] = {}
        index: IndexDefinition | None = None
        rules: dict[str, dict[str, Any]] = {kind: {} for kind in ("fact", "parameter", "definition", "law", "conflict")}
        benefits: dict[str, tuple[BenefitEntry, ...]] = {}
        grades: IndicatorGrades | None = None
        instruments: dict[str, Any] = {}
        tables: dict[str, tuple[FigureDescription, dict[tuple[str, ...], FigureRow]]] = {}
        for layer in self.layers:
            for document, origin in layer.documents:
                self._add("document", documents, document.id, document, origin)
            for area, origin in layer.areas:
                self._add("area", areas, area.id, area, origin)
            for statement, origin in layer.statements:
                self._add("statement", statements, statement.key, statement, origin)
            for unit, origin in layer.units:
                self._add("unit", units, unit.id, unit, origin)
            for norm, origin in layer.norms:
                self._replace("norm", norms, norm.key, norm, origin)
            for kind, entry, origin in layer.rules:
                add = self._add if kind == "fact" else self._replace
                add(kind, rules[kind], entry.name, entry, origin)
            self._add_benefits(benefits, layer)
            for plan, origin, entries in layer.plans:
                self._add("plan", plans, plan.id, plan, origin)
                for indicator, at in entries:
                    self._add("indicator", indicators, indicator.code, indicator, at)
                    plan_of[indicator.code] = plan.id
            for task, origin, plan_id in layer.tasks:
                self._add("entry", tasks, task.code, task, origin)
                plan_of_entry[task.code] = plan_id
            for project, origin, plan_id in layer.projects:
                self._add("entry", projects, project.code, project, origin)
                plan_of_entry[project.code] = plan_id
            if layer.index is not None:
                index, self.origins["index", ""] = layer.index
            if layer.grades is not None:
                grades, self.origins["grades", ""] = layer.grades
            for instrument, origin in layer.instruments:
                self._replace("instrument", instruments, instrument.id, instrument, origin)
            for description, rows, origin in layer.figures:
                self._add_table(tables, description, rows, origin)
        manifest = self.layers[-1].manifest
        if manifest is None:
            raise ValueError("a layer without a manifest has problems and is not merged")
        digest = hashlib.sha256("".join(layer.digest for layer in self.layers).encode()).hexdigest()
        return Pack(
            name=self.name,
            chain=tuple(layer.name for layer in self.layers),
            manifest=manifest,
            documents=documents,
            areas=areas,
            figures={table: FigureTable(description, rows) for table, (description, rows) in tables.items()},
            statements=statements,
            norms=norms,
            units=units,
            plans=plans,
            indicators=indicators,
            plan_of=plan_of,
            tasks=tasks,
            projects=projects,
            plan_of_entry=plan_of_entry,
            origins=self.origins,
            version=digest,
            index=index,
            facts=rules["fact"],
            parameters=rules["parameter"],
            definitions=rules["definition"],
            laws=rules["law"],
            benefits=benefits,
            conflicts=rules["conflict"],
            cases=tuple(
                case.model_copy(update={"given": {**common, **case.given}}) for case, common, _ in self.layers[-1].cases
            ),
            grades=grades,
            instruments=instruments,
        )

    def _add_benefits(self, benefits: dict[str, tuple[BenefitEntry, ...]], layer: Layer) -> None:
        """The versions of a layer take the place of all of the same name below."""
        for name in {entry.name for entry, _, _ in layer.benefits}:
            benefits.pop(name, None)
        for entry, origin, places in layer.benefits:
            key = version_key(entry)
            first = self.origins.get(("benefit", key))
            if first is not None and first.pack == layer.name:
                data = {"kind": "benefit", "name": key, "first": str(first)}
                self.problems.append(Problem("duplicate", origin.file, origin.line, data))
                continue
            self.origins["benefit", key] = origin
            for (kind, part), place in places.items():
                self.origins[kind, f"{key}.{part}"] = place
            benefits[entry.name] = tuple(
                sorted((*benefits.get(entry.name, ()), entry), key=lambda version: version.from_)
            )

    def _replace(self, kind: str, into: dict[str, Any], name: str, entry: Any, origin: Origin) -> None:
        """Add an entry that takes the place of one of the same name in a pack below."""
        first = self.origins.get((kind, name))
        if first is not None and first.pack != origin.pack:
            del into[name], self.origins[(kind, name)]
        self._add(kind, into, name, entry, origin)

    def _add(self, kind: str, into: dict[str, Any], name: str, entry: Any, origin: Origin) -> None:
        if first := self.origins.get((kind, name)):
            data = {"kind": kind, "name": name, "first": str(first)}
            self.problems.append(Problem("duplicate", origin.file, origin.line, data))
            return
        into[name] = entry
        self.origins[(kind, name)] = origin

    def _add_table(
        self,
        tables: dict[str, tuple[FigureDescription, dict[tuple[str, ...], FigureRow]]],
        description: FigureDescription,
        rows: list[FigureRow],
        origin: Origin,
    ) -> None:
        if description.appends:
            if description.id not in tables:
                data = {"name": description.id}
                self.problems.append(Problem("appends_to_nothing", origin.file, origin.line, data))
                return
            below = tables[description.id][0]
            if not columns_alike(below.column, description.column) or below.key != description.key:
                data = {"name": description.id, "known": "、".join(f"{c.name} ({c.type})" for c in below.column)}
                self.problems.append(Problem("columns_differ", origin.file, origin.line, data))
                return
        else:
            self._add("figures", {}, description.id, description, origin)
            tables.setdefault(description.id, (description, {}))
        merged = tables[description.id][1]
        for row in rows:
            first = merged.get(row.key)
            if first is not None and first.pack == row.pack:
                data = {"kind": "row", "name": "/".join(row.key), "first": f"{first.file}:{first.line}"}
                self.problems.append(Problem("duplicate", row.file, row.line, data))
            merged[row.key] = row
