"""A snapshot is whole or absent, never written over, sealed, and found out when something in it changes."""

from datetime import UTC, date, datetime

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import keyring
from laoyou.core.models import AuditEntry
from laoyou.core.registers import registry
from laoyou.core.scope import NOBODY, Scope
from laoyou.packs.models.measure import Count
from laoyou.snapshots import storage
from laoyou.snapshots.commands import snapshots
from laoyou.snapshots.models import Snapshot
from laoyou.snapshots.queries.snapshots import SnapshotRow, measure_by_town

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
SYSTEM = Scope.system("test")
NURSING_BEDS = Count.model_validate({"table": "beds", "sum": "actual", "where": {"nursing": True}})
COLUMNS: dict[str, registry.Column | registry.Kind] = {
    "id": "key",
    "facility": registry.Column("key", of="facilities"),
    "area": "area",
    "facility_kind": "code",
    "ownership": "code",
    "operation": "code",
    "nursing": "boolean",
    "tier": "code",
    "approved": "integer",
    "filed": "integer",
    "actual": "integer",
    "occupied": "integer",
}


def bed(number: int, **other: object) -> dict[str, object]:
    plain: dict[str, object] = dict.fromkeys(COLUMNS) | {"id": number, "facility": 7000 + number, "area": "500118001"}
    return plain | {"nursing": number % 2 == 0, "actual": number} | other


@pytest.fixture
def beds(db, settings, tmp_path, monkeypatch):
    """A register of ten beds, in a home of its own."""
    settings.LAOYOU_HOME = tmp_path
    settings.LAOYOU_PACK = "cn"
    monkeypatch.delenv("LAOYOU_KEYS", raising=False)
    keyring.ensure()
    rows = [bed(number) for number in range(1, 11)]
    monkeypatch.setattr(registry, "_tables", {})

    def batches(on: date):
        for start in range(0, len(rows), 4):
            part = rows[start : start + 4]
            yield {name: [row[name] for row in part] for name in COLUMNS}

    registry.register_table("beds", COLUMNS, batches)
    return rows


def take(**given) -> SnapshotRow:
    return snapshots.take(**({"by": SYSTEM, "at": AT} | given))


def test_a_snapshot_holds_the_rows_and_counts_what_they_count(beds):
    snapshot = take()
    assert (snapshot.name, snapshot.rows) == ("2026-10-31", 10)
    assert measure_by_town("2026-10-31", {"nursing": NURSING_BEDS}) == {"nursing": {"500118001": 2 + 4 + 6 + 8 + 10}}


def test_equal_rows_give_the_equal_hash_in_any_order_and_other_rows_another(beds):
    first = storage.manifest(take().name)["tables"]["beds"]["hash"]
    beds.reverse()
    second = storage.manifest(take(again=True).name)["tables"]["beds"]["hash"]
    beds[0] = bed(10, actual=11)
    third = storage.manifest(take(again=True).name)["tables"]["beds"]["hash"]
    assert first == second != third


def test_a_day_has_one_snapshot_unless_another_is_asked_for(beds):
    take()
    with pytest.raises(DomainError) as refused:
        take()
    assert refused.value.code == "snapshots.exists"
    assert take(again=True).name == "2026-10-31-2"


def test_the_future_is_not_on_the_register(beds):
    with pytest.raises(DomainError) as refused:
        take(on=date(2026, 11, 1))
    assert refused.value.code == "snapshots.future"


def test_nothing_is_taken_without_the_permission(beds):
    with pytest.raises(DomainError):
        take(by=NOBODY)
    assert not storage.names()


def test_the_files_hold_no_row_in_clear(beds):
    name = take().name
    files = [path.read_bytes() for path in storage.folder(name).iterdir() if path.name != storage.MANIFEST]
    assert files
    for data in files:
        assert b"PAR1" not in data
        assert b"500118001" not in data


def test_keys_of_the_register_are_hashed_and_still_join(beds):
    name = take().name
    [part] = list(snapshots.frames(name, "beds"))
    keys = part["id"].to_list()
    assert len(set(keys)) == 10
    assert not set(keys) & set(range(11))
    [later] = list(snapshots.frames(take(again=True).name, "beds"))
    assert later["facility"].to_list() == part["facility"].to_list()


def test_a_snapshot_that_is_as_it_was_is_found_so(beds):
    take()
    assert snapshots.verify("2026-10-31", by=SYSTEM, at=AT) == []


@pytest.mark.parametrize("target", ["beds.00001.sealed", storage.MANIFEST])
def test_a_changed_file_is_found(beds, target):
    name = take().name
    path = storage.folder(name) / target
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))
    assert snapshots.verify(name, by=SYSTEM, at=AT)
    assert Snapshot.objects.get(pk=name).state == Snapshot.State.DAMAGED


def test_a_file_that_is_missing_is_found(beds):
    name = take().name
    (storage.folder(name) / "beds.00001.sealed").unlink()
    assert snapshots.verify(name, by=SYSTEM, at=AT)


def test_a_run_that_broke_off_leaves_nothing_that_the_next_one_would_keep(beds, monkeypatch):
    monkeypatch.setattr(storage, "write_manifest", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        take()
    assert not storage.names()
    assert not Snapshot.objects.exists()


def test_a_whole_folder_that_the_register_does_not_know_is_entered_by_the_next_run(beds):
    take()
    Snapshot.objects.all().delete()
    assert take(again=True).name == "2026-10-31-2"
    assert set(Snapshot.objects.values_list("name", flat=True)) == {"2026-10-31", "2026-10-31-2"}
    assert snapshots.verify("2026-10-31", by=SYSTEM, at=AT) == []


def test_taking_leaves_one_entry_and_no_row_without_it(beds, monkeypatch):
    take()
    assert AuditEntry.objects.unscoped("test").filter(action="snapshots.take").count() == 1
    monkeypatch.setattr(snapshots.audit, "record", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no audit")))
    with pytest.raises(RuntimeError, match="no audit"):
        take(again=True)
    assert Snapshot.objects.count() == 1


def test_two_cannot_write_at_once(beds):
    with storage.alone(), pytest.raises(DomainError) as refused:
        take()
    assert refused.value.code == "snapshots.busy"
