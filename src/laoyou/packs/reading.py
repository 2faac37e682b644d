"""One folder → one layer: every file read into its model, every complaint with its line."""

import difflib
import hashlib
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from laoyou.packs.models.area import AREA_COLUMNS, AreaEntry
from laoyou.packs.models.benefit import BenefitEntry, BenefitFile, Case, CaseFile
from laoyou.packs.models.figures import Cell, Column, FigureDescription, FigureRow, Statement, StatementFile
from laoyou.packs.models.grades import GradesFile, IndicatorGrades
from laoyou.packs.models.index import IndexDefinition, IndexFile
from laoyou.packs.models.instrument import InstrumentEntry, InstrumentFile
from laoyou.packs.models.ledger import Project, Task
from laoyou.packs.models.manifest import Manifest
from laoyou.packs.models.norm import Norm, NormFile
from laoyou.packs.models.organisation import Organisation, OrganisationFile
from laoyou.packs.models.plan import Indicator, Plan, PlanFile
from laoyou.packs.pack import Origin
from laoyou.packs.problems import PackError, Problem
from laoyou.packs.source import CsvSource, Path_, TomlSource, read_csv, read_toml

M = TypeVar("M", bound=BaseModel)

KNOWN_FILES: Final = (
    "pack.toml", "areas.csv", "statements.toml", "norms.toml", "units.toml", "index.toml", "grades.toml",
    "figures/*.toml", "figures/*.csv", "plans/*.toml", "benefits/*.toml", "cases/*.toml", "instruments/*.toml", "README.md",
)  # fmt: skip
ROW_COLUMNS: Final = ("document", "clause", "verified", "example", "note")
"""Columns that any figure table may have without describing them: they speak for their row."""


@dataclass(slots=True)
class Layer:
    """
    What one folder says, before it is merged with what it extends.

    rules     facts, parameters, definitions, laws and conflicts, each with its kind
    benefits  versions of benefits, each with the places of its conditions and tiers
    cases     each with the facts that all cases of its file share
    """

    name: str
    manifest: Manifest | None = None
    areas: list[tuple[AreaEntry, Origin]] = field(default_factory=list)
    figures: list[tuple[FigureDescription, list[FigureRow], Origin]] = field(default_factory=list)
    statements: list[tuple[Statement, Origin]] = field(default_factory=list)
    norms: list[tuple[Norm, Origin]] = field(default_factory=list)
    units: list[tuple[Organisation, Origin]] = field(default_factory=list)
    plans: list[tuple[Plan, Origin, list[tuple[Indicator, Origin]]]] = field(default_factory=list)
    tasks: list[tuple[Task, Origin, str]] = field(default_factory=list)
    projects: list[tuple[Project, Origin, str]] = field(default_factory=list)
    index: tuple[IndexDefinition, Origin] | None = None
    grades: tuple[IndicatorGrades, Origin] | None = None
    documents: list[tuple[Any, Origin]] = field(default_factory=list)
    rules: list[tuple[str, Any, Origin]] = field(default_factory=list)
    benefits: list[tuple[BenefitEntry, Origin, dict[tuple[str, str], Origin]]] = field(default_factory=list)
    cases: list[tuple[Case, dict[str, Any], Origin]] = field(default_factory=list)
    instruments: list[tuple[InstrumentEntry, Origin]] = field(default_factory=list)
    sources: dict[str, TomlSource] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def line(self, origin: Origin, *path: str | int) -> int:
        """The line of a key below something that stands at `origin`, as near as the file tells."""
        source = self.sources.get(origin.file)
        if source is None:
            return origin.line
        tables = [key for key, line in source.lines.items() if line == origin.line]
        return next(
            (source.lines[full] for key in (*tables, ()) if (full := (*key, *path)) in source.lines), origin.line
        )


