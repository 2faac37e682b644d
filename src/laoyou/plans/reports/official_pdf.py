"""An official document as PDF, set by typst."""

from __future__ import annotations

import json
import re
from typing import Any

import typst

from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.reports.official import Paper, chosen_faces, title_lines, typefaces

_TEMPLATE = r"""
#let data = json(bytes(sys.inputs.data))
#let faces = data.faces
#let pitch = 28.95pt
#set document(title: data.title)
#set page(width: 210mm, height: 297mm, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer-descent: 7mm,
  footer: context {
    let number = text(size: 14pt, font: faces.song, tracking: 0pt)[— #counter(page).get().first() —]
    if calc.odd(counter(page).get().first()) { align(right, box(inset: (right: 14pt), number)) } else { align(left, box(inset: (left: 14pt), number)) }
  },
  background: if data.watermark != "" { rotate(-45deg, text(size: 64pt, fill: rgb("#e8eaee"), font: faces.black, data.watermark)) })
#set text(font: (faces.text,), size: 16pt, lang: "zh", region: "cn", tracking: -0.21pt, top-edge: 0.88em, bottom-edge: -0.12em, cjk-latin-spacing: none)
#set par(leading: pitch - 16pt, spacing: pitch - 16pt, first-line-indent: (amount: 2em, all: true), justify: true)
#set table.cell(breakable: false)
#let one-sheet(sheet) = block(breakable: not sheet.whole, width: 100%)[
    #block(sticky: true, above: 1em, below: 0.5em, width: 100%, align(center, text(font: faces.black, size: 12pt, sheet.title)))
    #set text(size: 10.5pt, tracking: 0pt)
    #set par(leading: 4pt, spacing: 4pt, first-line-indent: 0pt, justify: false)
    #table(columns: sheet.widths.map(width => width * 1fr), stroke: 0.5pt, inset: (x: 3pt, y: 4pt),
      align: (column, row) => if row == 0 { center + horizon } else if sheet.numbers.contains(column) { right + horizon } else { left + horizon },
      table.header(..sheet.head.map(name => text(font: faces.black, name))), ..sheet.rows.flatten())
    #v(0.4em)
]
#let line(body) = par(first-line-indent: 0pt, body)
#if data.red_head != "" [
  #align(center, block(above: 0pt, below: 0pt, text(font: faces.title, size: 32pt, fill: rgb("#d7000f"), weight: if faces.title.starts-with("Noto") {"bold"} else {"regular"}, data.red_head)))
  #v(2 * pitch - 8pt)
  #if data.signatory != "" { grid(columns: (1fr, auto), inset: (x: 1em), line(data.number), line[签发人：#text(font: faces.kai, data.signatory)]) } else if data.number != "" { align(center, line(data.number)) }
  #v(-5pt)
  #block(above: 4mm, below: 0pt, std.line(length: 100%, stroke: 1.5pt + rgb("#d7000f")))
  #v(2 * pitch - 12pt)
] else if data.number != "" [#align(center, line(data.number)) #v(pitch - 16pt)]
#align(center, block(width: 100%, par(first-line-indent: 0pt, justify: false, leading: 36pt - 22pt, text(font: faces.title, size: 22pt, tracking: 0pt, weight: if faces.title.starts-with("Noto") {"bold"} else {"regular"}, data.title_lines.join(linebreak())))))
#v(pitch - 16pt)
#if data.addressees != "" [#line[#data.addressees：]]
#let notes = if data.notes.len() > 0 [
  #v(0.6em)
  #set text(size: 10.5pt, tracking: 0pt)
  #set par(first-line-indent: 0pt, leading: 5pt, spacing: 5pt)
  #for note in data.notes [#line(note)]
]
#let ends = data.issuing_unit != "" or data.dated != ""
#for (place, part) in data.blocks.enumerate() [
  #if part.heading != "" { block(sticky: true, above: pitch - 16pt, below: pitch - 16pt, h(2em) + text(font: faces.black, weight: "regular", part.heading)) }
  #for (number, paragraph) in part.paragraphs.enumerate() {
    let said = if paragraph.at(0) != "" { par[#text(font: faces.kai, paragraph.at(0))#paragraph.at(1)] } else { par(paragraph.at(1)) }
    // The signature never stands alone on a page: the names of the attachments and a short last paragraph go with it.
    if ends and paragraph.join("").len() < 360 and data.sheets.len() == 0 and place == data.blocks.len() - 1 and number == part.paragraphs.len() - 1 {
      block(sticky: true, above: pitch - 16pt, below: pitch - 16pt, said)
    } else { said }
  }
]
#{
  set text(size: 10.5pt)
  for sheet in data.sheets {
    one-sheet(sheet)
  }
}
#let listed = if data.attachments.len() > 0 [
  #block(above: 2 * pitch - 16pt, pad(left: 2em, grid(columns: (3em, 1fr), row-gutter: pitch - 16pt, line[附件：],
    grid(columns: if data.attachments.len() > 1 { (1.2em, 1fr) } else { (1fr,) }, row-gutter: pitch - 16pt,
      ..data.attachments.enumerate().map(((number, one)) => if data.attachments.len() > 1 { (line[#(number + 1).], line(one.title)) } else { (line(one.title),) }).flatten()))))
]
#if ends [
  #block(breakable: data.attachments.len() > 12, width: 100%, above: if data.attachments.len() > 0 { pitch - 16pt } else { 2 * pitch - 16pt })[
    #set par(first-line-indent: 0pt)
    #if data.attachments.len() > 0 [#v(pitch - 16pt) #listed #v(2 * pitch - 16pt)]
    #align(right, box(inset: (right: 4em), align(center)[#data.issuing_unit \ #data.dated]))
    #if not data.issued [#align(right, box(inset: (right: 4em), text(size: 10.5pt, fill: rgb("#5b6472"))[（印章处）]))]
    #notes
  ]
] else [#listed #notes]
#for (number, one) in data.attachments.enumerate() [
  #pagebreak()
  #line(text(font: faces.black)[附件#if data.attachments.len() > 1 [#(number + 1)]])
  #for picture in one.drawings [
    #block(breakable: false, width: 100%, above: 1em, below: 1em, {
      set par(first-line-indent: 0pt, leading: 5pt)
      align(center, stack(spacing: 6pt, text(font: faces.black, size: 12pt, picture.title),
        image(bytes(picture.svg), format: "svg", width: 100%), text(size: 10.5pt, picture.note)))
    })
  ]
  #for sheet in one.tables { one-sheet(sheet) }
]
"""


