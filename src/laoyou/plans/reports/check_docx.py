"""The report of a check as a Word file."""

from __future__ import annotations

from io import BytesIO

import docx as word
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from laoyou.plans.reports.check_content import Content, Entry

_TEXT_FACE, _HEAD_FACE = "仿宋", "黑体"


def docx(content: Content) -> bytes:
    """The file's bytes: A4, margins and typefaces after GB/T 9704; an office's Word takes what it has where one is missing."""
    document = word.Document()
    _page(document)
    words = content.words
    _heading(document, words.title, 22, centred=True)
    _heading(document, content.title, 16, centred=True)
    _paragraph(document, content.subtitle, centred=True)
    _table(
        document,
        [[words.verdict, words.how_many], *([name, str(count)] for name, count in content.counts)],
        widths=(8, 4),
    )
    _paragraph(document, words.scope)
    _heading(document, words.doubtful, 16)
    if not content.doubtful:
        _paragraph(document, words.none_doubtful)
    for entry in content.doubtful:
        _doubtful(document, content, entry)
    _heading(document, words.agreeing, 16)
    if content.agreeing:
        head = [words.number, words.place, words.quantity, words.stated, words.formula, words.recomputed]
        rows = [
            [str(entry.index), entry.place, entry.quantity, entry.stated, entry.formula, entry.recomputed]
            for entry in content.agreeing
        ]
        _table(document, [head, *rows], widths=(1.2, 3, 4, 2.4, 3.2, 2.2), size=9)
    else:
        _paragraph(document, words.none_agreeing)
    if content.repairs:
        _heading(document, words.repairs, 16)
        _table(
            document,
            [[words.place, words.stated, words.recomputed, words.note], *(list(row) for row in content.repairs)],
            widths=(2, 2.4, 2.4, 9),
            size=9,
        )
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Cm(3.7),
        Cm(3.5),
        Cm(2.8),
        Cm(2.6),
    )
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _TEXT_FACE)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = RGBColor(
            0, 0, 0
        )  # an annex of an official reply has no coloured headings


def _heading(document: WordDocument, text: str, size: int, *, centred: bool = False) -> None:
    paragraph = document.add_heading(level=1)
    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.font.color.rgb = Pt(size), "Times New Roman", None
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HEAD_FACE)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _paragraph(document: WordDocument, text: str, *, centred: bool = False) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.line_spacing = 1.3
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _doubtful(document: WordDocument, content: Content, entry: Entry) -> None:
    words = content.words
    lead = document.add_paragraph()
    lead.paragraph_format.keep_with_next = True
    lead.add_run(f"{entry.index}. {entry.verdict_name}").bold = True
    lead.add_run(f"　{entry.place}")
    _paragraph(document, entry.note)
    rows = [[words.quantity, entry.quantity], [words.stated, entry.stated]]
    for name, value in (
        (words.recomputed, entry.recomputed),
        (words.formula, entry.formula),
        (words.basis, entry.basis),
        (words.readings, entry.readings),
        (words.mark, entry.mark),
    ):
        if value:
            rows.append([name, value])
    _table(document, rows, widths=(2.6, 13), head=False)


def _table(
    document: WordDocument, rows: list[list[str]], *, widths: tuple[float, ...], size: float = 10.5, head: bool = True
) -> None:
    table = document.add_table(rows=len(rows), cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for row_index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(size)
            run.bold = head and row_index == 0
    if head and len(rows) > 1:
        properties = table.rows[0]._tr.get_or_add_trPr()
        mark = properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"})
        properties.append(mark)
    document.add_paragraph()
