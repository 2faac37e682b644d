"""Text files: UTF-8, with or without its mark, UTF-16 with it, GB 18030."""

from __future__ import annotations

from laoyou.base.errors import DomainError
from laoyou.engines.documents.model import SourceLine


def decode(data: bytes, name: str) -> str:
    """The text of a file; refused where it is in none of the encodings that offices use."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DomainError("plans.file_encoding", name=name)


def read_text(data: bytes, name: str) -> list[SourceLine]:
    """The lines as they are; a form feed begins a new page."""
    lines: list[SourceLine] = []
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    paged = "\f" in text
    page = 1
    for number, line in enumerate(text.split("\n"), start=1):
        page += line.count("\f")
        lines.append(SourceLine(number, line.replace("\f", " "), page if paged else None))
    return lines