def read_layer(root: Path, name: str) -> Layer:
    """Read the folder `name` of the packs folder `root`; what is wrong is collected in `problems`, never raised."""
    layer = Layer(name)
    folder = root / name
    if not (folder / "pack.toml").is_file():
        layer.problems.append(
            Problem("missing_file", f"{name}/pack.toml", 0, {"name": "pack.toml", "because": "pack.toml"})
        )
        return layer
    layer.digest = _digest(folder)
    layer.problems.extend(_stray_files(folder, name))
    reader = _Reader(layer, root)
    reader.manifest(folder / "pack.toml")
    for file, read in (
        ("areas.csv", reader.areas),
        ("statements.toml", reader.statements),
        ("norms.toml", reader.norms),
        ("units.toml", reader.units),
        ("index.toml", reader.index),
        ("grades.toml", reader.grades),
    ):
        if (folder / file).is_file():
            read(folder / file)
    for path in sorted(folder.glob("figures/*.toml")):
        reader.figures(path)
    for path in sorted(folder.glob("plans/*.toml")):
        reader.plan(path)
    for path in sorted(folder.glob("benefits/*.toml")):
        reader.benefits(path)
    for path in sorted(folder.glob("cases/*.toml")):
        reader.cases(path)
    for path in sorted(folder.glob("instruments/*.toml")):
        reader.instrument(path)
    return layer


def read_layer_norms(root: Path, name: str) -> Layer:
    """Read the manifest and the norms of a folder and nothing else; what is wrong is collected in `problems`."""
    layer = Layer(name)
    reader = _Reader(layer, root)
    reader.manifest(root / name / "pack.toml")
    if (root / name / "norms.toml").is_file():
        reader.norms(root / name / "norms.toml")
    return layer


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _stray_files(folder: Path, name: str) -> Iterator[Problem]:
    for path in _files(folder):
        relative = path.relative_to(folder)
        if not any(relative.match(known) and len(relative.parts) == known.count("/") + 1 for known in KNOWN_FILES):
            data = {"name": relative.as_posix(), "known": "、".join(KNOWN_FILES)}
            yield Problem("stray_file", f"{name}/{relative.as_posix()}", 0, data)
        elif relative.match("figures/*.csv") and not path.with_suffix(".toml").is_file():
            toml = relative.with_suffix(".toml").as_posix()
            data = {"name": toml, "because": f"{relative.as_posix()} → {toml}"}
            yield Problem("missing_file", f"{name}/{relative.as_posix()}", 0, data)


