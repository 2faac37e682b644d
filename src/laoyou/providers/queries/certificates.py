"""Whose certificate a number is: for other rooms, where somebody acts because he has one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.providers.models import Credential

OF_A_NUMBER = "a certificate that an officer has typed in whole, or that a row refers to already"


@dataclass(frozen=True)
class Certificate:
    """A certificate of somebody at work in a facility; `expires_on` is its last day, None where it has no end."""

    id: int
    kind: str
    number: str
    holder: str
    at_work_until: date | None
    issued_on: date | None
    expires_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day `on`, and its holder still at work."""
        return (
            (self.issued_on is None or self.issued_on <= on)
            and (self.expires_on is None or on <= self.expires_on)
            and (self.at_work_until is None or on < self.at_work_until)
        )


def _row(one: Any) -> Certificate:
    person = one.staff_member
    return Certificate(one.pk, one.kind, one.number, person.name, person.employed_to, one.issued_on, one.expires_on)


def certificates_numbered(number: str) -> tuple[Certificate, ...]:
    """The certificates with exactly this number; no list can be asked for."""
    rows = Credential.objects.unscoped(OF_A_NUMBER).filter(number=number.strip()).select_related("staff_member")
    return tuple(_row(one) for one in rows.order_by("pk")[:10])


def certificate(credential_id: int) -> Certificate | None:
    """The certificate that a row refers to."""
    found = Credential.objects.unscoped(OF_A_NUMBER).filter(pk=credential_id).select_related("staff_member").first()
    return None if found is None else _row(found)


def certificates_of(kinds: Collection[str], *, example: bool) -> tuple[Certificate, ...]:
    """The first certificates of some kinds, of the demonstration or of real people: for the builder of the demonstration."""
    rows = Credential.objects.unscoped("of the demonstration's own staff").filter(kind__in=kinds, example=example)
    return tuple(_row(one) for one in rows.select_related("staff_member").order_by("pk")[:100])
