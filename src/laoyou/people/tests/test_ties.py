"""Who stands around a resident: ties begin and end, households split, merge and move as one, and the past stays."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core.domain.roles import Role
from laoyou.people.commands import accounts, households, life, ties, whole_households
from laoyou.people.domain.spells import Basis
from laoyou.people.models import AidUnitMember, EmergencyContact, FamilyCarer, Guardian, Residency, Resident
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add
from laoyou.people.tests.test_commands import number_of
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
LATER = AT + timedelta(hours=1)
HERE = EAST + "901"
DAY = date(2026, 10, 1)


def family():
    home = households.add_living(HERE, by=SYSTEM, at=AT)
    people = [
        add(name, birth=birth)
        for name, birth in (("王大海", date(1950, 1, 1)), ("李小兰", date(1952, 2, 2)), ("王子", date(1980, 3, 3)))
    ]
    for one, relation in zip(people, ("head", "spouse", "child"), strict=True):
        households.join_living(one.pk, home.pk, relation, by=SYSTEM, at=AT, on=date(2020, 1, 1))
    return home, people


def living(people):
    found = {one.pk: one for one in Resident.objects.unscoped(ALL)}
    return [(found[one.pk].living_household_id, found[one.pk].living_relation) for one in people]


def test_a_tie_begins_by_name_or_by_whole_number_and_ends():
    elder, client = add(), signed_in()
    daughter = add(
        "王丽", birth=date(1975, 1, 1), sex="female", id_document="resident_id", id_number=number_of(date(1975, 1, 1))
    )
    page = reverse("people:add_tie", args=[elder.pk, "carer"])
    said = {
        "name": "王丽",
        "id_number": number_of(date(1975, 1, 1)),
        "relation": "child",
        "on": "2026-01-01",
        "source": "走访",
    }
    assert client.post(page, {**said, "name": "王莉"}).status_code == 422  # number and name must agree
    assert client.post(page, said).status_code == 302
    assert client.post(page, said).status_code == 422  # it holds already
    assert client.post(page, {**said, "id_number": "", "name": "张阿姨", "relation": "other"}).status_code == 302
    inside, outside = FamilyCarer.objects.unscoped(ALL).filter(resident=elder).order_by("pk")
    assert (inside.carer_id, inside.name, outside.carer_id, outside.name) == (daughter.pk, "", None, "张阿姨")
    end = reverse("people:end_tie", args=[elder.pk, "carer", inside.pk])
    assert client.post(end, {"on": "2025-12-31", "reason": "搬走了"}).status_code == 422  # before it began
    assert client.post(end, {"on": "2026-10-01", "reason": "搬走了"}).status_code == 302
    shown = text_of(client.get(reverse("people:show_resident", args=[elder.pk])))
    assert "张阿姨" in shown and reverse("people:end_tie", args=[elder.pk, "carer", outside.pk]) in shown
    assert client.get(end).status_code == 404 and reverse("people:show_resident", args=[daughter.pk]) not in shown
    assert client.get(reverse("people:add_tie", args=[elder.pk, "friend"])).status_code == 404


def test_a_supporter_is_on_the_register_and_nobody_guards_himself():
    elder = add(id_document="resident_id", id_number=number_of())
    with pytest.raises(DomainError) as refusal:
        ties.add("support", elder.pk, ties.Somebody("王某"), "child", DAY, source="x", by=SYSTEM, at=AT)
    assert refusal.value.code == "people.supporter_on_register"
    with pytest.raises(DomainError) as refusal:
        himself = ties.Somebody(elder.name, number_of())
        ties.add("guardian", elder.pk, himself, "relative", DAY, source="x", by=SYSTEM, at=AT)
    assert refusal.value.code == "people.tie_to_oneself"
    assert not Guardian.objects.unscoped(ALL).exists()


def test_contacts_keep_one_rank_each():
    elder, client = add(), signed_in()
    made = [
        households.add_emergency_contact(elder.pk, name, "child", "10400000003", by=SYSTEM, at=AT).pk
        for name in "甲乙丙"
    ]
    assert client.post(reverse("people:call_first", args=[elder.pk, made[2]])).status_code == 302
    order = list(EmergencyContact.objects.unscoped(ALL).order_by("rank").values_list("name", "rank"))
    assert order == [("丙", 1), ("甲", 2), ("乙", 3)]
    assert (
        client.post(reverse("people:remove_contact", args=[elder.pk, made[0]]), {"reason": "空号"}).status_code == 302
    )
    assert list(EmergencyContact.objects.unscoped(ALL).order_by("rank").values_list("name", "rank")) == [
        ("丙", 1),
        ("乙", 2),
    ]
    assert households.add_emergency_contact(elder.pk, "丁", "child", "10400000003", by=SYSTEM, at=AT).rank == 3


def test_a_household_splits_merges_and_moves_as_one():
    home, people = family()
    client = signed_in()
    split = reverse("people:split_household", args=["residence", home.pk])
    said = {"members": [people[2].pk], "head": people[0].pk, "on": "2026-06-01"}
    assert client.post(split, said).status_code == 422  # the new head is not among those who leave
    answer = client.post(split, {**said, "head": people[2].pk})
    assert answer.status_code == 302
    (old, _head), (_same, _spouse), (new, relation) = living(people)
    assert old == home.pk and new != home.pk and relation == "head"
    merge = reverse("people:merge_household", args=["residence", new])
    assert client.post(merge, {"number": "987654321", "on": "2026-07-01"}).status_code == 422
    assert client.post(merge, {"number": str(home.pk), "on": "2026-07-01"}).status_code == 302
    assert [one for one, _relation in living(people)] == [home.pk] * 3
    move = reverse("people:move_household", args=["residence", home.pk])
    assert client.post(move, {"place": WEST + "902", "on": "2026-08-01", "source": "走访"}).status_code == 302
    ids = {one for one, _relation in living(people)}
    assert len(ids) == 1 and home.pk not in ids
    assert [relation for _id, relation in living(people)] == ["head", "spouse", "other"]
    assert set(Resident.objects.unscoped(ALL).values_list("residence_area_id", flat=True)) == {WEST + "902"}
    kept = Residency.objects.unscoped(ALL).filter(superseded_at=None, living_household_id=home.pk)
    assert kept.filter(resident=people[0], true_to=date(2026, 8, 1)).exists()  # who lived there then is known


def test_a_booklet_moves_with_its_number_and_a_new_one_needs_one():
    people = [add(name) for name in ("王大海", "王子")]
    book = households.add_registered(HERE, "500118001901000001", by=SYSTEM, at=AT)
    for one in people:
        households.join_registered(one.pk, book.pk, "other", by=SYSTEM, at=AT, on=date(2020, 1, 1))
    basis = Basis.REGISTRATION
    with pytest.raises(DomainError) as refusal:
        whole_households.split(basis, book.pk, {people[0].pk}, people[0].pk, DAY, number=book.number, by=SYSTEM, at=AT)
    assert refusal.value.code == "people.booklet_number"
    moved = whole_households.move(basis, book.pk, DAY, area_id=WEST + "901", source="派出所", by=SYSTEM, at=AT)
    assert (moved.pk, moved.area_id) == (book.pk, WEST + "901")
    found = Resident.objects.unscoped(ALL).values_list("registered_household_id", "registered_area_id")
    assert set(found) == {(book.pk, WEST + "901")}


def test_one_joins_and_leaves_from_his_own_page():
    home, _people = family()
    guest, client = add("客人"), signed_in(Role.COMMUNITY_WORKER, HERE)
    join = reverse("people:join_household", args=[guest.pk, "residence"])
    assert client.post(join, {"number": "123456789", "relation": "other", "on": "2026-06-01"}).status_code == 422
    assert client.post(join, {"number": str(home.pk), "relation": "other", "on": "2026-06-01"}).status_code == 302
    assert living([guest]) == [(home.pk, "other")]
    leave = reverse("people:leave_household", args=[guest.pk, "residence"])
    assert client.post(leave, {"on": "2026-07-01"}).status_code == 302
    assert client.post(join, {"number": "", "relation": "head", "on": "2026-08-01"}).status_code == 302
    assert living([guest])[0][0] not in (None, home.pk)
    book = reverse("people:join_household", args=[guest.pk, "registration"])
    assert (
        client.post(book, {"number": "500118001901000009", "relation": "head", "on": "2026-08-01"}).status_code == 302
    )
    assert Resident.objects.unscoped(ALL).get(pk=guest.pk).registered_household.number == "500118001901000009"


def test_an_aid_unit_opens_and_ends_with_its_members():
    _home, people = family()
    client = signed_in()
    page = reverse("people:open_aid_unit", args=[people[0].pk])
    said = {"members": [people[0].pk, people[1].pk], "on": "2026-01-01", "source": "低保审核"}
    assert client.post(page, said).status_code == 302
    assert client.post(page, said).status_code == 422  # they count in one already
    close = reverse("people:close_aid_unit", args=[people[1].pk])
    assert client.post(close, {"on": "2026-09-01", "reason": "收入超过标准"}).status_code == 302
    assert set(AidUnitMember.objects.unscoped(ALL).values_list("resident_id", "true_to")) == {
        (people[0].pk, date(2026, 9, 1)), (people[1].pk, date(2026, 9, 1)),
    }  # fmt: skip
    assert client.get(close).status_code == 404


def test_the_whole_account_is_shown_for_a_reason_and_a_trace_is_taken_back():
    elder, client = add(), signed_in()
    new = accounts.NewAccount("bank_card", "农商行", "6222000011112222", date(2024, 1, 1), "本人")
    accounts.set_account(elder.pk, new, by=SYSTEM, at=AT)
    page = reverse("people:reveal_account", args=[elder.pk])
    assert client.post(page, {"reason": ""}).status_code == 422
    assert "6222000011112222" in text_of(client.post(page, {"reason": "核对高龄津贴账户"}))
    assert signed_in(Role.GRID_WORKER, HERE).post(page, {"reason": "想看看"}).status_code == 403
    trace = life.record_trace(elder.pk, DAY, "visit", source="网格员", by=SYSTEM, at=AT)
    back = reverse("people:take_back_trace", args=[elder.pk, trace.pk])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "认错了人"}).status_code == 302
    assert client.get(back).status_code == 404


def test_another_town_does_nothing_with_a_household():
    home, people = family()
    stranger = signed_in(Role.TOWN_OFFICER, WEST)
    for name in ("split_household", "merge_household", "move_household"):
        assert stranger.get(reverse(f"people:{name}", args=["residence", home.pk])).status_code == 404
    assert stranger.get(reverse("people:add_tie", args=[people[0].pk, "carer"])).status_code == 404
