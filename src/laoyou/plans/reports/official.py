"""
An official document (GB/T 9704-2012) before it becomes a file: head, paragraphs, signature, attachments.

Lengths of the standard: page 210 × 297 mm, margins 37 / 35 / 28 / 26 mm, 22 lines of 28 characters; title in 小标宋 二号,
text in 仿宋 三号, headings 黑体 and 楷体, page numbers “— 1 —”. The red head is printed only where the office enters it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.reports.drawings import Drawing

FACES: Final[dict[str, tuple[str, ...]]] = {
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC", "Source Han Serif SC"),
    "text": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "仿宋",
        "FZFangSong-Z02",
        "Noto Serif CJK SC",
        "Source Han Serif SC",
    ),
    "black": ("SimHei", "黑体", "Noto Sans CJK SC", "Source Han Sans SC"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "LXGW WenKai", "Noto Serif CJK SC"),
    "song": ("SimSun", "宋体", "Noto Serif CJK SC", "Source Han Serif SC"),
}
"""For each part the typefaces in the order in which they are taken; the last ones are free."""

WANTED: Final = {"title": "小标宋", "text": "仿宋", "black": "黑体", "kai": "楷体", "song": "宋体"}


@dataclass(frozen=True)
class Block:
    """A section: its heading and its paragraphs; “（一）….” in front of one is a heading of the second level."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Attachment:
    """What follows behind the signature on pages of its own: pictures and tables."""

    title: str
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True)
class Paper:
    """Everything that stands on the paper. Empty parts are left out. `sheets` are tables that stand in the text itself."""

    title: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    sheets: tuple[Table, ...] = ()
    red_head: str = ""
    number: str = ""
    signatory: str = ""
    addressees: str = ""
    issuing_unit: str = ""
    dated: str = ""
    issued: bool = False
    source: str = ""
    watermark: str = ""
    notes: tuple[str, ...] = field(default=())


ACROSS_TITLE: Final = 20
"""How many characters of 二号 stand side by side."""

_BEFORE: Final = "“《（("
_AFTER: Final = "”》）)、，的"


def title_lines(title: str) -> list[str]:
    """
    A title in lines of about one length, parted where words end: in front of an opening mark, behind a closing one or 的.

    Where no such place lies near the middle, it is parted there, but never inside a number.
    """
    units = [1.0 if ord(letter) > 0x2000 else 0.5 for letter in title]
    if sum(units) <= ACROSS_TITLE:
        return [title]
    half, at, best, cost = sum(units) / 2, 0.0, 0, float("inf")
    for place in range(1, len(title)):
        at += units[place - 1]
        rest = sum(units) - at
        before, after = title[place - 1], title[place]
        if (
            after in _AFTER
            or before in _BEFORE
            or (before.isalnum() and after.isalnum() and before.isascii() and after.isascii())
        ):
            continue
        longest = max(at, rest) if sum(units) <= 2 * ACROSS_TITLE else at
        if longest > ACROSS_TITLE:
            continue
        here = abs(at - half) + (0 if after in _BEFORE or before in _AFTER else 5)
        if here < cost:
            best, cost = place, here
    if not best:
        return [title]
    return [title[:best], *title_lines(title[best:])]


def font_folder() -> Path | None:
    """The folder into which an office puts its own typefaces: `LAOYOU_FONTS`, or `fonts` in its home."""
    from django.conf import settings

    named = os.environ.get("LAOYOU_FONTS")
    folder = Path(named) if named else Path(settings.LAOYOU_HOME) / "fonts"
    return folder if folder.is_dir() else None


def typefaces() -> Any:
    """The typefaces of this machine and of the office's folder, as typst takes them; looked through again when the folder changes."""
    folder = font_folder()
    return _typefaces(folder, folder.stat().st_mtime_ns if folder else 0)


@lru_cache(maxsize=2)
def _typefaces(folder: Path | None, changed: int) -> Any:
    import typst  # a large library, wanted by few pages

    return typst.Fonts(include_system_fonts=True, font_paths=[str(folder)] if folder else [])


def chosen_faces() -> dict[str, str]:
    """Part → the typeface that is there and comes first."""
    families = set(typefaces().families())
    return {part: next((face for face in faces if face in families), faces[-1]) for part, faces in FACES.items()}


def faces_note(chosen: dict[str, str]) -> str:
    """Which typefaces stand in for those of the standard; empty where all are there."""
    stand_in = [
        f"{WANTED[part]}用{face}代" for part, face in chosen.items() if face.startswith(("Noto", "Source", "LXGW"))
    ]
    return f"本机没有公文字体，{'、'.join(stand_in)}；把字体文件放入 fonts 文件夹即可替换。" if stand_in else ""
