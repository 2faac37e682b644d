"""The five plans are read whole, and the same from every kind of file. Their texts are not part of the product: not run without them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from laoyou.packs.public import load
from laoyou.plans.documents import Reading, read_file, read_upload
from tests.documents.rendering import as_docx, as_html, as_pdf, as_text
from tests.golden.plan_figures import documents_folder

FOLDER = documents_folder()
pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="absent: the texts of the plans (LAOYOU_DATA has no sibling documents)"
)

# document: pack, indicators in tables, tables, cells, tasks, tasks whose units are named, list items
PLANS = {
    "yongchuan-plan-draft.txt": ("500118-yongchuan", 26, 10, 887, 25, 21, 14),
    "yuzhong-plan-2022.txt": ("500103-yuzhong", 21, 5, 181, 27, 22, 11),
    "hechuan-plan-2025.txt": ("500117-hechuan", 0, 0, 0, 22, 0, 0),
    "dazhou-plan-2022.txt": ("511700-dazhou", 0, 0, 0, 24, 3, 0),
    "chengdu-plan.txt": ("510100-chengdu", 22, 2, 206, 30, 30, 0),
}


def reading(name: str) -> Reading:
    assert FOLDER is not None
    return read_file(FOLDER / name)


def folded(text: str) -> str:
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）").replace("％", "%")


@pytest.mark.parametrize("name", PLANS)
def test_everything_that_is_there_is_found(name: str) -> None:
    _, indicators, tables, cells, tasks, owned, items = PLANS[name]
    read = reading(name)
    assert len(read.draft.indicators) == indicators
    assert (len(read.document.tables), sum(len(table.cells) for table in read.document.tables)) == (tables, cells)
    assert (len(read.draft.tasks), sum(bool(task.owners) for task in read.draft.tasks)) == (tasks, owned)
    assert len(read.draft.items) == items
    assert not any(table.doubts for table in read.document.tables)


@pytest.mark.parametrize("name", [name for name, counts in PLANS.items() if counts[1]])
def test_indicators_agree_with_what_was_transcribed_by_hand(name: str) -> None:
    pack = load(PLANS[name][0])
    by_hand = {one.number: one for one in pack.indicators.values() if one.number}
    for found in reading(name).draft.indicators:
        hand = by_hand[found.number]
        assert found.name == folded(hand.name)
        assert found.target.value == hand.target.value
        assert hand.target.value is None or found.target.operator == hand.target.operator
        if hand.baseline is not None and not hand.baseline.unrestored:
            assert found.baseline is not None and found.baseline.value == hand.baseline.value
        assert found.attribute == hand.attribute


def test_the_tables_of_yongchuan_agree_cell_by_cell_with_those_by_hand() -> None:
    pack = load("500118-yongchuan")
    tables = reading("yongchuan-plan-draft.txt").document.tables
    for table, figures in zip(tables, ("yc-table-1-1", "yc-table-1-2", "yc-table-1-3"), strict=False):
        width = len(table.columns)
        read = [[cell.number for cell in table.cells[at + 2 : at + width]] for at in range(0, len(table.cells), width)]
        names = [column.name for column in pack.figures[figures].description.column if column.type != "area"]
        by_hand = [[row.cells[name] for name in names] for row in pack.figures[figures].rows.values()]
        assert read == by_hand


def test_the_rows_of_chengdu_agree_with_those_by_hand() -> None:
    table = reading("chengdu-plan.txt").document.tables[1]
    figures = load("510100-chengdu").figures["cd-table-2"]
    rows = [[cell.number for cell in table.cells[at + 1 : at + 4]] for at in range(0, len(table.cells), 4)]
    assert rows == [[row.cells[name] for name in ("residents", "places", "rate")] for row in figures.rows.values()]
    assert len(rows) == 24


@pytest.mark.parametrize("name", PLANS)
def test_tasks_agree_with_those_accepted_into_the_pack_word_by_word(name: str) -> None:
    read = reading(name)
    text = folded("".join(re.sub(r"^\s*—[０-９]+—\s*$", "", line.text) for line in read.extraction.lines))
    tasks = list(load(PLANS[name][0]).tasks.values())
    assert len(tasks) == len(read.draft.tasks)
    for task, found in zip(tasks, read.draft.tasks, strict=True):
        assert folded(task.quote or "") in text
        assert [folded(unit) for unit in task.lead_units] == list(found.owners.lead)
        assert [folded(unit) for unit in task.responsible_units] == list(found.owners.responsible)
        assert [folded(unit) for unit in task.supporting_units] == list(found.owners.supporting)


def signature(read: Reading) -> dict[str, Any]:
    """What must not depend on the kind of file."""
    draft = read.draft
    return {
        "heading": (draft.title, draft.issuer, draft.number, draft.date, draft.status, draft.period),
        "clauses": [(clause.path, clause.title) for clause in read.document.clauses],
        "tables": [
            (table.columns, table.rows, [str(cell.number) if cell.repaired else folded(cell.text) for cell in table.cells], table.total_rows)
            for table in read.document.tables
        ],
        "indicators": [
            (one.number, one.name, one.target.value, one.target.operator, one.baseline and one.baseline.value, one.attribute, one.owners.responsible)
            for one in draft.indicators
        ],
        "tasks": [
            (one.source.clause, one.title, one.owners.lead, one.owners.responsible, one.owners.supporting, one.deadline,
             [(aim.name, aim.value.value, aim.value.operator) for aim in one.aims])
            for one in draft.tasks
        ],
        "items": [
            (one.kind, one.group, one.name, one.start, one.end, one.owners.lead, one.owners.responsible, one.owners.supporting,
             [(aim.name, aim.value.value) for aim in (*one.money, *one.aims)])
            for one in draft.items
        ],
        "parameters": [(one.name, one.value.value, one.value.operator) for one in draft.parameters],
    }  # fmt: skip


KINDS = {
    "docx": lambda read: (as_docx(read.document), "plan.docx"),
    "html": lambda read: (as_html(read.document), "plan.html"),
    "text at 30, lines apart": lambda read: (as_text(read.document, 30, double=True), "plan.txt"),
    "text at 42, lines apart": lambda read: (as_text(read.document, 42, double=True), "plan.txt"),
    "text at 28": lambda read: (as_text(read.document, 28, double=False), "plan.txt"),
    "text at 60": lambda read: (as_text(read.document, 60, double=False), "plan.txt"),
    "pdf": lambda read: (as_pdf(read.document), "plan.pdf"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PLANS)
def test_every_kind_of_file_is_read_the_same(name: str, kind: str) -> None:
    read = reading(name)
    data, file = KINDS[kind](read)
    assert signature(read_upload(data, file)) == signature(read)


def test_the_texts_are_not_copied_into_the_project() -> None:
    root = Path(__file__).resolve().parents[2]
    assert not [path for path in (root / "tests").rglob("*.txt") if path.stat().st_size > 8000]
