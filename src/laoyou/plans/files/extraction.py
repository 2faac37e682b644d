"""
One file → numbered lines, whatever kind of file it is.

What cannot be read is refused with a sentence; what could only be read in part comes with notes that say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from laoyou.base.errors import DomainError
from laoyou.engines.documents.model import SourceLine
from laoyou.plans import errors as errors
from laoyou.plans.files.pages import read_pdf
from laoyou.plans.files.text import read_text
from laoyou.plans.files.web import read_html
from laoyou.plans.files.word import read_docx

LARGEST: Final = 40 * 1024 * 1024
"""Bytes; a plan with all its annexes has a few megabytes."""
LONGEST: Final = 2_000_000
"""Characters; five hundred printed pages have about four hundred thousand."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Extraction:
    """The lines of a file, how many pages it has (0 where it has none), and what could not be read of it, as error codes with data."""

    name: str
    lines: tuple[SourceLine, ...]
    pages: int
    notes: tuple[DomainError, ...] = ()


def extract(path: Path, *, progress: Progress | None = None) -> Extraction:
    """Read the file at `path`; `progress` is told (pages read, pages there are)."""
    if not path.is_file():
        raise DomainError("plans.file_missing", name=path.name)
    refuse_large(path.stat().st_size, path.name)
    return extract_bytes(path.read_bytes(), path.name, progress=progress)


def extract_bytes(data: bytes, name: str, *, progress: Progress | None = None) -> Extraction:
    """Read an uploaded file; its kind is told from its first bytes, then from its name."""
    kind = kind_of(data, name)
    notes: list[DomainError] = []
    pages = 0
    if kind == "pdf":
        lines, pages = read_pdf(data, name, notes, progress or _silent)
    elif kind == "docx":
        lines = read_docx(data, name, notes)
    elif kind == "html":
        lines = read_html(data, name)
    else:
        lines = read_text(data, name)
    refuse_long(lines, name)
    if not any(line.text.strip() for line in lines):
        raise DomainError("plans.file_empty", name=name)
    return Extraction(name, tuple(lines), pages, tuple(notes))


def kind_of(data: bytes, name: str) -> str:
    """pdf, docx, html or txt; DomainError with a sentence for what is too large, empty, protected or of another kind."""
    refuse_large(len(data), name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DomainError("plans.file_empty", name=name)
    kind = _kind(data, name)
    if not kind:
        raise DomainError("plans.file_kind", name=name)
    return kind


def refuse_large(size: int, name: str) -> None:
    """A file of more bytes than any plan has is not read."""
    if size > LARGEST:
        raise DomainError("plans.file_too_large", name=name, size=size // 1024 // 1024, most=LARGEST // 1024 // 1024)


def refuse_long(lines: Sequence[SourceLine], name: str) -> None:
    """A text of more characters than a thousand pages have is not checked: it would keep a worker for minutes."""
    characters = sum(len(line.text) for line in lines)
    if characters > LONGEST:
        raise DomainError("plans.file_long", name=name, characters=characters // 10_000, most=LONGEST // 10_000)


def is_encrypted(data: bytes) -> bool:
    """Whether an OLE container holds a Word file under a password."""
    return "EncryptedPackage".encode("utf-16-le") in data


def _silent(_done: int, _all: int) -> None:
    """Nobody wants to know."""


def _kind(data: bytes, name: str) -> str:
    """pdf, docx, html, txt, or empty for what is not read."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = Path(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"PK\x03\x04":
        return "docx" if suffix in (".docx", ".docm", ".dotx", "") or b"word/" in data[:4096] else ""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        # An encrypted .docx is an OLE container, as an old .doc is.
        if is_encrypted(data):
            raise DomainError("plans.file_protected", name=name)
        raise DomainError("plans.file_old_word", name=name)
    lower = head[:512].lower()
    if suffix in (".html", ".htm", ".xhtml") or lower.startswith((b"<!doctype html", b"<html")):
        return "html"
    if suffix in (".txt", ".text", ".md", ""):
        return "txt"
    return "" if b"\x00" in data[:4096] else "txt"
