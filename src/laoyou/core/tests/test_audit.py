"""
The audit trail names the row after any edit, deletion or reordering, and the last witness after a truncation.

Every attack here is made with the database alone, as somebody would who holds it and not the key.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, keyring, witness
from laoyou.core.audit import Subject
from laoyou.core.keyring import Keyring, Purpose
from laoyou.core.models import AccessEntry, AuditEntry, ChainHead
from laoyou.core.scope import Scope

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
SYSTEM = Scope.system("a test")


@pytest.fixture(autouse=True)
def own_witnesses(tmp_path, monkeypatch):
    monkeypatch.setattr("laoyou.core.witness.folder", lambda: tmp_path / "witness")
    return tmp_path / "witness"


def record(number, *, area="500118001", group="people", micro=0):
    return audit.record(
        "people.update_resident",
        Subject("people.resident", str(number), area),
        by=SYSTEM,
        permission="core.see_home",
        at=AT + timedelta(seconds=number, microseconds=micro),
        chain=group,
        detail={"fields": ["name"], "number": number},
    )


@pytest.fixture
def chain():
    """Twelve entries of one chain, with five of another between them, and three looks."""
    entries = []
    for number in range(1, 13):
        entries.append(record(number, micro=number * 11))
        if number % 3 == 0:
            record(number, area="500103", group="providers")
    for number in range(3):
        look = Subject("people.resident", str(number), "500118001")
        audit.read("people.show_resident", look, by=SYSTEM, permission="core.see_home", at=AT, chain="people")
    return entries


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def only_break(points=None):
    verdict = audit.verify(points)
    assert len(verdict.breaks) == 1, verdict
    return verdict.breaks[0]


def test_an_untouched_trail_holds(chain):
    verdict = audit.verify()
    assert (verdict.rows, verdict.chains, verdict.breaks) == (19, 3, ())


def test_entries_are_numbered_without_gaps_and_each_knows_the_hash_before(chain):
    assert [entry.seq for entry in chain] == list(range(1, 13))
    assert chain[0].prev_hash == audit.BEGINNING
    assert [entry.prev_hash for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]


def test_each_district_and_group_has_its_own_chain(chain):
    assert set(ChainHead.objects.values_list("pk", flat=True)) == {
        "audit/500118:people",
        "audit/500103:providers",
        "access/500118:people",
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-10-31 09:00:00"),
        ("by_id", None),
        ("role", "auditor"),
        ("action", "people.delete_resident"),
        ("subject_type", "people.guardian"),
        ("subject_id", "999"),
        ("area_id", "500118002"),
        ("detail", "{}"),
        ("hash", bytes(32)),
        ("prev_hash", bytes(32)),
        ("key_id", 2),
    ],
)
def test_an_edit_of_any_column_is_found_at_its_row(chain, column, value):
    victim = chain[4]
    if column == "by_id":
        from laoyou.core.models import Account

        value = Account.objects.create(username="x", display_name="x", created_at=AT).pk
    sql(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, victim.pk)
    found = only_break()
    assert (found.table, found.chain, found.seq, found.row_id, found.what) == (
        "audit",
        "500118:people",
        5,
        victim.pk,
        "altered",
    )


def test_moving_text_from_one_column_to_the_next_is_found(chain):
    """The columns joined hold one separator more than any entry that was written."""
    victim = chain[4]
    shifted = f"{victim.role}{audit.SEPARATOR}{victim.action}"
    sql("UPDATE core_auditentry SET role = %s, action = %s WHERE id = %s", shifted, victim.subject_type, victim.pk)
    sql(
        "UPDATE core_auditentry SET subject_type = %s, subject_id = %s, area_id = '' WHERE id = %s",
        victim.subject_id,
        victim.area_id,
        victim.pk,
    )
    assert only_break().row_id == victim.pk


def test_a_deletion_is_found_at_the_missing_number(chain):
    sql("DELETE FROM core_auditentry WHERE id = %s", chain[6].pk)
    found = only_break()
    assert (found.seq, found.row_id, found.what) == (7, chain[7].pk, "missing")


def test_a_deletion_that_renumbers_what_follows_is_found(chain):
    sql("DELETE FROM core_auditentry WHERE id = %s", chain[6].pk)
    for entry in chain[7:]:
        sql("UPDATE core_auditentry SET seq = seq - 1 WHERE id = %s", entry.pk)
    found = only_break()
    assert (found.seq, found.row_id, found.what) == (7, chain[7].pk, "altered")


def test_two_entries_that_changed_places_are_found(chain):
    one, other = chain[2], chain[3]
    sql("UPDATE core_auditentry SET seq = 99 WHERE id = %s", one.pk)
    sql("UPDATE core_auditentry SET seq = %s WHERE id = %s", one.seq, other.pk)
    sql("UPDATE core_auditentry SET seq = %s WHERE id = %s", other.seq, one.pk)
    found = only_break()
    assert (found.seq, found.row_id, found.what) == (3, other.pk, "reordered")


def test_an_entry_of_a_branch_that_was_rolled_back_does_not_fit_again(chain):
    """Both entries 13 have good hashes under the key; only the hash of 14 knows which of them it followed."""
    with transaction.atomic():
        other = record(13, micro=1)
        transaction.set_rollback(True)
    kept, after = record(13), record(14)
    assert (other.seq, other.prev_hash) == (kept.seq, kept.prev_hash)
    sql("UPDATE core_auditentry SET at = %s, hash = %s WHERE id = %s", other.at, other.hash, kept.pk)
    sql("UPDATE core_auditentry SET prev_hash = %s WHERE id = %s", other.hash, after.pk)
    found = only_break()
    assert (found.seq, found.row_id, found.what) == (14, after.pk, "altered")


def test_a_made_up_entry_is_found(chain):
    sql(
        "INSERT INTO core_auditentry (chain, seq, at, role, action, subject_type, subject_id, area_id, detail, key_id,"
        " prev_hash, hash) SELECT chain, 13, at, role, action, subject_type, subject_id, area_id, detail, key_id, hash,"
        " prev_hash FROM core_auditentry WHERE id = %s",
        chain[11].pk,
    )
    assert only_break().seq == 13


def test_an_entry_copied_from_the_read_log_is_no_audit_entry(chain):
    sql("DELETE FROM core_auditentry WHERE chain = '500118:people'")
    sql("DELETE FROM core_chainhead WHERE chain = 'audit/500118:people'")
    columns = "chain, seq, at, by_id, role, action, subject_type, subject_id, area_id, detail, key_id, prev_hash, hash"
    sql(f"INSERT INTO core_auditentry ({columns}) SELECT {columns} FROM core_accessentry")
    assert only_break().what == "altered"


def test_a_chain_recomputed_without_the_key_is_found(chain):
    """The attack that a plain hash chain does not survive: change one row and compute every hash after it anew."""
    thief = Keyring.generate().active(Purpose.AUDIT)
    before = audit.BEGINNING
    for entry in AuditEntry.objects.unscoped("a thief").filter(chain="500118:people").order_by("seq"):
        entry.role = "planner"
        digest = audit.mac_of(thief, "audit")(audit.canonical(entry).encode() + before)
        sql(
            "UPDATE core_auditentry SET role = %s, prev_hash = %s, hash = %s WHERE id = %s",
            entry.role,
            before,
            digest,
            entry.pk,
        )
        before = digest
    sql("UPDATE core_chainhead SET hash = %s WHERE chain = 'audit/500118:people'", before)
    found = only_break()
    assert (found.seq, found.what) == (1, "altered")


def test_a_chain_recomputed_with_the_stolen_audit_key_is_found_by_the_witness(chain):
    witness.write(at=AT)
    points = witness.points()
    stolen = keyring.current().active(Purpose.AUDIT)
    before = audit.BEGINNING
    for entry in AuditEntry.objects.unscoped("a thief").filter(chain="500118:people").order_by("seq"):
        entry.role = "planner"
        digest = audit.mac_of(stolen, "audit")(audit.canonical(entry).encode() + before)
        sql(
            "UPDATE core_auditentry SET role = %s, prev_hash = %s, hash = %s WHERE id = %s",
            entry.role,
            before,
            digest,
            entry.pk,
        )
        before = digest
    sql("UPDATE core_chainhead SET hash = %s WHERE chain = 'audit/500118:people'", before)
    assert audit.verify().breaks == ()
    found = only_break(points)
    assert (found.seq, found.what, found.witness.witnessed_at) == (12, "rewritten", AT)


def test_a_cut_tail_is_found_by_the_head(chain):
    sql("DELETE FROM core_auditentry WHERE id >= %s", chain[9].pk)
    cut = {found.chain: found for found in audit.verify().breaks}
    assert (cut["500118:people"].what, cut["500118:people"].seq) == ("cut", 9)


def test_a_cut_tail_with_a_forged_head_is_found_by_the_last_witness(chain):
    witness.write(at=AT)
    record(13)
    witness.write(at=AT + timedelta(minutes=5))
    record(14)
    kept = chain[9]
    sql("DELETE FROM core_auditentry WHERE id > %s AND chain = '500118:people'", kept.pk)
    sql("UPDATE core_chainhead SET seq = %s, hash = %s WHERE chain = 'audit/500118:people'", kept.seq, kept.hash)
    assert audit.verify().breaks == ()
    found = only_break(witness.points())
    assert (found.what, found.seq) == ("cut", 10)
    assert (found.witness.seq, found.witness.witnessed_at) == (13, AT + timedelta(minutes=5))


def test_a_chain_that_vanished_altogether_is_found_by_the_witness(chain):
    witness.write(at=AT)
    sql("DELETE FROM core_accessentry")
    sql("DELETE FROM core_chainhead WHERE chain LIKE 'access/%%'")
    found = only_break(witness.points())
    assert (found.table, found.what, found.seq, found.witness.seq) == ("access", "cut", 0, 3)


def test_no_entry_is_written_outside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        record(1)
    assert not AuditEntry.objects.unscoped("a test").exists()


def test_an_entry_of_a_failed_command_leaves_neither_row_nor_head(chain):
    with pytest.raises(RuntimeError), transaction.atomic():
        record(13)
        raise RuntimeError
    assert audit.verify().breaks == ()
    assert record(13).seq == 13


def test_a_look_has_a_transaction_of_its_own(transactional_db):
    audit.read("a.b", Subject("a.b", "1", "500118"), by=SYSTEM, permission="core.see_home", at=AT, chain="people")
    assert AccessEntry.objects.unscoped("a test").count() == 1


def test_an_entry_is_neither_updated_nor_deleted_by_the_program(chain):
    for attempt in (
        lambda: chain[0].save(),
        lambda: chain[0].delete(),
        lambda: AuditEntry.objects.unscoped("a test").update(role="x"),
        lambda: AuditEntry.objects.unscoped("a test").delete(),
    ):
        with pytest.raises(TypeError):
            attempt()


def test_sensitive_numbers_in_a_detail_are_masked():
    entry = audit.read(
        "people.unmask",
        Subject("people.resident", "1", "500118"),
        by=SYSTEM,
        permission="core.see_home",
        at=AT,
        chain="people",
        detail={"reason": "核对500383193601011234，电话13812345678，卡6217001234567890123"},
    )
    for secret in ("500383193601011234", "13812345678", "6217001234567890123"):
        assert secret not in entry.detail
    assert "核对" in entry.detail


def test_control_characters_never_enter_the_trail():
    with pytest.raises(ValueError, match="printable"):
        audit.record(
            "a.b",
            Subject("a.b", f"1{audit.SEPARATOR}2"),
            by=SYSTEM,
            permission="core.see_home",
            at=AT,
            chain="people",
        )


def test_a_batch_leaves_one_entry_with_the_hash_of_its_ids():
    entry = audit.record_batch(
        "people.import", "people.resident", range(25_000), by=SYSTEM, permission="core.see_home", at=AT, chain="people"
    )
    assert '"rows":25000' in entry.detail
    assert audit.ids_hash(range(25_000))[0] in entry.detail
    assert audit.ids_hash(range(25_000)) != audit.ids_hash(reversed(range(25_000)))


def test_a_clock_that_jumped_back_stops_writing_with_a_way_on(chain):
    ChainHead.objects.filter(pk="audit/500118:people").update(written_at=datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(DomainError, match="laoyou clock accept"):
        record(13)


def test_a_clock_that_is_off_by_seconds_is_forgiven_and_the_trail_remembers_the_later_time(chain):
    ahead = datetime.now(UTC) + timedelta(seconds=30)
    ChainHead.objects.filter(pk="audit/500118:people").update(written_at=ahead)
    record(13)
    assert ChainHead.objects.get(pk="audit/500118:people").written_at == ahead


def test_after_the_audit_key_is_rotated_old_and_new_entries_hold(chain, tmp_path, monkeypatch):
    turned = keyring.current().with_new(Purpose.AUDIT, at=AT)
    turned.save(tmp_path / "keyring.json")
    monkeypatch.setenv("LAOYOU_KEYS", str(tmp_path / "keyring.json"))
    assert record(13).key_id == 2
    assert audit.verify().breaks == ()


class TestWitness:
    def test_nothing_is_written_while_nothing_moves(self, chain):
        assert witness.write(at=AT).heads == 3
        assert witness.write(at=AT).heads == 0
        record(13)
        assert witness.write(at=AT).heads == 1

    def test_a_new_month_signs_every_head_again_and_continues_the_line_of_hashes(self, chain, own_witnesses):
        witness.write(at=AT)
        record(13)
        witness.write(at=AT + timedelta(days=5))
        assert [file.name for file in sorted(own_witnesses.glob("*.jsonl"))] == ["2026-10.jsonl", "2026-11.jsonl"]
        assert len(witness.points()["access", "500118:people"]) == 2

    @pytest.mark.parametrize("attack", ["edit", "remove", "swap", "foreign"])
    def test_an_altered_witness_file_is_named_with_its_line(self, chain, own_witnesses, attack):
        for number in range(13, 17):
            record(number)
            witness.write(at=AT)
        file = own_witnesses / "2026-10.jsonl"
        lines = file.read_bytes().splitlines(keepends=True)
        if attack == "edit":
            lines[1] = lines[1].replace(b'[14,"', b'[13,"')
        elif attack == "remove":
            del lines[1]
        elif attack == "swap":
            lines[1], lines[2] = lines[2], lines[1]
        else:
            lines[1] = lines[1].replace(b'"sig":"', b'"sig":"00')
        file.write_bytes(b"".join(lines))
        with pytest.raises(DomainError, match=r"2026-10\.jsonl:2 "):
            witness.points()

    def test_a_line_that_a_kill_cut_short_is_passed_over_and_mended(self, chain, own_witnesses):
        witness.write(at=AT)
        file = own_witnesses / "2026-10.jsonl"
        with file.open("ab") as out:
            out.write(b'{"at":"2026-10')
        assert len(witness.points()) == 3
        record(13)
        assert witness.write(at=AT).heads == 1
        assert witness.points()["audit", "500118:people"][-1].seq == 13

    def test_copies_are_written_and_a_missing_one_is_said(self, chain, own_witnesses, tmp_path, monkeypatch):
        blocked = tmp_path / "blocked"
        blocked.write_text("a file, where a folder should be")
        monkeypatch.setenv(witness.COPIES, f"{tmp_path / 'copy'}:{blocked}")
        assert witness.write(at=AT).failed_copies == (blocked,)
        assert (tmp_path / "copy" / "2026-10.jsonl").read_bytes() == (own_witnesses / "2026-10.jsonl").read_bytes()
