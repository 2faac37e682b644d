"""Asking another department: drafted by one, sent by another, answered, adopted, objected to, deleted at term."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit, clock
from laoyou.core.fields import opened, seal
from laoyou.core.lists.files import csv_lines, workbook
from laoyou.core.models import Attachment, Unit
from laoyou.core.scope import Scope
from laoyou.exchange.commands import webhooks
from laoyou.exchange.domain.abilities import Event
from laoyou.exchange.domain.verification import (
    MOST_DAYS,
    MOST_PEOPLE,
    Answer,
    Field,
    Holds,
    Outcome,
    Standing,
    State,
    Verdict,
    can_move,
    compare,
)
from laoyou.exchange.models import VerificationObjection, VerificationPerson, VerificationRequest, VerificationStep
from laoyou.exchange.permissions import DRAFT, SEND
from laoyou.people import public as people

CHAIN = "exchange"
UPDATE_STATUSES = "people.update_statuses"
SEND_TO = "people.reveal_resident"
"""Whole numbers leave with the list: the sender must be allowed to see them."""
OF_A_SEEN_ONE = "of a request that was found within the scope"
HEAD = {Field.NAME: "姓名", Field.ID_NUMBER: "证件号码", Field.BIRTH_DATE: "出生日期"}
ANSWER_HEAD = ("结果（是/否/查无此人）", "起始日期", "终止日期", "备注")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Wish:
    """
    What is asked of whom, about whom.

    status     only people who have it on the register; '' = whoever else fits
    age        only people of that age in years or older; None = of any age
    """

    area_id: str
    unit_id: str
    matter: str
    on: date
    purpose: str
    legal_basis: str
    fields: Sequence[str]
    form: str
    due_on: date
    keep_until: date
    status: str = ""
    age: int | None = None


def day_of(at: datetime) -> date:
    """The day in China on which something is done."""
    return at.astimezone(clock.BEIJING).date()


def _years_before(day: date, years: int) -> date:
    """The latest birthday of whoever has completed `years` on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@transaction.atomic
def draft(wish: Wish, *, by: Scope, at: datetime) -> VerificationRequest:
    """
    Draft a request about everybody who fits, at most `MOST_PEOPLE`.

    Raises `exchange.request_words`, `exchange.request_fields`, `exchange.request_dates`, `exchange.request_unit`,
    `exchange.request_nobody`, `exchange.request_too_many`, `people.status_unknown`, `core.not_found`.
    """
    by.require(DRAFT)
    if not by.covers_area(DRAFT, wish.area_id):
        raise DomainError("core.not_found")
    _check(wish, day_of(at))
    ids = people.ids_to_verify(
        by,
        UPDATE_STATUSES,
        area=wish.area_id,
        status=wish.status,
        on=wish.on,
        born_until=None if wish.age is None else _years_before(wish.on, wish.age),
        limit=MOST_PEOPLE + 1,
    )
    if not ids:
        raise DomainError("exchange.request_nobody")
    if len(ids) > MOST_PEOPLE:
        raise DomainError("exchange.request_too_many", most=MOST_PEOPLE, found=f"{MOST_PEOPLE}+")
    request = VerificationRequest.objects.create(
        area_id=wish.area_id,
        unit_id=wish.unit_id,
        matter=wish.matter,
        on=wish.on,
        purpose=wish.purpose.strip(),
        legal_basis=wish.legal_basis.strip(),
        fields=" ".join(one.value for one in Field if one.value in wish.fields),
        form=wish.form,
        due_on=wish.due_on,
        keep_until=wish.keep_until,
        state=State.DRAFTED.value,
        asked=len(ids),
        drafted_by_id=by.account_id,
        drafted_at=at,
    )
    VerificationPerson.objects.bulk_create(
        [VerificationPerson(request=request, resident_id=one, number=number) for number, one in enumerate(ids, 1)]
    )
    _step(request, State.DRAFTED, by=by, at=at)
    _note("draft_request", request, DRAFT, by=by, at=at, ids=ids, matter=wish.matter, unit=wish.unit_id)
    return request


