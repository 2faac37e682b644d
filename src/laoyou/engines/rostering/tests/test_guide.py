"""The guide's examples do what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[5] / "docs/engines/rostering.md"


@pytest.mark.full  # its compilation alone takes half a minute; test_plan.py tries the same functions every day
def test_the_examples_of_the_guide_hold() -> None:
    result = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8")
    assert result.attempted > 15
    assert result.failed == 0
