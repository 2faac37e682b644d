"""One visit: what is asked, a form taken in exactly once, a phone whose clock is wrong, paper in the order of the stairs."""

import json
from datetime import UTC, date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from laoyou.core.domain.roles import Role
from laoyou.core.models import AccessEntry, AuditEntry
from laoyou.people.commands import accounts, households, statuses
from laoyou.people.domain.visiting import form_number, id_of_form, stair_order
from laoyou.people.models import EmergencyContact, HomeVisit, LifeTrace, PaymentAccount
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
HERE = EAST + "901"


@pytest.fixture
def elder():
    resident = add(address="永川区东街道8幢2单元301")
    statuses.add(resident.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    new = accounts.NewAccount("bank_card", "农商行", "6222000011112222", date(2024, 1, 1), "本人")
    accounts.set_account(resident.pk, new, by=SYSTEM, at=AT)
    return resident


@pytest.fixture
def worker():
    return signed_in(Role.COMMUNITY_WORKER, HERE)


def bundle(resident, key="0f8c-key-of-one", **more):
    said = {
        "key": key, "resident_id": resident.pk, "met": "yes", "account_works": "no", "contact_name": "赵丽",
        "contact_relation": "child", "contact_phone": "10400000003", "consent": "yes", "needs": ["meals"],
        "remark": "听力不好",
    }  # fmt: skip
    return {"said_at": timezone.now().isoformat(), **said, **more}


def send(client, *forms, phone_now=None):
    body = {"phone_now": (phone_now or timezone.now()).isoformat(), "forms": list(forms)}
    return client.post(reverse("people:send_visits"), json.dumps(body), content_type="application/json")


def test_the_same_bundle_three_times_has_one_effect(elder, worker):
    states = [send(worker, bundle(elder)).json()["answers"][0]["state"] for _time in range(3)]
    assert states == ["done", "again", "again"]
    visit = HomeVisit.objects.unscoped(ALL).get()
    assert (visit.visited_on, visit.met, visit.consent, visit.not_done) == (date(2026, 10, 31), True, True, "")
    assert json.loads(visit.answers.open()) == {"account_works": False, "needs": ["meals"], "remark": "听力不好"}
    assert LifeTrace.objects.unscoped(ALL).count() == EmergencyContact.objects.unscoped(ALL).count() == 1
    standing = PaymentAccount.objects.unscoped(ALL).get(superseded_at=None)
    assert (standing.activated, standing.checked_on) == (False, date(2026, 10, 31))
    assert AuditEntry.objects.unscoped(ALL).filter(action="people.record_visit").count() == 1


def test_a_clock_that_is_a_day_off_is_noticed_and_kept_as_said(elder, worker):
    phone = timezone.now() + timedelta(days=1)
    said_at = phone - timedelta(hours=50)  # visited two days and two hours ago
    answer = send(worker, bundle(elder, said_at=said_at.isoformat()), phone_now=phone).json()["answers"][0]
    assert answer["state"] == "done" and "手机时钟不准" in answer["sentence"]
    visit = HomeVisit.objects.unscoped(ALL).get()
    assert abs(visit.clock_off_seconds - 86400) < 60 and visit.said_at == said_at.astimezone(UTC)
    assert visit.visited_on in (date(2026, 10, 28), date(2026, 10, 29))
    assert LifeTrace.objects.unscoped(ALL).get().seen_on == visit.visited_on


def test_what_is_refused_takes_nothing_else_with_it(elder, worker):
    answer = send(worker, bundle(elder, contact_phone="12")).json()["answers"][0]
    assert answer["state"] == "done" and "紧急联系人" in answer["sentence"]
    assert HomeVisit.objects.unscoped(ALL).get().not_done == "contact:people.phone_shape"
    assert LifeTrace.objects.unscoped(ALL).count() == 1 and not EmergencyContact.objects.unscoped(ALL).exists()


def test_without_consent_nothing_of_needs_is_kept(elder, worker):
    send(worker, bundle(elder, consent="no", wants_assessment="yes"))
    assert json.loads(HomeVisit.objects.unscoped(ALL).get().answers.open()) == {"account_works": False}


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "x"}, {"resident_id": "?"}, {"said_at": "yesterday"}, {"needs": ["gold"]}, {"remark": "长" * 201},
        {"contact_relation": "boss"}, {"resident_id": 10**24}, {"said_at": "2020-01-01T00:00:00Z"},
    ],
)  # fmt: skip
def test_a_bundle_that_is_none_is_refused_alone(elder, worker, wrong):
    answers = send(worker, bundle(elder, **wrong), bundle(elder, key="another-good-key")).json()["answers"]
    assert [one["state"] for one in answers] == ["refused", "done"]
    assert HomeVisit.objects.unscoped(ALL).count() == 1


