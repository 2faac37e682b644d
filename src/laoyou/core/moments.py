"""When somebody last signed in, by the product's own clock: Django would take the machine's, which no demo date moves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in

from laoyou.core import clock


def keep_moment_of_sign_in() -> None:
    """Put the account's last sign-in down by `clock`, instead of by Django."""
    user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
    user_logged_in.connect(_put_down, dispatch_uid="laoyou.last_sign_in")


def _put_down(sender: Any, user: Any, **_more: Any) -> None:
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
