"""
What is kept about people: for each table its purpose, the law it rests on, how long it is kept, and what an erasure does.

Each room registers its own tables here, downward; a test fails for a table that is linked to a person and has no entry.
Access, copy and erasure requests walk this registry, so that no table is forgotten by either; so does the round that lets
go of what has been kept long enough.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connections, models, router, transaction
from django.db.models import Q
from django.utils.functional import Promise

from laoyou.core import clock, district
from laoyou.core.fields import EncryptedText, Sealed, seal
from laoyou.core.models import Attachment, HistoryEntry
from laoyou.core.scope import Scope, ScopedModel
from laoyou.packs import public as packs

Text = str | Promise
SUBJECT_COLUMN = "resident_id"
"""A column of this name, or one that ends in it, holds the id of a resident even where no foreign key says so."""


class OnErasure(StrEnum):
    """What an erasure does to the rows about a person."""

    DELETE = "delete"
    BLANK = "blank"
    KEEP = "keep"


@dataclass(frozen=True)
class Entry:
    """
    One table about people.

    model         'people.residency'
    subject       look-up from a row to the id of the person it is about; '' where its rows are found by `rows`
    others        look-ups to people whom the row names beside its subject: their copies hold it too
    purpose       what it is needed for
    basis         the law that allows or demands it
    retention     key of the norm in the pack that says for how many months; where the pack has none, it is to be entered
    on_erasure    deleted, emptied of what tells who it was (`blanks`), or kept because of `kept_for`
    blanks        column → what stands there after an erasure; sealed columns become empty
    kept_for      the law that wants it kept
    rows          (person id) → its rows, where `subject` cannot say it
    ended_on      look-up to the day on which a row's purpose ended; '' where no day of its own ends it
    year_end      the time of keeping begins with the end of the calendar year in which the purpose ended
    files         (person id) → (type, id) of subjects whose files name the person beside others: they go with an erasure
    """

    model: str
    subject: str
    purpose: Text
    basis: Text
    on_erasure: OnErasure
    others: tuple[str, ...] = ()
    retention: str = ""
    blanks: Mapping[str, Any] = field(default_factory=dict)
    kept_for: Text = ""
    rows: Callable[[int], Iterable[models.Model]] | None = None
    ended_on: str = ""
    year_end: bool = False
    files: Callable[[int], Iterable[tuple[str, str]]] | None = None

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)

    @property
    def retention_key(self) -> str:
        """The norm that says how long its rows are kept."""
        return self.retention or f"privacy.retention.{self.model.replace('_', '-')}"

    @property
    def norm(self) -> packs.Norm | None:
        """The norm of the pack with document and clause; None = the pack does not say: to be entered."""
        return district.pack().norms.get(self.retention_key)

    @property
    def retention_months(self) -> int | None:
        """For how many months rows are kept after the purpose has ended; None = the pack does not say: to be entered."""
        norm = self.norm
        return int(norm.value) if norm is not None and norm.value is not None else None

    def rows_about(self, person_id: int) -> list[models.Model]:
        """Every row about the person."""
        if self.rows is not None:
            return list(self.rows(person_id))
        return list(_all(self.table).filter(**{self.subject: person_id}).order_by("pk")) if self.subject else []

    def rows_naming(self, person_id: int) -> list[models.Model]:
        """Every row about somebody else that names the person."""
        found: dict[Any, models.Model] = {}
        for path in self.others:
            found |= {row.pk: row for row in _all(self.table).filter(**{path: person_id})}
        return list(found.values())


NAMELESS = "-"
"""What a file is called after an erasure."""

_entries: dict[str, Entry] = {}
_person: list[str] = []
_earlier: list[Callable[[int], Iterable[int]]] = []
_now: list[Callable[[Iterable[int]], Mapping[int, int]]] = []


def _all(model: type[models.Model]) -> models.QuerySet[Any]:
    """Every row: a registry of processing looks past scopes; whoever calls it has asked for the permission."""
    return models.QuerySet(model)


def register_person(model: str) -> None:
    """Say which table holds the people themselves: 'people.resident'."""
    _person[:] = [model]


def person() -> str:
    """The table of the people themselves; '' while no room has said."""
    return _person[0] if _person else ""


def register_earlier_ids(find: Callable[[int], Iterable[int]]) -> None:
    """Say under which other ids a person stood before: rows that were merged into his and are gone."""
    _earlier[:] = [find]


def register_ids_now(find: Callable[[Iterable[int]], Mapping[int, int]]) -> None:
    """Say under which ids people stand now whose rows were merged into others: old id → id of today; others are left out."""
    _now[:] = [find]


def ids_of(person_id: int) -> list[int]:
    """The id of a person and those under which he stood before rows were merged."""
    return [person_id, *(one for find in _earlier for one in find(person_id))]


def register(entry: Entry) -> None:
    """Add the entry of a table. What is kept needs the law that wants it, what is emptied the columns: ValueError."""
    if entry.on_erasure is OnErasure.KEEP and not entry.kept_for:
        raise ValueError(f"{entry.model} is kept at an erasure: say because of what")
    if (entry.on_erasure is OnErasure.BLANK) != bool(entry.blanks):
        raise ValueError(f"{entry.model}: an erasure that empties columns names them, and only that one")
    _entries[entry.model] = entry


def entries() -> tuple[Entry, ...]:
    """Every entry, by table."""
    return tuple(_entries[name] for name in sorted(_entries))


def entry_of(model: str) -> Entry | None:
    """The entry of 'people.residency'; None for a table about nobody."""
    return _entries.get(model)


def linked(among: Iterable[type[models.Model]] | None = None) -> dict[str, str]:
    """
    Tables that are linked to a person, and by what: a foreign key to one (or to a table that has one), a column with the id
    of a resident, a sealed column.
    """
    known = [model for model in (among if among is not None else apps.get_models()) if _ours(model)]
    found: dict[str, str] = {}
    for model in known:
        for one in model._meta.concrete_fields:
            if isinstance(one, EncryptedText):
                found.setdefault(model._meta.label_lower, f"sealed column {one.name}")
            elif one.attname.endswith(SUBJECT_COLUMN):
                found.setdefault(model._meta.label_lower, f"column {one.attname}")
    grown = True
    while grown:
        grown = False
        for model in known:
            for one in model._meta.concrete_fields:
                target = one.related_model._meta.label_lower if one.is_relation and one.related_model else ""
                if model._meta.label_lower not in found and (target in _person or target in found):
                    found[model._meta.label_lower] = f"foreign key {one.name} to {target}"
                    grown = True
    found.update(dict.fromkeys(_person, "the people themselves"))
    return found


def _ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("laoyou.") and model._meta.managed


def missing(among: Iterable[type[models.Model]] | None = None) -> dict[str, str]:
    """Linked tables without an entry, and by what they are linked."""
    return {name: why for name, why in linked(among).items() if name not in _entries}


@dataclass(frozen=True)
class Held:
    """What one table holds about a person: whole values by column, one mapping a row."""

    entry: Entry
    about: tuple[dict[str, Any], ...]
    naming: tuple[dict[str, Any], ...]


def everything_about(person_id: int) -> list[Held]:
    """
    All that is kept about a person, sealed values opened: for his own copy. The caller asks for the permission and leaves
    the entry in the read log. Of rows about others that name him only the fact that they do is given, not whose they are.
    """
    found = []
    for entry in entries():
        about = tuple(_plain(row) for row in entry.rows_about(person_id))
        naming = tuple({"id": row.pk} for row in entry.rows_naming(person_id))
        if about or naming:
            found.append(Held(entry, about, naming))
    return found


HIDDEN_COLUMNS = ("_index", "data_key", "stored_as", "prev_hash", "hash")


def _plain(row: models.Model) -> dict[str, Any]:
    values = {}
    for one in row._meta.concrete_fields:
        if one.attname.endswith(HIDDEN_COLUMNS):
            continue
        value = getattr(row, one.attname)
        values[one.attname] = value.open() if isinstance(value, Sealed) else value
    return values


@dataclass(frozen=True)
class Erased:
    """What an erasure did with one table."""

    entry: Entry
    rows: int


def erase(person_id: int, *, at: datetime) -> list[Erased]:
    """
    Delete and empty what no law keeps, in the caller's transaction; what the rows were before goes out of history too, also
    of rows that were deleted long ago, and the files that belonged to them or name the person lose their keys. The caller
    asks for the permission and leaves the audit entry.

    Running it again changes nothing more.
    """
    _require_transaction()
    ids = ids_of(person_id)  # asked first: what tells them is itself erased
    named = {one for entry in entries() if entry.files is not None for one in entry.files(person_id)}
    done = []
    order = sorted(entries(), key=lambda entry: (entry.on_erasure is not OnErasure.DELETE, -_depth(entry.table)))
    for entry in order:
        if entry.on_erasure is OnErasure.KEEP:
            continue
        _forget_gone(entry, ids, person_id)
        rows = entry.rows_about(person_id)
        if not rows:
            continue
        pks = [row.pk for row in rows]
        if entry.on_erasure is OnErasure.DELETE:
            _all(entry.table).filter(pk__in=pks).delete()
        else:
            for row in rows:
                _blank(row, entry.blanks)
        _forget(entry.table, pks, set(entry.blanks), at=at)
        done.append(Erased(entry, len(rows)))
    for subject_type, subject_id in named:
        _lose(_all(Attachment).filter(subject_type=subject_type, subject_id=subject_id), at=at)
    return done


def _lose(files: models.QuerySet[Any], *, at: datetime) -> None:
    """Empty key and name of files: what the disk still holds cannot be read, and what it was called says nobody's name."""
    for row in files:
        row.removed_at, row.data_key = row.removed_at or at, None
        seal(row, "name", NAMELESS)
        row.save(update_fields=["removed_at", "data_key", "name"])


