"""The text of a document as a page shows it: numbered lines, clauses, tables as they stand, with the places that are spoken of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.engines.documents.model import Cell, Document, Place, Table

LONGEST_HEAD = 32
"""Letters; a clause whose line goes on with its text is no heading."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters of a line that an entry beside the text speaks of; `tone` says how they are coloured."""

    place: Place
    entry: str
    tone: str = ""


def anchor(place: Place) -> str:
    """The id of the place in the page."""
    return f"p{place.line}-{place.start}"


def text_html(document: Document, spots: Iterable[Spot]) -> SafeString:
    """The whole text. Joined here: thousands of lines through the template engine would cost seconds."""
    return SafeString("".join(_Writer(document, spots).parts()))


class _Writer:
    def __init__(self, document: Document, spots: Iterable[Spot]) -> None:
        self.document = document
        self.lines = {line.number: line for line in document.lines}
        self.spots: dict[int, list[Spot]] = defaultdict(list)
        for spot in spots:
            if spot.place.end > spot.place.start:
                self.spots[spot.place.line].append(spot)
        self.levels = {clause.first_line: clause.level for clause in document.clauses if clause.title}

    def parts(self) -> Iterator[str]:
        tables = {table.first_line: table for table in self.document.tables}
        inside = 0
        page = None
        for line in self.document.lines:
            if line.page is not None and line.page != page:
                page = line.page
                yield f'<p class="doc-page">{escape(_("第%(page)s页") % {"page": page})}</p>'
            if line.number in tables:
                yield from self._table(tables[line.number])
                inside = max(inside, tables[line.number].last_line)
            if line.number > inside and line.text.strip():
                yield self._line(line.number)

    def _line(self, number: int) -> str:
        level = self.levels.get(number)
        text = self.lines[number].text
        style = f" doc-head doc-head-{min(level, 4)}" if level is not None and len(text.strip()) <= LONGEST_HEAD else ""
        return f'<p class="doc-line{style}" id="L{number}"><span class="doc-no">{number}</span>{self._part(number, 0, len(text))}</p>'

    def _part(self, number: int, start: int, end: int) -> str:
        """Characters [start, end) of a line, cut where something begins or ends."""
        text = self.lines[number].text
        spots = [spot for spot in self.spots.get(number, ()) if spot.place.start < end and spot.place.end > start]
        if not spots:
            return escape(text[start:end])
        cuts = {start, end}
        for spot in spots:
            cuts |= {max(start, spot.place.start), min(end, spot.place.end)}
        edges = sorted(cuts)
        return "".join(self._cut(number, here, there, spots) for here, there in pairwise(edges))

    def _cut(self, number: int, start: int, end: int, spots: Sequence[Spot]) -> str:
        text = escape(self.lines[number].text[start:end])
        over = [spot for spot in spots if spot.place.start <= start and spot.place.end >= end]
        if not over:
            return text
        entries = list(dict.fromkeys(spot.entry for spot in over))
        tone = next((spot.tone for spot in over if spot.tone), "")
        style = f" spot-{tone}" if tone else ""
        return f'<a class="spot{style}" id="p{number}-{start}" href="#{entries[0]}" data-of="{" ".join(entries)}">{text}</a>'

    def _table(self, table: Table) -> Iterator[str]:
        title = " ".join(part for part in (table.label, table.title) if part)
        name = escape(title or _("表"))
        yield f'<figure class="doc-table" id="table-{table.first_line}">'
        yield f'<figcaption>{name}</figcaption><div class="doc-scroll" role="region" tabindex="0" aria-label="{name}"><table><thead>'
        yield from self._head(table)
        yield "</thead><tbody>"
        width = len(table.columns)
        covered: set[int] = set()
        above: tuple[str, ...] = ()
        for row, start in enumerate(range(0, len(table.cells), max(width, 1))):
            path = table.rows[row] if row < len(table.rows) else ()
            if len(path) > 1 and path[:-1] != above:
                yield f'<tr class="doc-group"><th scope="colgroup" colspan="{width}">{escape(" · ".join(path[:-1]))}</th></tr>'
            above = path[:-1]
            total = ' class="doc-total"' if row in table.total_rows else ""
            yield f"<tr{total}>"
            for cell in table.cells[start : start + width]:
                covered |= {place.line for place in cell.places}
                yield f"<td{self._number_class(cell)}>{self._cell(cell)}</td>"
            yield "</tr>"
        yield "</tbody></table></div>"
        rest = [
            number
            for number in range(table.first_line, table.last_line + 1)
            if number not in covered and number in self.lines and self.lines[number].text.strip()
        ]
        if rest:
            words = _("表题、表头和表注的原文（%(count)s行）") % {"count": len(rest)}
            yield f'<details class="doc-raw"><summary>{escape(words)}</summary>'
            yield from (self._line(number) for number in rest)
            yield "</details>"
        yield "</figure>"

    def _number_class(self, cell: Cell) -> str:
        return ' class="number"' if cell.number is not None else ""

    def _cell(self, cell: Cell) -> str:
        known = [place for place in cell.places if place.line in self.lines]
        return (
            "".join(self._part(place.line, place.start, place.end) for place in known) if known else escape(cell.text)
        )

    def _head(self, table: Table) -> Iterator[str]:
        depth = max((len(path) for path in table.columns), default=0)
        for level in range(depth):
            yield "<tr>"
            at = 0
            while at < len(table.columns):
                path = table.columns[at]
                wide = 1
                while level < len(path) and at + wide < len(table.columns) and table.columns[at + wide][: level + 1] == path[: level + 1] and level < depth - 1:  # fmt: skip
                    wide += 1
                words = path[level] if level < len(path) else ""
                tag = (
                    f'<th scope="col" colspan="{wide}">{escape(words)}</th>' if words else f'<td colspan="{wide}"></td>'
                )
                yield tag
                at += wide
            yield "</tr>"
