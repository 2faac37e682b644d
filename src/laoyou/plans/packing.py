"""
What a person accepted of a draft, written into the files of a pack.

`plan_entries` and `norm_entries` give the text; `accept_into_pack` appends it to a pack's files, all or nothing: the pack is checked
with the new entries before any file of it is touched.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from laoyou.base.errors import DomainError
from laoyou.engines.documents.drafting import PlanDraft
from laoyou.engines.documents.drafting.model import Aim, IndicatorDraft, ListItem, Owners, Parameter, TaskDraft, Value
from laoyou.engines.documents.drafting.units import unit_code
from laoyou.engines.documents.model import Document, Place
from laoyou.packs.public import Problem, check, pack_entry
from laoyou.plans import errors as errors

_CONTENT: Final = re.compile(r"内容|举措|措施|具体平台|做法")
_GOAL: Final = re.compile(r"目标|成果")
_NATURE: Final = re.compile(r"性质|项目类型|建设类型")
_PLACE: Final = re.compile(r"地点|地址|位置")
_REMARK: Final = re.compile(r"^备注$")
_CAPACITY: Final = (
    (re.compile(r"家庭(?:养老|照护|养老照护)?床位"), ("张",), "home_care_beds"),
    (re.compile(r"护理型"), ("张",), "nursing_beds"),
    (re.compile(r"床位"), ("张",), "beds"),
    (re.compile(r"托育点"), ("个",), "childcare_points"),
    (re.compile(r"托位"), ("个",), "childcare_places"),
    (re.compile(r"养老点|养老服务站|养老服务点"), ("个",), "care_points"),
)  # fmt: skip
_SOURCES: Final = (
    ("中央", "central"), ("债", "bond"), ("公益金", "lottery"), ("彩票", "lottery"), ("市级", "municipal"), ("区级", "district"),
    ("县级", "district"), ("自筹", "own"), ("总投资", "total"), ("总", "total"),
)  # fmt: skip
_YUAN: Final = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class Packing:
    """
    How entries are named in the pack.

    prefix     of every code: “yc” gives yc-t01, yc-p01
    plan       id of the plan; document its id among the pack's documents
    english    English by Chinese name, for names that have one
    verified   whether a person has compared what is accepted with the original, word by word
    """

    prefix: str
    plan: str
    document: str
    english: Mapping[str, str] = field(default_factory=dict)
    verified: bool = False


class Printer:
    """Gives the document's own characters for what was read."""

    def __init__(self, document: Document) -> None:
        self._lines = {line.number: line.text for line in document.lines}
        text = "".join(line.text for line in document.lines)
        self._narrow = text.count("(") > text.count("（")

    def at(self, places: Sequence[Place]) -> str:
        """The characters at places, without the spaces and breaks that a copy has scattered within Chinese."""
        raw = "".join(self._lines[place.line][place.start : place.end] for place in places)
        return re.sub(r"(?<![A-Za-z0-9])[ \t\u3000]+|[ \t\u3000]+(?![A-Za-z0-9])", "", raw)

    def name(self, folded: str) -> str:
        """A name with the brackets that the document prints."""
        return folded.replace("（", "(").replace("）", ")") if self._narrow else folded


def plan_entries(draft: PlanDraft, document: Document, packing: Packing, *, indicators: bool = False) -> str:
    """`[[indicator]]` (where wanted), `[[task]]` and `[[project]]` of a plan file."""
    printer = Printer(document)
    parts: list[str] = []
    if indicators:
        parts += [
            pack_entry("indicator", _indicator(one, at, packing)) for at, one in enumerate(draft.indicators, start=1)
        ]
    parts += [pack_entry("task", _task(one, at, packing, printer)) for at, one in enumerate(draft.tasks, start=1)]
    counts: dict[str, int] = {}
    for item in draft.items:
        if item.kind != "measure":
            counts["p"] = counts.get("p", 0) + 1
            parts.append(pack_entry("project", _project(item, counts["p"], packing, printer)))
    return "\n".join(parts)


def plan_file(draft: PlanDraft, document: Document, packing: Packing) -> str:
    """A whole `plans/….toml` for a plan that the pack does not have yet."""
    if draft.period is None:
        raise DomainError("plans.period_missing", title=draft.title)
    head = {
        "id": packing.plan,
        "title": draft.title,
        "title_en": packing.english.get(draft.title),
        "document": packing.document,
        "period_start": date(draft.period[0], 1, 1),
        "period_end": date(draft.period[1], 12, 31),
        "verified": packing.verified,
    }
    return pack_entry("plan", head, single=True) + "\n" + plan_entries(draft, document, packing, indicators=True)


