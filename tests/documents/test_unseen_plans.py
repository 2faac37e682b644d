"""Plans of places that do not exist: agreeing ones raise no contradiction, slips are found where they stand. Everyday a few slips; all under full."""

from __future__ import annotations

import re

import pytest

from laoyou.engines.documents.checking import Finding, check_document
from laoyou.engines.documents.reading import read_document
from laoyou.plans.files.extraction import extract_bytes
from tests.documents.rendering import as_docx, as_pdf
from tests.documents.unseen.fifth import FIFTH
from tests.documents.unseen.fourth import FOURTH
from tests.documents.unseen.last import LAST
from tests.documents.unseen.measure import alarms, outcomes, read
from tests.documents.unseen.more import MORE
from tests.documents.unseen.plans import PLANS, Plan

ALL = PLANS + MORE + LAST + FOURTH + FIFTH
A_FEW = {
    "青岭区（示例）": ("kinds", "nursing", "privately", "canteens", "grand"),
    "溪山市（示例）": ("more", "each", "bonds"),
    "海燕市（示例）": ("schools", "need"),
    "南禾区（示例）": ("stations", "last"),
    "梅溪市（示例）": ("city", "need"),
}


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_a_plan_that_agrees_is_not_contradicted(plan: Plan) -> None:
    assert [one.reason for one in alarms(plan)] == []


@pytest.mark.parametrize("name", A_FEW)
def test_a_slip_is_found_where_it_stands(name: str) -> None:
    plan = next(one for one in ALL if one.name == name)
    found = {one.mark: one.verdict for one in outcomes(plan, A_FEW[name])}
    assert found == dict.fromkeys(A_FEW[name], "contradiction")


@pytest.mark.full
def test_nearly_all_slips_are_found() -> None:
    """19 in 20 are called contradictions, and none is passed over but the one that rounding explains."""
    found = [one for plan in ALL for one in outcomes(plan)]
    assert sum(one.verdict == "contradiction" for one in found) >= 0.95 * len(found)
    assert [one.mark for one in found if not one.verdict] == ["match"]


@pytest.mark.full
@pytest.mark.parametrize("made", [as_docx, as_pdf], ids=["docx", "pdf"])
def test_the_same_from_word_and_from_pdf(made) -> None:
    """Through another kind of file, at least nine in ten of the slips are still found, and none is found that is not there."""
    slips = seen = 0
    every = 4 if made is as_pdf else 1  # setting and reading a PDF takes a second
    for plan in ALL:
        name = f"a.{made.__name__[3:]}"

        def checked(text: str, name: str = name) -> tuple[Finding, ...]:
            return check_document(read_document(extract_bytes(made(read(text)), name).lines))

        assert [one.reason for one in checked(plan.text) if one.verdict == "contradiction"] == []
        for mark, (wrong, _) in list(plan.slips.items())[::every]:
            number = re.sub(r"[\s,]", "", wrong.translate(str.maketrans("０１２３４５６７８９，．", "0123456789,.")))
            slips += 1
            text, _ = plan.with_slip(mark)
            figures = [
                (one.stated.printed, *(operand.printed for operand in one.operands))
                for one in checked(text)
                if one.verdict == "contradiction"
            ]
            seen += any(number in re.sub(r"[\s,]", "", figure) for printed in figures for figure in printed)
    assert seen >= 0.9 * slips
