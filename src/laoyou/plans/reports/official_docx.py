"""An official document as a Word file, for an office that goes on with it in Word or WPS."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx as word
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.reports.official import Paper, title_lines
from laoyou.plans.reports.official_pdf import picture_png, second_level

TITLE, TEXT, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
PITCH = Pt(28.95)
BODY = 16
RED = RGBColor(0xD7, 0x00, 0x0F)


def docx(paper: Paper) -> bytes:
    """The file's bytes. Typefaces are named as the standard names them; Word takes its own where one is missing."""
    document = word.Document()
    document.core_properties.title, document.core_properties.author = paper.title, ""
    set_page(document)
    if paper.red_head:
        add_line(
            document,
            paper.red_head,
            face=TITLE,
            size=32,
            colour=RED,
            align=WD_ALIGN_PARAGRAPH.CENTER,
            after=Pt(40),
            pitch=False,
        )
    if paper.number:
        signed = bool(paper.signatory and paper.red_head)
        words = f"{paper.number}\t签发人：{paper.signatory}" if signed else paper.number
        number = add_line(document, words, align=None if signed else WD_ALIGN_PARAGRAPH.CENTER)
        if signed:  # one character from either margin
            number.paragraph_format.first_line_indent = Pt(BODY)
            number.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(BODY), WD_TAB_ALIGNMENT.RIGHT)
        if paper.red_head:
            _rule(number)
    for _blank in range(2 if paper.red_head else 0):
        add_line(document, "")
    for words in title_lines(paper.title):
        add_line(document, words, face=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=False)
    add_line(document, "")
    if paper.addressees:
        add_line(document, f"{paper.addressees.rstrip('：:')}：")
    signed = bool(paper.issuing_unit or paper.dated)
    for block in paper.blocks:
        if block.heading:
            heading = add_line(document, block.heading, face=BLACK, indent=True)
            heading.paragraph_format.keep_with_next = True
            heading.style = document.styles["Heading 1"]
        for paragraph in block.paragraphs:
            second, rest = second_level(paragraph)
            made = add_line(document, "", indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
            if second:
                add_run(made, second, KAI, 16)
            add_run(made, rest, TEXT, 16)
            # The signature never stands on a page without text: the last lines go with it.
            made.paragraph_format.keep_with_next = (
                signed and block is paper.blocks[-1] and paragraph is block.paragraphs[-1]
            )
    if paper.attachments:
        add_line(document, "").paragraph_format.keep_with_next = True
    for place, listed in enumerate(paper.attachments):
        several = f"{place + 1}. " if len(paper.attachments) > 1 else ""
        made = add_line(document, f"{'附件：' if place == 0 else ''}{several}{listed.title}")
        # The names stand below each other, behind “附件：” and their numbers.
        made.paragraph_format.keep_with_next = True  # the signature never stands alone on a page
        hanging = 48 + (19 if several else 0)
        made.paragraph_format.left_indent = Pt(32 + hanging)
        made.paragraph_format.first_line_indent = Pt(-hanging if place == 0 else -(hanging - 48))
    _signature(document, paper)
    for note in paper.notes:
        made = add_line(document, note, size=10.5, pitch=False)
        made.paragraph_format.keep_with_next = note is not paper.notes[-1]
    for place, attached in enumerate(paper.attachments):
        document.add_page_break()
        add_line(document, f"附件{place + 1 if len(paper.attachments) > 1 else ''}", face=BLACK)
        for drawing in attached.drawings:
            title = add_line(document, drawing.title, face=BLACK, size=12, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=False)
            title.paragraph_format.keep_with_next = True
            picture = document.add_paragraph()
            picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
            picture.paragraph_format.keep_with_next = True
            picture.add_run().add_picture(BytesIO(picture_png(drawing.svg)), width=Mm(150))
            add_line(document, drawing.note, size=10.5, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=False)
        for table in attached.tables:
            add_table(document, table)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def set_page(document: WordDocument) -> None:
    """Paper, margins, grid of lines and page numbers of the standard."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # 22 lines in 225 mm by their exact pitch, 28 characters of 16 pt in 156 mm by their spacing (`_run`), and no grid: each
    # word processor lays a grid out in its own way, and pulls small text apart.
    for name, value in (("type", "default"), ("linePitch", "579")):
        grid.set(qn(f"w:{name}"), value)
    for style in ("Normal", "Heading 1"):
        font = document.styles[style].font
        font.name, font.size, font.bold = "Times New Roman", Pt(16), False
        font.color.rgb = RGBColor(0, 0, 0)
        document.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT)
        document.styles[style].paragraph_format.space_before = document.styles[style].paragraph_format.space_after = Pt(
            0
        )
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        setattr(paragraph.paragraph_format, f"{side}_indent", Pt(14))
        add_run(paragraph, "— ", SONG, 14)
        _field(add_run(paragraph, "", SONG, 14))
        add_run(paragraph, " —", SONG, 14)


def _field(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def add_run(paragraph: Paragraph, text: str, face: str, size: float, colour: RGBColor | None = None) -> Run:
    """A run in a typeface of the standard."""
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour
    if size == BODY:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), "-5")  # in twentieths of a point
        run._element.get_or_add_rPr().append(closer)
    return run


def add_line(
    document: WordDocument,
    text: str,
    *,
    face: str = TEXT,
    size: float = 16,
    align: Any = None,
    indent: bool = False,
    colour: RGBColor | None = None,
    after: Any = None,
    pitch: bool = True,
) -> Paragraph:
    """A paragraph in a typeface of the standard."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = PITCH if pitch else Pt(round(size * 1.5, 1))
    if indent:
        layout.first_line_indent = Pt(32)
    if after is not None:
        layout.space_after = after
    if align is not None:
        paragraph.alignment = align
    if text:
        add_run(paragraph, text, face, size, colour)
    return paragraph


def _rule(paragraph: Paragraph) -> None:
    """The red line below the number."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", "D7000F")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def add_table(document: WordDocument, sheet: Table) -> None:
    """A table under its title; the head is repeated on each page."""
    title = add_line(document, sheet.title, face=BLACK, size=12, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.keep_with_next = True
    rows = [sheet.head, *sheet.rows]
    table = document.add_table(rows=len(rows), cols=len(sheet.head))
    table.style, table.autofit = "Table Grid", False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")  # 1 mm, in twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    whole = sum(sheet.widths)
    for column, share in zip(table.columns, sheet.widths, strict=True):
        column.width = Mm(156 * share / whole)
    for index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        split = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(split)
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(156 * sheet.widths[column] / whole)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            paragraph.paragraph_format.line_spacing = Pt(14)
            add_run(paragraph, text, BLACK if index == 0 else TEXT, 10.5)
            if index == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif column in sheet.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.keep_with_next = sheet.whole and index < len(rows) - 1
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    add_line(document, "", pitch=False)


def _signature(document: WordDocument, paper: Paper) -> None:
    if not (paper.issuing_unit or paper.dated):
        return
    add_line(document, "").paragraph_format.keep_with_next = True
    # The longer of the two ends four characters before the margin, the other stands below or above its middle.
    widths = {
        text: sum(1.0 if ord(one) > 0x2000 else 0.5 for one in text) for text in (paper.issuing_unit, paper.dated)
    }
    for text in (paper.issuing_unit, paper.dated):
        if text:
            made = add_line(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
            made.paragraph_format.right_indent = Pt(64 + 8 * (max(widths.values()) - widths[text]))
            made.paragraph_format.keep_with_next = text == paper.issuing_unit or bool(paper.notes)
