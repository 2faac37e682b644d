"""What an address may ask of the map, and changes as they stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.planning.domain.questions import Change, MalformedError, Question

KINDS = {"canteen": "", "care_home": "", "community_care_station": ""}
SITES = st.integers(-60, 10_000_000)
METRES = st.integers(-10_000_000, 10_000_000)
SUPPLIES = st.integers(0, 5_000)
CHANGES = st.one_of(
    st.builds(lambda x, y, supply: Change("add", x=x, y=y, supply=supply), METRES, METRES, SUPPLIES),
    st.builds(lambda site, x, y: Change("move", site, x, y), SITES, METRES, METRES),
    st.builds(lambda site, supply: Change("enlarge", site, supply=supply), SITES, SUPPLIES),
    st.builds(lambda site: Change("close", site), SITES),
)


@given(st.lists(CHANGES, max_size=60))
def test_a_question_comes_back_from_its_address(changes: list[Change]) -> None:
    question = Question("canteen", "60", "drive", 30, (5, -7), tuple(changes))
    assert Question.of(question.values(), KINDS) == question


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "palace"},
        {"group": "70"},
        {"mode": "fly"},
        {"within": "12"},
        {"within": "x"},
        {"x": "1", "y": "99999999999"},
        {"changes": "a:1:2"},
        {"changes": "z:1"},
        {"changes": "a:1:2:-5"},
        {"changes": "c:1:2"},
        {"changes": ",".join(["c:1"] * 61)},
    ],
)
def test_nonsense_is_no_question(asked: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        Question.of(asked, KINDS)


def test_meals_come_to_the_home_and_people_go_to_care() -> None:
    assert Question("canteen").direction == "from_site"
    assert Question("care_home").direction == "to_site"


def test_undoing_takes_the_last_change_back() -> None:
    question = Question(changes=(Change("close", 3), Change("enlarge", 4, supply=9)))
    assert question.without_last_change().changes == (Change("close", 3),)