def _check(wish: Wish, today: date) -> None:
    if wish.matter not in set(people.Status) or (wish.status and wish.status not in set(people.Status)):
        raise DomainError("people.status_unknown", kind=wish.matter)
    if len(wish.purpose.strip()) < 4 or len(wish.legal_basis.strip()) < 4:
        raise DomainError("exchange.request_words")
    if not wish.fields or not set(wish.fields) <= set(Field):
        raise DomainError("exchange.request_fields")
    if not today <= wish.due_on < wish.keep_until <= today + timedelta(days=MOST_DAYS) or wish.on > today:
        raise DomainError("exchange.request_dates", most=MOST_DAYS)
    if not Unit.objects.filter(pk=wish.unit_id, valid_to__isnull=True).exists():
        raise DomainError("exchange.request_unit")


def _locked(request_id: int, permission: str, *, by: Scope) -> VerificationRequest:
    by.require(permission)
    rows = VerificationRequest.objects.scoped(by, permission).select_for_update(of=("self",))
    request = rows.filter(pk=request_id).first() if request_id < 2**63 else None
    if request is None:
        raise DomainError("core.not_found")
    return request


def _move(request: VerificationRequest, to: State, *, by: Scope, at: datetime, words: str = "") -> None:
    if not can_move(State(request.state), to):
        raise DomainError("exchange.request_state", state=str(VerificationRequest.State(request.state).label))
    request.state = to.value
    request.save(update_fields=["state"])
    _step(request, to, by=by, at=at, words=words)


def _step(request: VerificationRequest, state: State, *, by: Scope, at: datetime, words: str = "") -> None:
    VerificationStep.objects.create(request=request, state=state.value, at=at, by_id=by.account_id, words=words)


def _note(
    action: str,
    request: VerificationRequest,
    permission: str,
    *,
    by: Scope,
    at: datetime,
    ids: Sequence[int] = (),
    **detail: Any,
) -> None:
    digest, count = audit.ids_hash(ids)
    said = {**detail, **({"rows": count, "ids_sha256": digest} if ids else {})}
    audit.record(f"exchange.{action}", request, by=by, permission=permission, at=at, chain=CHAIN, detail=said)


@transaction.atomic
def send(request_id: int, *, by: Scope, at: datetime) -> VerificationRequest:
    """
    Send what another one drafted: the list becomes a sealed file that goes at the term, or stands ready for the API.

    Raises `exchange.request_own`, `exchange.request_state`, `core.not_found`.
    """
    request = _locked(request_id, SEND, by=by)
    by.require(SEND_TO)
    _another_one(request, by)
    _move(request, State.SENT, by=by, at=at)
    request.sent_by_id, request.sent_at = by.account_id, at
    request.save(update_fields=["sent_by", "sent_at"])
    rows = list(_people_of(request).order_by("number"))
    if request.form != VerificationRequest.Form.API:
        data = _file(request, rows, by)
        media = WORKBOOK if request.form == VerificationRequest.Form.XLSX else "text/plain"
        name = f"核验名单-{request.pk}.{request.form}"
        attachments.store(
            data, name, request, by=by, permission=SEND, at=at, expires_at=_end_of(request), looked_at=media
        )
    webhooks.tell_unit(Event.REQUEST_SENT, request, {"verification_id": request.pk}, at=at)
    _note("send_request", request, SEND, by=by, at=at, ids=[one.resident_id for one in rows], fields=request.fields)
    return request


def _another_one(request: VerificationRequest, by: Scope) -> None:
    if request.drafted_by_id is not None and request.drafted_by_id == by.account_id:
        raise DomainError("exchange.request_own")


def _end_of(request: VerificationRequest) -> datetime:
    return datetime.combine(request.keep_until, time(), tzinfo=clock.BEIJING)


def _people_of(request: VerificationRequest) -> Any:
    return VerificationPerson.objects.unscoped(OF_A_SEEN_ONE).filter(request=request)