class _Reader:
    """Reads the files of one layer into it."""

    def __init__(self, layer: Layer, root: Path) -> None:
        self.layer = layer
        self.root = root

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _toml(self, path: Path, model: type[M]) -> tuple[M, TomlSource] | None:
        try:
            source = read_toml(path, self._name(path))
        except PackError as error:
            self.layer.problems.extend(error.problems)
            return None
        self.layer.sources[source.name] = source
        try:
            return model.model_validate(source.data), source
        except ValidationError as error:
            self.layer.problems.extend(_problems(error, model, source))
            return None

    def _origin(self, source: TomlSource, *path: str | int) -> Origin:
        return Origin(self.layer.name, source.name, source.line(path))

    def manifest(self, path: Path) -> None:
        if read := self._toml(path, Manifest):
            self.layer.manifest, source = read
            for index, document in enumerate(self.layer.manifest.document):
                self.layer.documents.append((document, self._origin(source, "document", index)))

    def statements(self, path: Path) -> None:
        if read := self._toml(path, StatementFile):
            file, source = read
            self.layer.statements = [
                (entry, self._origin(source, "statement", index)) for index, entry in enumerate(file.statement)
            ]

    def norms(self, path: Path) -> None:
        if read := self._toml(path, NormFile):
            file, source = read
            self.layer.norms = [(entry, self._origin(source, "norm", index)) for index, entry in enumerate(file.norm)]

    def units(self, path: Path) -> None:
        if read := self._toml(path, OrganisationFile):
            file, source = read
            self.layer.units = [(entry, self._origin(source, "unit", index)) for index, entry in enumerate(file.unit)]

    def index(self, path: Path) -> None:
        if read := self._toml(path, IndexFile):
            file, source = read
            self.layer.index = (file.index, self._origin(source, "index"))

    def grades(self, path: Path) -> None:
        if read := self._toml(path, GradesFile):
            file, source = read
            self.layer.grades = (file.grades, self._origin(source, "grades"))

    def plan(self, path: Path) -> None:
        if read := self._toml(path, PlanFile):
            file, source = read
            indicators = [
                (entry, self._origin(source, "indicator", index)) for index, entry in enumerate(file.indicator)
            ]
            self.layer.plans.append((file.plan, self._origin(source, "plan"), indicators))
            plan = file.plan.id
            self.layer.tasks += [
                (entry, self._origin(source, "task", index), plan) for index, entry in enumerate(file.task)
            ]
            self.layer.projects += [
                (entry, self._origin(source, "project", index), plan) for index, entry in enumerate(file.project)
            ]

    def benefits(self, path: Path) -> None:
        if not (read := self._toml(path, BenefitFile)):
            return
        file, source = read
        kinds: dict[str, tuple[Any, ...]] = {
            "fact": file.fact, "parameter": file.parameter, "definition": file.definition, "law": file.law,
            "conflict": file.conflict,
        }  # fmt: skip
        for kind, entries in kinds.items():
            self.layer.rules += [
                (kind, entry, self._origin(source, kind, index)) for index, entry in enumerate(entries)
            ]
        for index, entry in enumerate(file.benefit):
            places = {
                ("condition", one.name): self._origin(source, "benefit", index, "condition", number)
                for number, one in enumerate(entry.condition)
            } | {
                ("tier", one.name): self._origin(source, "benefit", index, "tier", number)
                for number, one in enumerate(entry.tier)
            }
            self.layer.benefits.append((entry, self._origin(source, "benefit", index), places))

    def cases(self, path: Path) -> None:
        if read := self._toml(path, CaseFile):
            file, source = read
            self.layer.cases += [
                (entry, dict(file.given), self._origin(source, "case", index)) for index, entry in enumerate(file.case)
            ]

    def instrument(self, path: Path) -> None:
        if read := self._toml(path, InstrumentFile):
            file, source = read
            self.layer.instruments.append((file.instrument, self._origin(source, "instrument")))

    def _csv(self, path: Path, because: str) -> CsvSource | None:
        if not path.is_file():
            data = {"name": path.name, "because": because}
            self.layer.problems.append(Problem("missing_file", self._name(path), 0, data))
            return None
        try:
            return read_csv(path, self._name(path))
        except PackError as error:
            self.layer.problems.extend(error.problems)
            return None

    def areas(self, path: Path) -> None:
        source = self._csv(path, "areas.csv")
        if source is None or not self._header_fits(source, set(AREA_COLUMNS), required={"id", "parent", "level"}):
            return
        for line, cells in source.rows:
            entry = self._area(source.name, line, cells)
            if entry:
                self.layer.areas.append((entry, Origin(self.layer.name, source.name, line)))

    def _area(self, file: str, line: int, cells: dict[str, str]) -> AreaEntry | None:
        data: dict[str, Any] = {name: text for name, text in cells.items() if text}
        data.setdefault("parent", None)
        wrong: list[Problem] = []
        readers: dict[str, Column] = {
            name: Column.model_construct(name=name, type=kind, values=())
            for name, kind in (
                ("x", "decimal"),
                ("y", "decimal"),
                ("administrative", "boolean"),
                ("example", "boolean"),
            )
        }
        for name, column in readers.items():
            if name in data:
                data[name] = _cell(column, data[name], file, line, wrong)
        try:
            entry = AreaEntry.model_validate(data) if not wrong else None
        except ValidationError as error:
            wrong.extend(_problems(error, AreaEntry, TomlSource(file, data, {})))
            wrong = [Problem(problem.code, file, line, problem.data) for problem in wrong]
            entry = None
        self.layer.problems.extend(wrong)
        return entry

    def figures(self, path: Path) -> None:
        read = self._toml(path, FigureDescription)
        csv_path = path.with_suffix(".csv")
        source = self._csv(csv_path, f"figures/{path.name} → figures/{csv_path.name}")
        if read is None or source is None:
            return
        description, toml = read
        names = {column.name for column in description.column}
        if not self._header_fits(source, names | set(ROW_COLUMNS), required=names):
            return
        rows = [self._row(description, source.name, line, cells) for line, cells in source.rows]
        self.layer.figures.append((description, rows, Origin(self.layer.name, toml.name, 1)))

    def _row(self, description: FigureDescription, file: str, line: int, cells: dict[str, str]) -> FigureRow:
        values: dict[str, Cell] = {}
        for column in description.column:
            text = cells[column.name].strip()
            if not text and column.name in description.key:
                self.layer.problems.append(Problem("empty_key", file, line, {"name": column.name}))
            values[column.name] = _cell(column, text, file, line, self.layer.problems) if text else None
        flags = {
            name: _cell(Column.model_construct(name=name, type="boolean", values=()), text, file, line,
                        self.layer.problems)
            for name in ("verified", "example")
            if (text := cells.get(name, "").strip())
        }  # fmt: skip
        return FigureRow(
            key=tuple(cells[name].strip() for name in description.key),
            cells=values,
            document=cells.get("document", "").strip() or description.document,
            clause=cells.get("clause", "").strip() or description.clause,
            verified=bool(flags.get("verified", description.verified)),
            example=bool(flags.get("example", description.example)),
            note=cells.get("note", "").strip() or (description.note if description.appends else None),
            note_en=None if cells.get("note", "").strip() or not description.appends else description.note_en,
            pack=self.layer.name,
            file=file,
            line=line,
        )

    def _header_fits(self, source: CsvSource, known: set[str], *, required: set[str]) -> bool:
        missing = required - set(source.header)
        extra = [name for name in source.header if name not in known or source.header.count(name) > 1]
        if missing or extra:
            data = {
                "missing": "、".join(sorted(missing)) or "-",
                "extra": "、".join(extra) or "-",
                "known": "、".join(sorted(known)),
            }
            self.layer.problems.append(Problem("csv_header", source.name, 1, data))
            return False
        return True