def _require_transaction() -> None:
    if not connections[router.db_for_write(HistoryEntry)].in_atomic_block:
        raise transaction.TransactionManagementError("an erasure belongs into the transaction of its command")


def _forget_gone(entry: Entry, ids: list[int], person_id: int) -> None:
    """Take out of history the rows about the person that were deleted before: of them nothing is left to be found by."""
    if "__" in entry.subject or not entry.subject:
        return
    past = _all(HistoryEntry).filter(table=entry.table._meta.db_table, kind=HistoryEntry.Kind.DELETE)
    if entry.model == person():
        past.filter(row__in=[str(one) for one in ids if one != person_id]).delete()
        return
    said = Q()
    for one in ids:
        key = f'"{entry.subject}":{one}'
        said |= Q(before__contains=f"{key},") | Q(before__contains=f"{key}}}")
    past.filter(said).delete()


def _depth(model: type[models.Model]) -> int:
    """How many foreign keys lie between a table and the people: rows that point are deleted before those pointed at."""
    depth = 0
    for one in model._meta.concrete_fields:
        if one.is_relation and one.related_model is not model and one.related_model is not None:
            name = one.related_model._meta.label_lower
            if name in _entries and name not in _person:
                depth = max(depth, 1 + _depth(one.related_model))
    return depth


