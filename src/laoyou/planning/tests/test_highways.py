"""Tags of streets say who may travel them, and how fast."""

from __future__ import annotations

import pytest

from laoyou.planning.domain.highways import Way, driven, max_speed, walked


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, Way(1.0, 0)),
        ({"highway": "footway"}, Way(1.0, 0)),
        ({"highway": "steps"}, Way(0.5, 0)),
        ({"highway": "residential", "oneway": "yes"}, Way(1.0, 0)),
        ({"highway": "footway", "oneway:foot": "yes"}, Way(1.0, 1)),
        ({"highway": "motorway"}, None),
        ({"highway": "construction"}, None),
        ({"highway": "service", "access": "private"}, None),
        ({"highway": "service", "access": "private", "foot": "yes"}, Way(1.0, 0)),
        ({"highway": "primary", "foot": "no"}, None),
        ({"railway": "rail"}, None),
    ],
)
def test_who_walks_where(tags: dict[str, str], expected: Way | None) -> None:
    assert walked(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, Way(25.0, 0)),
        ({"highway": "residential", "maxspeed": "30", "oneway": "-1"}, Way(30.0, -1)),
        ({"highway": "motorway"}, Way(90.0, 1)),
        ({"highway": "tertiary", "junction": "roundabout"}, Way(35.0, 1)),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, Way(35.0, 0)),
        ({"highway": "footway"}, None),
        ({"highway": "residential", "motor_vehicle": "no"}, None),
        ({"highway": "service", "access": "no", "motorcar": "yes"}, Way(15.0, 0)),
    ],
)
def test_who_drives_where(tags: dict[str, str], expected: Way | None) -> None:
    assert driven(tags) == expected


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("60", 60.0),
        ("60 km/h", 60.0),
        ("30 mph", 48.28032),
        ("50;30", 50.0),
        ("CN:urban", None),
        ("none", None),
        ("", None),
        ("0", None),
    ],
)
def test_a_speed_that_is_no_number_is_unknown(text: str, kmh: float | None) -> None:
    assert max_speed(text) == (pytest.approx(kmh) if kmh else None)
