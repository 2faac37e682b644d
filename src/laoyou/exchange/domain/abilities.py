"""What a key may be used for, and what is told to other systems: codes that stand in columns and in the API."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from enum import StrEnum


class Ability(StrEnum):
    """One use of a key; the account's own permissions are asked besides."""

    READ_RESIDENTS = "residents.read"
    READ_FACILITIES = "facilities.read"
    UPDATE_CAPACITY = "capacity.update"
    READ_STAFF = "staff.read"
    READ_INDICATORS = "indicators.read"
    ANSWER = "verifications.answer"
    KEEP_WEBHOOKS = "webhooks.keep"


class Event(StrEnum):
    """Something that other systems are told of."""

    FACILITY_CHANGED = "facility.changed"
    REQUEST_SENT = "verification.sent"
    OBJECTION_RAISED = "objection.raised"


MOST_DAYS = 366
"""A key lives a year at most; then somebody decides again."""

_HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$")


def malformed_network(texts: Iterable[str]) -> str | None:
    """The first of `texts` that is neither an IP address nor a network; None where all are."""
    for text in texts:
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            return text
    return None


def may_come_from(address: str, networks: Iterable[str]) -> bool:
    """Whether `address` lies in one of `networks`; anywhere where none is named."""
    known = [ipaddress.ip_network(text, strict=False) for text in networks]
    if not known:
        return True
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in network for network in known)


def malformed_host(texts: Iterable[str]) -> str | None:
    """The first of `texts` that is no host name in small letters; None where all are."""
    return next((text for text in texts if not _HOST.match(text)), None)