def _blank(row: models.Model, blanks: Mapping[str, Any]) -> None:
    changed = []
    for name, value in blanks.items():
        one = row._meta.get_field(name)
        if isinstance(one, EncryptedText):
            seal(row, name, value)
            changed += [name, *([one.index] if one.index else [])]
        else:
            setattr(row, name, value(row) if callable(value) else value)
            changed.append(name)
    row.save(update_fields=changed)


def _forget(model: type[models.Model], pks: list[Any], blanks: set[str], *, at: datetime) -> None:
    """Take out of history what was erased from the rows: whole entries of deleted rows, the emptied columns of others."""
    keys = [str(pk) for pk in pks]
    past = _all(HistoryEntry).filter(table=model._meta.db_table, row__in=keys)
    if not blanks:
        past.delete()
    else:
        indexes = {one.index for one in model._meta.concrete_fields if isinstance(one, EncryptedText) and one.index}
        for entry in past:
            before = {k: v for k, v in json.loads(entry.before).items() if k not in blanks | indexes}
            entry.before = json.dumps(before, ensure_ascii=False, separators=(",", ":"))
            entry.save(update_fields=["before"])
    _lose(_all(Attachment).filter(subject_type=model._meta.label_lower, subject_id__in=keys), at=at)


# What has been kept long enough.


