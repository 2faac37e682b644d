"""Taking in what a community worker brought back from a door: each form once, each part by the command that it belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core import fields
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people.commands import accounts, households, life
from laoyou.people.commands.shared import UPDATE, alive, day_of, locked, note
from laoyou.people.domain.visiting import Need
from laoyou.people.models import HomeVisit, LifeTrace

VISIT = "people.record_visits"
WHY = "the key of a form, known again only by the account that sent it"
SOURCE = "上门登记"
LONGEST = timedelta(days=60)
"""How long a form may lie on a phone; an older one is refused, so that nobody sends the past in by a wrong clock."""


@dataclass(frozen=True)
class Form:
    """
    What was answered at the door; what was not asked is None or "".

    elapsed  from the visit to the sending, by the phone's own clock: right even where the clock is wrong
    clock_off by how much that clock was ahead of ours
    """

    key: str
    resident_id: int
    said_at: datetime
    elapsed: timedelta
    clock_off: timedelta
    met: bool
    account_works: bool | None = None
    contact_name: str = ""
    contact_relation: str = ""
    contact_phone: str = ""
    wants_assessment: bool | None = None
    needs: tuple[str, ...] = ()
    remark: str = ""
    consent: bool | None = None


def take_in(form: Form, *, by: Scope, at: datetime) -> tuple[HomeVisit, bool]:
    """
    The visit behind a form, and whether it is new; the same form again changes nothing.

    A part that is refused does not take the others with it: its code stands in `not_done`. Without consent neither needs nor
    remarks are kept. Raises `core.not_found`, `people.visit_key`, `people.visit_time`, `people.already_dead`.
    """
    by.require(VISIT)
    known = _known(form.key, by)
    if known is not None:
        return _same(known, form), False
    try:
        with transaction.atomic():
            return _write(form, by=by, at=at), True
    except IntegrityError:  # the same form came twice at once: the other one was first
        known = _known(form.key, by)
        if known is None:
            raise
        return _same(known, form), False


def _known(key: str, by: Scope) -> HomeVisit | None:
    if not 8 <= len(key) <= 40:
        raise DomainError("people.visit_key")
    found: HomeVisit | None = HomeVisit.objects.unscoped(WHY).filter(key=key).first()
    if found is not None and found.recorded_by_id != by.account_id:
        raise DomainError("people.visit_key")
    return found


def _same(visit: HomeVisit, form: Form) -> HomeVisit:
    if visit.resident_id != form.resident_id:
        raise DomainError("people.visit_key")
    return visit


def _write(form: Form, *, by: Scope, at: datetime) -> HomeVisit:
    resident = alive(locked(form.resident_id, by=by, permission=UPDATE))
    if not timedelta() <= form.elapsed <= LONGEST:
        raise DomainError("people.visit_time")
    on = day_of(at - form.elapsed)
    said = asdict(form)
    if form.consent is not True:
        said |= {"needs": (), "remark": "", "wants_assessment": None}
    kept = ("account_works", "wants_assessment", "needs", "remark")
    answers = {name: said[name] for name in kept if said[name] not in (None, "", ())}
    if set(said["needs"]) - {need.value for need in Need}:
        raise DomainError("people.visit_key")
    visit = HomeVisit(
        pk=reserve(HomeVisit, 1)[0], key=form.key, resident=resident, said_at=form.said_at, visited_on=on,
        clock_off_seconds=round(form.clock_off.total_seconds()), received_at=at, recorded_by_id=by.account_id,
        met=form.met, consent=form.consent,
    )  # fmt: skip
    fields.seal(visit, "answers", json.dumps(answers, ensure_ascii=False) if answers else None)
    visit.save(force_insert=True)
    parts: list[tuple[str, Callable[[], object]]] = []
    if form.met:
        kind = LifeTrace.Kind.VISIT.value
        parts.append(("life", lambda: life.record_trace(resident.pk, on, kind, source=SOURCE, by=by, at=at)))
    if form.account_works is not None:
        works = form.account_works
        parts.append(("account", lambda: accounts.check_account(resident.pk, activated=works, on=on, how=SOURCE, by=by, at=at)))  # fmt: skip
    if form.contact_name.strip():
        parts.append(("contact", lambda: households.add_emergency_contact(
            resident.pk, form.contact_name, form.contact_relation or "other", form.contact_phone, by=by, at=at
        )))  # fmt: skip
    refused = []
    for name, act in parts:
        try:
            with transaction.atomic():
                act()
        except DomainError as refusal:
            refused.append(f"{name}:{refusal.code}")
    visit.not_done = ",".join(refused)[:200]
    visit.save(update_fields=["not_done"])
    note("record_visit", resident, by=by, permission=VISIT, at=at, visit=visit.pk, on=on.isoformat(), not_done=refused)
    return visit
