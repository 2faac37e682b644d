"""Pages: who may open them, what they hide, and that every number leads to as many rows as it says."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.core.domain.roles import Role
from laoyou.core.models import AccessEntry, Account, RoleGrant
from laoyou.core.scope import Scope
from laoyou.providers.commands import beds, facilities, places, staff
from laoyou.providers.domain.selection import Selection
from laoyou.providers.tests.conftest import AT, ID_NUMBER, SYSTEM

pytestmark = pytest.mark.django_db
PHONE = "10490001234"


def sign_in(role, *, area=None, provider=None):
    account = Account.objects.create(
        username=f"{role}-{area}-{provider}", display_name="某人", created_at=AT - timedelta(days=9)
    )
    RoleGrant.objects.create(
        account=account, role=role.value, area_id=area, provider_id=provider, granted_at=AT - timedelta(days=9)
    )
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def person(sample):
    row = staff.add(sample.home.pk, "李护士", "nurse", id_number=ID_NUMBER, phone=PHONE, by=SYSTEM, at=AT)
    staff.add_credential(row.pk, "nurse_licence", "护1", expires_on=date(2026, 1, 1), by=SYSTEM, at=AT)
    return row


@pytest.fixture
def officer(sample):
    return sign_in(Role.DEPARTMENT_OFFICER, area="500118")


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def addresses(sample, person):
    return {
        "list_providers": reverse("providers:list_providers"),
        "list_facilities": reverse("providers:list_facilities"),
        "list_beds": reverse("providers:list_beds") + "?reading=all",
        "list_places": reverse("providers:list_places"),
        "list_staff": reverse("providers:list_staff"),
        "map_facilities": reverse("providers:map_facilities"),
        "show_provider": reverse("providers:show_provider", args=[sample.provider.pk]),
        "show_facility": reverse("providers:show_facility", args=[sample.home.pk]),
        "show_staff_member": reverse("providers:show_staff_member", args=[person.pk]),
    }


PLANTED = ("安康养老院", "安康养老服务有限公司", "李护士", "101-1")


def test_pages_of_a_district_show_it_and_those_of_another_town_show_nothing_of_it(sample, person, officer):
    elsewhere = sign_in(Role.DEPARTMENT_OFFICER, area="500118002")
    for name, address in addresses(sample, person).items():
        seen = officer.get(address)
        assert seen.status_code == 200, name
        hidden = elsewhere.get(address)
        if name.startswith("show"):
            assert hidden.status_code == 404, name
        for token in PLANTED:
            assert token not in text(hidden), (name, token)


def test_exports_and_search_are_as_narrow_as_the_pages(sample, person, officer):
    elsewhere = sign_in(Role.DEPARTMENT_OFFICER, area="500118002")
    for name in ("list_providers", "list_facilities", "list_beds", "list_places", "list_staff"):
        address = reverse(f"providers:{name}")
        assert officer.get(f"{address}?format=csv").status_code == 200
        for form in ("csv", "print"):
            assert not any(token in text(elsewhere.get(f"{address}?format={form}")) for token in PLANTED), name
    assert "安康养老院" in text(officer.get(reverse("providers:list_facilities") + "?q=akyly"))
    assert "安康养老院" in text(officer.get(reverse("providers:list_facilities") + "?q=anKang"))
    assert "安康养老院" not in text(elsewhere.get(reverse("providers:list_facilities") + "?q=安康"))


def test_somebody_without_the_permission_is_turned_away(sample, person):
    auditor = sign_in(Role.AUDITOR, area="500118")
    seat = sign_in(Role.CALL_CENTRE_SEAT, area="500118")
    for name, address in addresses(sample, person).items():
        assert auditor.get(address).status_code == 403, name
        assert seat.get(address).status_code == (403 if "staff" in name else 200), name
    assert "李护士" not in text(seat.get(reverse("providers:show_facility", args=[sample.home.pk])))


def test_a_director_sees_his_own_house(sample, person):
    director = sign_in(Role.PROVIDER_DIRECTOR, provider=sample.provider.pk)
    page = text(director.get(reverse("providers:show_facility", args=[sample.home.pk])))
    assert "李护士" in page
    assert director.get(reverse("providers:show_facility", args=[sample.nursery.pk])).status_code == 404
    assert "阳光托育中心" not in text(director.get(reverse("providers:list_facilities")))


def test_numbers_of_people_are_masked_on_pages_and_in_files_and_shown_for_a_reason_that_is_kept(
    sample, person, officer
):
    everything = [*addresses(sample, person).values(), reverse("providers:list_staff") + "?format=csv"]
    for address in everything:
        page = text(officer.get(address))
        assert ID_NUMBER not in page and PHONE not in page, address
    assert f"009***********{ID_NUMBER[-4:]}" in text(officer.get(reverse("providers:list_staff")))

    address = reverse("providers:reveal_staff_member", args=[person.pk, "id_number"])
    assert officer.post(address, {"reason": "看"}).status_code == 422
    before = AccessEntry.objects.unscoped("a test").filter(action="providers.unmask").count()
    assert ID_NUMBER in text(officer.post(address, {"reason": "核对护士执业证书"}))
    entry = AccessEntry.objects.unscoped("a test").filter(action="providers.unmask").latest("pk")
    assert AccessEntry.objects.unscoped("a test").filter(action="providers.unmask").count() == before + 1
    assert "核对护士执业证书" in entry.detail or "核对护士执业证书" in getattr(entry, "reason", "")
    assert ID_NUMBER not in entry.detail

    elsewhere = sign_in(Role.DEPARTMENT_OFFICER, area="500118002")
    assert elsewhere.post(address, {"reason": "核对护士执业证书"}).status_code == 404
    town = sign_in(Role.TOWN_OFFICER, area="500118001")
    assert town.post(address, {"reason": "核对护士执业证书"}).status_code == 403
    assert (
        officer.post(
            reverse("providers:reveal_staff_member", args=[person.pk, "name"]), {"reason": "看一看呀"}
        ).status_code
        == 404
    )


def test_somebody_is_found_by_the_whole_id_number_and_not_by_a_part(sample, person, officer):
    address = reverse("providers:list_staff")
    assert "李护士" in text(officer.get(f"{address}?q={ID_NUMBER}"))
    assert "李护士" not in text(officer.get(f"{address}?q={ID_NUMBER[:16]}"))


def test_each_detail_page_and_each_export_leaves_an_entry_in_the_read_log(sample, person, officer):
    pages = addresses(sample, person)
    for name in ("show_provider", "show_facility", "show_staff_member"):
        before = AccessEntry.objects.unscoped("a test").count()
        officer.get(pages[name])
        assert AccessEntry.objects.unscoped("a test").filter(action=f"providers.{name}").exists()
        assert AccessEntry.objects.unscoped("a test").count() == before + 1
    before = AccessEntry.objects.unscoped("a test").count()
    text(officer.get(pages["list_staff"] + "?format=csv"))
    assert AccessEntry.objects.unscoped("a test").count() == before + 1


FIGURE = re.compile(r'data-figure="([^"]+)"')
COUNT = re.compile(r'head-count">\D*([\d,]+)')


def rows_listed(client, url):
    return int(COUNT.search(text(client.get(url)))[1].replace(",", ""))


def test_every_number_leads_to_as_many_rows_as_it_says(sample, person, officer):
    beds.add(sample.home.pk, "101-2", approved=True, tier="market", by=SYSTEM, at=AT)
    beds.occupy(sample.bed.pk, began_on=date(2026, 9, 1), by=SYSTEM, at=AT)
    places.set_readings(sample.place.pk, enrolled=True, by=SYSTEM, at=AT)
    facilities.set_kinds(sample.home.pk, ["town_care_centre", "care_home"], by=SYSTEM, at=AT)
    facilities.update(sample.home.pk, floor_area_m2="812.5", by=SYSTEM, at=AT)
    from laoyou.core import figures as core_figures

    scope = Scope.system("a test")
    pages = [*addresses(sample, person).values(), reverse("providers:show_facility", args=[sample.nursery.pk])]
    pages += [reverse("providers:map_facilities") + f"?layer={layer}" for layer in ("beds", "free_places", "childcare")]
    refs = {html.unescape(ref) for page in pages for ref in FIGURE.findall(text(officer.get(page)))}
    assert len(refs) > 40
    for ref in refs:
        figure = core_figures.resolve(ref, scope)
        assert figure.ref == ref and figure.name and figure.formula
        assert officer.get(figure.url).status_code == 200, ref
        if figure.rows_count is not None:
            assert figure.value == figure.rows_count == rows_listed(officer, figure.rows_url), ref


@pytest.mark.parametrize(
    ("selection", "value"),
    [
        ({"reading": "approved"}, 2),
        ({"reading": "actual"}, 1),
        ({"reading": "approved", "nursing": True}, 1),
        ({"kind": ["care_home", "day_care_centre"]}, 1),
        ({"area": "500118002"}, 0),
    ],
)
def test_a_figure_of_beds_counts_its_rows_under_one_reading(sample, officer, selection, value):
    from laoyou.providers.figures import figure

    beds.add(sample.home.pk, "101-2", approved=True, by=SYSTEM, at=AT)
    found = figure(Selection.of("beds", selection), SYSTEM)
    assert found.value == value == rows_listed(officer, found.rows_url)


def test_a_figure_of_a_place_is_of_the_whole_place_or_refused(sample):
    from laoyou.base.errors import DomainError
    from laoyou.core import figures as core_figures
    from laoyou.providers.tests.conftest import holder

    town = holder(Role.TOWN_OFFICER, "500118002")
    with pytest.raises(DomainError) as refusal:
        core_figures.resolve("beds:area=500118", town)
    assert refusal.value.code == "core.not_found"
    assert core_figures.resolve("beds:area=500118002", town).value == 0
    with pytest.raises(DomainError):
        core_figures.resolve(f"beds:facility={sample.home.pk}", town)
    with pytest.raises(DomainError):
        core_figures.resolve(f"facility:{sample.home.pk}/name", SYSTEM)


def test_the_published_number_stands_beside_the_counted_one_with_its_clause(sample):
    from laoyou.core import district
    from laoyou.providers.figures import figure

    found = figure(Selection.of("beds", {"area": "500118001", "kind": "care_home"}), SYSTEM)
    cell = district.pack().figures["yc-table-1-2"].number(("500118001",), "other_beds")
    assert found.terms[0].figure.value == cell
    assert found.sources[0].clause.endswith("表1-2")
    assert any(str(cell) in note for note in found.notes)
    assert not figure(Selection.of("beds", {"area": "500118001901"}), SYSTEM).terms


def test_what_nobody_knows_is_not_shown_as_nought(sample, officer):
    facilities.update(sample.home.pk, beds_known=False, by=SYSTEM, at=AT)
    assert "数量未知" in text(officer.get(reverse("providers:show_facility", args=[sample.home.pk])))
    beds.add(sample.home.pk, "101-3", by=SYSTEM, at=AT)
    assert "数量未知" not in text(officer.get(reverse("providers:show_facility", args=[sample.home.pk])))


@pytest.mark.parametrize("page", ["list_facilities", "list_beds", "list_places", "list_staff", "list_providers"])
def test_every_sort_walks_through_all_rows_once(page, sample, person, officer, settings):
    from laoyou.providers.views import lists

    view = getattr(lists, {"list_facilities": "ListFacilitiesPage", "list_beds": "ListBedsPage", "list_places": "ListPlacesPage",
                           "list_staff": "ListStaffPage", "list_providers": "ListProvidersPage"}[page])  # fmt: skip
    if page == "list_beds":
        for number in range(7):
            beds.add(sample.home.pk, f"2{number}", actual=True, by=SYSTEM, at=AT)
    original = view.size
    view.size = 3
    try:
        for sort in ("area", "-area", "name", "-name", "number", "-number", "kind", "opened_on", "-opened_on"):
            address, seen = f"{reverse(f'providers:{page}')}?sort={sort}", []
            for _ in range(9):
                response = officer.get(address)
                seen += [row.pk for row in response.context["result"].rows]
                if not response.context["next_url"]:
                    break
                address = response.context["next_url"]
            assert len(seen) == len(set(seen)) == response.context["result"].count.value, sort
    finally:
        view.size = original


def test_an_english_page_has_no_chinese_outside_marked_names(sample, person, officer):
    from pathlib import Path

    from laoyou.core import models as core_models
    from tools.messages import compile_messages

    compile_messages(Path(core_models.__file__).parents[2])
    officer.cookies["laoyou_language"] = "en"
    for name, address in addresses(sample, person).items():
        page = text(officer.get(address)).split("<main", 1)[1].split("</main>", 1)[0]
        page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
        page = re.sub(r'<(\w+)[^>]*lang="zh"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
        assert not re.findall(r"[\u4e00-\u9fff]+", page), name
