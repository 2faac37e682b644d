"""Providers: entering, changing, closing and barring them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_credit_code
from laoyou.core import clock
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import OWNERSHIPS
from laoyou.providers.commands.shared import (
    about,
    change,
    day_of,
    locked,
    note,
    require_area,
    require_code,
    require_past,
)
from laoyou.providers.domain.states import Bar, is_barred
from laoyou.providers.models import Provider, ProviderBar
from laoyou.providers.permissions import BAR_PROVIDER, MANAGE_FACILITIES
from laoyou.providers.search_keys import search_key

CHANGEABLE = frozenset({"name", "ownership", "area_id", "address", "phone", "registered_on"})


@transaction.atomic
def add(
    credit_code: str,
    name: str,
    *,
    area_id: str,
    by: Scope,
    at: datetime,
    ownership: str = "unknown",
    address: str = "",
    phone: str = "",
    registered_on: date | None = None,
    example: bool = False,
) -> Provider:
    """
    Enter a legal person. A code of the example range is accepted in a demonstration only.

    Raises `base.credit_code.*`, `providers.provider_known`, `providers.code_unknown`.
    """
    require_area(area_id, by=by, permission=MANAGE_FACILITIES)
    code = parse_credit_code(credit_code, accept_example=clock.demo_date() is not None)
    require_code("ownership", ownership, OWNERSHIPS)
    require_past(registered_on, at)
    provider = Provider(
        credit_code=code,
        name=name,
        search_key=search_key(name),
        ownership=ownership,
        area_id=area_id,
        address=address,
        phone=phone,
        registered_on=registered_on,
        example=example,
    )
    try:
        with transaction.atomic():
            provider.save(force_insert=True)
    except IntegrityError as clash:
        known = Provider.objects.unscoped("who already has this code is public").filter(credit_code=code).first()
        if known is None:
            raise
        raise DomainError("providers.provider_known", code=code, name=known.name) from clash
    note("add_provider", provider, by=by, permission=MANAGE_FACILITIES, at=at, credit_code=code)
    return provider


@transaction.atomic
def update(provider_id: int, *, by: Scope, at: datetime, **changes: Any) -> Provider:
    """Change fields of a provider (those in `CHANGEABLE`). Moving it needs the permission over both areas."""
    provider = locked(Provider, provider_id, by=by, permission=MANAGE_FACILITIES)
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"not to be changed: {sorted(unknown)}")
    if "area_id" in changes:
        require_area(changes["area_id"], by=by, permission=MANAGE_FACILITIES)
    if "ownership" in changes:
        require_code("ownership", changes["ownership"], OWNERSHIPS)
    if "name" in changes:
        changes["search_key"] = search_key(changes["name"])
    fields = change(provider, changes, by=by, at=at, area_id=provider.area_id)
    note(
        "update_provider",
        provider,
        by=by,
        permission=MANAGE_FACILITIES,
        at=at,
        fields=sorted(set(fields) - {"search_key"}),
    )
    return provider


@transaction.atomic
def bar(
    provider_id: int,
    *,
    ground: str,
    decided_by: str,
    barred_from: date,
    by: Scope,
    at: datetime,
    barred_to: date | None = None,
    document_number: str = "",
) -> ProviderBar:
    """
    Record that a provider may open nothing new in [barred_from, barred_to), as somebody decided on a ground.

    Raises `providers.bar_dates`, `providers.provider_already_barred` where an endless bar is in force.
    """
    provider = locked(Provider, provider_id, by=by, permission=BAR_PROVIDER)
    if barred_to is not None and barred_to <= barred_from:
        raise DomainError("providers.bar_dates", since=barred_from.isoformat(), to=barred_to.isoformat())
    row = ProviderBar(
        provider=provider,
        barred_from=barred_from,
        barred_to=barred_to,
        ground=ground,
        decided_by=decided_by,
        document_number=document_number,
        recorded_at=at,
        recorded_by_id=by.account_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise DomainError("providers.provider_already_barred", name=provider.name) from clash
    note("bar_provider", provider, by=by, permission=BAR_PROVIDER, at=at, bar=row.pk, since=barred_from, to=barred_to)
    return row


@transaction.atomic
def lift_bar(bar_id: int, *, on: date, by: Scope, at: datetime) -> ProviderBar:
    """End a bar from the day `on`; the row stays, with who lifted it. Raises `providers.bar_over`, `providers.bar_dates`."""
    row = locked(ProviderBar, bar_id, by=by, permission=BAR_PROVIDER)
    if row.barred_to is not None and row.barred_to <= day_of(at):
        raise DomainError("providers.bar_over")
    if on <= row.barred_from:
        raise DomainError("providers.bar_dates", since=row.barred_from.isoformat(), to=on.isoformat())
    area_id = Provider.objects.unscoped("the bar was scoped").values_list("area_id", flat=True).get(pk=row.provider_id)
    change(row, {"barred_to": on, "lifted_at": at, "lifted_by_id": by.account_id}, by=by, at=at, area_id=area_id)
    note("lift_bar", about(row, area_id), by=by, permission=BAR_PROVIDER, at=at, on=on)
    return row


def require_not_barred(provider: Provider, day: date) -> None:
    """`providers.provider_closed` or `providers.provider_barred` where the provider may open nothing new on `day`."""
    if provider.closed_on is not None and provider.closed_on <= day:
        raise DomainError("providers.provider_closed", name=provider.name, on=provider.closed_on.isoformat())
    rows = ProviderBar.objects.unscoped("a bar binds wherever its provider works").filter(provider=provider)
    bars = tuple(Bar(since, to) for since, to in rows.values_list("barred_from", "barred_to"))
    if is_barred(bars, day):
        since = min(bar.barred_from for bar in bars if bar.holds_on(day))
        raise DomainError("providers.provider_barred", name=provider.name, since=since.isoformat())