def norm_entries(parameters: Sequence[Parameter], document: Document, packing: Packing) -> str:
    """`[[norm]]` of `norms.toml` for accepted parameters."""
    printer = Printer(document)
    return "\n".join(pack_entry("norm", _norm(one, at, packing, printer)) for at, one in enumerate(parameters, start=1))


def accept_into_pack(folder: Path, plan_file_name: str, entries: str, norms: str = "", document: str = "") -> None:
    """
    Append entries to `plans/NAME`, `norms.toml` and (a new document) `pack.toml` of the pack `folder`; DomainError with the
    first problem where the pack would not be sound with them, and then nothing is written.
    """
    targets = [
        (folder / "norms.toml", norms),
        (folder / "pack.toml", document),
        (folder / "plans" / plan_file_name, entries),
    ]
    with _tried(folder, targets) as made_in:
        fresh: list[tuple[Path, Path]] = []
        for target, text in targets:
            if text:
                beside = target.with_name(f".{target.name}.new")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(made_in / target.relative_to(folder), beside)
                fresh.append((beside, target))
        # A fault before this line leaves only files that no reader looks at; the new plan comes last, after what it cites.
        for beside, target in fresh:
            beside.replace(target)


def pack_as_zip(folder: Path, plan_file_name: str, entries: str, norms: str = "", document: str = "") -> bytes:
    """The whole pack `folder` with the entries, as an archive with one folder in it; DomainError where it would not be sound."""
    targets = [
        (folder / "norms.toml", norms),
        (folder / "pack.toml", document),
        (folder / "plans" / plan_file_name, entries),
    ]
    buffer = BytesIO()
    with _tried(folder, targets) as made_in, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(made_in.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                archive.writestr(
                    zipfile.ZipInfo(f"{folder.name}/{path.relative_to(made_in).as_posix()}", (1980, 1, 1, 0, 0, 0)),
                    path.read_bytes(),
                )
    return buffer.getvalue()


@contextmanager
def _tried(folder: Path, targets: Sequence[tuple[Path, str]]) -> Iterator[Path]:
    """A copy of the pack with the entries, which was checked and found sound; gone afterwards."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        for sibling in folder.parent.iterdir():
            if sibling.is_dir() and sibling != folder:
                (root / sibling.name).symlink_to(sibling.resolve())
        shutil.copytree(folder, root / folder.name)
        for target, text in targets:
            if text:
                _append(root / folder.name / target.relative_to(folder), text)
        problems: list[Problem] = check([folder.name], root)
        if problems:
            raise DomainError("plans.pack_unsound", problem=problems[0].text(), count=len(problems))
        yield root / folder.name


def _append(path: Path, text: str) -> None:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((before.rstrip("\n") + "\n\n" if before else "") + text.strip("\n") + "\n", encoding="utf-8")


# Entries


def _units(owners: Owners, printer: Printer) -> dict[str, Any]:
    return {
        "lead_units": [printer.name(name) for name in owners.lead],
        "responsible_units": [printer.name(name) for name in owners.responsible],
        "supporting_units": [printer.name(name) for name in owners.supporting],
        "by_duty": True if owners.by_duty else None,
    }


def _cited(path: str) -> str:
    """A clause as packs cite it: 三(一)1."""
    return path.replace("（", "(").replace("）", ")")


def _indicator(one: IndicatorDraft, at: int, packing: Packing) -> dict[str, Any]:
    owners = {
        "lead_units": list(one.owners.lead),
        "responsible_units": list(one.owners.responsible),
        "supporting_units": list(one.owners.supporting),
    }
    return {
        "code": f"{packing.prefix}-{at:02d}",
        "number": one.number,
        "section": one.section,
        "name": one.name,
        "name_en": packing.english.get(one.name, f"Indicator {one.number}"),
        "attribute": one.attribute,
        "unit": one.unit_code,
        "baseline": _stated(one.baseline) if one.baseline and one.baseline.printed and one.baseline.year else None,
        "target": {**_stated(one.target), "operator_basis": one.target.basis if one.target.value is not None else None},
        **owners,
        "clause": _cited(one.source.clause),
        "note": None if one.owners else "原文没有写责任单位。",
        "note_en": None if one.owners else "The text names no owner.",
    }


def _stated(value: Value) -> dict[str, Any]:
    return {
        "printed": value.printed,
        "value": value.value,
        "upper": value.upper,
        "operator": value.operator if value.value is not None else None,
        "restored": {"reason": value.restored} if value.restored else None,
        "qualitative": True if value.value is None else None,
        "year": value.year,
    }


def _task(one: TaskDraft, at: int, packing: Packing, printer: Printer) -> dict[str, Any]:
    return {
        "code": f"{packing.prefix}-t{at:02d}",
        "number": one.number,
        "section": one.section or one.chapter,
        "section_en": packing.english.get(one.section or one.chapter),
        "name": printer.name(one.title),
        "name_en": packing.english.get(one.title),
        **_units(one.owners, printer),
        "due": date(one.deadline, 12, 31) if one.deadline else None,
        "aim": [_aim(aim, packing, printer, at_place=True) for aim in one.aims],
        "clause": _cited(one.source.clause),
        "quote": printer.at(one.source.places),
        "verified": packing.verified,
        **_owner_note(one),
    }


def _owner_note(one: TaskDraft) -> dict[str, str]:
    """Said where the document names nobody, or names them in the running text instead of at the end of the clause."""
    if not one.owners:
        return {"note": "原文没有写责任单位。", "note_en": "The text names no unit."}
    if any("取自正文" in doubt.reason for doubt in one.doubts):
        return {
            "note": "责任单位取自正文，不是条末的括号。",
            "note_en": "The units are taken from the running text, not from brackets at the end of the clause.",
        }
    return {}


def _aim(aim: Aim, packing: Packing, printer: Printer, *, at_place: bool) -> dict[str, Any]:
    code, _ = unit_code(aim.name, aim.value.unit)
    value = aim.value.value
    if code == "count" and aim.value.unit.startswith("万") and value is not None:
        value *= 10_000
    return {
        "printed": printer.at(aim.source.places) if at_place else aim.value.printed,
        "name": printer.name(aim.name),
        "name_en": packing.english.get(aim.name),
        "operator": aim.value.operator,
        "value": value,
        "upper": aim.value.upper,
        "unit": code,
        "year": aim.value.year,
        "restored": {"reason": aim.value.restored} if aim.value.restored else None,
    }


def _project(one: ListItem, at: int, packing: Packing, printer: Printer) -> dict[str, Any]:
    def cells(pattern: re.Pattern[str]) -> str:
        return "；".join(
            printer.at(entry.places) for entry in one.entries if pattern.search(entry.heading) and entry.text
        )

    return {
        "code": f"{packing.prefix}-p{at:02d}",
        "number": one.number,
        "section": one.list_title,
        "section_en": packing.english.get(one.list_title),
        "kind": one.kind,
        "category": one.group,
        "name": printer.name(one.name),
        "name_en": packing.english.get(one.name),
        "content": cells(_CONTENT),
        "goal": cells(_GOAL),
        "nature": cells(_NATURE),
        "place": cells(_PLACE),
        "start_year": one.start,
        "end_year": one.end,
        **_units(one.owners, printer),
        "due": date(one.end, 12, 31) if one.end else None,
        "capacity": [made for aim in one.aims if (made := _capacity(aim)) is not None],
        "money": [made for aim in one.money if (made := _money(aim)) is not None],
        "aim": [_aim(aim, packing, printer, at_place=False) for aim in one.aims],
        "clause": _cited(one.source.clause),
        "verified": packing.verified,
        "note": cells(_REMARK),
    }


def _capacity(aim: Aim) -> dict[str, Any] | None:
    """What an aim adds to beds, places or points; None where it is none of these, or a share."""
    for pattern, units, measure in _CAPACITY:
        if pattern.search(aim.name) and aim.value.unit in units and aim.value.value is not None:
            return {
                "measure": measure,
                "printed": aim.value.printed,
                "value": aim.value.value,
                "upper": aim.value.upper,
                "operator": aim.value.operator if aim.value.basis == "stated" else None,
                "year": aim.value.year,
            }
    return None


def _money(aim: Aim) -> dict[str, Any] | None:
    if aim.value.value is None or aim.value.unit not in _YUAN:
        return None
    return {
        "source": next((source for word, source in _SOURCES if word in aim.name), "other"),
        "stage": "asked" if "申请" in aim.name else "planned",
        "printed": aim.value.printed,
        "yuan": aim.value.value * _YUAN[aim.value.unit],
    }


def _norm(one: Parameter, at: int, packing: Packing, printer: Printer) -> dict[str, Any]:
    code, _ = unit_code(one.name, one.value.unit)
    return {
        "key": f"{packing.prefix}.parameter-{at:02d}",
        "title": one.name,
        "title_en": packing.english.get(one.name),
        "printed": printer.at(one.source.places),
        "value": one.value.value,
        "upper": one.value.upper,
        "operator": one.value.operator,
        "unit": code,
        "document": packing.document,
        "clause": _cited(one.source.clause),
        "quote": one.source.quote,
        "restored": {"reason": one.value.restored} if one.value.restored else None,
        "verified": packing.verified,
    }
