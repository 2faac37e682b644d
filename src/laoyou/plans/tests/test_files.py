"""Every kind of file gives the same document; what cannot be read is refused with its sentence. The documents are made up."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from laoyou.base.errors import DomainError
from laoyou.plans.documents import as_json, read_file, read_upload, summary
from laoyou.plans.files import extraction
from laoyou.plans.files.extraction import extract, extract_bytes

PLAN = """某某区养老托育服务发展规划（2021—2025年）
为做好养老托育服务，制定本规划。
一、发展目标
到2025年，养老床位达到900张。
二、主要任务
（一）增加供给。到2025年，新增床位不少于300张，护理型床位占比达到60%。（区民政局牵头，区财政局、各镇人民政府参与）
（二）托育服务。每个托位每年补贴800元/年。（责任单位：区卫生健康委、区教委）"""
HEAD = ["序号", "指标名称", "2020年", "2025年", "属性"]
ROWS = [["1", "养老床位（张）", "600", "≥900", "预期性"], ["2", "护理型床位占比（%）", "—", "60", "约束性"]]


def docx_of(paragraphs: str, rows: list[list[str]]) -> bytes:
    """A Word file with paragraphs and one table."""
    import docx

    made = docx.Document()
    for text in paragraphs.split("\n"):
        made.add_paragraph(text)
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for at, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(at, column).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf_of(body: str) -> bytes:
    """A PDF set by typst."""
    import typst

    return bytes(typst.compile(('#set text(font: "Noto Sans CJK SC", lang: "zh")\n' + body).encode()))


def plan_pdf() -> bytes:
    paragraphs = "\n\n".join(f'#"{text}"' for text in PLAN.split("\n"))
    cells = ", ".join(f'[#"{text}"]' for row in [HEAD, *ROWS] for text in row)
    return pdf_of(f'#set page(numbering: "— 1 —")\n{paragraphs}\n\n#table(columns: 5, {cells})')


def plan_html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in [HEAD, *ROWS])
    paragraphs = "".join(f"<p>　　{text}</p>" for text in PLAN.split("\n"))
    return f"<html><head><script>var x = '一、';</script></head><body><nav>首页</nav>{paragraphs}<table>{rows}</table></body></html>".encode()


def plan_text() -> bytes:
    return (PLAN + "\n" + "\n".join("\t".join(row) for row in [HEAD, *ROWS])).encode("gb18030")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.docx", lambda: docx_of(PLAN, [HEAD, *ROWS])),
        ("a.pdf", plan_pdf),
        ("a.html", plan_html),
        ("a.txt", plan_text),
    ],
)
def test_every_kind_of_file_gives_the_same_draft(name: str, made) -> None:
    draft = read_upload(made(), name).draft
    assert (draft.title, draft.period) == ("某某区养老托育服务发展规划（2021—2025年）", (2021, 2025))
    assert [(one.name, one.target.operator, one.target.value) for one in draft.indicators] == [
        ("养老床位（张）", ">=", 900), ("护理型床位占比（%）", ">=", 60),
    ]  # fmt: skip
    first, second = draft.tasks
    assert first.owners.lead == ("区民政局",) and first.owners.supporting == ("区财政局", "各镇人民政府")
    assert [(aim.name, aim.value.operator, aim.value.value) for aim in first.aims] == [
        ("新增床位", ">=", 300), ("护理型床位占比", ">=", 60),
    ]  # fmt: skip
    assert second.owners.responsible == ("区卫生健康委", "区教委")
    assert [(one.value.value, one.value.unit) for one in draft.parameters] == [(800, "元/年")]


def test_a_byte_order_mark_is_no_character() -> None:
    assert extract_bytes("\ufeff一、总则".encode(), "a.txt").lines[0].text == "一、总则"


def test_numbers_that_word_makes_are_written_out() -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    made = docx.Document()
    numbering = made.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{level}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text in ("总体要求", "主要任务"):
        paragraph = made.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
        )
    out = io.BytesIO()
    made.save(out)
    assert [line.text for line in extract_bytes(out.getvalue(), "a.docx").lines] == ["一、总体要求", "二、主要任务"]


def test_merged_cells_of_word_stand_over_their_columns() -> None:
    import docx

    made = docx.Document()
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "中心"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "镇街"
    for at, text in enumerate(["机构（个）", "床位（张）"], start=1):
        table.cell(1, at).text = text
    for at, text in enumerate(["东街", "1", "40"]):
        table.cell(2, at).text = text
    out = io.BytesIO()
    made.save(out)
    (read,) = read_upload(out.getvalue(), "a.docx").document.tables
    assert read.columns == (("镇街",), ("中心", "机构（个）"), ("中心", "床位（张）"))


# Bad input


def refused(data: bytes, name: str) -> str:
    with pytest.raises(DomainError) as refusal:
        extract_bytes(data, name)
    assert name in refusal.value.sentence()
    return refusal.value.code


def test_an_empty_file_is_refused() -> None:
    assert refused(b"", "a.txt") == refused(b" \n\t\n", "b.txt") == "plans.file_empty"
    assert refused(docx_of("", [[""]]), "a.docx") == "plans.file_empty"


def test_a_picture_of_a_page_is_refused_as_a_scan() -> None:
    assert (
        refused(pdf_of("#rect(width: 60%, height: 40%, fill: gray)\n#pagebreak()\n#circle()"), "a.pdf")
        == "plans.file_scanned"
    )


def test_a_protected_file_is_refused() -> None:
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >>"
    body = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n"
    pdf = body + b"trailer << /Root 1 0 R /Encrypt " + encrypt + b" /ID [(a) (a)] >>\n%%EOF"
    assert refused(pdf, "a.pdf") == "plans.file_protected"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refused(ole, "a.docx") == "plans.file_protected"


def test_an_old_word_file_a_broken_one_and_another_kind_are_told_apart() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc") == "plans.file_old_word"
    assert refused(docx_of(PLAN, [HEAD])[:-400], "a.docx") == "plans.file_damaged"
    assert refused(b"%PDF-1.7\nnothing", "a.pdf") == "plans.file_damaged"
    assert refused(b"\x89PNG\r\n\x1a\n\0\0", "a.png") == "plans.file_kind"


def test_a_word_file_that_unpacks_to_much_more_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 32_000_000)
    assert refused(out.getvalue(), "a.docx") == "plans.file_bomb"


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(DomainError, match="100 MB"):
        extract(large)
    with pytest.raises(DomainError, match="找不到"):
        extract(tmp_path / "none.txt")


def test_a_text_of_thousands_of_pages_is_refused_before_it_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "LONGEST", 50_000)
    line = "到2025年，养老床位达到900张。\n"
    assert refused((line * 4000).encode(), "a.txt") == "plans.file_long"
    with pytest.raises(DomainError, match="最多能读 5 万字"):
        extract_bytes((line * 4000).encode(), "a.txt")
    assert len(extract_bytes((line * 1000).encode(), "a.txt").lines) == 1001


def test_a_report_of_many_pages_is_read_with_progress_and_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    report = pdf_of("\n#pagebreak()\n".join(f"年度报告正文第{at}段，收入{at}万元。" for at in range(1, 13)))
    told: list[tuple[int, int]] = []
    reading = read_upload(report, "a.pdf", progress=lambda done, pages: told.append((done, pages)))
    assert told[-1] == (12, 12) and len(told) == 12 and reading.extraction.pages == 12
    assert reading.draft.indicators == () and reading.draft.warnings
    monkeypatch.setattr("laoyou.plans.files.pages.MOST_PAGES", 10)
    with pytest.raises(DomainError, match="12 页"):
        extraction.extract_bytes(report, "a.pdf")


def test_ragged_rows_are_read_and_doubted() -> None:
    rows = "<tr><td>镇街</td><td>床位（张）</td><td>占比（%）</td></tr><tr><td>东街</td><td>40</td></tr><tr><td>合计</td><td>40</td><td>100</td></tr>"
    (table,) = read_upload(f"<html><p>一、现状</p><table>{rows}</table></html>".encode(), "a.html").document.tables
    assert [cell.text for cell in table.cells] == ["东街", "40", "", "合计", "40", "100"]
    (short,) = read_upload(
        "一、现状\n镇街|床位（张）|占比（%）\n东街|40|60\n西街|20\n".encode(), "a.txt"
    ).document.tables
    assert "ragged" in short.doubts and short.rows[1] == ("西街",)


def test_a_document_of_another_field_gives_no_plan_and_says_so() -> None:
    reading = read_upload("春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。".encode(), "poem.txt")
    assert not reading.draft.tasks and not reading.draft.indicators
    assert reading.draft.warnings
    assert any("不是一份方案" in line for line in summary(reading))


def test_the_json_leads_every_item_to_its_places(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(plan_text())
    reading = read_file(path)
    lines = {line.number: line.text for line in reading.extraction.lines}
    data = as_json(reading)
    for item in (*data["indicators"], *data["tasks"], *data["parameters"]):
        assert item["places"] and all(lines[line][start:end] for line, start, end in item["places"])
        assert 0 <= item["doubt"] <= 1
    aim = data["tasks"][0]["aims"][0]
    ((line, start, end),) = aim["places"]
    assert lines[line][start:end] == "300张"