def _file(request: VerificationRequest, rows: Sequence[VerificationPerson], by: Scope) -> bytes:
    """The list with the fields that were agreed and no other, and empty columns for the answer."""
    fields = [Field(code) for code in request.fields.split()]
    named = people.named([one.resident_id for one in rows], by, SEND_TO)
    head = ["编号", *(HEAD[one] for one in fields), *ANSWER_HEAD]
    lines = []
    for one in rows:
        person = named.get(one.resident_id)
        values = {
            Field.NAME: person.name if person else "",
            Field.ID_NUMBER: person.id_number if person else "",
            Field.BIRTH_DATE: person.birth_date if person else None,
        }
        lines.append([str(one.number), *(values[field] for field in fields), "", "", "", ""])
    if request.form == VerificationRequest.Form.CSV:
        return b"".join(csv_lines(head, lines))
    notes = [
        f"核验事项：{people.status_words(request.matter)}",
        f"目的：{request.purpose}",
        f"依据：{request.legal_basis}",
    ]
    notes += [f"核验日期：{request.on}", f"请于 {request.due_on} 前答复，{request.keep_until} 前删除本名单。"]
    with workbook("核验名单", head, lines, notes) as book:
        return book.read()


@transaction.atomic
def withdraw(request_id: int, *, words: str, by: Scope, at: datetime) -> VerificationRequest:
    """Take a draft back. Raises `exchange.request_state`, `core.not_found`."""
    request = _locked(request_id, DRAFT, by=by)
    _move(request, State.WITHDRAWN, by=by, at=at, words=words.strip()[:200])
    _note("withdraw_request", request, DRAFT, by=by, at=at)
    return request


@transaction.atomic
def receive(
    request_id: int,
    answers: Mapping[int, Answer],
    *,
    answered_on: date,
    by: Scope,
    at: datetime,
    permission: str = DRAFT,
) -> VerificationRequest:
    """
    Put down what the department answered, by number; a later answer about the same person takes the place of the former.

    Nothing changes in the register yet: `adopt` does that. Raises `exchange.answer_unknown`, `exchange.answer_dates`,
    `exchange.answer_date`, `exchange.answer_nothing`, `exchange.request_state`, `core.not_found`.
    """
    request = _locked(request_id, permission, by=by)
    today = day_of(at)
    if not answers:
        raise DomainError("exchange.answer_nothing")
    if answered_on > today or (request.sent_at is not None and answered_on < day_of(request.sent_at)):
        raise DomainError("exchange.answer_date")
    rows = {one.number: one for one in _people_of(request).filter(number__in=list(answers)[:MOST_PEOPLE])}
    for number, answer in answers.items():
        if number not in rows:
            raise DomainError("exchange.answer_unknown", number=number)
        _check_answer(number, answer, today)
    _move(request, State.ANSWERED, by=by, at=at)
    for number, answer in answers.items():
        row = rows[number]
        seal(row, "answer", json.dumps(asdict(answer), ensure_ascii=False, default=str))
        row.answered_on, row.outcome, row.problem = answered_on, Outcome.RECEIVED.value, ""
        row.save(update_fields=["answer", "answered_on", "outcome", "problem"])
    request.answered_on = answered_on
    _recount(request)
    ids = [rows[number].resident_id for number in answers]
    _note("receive_answers", request, permission, by=by, at=at, ids=ids, answered_on=answered_on.isoformat())
    return request


def _check_answer(number: int, answer: Answer, today: date) -> None:
    first, end = answer.true_from, answer.true_to
    if (first is not None and first > today) or (
        end is not None and (end > today or (first is not None and end <= first))
    ):
        raise DomainError("exchange.answer_dates", number=number)


def _recount(request: VerificationRequest) -> None:
    outcomes = Counter(_people_of(request).values_list("outcome", flat=True))
    request.answered = sum(outcomes.values()) - outcomes[Outcome.WAITING.value]
    request.added = outcomes[Outcome.ADDED.value]
    request.conflicts = outcomes[Outcome.CONFLICT.value]
    request.save(update_fields=["answered", "added", "conflicts", "answered_on"])


