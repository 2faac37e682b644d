"""The pages that explain the format are right: their example is a sound pack, and no field is left out."""

import re
from pathlib import Path

import pytest

from laoyou.packs.loading import check, load, packs_root
from laoyou.packs.models.area import AREA_COLUMNS
from laoyou.packs.models.benefit import (
    BenefitEntry,
    BenefitFile,
    Case,
    CaseFile,
    CaseResult,
    ConditionEntry,
    ConflictEntry,
    DefinitionEntry,
    FactEntry,
    LawEntry,
    ParameterEntry,
    ParameterValue,
    TierEntry,
)
from laoyou.packs.models.common import Definition, MonthRange, PackModel, Restored
from laoyou.packs.models.figures import Column, ColumnTotal, FigureDescription, Ratio, RowTotal, Statement
from laoyou.packs.models.ledger import Aim, Capacity, Funding, Project, Task
from laoyou.packs.models.manifest import Document, Manifest
from laoyou.packs.models.measure import REGISTER_TABLES, Comparison, Count, FigureReference, Formula
from laoyou.packs.models.norm import Norm
from laoyou.packs.models.organisation import Organisation
from laoyou.packs.models.plan import Baseline, Indicator, Plan, Target

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("pack-format.md", "pack-format.zh-Hans.md")
MODELS: tuple[type[PackModel], ...] = (
    Manifest, Document, FigureDescription, Column, RowTotal, ColumnTotal, Ratio, Statement, Norm, Organisation, Plan,
    Indicator, Baseline, Target, Definition, MonthRange, Restored, Formula, Count, Comparison, FigureReference,
    Aim, Capacity, Funding, Project, Task,
    BenefitEntry, BenefitFile, Case, CaseFile, CaseResult, ConditionEntry, ConflictEntry, DefinitionEntry, FactEntry, LawEntry,
    ParameterEntry, ParameterValue, TierEntry,
)  # fmt: skip


def example_files(page: str) -> dict[str, str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return dict(re.findall(r"\*\*`([\w./-]+)`\*\*\n\n```(?:toml|csv)\n(.*?)```", text, re.DOTALL))


@pytest.mark.parametrize("page", PAGES)
def test_the_example_of_the_page_is_a_sound_pack(page: str, tmp_path: Path):
    files = example_files(page)
    assert len(files) == 8
    for name, content in files.items():
        path = tmp_path / "990101-somewhere" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (tmp_path / "cn").symlink_to(packs_root() / "cn")
    assert [problem.text() for problem in check(["990101-somewhere"], tmp_path)] == []
    assert load("990101-somewhere", tmp_path).figure("beds-2025/990101100/beds").value is None


@pytest.mark.parametrize("page", PAGES)
def test_every_field_and_every_register_column_is_explained(page: str):
    words = set(re.findall(r"\w+", (DOCS / page).read_text(encoding="utf-8")))
    fields = {info.alias or name for model in MODELS for name, info in model.model_fields.items()}
    columns = {name for table in REGISTER_TABLES.values() for name in table.columns}
    assert (fields | set(AREA_COLUMNS) | columns | set(REGISTER_TABLES)) - words == set()


def test_both_pages_show_the_same_example():
    assert example_files(PAGES[0]) == example_files(PAGES[1])
