"""The instruments of the national pack, against cases from the standards; wrong encodings that others published are refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from laoyou.engines import assessing
from laoyou.packs.instruments import instrument
from laoyou.packs.loading import check, load, packs_root

GB, LTC, OLD = "gb-t-42195-2022", "ltc-grades-2021", "mz-t-039-2013"
NONE = {"dementia": False, "mental_disorder": False, "care_events": False, "coma": False}


@pytest.fixture(scope="module")
def instruments() -> dict[str, assessing.Instrument]:
    return {name: instrument(entry) for name, entry in load("500118-demo").instruments.items()}


def best(one: assessing.Instrument) -> dict[str, int]:
    return {code: max(item.scores) for code, item in one.items.items()}


def lowered(one: assessing.Instrument, by: int) -> dict[str, int]:
    """The best answers with so many points less, taken from the first items on, each as far as its scores go."""
    answers = best(one)
    for code, item in one.items.items():
        for score in sorted(item.scores, reverse=True):
            if 0 < answers[code] - score <= by:
                by -= answers[code] - score
                answers[code] = score
    assert by == 0
    return answers


def test_the_national_standard_has_26_items_and_90_points(instruments: dict[str, assessing.Instrument]) -> None:
    one = instruments[GB]
    assert [len(dimension.items) for dimension in one.dimensions] == [8, 4, 9, 5]
    assert [dimension.most for dimension in one.dimensions] == [32, 15, 28, 15]
    assert max(one.items["transport"].scores) == 3
    assert max(one.items["stairs"].scores) == 3


@pytest.mark.parametrize(
    ("points", "level"),
    [(90, 0), (89, 1), (66, 1), (65, 2), (46, 2), (45, 3), (30, 3), (29, 4), (0, 4)],
)
def test_the_spans_of_the_national_standard(
    instruments: dict[str, assessing.Instrument], points: int, level: int
) -> None:
    one = instruments[GB]
    outcome = assessing.grade(one, lowered(one, 90 - points), NONE)
    assert (outcome.total, outcome.first, outcome.level) == (points, level, level)


@pytest.mark.parametrize(
    ("points", "held", "level"),
    [
        (90, {"dementia": True}, 1),
        (70, {"care_events": True}, 2),
        (70, {"care_events": True, "dementia": True, "mental_disorder": True}, 2),
        (10, {"dementia": True}, 4),
    ],
)
def test_what_raises_raises_by_one_level_and_never_beyond_the_last(
    instruments: dict[str, assessing.Instrument], points: int, held: dict[str, bool], level: int
) -> None:
    one = instruments[GB]
    assert assessing.grade(one, lowered(one, 90 - points), NONE | held).level == level


def test_coma_is_level_four_and_cannot_be_awake(instruments: dict[str, assessing.Instrument]) -> None:
    one = instruments[GB]
    asleep = best(one) | {"consciousness": 0}
    assert assessing.grade(one, asleep, NONE).level == 1  # deep sleepiness alone is no coma
    assert assessing.grade(one, asleep, NONE | {"coma": True}).level == 4
    with pytest.raises(assessing.AssessmentError):
        assessing.grade(one, best(one), NONE | {"coma": True})


def test_the_grades_of_long_term_care_go_by_the_table_and_not_by_daily_living_alone(
    instruments: dict[str, assessing.Instrument],
) -> None:
    one = instruments[LTC]
    assert [dimension.most for dimension in one.dimensions] == [100, 16, 12]
    assert all(set(item.scores) == {0, 1, 2, 3, 4} for item in one.dimensions[1].items)
    worst = dict.fromkeys(one.items, 0)
    assert assessing.grade(one, best(one)).level == 0
    assert assessing.grade(one, worst).level == 5
    adl = {item.code for item in one.dimensions[0].items}
    only_daily_living = best(one) | dict.fromkeys(adl, 0)
    assert (
        assessing.grade(one, only_daily_living).level == 3
    )  # the same points of daily living, four grades apart by the mind
    moderate_mind = only_daily_living | {"time": 2, "place": 0, "persons": 0, "memory": 0}
    assert assessing.grade(one, moderate_mind).classes == {"adl": 3, "cognition": 2, "senses": 0}
    assert assessing.grade(one, moderate_mind).level == 4


@pytest.mark.parametrize(
    ("classes", "level"),
    [
        ((0, 0, 0, 1), 0), ((0, 1, 0, 0), 1), ((0, 0, 0, 2), 1), ((1, 1, 2, 2), 1), ((1, 2, 2, 2), 2), ((1, 0, 3, 0), 2), ((2, 1, 0, 0), 2),
        ((2, 2, 2, 2), 3), ((2, 3, 0, 0), 3), ((3, 0, 0, 0), 3), ((0, 0, 0, 3), None), ((2, 0, 0, 0), None),
    ],
)  # fmt: skip
def test_old_files(instruments: dict[str, assessing.Instrument], classes: tuple[int, ...], level: int | None) -> None:
    """Where the rules of 2013 say nothing there is no level, never a guessed one."""
    given = dict(zip(("adl", "mind", "senses", "society"), classes, strict=True))
    assert assessing.grade(instruments[OLD], {}, classes=given).level == level


@pytest.mark.parametrize(
    ("file", "wrong", "right", "code"),
    [
        # every item on one scale: 26 × 4
        (GB, '  { score = 1, title = "近一个月未出现", title_en = "not in the last month" },', '  { score = 4, title = "好", title_en = "good" },\n  { score = 1, title = "近一个月未出现", title_en = "not in the last month" },', "instrument_points_of_dimension"),
        # going out by transport from 0 to 2: 89 in all
        (GB, '  { score = 3, title = "独立外出", title_en = "alone" },\n', "", "instrument_points_of_dimension"),
        # points turned into a hundred
        (GB, "low = 90\nhigh = 90", "low = 100\nhigh = 100", "instrument_points_without_level"),
        # the mind by three items of two points
        (LTC, '  { score = 4, title = "正常", title_en = "no difficulty" },\n  { score = 3, title = "轻度困难", title_en = "slight difficulty" },\n', "", "instrument_points_of_dimension"),
        # three classes where the standard has four
        (LTC, "combination = [[0, 0, 1, 1], [1, 1, 1, 2], [2, 2, 2, 3], [3, 3, 4, 5]]", "combination = [[0, 0, 1], [1, 1, 1], [2, 2, 2]]", "instrument_combination_size"),
        # a table that falls where somebody is worse
        (LTC, "[3, 3, 4, 5]]", "[3, 5, 4, 5]]", "instrument_combination_falls"),
        (GB, "low = 46\nhigh = 65", "low = 46\nhigh = 66", "instrument_points_with_two_levels"),
        (GB, "needs = { consciousness = 0 }", "needs = { consciousness = 3 }", "instrument_unknown_answer"),
        (GB, 'code = "mental_disorder"', 'code = "dementia"', "instrument_name_twice"),
        (GB, 'scale = "seen"', 'scale = "often"', "instrument_unknown_scale"),
    ],
)  # fmt: skip
def test_wrong_encodings_are_refused(tmp_path: Path, file: str, wrong: str, right: str, code: str) -> None:
    root = tmp_path / "packs"
    shutil.copytree(packs_root() / "cn", root / "cn")
    path = root / "cn" / "instruments" / f"{file}.toml"
    text = path.read_text("utf-8")
    assert wrong in text
    path.write_text(text.replace(wrong, right, 1), "utf-8")
    problems = check(["cn"], root)
    assert code in {problem.code for problem in problems}
    assert all(problem.file.endswith(f"instruments/{file}.toml") for problem in problems)


def test_what_is_unverified_says_so() -> None:
    entries = load("cn").instruments
    assert entries[GB].verified
    assert not entries[LTC].verified
    assert not entries[OLD].verified
    assert entries[OLD].historical
    for entry in entries.values():
        assert entry.verified or re.search("未核对", entry.note or "") or entry.historical
