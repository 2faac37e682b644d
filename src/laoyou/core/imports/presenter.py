"""Words for what an import says: outcomes, notes, rows with sensitive values masked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import fields, masking
from laoyou.core.imports.tables import ImportTable
from laoyou.core.models import ImportFile, ImportRow, ImportRun
from laoyou.core.shell import states
from laoyou.core.text import sentence

STATES: dict[str, tuple[str | Promise, str]] = {
    "reading": (gettext_lazy("正在读取"), "on-course"),
    "mapping": (gettext_lazy("待对应列"), "behind"),
    "ready": (gettext_lazy("待试算"), "behind"),
    "checking": (gettext_lazy("正在试算"), "on-course"),
    "checked": (gettext_lazy("已试算"), "behind"),
    "writing": (gettext_lazy("正在导入"), "on-course"),
    "written": (gettext_lazy("已导入"), "reached"),
    "undoing": (gettext_lazy("正在撤销"), "on-course"),
    "undone": (gettext_lazy("已撤销"), "no-data"),
    "refused": (gettext_lazy("不能读取"), "breach"),
    "expired": (gettext_lazy("已过期"), "no-data"),
}
OUTCOMES: dict[str, tuple[str | Promise, str]] = {
    "new": (pgettext_lazy("row of a list", "新增"), "reached"),
    "changed": (pgettext_lazy("row of a list", "有变化"), "on-course"),
    "same": (pgettext_lazy("row of a list", "无变化"), "no-data"),
    "conflict": (pgettext_lazy("row of a list", "与册中不一致"), "behind"),
    "decide": (pgettext_lazy("row of a list", "待认人"), "behind"),
    "fault": (pgettext_lazy("row of a list", "有错"), "breach"),
    "skipped": (pgettext_lazy("row of a list", "不导入"), "no-data"),
    "undo": (pgettext_lazy("row of a list", "未撤销"), "behind"),
}
ORDER = ("new", "changed", "same", "conflict", "decide", "fault", "skipped")
RULES = {
    "ask": gettext_lazy("逐行决定"),
    "fill": gettext_lazy("只补空白，册中已有的不动"),
    "newer": gettext_lazy("以日期较新的为准"),
}
MODES = {
    "good_rows": gettext_lazy("只导入正确的行，有错的行改好再传"),
    "whole": gettext_lazy("全部正确才导入，有一行错就一行也不导入"),
}


def state_badge(run: ImportRun) -> SafeString:
    """The state of an import as a badge."""
    word, tone = STATES[run.state]
    return states.badge(run.state, word=word, tone=tone)


def outcome_badge(row: ImportRow) -> SafeString:
    """The outcome of a row as a badge."""
    word, tone = OUTCOMES.get(row.outcome, (row.outcome, "no-data"))
    return states.badge(row.outcome, word=word, tone=tone)


def masked(table: ImportTable, column: str, value: str) -> str:
    """A value of a column as it is shown."""
    if not value:
        return ""
    known = next((one for one in table.columns if one.name == column), None)
    if known is not None and known.mask:
        return masking.MASKS[known.mask](value)
    return masking.in_text(value)


def title_of(table: ImportTable, column: str) -> str:
    """The title of a column, or its name where the table knows none."""
    return next((str(one.title) for one in table.columns if one.name == column), column)


_HAN = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]+")


def quoting(text: str) -> str:
    """A sentence of the reader's language with the Chinese words that it quotes from a list marked as such."""
    if (get_language() or "").startswith("zh"):
        return text
    return SafeString(_HAN.sub(lambda found: f'<span lang="zh">{found[0]}</span>', escape(text)))


@dataclass(frozen=True)
class ShownFault:
    """A fault for a page or a file: column, value, what is wrong and how to mend it, what was probably meant."""

    column: str
    value: str
    said: str
    proposal: str

    @property
    def quoted(self) -> str:
        """What is wrong, with the Chinese that it quotes marked."""
        return quoting(self.said)


@dataclass(frozen=True)
class ShownChange:
    """One field of a row: what it is now, and what the list says."""

    name: str
    column: str
    old: str
    new: str
    asked: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row of an import for the pages."""

    row: ImportRow
    name: str
    faults: tuple[ShownFault, ...]
    changes: tuple[ShownChange, ...]
    kept: tuple[ShownChange, ...]
    question: str
    notes: tuple[str, ...]
    detail: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """The row in a line: its faults, its question, or its changes."""
        if self.row.outcome == "undo":
            return sentence(DomainError(self.row.code))
        if self.faults:
            return " ".join(f"{one.column}：{one.said}" for one in self.faults[:2])
        if self.question:
            return self.question
        return "；".join(f"{one.column}：{one.old or '–'} → {one.new}" for one in self.changes[:3])


def detail_of(row: ImportRow) -> dict[str, Any]:
    """What is kept of a row."""
    found: dict[str, Any] = json.loads(fields.opened(row.detail))
    return found


def said(code: str, data: Mapping[str, Any]) -> str:
    """The sentence of a refusal that was kept, in the reader's language."""
    return sentence(DomainError(code, **data))


def shown_row(row: ImportRow, table: ImportTable, file: ImportFile | None) -> ShownRow:
    """A row with sensitive values masked."""
    detail = detail_of(row)
    faults = tuple(
        ShownFault(
            title_of(table, one["column"]),
            masked(table, one["column"], one["value"]),
            masking.in_text(said(one["code"], one["data"])),
            masked(table, one["column"], one["proposal"]),
        )
        for one in detail.get("faults", ())
    )
    changes = _changes(table, detail.get("changes", {}), ())
    kept = _changes(table, detail.get("kept", {}), detail.get("asked", ()))
    question = said(detail["question"], {}) if detail.get("question") else ""
    name = ""
    if file is not None and table.name_column in file.mapping:
        place = file.mapping.index(table.name_column)
        cells = detail.get("cells", ())
        name = cells[place] if place < len(cells) else ""
    return ShownRow(
        row, name, faults, changes, kept, question, tuple(note_words(one) for one in detail.get("notes", ())), detail
    )


def _changes(table: ImportTable, found: Mapping[str, Any], asked: Any) -> tuple[ShownChange, ...]:
    return tuple(
        ShownChange(
            name, title_of(table, name), masked(table, name, pair[0]), masked(table, name, pair[1]), name in asked
        )
        for name, pair in found.items()
    )


def note_words(code: str) -> str:
    """What was put right on the way, in words."""
    return {
        "full_width": _("全角数字或字母已按半角读取"),
        "still_standing": _("名单写“否”而册中仍在，没有自动终止；确已终止的，请在居民页面登记终止日期"),
    }.get(code, code)


def file_notes(file: ImportFile) -> list[str]:
    """What is to be said of a file, in words."""
    notes = []
    for one in file.notes:
        code = one.get("code")
        if code == "remembered":
            notes.append(_("这种表头以前导入过，已按上次的对应关系填好。"))
        elif code == "merged_head":
            notes.append(_("表头有合并单元格，已把上下两行合在一起读。"))
        elif code == "rows_above":
            notes.append(_("表头上方的%(n)s行标题和说明没有读取。") % {"n": one["rows"]})
        elif code == "formulas":
            notes.append(
                _("%(columns)s列有%(n)s个公式，按它们的计算结果读取。") % {"columns": one["columns"], "n": one["count"]}
            )
    return notes
