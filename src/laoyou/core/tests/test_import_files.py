"""Whatever is handed in becomes rows or a sentence: never a crash, never a full memory."""

import csv
import io
import struct
import zipfile
import zlib
from datetime import date

import pytest
import xlsxwriter

from laoyou.base.errors import DomainError
from laoyou.core.imports import files, headers, tables, values
from laoyou.core.imports.rows import raw_rows

RESIDENTS = "people.residents"


def workbook(fill):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("名单")
    fill(sheet, book)
    book.close()
    return out.getvalue()


def read(data, name="名单.xlsx"):
    """(head, rows as text) of a file, as an import of residents finds them."""
    (sheet,) = files.open_sheets(data, name)
    head = headers.find_head(sheet, tables.get(RESIDENTS))
    return head, [raw.cells for raw in raw_rows(sheet, head.ends)], sheet


def refused(data, name="名单.xlsx"):
    with pytest.raises(DomainError) as refusal:
        files.open_sheets(data, name)
    assert "%(" not in refusal.value.sentence()
    return refusal.value.code


def test_titles_above_and_merged_cells_in_the_head_are_read_through():
    def fill(sheet, book):
        sheet.merge_range(0, 0, 0, 6, "某某街道老年人名单", book.add_format())
        sheet.write(1, 0, "填报日期：2026年10月")
        sheet.merge_range(2, 0, 3, 0, "姓名", book.add_format())
        sheet.merge_range(2, 1, 3, 1, "身份证号码", book.add_format())
        sheet.merge_range(2, 2, 2, 3, "居住地", book.add_format())
        sheet.write_row(3, 2, ["镇街", "村（社区）"])
        sheet.merge_range(2, 4, 2, 5, "户籍", book.add_format())
        sheet.write_row(3, 4, ["镇街", "社区"])
        sheet.write_row(4, 0, ["王小明", "000118195003070025", "东街道", "东街道901", "西镇", "西镇901"])
        sheet.write_row(5, 0, ["合计", 1])

    head, rows, _sheet = read(workbook(fill))
    assert head.titles[:6] == ("姓名", "身份证号码", "居住地镇街", "居住地村（社区）", "户籍镇街", "户籍社区")
    assert (head.ends, head.merged, len(rows)) == (4, True, 1)
    assert headers.propose(head, tables.get(RESIDENTS), rows)[:6] == [
        "name", "id_number", "residence_town", "residence_community", "registered_town", "registered_community",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_file_is_read_in_its_encoding_and_by_its_separator(encoding, mark):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["姓名", "出生日期", "性别"], ["䶮小明", "1950-03-07", "女"], []])
    head, rows, _sheet = read(out.getvalue().encode(encoding), "名单.csv")
    assert head.titles == ("姓名", "出生日期", "性别") and rows == [["䶮小明", "1950-03-07", "女"]]


def test_formulas_are_read_as_their_results_and_counted():
    def fill(sheet, book):
        sheet.write_row(0, 0, ["姓名", "出生日期", "性别"])
        for row in range(1, 4):
            sheet.write_row(row, 0, ["王小明", "1950-03-07"])
            sheet.write_formula(row, 2, '=IF(TRUE,"女","男")', None, "女" if row < 3 else "")

    head, rows, sheet = read(workbook(fill))
    assert sheet.formulas.count == 3 and [row[2] for row in rows] == ["女", "女", ""]
    empty = [raw.empty_formulas for raw in raw_rows(sheet, head.ends)]
    assert empty == [(), (), (2,)]


def test_a_number_that_excel_has_shortened_is_known_by_its_lost_digits():
    data = workbook(lambda sheet, book: (sheet.write_row(0, 0, ["姓名", "身份证号"]), sheet.write(1, 0, "王"), sheet.write_number(1, 1, 500118195003071234)))  # fmt: skip
    _head, rows, _sheet = read(data)
    with pytest.raises(DomainError) as refusal:
        values.number_text(rows[0][1])
    assert refusal.value.code == "core.import_lost_digits" and refusal.value.data["shown"] == "5.00118E+17"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1950-3-7", date(1950, 3, 7)), ("1950/03/07", date(1950, 3, 7)), ("1950.3.7", date(1950, 3, 7)),
        ("1950年3月7日", date(1950, 3, 7)), ("19500307", date(1950, 3, 7)), ("１９５０－３－７", date(1950, 3, 7)),
        ("18329", date(1950, 3, 7)), ("1950-03-07 00:00:00", date(1950, 3, 7)),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text, day):
    assert values.day_of(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [("1950-02-30", "impossible"), ("1950.02", "incomplete"), ("195002", "incomplete"), ("1950", "incomplete"), ("不详", "shape")],
)  # fmt: skip
def test_a_day_that_is_none_is_refused_for_what_is_wrong_with_it(text, code):
    with pytest.raises(DomainError) as refusal:
        values.day_of(text)
    assert refusal.value.code == f"core.import_day_{code}"


def swollen(size):
    """An archive that is a workbook by its names and `size` bytes of nothing by its content, with a lie about its length."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" r:id="r"/></sheets></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    data = bytearray(out.getvalue())
    for at in range(len(data) - 4):
        if data[at : at + 4] == struct.pack("<L", size):
            data[at : at + 4] = struct.pack("<L", 1000)
    return bytes(data)


def test_an_archive_that_bursts_is_stopped_before_a_reader_sees_it(monkeypatch):
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", None)
    monkeypatch.setattr(files, "SMALL", 1024**2)
    assert refused(swollen(30 * 1024**2)) == "core.import_file_bomb"
    monkeypatch.setattr(files, "MOST_SWOLLEN", 10**9)
    monkeypatch.setattr(files, "MOST_UNPACKED", 5 * 1024**2)
    assert refused(swollen(30 * 1024**2)) == "core.import_file_bomb"


def test_a_cell_at_the_far_end_does_not_fill_the_memory():
    def fill(sheet, book):
        sheet.write_row(0, 0, ["姓名", "出生日期"])
        sheet.write(1_048_575, 16_383, "x")

    assert refused(workbook(fill)) == "core.import_sheet_too_wide"


def test_what_is_no_table_is_refused_with_what_to_do(settings):
    good = workbook(lambda sheet, book: sheet.write_row(0, 0, ["姓名", "出生日期"]))
    assert refused(b"") == "core.file_empty"
    assert refused(b"<html><table></table></html>", "名单.xls") == "core.import_file_web_page"
    assert refused(b"%PDF-1.7", "名单.pdf") == "core.import_file_kind"
    assert refused(good[: len(good) // 2]) == "core.import_file_damaged"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "名单.xls") == "core.import_file_damaged"
    assert refused(bytes(range(256)) * 4, "名单.csv") in ("core.import_file_kind", "core.import_file_encoding")
    settings.LAOYOU_IMPORT_LARGEST_MB = 1
    assert refused(good + bytes(2 * 1024**2)) == "core.import_file_too_large"
    with zipfile.ZipFile(out := io.BytesIO(good), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    settings.LAOYOU_IMPORT_LARGEST_MB = 10
    assert refused(out.getvalue()) == "core.import_file_macros"


def test_any_damage_to_a_workbook_ends_in_rows_or_a_sentence():
    good = workbook(lambda sheet, book: [sheet.write_row(row, 0, ["姓名", "出生日期", str(row)]) for row in range(50)])
    for at in range(0, len(good), 97):
        data = bytearray(good)
        data[at] ^= 0x5A
        try:
            for sheet in files.open_sheets(bytes(data), "名单.xlsx"):
                list(sheet.rows())
        except DomainError as refusal:
            assert refusal.sentence()
    assert zlib.crc32(good)
