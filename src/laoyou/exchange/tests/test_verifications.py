"""A question to another department, from draft to deletion: two persons, few fields, conflicts shown and never overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core import attachments
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import Attachment, AuditEntry, Unit
from laoyou.core.scope import scope_of
from laoyou.exchange.commands import answer_files
from laoyou.exchange.commands import verifications as commands
from laoyou.exchange.domain.verification import Answer, Holds, Outcome, Standing, State, Verdict, can_move, compare
from laoyou.exchange.models import VerificationObjection, VerificationPerson, VerificationRequest, VerificationStep
from laoyou.exchange.tests.conftest import AT, SYSTEM
from laoyou.people.commands import residents, statuses
from laoyou.people.models import StatusFact
from tests.scope.world import id_number

TOWN, HERE = "500118001", "500118001901"
DAY = date(2026, 10, 31)
YES, NO = Answer(Holds.YES, date(2024, 3, 1)), Answer(Holds.NO)


def officer(name: str, *, role: Role = Role.DEPARTMENT_OFFICER, unit_id: str | None = None, area: str = "500118"):
    account = accounts.create(name, name, by=SYSTEM, at=AT, unit_id=unit_id)
    accounts.grant(account.pk, role, area_id=area, by=SYSTEM, at=AT)
    return account, scope_of(account, at=AT)


@pytest.fixture
def asked(areas):
    """Three elders: one alone on the register, one in an empty nest, one of whom nothing is known; two officers."""
    Unit.objects.create(id="assistance", name="社会救助部门", area_id="500118")
    drafter, sender = officer("drafter"), officer("sender")
    people = [
        residents.add(
            residents.NewResident(
                f"王{letter}", "female", date(1950, 1, 1), residence_area_id=HERE, registered_area_id=HERE,
                id_document="resident_id", id_number=id_number(number * 2, "19500101"), source="测试",
            ),
            by=SYSTEM, at=AT,
        )
        for number, letter in enumerate("甲乙丙", 1)
    ]  # fmt: skip
    for one, kind in zip(people, ("lives_alone", "empty_nest"), strict=False):
        statuses.add(one.pk, kind, date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    return drafter, sender, people


def wish(**more):
    said = {
        "area_id": TOWN, "unit_id": "assistance", "matter": "lives_alone", "on": DAY, "purpose": "复核独居", "legal_basis": "条例第十条",
        "fields": ("name",), "form": "xlsx", "due_on": DAY + timedelta(days=10), "keep_until": DAY + timedelta(days=30), "age": 60,
    }  # fmt: skip
    return commands.Wish(**{**said, **more})


def sent(asked, **more) -> VerificationRequest:
    (_a, drafter), (_b, sender), _people = asked
    request = commands.draft(wish(**more), by=drafter, at=AT)
    return commands.send(request.pk, by=sender, at=AT)


def outcomes(request):
    rows = VerificationPerson.objects.unscoped("a test").filter(request=request).order_by("number")
    return [row.outcome for row in rows]


def refusal(call, *args, **more) -> str:
    with pytest.raises(DomainError) as raised:
        call(*args, **more)
    return raised.value.code


@pytest.mark.parametrize(
    ("answer", "standing", "outcome"),
    [
        (YES, (), Outcome.ADDED),
        (YES, (Standing("lives_alone", date(2024, 3, 1), None),), Outcome.AGREES),
        (YES, (Standing("lives_alone", date(2020, 1, 1), None),), Outcome.CONFLICT),
        (YES, (Standing("empty_nest", date(2020, 1, 1), None),), Outcome.CONFLICT),
        (YES, (Standing("left_behind", date(2020, 1, 1), None),), Outcome.ADDED),
        (NO, (), Outcome.AGREES),
        (NO, (Standing("lives_alone", date(2020, 1, 1), None),), Outcome.CONFLICT),
        (Answer(Holds.UNKNOWN), (), Outcome.NOT_KNOWN),
    ],
)
def test_what_contradicts_the_register_is_a_conflict(answer, standing, outcome):
    assert compare("lives_alone", answer, standing, frozenset({"empty_nest"})) is outcome


def test_nothing_leads_out_of_what_was_deleted():
    assert not any(can_move(State.DELETED, to) for to in State) and not can_move(State.WITHDRAWN, State.SENT)


def test_one_drafts_and_another_sends(asked):
    (_a, drafter), (_b, sender), _people = asked
    request = commands.draft(wish(), by=drafter, at=AT)
    assert refusal(commands.send, request.pk, by=drafter, at=AT) == "exchange.request_own"
    assert (
        refusal(commands.receive, request.pk, {1: YES}, answered_on=DAY, by=drafter, at=AT) == "exchange.request_state"
    )
    commands.send(request.pk, by=sender, at=AT)
    assert refusal(commands.send, request.pk, by=sender, at=AT) == "exchange.request_state"
    steps = VerificationStep.objects.unscoped("a test").order_by("pk").values_list("state", flat=True)
    assert list(steps) == ["drafted", "sent"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"purpose": " "}, "exchange.request_words"),
        ({"fields": ()}, "exchange.request_fields"),
        ({"keep_until": DAY + timedelta(days=400)}, "exchange.request_dates"),
        ({"unit_id": "none"}, "exchange.request_unit"),
        ({"age": 100}, "exchange.request_nobody"),
        ({"area_id": "500199"}, "core.not_found"),
    ],
)
def test_a_request_without_ground_term_or_anybody_is_refused(asked, more, code):
    assert refusal(commands.draft, wish(**more), by=asked[0][1], at=AT) == code


def test_the_file_holds_the_agreed_fields_only_and_is_sealed_until_the_term(asked):
    request = sent(asked)
    row = Attachment.objects.unscoped("a test").get(subject_type="exchange.verificationrequest")
    assert b"xl/workbook.xml" not in next(attachments.folder().glob(f"*/{row.stored_as}")).read_bytes()
    _row, name, data = attachments.download(row.pk, by=asked[1][1], at=AT)
    from laoyou.core.imports.files import open_sheets

    lines = list(open_sheets(data, name)[0].rows())
    assert [str(cell) for cell in lines[0]][:3] == ["编号", "姓名", "结果（是/否/查无此人）"]
    assert "00990119" not in str(lines) and [line[1] for line in lines[1:]] == ["王甲", "王乙", "王丙"]
    stranger = officer("stranger", role=Role.GRID_WORKER)[1]
    assert refusal(attachments.download, row.pk, by=stranger, at=AT) == "core.not_found"
    assert commands.delete_due(at=AT + timedelta(days=40)) == 1
    assert refusal(attachments.download, row.pk, by=asked[1][1], at=AT) == "core.file_gone"
    assert not VerificationPerson.objects.unscoped("a test").exists()
    request.refresh_from_db()
    assert (request.state, request.asked) == ("deleted", 3)


def test_adopting_adds_what_is_missing_and_overwrites_nothing(asked):
    _a, _b, (alone, nest, third) = asked
    request = sent(asked)
    by = asked[0][1]
    commands.receive(request.pk, {1: NO, 2: YES, 3: YES}, answered_on=DAY, by=by, at=AT)
    assert StatusFact.objects.unscoped("a test").filter(resident=third).count() == 0
    done = commands.adopt(request.pk, by=by, at=AT)
    assert outcomes(request) == ["conflict", "conflict", "added"]
    assert (done.answered, done.added, done.conflicts) == (3, 1, 2)
    fact = StatusFact.objects.unscoped("a test").get(resident=third)
    assert (fact.kind, fact.true_from, fact.source) == ("lives_alone", date(2024, 3, 1), "社会救助部门")
    assert str(DAY) in fact.evidence
    before = StatusFact.objects.unscoped("a test").filter(resident__in=[alone, nest], superseded_at__isnull=True)
    assert {(one.resident_id, one.kind, one.true_to) for one in before} == {
        (alone.pk, "lives_alone", None), (nest.pk, "empty_nest", None)
    }  # fmt: skip
    commands.adopt(request.pk, by=by, at=AT)
    assert StatusFact.objects.unscoped("a test").filter(resident=third).count() == 1


def test_an_objection_goes_back_and_an_upheld_one_is_answered_anew(asked):
    by, request = asked[0][1], sent(asked)
    commands.receive(request.pk, {1: NO, 2: YES}, answered_on=DAY, by=by, at=AT)
    commands.adopt(request.pk, by=by, at=AT)
    first, second, third = VerificationPerson.objects.unscoped("a test").filter(request=request).order_by("number")
    assert refusal(commands.object_to, third.pk, reason="没有答复", by=by, at=AT) == "exchange.objection_none"
    objection = commands.object_to(first.pk, reason="上周走访仍独居", by=by, at=AT)
    assert refusal(commands.object_to, first.pk, reason="上周走访仍独居", by=by, at=AT) == "exchange.objection_open"
    commands.reply(objection.pk, Verdict.UPHELD, "已更正", by=by, at=AT)
    assert outcomes(request) == ["waiting", "conflict", "waiting"]
    commands.receive(request.pk, {1: Answer(Holds.YES)}, answered_on=DAY, by=by, at=AT)
    commands.adopt(request.pk, by=by, at=AT)
    commands.settle(second.pk, words="本人与配偶同住", by=by, at=AT)
    assert outcomes(request) == ["agrees", "settled", "waiting"]


def test_nothing_is_added_when_the_entry_in_the_trail_fails(asked, monkeypatch):
    by, request = asked[0][1], sent(asked)
    commands.receive(request.pk, {3: YES}, answered_on=DAY, by=by, at=AT)
    monkeypatch.setattr(commands.audit, "record", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        commands.adopt(request.pk, by=by, at=AT)
    assert outcomes(request) == ["waiting", "waiting", "received"]
    assert StatusFact.objects.unscoped("a test").count() == 2


def test_answers_are_taken_by_number_and_all_or_none(asked):
    by, request = asked[0][1], sent(asked)
    for answers, code in (
        ({1: YES, 9: YES}, "exchange.answer_unknown"),
        ({1: Answer(Holds.YES, date(2027, 1, 1))}, "exchange.answer_dates"),
        ({}, "exchange.answer_nothing"),
    ):
        assert refusal(commands.receive, request.pk, answers, answered_on=DAY, by=by, at=AT) == code
    assert (
        refusal(commands.receive, request.pk, {1: YES}, answered_on=DAY + timedelta(days=1), by=by, at=AT)
        == "exchange.answer_date"
    )
    assert outcomes(request) == ["waiting"] * 3


def test_each_faulty_row_of_an_answer_file_is_told():
    text = "编号,姓名,结果（是/否/查无此人）,起始日期,终止日期,备注\r\n1,甲,是,2024/3/1,,\r\n2,乙,也许,,,\r\n2,乙,否,20240301,,x\r\n3,丙,是,2024-02-30,,\r\n4,丁,,,,\r\n2,乙,否,,,\r\n"
    answers, faults = answer_files.read(("\ufeff" + text).encode(), "答复.csv")
    assert answers == {1: Answer(Holds.YES, date(2024, 3, 1)), 2: Answer(Holds.NO, date(2024, 3, 1), None, "x")}
    assert [(one.line, one.refusal.code) for one in faults] == [
        (3, "exchange.answer_word"), (5, "exchange.answer_dates"), (7, "exchange.answer_twice")
    ]  # fmt: skip
    assert refusal(answer_files.read, b"a,b\r\n1,2\r\n", "x.csv") == "exchange.answer_columns"


def test_a_department_answers_by_the_api_and_sees_only_its_own_questions_and_fields(asked, program):
    request = sent(asked, form="api")
    own = program(Role.DEPARTMENT_OFFICER, area_id="500118", unit_id="assistance", abilities=("verifications.answer",))
    other = program(Role.DEPARTMENT_OFFICER, area_id="500118", abilities=("verifications.answer",))
    assert [one["id"] for one in own.get("verifications/").json()["items"]] == [request.pk]
    assert other.get("verifications/").json()["items"] == []
    assert other.get(f"verifications/{request.pk}/people/").status_code == 404
    people = own.get(f"verifications/{request.pk}/people/").json()["items"]
    assert people[0] == {"number": 1, "name": "王甲", "id_number": None, "birth_date": None}
    body = {"answered_on": str(DAY), "answers": [{"number": 1, "holds": "no"}, {"number": 3, "holds": "yes"}]}
    assert own.post(f"verifications/{request.pk}/answer/", body).json() == {"answered": 2}
    commands.adopt(request.pk, by=asked[0][1], at=AT)
    first = VerificationPerson.objects.unscoped("a test").get(request=request, number=1)
    commands.object_to(first.pk, reason="上周走访仍独居", by=asked[0][1], at=AT)
    (objection,) = own.get(f"verifications/{request.pk}/objections/").json()["items"]
    said = own.post(
        f"objections/{objection['id']}/reply/", {"verdict": "rejected", "reply": "以登记为准"}, "write-0002"
    )
    assert said.json() == {"id": objection["id"], "verdict": "rejected"}
    assert VerificationObjection.objects.unscoped("a test").get().reply == "以登记为准"
    assert own.get("residents/").json()["title"] == "exchange.key_ability"


def test_the_whole_way_on_pages(asked):
    (drafter, _s), (sender, _t), _people = asked
    one, two = Client(), Client()
    for client, account in ((one, drafter), (two, sender)):
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {
        "unit": "assistance", "matter": "lives_alone", "area": TOWN, "age": "60", "on": "2026-10-31", "purpose": "复核独居",
        "legal_basis": "条例第十条", "fields_given": ["name"], "form": "csv", "due_on": "2026-11-10", "keep_until": "2026-12-01",
    }  # fmt: skip
    url = one.post("/exchange/requests/draft/", form).headers["Location"]
    assert "审核并发出" not in one.get(url).content.decode() and "审核并发出" in two.get(url).content.decode()
    assert two.post(f"{url}send/").status_code == 302
    row = Attachment.objects.unscoped("a test").get(subject_type="exchange.verificationrequest")
    file = two.get(f"/files/{row.pk}/")
    data = b"".join(file.streaming_content) if file.streaming else file.content
    filled = data.decode("utf-8-sig").replace("1,王甲,", "1,王甲,否").replace("3,王丙,", "3,王丙,是")
    wrong = one.post(f"{url}answer/", {"file": _file(filled.replace("否", "不知道")), "answered_on": "2026-10-31"})
    assert wrong.status_code == 422 and "查无此人" in wrong.content.decode()
    assert one.post(f"{url}answer/", {"file": _file(filled), "answered_on": "2026-10-31"}).status_code == 302
    assert one.post(f"{url}adopt/").status_code == 302
    page = one.get(url).content.decode()
    assert "与名册冲突" in page and "提出异议" in page
    person = VerificationPerson.objects.unscoped("a test").get(number=1)
    assert one.post(f"/exchange/people/{person.pk}/object/", {"words": "上周走访仍独居"}).status_code == 302
    objection = VerificationObjection.objects.unscoped("a test").get()
    said = {"verdict": "rejected", "words": "以登记为准"}
    assert one.post(f"/exchange/objections/{objection.pk}/reply/", said).status_code == 302
    assert one.post(f"/exchange/people/{person.pk}/settle/", {"words": "走访为准"}).status_code == 302
    assert "已处理，维持名册" in one.get(url).content.decode()
    actions = set(AuditEntry.objects.unscoped("a test").values_list("action", flat=True))
    assert {
        f"exchange.{verb}"
        for verb in (
            "draft_request",
            "send_request",
            "receive_answers",
            "adopt_answers",
            "raise_objection",
            "reply_to_objection",
            "settle_conflict",
        )
    } <= actions


def _file(text: str) -> BytesIO:
    file = BytesIO(("\ufeff" + text).encode())
    file.name = "答复.csv"
    return file
