"""Whom to visit: elders of the grounds that the pack names, what is still to be asked of each, and how far a round has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.people.commands.difficulties import ELDER, grounds
from laoyou.people.domain.difficulty import State
from laoyou.people.domain.visiting import Question, open_questions
from laoyou.people.domain.words import Status
from laoyou.people.models import EmergencyContact, HomeVisit, PaymentAccount, Resident, SpecialDifficulty
from laoyou.people.queries.branches import holding

VISIT = "people.record_visits"
WHY = "of residents who were found within the scope"
MOST = 2000
"""Doors that one list holds: more than anybody visits in a month."""


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody to be visited: what is known already, what is asked, when he was visited last."""

    resident: Resident
    grounds: tuple[str, ...]
    questions: tuple[Question, ...]
    visited_on: date | None

    @property
    def done(self) -> bool:
        """Whether he was visited in the round that is shown."""
        return self.visited_on is not None


def communities(scope: Scope) -> list[Area]:
    """The communities in which the reader may record visits, in order."""
    rows = Area.objects.filter(level=Area.Level.COMMUNITY, valid_to__isnull=True)
    return list(rows.filter(within("id", scope.area_prefixes(VISIT))).order_by("id"))


def questions_for(resident: Resident, scope: Scope, on: date) -> tuple[Question, ...]:
    """What is asked of one resident who was found within the scope."""
    return _doors([resident], {}, scope, on)[0].questions


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the round has come in one grid, or in a community without grids."""

    area_id: str
    name: str
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class Round:
    """
    A month's visits in one area.

    doors     whom to visit, those first who were not visited yet; no more than MOST
    progress  visited and to be visited, everybody counted, by the smallest area in which people live
    """

    doors: tuple[Door, ...] = ()
    progress: tuple[Progress, ...] = ()

    @property
    def more(self) -> int:
        """How many more there are than `doors` holds."""
        return sum(one.all for one in self.progress) - len(self.doors)


def round_of(scope: Scope, area: str, on: date) -> Round:
    """Everybody in `area` to be visited in the month of `on`: elders who hold a ground, or are recognised."""
    kinds = [ground.value for ground in grounds()]
    born = on.replace(year=on.year - ELDER)  # a multiple of four years: 29 February is there too
    people = Resident.objects.scoped(scope, VISIT).filter(
        within("residence_area_id", (area,)), death_date__isnull=True, birth_date__lte=born
    )
    here = people.values("pk")
    held: dict[int, list[str]] = {}
    for pk, kind in holding(on).filter(kind__in=kinds, resident_id__in=here).values_list("resident_id", "kind"):
        held.setdefault(pk, []).append(kind)
    recognised = SpecialDifficulty.objects.scoped(scope, VISIT).filter(
        state=State.RECOGNISED.value, resident_id__in=here
    )
    wanted = set(held) | set(recognised.values_list("resident_id", flat=True))
    visited = set(_last_visits(here, on)) & wanted
    lives = {pk: place or "" for pk, place in people.values_list("pk", "residence_area_id") if pk in wanted}
    found: list[Resident] = []
    for some in (wanted - visited, visited):
        rows = people.filter(pk__in=some).order_by("residence_area_id", "pinyin", "pk")
        found += rows[: MOST - len(found)]
    return Round(tuple(_doors(found, held, scope, on)), _progress(lives, visited))


def _progress(lives: Mapping[int, str], visited: Set[int]) -> tuple[Progress, ...]:
    areas: dict[str, list[int]] = {}
    for pk, area in lives.items():
        counted = areas.setdefault(area, [0, 0])
        counted[0] += pk in visited
        counted[1] += 1
    names = dict(Area.objects.filter(id__in=areas).values_list("id", "name"))
    return tuple(Progress(area, names.get(area, area), done, whole) for area, (done, whole) in sorted(areas.items()))


def _last_visits(residents: Collection[int] | QuerySet[Any], on: date) -> dict[int, date]:
    """When each of some residents was visited last in the month of `on`."""
    visits = HomeVisit.objects.unscoped(WHY).filter(resident_id__in=residents, visited_on__gte=on.replace(day=1))
    return dict(visits.order_by("visited_on").values_list("resident_id", "visited_on"))


def _doors(found: list[Resident], held: dict[int, list[str]], scope: Scope, on: date) -> list[Door]:
    ids = [one.pk for one in found]
    checked = set(
        PaymentAccount.objects.unscoped(WHY)
        .filter(resident_id__in=ids, true_to=None, superseded_at=None, activated__isnull=False)
        .values_list("resident_id", flat=True)
    )
    without = set(ids) - set(
        PaymentAccount.objects.unscoped(WHY)
        .filter(resident_id__in=ids, true_to=None, superseded_at=None)
        .values_list("resident_id", flat=True)
    )
    contacts = set(
        EmergencyContact.objects.unscoped(WHY).filter(resident_id__in=ids).values_list("resident_id", flat=True)
    )
    last = _last_visits(ids, on)
    levels = [Status.DISABLED_ELDER.value, Status.UNABLE_TO_CARE_FOR_SELF.value]
    assessed = set(holding(on).filter(kind__in=levels, resident_id__in=ids).values_list("resident_id", flat=True))
    return [
        Door(
            one,
            tuple(sorted(held.get(one.pk, ()))),
            open_questions(
                account_known=one.pk in checked or one.pk in without,
                contact_known=one.pk in contacts,
                level_known=one.pk in assessed,
            ),
            last.get(one.pk),
        )
        for one in found
    ]
