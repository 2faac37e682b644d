"""Two go and look, two sign, the engine makes the level; nobody else and nothing else does."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from laoyou.assessments.commands import afterwards, asking, assessing
from laoyou.assessments.domain.assessment import Reason, Verdict, months_after
from laoyou.assessments.models import Assessment, AssessmentAnswers
from laoyou.assessments.tests.conftest import ALL, NURSE, STANDARD, TODAY, best, filled, hands
from laoyou.base.errors import DomainError
from laoyou.core.domain.roles import Role
from laoyou.core.models import AuditEntry, Notice
from laoyou.people import public as people
from laoyou.people.tests.conftest import AT, SYSTEM, WEST, add
from laoyou.providers.commands import staff

pytestmark = pytest.mark.django_db


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refused, transaction.atomic():
        act(*args, **kwargs)
    return refused.value.code


def signed(world, **more):
    made, _new = assessing.take_in(filled(world.row, **more), by=world.one.scope, at=AT)
    for one in (world.one, world.two):
        assessing.sign(world.row.pk, made.pk, by=one.scope, at=AT)
    return Assessment.objects.unscoped(ALL).get(pk=world.row.pk)


def test_two_signatures_make_the_level_and_the_fact_with_its_reasons(world):
    worse = {**best(), "bathing": 0, "eating": 2}
    cases = {"dementia": True, "mental_disorder": False, "care_events": False, "coma": False}
    row = signed(world, answers=worse, circumstances=cases, ago=timedelta(days=2))
    assert (row.state, row.level, row.visited_on, row.due_on) == ("signed", 2, date(2026, 10, 29), date(2027, 10, 29))
    trace = json.loads(row.trace.open())
    assert (trace["total"], trace["first"], trace["raised_by"]) == (84, 1, ["dementia"])
    assert trace["points"]["self_care"] == 26 and trace["pack_version"] == row.pack_version
    (fact,) = people.capabilities([world.elder.pk], on=TODAY)[world.elder.pk]
    assert (fact.fact, fact.level, fact.true_from, fact.id) == ("capability_level", 2, date(2026, 10, 29), row.fact_id)
    assert fact.evidence == f"评估报告{assessing.number_of(row)}"
    actions = AuditEntry.objects.unscoped(ALL).filter(action__startswith="assessments.").order_by("pk")
    assert [one.action.partition(".")[2] for one in actions] == ["ask", "assign", "take_answers", "sign", "sign"]
    assert {one.account_id for one in Notice.objects.all()} == {world.one.pk, world.two.pk}


def test_one_signature_makes_nothing_and_nobody_signs_twice(world):
    made, _new = assessing.take_in(filled(world.row), by=world.one.scope, at=AT)
    row = assessing.sign(world.row.pk, made.pk, by=world.one.scope, at=AT)
    assert (row.state, row.level, row.fact_id) == ("visited", None, None)
    assert refusal(assessing.sign, row.pk, made.pk, by=world.one.scope, at=AT) == "assessments.already_signed"
    assert people.capabilities([world.elder.pk]) == {}


def test_only_the_two_who_were_sent_answer_and_sign(world):
    third = hands(Role.ASSESSOR, "郑评估")
    assert refusal(assessing.take_in, filled(world.row), by=third.scope, at=AT) == "assessments.not_yours"
    assert refusal(assessing.take_in, filled(world.row), by=world.office.scope, at=AT) == "core.not_permitted"
    made, _new = assessing.take_in(filled(world.row), by=world.two.scope, at=AT)
    assert refusal(assessing.sign, world.row.pk, made.pk, by=third.scope, at=AT) == "assessments.not_yours"


def test_the_database_itself_wants_two_accounts_and_two_signatures(world):
    rows = Assessment.objects.unscoped(ALL).filter(pk=world.row.pk)
    for broken in ({"assessor_two_id": world.one.pk}, {"level": 1}, {"state": "signed"}, {"medical": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)


def test_newer_answers_take_a_signature_away_and_older_ones_do_not(world):
    first, _new = assessing.take_in(filled(world.row), by=world.one.scope, at=AT)
    assessing.sign(world.row.pk, first.pk, by=world.one.scope, at=AT)
    late, _new = assessing.take_in(filled(world.row, "form-0002", ago=timedelta(hours=3)), by=world.two.scope, at=AT)
    assert late.superseded_at == AT and Assessment.objects.unscoped(ALL).get(pk=world.row.pk).signed_one_at == AT
    newer = {**best(), "bathing": 3}
    second, _new = assessing.take_in(filled(world.row, "form-0003", answers=newer), by=world.two.scope, at=AT)
    assert Assessment.objects.unscoped(ALL).get(pk=world.row.pk).signed_one_at is None
    assert refusal(assessing.sign, world.row.pk, first.pk, by=world.two.scope, at=AT) == "assessments.answers_changed"
    assert AssessmentAnswers.objects.unscoped(ALL).filter(superseded_at=None).get().pk == second.pk


def test_a_form_that_is_sent_again_is_taken_in_once(world):
    sent = [assessing.take_in(filled(world.row), by=world.one.scope, at=AT) for _time in range(3)]
    assert [new for _row, new in sent] == [True, False, False] and len({row.pk for row, _new in sent}) == 1
    assert refusal(assessing.take_in, filled(world.row), by=world.two.scope, at=AT) == "assessments.answers_key"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"answers": {"eating": 5}}, "assessments.answers_unknown"),
        ({"circumstances": {"coma": True}}, "assessments.answers_against"),
        ({"ago": timedelta(days=61)}, "assessments.answers_time"),
        ({"ago": timedelta(days=-1)}, "assessments.answers_time"),
    ],
)
def test_answers_that_cannot_be_are_refused(world, more, code):
    assert refusal(assessing.take_in, filled(world.row, **more), by=world.one.scope, at=AT) == code


def test_what_is_not_answered_is_named_and_no_level_is_guessed(world):
    less = {code: score for code, score in best().items() if code != "bathing"}
    made, _new = assessing.take_in(filled(world.row, answers=less), by=world.one.scope, at=AT)
    assert refusal(assessing.sign, world.row.pk, made.pk, by=world.one.scope, at=AT) == "assessments.answers_missing"
    open_case, _new = assessing.take_in(filled(world.row, "form-0002", circumstances={}), by=world.one.scope, at=AT)
    assert refusal(assessing.sign, world.row.pk, open_case.pk, by=world.one.scope, at=AT) == "assessments.level_open"


def test_assessors_are_two_of_the_place_one_with_a_certificate_in_force(asked, town, pair, nurse):
    one, two = (each.pk for each in pair)
    west = hands(Role.ASSESSOR, "西评估", WEST)

    def assign(*who, number=NURSE, medical=1):
        return refusal(
            asking.assign, asked.pk, *who, medical=medical, certificate_number=number, by=town.scope, at=AT
        ).partition(".")[2]

    assert assign(one, one) == "same_assessor"
    assert assign(one, west.pk) == "assessor_unknown" and assign(one, town.pk) == "assessor_unknown"
    assert assign(one, two, number="") == "certificate_missing" and assign(one, two, medical=0) == "certificate_missing"
    assert assign(one, two, number="护字第9999号") == "certificate_unknown"
    worker = nurse.staff_member
    staff.add_credential(worker.pk, "guard", "保安1", by=SYSTEM, at=AT)
    assert assign(one, two, number="保安1") == "certificate_unknown"
    staff.leave(worker.pk, on=date(2026, 10, 30), by=SYSTEM, at=AT)
    assert assign(one, two) == "certificate_unknown"


def test_a_certificate_that_ran_out_before_the_visit_signs_nothing(world, nurse):
    made, _new = assessing.take_in(filled(world.row), by=world.one.scope, at=AT)
    type(nurse).objects.unscoped(ALL).filter(pk=nurse.pk).update(expires_on=TODAY - timedelta(days=1))
    assert (
        refusal(assessing.sign, world.row.pk, made.pk, by=world.one.scope, at=AT) == "assessments.certificate_expired"
    )


def test_asking_is_refused_where_it_makes_no_sense(elder, asked, town, office):
    def ask(pk=elder.pk, instrument=STANDARD, by=town, on=TODAY, reason=Reason.FIRST):
        return refusal(asking.ask, pk, instrument, reason, "女儿", on, by=by.scope, at=AT).partition(".")[2]

    assert ask() == "already_open"
    assert ask(instrument="mz-t-039-2013") == "instrument_unknown" and ask(instrument="x") == "instrument_unknown"
    asking.withdraw(asked.pk, reason="本人不愿", by=town.scope, at=AT)
    assert ask(on=TODAY + timedelta(days=1)) == "asked_day" and ask(reason=Reason.OBJECTION) == "state"
    assert ask(by=hands(Role.TOWN_OFFICER, "西专干", WEST)) == "not_found"

    assert ask(add(name="李小", birth=date(1990, 1, 1)).pk, by=office) == "not_an_elder"


def test_an_objection_within_the_term_leads_to_two_others(world):
    row = signed(world)
    assert (
        refusal(afterwards.object_to, row.pk, "女儿", "洗澡要人帮", by=world.town.scope, at=AT)
        == "assessments.objection_term"
    )
    afterwards.tell(row.pk, TODAY, TODAY + timedelta(days=9), by=world.town.scope, at=AT)
    assert refusal(afterwards.settle, row.pk, by=world.town.scope, at=AT) == "assessments.not_told"
    said = afterwards.object_to(row.pk, "女儿", "洗澡要人帮", by=world.town.scope, at=AT)
    assert afterwards.settle_due(at=AT + timedelta(days=20)) == 0, "an objection waits for its answer"
    _said, again = afterwards.answer_objection(said.pk, Verdict.UPHELD, "重新评估", by=world.office.scope, at=AT)
    assert (again.reason, again.replaces_id) == ("objection", row.pk)
    third, fourth = hands(Role.ASSESSOR, "郑评估"), hands(Role.ASSESSOR, "冯评估")
    same = {"medical": 2, "certificate_number": NURSE, "by": world.town.scope, "at": AT}
    assert refusal(asking.assign, again.pk, third.pk, world.one.pk, **same) == "assessments.assessor_again"
    asking.assign(again.pk, third.pk, fourth.pk, **same)
    made, _new = assessing.take_in(filled(again, "form-0009", answers={**best(), "bathing": 0}), by=third.scope, at=AT)
    for one in (third, fourth):
        assessing.sign(again.pk, made.pk, by=one.scope, at=AT)
    (fact,) = people.capabilities([world.elder.pk], on=TODAY)[world.elder.pk]
    assert fact.level == 1, "the new level counts instead of the old one"
    assert Assessment.objects.unscoped(ALL).get(pk=row.pk).due_on is None


def test_a_term_that_is_over_settles_by_itself(world):
    row = signed(world)
    afterwards.tell(row.pk, TODAY, TODAY + timedelta(days=9), by=world.town.scope, at=AT)
    assert afterwards.settle_due(at=AT + timedelta(days=9)) == 0
    assert afterwards.settle_due(at=AT + timedelta(days=10)) == 1
    assert Assessment.objects.unscoped(ALL).get(pk=row.pk).state == "settled"


def test_a_level_of_another_department_is_taken_over_with_its_source(world):
    def take(on=date(2026, 5, 1), level=3, instrument="ltc-grades-2021", **more):
        said = {"source": "区医保局", "document": "结论书第12号", "valid_to": date(2028, 5, 1), **more}
        return afterwards.recognise(world.elder.pk, instrument, level, on, by=world.office.scope, at=AT, **said)

    take()
    (fact,) = people.capabilities([world.elder.pk], on=TODAY)[world.elder.pk]
    assert (fact.fact, fact.level, fact.source, fact.true_to) == ("ltc_grade", 3, "区医保局", date(2028, 5, 1))
    assert refusal(take) == "assessments.recognised_twice"
    assert refusal(take, level=9) == "assessments.level_unknown"
    assert refusal(take, on=date(2027, 1, 1)) == "assessments.recognised_dates"
    assert refusal(take, source="") == "assessments.document_missing"


def test_an_earlier_level_ends_where_a_later_one_begins_whichever_came_first(world):
    def record(level, day):
        said = {"source": "x", "by": world.office.scope, "at": AT}
        return people.record_capability(world.elder.pk, "capability_level", STANDARD, level, day, **said)

    record(2, date(2026, 6, 1))
    record(1, date(2026, 1, 1))
    record(3, date(2026, 9, 1))
    found = people.capabilities([world.elder.pk])[world.elder.pk]
    assert [(one.level, one.true_from.month, one.true_to and one.true_to.month) for one in found] == [
        (3, 9, None), (2, 6, 9), (1, 1, 6),
    ]  # fmt: skip


@pytest.mark.parametrize("act", ["ask", "take_answers", "sign"])
def test_nothing_changes_when_the_audit_entry_fails(world, monkeypatch, act):
    made, _new = assessing.take_in(filled(world.row), by=world.one.scope, at=AT)
    assessing.sign(world.row.pk, made.pk, by=world.one.scope, at=AT)
    before = (Assessment.objects.unscoped(ALL).count(), AssessmentAnswers.objects.unscoped(ALL).count())

    def fails(*args, **kwargs):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr("laoyou.core.audit.record", fails)
    with pytest.raises(RuntimeError):
        if act == "ask":
            asking.ask(world.elder.pk, "ltc-grades-2021", Reason.FIRST, "女儿", TODAY, by=world.town.scope, at=AT)
        elif act == "take_answers":
            assessing.take_in(filled(world.row, "form-0002"), by=world.two.scope, at=AT)
        else:
            assessing.sign(world.row.pk, made.pk, by=world.two.scope, at=AT)
    after = (Assessment.objects.unscoped(ALL).count(), AssessmentAnswers.objects.unscoped(ALL).count())
    assert before == after and Assessment.objects.unscoped(ALL).get(pk=world.row.pk).level is None
    assert people.capabilities([world.elder.pk]) == {}


def test_months_are_counted_to_the_last_day_of_a_shorter_one():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
