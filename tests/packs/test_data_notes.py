"""The public page of disagreements names every figure that a published pack itself marks as doubtful or contradicted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from laoyou.packs.public import Pack, load, pack_names

DOCS = Path(__file__).resolve().parents[2] / "docs"


def marked(pack: Pack) -> Iterator[str]:
    """Ids of what the pack's own layer marks: doubts, lost or restored digits, contradictions, sums that do not add up."""
    for code, entry in pack.indicators.items():
        sides = [side for side in (entry.baseline, entry.target) if side]
        if entry.definition.doubt or entry.disagrees_with or any(side.restored or side.unrestored for side in sides):
            yield code
    for key, statement in pack.statements.items():
        doubt = statement.definition and statement.definition.doubt
        if doubt or statement.disagrees_with:
            yield key
    for table in pack.figures.values():
        described = table.description
        differences = [rule.differences for rule in described.row_total]
        differences += [rule.differences for rule in described.column_total]
        differences += [rule.differences for rule in described.ratio]
        if any(differences) or described.disagrees_with:
            yield table.description.id


@pytest.mark.parametrize("page", ["data-notes.md", "data-notes.zh-Hans.md"])
@pytest.mark.parametrize("name", [name for name in pack_names() if not name.endswith("-demo") and name != "cn"])
def test_the_page_names_everything_that_the_pack_marks(name: str, page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    names = set(marked(load(name)))
    assert names, "each of the five documents disagrees with itself or leaves a definition open somewhere"
    assert {found for found in names if found not in text} == set()