_CELLS: Final[dict[str, tuple[Callable[[str], Cell], str, str]]] = {
    "boolean": (lambda text: {"yes": True, "no": False}[text], "yes 或 no", "yes or no"),
    "date": (date.fromisoformat, "日期，例如 2020-11-01", "a date, for example 2020-11-01"),
}


def _cell(column: Column, text: str, file: str, line: int, problems: list[Problem]) -> Cell:
    """A cell that is not empty, read as its column says; None and a problem where it cannot be."""
    expected, expected_en = "", ""
    if column.type in _CELLS:
        read, expected, expected_en = _CELLS[column.type]
        try:
            return read(text)
        except (KeyError, ValueError):
            pass
    elif column.type in {"integer", "decimal", "year"}:
        expected = "整数" if column.type != "decimal" else "小数或整数"
        expected_en = "a whole number" if column.type != "decimal" else "a number"
        number = _number(text)
        if number is not None and (column.type == "decimal" or number == number.to_integral_value()):
            return number
    elif column.type == "code":
        expected = expected_en = "、".join(column.values)
        if text in column.values:
            return text
    else:
        return text
    data = {"name": column.name, "text": text, "expected": expected, "expected_en": expected_en}
    problems.append(Problem("cell_type", file, line, data))
    return None


def _number(text: str) -> Decimal | None:
    if not text.isascii() or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_SOURCE_KEYS: Final = {"document", "clause"}