def answer_of(row: VerificationPerson) -> Answer | None:
    """What was answered about one person; None while nothing was."""
    text = opened(row.answer)
    if not text:
        return None
    said = json.loads(text)
    days = {name: date.fromisoformat(said[name]) if said[name] else None for name in ("true_from", "true_to")}
    return Answer(Holds(said["holds"]), note=said["note"], **days)


@transaction.atomic
def adopt(request_id: int, *, by: Scope, at: datetime) -> VerificationRequest:
    """
    Compare what came back with the register: what is missing there is added as a fact with source and date; what contradicts it
    is shown as a conflict and overwrites nothing. Raises `exchange.request_state`, `core.not_found`.
    """
    request = _locked(request_id, DRAFT, by=by)
    if request.state != State.ANSWERED:
        raise DomainError("exchange.request_state", state=str(VerificationRequest.State(request.state).label))
    rows = list(_people_of(request).filter(outcome__in=[Outcome.RECEIVED.value, Outcome.CONFLICT.value]))
    standing = people.standing([one.resident_id for one in rows], on=request.on)
    excluded = people.excluded_by(request.matter)
    for row in rows:
        answer = answer_of(row)
        if answer is None:
            continue
        known = tuple(Standing(one.kind, one.true_from, one.true_to) for one in standing.get(row.resident_id, ()))
        outcome = compare(request.matter, answer, known, excluded)
        row.outcome = outcome.value
        if outcome is Outcome.ADDED:
            _add(request, row, answer, by=by, at=at)
        row.save(update_fields=["outcome", "problem", "fact_id"])
    _recount(request)
    counts = dict(Counter(row.outcome for row in rows))
    _note("adopt_answers", request, DRAFT, by=by, at=at, ids=[row.resident_id for row in rows], outcomes=counts)
    return request


def _add(request: VerificationRequest, row: VerificationPerson, answer: Answer, *, by: Scope, at: datetime) -> None:
    """The answer as a fact; what the register refuses is kept as refused, with the reason."""
    try:
        with transaction.atomic():
            fact = people.add_status(
                row.resident_id,
                request.matter,
                answer.true_from or request.on,  # on that day it held; since when, the department did not say
                true_to=answer.true_to,
                source=request.unit.name[:60],
                evidence=f"核验请求{request.pk}号，{row.answered_on}答复",
                by=by,
                at=at,
            )
    except DomainError as refusal:
        conflict = refusal.code in ("people.status_conflict", "people.status_open")
        row.outcome = (Outcome.CONFLICT if conflict else Outcome.REFUSED).value
        row.problem = refusal.code
    else:
        row.fact_id = fact.pk


def _person(person_id: int, permission: str, *, by: Scope) -> tuple[VerificationRequest, VerificationPerson]:
    by.require(permission)
    rows = VerificationPerson.objects.scoped(by, permission)
    row = rows.filter(pk=person_id).first() if person_id < 2**63 else None
    if row is None:
        raise DomainError("core.not_found")
    return _locked(row.request_id, permission, by=by), row


@transaction.atomic
def object_to(person_id: int, *, reason: str, by: Scope, at: datetime) -> VerificationObjection:
    """
    Tell the department that its answer about somebody does not fit what the register holds.

    Raises `exchange.objection_words`, `exchange.objection_none`, `exchange.objection_open`.
    """
    request, row = _person(person_id, DRAFT, by=by)
    if len(reason.strip()) < 4:
        raise DomainError("exchange.objection_words")
    if row.outcome not in (Outcome.CONFLICT, Outcome.REFUSED):
        raise DomainError("exchange.objection_none")
    standing = VerificationObjection.objects.unscoped(OF_A_SEEN_ONE).filter(person=row, replied_at__isnull=True)
    if standing.exists():
        raise DomainError("exchange.objection_open")
    objection = VerificationObjection.objects.create(
        person=row, reason=reason.strip()[:200], raised_at=at, raised_by_id=by.account_id
    )
    told = {"verification_id": request.pk, "objection_id": objection.pk}
    webhooks.tell_unit(Event.OBJECTION_RAISED, request, told, at=at)
    _note("raise_objection", request, DRAFT, by=by, at=at, ids=[row.resident_id], number=row.number)
    return objection


