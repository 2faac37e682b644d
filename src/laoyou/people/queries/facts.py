"""What rules may ask of the register of people: dates of life and of presence, and the spells of every status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Substr

from laoyou.base.errors import DomainError
from laoyou.core.registers import Column, Kind
from laoyou.core.scope import Scope
from laoyou.people.domain import presence
from laoyou.people.domain.presence import Stay
from laoyou.people.domain.spells import Basis
from laoyou.people.models import CapabilityFact, Residency, Resident, StatusFact
from laoyou.people.queries.residents import SHOW

BATCH: Final = 50_000
WHY: Final = "facts of everybody, for rules that are applied to all"
WHY_ONE: Final = "of a resident found within the scope"

PEOPLE_COLUMNS: Final[dict[str, Column | Kind]] = {
    "key": Column("key", of="residents"),
    "birth_date": Column("date"),
    "death_date": Column("date"),
    "known_on": Column("date"),
    "registered_area": "area",
    "residence_area": "area",
    "registered_from": "date",
    "registered_to": "date",
    "resident_from": "date",
    "resident_to": "date",
}
STATUS_COLUMNS: Final[dict[str, Column | Kind]] = {
    "key": Column("key", of="residents"),
    "kind": "code",
    "true_from": "date",
    "true_to": "date",
}
LEVEL_COLUMNS: Final[dict[str, Column | Kind]] = {
    "key": Column("key", of="residents"),
    "instrument": "code",
    "level": "integer",
    "true_from": "date",
    "true_to": "date",
}


@dataclass(frozen=True)
class StatusSpell:
    """A status that stands on the register, going on or ended, with who says so."""

    kind: str
    true_from: date
    true_to: date | None
    source: str
    evidence: str
    known_since: datetime
    example: bool


@dataclass(frozen=True)
class LifeFacts:
    """What the register knows of one person's life and presence, with its source."""

    id: int
    name: str
    birth_date: date
    death_date: date | None
    known_on: date | None
    registered_area: str | None
    residence_area: str | None
    registered: Stay
    resident: Stay
    source: str
    statuses: tuple[StatusSpell, ...]

    @property
    def area_id(self) -> str | None:
        """Where the register looks after this person."""
        return self.residence_area or self.registered_area


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


Timelines = dict[str, list[tuple[bool, date | None, date | None]]]
"""Basis → spells in order: in the district or not, from, to."""


def _timelines(rows: QuerySet[Residency]) -> dict[int, Timelines]:
    """Resident → timelines, of those who have moved."""
    found: dict[int, Timelines] = {}
    values = rows.filter(superseded_at__isnull=True).values_list(
        "resident_id", "basis", "area_id", "true_from", "true_to"
    )
    for resident, basis, area, true_from, true_to in values:
        found.setdefault(resident, {}).setdefault(basis, []).append((area is not None, true_from, true_to))
    for timelines in found.values():
        for spells in timelines.values():
            spells.sort(key=lambda spell: (spell[1] is not None, spell[1]))
    return found


def _stays(
    birth: date,
    areas: tuple[str | None, str, str | None, str],
    moves: tuple[date | None, date | None],
    timelines: Timelines,
) -> tuple[Stay, Stay]:
    registered, registered_elsewhere, residence, residence_elsewhere = areas
    moved_in, moved_out = moves
    if spells := timelines.get(Basis.REGISTRATION.value):
        of_registration = presence.travelled(birth, spells)
    else:
        of_registration = presence.settled(
            birth, here=registered is not None, elsewhere=bool(registered_elsewhere), since=None, until=None
        )
    if spells := timelines.get(Basis.RESIDENCE.value):
        of_residence = presence.travelled(birth, spells)
    else:
        of_residence = presence.settled(
            birth, here=residence is not None, elsewhere=bool(residence_elsewhere), since=moved_in, until=moved_out
        )
    return of_registration, of_residence