_TYPES: Final = {
    "string_type": ("文字", "text"),
    "string_too_short": ("不为空的文字", "text that is not empty"),
    "bool_type": ("true 或 false", "true or false"),
    "int_type": ("整数", "a whole number"),
    "date_type": ("日期，例如 2025-12-31", "a date, for example 2025-12-31"),
    "date_from_datetime_inexact": ("日期，不带时间", "a date without a time"),
    "date_from_datetime_parsing": ("日期，例如 2025-12-31", "a date, for example 2025-12-31"),
    "date_parsing": ("日期，例如 2025-12-31", "a date, for example 2025-12-31"),
    "tuple_type": ("列表，例如 [\"a\", \"b\"]", "a list, for example [\"a\", \"b\"]"),
    "dict_type": ("一组“键 = 值”", "a table of keys"),
    "model_type": ("一组“键 = 值”", "a table of keys"),
    "model_attributes_type": ("一组“键 = 值”", "a table of keys"),
}  # fmt: skip


def _problems(error: ValidationError, model: type[BaseModel], source: TomlSource) -> Iterator[Problem]:
    seen = set()
    for details in error.errors(include_url=False):
        problem = _problem(details, model, source)
        if (problem.code, problem.line, problem.data.get("name")) not in seen:
            seen.add((problem.code, problem.line, problem.data.get("name")))
            yield problem


def _problem(details: ErrorDetails, model: type[BaseModel], source: TomlSource) -> Problem:
    """One complaint of pydantic in our words, at the line where it belongs."""
    path: Path_ = details["loc"]
    name = str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    line = source.line(path)
    context = {key: str(value) for key, value in details.get("ctx", {}).items()}
    kind = details["type"]
    text = _shorten(details.get("input"))
    if kind == "laoyou":
        return Problem(context.pop("problem"), source.name, line, {"name": name, **context})
    if kind == "extra_forbidden":
        known = sorted(_keys_at(model, path[:-1]))
        near = difflib.get_close_matches(name, known, 1)
        hint = f"是不是“{near[0]}”？" if near else "改正键名，或删去这一行。"
        hint_en = f"Perhaps “{near[0]}”?" if near else "Correct it, or remove the line."
        data = {"name": name, "known": "、".join(known), "hint": hint, "hint_en": hint_en}
        return Problem("unknown_key", source.name, line, data)
    if kind == "missing":
        code = "missing_verified" if name == "verified" else "missing_key"
        code = "missing_source" if name in _SOURCE_KEYS else code
        code = "target_without_year" if name == "year" and "target" in path else code
        return Problem(code, source.name, source.line(path[:-1]), {"name": name})
    if kind == "literal_error":
        known_values = context.get("expected", "").replace("'", "").replace(" or ", ", ")
        return Problem("not_one_of", source.name, line, {"name": name, "text": text, "known": known_values})
    if kind in _TYPES:
        zh, en = _TYPES[kind]
        data = {"name": name, "text": text, "expected": zh, "expected_en": en}
        return Problem("wrong_type", source.name, line, data)
    data = {"name": name, "text": text, "expected": details["msg"], "expected_en": details["msg"]}
    return Problem("wrong_form", source.name, line, data)


def _shorten(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "…"


def _keys_at(model: type[BaseModel], path: Path_) -> set[str]:
    """The keys that the model at `path` knows; several models (a union) give all their keys."""
    models = {model}
    for part in path:
        if isinstance(part, int):
            continue
        below: set[type[BaseModel]] = set()
        for candidate in models:
            for name, info in candidate.model_fields.items():
                if part in (name, info.alias):
                    below |= _models_in(info.annotation) | _models_in(list(info.metadata))
        models = below or models
    return {info.alias or name for candidate in models for name, info in candidate.model_fields.items()}


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    if isinstance(annotation, list | types.UnionType) or typing.get_args(annotation):
        parts = annotation if isinstance(annotation, list) else typing.get_args(annotation)
        return {found for part in parts for found in _models_in(part)}
    return set()