def pdf(paper: Paper) -> bytes:
    """The file's bytes, as PDF/A-2b with text that can be searched."""
    faces = chosen_faces()
    plain: dict[str, Any] = {
        "title": paper.title,
        "title_lines": title_lines(paper.title),
        "red_head": paper.red_head,
        "number": paper.number,
        "signatory": paper.signatory,
        "addressees": paper.addressees.rstrip("：:"),
        "issuing_unit": paper.issuing_unit,
        "dated": paper.dated,
        "issued": paper.issued,
        "watermark": paper.watermark,
        "notes": list(paper.notes),
        "faces": faces,
        "blocks": [
            {"heading": block.heading, "paragraphs": [second_level(one) for one in block.paragraphs]}
            for block in paper.blocks
        ],
        "sheets": [_sheet(one) for one in paper.sheets],
        "attachments": [
            {
                "title": block.title,
                "drawings": [{"title": one.title, "note": one.note, "svg": one.svg} for one in block.drawings],
                "tables": [_sheet(one) for one in block.tables],
            }
            for block in paper.attachments
        ],
    }
    made = typst.Compiler(
        _TEMPLATE.encode(), font_paths=typefaces(), sys_inputs={"data": json.dumps(plain, ensure_ascii=False)}
    ).compile(format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def _sheet(one: Table) -> dict[str, Any]:
    rows = [list(row) for row in one.rows]
    return {
        "title": one.title,
        "head": list(one.head),
        "rows": rows,
        "widths": list(one.widths),
        "numbers": list(one.numbers),
        "whole": one.whole,
    }


def second_level(paragraph: str) -> tuple[str, str]:
    """A paragraph parted into its heading of the second level “（一）….” (empty where it has none) and the rest."""
    found = re.match(r"（[一二三四五六七八九十]+）[^。]{1,40}。", paragraph)
    return (found.group(0), paragraph[found.end() :]) if found else ("", paragraph)


def picture_png(svg: str, *, dpi: int = 200) -> bytes:
    """A drawing as PNG, for files that cannot hold SVG."""
    source = (
        '#set page(width: 640pt, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    compiler = typst.Compiler(source.encode(), font_paths=typefaces(), sys_inputs={"svg": svg})
    made = compiler.compile(format="png", ppi=dpi * 156 / 25.4 / (640 / 72))
    assert isinstance(made, bytes)
    return made