def batches_of_people(on: date) -> Iterator[Mapping[str, Sequence[object]]]:
    """Everybody who is or was on the register, the dead and the departed too, as columns of `PEOPLE_COLUMNS`."""
    rows = Resident.objects.unscoped(WHY)
    last = 0
    while True:
        part = list(
            rows.filter(id__gt=last)
            .order_by("id")
            .annotate(
                born=Cast("birth_date", CharField()),
                died=Cast("death_date", CharField()),
                known=Substr(Cast("known_since", CharField()), 1, 10),
            )
            .values_list(
                "id", "born", "died", "known", "registered_area_id", "registered_elsewhere", "residence_area_id",
                "residence_elsewhere", "moved_in_on", "moved_out_on",
            )[:BATCH]
        )  # fmt: skip
        if not part:
            return
        first, last = part[0][0], part[-1][0]
        spells = _timelines(Residency.objects.unscoped(WHY).filter(resident_id__gte=first, resident_id__lte=last))
        here: dict[str, list[str | None]] = {name: [] for name in ("rf", "rt", "lf", "lt")}
        never = presence.NEVER.isoformat()
        for pk, born, _died, _known, registered, registered_out, residence, residence_out, moved_in, moved_out in part:
            if pk in spells or moved_in is not None or moved_out is not None:
                booklet, home = _stays(
                    date.fromisoformat(born), (registered, registered_out, residence, residence_out),
                    (moved_in, moved_out), spells.get(pk, {}),
                )  # fmt: skip
                here["rf"].append(_text(booklet.true_from))
                here["rt"].append(_text(booklet.true_to))
                here["lf"].append(_text(home.true_from))
                here["lt"].append(_text(home.true_to))
                continue
            # Nearly everybody: what `presence.settled` says, without making dates of texts a million times.
            for area, outside, begun, ended in (
                (registered, registered_out, "rf", "rt"),
                (residence, residence_out, "lf", "lt"),
            ):
                here[begun].append(born if area is not None else never if outside else None)
                here[ended].append(None if area is not None else never if outside else None)
        keys, births, deaths, known, registrations, _r, residences, _l, _in, _out = zip(*part, strict=True)
        yield {
            "key": keys,
            "birth_date": births,
            "death_date": deaths,
            "known_on": known,
            "registered_area": registrations,
            "residence_area": residences,
            "registered_from": here["rf"],
            "registered_to": here["rt"],
            "resident_from": here["lf"],
            "resident_to": here["lt"],
        }


def batches_of_statuses(on: date) -> Iterator[Mapping[str, Sequence[object]]]:
    """Every spell of a status that stands, as columns of `STATUS_COLUMNS`."""
    rows = StatusFact.objects.unscoped(WHY).filter(superseded_at__isnull=True)
    last = 0
    while True:
        part = list(
            rows.filter(id__gt=last)
            .order_by("id")
            .annotate(begun=Cast("true_from", CharField()), ended=Cast("true_to", CharField()))
            .values_list("id", "resident_id", "kind", "begun", "ended")[:BATCH]
        )
        if not part:
            return
        last = part[-1][0]
        _ids, keys, kinds, begun, ended = zip(*part, strict=True)
        yield {"key": keys, "kind": kinds, "true_from": begun, "true_to": ended}


def batches_of_levels(on: date) -> Iterator[Mapping[str, Sequence[object]]]:
    """Every level of an assessment that stands, as columns of `LEVEL_COLUMNS`."""
    rows = CapabilityFact.objects.unscoped(WHY).filter(superseded_at__isnull=True)
    last = 0
    while True:
        part = list(
            rows.filter(id__gt=last)
            .order_by("id")
            .values_list("id", "resident_id", "instrument", "level", "true_from", "true_to")[:BATCH]
        )
        if not part:
            return
        last = part[-1][0]
        yield dict(zip(LEVEL_COLUMNS, list(zip(*part, strict=True))[1:], strict=True))


def all_ids() -> Iterator[list[int]]:
    """The numbers of everybody on the register, in order, for whoever meets them in a snapshot again."""
    last = 0
    while True:
        part = list(
            Resident.objects.unscoped(WHY).filter(id__gt=last).order_by("id").values_list("id", flat=True)[: 2 * BATCH]
        )
        if not part:
            return
        last = part[-1]
        yield part


def life_facts(resident_id: int, scope: Scope, permission: str = SHOW) -> LifeFacts:
    """What the register knows of one person within the scope; `core.not_found` for anybody else."""
    row: Any = (
        Resident.objects.scoped(scope, permission).filter(pk=resident_id).first() if resident_id < 2**63 else None
    )
    if row is None:
        raise DomainError("core.not_found")
    spells = _timelines(Residency.objects.unscoped(WHY_ONE).filter(resident=row))
    registered, resident = _stays(
        row.birth_date,
        (row.registered_area_id, row.registered_elsewhere, row.residence_area_id, row.residence_elsewhere),
        (row.moved_in_on, row.moved_out_on),
        spells.get(row.pk, {}),
    )
    facts = StatusFact.objects.unscoped(WHY_ONE).filter(resident=row, superseded_at__isnull=True)
    return LifeFacts(
        id=row.pk,
        name=row.name,
        birth_date=row.birth_date,
        death_date=row.death_date,
        known_on=row.known_since.date() if row.known_since else None,
        registered_area=row.registered_area_id,
        residence_area=row.residence_area_id,
        registered=registered,
        resident=resident,
        source=row.source,
        statuses=tuple(
            StatusSpell(one.kind, one.true_from, one.true_to, one.source, one.evidence, one.known_since, one.example)
            for one in facts.order_by("kind", "true_from")
        ),
    )
