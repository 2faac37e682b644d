"""The whole reading, from numbered lines to a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from laoyou.engines.documents.model import Clause, Document, Paragraph, Place, Repair, SourceLine, Table
from laoyou.engines.documents.reading.characters import fold, wide_digits
from laoyou.engines.documents.reading.grids import Frame, table_of
from laoyou.engines.documents.reading.heading import Heading, read_heading
from laoyou.engines.documents.reading.joining import Joined, join
from laoyou.engines.documents.reading.lines import TextLine, ends_sentence, setting_of, text_lines
from laoyou.engines.documents.reading.numbering import (
    Label,
    bare_label_of,
    bare_starts,
    cited,
    label_of,
    lists_attachments,
    title_of,
)
from laoyou.engines.documents.reading.numbers import unit_of_line
from laoyou.engines.documents.reading.points import restore_points
from laoyou.engines.documents.reading.regions import CAPTION, Region, find_regions, is_caption, is_note
from laoyou.engines.documents.reading.slips import missing_units


def read_document(lines: Sequence[SourceLine]) -> Document:
    """
    Read a document.

    `Paragraph.text` and `Cell.text` are folded: full-width digits and letters as ASCII, punctuation as Chinese prints it,
    one character for one character; the file's own characters stand at their places in `lines`.
    """
    texts, slips = text_lines(lines)
    setting = setting_of(texts)
    regions = find_regions(texts)
    framed = [_framed(texts, region, regions) for region in regions]
    taken = {index for region, frame in framed for index in frame.taken(region)}
    prose = [line for index, line in enumerate(texts) if index not in taken]
    bare = frozenset(prose[index].number for index in bare_starts([line.text for line in prose], ends_sentence))
    joined = join(prose, setting, bare)
    clauses, owners = _clauses(joined, bare, lines)
    paragraphs = tuple(Paragraph(one.text, owner, one.places) for one, owner in zip(joined, owners, strict=True))
    firsts = [clause.first_line for clause in clauses]
    tables: list[Table] = []
    for region, frame in framed:
        clause = bisect_right(firsts, texts[region.first].number) - 1
        table = table_of(region.rows, frame.frame(clause), clause, gridded=region.gridded)
        if table is not None:
            tables.append(table)
    restored = restore_points(tables, paragraphs, bare_numbers=bool(bare))
    units = missing_units(restored.tables, restored.paragraphs)
    heading: Heading = read_heading(restored.paragraphs, clauses)
    repairs = sorted(
        [*slips, *_plain_repairs(texts, joined), *units, *restored.repairs], key=lambda repair: repair.place
    )
    return Document(
        title=heading.title,
        issuer=heading.issuer,
        number=heading.number,
        date=heading.date,
        status=heading.status,
        period=heading.period,
        lines=tuple(lines),
        clauses=clauses,
        paragraphs=restored.paragraphs,
        tables=restored.tables,
        repairs=tuple(repairs),
        warnings=(),
    )


# What stands around a table


class _Surroundings:
    """The caption, unit and notes of one region, and the lines that they take."""

    def __init__(self, texts: Sequence[TextLine], region: Region) -> None:
        self.caption: int | None = None
        self.second: int | None = None
        self.unit_line: int | None = None
        self.notes: list[int] = []
        self.label = self.title = self.unit = ""
        self.texts = texts
        self.region = region

    def taken(self, region: Region) -> list[int]:
        """Indexes of the lines that are no running text: the table's own, a unit line, a caption with a number, notes."""
        found = list(range(region.first, region.last + 1)) + self.notes
        if self.unit_line is not None:
            found.append(self.unit_line)
        if self.caption is not None and self.label:
            found.append(self.caption)
        if self.second is not None:
            found.append(self.second)
        return found

    def frame(self, clause: int) -> Frame:
        first = self.texts[self.caption if self.caption is not None else self.region.first].number
        last = self.texts[max([self.region.last, *self.notes])].number
        notes = tuple(
            Paragraph(line.text, clause, tuple((line.number, line.start + at) for at in range(len(line.text))))
            for line in (self.texts[index] for index in self.notes)
        )
        return Frame(self.label, self.title, self.unit, notes, first, last, self.region.doubts)


