"""
The register of any past day: who was where on a day (true time), as the register knew at a moment (known time).

Most people never moved and were never corrected since; for them the present row answers, along its indexes. Whoever has a
timeline is looked up there, and the few rows that were changed or deleted since the moment are put back by history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from laoyou.core import history
from laoyou.core.scope import within
from laoyou.people.domain.spells import Basis
from laoyou.people.models import Residency, Resident, StatusFact

WHY = "cut to the areas of the scope by whoever asks"
TOWN_DIGITS = 9
COLUMNS = {
    Basis.RESIDENCE: ("residence_area", "residence_town"),
    Basis.REGISTRATION: ("registered_area", "registered_town"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as he was: on the day, as was known."""

    id: int
    name: str
    pinyin: str
    sex: str
    birth_date: date
    area_id: str
    statuses: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """By what a list is sorted."""
        return (self.pinyin, self.id)


def _known(moment: datetime) -> Q:
    """Rows with two times that the register said at a moment."""
    return (Q(known_since__isnull=True) | Q(known_since__lte=moment)) & (
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment)
    )


def _true(day: date) -> Q:
    """Rows that held on a day."""
    return (Q(true_from__isnull=True) | Q(true_from__lte=day)) & (Q(true_to__isnull=True) | Q(true_to__gt=day))


def _said(row: Mapping[str, Any], day: date, moment: datetime) -> bool:
    """The same of one row in memory."""
    known = (row["known_since"] is None or row["known_since"] <= moment) and (
        row["superseded_at"] is None or row["superseded_at"] > moment
    )
    return known and (
        (row["true_from"] is None or row["true_from"] <= day) and (row["true_to"] is None or day < row["true_to"])
    )


