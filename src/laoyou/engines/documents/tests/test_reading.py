"""Each shape in which documents print clauses and tables is read; the documents here are made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from laoyou.engines.documents.model import Document, SourceLine, Table
from laoyou.engines.documents.reading import read_document

PROSE = """某某区养老服务方案

（征求意见稿）

为做好养老服务，制定本方案。

一、现状

（一）基础

1.设施。全区有养老机构3家，床位120张。

2.人员。从业人员45人。

二、目标

到2025年，床位达到200张。
"""


def read(text: str) -> Document:
    """The document of a text."""
    return read_document([SourceLine(number, line) for number, line in enumerate(text.split("\n"), start=1)])


def only_table(text: str) -> Table:
    """The one table of a text."""
    (table,) = read(text).tables
    return table


def texts(table: Table) -> list[list[str]]:
    """The cells row by row."""
    width = len(table.columns)
    return [[cell.text for cell in table.cells[at : at + width]] for at in range(0, len(table.cells), width)]


def test_clauses_form_a_tree_with_paths_as_officials_cite_them() -> None:
    document = read(PROSE)
    assert [clause.path for clause in document.clauses] == ["一", "一（一）", "一（一）1", "一（一）2", "二"]
    assert [clause.parent for clause in document.clauses] == [None, 0, 1, 1, None]
    assert document.clauses[2].title == "设施"
    assert document.title == "某某区养老服务方案（征求意见稿）"
    assert document.status == "draft_for_comment"


def test_every_character_of_a_paragraph_is_found_again_in_the_file() -> None:
    document = read("一、现 状\n全区有床位１２０张,占４０％.\n")
    paragraph = document.paragraphs[1]
    assert paragraph.text == "全区有床位120张，占40%。"
    at = paragraph.text.index("120")
    (place,) = paragraph.place(at, at + 3)
    assert document.lines[place.line - 1].text[place.start : place.end] == "１２０"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_broken_at_a_width_become_paragraphs_again(gap: str) -> None:
    first = "（一）健全服务体系。" + "坚持统筹布局、一体推动，补齐设施短板，加快优质服务资源向基层延伸。" * 9
    second = "（二）提升服务质量。" + "完善标准规范，加强监督管理，定期公布评估结果，推动信息公开。" * 9
    lines = ["一、总体要求"]
    for text in (first, second):
        lines += [text[at : at + 28] for at in range(0, len(text), 28)]
    document = read(gap.join(lines))
    assert [paragraph.text for paragraph in document.paragraphs] == ["一、总体要求", first, second]
    assert sum(repair.kind == "broken_line" for repair in document.repairs) == 2


TABBED = """一、现状
表1-1 各镇街养老服务机构（2021年）
\t序号
\t镇街
\t总数（个）
\t#中心
\t#站点

\t
\t
\t
\t机构（个）
\t床位（张）
\t机构（个）
\t床位（张）

\t1
\t东街
\t3
\t1
\t40
\t2
\t6

\t2
\t西河镇
\t1
\t
\t
\t1
\t4

\t合计
\t4
\t1
\t40
\t3
\t10

说明：不含筹建。
二、目标
"""


def test_one_cell_a_line_keeps_its_empty_cells_and_merged_headings() -> None:
    table = only_table(TABBED)
    assert table.columns[3:] == (
        ("#中心", "机构（个）"), ("#中心", "床位（张）"), ("#站点", "机构（个）"), ("#站点", "床位（张）"),
    )  # fmt: skip
    assert texts(table) == [
        ["1", "东街", "3", "1", "40", "2", "6"],
        ["2", "西河镇", "1", "", "", "1", "4"],
        ["合计", "", "4", "1", "40", "3", "10"],
    ]
    assert table.total_rows == (2,)
    assert table.column_units[4] == "张"
    assert [note.text for note in table.notes] == ["说明：不含筹建。"]
    empty = table.cell(1, 3)
    assert empty is not None and empty.number is None and empty.places


def test_a_total_with_a_trailing_empty_cell_stands_below_the_columns_that_it_sums() -> None:
    moved = TABBED.replace("\t合计\n\t4\n\t1\n\t40\n\t3\n\t10\n", "\t合计\n\t4\n\t1\n\t40\n\t3\n\t10\n\t\n")
    assert texts(only_table(moved))[-1] == ["合计", "", "4", "1", "40", "3", "10"]


def test_cells_with_a_bar_after_each_are_cut_into_rows_by_their_numbers() -> None:
    cells = ["序号", "指标", "现状", "目标", "1", "床位（张）", "120", "200", "2", "覆盖率（%）", "", "95"]
    table = only_table("一、目标\n具体指标\n" + "\n".join(f"{cell} |".strip() for cell in cells) + "\n二、任务\n")
    assert texts(table) == [["1", "床位（张）", "120", "200"], ["2", "覆盖率（%）", "", "95"]]
    assert table.cells[7].unit == "%"
    assert table.title == "具体指标"


@pytest.mark.parametrize("mark", [" | ", "\t"])
def test_a_row_on_a_line_is_cut_at_bars_and_tabs(mark: str) -> None:
    rows = [["镇街", "床位（张）", "占比（%）"], ["东街", "120", "60.0"], ["合计", "200", "100.0"]]
    table = only_table("一、现状\n" + "\n".join(mark.join(row) for row in rows) + "\n二、目标\n")
    assert texts(table) == rows[1:]
    assert table.cells[2].number == Decimal("60.0") and table.cells[2].unit == "%"


def test_words_on_a_line_with_wrapped_names_groups_and_a_repeated_header() -> None:
    text = """一、目标
