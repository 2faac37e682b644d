"""One world for all tests of this folder; each request is taken back, so that none sees what another did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections, transaction
from django.test import override_settings

from laoyou.core import attachments
from tests.scope import world as worlds
from tests.scope.world import World


@pytest.fixture(scope="package")
def planted_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, inside a transaction that is taken back when the last test of this folder has run."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(
            override_settings(
                LAOYOU_DEMO_DATE=worlds.TODAY, LAOYOU_PACK=worlds.PACK, LAOYOU_REQUIRE_SECOND_FACTOR=False
            )
        )
        for alias in ("default", "edge"):
            # Django's test case closes connections behind each test; this one has a transaction to keep.
            stack.enter_context(patch.object(connections[alias], "close"))
            stack.enter_context(taken_back(alias))
        attachments.register_owner(
            "scope.planted",
            lambda scope, subject: worlds.Facility.objects.scoped(scope, worlds.FACILITY).filter(pk=subject).exists(),
            permission=worlds.FACILITY,
        )
        yield worlds.build()


class taken_back(transaction.Atomic):  # noqa: N801 - used like the function that it resembles
    """A block whose changes are always taken back."""

    def __init__(self, alias: str) -> None:
        super().__init__(alias, savepoint=True, durable=False)
        self._from_testcase = True

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True, using=self.using)
        super().__exit__(*error)


@pytest.fixture
def world(planted_world: World) -> World:
    """The world; what a test writes is taken back with the test's own transaction, which lies inside that of the world."""
    return planted_world
