"""When somebody last signed in, by the product's own clock: Django would take the machine's, which no demo date moves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in

from laoyou.core import clock

DJANGOS_OWN = "update_last_login"
"""A signal knows each receiver by this name once: who has it first keeps it."""


def keep_moment_of_sign_in() -> None:
    """Put the account's last sign-in down by `clock`, in the place of Django's receiver, whichever of the two comes first."""
    user_logged_in.disconnect(dispatch_uid=DJANGOS_OWN)
    user_logged_in.connect(_put_down, dispatch_uid=DJANGOS_OWN)


def _put_down(sender: Any, user: Any, **_more: Any) -> None:
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
