"""The examples of the engines' guides are run, in order, and print what the guides say they print."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "engines"
BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def failures(text: str, name: str) -> list[str]:
    """What the examples of a guide print that it does not say."""
    known: dict[str, Any] = {}
    said: list[str] = []
    for number, block in enumerate(BLOCK.findall(text), start=1):
        test = doctest.DocTestParser().get_doctest(block, known, f"{name}, example {number}", name, 0)
        test.globs = known
        doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    return said


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda path: path.stem)
def test_the_examples_of_a_guide_hold(guide: Path) -> None:
    said = failures(guide.read_text(encoding="utf-8"), guide.name)
    assert not said, "\n".join(said)


def test_an_example_that_does_not_hold_is_found() -> None:
    good = "```pycon\n>>> x = 3\n\n```\ntext\n```pycon\n>>> x\n3\n\n```\n"
    assert not failures(good, "good")
    assert failures(good.replace("\n3\n", "\n4\n"), "bad")
