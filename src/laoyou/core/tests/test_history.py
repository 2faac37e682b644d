"""A row as of any moment, reconstructed from what changed, is what an observer who copied it each time has seen."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from laoyou.base.errors import DomainError
from laoyou.core import history
from laoyou.core.fields import Sealed, seal
from laoyou.core.models import Account, Area, Attachment, HistoryEntry
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Grant, GrantKind, Role, Scope

SYSTEM = Scope.system("a test")
AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)

FIELDS = {
    "name": st.sampled_from(["中山路", "板桥", "来苏"]),
    "x": st.sampled_from([None, 1.5, -2.0]),
    "valid_from": st.sampled_from([None, date(2020, 1, 1), date(2021, 6, 30)]),
    "administrative": st.booleans(),
}
# Steps of the clock between two changes: often none, sometimes backwards.
CHANGES = st.lists(
    st.tuples(st.integers(-3, 5), st.fixed_dictionaries({}, optional=FIELDS) | st.just("delete")), max_size=12
)


class AgainstAnOracle(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(changes=CHANGES)
    def test_every_moment_is_reconstructed_as_it_was_seen(self, changes):
        row = Area.objects.create(id="500118", level="district", name="永川")
        known_at = AT - timedelta(days=1)
        seen = [(AT - timedelta(days=1), history.values_of(row))]
        clock, deleted = AT, False
        for step, change in changes:
            clock += timedelta(minutes=step)
            if deleted:
                break
            if change == "delete":
                history.append_deleted(row, by=SYSTEM, at=clock)
                known_at = max(known_at, clock)
                Area.objects.filter(pk="500118").delete()
                seen.append((known_at, None))
                deleted = True
            else:
                before = history.values_of(row)
                for name, value in change.items():
                    setattr(row, name, value)
                if history.append(Area, row.pk, before, history.values_of(row), by=SYSTEM, at=clock):
                    known_at = max(known_at, clock)
                row.save()
                seen.append((known_at, history.values_of(row)))
        for minutes in range(-40, 62):
            when = AT + timedelta(minutes=minutes)
            expected = [state for moment, state in seen if moment <= when][-1]
            assert history.as_known(Area, "500118", when, scope=SYSTEM, permission="core.see_home") == expected


@pytest.fixture
def area(db):
    return Area.objects.create(id="500118", level="district", name="永川")


def entries():
    return HistoryEntry.objects.unscoped("a test")


def test_only_what_changed_is_kept(area):
    before = history.values_of(area)
    history.append(Area, area.pk, before, {**before, "name": "永川区"}, by=SYSTEM, at=AT)
    assert entries().get().before == '{"name":"永川"}'


def test_a_change_of_nothing_leaves_nothing(area):
    before = history.values_of(area)
    assert history.append(Area, area.pk, before, dict(before), by=SYSTEM, at=AT) is None
    assert not entries().exists()


def test_being_created_leaves_nothing(area):
    assert not entries().exists()


def test_many_changes_are_kept_as_one_by_one(area):
    changes = [(str(number), {"name": "a"}, {"name": "b" if number % 2 else "a"}) for number in range(12_001)]
    assert history.append_many(Area, changes, by=SYSTEM, at=AT) == 6_000
    assert entries().count() == 6_000


def test_history_needs_the_transaction_of_its_change(transactional_db):
    for attempt in (
        lambda: history.append(Area, "1", {"name": "a"}, {"name": "b"}, by=SYSTEM, at=AT),
        lambda: history.append_many(Area, [("1", {"name": "a"}, {"name": "b"})], by=SYSTEM, at=AT),
    ):
        with pytest.raises(transaction.TransactionManagementError):
            attempt()


def test_a_row_is_not_known_before_it_was_created(db):
    account = Account.objects.create(username="a", display_name="a", created_at=AT)
    known: dict[str, Any] = {"scope": SYSTEM, "permission": "core.see_home"}
    assert history.as_known(Account, account.pk, AT - timedelta(seconds=1), **known) is None
    then = history.as_known(Account, account.pk, AT, **known)
    assert then
    assert then["username"] == "a"


def attachment(area_id="500118001"):
    row = Attachment(
        pk=reserve(Attachment, 1)[0],
        subject_type="a.b",
        subject_id="1",
        area_id=area_id,
        stored_as=area_id,
        media_type="text/plain",
        size=1,
        created_at=AT,
    )
    seal(row, "data_key", "k")
    seal(row, "name", "old name")
    row.save(force_insert=True)
    return row


def test_sealed_values_stay_sealed_and_can_be_opened_again(db):
    row = attachment()
    before = history.values_of(row)
    seal(row, "name", "new name")
    history.append(Attachment, row.pk, before, history.values_of(row), by=SYSTEM, at=AT + timedelta(hours=1))
    row.save()
    assert "old name" not in entries().get().before
    known = history.as_known(Attachment, row.pk, AT, scope=SYSTEM, permission="core.see_home")
    assert known
    assert isinstance(known["name"], Sealed)
    assert known["name"].open() == "old name"
    now = history.as_known(Attachment, row.pk, AT + timedelta(hours=1), scope=SYSTEM, permission="core.see_home")
    assert now
    assert now["name"].open() == "new name"


def test_the_past_of_another_area_is_not_found_not_even_when_the_row_is_gone(db):
    auditor: dict[str, Any] = {
        "scope": Scope(1, (Grant(Role.AUDITOR, GrantKind.AREA, "500118"),)),
        "permission": "core.see_audit",
    }
    own, foreign = attachment(), attachment("500103001")
    assert history.as_known(Attachment, own.pk, AT, **auditor)
    with pytest.raises(DomainError):
        history.as_known(Attachment, foreign.pk, AT, **auditor)
    history.append_deleted(foreign, by=SYSTEM, at=AT, area_id=foreign.area_id)
    Attachment.objects.unscoped("a test").filter(pk=foreign.pk).delete()
    with pytest.raises(DomainError):
        history.as_known(Attachment, foreign.pk, AT, **auditor)
