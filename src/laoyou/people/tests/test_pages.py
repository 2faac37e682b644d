"""Pages show what the reader may see, mask what is sealed, and remember who looked."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import AccessEntry
from laoyou.people.commands import households, statuses
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add
from laoyou.people.tests.test_commands import number_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]


def signed_in(role=Role.DEPARTMENT_OFFICER, area="500118", **over):
    account = accounts.create(f"{role.value}-{area}", "王专干", by=SYSTEM, at=AT)
    accounts.grant(account.pk, role, by=SYSTEM, at=AT, **(over or {"area_id": area}))
    client = Client(HTTP_HOST="localhost")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.fixture
def elder():
    resident = add(
        id_document="resident_id", id_number=number_of(), phone="10400000001", address="永川区东街道人民路八号"
    )
    statuses.add(resident.pk, "lives_alone", date(2020, 1, 1), source="村干部走访", by=SYSTEM, at=AT)
    households.add_emergency_contact(resident.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    return resident


def test_the_list_shows_residents_with_masked_numbers(elder):
    text = text_of(signed_in().get(reverse("people:list_residents")))
    assert "王小明" in text
    assert number_of() not in text and "10400000001" not in text
    assert "000***********" in text


def test_the_detail_names_facts_with_their_source_and_is_remembered(elder):
    text = text_of(signed_in().get(reverse("people:show_resident", args=[elder.pk])))
    assert "村干部走访" in text and "赵丽" in text
    for secret in (number_of(), "10400000001", "10400000003", "人民路八号"):
        assert secret not in text
    entry = AccessEntry.objects.unscoped("a test").get(action="people.show_resident")
    assert entry.subject_id == str(elder.pk)


def test_who_looked_stands_on_the_page(elder):
    client = signed_in()
    page = reverse("people:show_resident", args=[elder.pk])
    client.get(page)
    assert "王专干" in text_of(client.get(page))


@pytest.mark.parametrize(
    ("field", "value"), [("id_number", number_of()), ("phone", "10400000001"), ("address", "永川区东街道人民路八号")]
)
def test_a_whole_value_is_shown_for_a_reason_that_is_kept(elder, field, value):
    response = signed_in().post(
        reverse("people:reveal_resident", args=[elder.pk, field]), {"reason": "核对高龄津贴账户"}
    )
    assert value in text_of(response)
    assert "核对高龄津贴账户" in AccessEntry.objects.unscoped("a test").get(action="people.unmask").detail


def test_without_a_reason_nothing_is_shown(elder):
    response = signed_in().post(reverse("people:reveal_resident", args=[elder.pk, "phone"]), {"reason": " "})
    assert response.status_code == 422
    assert "10400000001" not in text_of(response)
    assert not AccessEntry.objects.unscoped("a test").filter(action="people.unmask").exists()


def test_the_phone_of_a_contact_is_shown_for_a_reason(elder):
    contact = elder.emergency_contacts.unscoped("a test").get()
    response = signed_in().post(
        reverse("people:reveal_contact", args=[elder.pk, contact.pk]), {"reason": "老人走失联系家属"}
    )
    assert "10400000003" in text_of(response)


def test_other_columns_are_not_revealed(elder):
    assert (
        signed_in().post(reverse("people:reveal_resident", args=[elder.pk, "name"]), {"reason": "随便看看"}).status_code
        == 404
    )


def test_another_towns_resident_is_not_there(elder):
    client = signed_in(Role.TOWN_OFFICER, WEST)
    page = reverse("people:show_resident", args=[elder.pk])
    response = client.get(page)
    assert response.status_code == 404
    assert "王小明" not in text_of(response)
    assert (
        client.post(reverse("people:reveal_resident", args=[elder.pk, "phone"]), {"reason": "想看电话"}).status_code
        == 404
    )
    assert "王小明" not in text_of(client.get(reverse("people:list_residents")))
    for typed in ("王小明", "wxm", number_of(), "10400000001"):
        assert page not in text_of(client.get(reverse("people:list_residents"), {"q": typed, "basis": "either"}))


def test_a_relative_outside_the_scope_is_not_named(elder):
    child = add("赵大海", WEST + "901", birth=date(1975, 1, 1))
    households.add_support(elder.pk, child.pk, "child", by=SYSTEM, at=AT)
    page = reverse("people:show_resident", args=[elder.pk])
    assert "赵大海" not in text_of(signed_in(Role.TOWN_OFFICER, EAST).get(page))
    assert "赵大海" in text_of(signed_in().get(page))


def test_a_citizen_sees_his_family_and_no_list(elder):
    client = signed_in(Role.CITIZEN, "family", resident_id=elder.pk)
    assert client.get(reverse("people:show_resident", args=[elder.pk])).status_code == 200
    assert client.get(reverse("people:list_residents")).status_code == 403
    assert client.get(reverse("people:show_resident", args=[add("别人").pk])).status_code == 404


def test_households_show_their_members(elder):
    client, stranger = signed_in(), signed_in(Role.TOWN_OFFICER, WEST)
    home = households.add_living(EAST + "901", by=SYSTEM, at=AT)
    book = households.add_registered(EAST + "901", "500118001901000001", by=SYSTEM, at=AT)
    households.join_living(elder.pk, home.pk, "head", by=SYSTEM, at=AT)
    households.join_registered(elder.pk, book.pk, "head", by=SYSTEM, at=AT)
    for name, household in (("people:show_living_household", home), ("people:show_registered_household", book)):
        assert "王小明" in text_of(client.get(reverse(name, args=[household.pk])))
        assert stranger.get(reverse(name, args=[household.pk])).status_code == 404
    assert AccessEntry.objects.unscoped("a test").filter(action="people.show_household").count() == 2


@pytest.mark.parametrize("form", ["csv", "xlsx", "print"])
def test_an_export_is_masked_and_remembered(elder, form):
    response = signed_in().get(reverse("people:list_residents"), {"format": form})
    assert response.status_code == 200
    if form != "xlsx":
        text = text_of(response)
        assert "王小明" in text and number_of() not in text
    assert AccessEntry.objects.unscoped("a test").filter(action="core.export_list").count() == 1


def test_whoever_may_not_export_gets_no_file(elder):
    assert (
        signed_in(Role.COMMUNITY_WORKER, EAST + "901")
        .get(reverse("people:list_residents"), {"format": "csv"})
        .status_code
        == 403
    )


@pytest.mark.parametrize("query", [{"age": "60-"}, {"months": "0-35"}, {"status": "lives_alone"}, {"town": EAST}, {"sex": "female"},
                                   {"basis": "registered"}, {"elsewhere": "0"}, {"sort": "-birth_date"}, {"q": "wxm"}])  # fmt: skip
def test_each_filter_answers(elder, query):
    response = signed_in().get(reverse("people:list_residents"), query)
    assert response.status_code == 200
    assert ("王小明" in text_of(response)) == (query != {"months": "0-35"})