def months_before(day: date, months: int) -> date:
    """The day `months` earlier; where that month is shorter, its last day: 2026-03-31 less one month is 2026-02-28."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


@dataclass(frozen=True)
class Due:
    """Rows of one table whose time is over: their purpose ended before `before`."""

    entry: Entry
    months: int
    before: date
    ids: tuple[Any, ...]


def due(on: date, scope: Scope, permission: str, *, most: int) -> list[Due]:
    """
    What has been kept for longer than the pack says, within the scope, at most `most` rows of a table.

    A table of which the pack says nothing, or whose rows no day of their own ends, has nothing due: nobody is guessed away.
    """
    scope.require(permission)
    found = []
    for entry in entries():
        months = entry.retention_months
        if months is None or not entry.ended_on:
            continue
        before = months_before(on, months)
        if entry.year_end:
            before = date(before.year, 1, 1)
        ids = due_ids(entry, before, scope, permission, most=most)
        if ids:
            found.append(Due(entry, months, before, ids))
    return found


def due_ids(entry: Entry, before: date, scope: Scope, permission: str, *, most: int) -> tuple[Any, ...]:
    """The rows of one table whose purpose ended before `before`, within the scope, in the order of their ids."""
    table: Any = entry.table
    rows = table.objects.scoped(scope, permission) if issubclass(table, ScopedModel) else models.QuerySet(table)
    column = table._meta.get_field(entry.ended_on)
    limit: Any = before
    if isinstance(column, models.DateTimeField):
        limit = datetime.combine(before, time(), tzinfo=clock.BEIJING)
    rows = rows.filter(**{f"{entry.ended_on}__lt": limit})
    if entry.model == person():
        rows = rows.exclude(**{name: value for name, value in entry.blanks.items() if isinstance(value, str) and value})
    return tuple(rows.order_by("pk").values_list("pk", flat=True)[:most])


def let_go(entry: Entry, ids: Iterable[Any], *, at: datetime) -> tuple[int, int]:
    """
    Delete rows whose time is over, with their past and their files, in the caller's transaction; people themselves are erased.

    Returns (let go, kept because something that is still needed points to them). The caller leaves the audit entry.
    """
    _require_transaction()
    pks = list(ids)
    if entry.model == person():
        for pk in pks:
            erase(pk, at=at)
        return len(pks), 0
    gone: list[Any] = []
    for start in range(0, len(pks), 500):
        part = pks[start : start + 500]
        # All of them at once, or, where something that is needed holds one of them, one by one.
        gone += part if _deleted(entry, part) else [pk for pk in part if _deleted(entry, [pk])]
    for start in range(0, len(gone), 500):
        _forget(entry.table, gone[start : start + 500], set(), at=at)
    return len(gone), len(pks) - len(gone)


def _deleted(entry: Entry, pks: list[Any]) -> bool:
    try:
        with transaction.atomic():
            _all(entry.table).filter(pk__in=pks).delete()
    except (models.ProtectedError, models.RestrictedError, IntegrityError):
        return False
    return True


def last_people_first_pointing(entry: Entry) -> tuple[bool, int]:
    """The order in which tables are let go of: rows that point before those pointed at, people themselves at the end."""
    return entry.model == person(), -_depth(entry.table)


def people_of(model: str, ids: Iterable[str]) -> dict[str, int]:
    """
    Row of 'people.paymentaccount' (its id as text) → the person it is about; rows that are gone, or about nobody, are left out.

    A person whose row was merged is the one into whom it was.
    """
    texts = [one for one in ids if one.isdecimal() and len(one) < 19]
    if model == person():
        now = {old: new for find in _now for old, new in find([int(one) for one in texts]).items()}
        return {one: now.get(int(one), int(one)) for one in texts}
    entry = _entries.get(model)
    if entry is None or not entry.subject:
        return {}
    found: dict[str, int] = {}
    for start in range(0, len(texts), 500):
        rows = _all(entry.table).filter(pk__in=texts[start : start + 500], **{f"{entry.subject}__isnull": False})
        found.update({str(pk): int(one) for pk, one in rows.values_list("pk", entry.subject)})
    return found
