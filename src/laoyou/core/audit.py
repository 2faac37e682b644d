"""
The audit trail: what was done, and who looked at what.

Entries form chains, one per district and group of tables, two tables of them: `AuditEntry` for commands, `AccessEntry`
for looks. Each entry carries a keyed hash over its own fields and the hash before it. Without the key nobody can make an
entry that fits; with the database alone an edit, a deletion or a reordering is found at its row by `verify`. What a chain
cannot show by itself, that its tail was cut, is shown by the signed witness of its head outside the database.

An entry is appended inside the caller's transaction: no command without its entry, no entry without its command.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections, models, router, transaction
from django.utils.translation import gettext

from laoyou.base.errors import DomainError
from laoyou.core import keyring, masking
from laoyou.core.keyring import Key, MacFunction, Purpose
from laoyou.core.models import AccessEntry, AuditEntry, ChainHead
from laoyou.core.models.audit import ChainedEntry
from laoyou.core.scope import Scope

SEPARATOR = "\x1f"
BEGINNING = bytes(32)
"""The hash before the first entry of a chain."""

NOWHERE = "all"
"""The district part of chains whose entries belong to no district, such as accounts."""

TABLES: dict[str, type[ChainedEntry]] = {"audit": AuditEntry, "access": AccessEntry}


_names: dict[str, str] = {}


def name_actions(names: Mapping[str, str]) -> None:
    """Say what actions are called, marked with `gettext_noop`: {'people.record_move': '登记迁移'}."""
    _names.update(names)


def name_of(action: str) -> str:
    """An action in the reader's words; its code where no room has named it."""
    return gettext(_names[action]) if action in _names else action


@dataclass(frozen=True)
class Subject:
    """What an entry is about where there is no single row to name: a list, an export, an installation."""

    type: str
    id: str
    area_id: str = ""


def subject_of(subject: models.Model | Subject) -> Subject:
    """`subject` with its type ('people.resident'), id and, where the model says where it belongs, its area."""
    if isinstance(subject, Subject):
        return subject
    area_field = getattr(subject, "scope_area_field", "area_id")
    area_id = getattr(subject, area_field, "") if area_field and "__" not in area_field else ""
    return Subject(subject._meta.label_lower, str(subject.pk), area_id or "")


def chain_name(group: str, area_id: str) -> str:
    """The chain of a group of tables in the district of `area_id`: ('people', '500118001') → '500118:people'."""
    return f"{area_id[:6] or NOWHERE}:{group}"