表1　具体指标
类别 序号 指标名称 2020年 2025年
总体
指标
1 床位数(张) 120 ≥200
2
以街道为单位适龄儿童疫苗接
种率(%) 90 95
普惠
服务
3 配备率(%) — 100
类别 序号 指标名称 2020年 2025年
4 母婴设施(个) 14 应建尽建
表2　各区分解表
区(市)县
2025年预计本区
人口(万人)
2025年本区
托位数
(个)
东区 10 450
西区 20 900
合计 30 1350
三、任务
"""
    first, second = read(text).tables
    assert list(first.rows) == [
        ("总体指标", "床位数（张）"),
        ("总体指标", "以街道为单位适龄儿童疫苗接种率（%）"),
        ("普惠服务", "配备率（%）"),
        ("普惠服务", "母婴设施（个）"),
    ]
    assert [cell.text for cell in first.cells if cell.column == 4] == ["≥200", "95", "100", "应建尽建"]
    assert second.columns == (("区（市）县",), ("2025年预计本区人口（万人）",), ("2025年本区托位数（个）",))
    assert second.total_rows == (2,)


def test_native_cells_with_spans_give_levels_of_headings() -> None:
    cells = [
        ((0, 0), (2, 1), "镇街"), ((0, 1), (1, 2), "中心"),
        ((1, 1), (1, 1), "机构（个）"), ((1, 2), (1, 1), "床位（张）"),
        ((2, 0), (1, 1), "东街"), ((2, 1), (1, 1), "1"), ((2, 2), (1, 1), "40"),
        ((3, 0), (1, 1), "合计"), ((3, 1), (1, 1), "1"), ((3, 2), (1, 1), ""),
    ]  # fmt: skip
    lines = [SourceLine(1, "一、现状"), SourceLine(2, "单位：个、张")]
    lines += [SourceLine(at + 3, text, None, 1, cell, spans) for at, (cell, spans, text) in enumerate(cells)]
    (table,) = read_document(lines).tables
    assert table.columns == (("镇街",), ("中心", "机构（个）"), ("中心", "床位（张）"))
    assert texts(table) == [["东街", "1", "40"], ["合计", "1", ""]]
    assert table.total_rows == (1,)


def test_letters_read_for_digits_and_traditional_characters_are_put_right_with_a_reason() -> None:
    document = read("一、目标\n到2O25年，全区養老床位達到3lO张，推广5G和APP。\n")
    assert document.paragraphs[1].text == "到2025年，全区养老床位达到310张，推广5G和APP。"
    kinds = [repair.kind for repair in document.repairs]
    assert kinds.count("ocr") == 2 and kinds.count("traditional") == 2
    assert all(repair.reason for repair in document.repairs)
    for repair in document.repairs:
        line = document.lines[repair.place.line - 1].text
        assert line[repair.place.start : repair.place.end] == repair.printed


def test_units_that_a_table_leaves_out_are_named_but_not_written_into_it() -> None:
    text = "一、现状\n每千名老年人拥有养老床位30张。\n" + "\n".join(
        (
            "序号\t指标\t2020年\t2025年",
            "1\t每千名老年人养老床位数\t17.7\t30",
            "2\t健康管理率\t60\t63",
            "3\t友好指数\t60\t630",
        )
    )
    document = read(text)
    missing = [repair for repair in document.repairs if repair.kind == "missing_unit"]
    assert [(repair.restored, "正文" in repair.reason) for repair in missing] == [("张", True), ("%", False)]
    assert all(cell.unit == "" for cell in document.tables[0].cells)
