"""The report of a check as PDF, set by typst."""

from __future__ import annotations

import json
from dataclasses import asdict

import typst

from laoyou.plans.reports.check_content import Content

# The office's own typefaces come first if they are installed; the Noto faces are free.
_TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#let words = data.words
#set document(title: words.title)
#set page(paper: "a4", margin: (top: 3.7cm, bottom: 3.5cm, left: 2.8cm, right: 2.6cm), numbering: "— 1 —")
#set text(font: ("Times New Roman", "FangSong_GB2312", "FangSong", "Noto Serif CJK SC", "Source Han Serif SC"), size: 12pt, lang: sys.inputs.lang, fallback: true)
#set par(leading: 0.9em, justify: true)
#show heading: it => block(above: 1.4em, below: 0.9em, text(font: ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC"), size: 15pt, weight: "bold", it.body))
#align(center)[
  #text(size: 22pt, weight: "bold", words.title) \\
  #v(0.4em)
  #text(size: 16pt, data.title) \\
  #text(size: 11pt, data.subtitle)
]
#v(0.6em)
#align(center, table(columns: (8cm, 3cm), stroke: 0.5pt, align: (left, right), table.header([*#words.verdict*], [*#words.how_many*]),
  ..data.counts.map(row => (row.at(0), str(row.at(1)))).flatten()))
#words.scope
= #words.doubtful
#if data.doubtful.len() == 0 [#words.none_doubtful]
#for entry in data.doubtful [
  #block(breakable: false, sticky: true)[*#entry.index. #entry.verdict_name*#h(1em)#entry.place]
  #entry.note
  #let rows = ((words.quantity, entry.quantity), (words.stated, entry.stated), (words.recomputed, entry.recomputed), (words.formula, entry.formula),
    (words.basis, entry.basis), (words.readings, entry.readings),
    (words.mark, entry.mark)).filter(row => row.at(1) != "")
  #set text(size: 10pt)
  #table(columns: (2.4cm, 1fr), stroke: 0.5pt, ..rows.flatten())
  #v(0.5em)
]
= #words.agreeing
#if data.agreeing.len() == 0 [#words.none_agreeing] else [
  #set text(size: 8.5pt)
  #set par(justify: false, leading: 0.6em)
  #table(columns: (1cm, 2.6cm, 1fr, 2.2cm, 3.6cm, 2cm), stroke: 0.5pt,
    table.header(..(words.number, words.place, words.quantity, words.stated, words.formula, words.recomputed).map(name => [*#name*])),
    ..data.agreeing.map(entry => (str(entry.index), entry.place, entry.quantity, entry.stated, entry.formula, entry.recomputed)).flatten())
]
#if data.repairs.len() > 0 [
  = #words.repairs
  #set text(size: 8.5pt)
  #set par(justify: false, leading: 0.6em)
  #table(columns: (1.8cm, 2.4cm, 2.4cm, 1fr), stroke: 0.5pt,
    table.header(..(words.place, words.stated, words.recomputed, words.note).map(name => [*#name*])), ..data.repairs.flatten())
]
"""


def pdf(content: Content, *, language: str = "zh-hans") -> bytes:
    """The file's bytes, as PDF/A-2b with text that can be searched."""
    data = json.dumps(asdict(content), ensure_ascii=False)
    made = typst.compile(
        _TEMPLATE.encode(),
        sys_inputs={"data": data, "lang": "en" if language == "en" else "zh"},
        pdf_standards=["a-2b"],
    )
    assert isinstance(made, bytes)
    return made