def _framed(texts: Sequence[TextLine], region: Region, regions: Sequence[Region]) -> tuple[Region, _Surroundings]:
    around = _Surroundings(texts, region)
    floor = max((other.last for other in regions if other.last < region.first), default=-1)
    index = region.first - 1
    while index > floor and index >= region.first - 3:
        text = texts[index].text
        if unit := unit_of_line(text):
            around.unit, around.unit_line = unit, index
        elif is_caption(text):
            match = CAPTION.match(text)
            around.caption = index
            if match is not None:
                around.label, around.title = "表" + match[1], match[2].strip("：: ")
            break
        elif (
            index > floor + 1
            and is_caption(texts[index - 1].text)
            and texts[index - 1].text.count("（") > text.count("（")
        ):
            # A caption that was broken over two lines.
            match = CAPTION.match(texts[index - 1].text + text)
            around.caption, around.second = index - 1, index
            if match is not None:
                around.label, around.title = "表" + match[1], match[2].strip("：: ")
            break
        elif text and len(text) <= 50 and not text.endswith(("。", "；", "，", "：")) and label_of(text) is None:
            around.caption, around.title = index, text
            break
        else:
            break
        index -= 1
    ceiling = min((other.first for other in regions if other.first > region.last), default=len(texts))
    index = region.last + 1
    while index < ceiling and is_note(texts[index].text):
        around.notes.append(index)
        index += 1
    return region, around


# Clauses


class _Open:
    """A clause while it is being read."""

    def __init__(self, label: Label, title: str, first_line: int, parent: int | None, level: int, path: str) -> None:
        self.label, self.title, self.first_line = label, title, first_line
        self.parent, self.level, self.path = parent, level, path
        self.last_line = first_line


def _clauses(
    joined: Sequence[Joined], bare: frozenset[int], lines: Sequence[SourceLine]
) -> tuple[tuple[Clause, ...], list[int]]:
    """The tree of clauses, and for each paragraph the index of the one that it belongs to (-1 before the first)."""
    opened: list[_Open] = []
    stack: list[int] = []
    owners: list[int] = []
    expected_bare = 1
    in_list = False
    for at, one in enumerate(joined):
        label = label_of(one.text)
        if lists_attachments(one.text):
            in_list = True
        elif in_list and label is not None and label.rank == 3 and len(one.text) <= 40:
            label = None
        else:
            in_list = False
        if label is None and one.first_line in bare:
            label = bare_label_of(one.text, expected_bare)
            expected_bare += 1
        if label is not None and not _is_clause(one.text, label):
            label = None
        if label is not None:
            while stack and opened[stack[-1]].label.rank >= label.rank:
                stack.pop()
            parent = stack[-1] if stack else None
            path = (opened[parent].path if parent is not None else "") + cited(label.text)
            title = title_of(one.text, label) or (_title_below(joined, at) if label.rank == 0 else "")
            opened.append(_Open(label, title, one.first_line, parent, len(stack) + 1, path))
            stack.append(len(opened) - 1)
        owners.append(stack[-1] if stack else -1)
    last = lines[-1].number if lines else 0
    return _closed(opened, last), owners


def _title_below(joined: Sequence[Joined], at: int) -> str:
    """The title of an annex on the line below its number."""
    below = joined[at + 1].text if at + 1 < len(joined) else ""
    return below if len(below) <= 60 and label_of(below) is None and not below.endswith(("。", "：")) else ""


def _is_clause(text: str, label: Label) -> bool:
    """An annex is announced on a line of its own; other labels begin whatever follows them."""
    return label.rank != 0 or len(text) <= 60


def _closed(opened: Sequence[_Open], last: int) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    for index, one in enumerate(opened):
        end = next((other.first_line - 1 for other in opened[index + 1 :] if other.level <= one.level), last)
        clauses.append(
            Clause(
                index,
                one.label.text,
                one.title,
                one.level,
                one.parent,
                one.first_line,
                max(end, one.first_line),
                one.path,
            )
        )
    return tuple(clauses)


# Repairs that change no meaning


def _plain_repairs(texts: Sequence[TextLine], joined: Sequence[Joined]) -> list[Repair]:
    """Full-width digits, one repair for each number; broken lines, one for each paragraph."""
    found: list[Repair] = []
    for line in texts:
        for start, end in wide_digits(line.source.text):
            printed = line.source.text[start:end]
            found.append(
                Repair(
                    Place(line.number, start, end), printed, fold(printed), "full_width",
                    "全角与半角是同一个数字的两种写法。", certain=True,
                )
            )  # fmt: skip
    for one in joined:
        if one.lines > 1:
            first, column = one.places[0]
            found.append(
                Repair(
                    Place(first, column, column + 1), "", "", "broken_line",
                    f"这一段在文件里断成{one.lines}行：前一行写满而句子没有完。", certain=True,
                )
            )  # fmt: skip
    return found