@dataclass(frozen=True)
class AsOf:
    """
    The register on a day, as known at a moment, by one of the two places.

    areas  prefixes of area ids; people elsewhere are not in it
    """

    day: date
    known_at: datetime
    basis: Basis
    areas: tuple[str, ...]

    @cached_property
    def _residents(self) -> dict[int, dict[str, Any] | None]:
        return history.touched_since(Resident, self.known_at)

    @cached_property
    def _residencies(self) -> dict[int, dict[str, Any] | None]:
        return history.touched_since(Residency, self.known_at)

    @cached_property
    def _put_back(self) -> frozenset[int]:
        """Residents whose rows history must put back, one by one."""
        of_spells = {row["resident_id"] for row in self._residencies.values() if row is not None}
        now = Residency.objects.unscoped(WHY).filter(pk__in=list(self._residencies))
        return frozenset({*self._residents, *of_spells, *now.values_list("resident_id", flat=True)})

    def _alive(self, path: str = "") -> Q:
        """Who was born, not dead, and on the register."""
        return (
            (Q(**{f"{path}known_since__isnull": True}) | Q(**{f"{path}known_since__lte": self.known_at}))
            & Q(**{f"{path}birth_date__lte": self.day})
            & (Q(**{f"{path}death_date__isnull": True}) | Q(**{f"{path}death_date__gt": self.day}))
        )

    def _settled(self) -> QuerySet[Resident]:
        """People without a timeline: their own row says where they were, since the day that it says."""
        column, _town = COLUMNS[self.basis]
        moved = Residency.objects.unscoped(WHY).filter(basis=self.basis.value).values("resident_id")
        rows = Resident.objects.unscoped(WHY).filter(self._alive(), within(column, self.areas))
        rows = rows.filter(**{f"{column}__isnull": False}).exclude(pk__in=moved)
        if self.basis is Basis.RESIDENCE:
            rows = rows.filter(Q(moved_in_on__isnull=True) | Q(moved_in_on__lte=self.day))
        return rows.exclude(pk__in=self._put_back) if self._put_back else rows

    def _travelled(self) -> QuerySet[Residency]:
        """The spells that held, of people with a timeline."""
        rows = Residency.objects.unscoped(WHY).filter(
            self._alive("resident__"), _known(self.known_at), _true(self.day), within("area", self.areas),
            basis=self.basis.value, area__isnull=False,
        )  # fmt: skip
        return rows.exclude(resident_id__in=self._put_back) if self._put_back else rows

    @cached_property
    def _restored(self) -> list[Person]:
        """People whose rows history put back, as far as they were here."""
        if not self._put_back:
            return []
        ids = list(self._put_back)
        present = {row.pk: history.values_of(row) for row in Resident.objects.unscoped(WHY).filter(pk__in=ids)}
        spells: dict[int, list[dict[str, Any]]] = {}
        rows = {row.pk: history.values_of(row) for row in Residency.objects.unscoped(WHY).filter(resident_id__in=ids)}
        for row in {**rows, **self._residencies}.values():
            if row is not None and row["basis"] == self.basis.value:
                spells.setdefault(row["resident_id"], []).append(row)
        found = []
        for pk in ids:
            row = self._residents.get(pk, present.get(pk))
            if row is not None and (area := self._area_of(row, spells.get(pk, ()))) is not None:
                found.append(Person(pk, row["name"], row["pinyin"], row["sex"], row["birth_date"], area))
        return found

    def _area_of(self, row: Mapping[str, Any], spells: Sequence[Mapping[str, Any]]) -> str | None:
        since, death = row["known_since"], row["death_date"]
        if (since is not None and since > self.known_at) or row["birth_date"] > self.day:
            return None
        if death is not None and death <= self.day:
            return None
        column, _town = COLUMNS[self.basis]
        if spells:
            said = [one["area_id"] for one in spells if _said(one, self.day, self.known_at)]
            area = said[0] if said else None
        else:
            started = row["moved_in_on"] if self.basis is Basis.RESIDENCE else None
            area = row[f"{column}_id"] if started is None or started <= self.day else None
        return area if area is not None and any(area.startswith(prefix) for prefix in self.areas) else None

    def by_town(self) -> dict[str, int]:
        """Town → people; towns without any are absent."""
        _column, town = COLUMNS[self.basis]
        counted: Counter[str] = Counter(dict(self._settled().order_by().values_list(town).annotate(number=Count("id"))))
        counted.update(area[:TOWN_DIGITS] for area in self._travelled().values_list("area_id", flat=True))
        counted.update(one.area_id[:TOWN_DIGITS] for one in self._restored)
        return dict(counted)

    def page(self, *, after: tuple[str, int] | None = None, size: int = 50) -> list[Person]:
        """The first `size` people by name (after the key `after`), with the statuses that they had."""
        column, _town = COLUMNS[self.basis]
        settled = self._settled()
        travelled = self._travelled().annotate(pinyin=F("resident__pinyin"))
        if after is not None:
            pinyin, pk = after
            settled = settled.filter(Q(pinyin__gt=pinyin) | Q(pinyin=pinyin, pk__gt=pk))
            beyond = Q(resident__pinyin__gt=pinyin) | Q(resident__pinyin=pinyin, resident_id__gt=pk)
            travelled = travelled.filter(beyond)
        names = ("pk", "name", "pinyin", "sex", "birth_date", f"{column}_id")
        found = [Person(*row) for row in settled.order_by("pinyin", "pk").values_list(*names)[:size]]
        of_spells = [
            "resident_id", "resident__name", "resident__pinyin", "resident__sex", "resident__birth_date", "area_id",
        ]  # fmt: skip
        found += [Person(*row) for row in travelled.order_by("pinyin", "resident_id").values_list(*of_spells)[:size]]
        found += [one for one in self._restored if after is None or one.key > after]
        return self._with_statuses(sorted(found, key=lambda one: one.key)[:size])

    def _with_statuses(self, people: Iterable[Person]) -> list[Person]:
        chosen = list(people)
        ids = {one.id for one in chosen}
        earlier = history.touched_since(StatusFact, self.known_at)
        rows = StatusFact.objects.unscoped(WHY).filter(_known(self.known_at), _true(self.day), resident_id__in=ids)
        kinds: dict[int, set[str]] = {}
        for resident_id, kind in rows.exclude(pk__in=list(earlier)).values_list("resident_id", "kind"):
            kinds.setdefault(resident_id, set()).add(kind)
        for row in earlier.values():
            if row is not None and row["resident_id"] in ids and _said(row, self.day, self.known_at):
                kinds.setdefault(row["resident_id"], set()).add(row["kind"])
        return [
            Person(
                one.id, one.name, one.pinyin, one.sex, one.birth_date, one.area_id,
                tuple(sorted(kinds.get(one.id, ()))),
            )
            for one in chosen
        ]  # fmt: skip
