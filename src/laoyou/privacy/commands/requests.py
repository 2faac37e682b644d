"""Requests about one's own data: received, identity checked, decided with a reason, carried out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import district
from laoyou.core.fields import opened, seal
from laoyou.core.privacy import Held
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people import public as people
from laoyou.privacy.commands.shared import day_of, locked, note
from laoyou.privacy.domain.request import OPEN, Asker, Kind, State, can_move, may_ask
from laoyou.privacy.models import DataRequest
from laoyou.privacy.permissions import DECIDE, RECEIVE
from laoyou.privacy.queries import clauses

ONES = "requests about a person who was found within the scope"


@dataclass(frozen=True)
class Wish:
    """
    What is asked for, and by whom.

    asker_name  needed where it is not the person himself
    wanted      needed for a correction
    due_on      None = by the norm of the pack; needed where the pack says nothing
    """

    kind: Kind
    asker: Asker
    received_on: date
    asker_name: str = ""
    wanted: str = ""
    due_on: date | None = None


@transaction.atomic
def receive(resident_id: int, wish: Wish, *, by: Scope, at: datetime) -> DataRequest:
    """
    Receive a request about a resident; from now on its time runs.

    Raises `core.not_found`, `privacy.asker_dead`, `privacy.asker_alive`, `privacy.asker_unnamed`, `privacy.wanted_missing`,
    `privacy.request_dates`, `privacy.request_open`.
    """
    resident = people.person_row(resident_id, by, RECEIVE)
    _check(wish, dead=resident.death_date is not None, today=day_of(at))
    open_one = DataRequest.objects.unscoped(ONES).filter(
        resident_id=resident.id, kind=wish.kind.value, state__in=[one.value for one in OPEN]
    )
    if (before := open_one.first()) is not None:
        raise DomainError("privacy.request_open", number=before.pk)
    clause = clauses.of_key(clauses.ANSWER_DAYS)
    due_on, due_clause = wish.due_on, ""
    if due_on is None:
        if clause is None:
            raise DomainError("privacy.request_dates")
        due_on, due_clause = wish.received_on + timedelta(days=clause.value), clause.words[:200]
    if due_on < wish.received_on:
        raise DomainError("privacy.request_dates")
    request = DataRequest(
        pk=reserve(DataRequest, 1)[0],
        area_id=resident.residence_area_id or resident.registered_area_id or district.area_id(),
        resident_id=resident.id,
        kind=wish.kind.value,
        asker=wish.asker.value,
        received_on=wish.received_on,
        due_on=due_on,
        due_clause=due_clause,
        received_at=at,
        received_by_id=by.account_id,
        state=State.RECEIVED.value,
    )
    seal(request, "asker_name", wish.asker_name.strip() or None)
    seal(request, "wanted", wish.wanted.strip() or None)
    request.save(force_insert=True)
    note("receive_request", request, RECEIVE, by=by, at=at, detail={"kind": request.kind, "resident": resident.id})
    return request


def _check(wish: Wish, *, dead: bool, today: date) -> None:
    if not may_ask(wish.asker, dead=dead):
        raise DomainError("privacy.asker_dead" if dead else "privacy.asker_alive")
    if wish.asker is not Asker.HIMSELF and len(wish.asker_name.strip()) < 2:
        raise DomainError("privacy.asker_unnamed")
    if wish.kind is Kind.CORRECT and len(wish.wanted.strip()) < 4:
        raise DomainError("privacy.wanted_missing")
    if wish.received_on > today:
        raise DomainError("privacy.request_dates")


def _moved(request: DataRequest, to: State) -> None:
    if not can_move(State(request.state), to):
        raise DomainError("privacy.request_state", state=str(DataRequest.State(request.state).label))
    request.state = to.value


@transaction.atomic
def check_identity(request_id: int, how: str, *, by: Scope, at: datetime) -> DataRequest:
    """Put down how it was made sure that who asks may ask. Raises `privacy.identity_words`, `privacy.request_state`."""
    request: DataRequest = locked(DataRequest, request_id, RECEIVE, by=by)
    if len(how.strip()) < 4:
        raise DomainError("privacy.identity_words")
    _moved(request, State.CHECKED)
    request.identity, request.checked_at, request.checked_by_id = how.strip()[:200], at, by.account_id
    request.save(update_fields=["state", "identity", "checked_at", "checked_by"])
    note("check_identity", request, RECEIVE, by=by, at=at, detail={})
    return request


@transaction.atomic
def decide(request_id: int, *, granted: bool, reason: str, by: Scope, at: datetime) -> DataRequest:
    """
    Grant or refuse a request whose asker is known; an erasure is decided by another one than who received it.

    Raises `privacy.erasure_own`, `privacy.reason_missing`, `privacy.request_state`, `core.not_found`.
    """
    request: DataRequest = locked(DataRequest, request_id, DECIDE, by=by)
    if len(reason.strip()) < 4:
        raise DomainError("privacy.reason_missing")
    _by_another(request, by)
    _moved(request, State.GRANTED if granted else State.REFUSED)
    request.reason, request.decided_at, request.decided_by_id = reason.strip()[:400], at, by.account_id
    request.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    note("decide_request", request, DECIDE, by=by, at=at, detail={"granted": granted})
    return request


def _by_another(request: DataRequest, by: Scope) -> None:
    own = request.received_by_id is not None and request.received_by_id == by.account_id
    if request.kind == Kind.ERASE and own:
        raise DomainError("privacy.erasure_own")


@transaction.atomic
def carry_out(request_id: int, words: str, *, by: Scope, at: datetime) -> DataRequest:
    """
    Do what was granted: erase what no law keeps, or put down how copy or correction was given. Nothing of it comes back.

    Raises `privacy.done_words`, `privacy.request_state`, `core.not_found`.
    """
    request: DataRequest = locked(DataRequest, request_id, DECIDE, by=by)
    erasing = request.kind == Kind.ERASE
    if not erasing and len(words.strip()) < 4:
        raise DomainError("privacy.done_words")
    _moved(request, State.DONE)
    if erasing:
        why = f"个人信息请求{request.pk}号"
        done = people.erase_resident(request.resident_id, reason=why, by=by, at=at)
        request.outcome = json.dumps({one.entry.model: one.rows for one in done}, separators=(",", ":"))
    request.done_words, request.done_at, request.done_by_id = words.strip()[:200], at, by.account_id
    request.save(update_fields=["state", "outcome", "done_words", "done_at", "done_by"])
    note("finish_request", request, DECIDE, by=by, at=at, detail={"kind": request.kind})
    return request


@transaction.atomic
def withdraw(request_id: int, *, by: Scope, at: datetime) -> DataRequest:
    """Who asked no longer asks. Raises `privacy.request_state`, `core.not_found`."""
    request: DataRequest = locked(DataRequest, request_id, RECEIVE, by=by)
    _moved(request, State.WITHDRAWN)
    request.save(update_fields=["state"])
    note("withdraw_request", request, RECEIVE, by=by, at=at, detail={})
    return request


def copy(request: DataRequest, *, by: Scope, at: datetime) -> list[Held]:
    """
    Everything that is kept about the person of a granted request to see or to have a copy, in clear; the look is on record.

    Raises `privacy.not_a_copy`.
    """
    given = (State.GRANTED.value, State.DONE.value)
    if request.kind not in (Kind.ACCESS, Kind.COPY) or request.state not in given:
        raise DomainError("privacy.not_a_copy")
    return people.copy_of_resident(request.resident_id, reason=f"个人信息请求{request.pk}号", by=by, at=at)


def words_of(request: DataRequest) -> tuple[str, str]:
    """(who asked for the person, what was asked for), opened: for the page of a request that was found within the scope."""
    return opened(request.asker_name), opened(request.wanted)