def test_a_key_belongs_to_who_sent_it_and_to_one_person(elder, worker):
    other = add("别人")
    send(worker, bundle(elder))
    assert send(worker, bundle(other)).json()["answers"][0]["state"] == "refused"
    assert send(signed_in(Role.TOWN_OFFICER, EAST), bundle(elder)).json()["answers"][0]["state"] == "refused"
    west = send(signed_in(Role.TOWN_OFFICER, WEST), bundle(elder, key="key-from-the-west")).json()["answers"][0]
    assert west["state"] == "refused" and HomeVisit.objects.unscoped(ALL).count() == 1
    for body in ("", "[]", "{}", '{"phone_now": "x", "forms": []}'):
        assert worker.post(reverse("people:send_visits"), body, content_type="application/json").status_code == 422


def test_only_what_nobody_told_is_asked(elder, worker):
    url = reverse("people:take_round")
    assert "doors" not in worker.get(url).json()
    door = worker.get(url, {"area": HERE}).json()["doors"][0]
    assert (door["questions"], door["address"]) == (
        ["account", "contact", "screening", "needs"],
        "永川区东街道8幢2单元301",
    )
    households.add_emergency_contact(elder.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    statuses.add(elder.pk, "disabled_elder", date(2024, 1, 1), source="能力评估", by=SYSTEM, at=AT)
    accounts.check_account(elder.pk, activated=True, on=date(2026, 1, 1), how="银行", by=SYSTEM, at=AT)
    assert worker.get(url, {"area": HERE}).json()["doors"][0]["questions"] == ["needs"]
    assert worker.get(url, {"area": WEST + "901"}).status_code == 404
    assert AccessEntry.objects.unscoped(ALL).filter(action="people.take_round").count() == 2


def test_paper_is_printed_in_the_order_of_the_stairs_and_keyed_back_once(elder, worker):
    second = add("李大爷", address="永川区东街道8幢10单元101")
    statuses.add(second.pk, "empty_nest", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    page = reverse("people:print_visits")
    assert worker.post(page, {"area": HERE, "reason": ""}).status_code == 422
    text = text_of(worker.post(page, {"area": HERE, "reason": "十月走访"}))
    assert text.index("2单元301") < text.index("10单元101")
    number = form_number(elder.pk)
    assert number in text
    key = reverse("people:key_visit")
    assert worker.get(key, {"number": number[:-1] + str((int(number[-1]) + 1) % 10)}).status_code == 422
    shown = worker.get(key, {"number": number})
    said = {"number": number, "key": shown.context["form"]["key"].value(), "visited_on": "2026-10-20", "met": "yes"}
    for _time in range(2):
        assert worker.post(key, said).status_code == 302
    assert HomeVisit.objects.unscoped(ALL).get().visited_on == date(2026, 10, 20)
    listed = text_of(worker.get(reverse("people:list_visits"), {"area": HERE}))
    assert elder.name in listed and "李大爷" in listed


def test_pages_of_the_phone_hold_nobody(elder, worker):
    for name in ("phone_visits", "visit_worker"):
        text = text_of(worker.get(reverse(f"people:{name}")))
        assert elder.name not in text and "王专干" not in text
    assert signed_in(Role.GRID_WORKER, HERE).get(reverse("people:phone_visits")).status_code == 403


def test_the_list_begins_on_the_sixtieth_birthday(elder, worker):
    for name, birth in (("今天六十", date(1966, 10, 31)), ("明天六十", date(1966, 11, 1))):
        statuses.add(add(name, birth=birth).pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    listed = text_of(worker.get(reverse("people:list_visits"), {"area": HERE}))
    assert "今天六十" in listed and "明天六十" not in listed


def test_a_list_that_is_too_long_says_so_and_begins_with_whom_nobody_visited(elder, worker, monkeypatch):
    for name in ("李大爷", "周婆婆"):
        statuses.add(add(name).pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    send(worker, bundle(elder))
    monkeypatch.setattr("laoyou.people.queries.visits.MOST", 2)
    listed = worker.get(reverse("people:list_visits"), {"area": HERE})
    assert {row["resident"].name for row in listed.context["rows"]} == {"李大爷", "周婆婆"}
    assert [(one.done, one.all) for one in listed.context["progress"]] == [(1, 3)]
    assert "还有1人没有列出" in text_of(listed)


def test_numbers_and_stairs():
    assert all(id_of_form(form_number(one)) == one for one in (1, 90, 4_000_001))
    assert id_of_form("12") is None or form_number(1) == "12"
    assert id_of_form("１２") is None and id_of_form("") is None
    assert sorted(["2单元", "10单元", "1单元"], key=stair_order) == ["1单元", "2单元", "10单元"]
