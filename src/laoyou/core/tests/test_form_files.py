"""A superior's form is read as a clerk reads it, and comes back with nothing changed but the cells that were filled."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from laoyou.base.errors import DomainError
from laoyou.core.forms_out import layout, workbook


def blank(fill=None, *, first=0):
    """A form as superiors make them: a title, a head of two rows with merged cells, towns, a row of sums, a foot."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("表1")
    bold, box = book.add_format({"bold": True}), book.add_format({"border": 1, "num_format": "#,##0"})
    sheet.merge_range(0, 0, 0, 4, "2026年养老服务设施情况统计表", bold)
    sheet.merge_range(1, 0, 2, 0, "镇街", bold)
    sheet.merge_range(1, 1, 1, 3, "养老机构", bold)
    sheet.write_row(2, 1, ["机构数", "床位数（张）", "其中：护理型床位"])
    sheet.merge_range(1, 4, 2, 4, "备注", bold)
    for row, name in enumerate(["东街道", "西镇"], start=3):
        sheet.write(row, 0, name)
        for column in range(1, 5):
            sheet.write_blank(row, column, None, box)
    sheet.write(5, 0, "合计")
    for column in range(1, 4):
        letter = "ABCD"[column]
        sheet.write_formula(5, column, f"=SUM({letter}4:{letter}5)", box, 0)
    sheet.write(6, 0, "填表人：")
    sheet.data_validation(3, 1, 4, 3, {"validate": "integer", "criteria": ">=", "value": 0})
    if fill:
        fill(sheet, book)
    book.close()
    return out.getvalue()


def find(data):
    return layout.find(workbook.read(data, "表.xlsx"))


def refused(data, name="表.xlsx"):
    with pytest.raises(DomainError) as refusal:
        find(data) if name == "表.xlsx" else workbook.read(data, name)
    assert "%(" not in refusal.value.sentence()
    return refusal.value.code


def test_heads_are_paths_from_the_widest_to_the_narrowest():
    found = find(blank())
    assert [one.place for one in found.blanks] == ["B4", "C4", "D4", "E4", "B5", "C5", "D5", "E5", "E6"]
    assert [head.path for head in found.heads("row")] == [("东街道",), ("西镇",), ("合计",)]
    assert [head.path for head in found.heads("column")] == [
        ("养老机构", "机构数"), ("养老机构", "床位数（张）"), ("养老机构", "其中：护理型床位"), ("备注",),
    ]  # fmt: skip


def test_only_the_filled_cells_change():
    """Every other part of the archive stays byte by byte; formats, merged cells, formulas and rules of entry stay."""
    data = blank()
    written = workbook.write(data, {"表1": {"B4": Decimal(3), "C5": Decimal("12.5")}})
    old, new = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(written))
    assert old.namelist() == new.namelist()
    differing = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert differing == {"xl/worksheets/sheet1.xml"}
    before, after = openpyxl.load_workbook(io.BytesIO(data))["表1"], openpyxl.load_workbook(io.BytesIO(written))["表1"]
    assert after.merged_cells.ranges == before.merged_cells.ranges
    assert len(after.data_validations.dataValidation) == 1
    changed = {}
    for row in before.iter_rows():
        for cell in row:
            other = after[cell.coordinate]
            assert (other.number_format, other.font.b, other.border.top.style) == (cell.number_format, cell.font.b, cell.border.top.style)  # fmt: skip
            if other.value != cell.value:
                changed[cell.coordinate] = other.value
    assert changed == {"B4": 3, "C5": 12.5}
    assert after["B6"].value == "=SUM(B4:B5)"
    cached = openpyxl.load_workbook(io.BytesIO(written), data_only=True)["表1"]
    assert cached["B6"].value is None, "the old result of a sum is not shown beside new numbers"


def test_cells_and_rows_that_the_file_does_not_hold_are_put_where_they_belong():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("A&B")
    sheet.write_row(0, 0, ["镇街", "床位", "托位"])
    sheet.write(1, 0, "东街道")
    sheet.write(5, 0, "西镇")
    book.close()
    written = workbook.write(
        out.getvalue(), {"A&B": {"C2": Decimal(2), "B2": Decimal(1), "B4": Decimal(9), "C9": Decimal(7)}}
    )
    found = openpyxl.load_workbook(io.BytesIO(written))["A&B"]
    assert [[cell.value for cell in row] for row in found["A1:C2"]] == [["镇街", "床位", "托位"], ["东街道", 1, 2]]
    assert (found["B4"].value, found["A6"].value, found["C9"].value) == (9, "西镇", 7)


def test_next_years_edition_with_a_column_moved_and_one_more_is_known_again():
    first = find(blank())
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("表一")
    sheet.merge_range(0, 0, 0, 5, "2027年养老服务设施情况统计表", book.add_format())
    sheet.merge_range(1, 0, 2, 0, "镇街", book.add_format())
    sheet.merge_range(1, 1, 1, 4, "养老机构", book.add_format())
    sheet.write_row(2, 1, ["床位数（张）", "机构数", "从业人员", "其中：护理型床位"])
    sheet.merge_range(1, 5, 2, 5, "备注", book.add_format())
    for row, name in enumerate(["东街道", "西镇", "合计"], start=3):
        sheet.write(row, 0, name)
    book.close()
    second = find(out.getvalue())
    assert first.fingerprint != second.fingerprint
    assert first.labels < second.labels
    assert layout.likeness(first.labels, second.labels) >= layout.ALIKE


def test_a_year_in_a_head_does_not_make_another_form():
    assert layout.plain("2026年末床位数") == layout.plain("2027年末床位数")
    assert layout.plain("9月服务人次") == layout.plain("10月服务人次")


def test_of_which_stands_below_what_it_is_a_part_of():
    def more(sheet, book):
        sheet.write(8, 0, "项目")
        sheet.write(8, 1, "全区")
        for row, name in enumerate(["养老机构", "其中：公办", "其中：民办"], start=9):
            sheet.write(row, 0, name)

    rows = [head.path for head in find(blank(more)).heads("row")]
    assert rows[-3:] == [("养老机构",), ("养老机构", "其中：公办"), ("养老机构", "其中：民办")]


def test_what_is_no_form_is_refused_with_a_sentence():
    """Protected, damaged, old, with macros, a bomb, too large, without cells: each is said as what it is."""
    good = blank()
    assert refused(b"PK\x03\x04" + b"\x00" * 200) == "core.import_file_damaged"
    assert refused(good[: len(good) // 2]) == "core.import_file_damaged"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "core.import_file_password"
    assert refused(ole, "表.xls") == "core.form_old_excel"
    assert refused(b"a,b\n1,2\n", "表.csv") == "core.form_text_file"
    assert refused(b"x" * (workbook.LARGEST + 1)) == "core.form_too_large"
    assert refused(b"") == "core.file_empty"
    macros = io.BytesIO(good)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert refused(macros.getvalue()) == "core.import_file_macros"
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(0, 0, "说明")
    book.close()
    assert refused(out.getvalue()) == "core.form_no_cells"


def test_cells_that_the_form_locks_are_told():
    def protect(sheet, book):
        sheet.protect("geheim")
        sheet.write_blank(3, 1, None, book.add_format({"locked": False}))

    found = find(blank(protect))
    assert {one.place for one in found.blanks if not one.locked} == {"B4"}
