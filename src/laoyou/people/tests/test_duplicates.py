"""Duplicates are found, decided by a person, merged without loss and separated again as if nothing had happened."""

import contextlib
from datetime import date, timedelta

import pytest
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.core import jobs
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import AuditEntry, RoleGrant
from laoyou.people.commands import duplicates, households, residents, statuses
from laoyou.people.domain.likeness import ENOUGH, near_births, near_numbers
from laoyou.people.models import (
    AidUnitMember,
    DuplicatePair,
    EmergencyContact,
    FamilyCarer,
    Guardian,
    Residency,
    Resident,
    StatusFact,
    SupportRelation,
)
from laoyou.people.queries.duplicates import find
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add, office
from laoyou.people.tests.test_commands import number_of
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
LATER = AT + timedelta(hours=1)
TABLES = (
    Resident, Residency, StatusFact, AidUnitMember, SupportRelation, Guardian, FamilyCarer, EmergencyContact, DuplicatePair,
)  # fmt: skip


def found():
    return {(first, second): score for first, second, score, _reasons in find()}


def canonical():
    """Every row of every table about people, its sealed values opened."""
    rows = {}
    for model in TABLES:
        for row in models.QuerySet(model).order_by("pk"):
            values = {}
            for one in model._meta.concrete_fields:
                value = getattr(row, one.attname)
                values[one.attname] = (
                    value.open() if hasattr(value, "open") else bytes(value) if isinstance(value, memoryview) else value
                )
            rows[model.__name__, row.pk] = values
    rows["grants"] = sorted(RoleGrant.objects.values_list("pk", "resident_id"))
    return rows


class TestFinding:
    """Two rows of one person are found by what clerks get wrong; two people with much in common are not."""

    def test_registered_twice_without_a_number(self):
        one, other = add(id_document="resident_id", id_number=number_of()), add()
        assert found()[one.pk, other.pk] >= ENOUGH

    @pytest.mark.parametrize(
        "over",
        [
            {"name": "王晓明"},
            {"birth": date(1950, 7, 3)},
            {"area": WEST + "901", "phone": "10400000001"},
            {"name": "王小明", "birth": date(1951, 3, 7), "phone": "10400000001"},
        ],
    )
    def test_a_slip(self, over):
        one = add(id_document="resident_id", id_number=number_of(), phone="10400000001")
        other = add(
            over.pop("name", "王小明"),
            over.pop("area", EAST + "901"),
            birth=over.pop("birth", date(1950, 3, 7)),
            **over,
        )
        assert found().get((one.pk, other.pk), 0) >= ENOUGH

    def test_one_person_with_two_numbers_that_are_one_mistyped(self):
        one = add(id_document="resident_id", id_number=number_of(serial=1))
        other = add(id_document="resident_id", id_number=number_of(serial=2))
        assert near_numbers(number_of(serial=1), number_of(serial=2)) and (one.pk, other.pk) in found()

    @pytest.mark.parametrize(
        "over",
        [
            {"name": "李秀英", "birth": date(1978, 5, 1), "phone": "10400000001"},  # a daughter with the family's phone
            {"area": WEST + "901", "id_document": "resident_id", "id_number": number_of(serial=77)},  # a namesake
            {"birth": date(1980, 11, 20)},
        ],
    )
    def test_two_people_are_left_alone(self, over):
        add(id_document="resident_id", id_number=number_of(), phone="10400000001")
        add(
            over.pop("name", "王小明"),
            over.pop("area", EAST + "901"),
            birth=over.pop("birth", date(1950, 3, 7)),
            **over,
        )
        assert found() == {}

    def test_the_search_equals_a_comparison_of_all_with_all_on_its_blocks(self):
        names = ["王小明", "王晓明", "李秀英"]
        births = [date(1950, 3, 7), date(1950, 7, 3), date(1962, 1, 1)]
        people = [
            add(name, area, birth=birth, phone=phone)
            for name in names for birth in births for area in (EAST + "901", WEST + "901") for phone in ("10400000001", None)
        ]  # fmt: skip
        from laoyou.people.domain.likeness import compare
        from laoyou.people.queries.duplicates import seen

        rows = seen([one.pk for one in people])
        wanted = {}
        for first in rows.values():
            for second in rows.values():
                shares = first.pinyin == second.pinyin and (
                    first.birth_date == second.birth_date
                    or (first.place == second.place and near_births(first.birth_date, second.birth_date))
                )
                if first.id < second.id and (shares or (first.phone and first.phone == second.phone)):
                    score, _reasons = compare(first, second)
                    if score >= ENOUGH:
                        wanted[first.id, second.id] = score
        assert wanted and found() == wanted

    def test_a_decision_is_remembered(self):
        one, other = add(), add()
        assert duplicates.search(by=SYSTEM, at=AT) == (1, 1)
        pair = DuplicatePair.objects.unscoped(ALL).get()
        duplicates.decide_different(pair.pk, reason="双胞胎", by=office(EAST), at=AT)
        assert duplicates.search(by=SYSTEM, at=LATER) == (1, 0)
        assert DuplicatePair.objects.unscoped(ALL).get().state == "different"
        assert (pair.first_id, pair.second_id) == (one.pk, other.pk)

    def test_a_pair_that_is_alike_no_longer_leaves_the_queue(self):
        _one, other = add(), add()
        duplicates.search(by=SYSTEM, at=AT)
        residents.change(other.pk, {"name": "赵六", "birth_date": date(1970, 1, 1)}, by=SYSTEM, at=AT)
        assert duplicates.search(by=SYSTEM, at=LATER) == (0, 0)
        assert not DuplicatePair.objects.unscoped(ALL).exists()


