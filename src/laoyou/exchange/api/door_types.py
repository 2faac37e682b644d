"""What the door leaves on a request for whoever answers it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from laoyou.exchange.commands.keys import Caller


def caller_of(request: HttpRequest) -> Caller:
    """Who calls, as the door found out."""
    return cast(Caller, request.caller)  # type: ignore[attr-defined]
