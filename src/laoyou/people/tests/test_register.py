"""Daily work on one resident: registering, correcting, moving, dying, and taking each of them back; through commands and pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core.domain.roles import Role
from laoyou.core.models import HistoryEntry
from laoyou.people.commands import homes, households, residents, statuses
from laoyou.people.domain.spells import Basis
from laoyou.people.models import Residency, Resident, StatusFact
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add, office
from laoyou.people.tests.test_commands import number_of
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
LATER = AT + timedelta(hours=1)


def stored(resident):
    return Resident.objects.unscoped(ALL).get(pk=resident.pk)


def timeline(resident, basis=Basis.RESIDENCE):
    return [
        (spell.home.area or spell.home.elsewhere, spell.true_from, spell.true_to)
        for spell in homes.timeline(stored(resident), basis)
    ]


def refused(command, code):
    with pytest.raises(DomainError) as refusal:
        command()
    assert refusal.value.code == code


class TestMoving:
    """Residence and registration move separately; every move stays, and can be taken back or corrected."""

    def test_a_move_keeps_where_he_was(self):
        resident = add(address="人民路八号")
        residents.record_move(
            resident.pk, date(2026, 5, 1), residence_area_id=WEST + "901", address="西街二号", by=SYSTEM, at=LATER
        )
        assert timeline(resident) == [(EAST + "901", None, date(2026, 5, 1)), (WEST + "901", date(2026, 5, 1), None)]
        assert timeline(resident, Basis.REGISTRATION) == [(EAST + "901", None, None)]
        assert stored(resident).address.open() == "西街二号"

    def test_the_registration_moves_and_the_residence_stays(self):
        resident = add()
        residents.record_registration(
            resident.pk, date(2026, 5, 1), registered_elsewhere="四川省成都市", by=SYSTEM, at=LATER
        )
        row = stored(resident)
        assert (row.residence_area_id, row.registered_area_id, row.registered_elsewhere) == (
            EAST + "901",
            None,
            "四川省成都市",
        )
        assert row.registered_town is None

    def test_whoever_comes_back_has_three_spells(self):
        resident = add()
        residents.record_move(resident.pk, date(2025, 1, 1), residence_elsewhere="成都", by=SYSTEM, at=AT)
        residents.record_move(resident.pk, date(2026, 1, 1), residence_area_id=EAST + "902", by=SYSTEM, at=LATER)
        assert [where for where, *_days in timeline(resident)] == [EAST + "901", "成都", EAST + "902"]
        assert (stored(resident).moved_out_on, stored(resident).moved_in_on) == (date(2025, 1, 1), date(2026, 1, 1))

    def test_a_move_that_never_was_is_taken_back_with_household_and_address(self):
        resident = add(address="人民路八号")
        home = households.add_living(EAST + "901", by=SYSTEM, at=AT)
        households.join_living(resident.pk, home.pk, "head", on=date(2020, 1, 1), by=SYSTEM, at=AT)
        before = stored(resident)
        residents.record_move(resident.pk, date(2026, 5, 1), residence_elsewhere="成都", by=SYSTEM, at=LATER)
        residents.take_back_move(
            resident.pk, "residence", reason="同名误登", by=SYSTEM, at=LATER + timedelta(minutes=1)
        )
        after = stored(resident)
        assert (after.residence_area_id, after.living_household_id, after.living_relation) == (
            EAST + "901",
            home.pk,
            "head",
        )
        assert (after.address.open(), after.moved_out_on) == (before.address.open(), before.moved_out_on)
        # What was said meanwhile stays, as superseded.
        rows = Residency.objects.unscoped(ALL).filter(resident=resident)
        assert rows.filter(superseded_at__isnull=True).count() == 2
        assert rows.filter(elsewhere="成都", superseded_at__isnull=False).count() == 1

    def test_nothing_is_taken_back_where_nobody_moved(self):
        resident = add()
        refused(
            lambda: residents.take_back_move(resident.pk, "residence", reason="误登", by=SYSTEM, at=LATER),
            "people.nothing_to_take_back",
        )

    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({"residence_area_id": EAST + "901"}, "people.same_place"),
            ({"residence_area_id": "500118999999"}, "people.area_unknown"),
            ({}, "people.area_and_elsewhere"),
            ({"residence_area_id": WEST + "901", "residence_elsewhere": "成都"}, "people.area_and_elsewhere"),
            ({"residence_area_id": WEST + "901", "on": date(2026, 11, 1)}, "people.move_too_early"),
            ({"residence_area_id": WEST + "901", "on": date(1949, 1, 1)}, "people.move_too_early"),
        ],
    )
    def test_a_move_that_cannot_be_is_refused(self, over, code):
        resident = add()
        given = {"on": date(2026, 5, 1), **over}
        refused(lambda: residents.record_move(resident.pk, given.pop("on"), **given, by=SYSTEM, at=AT), code)
        assert not Residency.objects.unscoped(ALL).exists()

    def test_a_wrong_day_is_corrected_and_the_wrong_one_stays_as_superseded(self):
        resident = add()
        residents.record_move(resident.pk, date(2026, 5, 1), residence_area_id=WEST + "901", by=SYSTEM, at=AT)
        residents.correct_home(
            resident.pk, "residence", on=date(2026, 3, 1), area_id=WEST + "901", reason="核对租约", by=SYSTEM, at=LATER
        )
        assert timeline(resident) == [(EAST + "901", None, date(2026, 3, 1)), (WEST + "901", date(2026, 3, 1), None)]
        assert Residency.objects.unscoped(ALL).filter(superseded_at=LATER).count() == 2

    def test_an_earlier_day_than_the_move_before_is_refused(self):
        resident = add()
        residents.record_move(resident.pk, date(2026, 5, 1), residence_area_id=WEST + "901", by=SYSTEM, at=AT)
        residents.record_move(resident.pk, date(2026, 6, 1), residence_area_id=WEST + "902", by=SYSTEM, at=AT)
        refused(
            lambda: residents.correct_home(
                resident.pk, "residence", on=date(2026, 5, 1), area_id=WEST + "902", reason="核对", by=SYSTEM, at=LATER
            ),
            "people.move_too_early",
        )

    def test_another_town_receives_whom_it_knows_by_number_and_name(self):
        resident = add(id_document="resident_id", id_number=number_of())
        west = office(WEST)
        for number, name in ((number_of(), "王小红"), (number_of(serial=2), "王小明")):
            refused(
                lambda number=number, name=name: residents.receive(
                    number, name, date(2026, 5, 1), residence_area_id=WEST + "901", by=west, at=AT
                ),
                "people.nobody_so_named",
            )
        refused(
            lambda: residents.receive(
                number_of(), "王小明", date(2026, 5, 1), residence_area_id=EAST + "902", by=west, at=AT
            ),
            "people.area_not_covered",
        )
        residents.receive(number_of(), "王小明", date(2026, 5, 1), residence_area_id=WEST + "901", by=west, at=AT)
        assert stored(resident).residence_area_id == WEST + "901"


class TestDying:
    """A death stays unless it was a mistake; then everything goes on as before."""

    def test_a_mistaken_death_is_taken_back_with_the_statuses(self):
        resident = add()
        statuses.add(resident.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
        ended = statuses.add(resident.pk, "severe_disability", date(2019, 1, 1), source="残联", by=SYSTEM, at=AT)
        statuses.end(ended.pk, date(2026, 10, 1), by=SYSTEM, at=AT)
        residents.record_death(resident.pk, date(2026, 10, 1), by=SYSTEM, at=LATER)
        residents.take_back_death(resident.pk, reason="同名误登", by=SYSTEM, at=LATER + timedelta(minutes=1))
        assert stored(resident).death_date is None
        standing = StatusFact.objects.unscoped(ALL).filter(resident=resident, superseded_at__isnull=True)
        # The one that had ended for a reason of its own, on the same day, stays ended.
        assert {one.kind: one.true_to for one in standing} == {
            "lives_alone": None,
            "severe_disability": date(2026, 10, 1),
        }

    def test_the_living_have_no_death_to_take_back(self):
        resident = add()
        refused(lambda: residents.take_back_death(resident.pk, reason="误登", by=SYSTEM, at=AT), "people.not_dead")


class TestCorrecting:
    """What a correction replaced can be put back, until another one touched the same field."""

    def test_a_correction_is_put_back(self):
        resident = add(phone="10400000001")
        residents.change(resident.pk, {"name": "王晓明", "phone": "10400000002"}, reason="误改", by=SYSTEM, at=LATER)
        entry = HistoryEntry.objects.unscoped(ALL).get(table="people_resident", row=str(resident.pk))
        residents.restore(resident.pk, entry.pk, by=SYSTEM, at=LATER + timedelta(minutes=1))
        row = stored(resident)
        assert (row.name, row.pinyin, row.phone.open()) == ("王小明", "wangxiaoming", "10400000001")
        again = HistoryEntry.objects.unscoped(ALL).filter(table="people_resident").order_by("pk")
        refused(lambda: residents.restore(resident.pk, again[0].pk, by=SYSTEM, at=LATER), "people.changed_since")

    def test_a_correction_of_somebody_else_is_not_there(self):
        one, other = add(), add("李秀英")
        residents.change(one.pk, {"name": "王晓明"}, by=SYSTEM, at=LATER)
        entry = HistoryEntry.objects.unscoped(ALL).get(table="people_resident")
        refused(lambda: residents.restore(other.pk, entry.pk, by=SYSTEM, at=LATER), "core.not_found")


class TestDocuments:
    """Every document that people here may have is taken in its own shape."""

    @pytest.mark.parametrize(
        ("document", "number", "code"),
        [
            ("birth_certificate", "T500123456", None),
            ("hk_macao_permit", "h12345678", None),
            ("hk_macao_permit", "12345678", "people.permit_number_shape"),
            ("taiwan_permit", "１２３４５６７８", None),
            ("taiwan_permit", "1234567", "people.permit_number_shape"),
            ("passport", "E1234 5678", None),
            ("passport", "E-1", "people.document_number_shape"),
            ("foreign_permit", "CHN110078010101", None),
            ("residence_permit", "500118195003070024", "people.permit_number_shape"),
            ("resident_id", "000118500307002", None),
        ],
    )
    def test_a_document(self, document, number, code):
        given = {"id_document": document, "id_number": number}
        if code:
            refused(lambda: add(**given), code)
        else:
            kept = stored(add(**given)).id_number.open()
            assert kept == {"h12345678": "H12345678", "１２３４５６７８": "12345678", "E1234 5678": "E12345678"}.get(
                number, kept
            )
            assert document != "resident_id" or (len(kept) == 18 and kept[6:8] == "19")

    def test_a_residence_permit_has_the_check_digit_of_an_id_number(self):
        from laoyou.base.ids import resident_id_check_digit

        body = "81000019500307002"
        number = body + resident_id_check_digit(body)
        assert stored(add(id_document="residence_permit", id_number=number)).id_number.open() == number
        refused(
            lambda: add("李四", id_document="residence_permit", id_number=body + ("0" if number[-1] != "0" else "1")),
            "base.resident_id.check_digit",
        )


FORM = {
    "name": "李秀英", "sex": "female", "birth_date": "1950-03-07", "id_document": "none", "residence": EAST + "901",
    "registered": EAST + "901", "source": "本人到社区登记",
}  # fmt: skip


class TestPages:
    """Forms say beside each field what is wrong, and do with one button what the commands do."""

    def test_somebody_is_registered(self):
        response = signed_in(Role.TOWN_OFFICER, EAST).post(reverse("people:add_resident"), FORM)
        resident = Resident.objects.unscoped(ALL).get(name="李秀英")
        assert response.status_code == 302 and response["Location"] == reverse(
            "people:show_resident", args=[resident.pk]
        )
        assert resident.known_since is not None

    def test_everything_wrong_is_said_at_once_beside_its_field(self):
        wrong = {**FORM, "name": " ", "birth_date": "2030-01-01", "phone": "12", "source": ""}
        text = text_of(signed_in(Role.TOWN_OFFICER, EAST).post(reverse("people:add_resident"), wrong))
        for field in ("name", "birth_date", "source"):
            assert f'id="id_{field}-wrong"' in text
        wrong = {
            **FORM,
            "id_document": "resident_id",
            "id_number": number_of(sex="male"),
            "phone": "12",
            "residence_elsewhere": "成都",
        }
        response = signed_in(Role.TOWN_OFFICER, EAST + "901").post(reverse("people:add_resident"), wrong)
        assert response.status_code == 422
        for field in ("id_number", "phone", "residence_elsewhere"):
            assert f'id="id_{field}-wrong"' in text_of(response)
        assert not Resident.objects.unscoped(ALL).exists()

    def test_a_namesake_must_be_looked_at_first(self):
        add("李秀英")
        page, client = reverse("people:add_resident"), signed_in(Role.TOWN_OFFICER, EAST)
        response = client.post(page, FORM)
        assert response.status_code == 422 and "名册里有很像的人" in text_of(response)
        assert client.post(page, {**FORM, "confirmed": "on"}).status_code == 302
        assert Resident.objects.unscoped(ALL).filter(name="李秀英").count() == 2

    def test_a_namesake_of_another_town_is_only_counted(self):
        there = add("李秀英", WEST + "901")
        text = text_of(signed_in(Role.TOWN_OFFICER, EAST).post(reverse("people:add_resident"), FORM))
        assert "另有1人不在您的管辖范围内" in text
        assert reverse("people:show_resident", args=[there.pk]) not in text

    def test_a_move_a_death_and_both_taken_back(self):
        resident, client = add(), signed_in()

        def page(name, *more):
            return reverse(f"people:{name}", args=[resident.pk, *more])

        assert client.get(page("take_back_move", "residence")).status_code == 422
        said = {"place": WEST + "901", "on": "2026-05-01", "source": "本人登记"}
        assert client.post(page("move_resident", "residence"), said).status_code == 302
        assert stored(resident).residence_area_id == WEST + "901"
        assert "居住地改为" in text_of(client.get(page("show_resident")))
        assert client.post(page("take_back_move", "residence"), {"reason": ""}).status_code == 422
        assert client.post(page("take_back_move", "residence"), {"reason": "同名误登"}).status_code == 302
        assert client.post(page("record_death"), {"on": "2026-10-01", "source": "火化证明"}).status_code == 302
        assert client.get(page("record_death")).status_code == 422
        assert client.post(page("take_back_death"), {"reason": "同名误登"}).status_code == 302
        assert (stored(resident).residence_area_id, stored(resident).death_date) == (EAST + "901", None)

    def test_a_correction_and_its_undoing(self):
        resident, client = add(phone="10400000001"), signed_in()
        page = reverse("people:change_resident", args=[resident.pk])
        text = text_of(client.get(page))
        assert "王小明" in text and "10400000001" not in text
        said = {
            "name": "王晓明",
            "sex": "female",
            "birth_date": "1950-03-07",
            "id_document": "none",
            "reason": "照户口簿",
        }
        assert client.post(page, said).status_code == 302
        assert (stored(resident).name, stored(resident).phone.open()) == ("王晓明", "10400000001")
        shown = text_of(client.get(reverse("people:show_resident", args=[resident.pk])))
        entry = HistoryEntry.objects.unscoped(ALL).get(table="people_resident")
        undo = reverse("people:restore_resident", args=[resident.pk, entry.pk])
        assert undo in shown and "照户口簿" in shown
        assert client.post(undo).status_code == 302
        assert stored(resident).name == "王小明"

    def test_a_clerk_whose_resident_left_is_led_to_the_list(self):
        resident = add(registered_area_id=None, registered_elsewhere="成都")
        client = signed_in(Role.TOWN_OFFICER, EAST)
        said = {"place": WEST + "901", "on": "2026-05-01", "source": "本人登记"}
        response = client.post(reverse("people:move_resident", args=[resident.pk, "residence"]), said)
        assert response["Location"] == reverse("people:list_residents")

    def test_whoever_only_reads_is_offered_nothing_and_may_do_nothing(self):
        resident, client = add(), signed_in(Role.GRID_WORKER, EAST)
        assert "/move/" not in text_of(client.get(reverse("people:show_resident", args=[resident.pk])))
        assert "/add/" not in text_of(client.get(reverse("people:list_residents")))
        assert (
            client.post(
                reverse("people:record_death", args=[resident.pk]), {"on": "2026-10-01", "source": "x"}
            ).status_code
            == 403
        )
