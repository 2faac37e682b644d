"""A request goes from the desk to the answer; an erasure leaves what law keeps and not a word more, wherever it stood."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models, transaction

from laoyou.core import attachments, clock, history, privacy
from laoyou.core.audit import Subject
from laoyou.core.domain.roles import Role
from laoyou.core.fields import Sealed
from laoyou.core.models import Attachment, AuditEntry, RoleGrant
from laoyou.people.commands import duplicates, households, residents, statuses
from laoyou.people.domain.selection import Basis, Selection
from laoyou.people.models import DuplicatePair, HomeVisit, Resident
from laoyou.people.queries import residents as lists
from laoyou.people.queries.identity import known_by
from laoyou.people.tests.test_commands import number_of
from laoyou.privacy.commands import requests
from laoyou.privacy.commands.requests import Wish
from laoyou.privacy.domain.request import Asker, Kind, State, can_move
from laoyou.privacy.models import DataRequest
from laoyou.privacy.queries import requests as queries
from laoyou.privacy.tests.conftest import AT, EAST, SYSTEM, TODAY, add, office, refused

pytestmark = pytest.mark.django_db
ALL = "a test looks at everything"
SECRETS = ("王小明", "王晓明", "王小名", "wangxiaoming", "wangxiaoming", "10400000001", "10400000003", "人民路八号", "赵丽", "钱芳", "更正成李明", "身份证照片")  # fmt: skip


def wish(kind=Kind.ERASE, asker=Asker.HIMSELF, **more):
    return Wish(kind, asker, more.pop("received_on", TODAY), **more)


def through(hands, person, kind=Kind.ERASE, **more):
    """A request that was received in the town and granted by the department."""
    one = requests.receive(person.pk, wish(kind, **more), by=hands["town"], at=AT)
    requests.check_identity(one.pk, "当面核对身份证原件", by=hands["town"], at=AT)
    return requests.decide(one.pk, granted=True, reason="本人已迁出，目的已实现", by=hands["first"], at=AT)


@pytest.fixture
def elder(hands):
    """Somebody with something in every kind of place: rows, a past, a merged row, a removed contact, a file, an account."""
    elder = add(id_document="resident_id", id_number=number_of(), phone="10400000001", address="永川区东街道人民路八号")
    residents.change(elder.pk, {"name": "王晓明"}, by=SYSTEM, at=AT)
    fact = statuses.add(elder.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    households.add_emergency_contact(elder.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    twin = add("王小名", phone="10400000003")
    households.add_emergency_contact(twin.pk, "钱芳", "child", "10400000003", by=SYSTEM, at=AT)
    duplicates.merge(elder.pk, twin.pk, reason="同一人", by=SYSTEM, at=AT)
    other = add("孙一", birth=date(1951, 1, 1))
    low, high = sorted((elder.pk, other.pk))
    DuplicatePair.objects.create(first_id=low, second_id=high, score=50, reasons="name", found_at=AT, note="像王晓明")
    attachments.store(
        "走访照片".encode(), "走访照片.txt", Subject("people.statusfact", str(fact.pk), EAST), by=SYSTEM,
        permission="people.update_statuses", at=AT,
    )  # fmt: skip
    attachments.store(
        "身份证照片".encode(), "身份证照片.txt", elder, by=SYSTEM, permission="people.update_residents", at=AT
    )
    return elder


def whole_database():
    """Every value of every table, sealed ones opened, as one text: what somebody with the keys could still read."""
    found = []
    for model in apps.get_models():
        if model._meta.managed and model.__module__.startswith("laoyou.") and model._meta.app_label != "public":
            for row in models.QuerySet(model).all():
                for column in model._meta.concrete_fields:
                    value = getattr(row, column.attname)
                    found.append(
                        f"{model._meta.label_lower}.{column.attname}={value.open() if isinstance(value, Sealed) else value}"
                    )
    return found


def test_steps_follow_each_other():
    assert can_move(State.RECEIVED, State.CHECKED)
    assert not can_move(State.RECEIVED, State.GRANTED)
    assert not can_move(State.DONE, State.GRANTED)


def test_a_request_is_due_by_the_norm_of_the_pack_and_says_so(elder, hands):
    one = requests.receive(elder.pk, wish(Kind.COPY), by=hands["town"], at=AT)
    assert one.due_on == TODAY + timedelta(days=30)
    assert "GB/T 35273-2020" in one.due_clause
    with refused("privacy.request_open"):
        requests.receive(elder.pk, wish(Kind.COPY), by=hands["town"], at=AT)
    for by in (hands["west"], office("500199")):
        with refused("core.not_found"):
            requests.receive(elder.pk, wish(Kind.ACCESS), by=by, at=AT)


@pytest.mark.parametrize(
    "asked, code",
    [
        (wish(asker=Asker.KIN, asker_name="赵丽"), "asker_alive"),
        (wish(asker=Asker.GUARDIAN), "asker_unnamed"),
        (wish(Kind.CORRECT), "wanted_missing"),
        (wish(received_on=TODAY + timedelta(days=1)), "request_dates"),
        (wish(due_on=TODAY - timedelta(days=1)), "request_dates"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(elder, hands, asked, code):
    with refused(f"privacy.{code}"):
        requests.receive(elder.pk, asked, by=hands["town"], at=AT)
    assert not DataRequest.objects.unscoped(ALL).exists()


def test_nobody_decides_before_the_asker_is_known_nor_erases_what_he_received_himself(elder, hands):
    one = requests.receive(elder.pk, wish(), by=hands["first"], at=AT)
    with refused("privacy.request_state"):
        requests.decide(one.pk, granted=True, reason="同意删除", by=hands["second"], at=AT)
    requests.check_identity(one.pk, "当面核对身份证原件", by=hands["first"], at=AT)
    with refused("privacy.erasure_own"):
        requests.decide(one.pk, granted=True, reason="同意删除", by=hands["first"], at=AT)
    with refused("core.not_permitted"):
        requests.decide(one.pk, granted=True, reason="同意删除", by=hands["town"], at=AT)
    with refused("privacy.request_state"):
        requests.carry_out(one.pk, "", by=hands["second"], at=AT)
    assert Resident.objects.unscoped(ALL).get(pk=elder.pk).name == "王晓明"


def test_after_an_erasure_nothing_but_what_law_keeps_is_left_anywhere(elder, hands):
    assert len({secret for secret in SECRETS for line in whole_database() if secret in line}) >= 8
    one = through(hands, elder, wanted="更正成李明的也删掉")
    assert any("更正成李明" in line for line in whole_database())
    done = requests.carry_out(one.pk, "", by=hands["first"], at=AT)
    left = [line for line in whole_database() if any(secret in line for secret in (*SECRETS, number_of()))]
    assert left == []
    assert done.state == State.DONE and "people.emergencycontact" in done.outcome
    # Rows that stay are of tables that law keeps, or say no longer who it was.
    for kept in queries.kept_of(elder.pk):
        assert kept.entry.on_erasure is not privacy.OnErasure.DELETE
        assert kept.entry.kept_for or kept.entry.blanks


def test_search_lists_files_and_numbers_find_an_erased_person_no_more(elder, hands):
    def found():
        names = ("王晓明", "wangxiaoming", "wxm", number_of(), "10400000001")
        seen = {
            name: [row.id for row in lists.first(Selection(search=name, basis=Basis.EITHER), office("500118"), on=TODAY, size=9)]
            for name in names
        }  # fmt: skip
        exported = lists.every(
            Selection(basis=Basis.EITHER), office("500118"), on=TODAY, order="pinyin", descending=False
        )
        return seen, any("王晓明" in row.name for row in exported)

    assert found() == (
        {name: [elder.pk] for name in ("王晓明", "wangxiaoming", "wxm", number_of(), "10400000001")},
        True,
    )
    assert known_by(number_of(), "王晓明") == elder.pk
    requests.carry_out(through(hands, elder).pk, "", by=hands["first"], at=AT)
    seen, exported = found()
    assert {key for ids in seen.values() for key in ids} == set() and not exported
    assert known_by(number_of(), "王晓明") is None


def test_files_of_an_erased_person_cannot_be_opened_and_nobody_is_let_in_to_him(elder, hands):
    files = Attachment.objects.unscoped(ALL).filter(removed_at__isnull=True)
    assert files.count() == 2
    grant = RoleGrant.objects.create(
        account_id=hands["west"].account_id, role=Role.CITIZEN.value, resident_id=elder.pk, granted_at=AT
    )
    requests.carry_out(through(hands, elder).pk, "", by=hands["first"], at=AT)
    # The evidence of a status is kept with the status, by the law on accounts; the person's own papers are gone.
    assert [one.subject_type for one in files.all()] == ["people.statusfact"]
    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_copy_and_correction_are_put_down_in_words_and_a_copy_needs_a_grant(elder, hands):
    one = through(hands, elder, Kind.COPY)
    held = requests.copy(one, by=hands["first"], at=AT)
    assert "王晓明" in repr([table.about for table in held])
    with refused("privacy.done_words"):
        requests.carry_out(one.pk, "", by=hands["first"], at=AT)
    requests.carry_out(one.pk, "副本已当面交给本人", by=hands["first"], at=AT)
    waiting = requests.receive(elder.pk, wish(Kind.ACCESS), by=hands["town"], at=AT)
    with refused("privacy.not_a_copy"):
        requests.copy(waiting, by=hands["first"], at=AT)


def test_every_step_is_on_record_and_a_request_can_be_withdrawn_or_refused(elder, hands):
    one = requests.receive(elder.pk, wish(Kind.ACCESS), by=hands["town"], at=AT)
    requests.withdraw(one.pk, by=hands["town"], at=AT)
    two = requests.receive(elder.pk, wish(Kind.ACCESS), by=hands["town"], at=AT)
    requests.check_identity(two.pk, "当面核对身份证原件", by=hands["town"], at=AT)
    with refused("privacy.reason_missing"):
        requests.decide(two.pk, granted=False, reason="", by=hands["first"], at=AT)
    assert (
        requests.decide(two.pk, granted=False, reason="请求人不是本人", by=hands["first"], at=AT).state == State.REFUSED
    )
    actions = (
        AuditEntry.objects.unscoped(ALL).filter(subject_type="privacy.datarequest").values_list("action", flat=True)
    )
    assert sorted(actions) == sorted(
        f"privacy.{name}" for name in ("receive_request", "withdraw_request", "receive_request", "check_identity", "decide_request")
    )  # fmt: skip


def test_nothing_is_erased_when_the_audit_entry_fails(elder, hands, monkeypatch):
    one = through(hands, elder)
    before = whole_database()

    def fails(*_given, **_more):
        raise RuntimeError("no entry")

    monkeypatch.setattr("laoyou.privacy.commands.shared.audit.record", fails)
    with pytest.raises(RuntimeError):
        requests.carry_out(one.pk, "", by=hands["first"], at=AT)
    assert whole_database() == before


def test_a_visit_that_was_deleted_long_ago_goes_too(elder, hands):
    visit = HomeVisit.objects.create(key="k1", resident=elder, said_at=AT, visited_on=TODAY, received_at=AT, met=True, consent=True, not_done="赵丽不在")  # fmt: skip
    with transaction.atomic():
        history.append_deleted(visit, by=SYSTEM, at=clock.now())
        models.QuerySet(HomeVisit).filter(pk=visit.pk).delete()
    assert any("赵丽不在" in line for line in whole_database())
    requests.carry_out(through(hands, elder).pk, "", by=hands["first"], at=AT)
    assert not any("赵丽不在" in line for line in whole_database())
