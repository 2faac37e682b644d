"""Requests, their people and objections, for pages and for the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from laoyou.base.errors import DomainError
from laoyou.core.models import Account
from laoyou.core.scope import Scope
from laoyou.exchange.commands.verifications import answer_of
from laoyou.exchange.domain.verification import Answer, Field, Outcome, State
from laoyou.exchange.models import VerificationObjection, VerificationPerson, VerificationRequest
from laoyou.exchange.permissions import ANSWER, DRAFT, SEE
from laoyou.people import public as people

OF_A_SEEN_ONE = "of a request that was found within the scope"
LARGEST_ID = 2**63 - 1
SHOWN = 100
OPEN_STATES = (State.SENT.value, State.ANSWERED.value)
URGENT = (Outcome.CONFLICT.value, Outcome.REFUSED.value)


@dataclass(frozen=True)
class PersonAnswer:
    """Somebody of a request as its page shows him: who, what was answered, what the register says, what was objected."""

    row: VerificationPerson
    name: str
    answer: Answer | None
    standing: tuple[people.FactRow, ...]
    objection: VerificationObjection | None


def one(request_id: int, scope: Scope, permission: str = SEE) -> VerificationRequest:
    """A request within the scope; DomainError `core.not_found`."""
    scope.require(permission)
    rows = VerificationRequest.objects.scoped(scope, permission).select_related("unit", "area", "drafted_by", "sent_by")
    found = rows.filter(pk=request_id).first() if request_id <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


def outcomes(request: VerificationRequest) -> Mapping[str, int]:
    """Outcome → people."""
    rows = VerificationPerson.objects.unscoped(OF_A_SEEN_ONE).filter(request=request)
    return Counter(rows.values_list("outcome", flat=True))


def listed(request: VerificationRequest, scope: Scope, outcome: str = "") -> list[PersonAnswer]:
    """The first people of a request, those in conflict leading; `outcome` asks for those alone."""
    rows = VerificationPerson.objects.unscoped(OF_A_SEEN_ONE).filter(request=request)
    if outcome:
        rows = rows.filter(outcome=outcome)
    urgent = list(rows.filter(outcome__in=URGENT).order_by("number")[:SHOWN])
    shown = [*urgent, *rows.exclude(outcome__in=URGENT).order_by("number")[: SHOWN - len(urgent)]]
    ids = [row.resident_id for row in shown]
    names, standing = people.resident_words(ids, scope), people.standing(ids, on=request.on)
    objections: dict[int, VerificationObjection] = {}
    found = VerificationObjection.objects.unscoped(OF_A_SEEN_ONE).filter(person__in=[row.pk for row in shown])
    for objection in found.order_by("pk"):
        objections[objection.person_id] = objection
    return [
        PersonAnswer(
            row,
            names.get(row.resident_id, ""),
            answer_of(row),
            standing.get(row.resident_id, ()),
            objections.get(row.pk),
        )
        for row in shown
    ]


@dataclass(frozen=True)
class AskedPerson:
    """Somebody as the department that is asked may know him: nothing but the fields of the request."""

    number: int
    name: str | None
    id_number: str | None
    birth_date: date | None


def for_unit(scope: Scope, *, after: int, limit: int) -> list[VerificationRequest]:
    """Requests that were sent by the API to the unit of the account that asks, by id."""
    scope.require(ANSWER)
    rows = VerificationRequest.objects.scoped(scope, ANSWER).filter(
        pk__gt=min(after, LARGEST_ID),
        unit_id=_unit_of(scope),
        state__in=OPEN_STATES,
        form=VerificationRequest.Form.API.value,
    )
    return list(rows.order_by("pk")[:limit])


def _unit_of(scope: Scope) -> str:
    """The unit of an account; one without a unit is asked nothing, not even by a request without one."""
    account = Account.objects.filter(pk=scope.account_id).first() if scope.account_id is not None else None
    return account.unit_id or "" if account is not None else ""


def of_unit(request_id: int, scope: Scope) -> VerificationRequest:
    """A request that was sent to the unit of the account; DomainError `core.not_found` for every other one."""
    found = for_unit(scope, after=request_id - 1, limit=1)
    if not found or found[0].pk != request_id:
        raise DomainError("core.not_found")
    return found[0]


def asked_people(request: VerificationRequest, *, after: int, limit: int) -> list[AskedPerson]:
    """The next people of a request by number, with what the request gives of them and no more."""
    rows = VerificationPerson.objects.unscoped(OF_A_SEEN_ONE).filter(request=request, number__gt=min(after, 2**31 - 1))
    page = list(rows.order_by("number")[:limit])
    # Whoever sent it answered for what is given; the fields of the request are all that leaves.
    named = people.named(
        [row.resident_id for row in page], Scope.system("given to a department by a request that was sent"), SEE
    )
    fields = request.fields.split()
    found = []
    for row in page:
        person = named.get(row.resident_id)
        found.append(
            AskedPerson(
                row.number,
                person.name if person and Field.NAME in fields else None,
                person.id_number if person and Field.ID_NUMBER in fields else None,
                person.birth_date if person and Field.BIRTH_DATE in fields else None,
            )
        )
    return found


def open_objections(request: VerificationRequest) -> list[VerificationObjection]:
    """Objections of a request that wait for a reply."""
    rows = VerificationObjection.objects.unscoped(OF_A_SEEN_ONE).select_related("person")
    return list(rows.filter(person__request=request, replied_at__isnull=True).order_by("pk")[:500])


def request_of_objection(objection_id: int, scope: Scope) -> VerificationRequest:
    """The request of an open objection, if it was sent to the unit of the account; DomainError `core.not_found`."""
    rows = VerificationObjection.objects.scoped(scope, ANSWER).filter(replied_at__isnull=True)
    found = rows.filter(pk=min(objection_id, LARGEST_ID)).values_list("person__request_id", flat=True).first()
    if found is None:
        raise DomainError("core.not_found")
    return of_unit(found, scope)


def request_of_person(person_id: int, scope: Scope) -> int:
    """The request of somebody on its list, for who may draft there; DomainError `core.not_found`."""
    rows = VerificationPerson.objects.scoped(scope, DRAFT).filter(pk=min(person_id, LARGEST_ID))
    found: int | None = rows.values_list("request_id", flat=True).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def request_of_open_objection(objection_id: int, scope: Scope) -> int:
    """The request of an objection that waits for its reply, for who may draft there; DomainError `core.not_found`."""
    rows = VerificationObjection.objects.scoped(scope, DRAFT).filter(replied_at__isnull=True)
    found = rows.filter(pk=min(objection_id, LARGEST_ID)).values_list("person__request_id", flat=True).first()
    if found is None:
        raise DomainError("core.not_found")
    return int(found)