@transaction.atomic
def reply(
    objection_id: int, verdict: Verdict, words: str, *, by: Scope, at: datetime, permission: str = DRAFT
) -> VerificationObjection:
    """
    Put down what the department says to an objection. Where it upholds it, its answer no longer counts and a new one is awaited.

    Raises `exchange.objection_words`, `core.not_found`.
    """
    by.require(permission)
    rows = VerificationObjection.objects.scoped(by, permission).filter(replied_at__isnull=True)
    objection = rows.filter(pk=objection_id).first() if objection_id < 2**63 else None
    if objection is None:
        raise DomainError("core.not_found")
    if not words.strip():
        raise DomainError("exchange.objection_words")
    request, row = _person(objection.person_id, permission, by=by)
    objection.verdict, objection.reply, objection.replied_at = verdict.value, words.strip()[:200], at
    objection.save(update_fields=["verdict", "reply", "replied_at"])
    if verdict is Verdict.UPHELD:
        row.answer, row.outcome, row.problem = None, Outcome.WAITING.value, ""
        row.save(update_fields=["answer", "outcome", "problem"])
        _recount(request)
    _note("reply_to_objection", request, permission, by=by, at=at, ids=[row.resident_id], verdict=verdict.value)
    return objection


@transaction.atomic
def settle(person_id: int, *, words: str, by: Scope, at: datetime) -> VerificationPerson:
    """Leave the register as it is in spite of an answer, and say why. Raises `exchange.settle_none`, `exchange.objection_words`."""
    request, row = _person(person_id, DRAFT, by=by)
    if row.outcome not in (Outcome.CONFLICT, Outcome.REFUSED):
        raise DomainError("exchange.settle_none")
    if len(words.strip()) < 4:
        raise DomainError("exchange.objection_words")
    row.outcome, row.settled_words = Outcome.SETTLED.value, words.strip()[:200]
    row.save(update_fields=["outcome", "settled_words"])
    _recount(request)
    _note("settle_conflict", request, DRAFT, by=by, at=at, ids=[row.resident_id], number=row.number)
    return row


def delete_due(*, at: datetime) -> int:
    """Delete list, answers, objections and files of every request whose term is over; the counts and the steps stay."""
    system = Scope.system("verification requests end at their term")
    due = VerificationRequest.objects.unscoped("the term of every request").filter(keep_until__lte=day_of(at))
    done = 0
    for request_id in list(due.exclude(state=State.DELETED.value).values_list("pk", flat=True)):
        with transaction.atomic():
            request = _locked(request_id, SEND, by=system)
            ids = list(_people_of(request).values_list("resident_id", flat=True))
            _objections_of(request).delete()
            _people_of(request).delete()
            files = Attachment.objects.unscoped("files of a request that ends").filter(
                subject_type=request._meta.label_lower, subject_id=str(request.pk), removed_at__isnull=True
            )
            files.update(removed_at=at, data_key=None)
            if State(request.state) is State.DRAFTED:
                _move(request, State.WITHDRAWN, by=system, at=at)
            _move(request, State.DELETED, by=system, at=at)
            _note("delete_request", request, SEND, by=system, at=at, ids=ids)
            done += 1
    return done


def _objections_of(request: VerificationRequest) -> Any:
    return VerificationObjection.objects.unscoped(OF_A_SEEN_ONE).filter(person__request=request)


def _may_see(scope: Scope, request_id: str) -> bool:
    """Whoever drafts and sends within the area may download the list; it holds whole numbers."""
    rows = VerificationRequest.objects.scoped(scope, DRAFT)
    return request_id.isdigit() and scope.may(SEND_TO) and rows.filter(pk=int(request_id)).exists()


attachments.register_owner("exchange.verificationrequest", _may_see, permission=DRAFT)


__all__ = [
    "Wish", "adopt", "answer_of", "delete_due", "draft", "object_to", "receive", "reply", "send", "settle", "withdraw",
]  # fmt: skip
