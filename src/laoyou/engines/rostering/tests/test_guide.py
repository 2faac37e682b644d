"""The guide's examples do what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

GUIDE = Path(__file__).parents[5] / "docs/engines/rostering.md"


def test_the_examples_of_the_guide_hold() -> None:
    result = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8")
    assert result.attempted > 15
    assert result.failed == 0
