"""A scenario as Word, PDF, workbook and GeoJSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from laoyou.planning.models import Scenario
from laoyou.planning.presenters import words
from laoyou.planning.presenters.look_presenter import percent, rounded
from laoyou.planning.queries import networks
from laoyou.planning.storage import read
from laoyou.providers import public as providers


@dataclass(frozen=True)
class Sheet:
    """A scenario in words: title, lines, changes, and the table by town with its head."""

    title: str
    lines: list[str]
    steps: list[str]
    head: list[str]
    rows: list[list[str]]


def sheet(row: Scenario, names: dict[str, str]) -> Sheet:
    """What every printed form of a scenario says."""
    asked, result = row.question, row.result
    lines = [
        f"{providers.KIND_WORDS[asked['kind']]} · {words.GROUPS[asked['group']]} · {words.MODES[asked['mode']]} · {_('%(within)s分钟') % {'within': asked['within']}}",
        _("路网：%(name)s（%(licence)s）")
        % {"name": result["network"]["name"], "licence": result["network"]["licence"]},
        _("人数来自快照：%(snapshot)s") % {"snapshot": result["snapshot"] or "–"},
    ]
    if result["network"]["synthetic"]:
        lines.append(_("路网和住处是合成的示例，不对应真实道路，不能用于决策。"))
    head = [_("区域"), _("现状覆盖率"), _("调整后覆盖率"), _("圈外人数"), _("每千人可及容量"), _("基尼系数")]
    rows = [] if result["whole"] is None else [_line(_("全区"), result["whole"])]
    rows += [_line(names.get(one["area"], one["area"]), one) for one in result["towns"]]
    return Sheet(row.name, lines, list(result["steps"]), head, rows)


def _line(name: str, one: dict[str, Any]) -> list[str]:
    before, after = one["before"], one["after"]
    return [name, percent(before[0]), percent(after[0]), rounded(after[3]), rounded(after[1], 2), rounded(after[2], 3)]


def docx(of: Sheet) -> bytes:
    """Word, A4."""
    import docx as word
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = word.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.add_heading(of.title, level=1)
    for line in of.lines:
        document.add_paragraph(line)
    for step in of.steps:
        document.add_paragraph(step, style="List Number")
    table = document.add_table(rows=1, cols=len(of.head))
    table.style = "Table Grid"
    for row in [of.head, *of.rows]:
        cells = table.rows[0].cells if row is of.head else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_TYPST = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: 2.6cm, numbering: "— 1 —")
#set text(font: ("Times New Roman", "FangSong_GB2312", "FangSong", "Noto Serif CJK SC", "Source Han Serif SC"), size: 11pt, lang: sys.inputs.lang, fallback: true)
#align(center, text(size: 18pt, weight: "bold", data.title))
#for line in data.lines [#line \\ ]
#enum(..data.steps)
#table(columns: data.head.len(), stroke: 0.5pt, table.header(..data.head.map(name => [*#name*])), ..data.rows.flatten())
"""


def pdf(of: Sheet) -> bytes:
    """PDF/A-2b, set by typst."""
    import typst

    data = json.dumps(asdict(of), ensure_ascii=False)
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    made = typst.compile(_TYPST.encode(), sys_inputs={"data": data, "lang": lang}, pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def xlsx(of: Sheet) -> bytes:
    """One sheet: words, changes, table."""
    import xlsxwriter

    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        share = book.add_format({"num_format": "0.0%"})
        for number, line in enumerate([of.title, *of.lines, *of.steps]):
            page.write(number, 0, line, bold if number == 0 else None)
        top = len(of.lines) + len(of.steps) + 2
        page.write_row(top, 0, of.head, bold)
        for number, row in enumerate(of.rows, start=top + 1):
            page.write(number, 0, row[0])
            for column, text in enumerate(row[1:], start=1):
                value = _number(text)
                if value is None:
                    page.write(number, column, text)
                else:
                    page.write_number(number, column, value, share if text.endswith("%") else None)
        page.set_column(0, 0, 28)
    return buffer.getvalue()


def _number(text: str) -> float | None:
    """A printed number as a workbook reckons with it; None for what is no number."""
    plain = text.replace(",", "")
    try:
        return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)
    except ValueError:
        return None


def geojson(row: Scenario) -> bytes:
    """The new sites as points: degrees of WGS 84, or, for a plane of its own, metres and a note that says so."""
    known = next((one for one in networks.all_networks(withdrawn=True) if one.file_sha256 == row.result["network"]["file"]), None)  # fmt: skip
    frame = read(known.file_sha256, title=known.name).frame if known else None
    features = []
    for number, site in enumerate(row.result["new"], start=1):
        spot = [site["x"], site["y"]] if frame is None else [float(part) for part in frame.to_degrees([[site["x"], site["y"]]])[0]]  # fmt: skip
        said = {"number": number, "place": site["name"], "area": site["area"], "supply": site["supply"], "kind": row.question["kind"]}  # fmt: skip
        features.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": spot}, "properties": said})
    made: dict[str, Any] = {"type": "FeatureCollection", "name": row.name, "features": features}
    made["synthetic"] = bool(row.result["network"]["synthetic"])
    if frame is None:
        made["note"] = "metres in a plane of its own, no geographic coordinates"
    return json.dumps(made, ensure_ascii=False).encode()


MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


def file_of(row: Scenario, kind: str, names: dict[str, str]) -> bytes:
    """The scenario in one of the forms of `MEDIA`."""
    if kind == "geojson":
        return geojson(row)
    return {"docx": docx, "pdf": pdf, "xlsx": xlsx}[kind](sheet(row, names))
