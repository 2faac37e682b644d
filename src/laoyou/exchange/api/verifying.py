"""Operations for the department that was asked: its questions, the people, its answers, objections to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.exchange.api import schemas
from laoyou.exchange.api.registers import After, Limit, Number
from laoyou.exchange.api.surface import caller_of, operation, page
from laoyou.exchange.commands import verifications as commands
from laoyou.exchange.domain.verification import Answer, Holds, Verdict
from laoyou.exchange.permissions import ANSWER
from laoyou.exchange.queries import verifications as queries


@operation("list_verifications", schemas.VerificationsSchema)
def list_verifications(request: HttpRequest, after: After = 0, limit: Limit = 100) -> dict[str, Any]:
    """Questions that were sent to the unit of the account and are not over."""
    return page(request, queries.for_unit(caller_of(request).scope, after=after, limit=limit + 1), limit)


@operation("list_verified_people", schemas.VerifiedPeopleSchema)
def list_verified_people(
    request: HttpRequest, request_id: Number, after: After = 0, limit: Limit = 100
) -> dict[str, Any]:
    """The people of a question under its numbers, with the fields that it gives and no other."""
    scope = caller_of(request).scope
    asked = queries.of_unit(request_id, scope)
    found = page(request, queries.asked_people(asked, after=after, limit=limit + 1), limit, "number")
    detail = {"numbers": len(found["items"]), "fields": asked.fields}
    audit.read("exchange.hand_over", asked, by=scope, permission=ANSWER, at=clock.now(), detail=detail)
    return found


@operation("answer_verification", schemas.AnsweredSchema)
def answer_verification(request: HttpRequest, request_id: Number, body: schemas.AnswersSchema) -> dict[str, Any]:
    """Answer about some or all people of a question; a later answer about the same person takes the former's place."""
    scope = caller_of(request).scope
    asked = queries.of_unit(request_id, scope)
    answers: dict[int, Answer] = {}
    for one in body.answers:
        if one.number in answers:
            raise DomainError("exchange.answer_twice", number=one.number)
        if one.number >= 2**31:
            raise DomainError("exchange.answer_unknown", number=one.number)
        answers[one.number] = Answer(Holds(one.holds), one.true_from, one.true_to, one.note)
    done = commands.receive(
        asked.pk, answers, answered_on=body.answered_on, by=scope, at=clock.now(), permission=ANSWER
    )
    return {"answered": done.answered}


@operation("list_objections", schemas.ObjectionsSchema)
def list_objections(request: HttpRequest, request_id: Number) -> dict[str, Any]:
    """Objections to answers of the unit that wait for a reply."""
    asked = queries.of_unit(request_id, caller_of(request).scope)
    return {
        "items": [
            {
                "id": one.pk,
                "number": one.person.number,
                "reason": one.reason,
                "raised_on": one.raised_at.astimezone(clock.BEIJING).date(),
            }
            for one in queries.open_objections(asked)
        ]
    }


@operation("reply_to_objection", schemas.RepliedSchema)
def reply_to_objection(request: HttpRequest, objection_id: Number, body: schemas.ReplySchema) -> dict[str, Any]:
    """Uphold an objection, and answer anew, or reject it with a reason."""
    scope = caller_of(request).scope
    queries.request_of_objection(objection_id, scope)
    done = commands.reply(objection_id, Verdict(body.verdict), body.reply, by=scope, at=clock.now(), permission=ANSWER)
    return {"id": done.pk, "verdict": done.verdict}
