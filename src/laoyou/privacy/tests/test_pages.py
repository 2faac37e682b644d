"""The pages of privacy, as the desk, the second hand and the citizen find them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.core import audit, privacy
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import Account
from laoyou.people.commands import statuses
from laoyou.people.models import Resident
from laoyou.privacy.models import Breach, DataRequest, RetentionRound
from laoyou.privacy.presenters.words import table_words
from laoyou.privacy.tests.conftest import AT, SYSTEM, TODAY, add
from laoyou.privacy.views.register_views import ROOMS

pytestmark = pytest.mark.django_db(databases=["default", "edge"])
ALL = "a test looks at everything"


def signed_in(scope):
    client = Client()
    client.force_login(
        Account.objects.get(pk=scope.account_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def elder(hands):
    return add(phone="10400000001", address="永川区东街道人民路八号")


def page(client, name, *numbers, status=200):
    answer = client.get(reverse(f"privacy:{name}", args=numbers))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client, name, *numbers, status=302, **said):
    answer = client.post(reverse(f"privacy:{name}", args=numbers), said)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def test_a_request_goes_from_the_desk_to_the_erasure(elder, hands):
    desk, first = signed_in(hands["town"]), signed_in(hands["first"])
    assert (
        reverse("privacy:receive_request", args=[elder.pk])
        in desk.get(f"/people/residents/{elder.pk}/").content.decode()
    )
    page(desk, "receive_request", elder.pk)
    said = {"kind": "erase", "asker": "himself", "received_on": TODAY.isoformat(), "wanted": "已迁出"}
    assert "近亲属" in send(desk, "receive_request", elder.pk, status=422, **{**said, "asker": "kin"}).content.decode()
    send(desk, "receive_request", elder.pk, **said)
    one = DataRequest.objects.unscoped(ALL).get()
    assert "王小明" in page(desk, "list_requests")
    shown = page(desk, "show_request", one.pk)
    assert "GB/T 35273-2020" in shown and "已迁出" in shown
    send(desk, "check_identity", one.pk, how="当面核对身份证原件")
    assert "不服" not in page(first, "decide_request", one.pk)
    send(first, "decide_request", one.pk, status=422, granted="", reason="")
    send(first, "decide_request", one.pk, granted="yes", reason="目的已实现，予以删除")
    answer = page(first, "print_answer", one.pk)
    assert "继续保留" in answer and "未核对原文" in answer
    assert "不能恢复" in page(first, "finish_request", one.pk)
    send(first, "finish_request", one.pk, words="")
    assert Resident.objects.unscoped(ALL).get(pk=elder.pk).name == "（已删除）"
    assert "王小明" not in page(first, "show_request", one.pk)


def test_a_copy_is_printed_whole_and_a_refusal_says_where_to_go(elder, hands):
    desk, first = signed_in(hands["town"]), signed_in(hands["first"])
    for kind, granted in (("copy", "yes"), ("access", "no")):
        send(desk, "receive_request", elder.pk, kind=kind, asker="himself", received_on=TODAY.isoformat())
        one = DataRequest.objects.unscoped(ALL).latest("pk")
        send(desk, "check_identity", one.pk, how="当面核对身份证原件")
        send(first, "decide_request", one.pk, granted=granted, reason="经核对本人身份")
        if granted == "yes":
            copy = page(first, "print_copy", one.pk)
            assert "due clause" not in copy and "received at" not in copy and "checked at" not in copy
            assert "10400000001" in copy and "人民路八号" in copy and "&lt;sealed&gt;" not in copy
            assert desk.get(reverse("privacy:print_copy", args=[one.pk])).status_code == 403
        else:
            assert "人民法院" in page(desk, "print_answer", one.pk)
            assert first.get(reverse("privacy:print_copy", args=[one.pk])).status_code != 200


def test_a_round_is_drafted_by_one_and_confirmed_by_another(elder, hands):
    first, second = signed_in(hands["first"]), signed_in(hands["second"])
    assert "没有到期的个人信息" in page(first, "draft_round")
    send(first, "draft_round", status=422)
    statuses.add(elder.pk, "lives_alone", date(1980, 1, 1), true_to=date(1995, 6, 1), source="走访", by=SYSTEM, at=AT)
    assert "会计档案管理办法" in page(first, "draft_round")
    send(first, "draft_round")
    one = RetentionRound.objects.unscoped(ALL).get()
    assert "要由另一位有权限的同事确认" in page(first, "show_round", one.pk)
    assert "确认并删除1行" in page(second, "show_round", one.pk)
    send(second, "confirm_round", one.pk)
    assert "已清理" in page(second, "list_rounds")


def test_a_breach_lists_those_affected_for_the_notices(elder, hands):
    first = signed_in(hands["first"])
    at = AT - timedelta(days=1)
    audit.read(
        "people.show_resident", elder, by=hands["town"], permission="people.show_resident", at=at, chain="people"
    )
    said = {"what": "账号被盗用", "username": "town", "began_at": "2026-10-29T00:00", "ended_at": "2026-10-31T00:00"}
    said |= {"found_at": "2026-10-31T00:00", "harm": "可能被用于诈骗", "measures": "停用账号"}
    page(first, "record_breach")
    send(first, "record_breach", status=422, **{**said, "ended_at": "2026-11-30T00:00"})
    send(first, "record_breach", **said)
    one = Breach.objects.unscoped(ALL).get()
    assert "受影响的1人" in page(first, "show_breach", one.pk)
    listed = page(first, "list_affected", one.pk)
    assert "王小明" in listed and "10400000001" not in listed
    csv = b"".join(
        first.get(reverse("privacy:list_affected", args=[one.pk]) + "?format=csv").streaming_content
    ).decode()
    assert "10400000001" in csv and "人民路八号" in csv
    page(first, "close_breach", one.pk)
    send(first, "close_breach", one.pk, status=422)
    send(first, "close_breach", one.pk, authority_told_on=TODAY.isoformat(), people_told_on=TODAY.isoformat())
    assert "已办结" in page(first, "show_breach", one.pk)


def test_the_citizen_sees_who_looked_at_him_and_at_nobody_else(elder, hands):
    other = add("孙一")
    signed_in(hands["town"]).get(f"/people/residents/{elder.pk}/")
    account = accounts.create("wang", "王小明", by=SYSTEM, at=AT)
    accounts.grant(account.pk, Role.CITIZEN, resident_id=elder.pk, by=SYSTEM, at=AT)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = page(client, "list_looks", elder.pk)
    assert "经办town" in shown and "查看详情" in shown
    assert client.get(reverse("privacy:list_looks", args=[other.pk])).status_code == 404
    assert reverse("privacy:list_looks", args=[elder.pk]) in client.get("/people/family/").content.decode()


def test_the_register_holds_every_table_and_assessments_are_recorded(hands):
    first = signed_in(hands["first"])
    register = page(first, "show_register")
    for entry in privacy.entries():
        words = table_words(entry)
        assert not words.isascii(), f"{entry.model} has no name in words"
        assert words in register
    assert {entry.model.partition(".")[0] for entry in privacy.entries()} <= set(ROOMS), "a room has no name in words"
    page(first, "add_assessment")
    said = {
        "title": "向医保部门核验", "ground": "handed_on", "tables": ["people.statusfact"],
        "purpose": "依据条例核验资格，只给姓名和号码", "risks": "名单外泄会暴露失能情况，影响有限",
        "measures": "两人审核、加密传送、到期自动删除", "conclusion": "may", "assessed_on": TODAY.isoformat(),
        "assessed_by": "周评",
    }  # fmt: skip
    url = send(first, "add_assessment", **said).headers["Location"]
    assert "身份事实" in first.get(url).content.decode()
    assert first.get(url + "review/").status_code == 200
    assert "向医保部门核验" in page(first, "list_assessments")
