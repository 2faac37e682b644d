"""Statuses with their papers, accounts that are checked, traces of life, contacts: through the forms that clerks use."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core.domain.roles import Role
from laoyou.core.models import Attachment
from laoyou.people.commands import accounts, life
from laoyou.people.models import LifeTrace, PaymentAccount, StatusFact
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, add
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
LATER = AT + timedelta(hours=1)


def test_a_status_is_recorded_with_its_paper_corrected_and_ended():
    resident, client = add(), signed_in()
    page = reverse("people:add_status", args=[resident.pk])
    assert 'enctype="multipart/form-data"' in text_of(client.get(page))
    paper = SimpleUploadedFile("残疾人证.pdf", b"%PDF-1.4 paper")
    said = {
        "kind": "severe_disability",
        "true_from": "2020-01-01",
        "source": "残联",
        "evidence": "证件在卷",
        "file": paper,
    }
    assert client.post(page, said).status_code == 302
    fact = StatusFact.objects.unscoped(ALL).get()
    file = Attachment.objects.unscoped(ALL).get(subject_type="people.statusfact", subject_id=str(fact.pk))
    assert client.get(reverse("core:download_attachment", args=[file.pk])).status_code == 200
    assert client.post(page, {**said, "file": ""}).status_code == 422  # it goes on already
    correct = reverse("people:correct_status", args=[resident.pk, fact.pk])
    assert client.post(correct, {"true_from": "2021-01-01", "source": "残联复核"}).status_code == 302
    new = StatusFact.objects.unscoped(ALL).get(superseded_at__isnull=True)
    end = reverse("people:end_status", args=[resident.pk, new.pk])
    assert client.post(end, {"true_to": "2026-10-01", "source": "残联"}).status_code == 302
    facts = StatusFact.objects.unscoped(ALL).order_by("pk")
    assert [(one.true_from.year, one.true_to is None, one.superseded_at is None) for one in facts] == [
        (2020, True, False), (2021, True, False), (2021, False, True),
    ]  # fmt: skip
    assert client.get(correct).status_code == 404  # what was corrected is not corrected again


def test_an_account_is_sealed_checked_and_followed_by_another():
    resident, client = add(), signed_in(Role.COMMUNITY_WORKER, EAST + "901")
    page = reverse("people:set_account", args=[resident.pk])
    said = {"kind": "social_security_card", "bank": "农商行", "number": "6222 0000 1111 2222", "true_from": "2024-01-01", "holder_kind": "himself", "activated": "unknown", "source": "本人"}  # fmt: skip
    assert client.post(page, {**said, "number": "12"}).status_code == 422
    assert client.post(page, {**said, "holder_kind": "other"}).status_code == 422
    assert client.post(page, {**said, "activated": "true"}).status_code == 422  # who looked, and when
    assert client.post(page, said).status_code == 302
    shown = text_of(client.get(reverse("people:show_resident", args=[resident.pk])))
    assert "2222" in shown and "6222000011112222" not in shown and "没有核对过" in shown
    check = reverse("people:check_account", args=[resident.pk])
    assert client.post(check, {"activated": "no", "on": "2026-10-01", "how": "银行查询"}).status_code == 302
    assert "没有激活，暂缓发放" in text_of(client.get(reverse("people:show_resident", args=[resident.pk])))
    assert client.post(page, {**said, "number": "6222000011113333", "true_from": "2026-01-01"}).status_code == 302
    standing = PaymentAccount.objects.unscoped(ALL).filter(superseded_at__isnull=True).order_by("true_from")
    assert [(one.number.open()[-4:], one.true_to) for one in standing] == [("2222", date(2026, 1, 1)), ("3333", None)]
    assert PaymentAccount.objects.unscoped(ALL).count() == 4


def test_an_account_that_is_not_there_is_not_checked():
    resident = add()
    with pytest.raises(DomainError) as refusal:
        accounts.check_account(resident.pk, activated=True, on=date(2026, 1, 1), how="x", by=SYSTEM, at=AT)
    assert refusal.value.code == "people.no_account"


def test_no_trace_of_life_means_verify_and_never_dead():
    resident, client = add(), signed_in()
    page = reverse("people:show_resident", args=[resident.pk])
    assert "没有痕迹，需要核实" in text_of(client.get(page))
    said = {"kind": "visit", "seen_on": "2026-10-20", "source": "网格员上门"}
    for _time in range(2):  # told twice, it is one
        assert client.post(reverse("people:record_life_trace", args=[resident.pk]), said).status_code == 302
    trace = LifeTrace.objects.unscoped(ALL).get()
    assert "网格员上门" in text_of(client.get(page))
    life.take_back_trace(trace.pk, reason="看错了人", by=SYSTEM, at=LATER)
    assert "没有痕迹，需要核实" in text_of(client.get(page))


def test_a_contact_is_added():
    resident, client = add(), signed_in()
    page = reverse("people:add_contact", args=[resident.pk])
    assert client.post(page, {"name": "赵丽", "relation": "child", "phone": "12"}).status_code == 422
    assert client.post(page, {"name": "赵丽", "relation": "child", "phone": "10400000003"}).status_code == 302
    assert "赵丽" in text_of(client.get(reverse("people:show_resident", args=[resident.pk])))
