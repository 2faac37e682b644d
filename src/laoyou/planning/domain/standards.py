"""What planning standards ask of a town, and whether it is there; what is not known is neither met nor short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

TOWN_DIGITS: Final = 9
COMMUNITY_DIGITS: Final = 12
HOMES: Final = frozenset({"care_home", "town_care_centre", "care_complex", "embedded_home"})
DAY_CARE: Final = frozenset({"day_care_centre", "community_care_station", "town_care_centre", "care_complex"})
CENTRES: Final = frozenset({"town_care_centre"})
STATIONS: Final = frozenset({"community_care_station", "village_mutual_aid_point"})

Basis = Literal["land", "places", "home", "day_care", "centres", "stations"]


class State(StrEnum):
    """Whether a standard is met. `unknown`: what would decide it was not entered; `doubt`: what was entered is something else."""

    MET = "met"
    SHORT = "short"
    UNKNOWN = "unknown"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Standard:
    """
    One standard: the key of its norm, and what is compared.

    land      square metres a person × residents, against the floor area of elderly care (no register holds its land)
    places    per 1,000 residents, against childcare places
    home      the floor area of the town's largest care home
    day_care  communities with day care of the area that is asked for
    centres   care centres of the town         stations  communities with a station or point
    """

    code: str
    key: str
    basis: Basis


STANDARDS: Final = (
    Standard("land", "land.elder_square_metres_per_person", "land"),
    Standard("places", "land.places_per_1000_residents", "places"),
    Standard("places-old", "land.places_per_1000_residents.old_quarters", "places"),
    Standard("home-old", "elder.town_home_area.old_quarters", "home"),
    Standard("home-new", "elder.town_home_area.new_quarters", "home"),
    Standard("day-care", "elder.day_care_area", "day_care"),
    Standard("centres", "elder.town_centres_per_town", "centres"),
    Standard("stations", "elder.stations_per_community", "stations"),
)
BY_CODE: Final = {one.code: one for one in STANDARDS}
ESTATE_AREA: Final = "land.estate_square_metres_per_100_households"


@dataclass(frozen=True)
class Site:
    """A facility that is open: its kinds, where it stands (a town where it is not placed more closely), floor area in m² or None."""

    id: int
    kinds: frozenset[str]
    area: str
    floor_m2: float | None


@dataclass(frozen=True)
class Check:
    """
    What a standard asks for and what there is, in the unit of the standard.

    due      None where what it is reckoned from is not known
    held     what is known to be there; None where that says nothing
    unknown  facilities whose floor area or community nobody has entered, and that might count
    """

    due: float | None
    held: float | None
    unknown: int
    state: State

    @property
    def short(self) -> float | None:
        """What is missing; 0 where nothing is; None where nobody can say."""
        if self.due is None or self.held is None or self.state in (State.UNKNOWN, State.DOUBT):
            return None
        return max(self.due - self.held, 0.0)


def is_unknown(site: Site) -> bool:
    """Whether nobody has entered the floor area of a facility: that is no area, and never 0 m²."""
    return site.floor_m2 is None


def elder_care(site: Site, elder_kinds: frozenset[str]) -> bool:
    """Whether a facility serves elders, in whatever other way it serves besides."""
    return bool(site.kinds & elder_kinds)


def check(
    standard: Standard,
    norm: float,
    *,
    residents: float | None,
    communities: int | None,
    places: int | None,
    sites: Sequence[Site],
    elder_kinds: frozenset[str],
) -> Check:
    """
    One town against one standard.

    residents    official usual residents; None where none were published
    communities  villages and communities of the town; None where the list of areas has none
    places       childcare places by the reading that was chosen
    sites        the facilities that stand in the town
    """
    if standard.basis == "land":
        here = [site for site in sites if elder_care(site, elder_kinds)]
        unknown = sum(is_unknown(site) for site in here)
        held = None if unknown else sum(site.floor_m2 or 0.0 for site in here)
        due = None if residents is None else residents * norm
        return Check(due, held, unknown, State.UNKNOWN if due is None or unknown else State.DOUBT)
    if standard.basis == "places":
        due = None if residents is None else residents * norm / 1000
        return _decided(due, None if places is None else float(places), 0)
    if standard.basis == "home":
        return _largest(norm, [site for site in sites if site.kinds & HOMES])
    if standard.basis == "centres":
        return _decided(norm, float(sum(bool(site.kinds & CENTRES) for site in sites)), 0)
    wanted = DAY_CARE if standard.basis == "day_care" else STATIONS
    least = norm if standard.basis == "day_care" else None
    return _by_community([site for site in sites if site.kinds & wanted], communities, least)


def _decided(due: float | None, held: float | None, unknown: int) -> Check:
    """Met where what is known suffices; short where even everything unknown would not; else nobody can say."""
    if due is None or held is None:
        return Check(due, held, unknown, State.UNKNOWN)
    if held >= due - 1e-9:
        return Check(due, held, unknown, State.MET)
    return Check(due, held, unknown, State.UNKNOWN if held + unknown >= due - 1e-9 and unknown else State.SHORT)


def _largest(norm: float, homes: Sequence[Site]) -> Check:
    known = [site.floor_m2 for site in homes if site.floor_m2 is not None]
    unknown = sum(is_unknown(site) for site in homes)
    held = max(known, default=0.0)
    if held >= norm:
        return Check(norm, held, unknown, State.MET)
    if unknown:  # one of them may be large enough
        return Check(norm, max(known, default=None), unknown, State.UNKNOWN)
    return Check(norm, held, 0, State.SHORT)


def _by_community(sites: Sequence[Site], communities: int | None, least_m2: float | None) -> Check:
    served: set[str] = set()
    doubtful: set[str] = set()
    unplaced = 0
    for site in sites:
        large = least_m2 is None or (site.floor_m2 is not None and site.floor_m2 >= least_m2)
        may_be = least_m2 is None or is_unknown(site) or large
        if not may_be:
            continue
        if len(site.area) < COMMUNITY_DIGITS:
            unplaced += 1
        elif large:
            served.add(site.area[:COMMUNITY_DIGITS])
        else:
            doubtful.add(site.area[:COMMUNITY_DIGITS])
    due = None if not communities else float(communities)
    return _decided(due, float(len(served)), len(doubtful - served) + unplaced)


def together(checks: Sequence[Check]) -> Check:
    """The district: what is due and held in all towns; it is met where every town is."""
    if any(one.due is None or one.held is None for one in checks):
        due = None if any(one.due is None for one in checks) else sum(one.due or 0.0 for one in checks)
        return Check(due, None, sum(one.unknown for one in checks), State.UNKNOWN)
    states = {one.state for one in checks}
    for state in (State.SHORT, State.UNKNOWN, State.DOUBT):
        if state in states:
            break
    else:
        state = State.MET
    return Check(
        sum(one.due or 0.0 for one in checks),
        sum(one.held or 0.0 for one in checks),
        sum(one.unknown for one in checks),
        state,
    )
