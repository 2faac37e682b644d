"""Timelines of homes in the database: read, and written so that what the register said before stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from laoyou.core.scope import Scope
from laoyou.people.domain.spells import Basis, Home, Spell, Timeline, beginning
from laoyou.people.models import Residency, Resident

WHY = "of a resident whom the command has locked within the scope"


def present_home(resident: Resident, basis: Basis) -> Home:
    """Where the resident's own row says that he is at home."""
    if basis is Basis.RESIDENCE:
        return Home(
            resident.residence_area_id,
            resident.residence_elsewhere,
            resident.living_household_id,
            resident.living_relation,
        )
    return Home(
        resident.registered_area_id,
        resident.registered_elsewhere,
        resident.registered_household_id,
        resident.registered_relation,
    )


def set_home(resident: Resident, basis: Basis, home: Home) -> None:
    """Let the resident's own row say that he is at `home`; nothing is saved."""
    if basis is Basis.RESIDENCE:
        resident.residence_area_id, resident.residence_elsewhere = home.area, home.elsewhere
        resident.living_household_id, resident.living_relation = home.household, home.relation
    else:
        resident.registered_area_id, resident.registered_elsewhere = home.area, home.elsewhere
        resident.registered_household_id, resident.registered_relation = home.household, home.relation


def implied(resident: Resident, basis: Basis) -> Timeline:
    """The timeline of somebody without rows of his own: at home where his row says, since the day that it says."""
    started = None
    if basis is Basis.RESIDENCE:
        started = resident.moved_in_on if resident.residence_area_id is not None else resident.moved_out_on
    return beginning(present_home(resident, basis), started)


def spell_of(row: Residency) -> Spell:
    """A row as a spell."""
    household = row.living_household_id if row.basis == Basis.RESIDENCE else row.registered_household_id
    return Spell(Home(row.area_id, row.elsewhere, household, row.relation), row.true_from, row.true_to)


def standing(resident: Resident, basis: Basis) -> list[Residency]:
    """The rows of a timeline that hold now, in order; none for somebody who never moved."""
    rows = Residency.objects.unscoped(WHY).filter(resident=resident, basis=basis.value, superseded_at__isnull=True)
    return sorted(rows, key=lambda row: (row.true_from is not None, row.true_from))


def timeline(resident: Resident, basis: Basis) -> Timeline:
    """Where the resident was at home, as the register says now."""
    rows = standing(resident, basis)
    return tuple(map(spell_of, rows)) if rows else implied(resident, basis)


def write(resident: Resident, basis: Basis, wanted: Timeline, *, source: str, by: Scope, at: datetime) -> None:
    """
    Let `wanted` be the timeline, and the resident's row say its last home; the caller saves the row.

    Spells that are said no longer are superseded at `at`, new ones are known since `at`.
    """
    rows = standing(resident, basis)
    if not rows:
        first = [
            _row(resident, basis, one, source=resident.source, by=None, known_since=resident.known_since)
            for one in implied(resident, basis)
        ]
        rows = Residency.objects.bulk_create(first)
    _supersede((row for row in rows if spell_of(row) not in wanted), at)
    said = {spell_of(row) for row in rows}
    for spell in wanted:
        if spell not in said:
            _row(resident, basis, spell, source=source, by=by, known_since=at).save(force_insert=True)
    set_home(resident, basis, wanted[-1].home)


def _supersede(rows: Iterable[Residency], at: datetime) -> None:
    for row in rows:
        row.superseded_at = at
        row.save(update_fields=["superseded_at"])


def _row(
    resident: Resident, basis: Basis, spell: Spell, *, source: str, by: Scope | None, known_since: datetime | None
) -> Residency:
    home = spell.home
    living = basis is Basis.RESIDENCE
    return Residency(
        resident=resident,
        basis=basis.value,
        area_id=home.area,
        elsewhere=home.elsewhere,
        living_household_id=home.household if living else None,
        registered_household_id=None if living else home.household,
        relation=home.relation,
        true_from=spell.true_from,
        true_to=spell.true_to,
        known_since=known_since,
        source=source,
        recorded_by_id=by.account_id if by else None,
    )