def record(
    action: str,
    subject: models.Model | Subject,
    *,
    by: Scope,
    permission: str,
    at: datetime,
    chain: str,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """
    Append one entry to the chain of `chain` (a group of tables, e.g. 'people') in the subject's district.

    action      'room.verb', what was done
    permission  what allowed it; the entry names the role that carried it
    detail      what else a reader must know, without sensitive values; numbers that look sensitive are masked

    Raises TransactionManagementError outside a transaction, DomainError `core.clock_jumped` where the machine's clock
    stands before the last entry.
    """
    entry = AuditEntry()
    _append("audit", entry, action, subject_of(subject), by, permission, at, chain, detail)
    return entry


def record_batch(
    action: str,
    subject_type: str,
    ids: Iterable[object],
    *,
    by: Scope,
    permission: str,
    at: datetime,
    chain: str,
    area_id: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry for many rows: how many they are, and the hash of their ids in the given order."""
    digest, count = ids_hash(ids)
    return record(
        action,
        Subject(subject_type, f"batch {digest[:16]}", area_id),
        by=by,
        permission=permission,
        at=at,
        chain=chain,
        detail={**(detail or {}), "rows": count, "ids_sha256": digest},
    )


def ids_hash(ids: Iterable[object]) -> tuple[str, int]:
    """(SHA-256 of the ids, one a line, as hex; how many they are)."""
    digest, count = hashlib.sha256(), 0
    lines: list[str] = []
    for count, one in enumerate(ids, start=1):  # noqa: B007 the last value is the result
        lines.append(f"{one}\n")
        if len(lines) == 10_000:
            digest.update("".join(lines).encode())
            lines.clear()
    digest.update("".join(lines).encode())
    return digest.hexdigest(), count


@transaction.atomic
def read(
    action: str,
    subject: models.Model | Subject,
    *,
    by: Scope,
    permission: str,
    at: datetime,
    chain: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AccessEntry:
    """
    Append one entry to the read log: a detail page ('people.show_resident'), an export, an unmasking with its reason.

    Unlike `record` it opens a transaction of its own where there is none, because a page that reads has none. `chain` is
    the room of the action where it is not given.
    """
    entry = AccessEntry()
    said = {**(detail or {}), "reason": reason} if reason else detail
    group = chain or action.partition(".")[0]
    _append("access", entry, action, subject_of(subject), by, permission, at, group, said)
    return entry


def _append(
    table: str,
    entry: ChainedEntry,
    action: str,
    subject: Subject,
    by: Scope,
    permission: str,
    at: datetime,
    group: str,
    detail: Mapping[str, Any] | None,
) -> None:
    using = router.db_for_write(type(entry))
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs into the transaction of its command")
    said = dict(detail or {})
    if by.is_system:
        said.setdefault("system", by.reason)
    entry.chain = chain_name(group, subject.area_id)
    entry.at = at.astimezone(UTC)
    entry.by_id = by.account_id
    entry.role = by.acting_role(permission)
    entry.action = action
    entry.subject_type, entry.subject_id, entry.area_id = subject.type, subject.id, subject.area_id
    entry.detail = _canonical_json(said) if said else ""
    key = keyring.current().active(Purpose.AUDIT)
    entry.key_id = key.id

    head = _locked_head(f"{table}/{entry.chain}", key)
    moment = datetime.now(UTC)
    if head.seq and head.written_at - moment > clock_tolerance():
        raise DomainError("core.clock_jumped", now=_shown(moment), last=_shown(head.written_at))
    entry.seq = head.seq + 1
    entry.prev_hash = bytes(head.hash)
    text = canonical(entry)
    if not has_one_text_a_field(text) or not text.replace(SEPARATOR, "").isprintable():
        raise ValueError("an audit entry holds printable text only")
    entry.hash = mac_of(key, table)(text.encode() + entry.prev_hash)
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=head.pk).update(
        seq=entry.seq, hash=entry.hash, key_id=key.id, written_at=max(moment, head.written_at) if head.seq else moment
    )


def _locked_head(name: str, key: Key) -> ChainHead:
    """The head of a chain, locked until the transaction ends: by SELECT FOR UPDATE, on SQLite by IMMEDIATE."""
    heads = ChainHead.objects.select_for_update()
    head = heads.filter(pk=name).first()
    if head is None:
        beginning = {"seq": 0, "hash": BEGINNING, "key_id": key.id, "written_at": datetime.now(UTC)}
        head, _ = heads.get_or_create(pk=name, defaults=beginning)
    return head


def clock_tolerance() -> timedelta:
    """How far the clock may stand before the last entry: several machines never agree to the second."""
    return timedelta(seconds=getattr(settings, "LAOYOU_CLOCK_TOLERANCE", 300))


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _canonical_json(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return masking.in_text(text)


FIELDS = (
    "chain",
    "seq",
    "at",
    "by_id",
    "role",
    "action",
    "subject_type",
    "subject_id",
    "area_id",
    "detail",
    "key_id",
)
"""What the hash covers, in this order, besides the hash before."""


def canonical(entry: ChainedEntry) -> str:
    """The fields of `entry` as one text with exactly one separator between them: what is hashed."""
    at = entry.at.astimezone(UTC)
    return SEPARATOR.join(
        (
            entry.chain,
            str(entry.seq),
            f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond:06d}",
            "" if entry.by_id is None else str(entry.by_id),
            entry.role,
            entry.action,
            entry.subject_type,
            entry.subject_id,
            entry.area_id,
            entry.detail,
            str(entry.key_id),
        )
    )


_SEPARATORS = len(FIELDS) - 1


def has_one_text_a_field(text: str) -> bool:
    """
    Whether no field of an entry that is being written holds a separator.

    Then part of one field cannot later be moved to the next under the same hash: the text would have one separator more.
    """
    return text.count(SEPARATOR) == _SEPARATORS


def mac_of(key: Key, table: str) -> MacFunction:
    """The keyed hash of one of the two tables: an access entry cannot be passed off as an audit entry."""
    return key.derived_mac(f"audit chain {table}")


def _canonical_sql(vendor: str) -> str:
    """`canonical`, computed by the database: verification reads one text a row instead of eleven columns."""
    if vendor == "postgresql":
        at = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        separator = " || chr(31) || "
    else:
        at = "substr(at || '.000000', 1, 26)"
        separator = " || char(31) || "
    columns = {"at": at, "by_id": "coalesce(CAST(by_id AS text), '')"}
    numbers = {"seq", "key_id"}
    return separator.join(columns.get(name, f"CAST({name} AS text)" if name in numbers else name) for name in FIELDS)


@dataclass(frozen=True)
class Point:
    """A position of a chain that somebody vouches for: a signed witness, or the chain's own head."""

    seq: int
    hash: bytes
    witnessed_at: datetime | None


@dataclass(frozen=True)
class Break:
    """
    The first place at which a chain does not hold.

    what  'altered' (the row's content or hash), 'missing', 'reordered', 'cut' (nothing after `seq`), 'rewritten' (a
          witness proves another hash at this row), 'head' (the head row disagrees with its chain)
    """

    table: str
    chain: str
    seq: int
    row_id: int | None
    what: str
    witness: Point | None = None


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many entries were read, in how many chains, and the first break of each broken chain."""

    rows: int
    chains: int
    breaks: tuple[Break, ...]


@dataclass
class _Walk:
    """Where verification stands in one chain."""

    seq: int = 0
    hash: bytes = BEGINNING
    broken: bool = False
    next_point: int = 0


def verify(points: Mapping[tuple[str, str], Iterable[Point]] | None = None, *, batch: int = 20_000) -> Verdict:
    """
    Read every entry of both tables and say where a chain first fails.

    points  (table, chain) → positions that witnesses signed, from `witness.points`
    """
    vouched: dict[tuple[str, str], list[Point]] = {name: list(given) for name, given in (points or {}).items()}
    # Heads are read before the entries: entries that are appended meanwhile lie behind them.
    for head in ChainHead.objects.all():
        table, _, chain = head.chain.partition("/")
        vouched.setdefault((table, chain), []).append(Point(head.seq, bytes(head.hash), None))
    rows, chains, breaks = 0, 0, []
    for table, model in TABLES.items():
        expected = {
            chain: sorted(given, key=lambda point: point.seq) for (own, chain), given in vouched.items() if own == table
        }
        walks: dict[str, _Walk] = {chain: _Walk() for chain in expected}
        seen, found = _walk_table(table, model, expected, walks, batch)
        rows += seen
        chains += sum(1 for walk in walks.values() if walk.seq)
        breaks += found
        breaks += _cut_tails(table, expected, walks)
    return Verdict(rows, chains, tuple(breaks))


def _walk_table(
    table: str, model: type[ChainedEntry], expected: dict[str, list[Point]], walks: dict[str, _Walk], batch: int
) -> tuple[int, list[Break]]:
    connection = connections[router.db_for_read(model)]
    ring = keyring.current()
    macs = {key.id: mac_of(key, table) for key in ring.of(Purpose.AUDIT)}
    select = (
        f"SELECT id, chain, seq, key_id, {_canonical_sql(connection.vendor)}, prev_hash, hash "  # noqa: S608 own names
        f"FROM {model._meta.db_table} WHERE id > %s ORDER BY id LIMIT {batch}"
    )
    breaks: list[Break] = []
    rows, last_id = 0, -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(select, [last_id])
            page = cursor.fetchall()
        if not page:
            return rows, breaks
        rows += len(page)
        last_id = page[-1][0]
        for row_id, chain, seq, key_id, text, prev_hash, row_hash in page:
            walk = walks.get(chain)
            if walk is None:
                walk = walks[chain] = _Walk()
            if walk.broken:
                continue
            if seq != walk.seq + 1:
                walk.broken = True
                breaks.append(_misplaced(table, model, chain, walk.seq + 1, row_id))
                continue
            mac = macs.get(key_id)
            stored = bytes(row_hash)
            if mac is None or bytes(prev_hash) != walk.hash or text is None or mac(text.encode() + walk.hash) != stored:
                walk.broken = True
                breaks.append(Break(table, chain, seq, row_id, "altered"))
                continue
            walk.seq, walk.hash = seq, stored
            vouched = expected.get(chain)
            while vouched and walk.next_point < len(vouched) and vouched[walk.next_point].seq <= seq:
                point = vouched[walk.next_point]
                walk.next_point += 1
                if point.seq == seq and point.hash != stored and not walk.broken:
                    walk.broken = True
                    what = "rewritten" if point.witnessed_at else "head"
                    breaks.append(Break(table, chain, seq, row_id, what, point))


def _misplaced(table: str, model: type[ChainedEntry], chain: str, seq: int, found_row: int) -> Break:
    """The break where entry `seq` should stand and another was found: it stands elsewhere, or nowhere."""
    elsewhere = model._base_manager.filter(chain=chain, seq=seq).values_list("pk", flat=True).first()
    return Break(table, chain, seq, elsewhere or found_row, "reordered" if elsewhere else "missing")


def _cut_tails(table: str, expected: dict[str, list[Point]], walks: dict[str, _Walk]) -> list[Break]:
    breaks = []
    for chain, walk in walks.items():
        beyond = [point for point in expected.get(chain, []) if point.seq > walk.seq]
        if walk.broken or not beyond:
            continue
        witnessed = [point for point in beyond if point.witnessed_at]
        last = max(witnessed, key=lambda point: point.seq) if witnessed else beyond[-1]
        breaks.append(Break(table, chain, walk.seq, None, "cut", last))
    return breaks
