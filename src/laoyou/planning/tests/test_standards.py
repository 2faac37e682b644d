"""Standards are met, short or unknown: what nobody has entered never counts as none and never as enough."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from laoyou.planning.domain import standards
from laoyou.planning.domain.standards import BY_CODE, Site, State
from laoyou.planning.presenters import standard_figures
from laoyou.providers.public import DutyRow

TOWN = "500118001"
ELDER = frozenset(
    {"care_home", "town_care_centre", "community_care_station", "village_mutual_aid_point", "day_care_centre"}
)


def site(kind: str, m2: float | None, community: str = "001", number: int = 1) -> Site:
    return Site(number, frozenset({kind}), TOWN + community, m2)


def check(code: str, norm: float, *sites: Site, **known: Any) -> standards.Check:
    given_in = {"residents": 10_000.0, "communities": 3, "places": 40} | known
    return standards.check(BY_CODE[code], norm, sites=sites, elder_kinds=ELDER, **given_in)


def test_places_follow_official_residents_and_without_them_nobody_can_say() -> None:
    short = check("places", 4.5)
    assert (short.due, short.held, short.short, short.state) == (45, 40, 5, State.SHORT)
    assert check("places-old", 4.0).state == State.MET
    unknown = check("places", 4.5, residents=None)
    assert (unknown.due, unknown.short, unknown.state) == (None, None, State.UNKNOWN)


def test_floor_area_never_stands_for_land_and_one_gap_makes_the_sum_unknown() -> None:
    known = check("land", 0.1, site("care_home", 800), site("canteen", 300))
    assert (known.due, known.held, known.short, known.state) == (1000, 800, None, State.DOUBT)
    unknown = check("land", 0.1, site("care_home", 800), site("day_care_centre", None))
    assert (unknown.held, unknown.unknown, unknown.state) == (None, 1, State.UNKNOWN)


def test_a_home_without_an_area_may_be_the_large_one() -> None:
    assert check("home-old", 1500, site("care_home", 1600), site("care_home", None)).state == State.MET
    assert check("home-old", 1500, site("care_home", 900), site("care_home", None)).state == State.UNKNOWN
    short = check("home-old", 1500, site("care_home", 900), site("canteen", 5000))
    assert (short.state, short.short) == (State.SHORT, 600)
    assert check("home-old", 1500).held == 0  # no home at all is known to be none


def test_communities_count_once_and_what_is_not_placed_is_neither_there_nor_missing() -> None:
    two = [site("community_care_station", 100, "001"), site("village_mutual_aid_point", None, "002")]
    assert check("stations", 1, *two).short == 1
    assert check("stations", 1, *two, site("community_care_station", 50, "002")).held == 2
    unplaced = check("stations", 1, *two, site("community_care_station", 50, ""))
    assert (unplaced.held, unplaced.unknown, unplaced.state) == (2, 1, State.UNKNOWN)
    assert check("stations", 1, *two, communities=None).state == State.UNKNOWN


def test_day_care_too_small_is_short_even_where_others_are_unknown() -> None:
    small = [site("day_care_centre", 300, f"00{number}") for number in (1, 2)]
    certain = check("day-care", 750, *small, site("day_care_centre", None, "003"))
    assert (certain.held, certain.unknown, certain.state) == (0, 1, State.SHORT)  # one of three at the most
    large = [site("day_care_centre", 800, f"00{number}") for number in (1, 2)]
    assert check("day-care", 750, *large, site("day_care_centre", None, "003")).state == State.UNKNOWN
    assert check("day-care", 750, *large, site("day_care_centre", 750, "003")).state == State.MET


def test_a_town_has_its_centre_or_not() -> None:
    assert check("centres", 1, site("town_care_centre", None)).state == State.MET
    assert check("centres", 1, site("care_home", 100)).short == 1


def test_the_district_is_short_where_a_town_is_and_unknown_where_one_is_unknown() -> None:
    met, short = check("centres", 1, site("town_care_centre", None)), check("centres", 1)
    assert standards.together([met, met]).state == State.MET
    whole = standards.together([met, short])
    assert (whole.due, whole.held, whole.state) == (2, 1, State.SHORT)
    assert standards.together([met, check("places", 4.5, residents=None)]).held is None


SITES = st.lists(
    st.builds(
        site,
        st.sampled_from([*sorted(ELDER), "canteen"]),
        st.none() | st.floats(10, 4000),
        st.sampled_from(["001", "002", "003", ""]),
    ),
    max_size=6,
)


@given(SITES, st.sampled_from(sorted(BY_CODE)))
def test_filling_in_what_is_unknown_never_overturns_what_was_decided(sites: list[Site], code: str) -> None:
    norm = {"land": 0.1, "places": 4.5, "home": 1500.0, "day_care": 750.0}.get(BY_CODE[code].basis, 1.0)
    before = check(code, norm, *sites)
    for area in (10.0, 4000.0):
        filled = [
            Site(one.id, one.kinds, one.area if len(one.area) > 9 else TOWN + "003", one.floor_m2 or area)
            for one in sites
        ]
        after = check(code, norm, *filled)
        if before.state in (State.MET, State.SHORT):
            assert after.state == before.state


def test_what_is_due_with_an_estate_is_short_or_unknown_never_guessed() -> None:
    def duty(built: float | None) -> DutyRow:
        return DutyRow(1, 1, "示例小区", TOWN, "community_care_station", 300.0, "某规定第三条", built, True)

    short = standard_figures.duty_figure("short", duty(240.0))
    assert (short.value, short.sources[0].clause) == (60.0, "某规定第三条")
    assert standard_figures.duty_figure("short", duty(320.0)).value == 0
    assert standard_figures.duty_figure("short", duty(None)).value is None
