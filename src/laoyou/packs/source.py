"""Reading the files of a pack so that every later complaint can name a line."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from laoyou.packs.problems import PackError, Problem

Path_ = tuple[str | int, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_ARRAY_HEADER = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_HEADER = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")
_POSITION = re.compile(r"\(at line (\d+), column \d+\)")


def read_text(path: Path, name: str) -> str:
    """The text of a UTF-8 file without byte-order mark; PackError says which line is in another encoding."""
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        raise PackError([Problem("bom", name, 1)])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PackError([Problem("not_utf8", name, line, {"guess": _guess_encoding(raw)})]) from None


def _guess_encoding(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK"


@dataclass(frozen=True, slots=True)
class TomlSource:
    """A TOML file: its data, with exact decimals, and the line of every key and table."""

    name: str
    data: dict[str, Any]
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line where `path` stands, or else what encloses it; 1 at the least."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read_toml(path: Path, name: str) -> TomlSource:
    """Read a TOML file; PackError with the line where it is broken. Floats become exact decimals."""
    text = read_text(path, name)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        detail = _POSITION.sub("", str(error)).strip().rstrip(".")
        raise PackError([Problem("broken_toml", name, line, {"detail": detail})]) from None
    return TomlSource(name, data, toml_lines(text))


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def toml_lines(text: str) -> dict[Path_, int]:
    """
    The line (from 1) of every table and key of a valid TOML text, by its path of keys and array indexes.

    What stands inside an inline table or array has no line of its own: look up the key that holds it.
    """
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    table: Path_ = ()
    rest = _Continuation()

    def resolve(parts: tuple[str, ...]) -> Path_:
        path: Path_ = ()
        for part in parts:
            path = (*path, part)
            if path in counts:
                path = (*path, counts[path] - 1)
        return path

    for number, line in enumerate(text.splitlines(), 1):
        if rest.open:
            rest.feed(line)
            continue
        if header := _ARRAY_HEADER.match(line):
            parts = _parts(header[1])
            array = (*resolve(parts[:-1]), parts[-1])
            counts[array] = counts.get(array, 0) + 1
            table = (*array, counts[array] - 1)
            lines.setdefault(array, number)
            lines[table] = number
        elif header := _HEADER.match(line):
            table = resolve(_parts(header[1]))
            lines[table] = number
        elif key := _ASSIGNMENT.match(line):
            path = table
            for part in _parts(key[1]):
                path = (*path, part)
                lines.setdefault(path, number)
            rest.feed(line[key.end() :])
    return lines


class _Continuation:
    """Whether a value goes on in the next line: an open bracket, or a string in triple quotes."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""

    @property
    def open(self) -> bool:
        return bool(self.depth or self.quote)

    def feed(self, text: str) -> None:
        place = 0
        while place < len(text):
            if self.quote:
                place = self._inside_string(text, place)
                continue
            character = text[place]
            if character == "#":
                return
            if character in "\"'":
                self.quote = character * 3 if text.startswith(character * 3, place) else character
                place += len(self.quote)
                continue
            self.depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0)
            place += 1
        if len(self.quote) == 1:
            self.quote = ""

    def _inside_string(self, text: str, place: int) -> int:
        if text[place] == "\\" and '"' in self.quote:
            return place + 2
        if text.startswith(self.quote, place):
            place += len(self.quote)
            self.quote = ""
            return place
        return place + 1


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A CSV file: header, and its lines with their numbers (from 1, the header is 1)."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_csv(path: Path, name: str) -> CsvSource:
    """Read a CSV file with a header; PackError for each line that has more or fewer cells than the header."""
    reader = csv.reader(io.StringIO(read_text(path, name), newline=""))
    header = tuple(next(reader, []))
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    for line, cells in _numbered(reader):
        if len(cells) != len(header):
            problems.append(Problem("broken_csv", name, line, {"found": str(len(cells)), "expected": str(len(header))}))
        else:
            rows.append((line, dict(zip(header, cells, strict=True))))
    if problems:
        raise PackError(problems)
    return CsvSource(name, header, tuple(rows))


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not empty, each with the number of its first line (a quoted cell may span several)."""
    line = reader.line_num + 1
    for cells in reader:
        if cells:
            yield line, cells
        line = reader.line_num + 1