def full_person(name="王小明", **more):
    """Somebody with a row in each table."""
    person = add(name, **more)
    relative = add("赵海", birth=date(1975, 1, 1))
    statuses.add(person.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    residents.record_move(person.pk, date(2026, 5, 1), residence_area_id=WEST + "901", by=SYSTEM, at=AT)
    households.add_emergency_contact(person.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    households.add_support(person.pk, relative.pk, "child", by=SYSTEM, at=AT)
    households.add_guardian(person.pk, relative.pk, "relative", date(2025, 1, 1), source="法院", by=SYSTEM, at=AT)
    households.add_family_carer(person.pk, relative.pk, "child", date(2025, 1, 1), source="走访", by=SYSTEM, at=AT)
    households.open_aid_unit(WEST + "901", {person.pk: "head"}, date(2025, 1, 1), source="社救", by=SYSTEM, at=AT)
    return person


class TestMerging:
    """A merge moves everything and loses nothing; separating puts every row back."""

    def test_everything_of_both_stands_with_the_survivor(self):
        one = full_person()
        other = full_person(id_document="resident_id", id_number=number_of(), phone="10400000001")
        merged = duplicates.merge(one.pk, other.pk, reason="核对户口簿", by=SYSTEM, at=LATER)
        survivor = Resident.objects.unscoped(ALL).get(pk=one.pk)
        assert (survivor.id_number.open(), survivor.phone.open()) == (number_of(), "10400000001")
        assert not Resident.objects.unscoped(ALL).filter(pk=other.pk).exists()
        for model in (Guardian, FamilyCarer, SupportRelation):
            column = "elder" if model is SupportRelation else "resident"
            assert models.QuerySet(model).filter(**{column: one.pk}).count() == 2
        # The same status twice, and first places that are taken, are set aside and not forgotten.
        assert "people.statusfact" in merged.record and "people.emergencycontact" in merged.record
        assert AuditEntry.objects.unscoped(ALL).filter(action="people.merge_residents").count() == 1

    def test_separating_puts_everything_back(self):
        one = full_person()
        other = full_person(id_document="resident_id", id_number=number_of(), phone="10400000001")
        child = add("赵小海", birth=date(2001, 1, 1))
        households.add_support(other.pk, child.pk, "child", by=SYSTEM, at=AT)
        households.add_support(one.pk, child.pk, "child", by=SYSTEM, at=AT)
        households.add_support(one.pk, other.pk, "sibling", by=SYSTEM, at=AT)
        account = accounts.create("daughter", "赵丽", by=SYSTEM, at=AT)
        accounts.grant(account.pk, Role.CITIZEN, resident_id=other.pk, by=SYSTEM, at=AT)
        duplicates.search(by=SYSTEM, at=AT)
        before = canonical()
        merged = duplicates.merge(one.pk, other.pk, reason="核对户口簿", by=SYSTEM, at=LATER)
        assert RoleGrant.objects.get(account=account).resident_id == one.pk
        assert canonical() != before
        duplicates.unmerge(merged.pk, reason="派出所核实是两个人", by=SYSTEM, at=LATER + timedelta(hours=1))
        assert canonical() == before

    def test_what_was_recorded_since_stays_with_the_survivor(self):
        one, other = full_person(), full_person()
        merged = duplicates.merge(one.pk, other.pk, reason="核对", by=SYSTEM, at=LATER)
        residents.change(one.pk, {"phone": "10400000009"}, by=SYSTEM, at=LATER)
        duplicates.unmerge(merged.pk, reason="误并", by=SYSTEM, at=LATER + timedelta(hours=1))
        assert Resident.objects.unscoped(ALL).get(pk=one.pk).phone.open() == "10400000009"
        assert Resident.objects.unscoped(ALL).get(pk=other.pk).phone is None

    def test_merges_are_separated_from_the_last_to_the_first(self):
        one, two, three = add(), add("李秀英"), add("赵六")
        first = duplicates.merge(one.pk, two.pk, reason="核对", by=SYSTEM, at=LATER)
        second = duplicates.merge(one.pk, three.pk, reason="核对", by=SYSTEM, at=LATER)
        with pytest.raises(DomainError) as refusal:
            duplicates.unmerge(first.pk, reason="误并", by=SYSTEM, at=LATER)
        assert refusal.value.code == "people.merge_not_last"
        duplicates.unmerge(second.pk, reason="误并", by=SYSTEM, at=LATER)
        duplicates.unmerge(first.pk, reason="误并", by=SYSTEM, at=LATER)
        assert Resident.objects.unscoped(ALL).count() == 3

    def test_whoever_sees_only_one_of_them_decides_nothing(self):
        one, other = add(), add("王小明", WEST + "901")
        before = canonical()
        for by in (office(EAST), office(WEST), office("500118", Role.GRID_WORKER)):
            with pytest.raises(DomainError):
                duplicates.merge(one.pk, other.pk, reason="核对", by=by, at=AT)
        assert canonical() == before


class TestPages:
    """The queue shows pairs of the reader's areas; a decision takes one form, with a reason."""

    def test_a_pair_is_compared_merged_and_separated(self):
        one = add(id_document="resident_id", id_number=number_of(), phone="10400000001")
        other = add()
        duplicates.search(by=SYSTEM, at=AT)
        pair, client = DuplicatePair.objects.unscoped(ALL).get(), signed_in(Role.TOWN_OFFICER, EAST)
        page = f"/people/duplicates/{pair.pk}/"
        assert page in text_of(client.get("/people/duplicates/"))
        shown = text_of(client.get(page))
        assert number_of() not in shown and "10400000001" not in shown and "有一方没有证件号码" in shown
        assert client.post(page, {"decision": "second", "reason": ""}).status_code == 422
        assert client.post(page, {"decision": "", "reason": "核对户口簿"}).status_code == 422
        assert client.post(page, {"decision": "second", "reason": "核对户口簿"}).status_code == 302
        assert Resident.objects.unscoped(ALL).get(pk=other.pk).id_number.open() == number_of()
        merged = text_of(client.get("/people/merges/"))
        (undo,) = [part.split('"')[0] for part in merged.split('href="') if "/undo/" in part]
        assert client.post(undo, {"reason": "派出所核实是两个人"}).status_code == 302
        assert Resident.objects.unscoped(ALL).get(pk=one.pk).id_number.open() == number_of()
        assert client.get(undo).status_code == 404

    def test_a_pair_with_another_town_is_for_the_department(self):
        add()
        add("王小明", WEST + "901")
        duplicates.search(by=SYSTEM, at=AT)
        page = f"/people/duplicates/{DuplicatePair.objects.unscoped(ALL).get().pk}/"
        assert signed_in(Role.TOWN_OFFICER, EAST).get(page).status_code == 404
        assert signed_in().get(page).status_code == 200

    def test_a_search_is_a_job(self):
        add()
        add()
        client = signed_in()
        assert client.post("/people/duplicates/find/").status_code == 302
        jobs.perform(jobs.lease_next())
        assert DuplicatePair.objects.unscoped(ALL).count() == 1


STEPS = st.lists(
    st.sampled_from(
        [
            "status",
            "other status",
            "ended status",
            "contact",
            "guardian",
            "carer",
            "support",
            "supports",
            "aid",
            "move",
            "registration",
            "phone",
            "household",
            "death",
        ]
    ),
    max_size=7,
)


def do(person, relative, step, number):
    """One thing in the life of somebody; refused ones are no matter."""
    said = {"by": SYSTEM, "at": AT + timedelta(minutes=number)}
    home = households.add_living(EAST + "901", **said) if step == "household" else None
    acts = {
        "status": lambda: statuses.add(person.pk, "lives_alone", date(2020, 1, 1), source="走访", **said),
        "other status": lambda: statuses.add(person.pk, "severe_disability", date(2019, 1, 1), source="残联", **said),
        "ended status": lambda: statuses.add(person.pk, "left_behind", date(2019, 1, 1), true_to=date(2020, 1, 1), source="走访", **said),
        "contact": lambda: households.add_emergency_contact(person.pk, "赵丽", "child", f"104000000{number:02d}", **said),
        "guardian": lambda: households.add_guardian(person.pk, relative.pk, "relative", date(2025, 1, 1), source="法院", **said),
        "carer": lambda: households.add_family_carer(person.pk, relative.pk, "child", date(2025, 1, 1), source="走访", **said),
        "support": lambda: households.add_support(person.pk, relative.pk, "child", **said),
        "supports": lambda: households.add_support(relative.pk, person.pk, "parent", **said),
        "aid": lambda: households.open_aid_unit(EAST + "901", {person.pk: "head"}, date(2025, 1, 1), source="社救", **said),
        "move": lambda: residents.record_move(person.pk, date(2026, 5, number + 1), residence_area_id=WEST + "901", **said),
        "registration": lambda: residents.record_registration(person.pk, date(2026, 5, number + 1), registered_elsewhere="成都", **said),
        "phone": lambda: residents.change(person.pk, {"phone": "10400000077"}, **said),
        "household": lambda: households.join_living(person.pk, home.pk, "head", on=date(2024, 1, 1), **said),
        "death": lambda: residents.record_death(person.pk, date(2026, 10, 1), **said),
    }  # fmt: skip
    with contextlib.suppress(DomainError):
        acts[step]()


def check_a_merge_and_its_undoing(lives):
    """Two lives, merged and separated: every row is what it was."""
    relative = add("赵海", birth=date(1975, 1, 1))
    people = [add(), add("王晓明")]
    for person, life in zip(people, lives, strict=True):
        for number, step in enumerate(life):
            do(person, relative, step, number)
    if lives[0] and lives[1]:
        do(people[0], people[1], "carer", 20)  # a tie between the two
    before = canonical()
    merged = duplicates.merge(people[0].pk, people[1].pk, reason="核对", by=SYSTEM, at=LATER)
    duplicates.unmerge(merged.pk, reason="误并", by=SYSTEM, at=LATER + timedelta(hours=1))
    assert canonical() == before


SOME = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SOME
@given(st.tuples(STEPS, STEPS))
def test_a_merge_that_is_undone_restores_every_row(lives):
    check_a_merge_and_its_undoing(lives)


@pytest.mark.full
@settings(SOME, max_examples=120)
@given(st.tuples(STEPS, STEPS))
def test_a_merge_that_is_undone_restores_every_row_of_many_lives(lives):
    check_a_merge_and_its_undoing(lives)
