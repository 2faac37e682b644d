"""
What crosses from inside to the edge: one bundle with everything that is published, and a signature.

The inside writes it (`faces/publishing`), the edge checks it and puts it in place of the last one (`ingest.py`). It holds what
everybody may read and nothing else; a person's row has no field to stand in.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, get_args, get_type_hints

FORMAT = 1


@dataclass(frozen=True)
class Words:
    """A text in both languages; `en` falls back to `zh` where nobody has translated it."""

    zh: str
    en: str = ""


@dataclass(frozen=True)
class PublicArea:
    """A district or town, with its place on the schematic map (a square of 100, not a coordinate)."""

    id: str
    parent_id: str
    level: str
    name: Words
    x: float | None
    y: float | None


@dataclass(frozen=True)
class PublicFacility:
    """A facility as families look for it. Free = open and not taken on `as_of`; None = not known, which is not none."""

    id: str
    name: str
    kind: str
    kind_words: Words
    kinds: tuple[str, ...]
    tier: str
    tier_words: Words
    operation_words: Words
    area_id: str
    town_id: str
    address: str
    phone: str
    longitude: float | None
    latitude: float | None
    x: float | None
    y: float | None
    beds: int | None
    free_beds: int | None
    places: int | None
    free_places: int | None
    sessions: tuple[Words, ...]
    as_of: date
    example: bool


@dataclass(frozen=True)
class PublicSource:
    """The clause behind a definition, a figure or a target."""

    document: str
    number: str
    clause: str
    verified: bool
    example: bool
    quotation: str = ""


@dataclass(frozen=True)
class PublicValue:
    """One dated value of an indicator; `kind` is computed, reported or published."""

    as_of: date
    value: str
    kind: str


@dataclass(frozen=True)
class PublicTownValue:
    """An indicator's value in one town."""

    area_id: str
    value: str | None


@dataclass(frozen=True)
class PublicIndicator:
    """An indicator as approved for publication: its figure, how it was formed, and the clause that asks for it."""

    code: str
    name: Words
    section: Words
    unit: Words
    value: str | None
    decimals: int
    as_of: date | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    operator: str
    target_year: int | None
    attribute: str
    state: str
    state_words: Words
    formula: Words
    numerator: str | None
    denominator: str | None
    definition: Words
    doubt: Words
    owner: Words
    plan: Words
    period_end: date | None
    history: tuple[PublicValue, ...]
    by_town: tuple[PublicTownValue, ...]
    sources: tuple[PublicSource, ...]
    snapshot: str
    pack_version: str
    formula_hash: str
    program_version: str
    example: bool


@dataclass(frozen=True)
class PublicPicture:
    """A picture of a circular as SVG; its numbers stand in a table of the same section."""

    title: str
    note: str
    svg: str


