"""Who may act for somebody, until when, and who ends it; elders in special difficulty, from the application to the re-check."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import Notice
from laoyou.people.commands import delegations, difficulties, statuses
from laoyou.people.commands.ties import Somebody
from laoyou.people.domain.difficulty import grounds_of
from laoyou.people.domain.words import Status
from laoyou.people.models import Delegation, SpecialDifficulty, SpecialDifficultyStep
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add, office
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
HERE = EAST + "901"
SAID = {
    "name": "王丽", "relation": "child", "powers": ["see_record", "apply"], "valid_from": "2026-10-01",
    "valid_to": "2027-10-01", "proof": "委托书在卷",
}  # fmt: skip


def citizen(name):
    account = accounts.create(name, "王丽", by=SYSTEM, at=AT)
    client = Client(HTTP_HOST="localhost")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return account, client


def test_the_daughter_sees_her_father_until_he_withdraws_it():
    father, town = add(), signed_in(Role.TOWN_OFFICER, EAST)
    _daughter, hers = citizen("daughter")
    page, record = (reverse(f"people:{name}", args=[father.pk]) for name in ("show_resident", "record_delegation"))
    assert hers.get(page).status_code == 403
    assert town.post(record, {**SAID, "username": "nobody"}).status_code == 422
    assert town.post(record, {**SAID, "username": "daughter"}).status_code == 302
    assert hers.get(page).status_code == 200
    family = text_of(hers.get(reverse("people:show_family")))
    assert father.name in family and "查看详情" in family  # and who looked
    row = Delegation.objects.unscoped(ALL).get()
    himself, his = citizen("father")
    accounts.grant(himself.pk, Role.CITIZEN, by=SYSTEM, at=AT, resident_id=father.pk)
    withdraw = reverse("people:withdraw_delegation", args=[father.pk, row.pk])
    assert his.post(withdraw, {"reason": ""}).status_code == 422
    assert his.post(withdraw, {"reason": "不再需要"}).status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawal_reason) == ("himself", "不再需要")
    assert hers.get(page).status_code == 403 and his.get(page).status_code == 200


def test_a_delegate_ends_only_his_own():
    father = add()
    (_one, ones), (_two, twos) = citizen("one"), citizen("two")
    rows = []
    for name in ("one", "two"):
        new = delegations.NewDelegation(
            Somebody(name), "child", ["see_record"], date(2026, 10, 1), date(2027, 1, 1), "x", username=name
        )
        rows.append(delegations.record(father.pk, new, by=SYSTEM, at=AT))
    assert (
        ones.post(reverse("people:withdraw_delegation", args=[father.pk, rows[1].pk]), {"reason": "x"}).status_code
        == 404
    )
    assert (
        twos.post(reverse("people:withdraw_delegation", args=[father.pk, rows[1].pk]), {"reason": "x"}).status_code
        == 302
    )
    assert ones.get(reverse("people:show_resident", args=[father.pk])).status_code == 200


def test_it_ends_by_itself_with_its_term(settings):
    father = add()
    _daughter, hers = citizen("daughter")
    new = delegations.NewDelegation(
        Somebody("王丽"), "child", ["see_record"], date(2026, 10, 1), date(2026, 11, 30), "x", username="daughter"
    )
    delegations.record(father.pk, new, by=SYSTEM, at=AT)
    page = reverse("people:show_resident", args=[father.pk])
    assert hers.get(page).status_code == 200
    settings.LAOYOU_DEMO_DATE = date(2026, 11, 30)
    assert hers.get(page).status_code == 403


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"witness": ""}, "people.witness_missing"),
        ({"powers": []}, "people.delegation_powers"),
        ({"proof": " "}, "people.proof_missing"),
        ({"valid_to": date(2026, 10, 31)}, "people.delegation_dates"),
        ({"username": "clerk"}, "people.delegate_account"),
    ],
)
def test_what_is_no_delegation_is_refused(changes, code):
    father = add()
    clerk = accounts.create("clerk", "职员", by=SYSTEM, at=AT)
    accounts.grant(clerk.pk, Role.TOWN_OFFICER, by=SYSTEM, at=AT, area_id=WEST)
    said = {"powers": ["apply"], "valid_to": date(2027, 1, 1), "proof": "x", "witness": "赵干部", **changes}
    new = delegations.NewDelegation(who=Somebody("王丽"), relation="child", valid_from=date(2026, 10, 1), **said)
    with pytest.raises(DomainError) as refusal:
        delegations.record(father.pk, new, by=SYSTEM, at=AT)
    assert refusal.value.code == code and not Delegation.objects.unscoped(ALL).exists()


def test_the_grounds_are_those_that_the_pack_names():
    assert set(difficulties.grounds()) == {
        Status.LIVES_ALONE, Status.EMPTY_NEST, Status.LEFT_BEHIND, Status.DISABLED_ELDER, Status.SEVERE_DISABILITY,
        Status.SPECIAL_FAMILY_PLANNING_FAMILY,
    }  # fmt: skip
    assert grounds_of("独居老年人") == (Status.LIVES_ALONE,)


def test_an_elder_is_recognised_and_looked_at_again():
    elder, town = add(), signed_in(Role.TOWN_OFFICER, EAST)
    apply = reverse("people:apply_difficulty", args=[elder.pk])
    assert town.post(apply, {"applied_by": "王丽", "on": "2026-10-20"}).status_code == 302
    assert town.post(apply, {"applied_by": "王丽", "on": "2026-10-20"}).status_code == 422
    row = SpecialDifficulty.objects.unscoped(ALL).get()
    assess = reverse("people:assess_difficulty", args=[row.pk])
    nothing = {ground.value: "unknown" for ground in difficulties.grounds()}
    assert town.post(assess, {**nothing, "on": "2026-10-21"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "needs_information"  # silence is not "no"
    alone = {**nothing, "lives_alone": "yes", "on": "2026-10-22"}
    assert town.post(assess, alone).status_code == 422  # when will somebody look again?
    assert town.post(assess, {**alone, "next_check_on": "2026-10-30"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "recognised"
    for _time in range(2):
        difficulties.tell_due(at=AT)
    assert Notice.objects.filter(account__username=f"town_officer-{EAST}").count() == 1
    shown = text_of(town.get(reverse("people:show_difficulty", args=[row.pk])))
    assert "已到复核日期" in shown and "独居" in shown and elder.name in shown
    assert elder.name in text_of(town.get(reverse("people:list_difficulties") + "?due=1"))
    no = {ground.value: "no" for ground in difficulties.grounds()}
    assert town.post(assess, {**no, "on": "2026-10-31"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.next_check_on) == ("ended", None)
    assert SpecialDifficultyStep.objects.unscoped(ALL).count() == 4
    assert town.get(assess).status_code == 422


def test_what_the_register_knows_is_filled_in_and_another_town_sees_nothing():
    elder = add()
    statuses.add(elder.pk, "empty_nest", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    row = difficulties.apply(elder.pk, "本人", date(2026, 10, 1), by=SYSTEM, at=AT)
    page = text_of(signed_in(Role.TOWN_OFFICER, EAST).get(reverse("people:assess_difficulty", args=[row.pk])))
    assert 'value="yes" selected' in page
    west = signed_in(Role.TOWN_OFFICER, WEST)
    assert west.get(reverse("people:show_difficulty", args=[row.pk])).status_code == 404
    with pytest.raises(DomainError):
        difficulties.close(row.pk, reason="x", by=office(WEST, Role.TOWN_OFFICER), at=AT + timedelta(hours=1))
    difficulties.close(row.pk, reason="本人撤回", by=office(EAST, Role.TOWN_OFFICER), at=AT + timedelta(hours=1))
    assert SpecialDifficulty.objects.unscoped(ALL).get().state == "withdrawn"
