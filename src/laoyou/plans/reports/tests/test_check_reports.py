"""Each kind of report opens again and says what the check found."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pdfplumber
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.documents.model import SourceLine
from laoyou.plans.domain.plan_check import CheckReport, as_json, check_lines, marked_lines, text_lines
from laoyou.plans.reports.check_files import report_bytes

TEXT = """某某区养老托育服务方案

（征求意见稿）

一、现状

（一）基础

全区有养老机构52家（民办23家、公办民营16家、公办11家），养老床位1200张，其中护理型床位600张，占比50%。

二、目标

到2025年，养老床位达到2000张。
"""


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check_lines([SourceLine(number, line) for number, line in enumerate(TEXT.split("\n"), 1)], "draft.txt")


def test_the_text_names_the_doubtful_first(report: CheckReport) -> None:
    lines = list(text_lines(report))
    assert "前后不一致" in lines[3]
    assert any("23家+16家+11家" in line for line in lines)
    assert any("agree" in line for line in text_lines(report, lang="en"))


def test_the_json_has_the_agreed_keys_and_true_places(report: CheckReport) -> None:
    found = as_json(report)["findings"]
    lines = TEXT.split("\n")
    assert found[0]["verdict"] == "contradiction"
    for finding in found:
        assert {
            "clause",
            "quantity",
            "stated",
            "recomputed",
            "formula",
            "operands",
            "verdict",
            "places",
            "readings",
            "tolerance",
            "reason",
            "reason_en",
            "severity",
        } <= set(finding)
        for place in [*finding["places"], *(place for operand in finding["operands"] for place in operand["places"])]:
            assert lines[place["line"] - 1][place["start"] : place["end"]] == place["text"] != ""


def test_the_lines_carry_the_marks_of_the_findings(report: CheckReport) -> None:
    marked = marked_lines(report)
    assert [line.text for line in marked] == TEXT.split("\n")
    spans = [
        (line.text[span.start : span.end], span.stated) for line in marked for span in line.spans if span.finding == 1
    ]
    assert ("52家", True) in spans and ("23家", False) in spans


def test_the_word_file_opens(report: CheckReport) -> None:
    document = docx.Document(BytesIO(report_bytes(report, ".docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "方案数据校核" in text and "前后不一致" in text
    assert "52家" in cells and "23家+16家+11家" in cells
    assert document.sections[0].page_width.cm == pytest.approx(21, abs=0.1)


def test_the_pdf_opens(report: CheckReport) -> None:
    with pdfplumber.open(BytesIO(report_bytes(report, ".pdf"))) as book:
        text = "".join(page.extract_text() for page in book.pages)
    assert "52" in text and "50%" in text
    assert text.count("%") >= 1 and len(text) > 200


def test_the_workbook_opens(report: CheckReport) -> None:
    book = openpyxl.load_workbook(BytesIO(report_bytes(report, ".xlsx")))
    assert book.sheetnames == ["校核结果", "方案数据校核", "依据"]
    rows = list(book["方案数据校核"].iter_rows(values_only=True))
    assert len(rows) == 1 + len(report.findings)
    assert rows[1][4] == "52家"
    assert sum(row[0] == 1 for row in book["依据"].iter_rows(values_only=True)) == 3


def test_a_report_in_english_holds_english_words(report: CheckReport) -> None:
    document = docx.Document(BytesIO(report_bytes(report, ".docx", "en")))
    assert "Matters to look at" in "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_another_kind_of_file_is_refused(report: CheckReport) -> None:
    with pytest.raises(DomainError) as refused:
        report_bytes(report, ".odt")
    assert refused.value.code == "plans.report_kind"