@dataclass(frozen=True)
class PublicTable:
    """A table of a circular; `numbers` are the columns of numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class PublicSection:
    """A section of a circular as it was issued."""

    heading: str
    paragraphs: tuple[str, ...]
    pictures: tuple[PublicPicture, ...]
    tables: tuple[PublicTable, ...]


@dataclass(frozen=True)
class PublicFile:
    """A file of a circular as it was issued: pdf or docx."""

    kind: str
    data: bytes


@dataclass(frozen=True)
class PublicCircular:
    """
    A circular or an evaluation report, frozen when it was issued.

    id         the first letters of the hash of everything that it says (`circular_id`), so that its address can never
               come to show another text
    sections, files   empty once it was withdrawn
    corrected  a later document corrects it: `corrected_by`, where that is public
    """

    id: str
    kind: str
    kind_words: Words
    title: str
    number: str
    issuing_unit: str
    dated: date
    period: str
    on: date
    snapshot: str
    data_hash: str
    text_hash: str
    sections: tuple[PublicSection, ...]
    files: tuple[PublicFile, ...]
    corrects: str
    corrected: bool
    corrected_by: str
    withdrawn_on: date | None
    withdrawn_reason: str
    example: bool


def circular_id(circular: PublicCircular) -> str:
    """By what a circular is known: the hash of what it says, without what became of it later and how we call its kind."""
    said = replace(
        circular, id="", kind_words=Words(""), corrects="", corrected=False, corrected_by="", withdrawn_on=None,
        withdrawn_reason="",
    )  # fmt: skip
    text = json.dumps(asdict(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def files_of(circular: PublicCircular) -> list[tuple[str, bytes]]:
    """(name, content) of the files and pictures of a circular, by the names under which its page asks for them."""
    pictures = [picture.svg.encode() for section in circular.sections for picture in section.pictures]
    return [
        *((f"circular.{one.kind}", one.data) for one in circular.files),
        *((f"picture-{number}.svg", data) for number, data in enumerate(pictures, start=1)),
    ]


def is_as_issued(circular: PublicCircular) -> bool:
    """Whether a circular says what its name was given for; one that was withdrawn says nothing more."""
    if circular.withdrawn_on is not None:
        return not circular.sections and not circular.files
    return circular.id == circular_id(circular)


@dataclass(frozen=True)
class PublicGrade:
    """A town's grade, empty where it is unknown, and the grades between which it lies."""

    area_id: str
    grade: Words
    low: Words
    high: Words


@dataclass(frozen=True)
class PublicIndex:
    """How the towns stand, as grades with their ranges: there is no field for points or ranks."""

    title: Words
    as_of: date
    pillars: tuple[Words, ...]
    grades: tuple[Words, ...]
    document: Words
    clause: str
    note: Words
    towns: tuple[PublicGrade, ...]
    snapshot: str
    example: bool


@dataclass(frozen=True)
class Bundle:
    """Everything that is public at one moment. `sequence` only grows, so that an old bundle cannot come back."""

    format: int
    sequence: int
    published_at: datetime
    district: Words
    demo: bool
    areas: tuple[PublicArea, ...]
    facilities: tuple[PublicFacility, ...]
    indicators: tuple[PublicIndicator, ...]
    circulars: tuple[PublicCircular, ...] = ()
    index: PublicIndex | None = None


def to_bytes(bundle: Bundle) -> bytes:
    """The bundle as canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        asdict(bundle), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    ).encode()


def from_bytes(data: bytes) -> Bundle:
    """The bundle in `data`; ValueError where it is not one, or of a format that this program does not know."""
    raw = json.loads(data)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise ValueError("not a bundle of this format")
    made: Bundle = _build(Bundle, raw)
    return made


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} does not belong in a bundle")


def _build(kind: Any, raw: Any) -> Any:
    """A frozen dataclass from its plain form, by its annotations; unknown or missing keys raise ValueError."""
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}
    if not isinstance(raw, dict) or set(raw) - known:
        raise ValueError(f"{kind.__name__} does not have this shape")
    try:
        return kind(**{name: _value(hints[name], value) for name, value in raw.items()})
    except TypeError as wrong:
        raise ValueError(str(wrong)) from wrong


def _value(hint: Any, raw: Any) -> Any:
    arguments = get_args(hint)
    if type(None) in arguments:
        return None if raw is None else _value(next(part for part in arguments if part is not type(None)), raw)
    if arguments and arguments[-1] is Ellipsis:
        return tuple(_value(arguments[0], part) for part in raw)
    if hint is datetime:
        return datetime.fromisoformat(raw)
    if hint is date:
        return date.fromisoformat(raw)
    if hint is float:
        return float(raw)
    if hint is bytes:
        return _bytes(raw)
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return _build(hint, raw)
    if not isinstance(raw, hint):
        raise ValueError(f"{raw!r} is not {hint.__name__}")
    return raw


def _bytes(raw: Any) -> bytes:
    try:
        return b64decode(raw, validate=True)
    except (NotBase64, TypeError) as wrong:
        raise ValueError("a file is not in base64") from wrong
