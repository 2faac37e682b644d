"""
Long work: a row that says how far it is, and workers that lease it.

The `Job` row in the business database is the only truth: it is written in the transaction that asks for the work, so work
is never lost or started for something that was rolled back. A worker leases the oldest waiting row (or one whose lease
ran out, because its worker died), calls the function that a room registered for the kind, and that function tells
`Run.advance` how far it is and from where it could go on. Nothing is done twice that was committed with its cursor.
"""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import clock, crypto
from laoyou.core.models import Job
from laoyou.core.scope import Scope
from laoyou.core.text import sentence

logger = logging.getLogger("laoyou.jobs")

LEASE = timedelta(seconds=60)
WRITE_EVERY = 0.3  # seconds between two writes of progress that carry no cursor
MAX_ATTEMPTS = 5  # a job that killed its worker this often is put aside


class CancelledError(Exception):
    """Somebody asked for the job to stop; what was committed stays."""


class LeaseLostError(Exception):
    """Another worker took the job over, because this one was silent for longer than its lease."""


Work = Callable[["Run"], str | None]
_kinds: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """Let `work(run)` do the jobs of `kind`. It returns the address of its result, or None."""
    _kinds[kind] = work


@dataclass
class Run:
    """One attempt at a job: what was asked, where the last attempt stopped, and where to say how far this one is."""

    job_id: int
    lease: str
    arguments: Any
    cursor: str
    account_id: int | None
    _written_at: float = 0.0

    def advance(self, done: int, total: int | None = None, *, message: str = "", cursor: str | None = None) -> None:
        """
        Say that `done` of `total` rows are finished; with `cursor`, that a new attempt may go on from there.

        Call it with `cursor` inside the transaction that did the rows: then both hold or neither. Raises CancelledError or
        LeaseLostError, which the work lets through.
        """
        now = time.monotonic()
        if cursor is None and now - self._written_at < WRITE_EVERY:
            return
        self._written_at = now
        changes: dict[str, Any] = {"done": done, "leased_until": timezone.now() + LEASE}
        if total is not None:
            changes["total"] = total
        if message:
            changes["message"] = message[:400]
        if cursor is not None:
            changes["cursor"] = self.cursor = cursor
        if not Job.objects.filter(pk=self.job_id, lease=self.lease, state=Job.State.RUNNING).update(**changes):
            raise LeaseLostError
        if Job.objects.filter(pk=self.job_id, cancel_asked=True).exists():
            raise CancelledError


def enqueue(kind: str, title: str, arguments: Any, *, by: Scope, key: str = "", area_id: str | None = None) -> Job:
    """
    Ask for work of `kind`. With `key`, the same work asked twice is one job: the first is returned.

    arguments  anything JSON can hold; kept encrypted, and forgotten when the job is done
    area_id    the district or town whose officers see the job beside the one who asked
    """
    key = key or secrets.token_hex(16)
    known = Job.objects.filter(key=key).first()
    if known is not None:
        return known
    job, _ = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": title[:200],
            "arguments": crypto.seal_json(arguments, "job", key),
            "account_id": by.account_id,
            "area_id": area_id,
            "created_at": clock.now(),
        },
    )
    return job


def ask_to_cancel(job: Job) -> None:
    """Ask a waiting or running job to stop at its next step."""
    Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(cancel_asked=True)


def lease_next() -> Run | None:
    """Take the oldest job that waits, or whose worker fell silent; None where there is nothing to do."""
    now = timezone.now()
    due = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, leased_until__lt=now)
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(due).order_by("created_at", "pk").first()
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            _finish(job.pk, job.lease, Job.State.FAILED, f"{MAX_ATTEMPTS} attempts did not end")
            return None
        job.lease = secrets.token_hex(8)
        job.state = Job.State.RUNNING
        job.leased_until = now + LEASE
        job.started_at = job.started_at or now
        job.attempts += 1
        job.save(update_fields=["lease", "state", "leased_until", "started_at", "attempts"])
    return Run(job.pk, job.lease, crypto.open_json(bytes(job.arguments), "job", job.key), job.cursor, job.account_id)


def perform(run: Run) -> None:
    """Do one leased job and write how it ended. A refusal ends it with its sentence; a crash of ours with a note in the log."""
    job = Job.objects.get(pk=run.job_id)
    try:
        work = _kinds.get(job.kind)
        if work is None:
            raise DomainError("core.job_unknown", kind=job.kind)
        result = work(run)
    except LeaseLostError:
        return
    except CancelledError:
        _finish(run.job_id, run.lease, Job.State.CANCELLED, "")
    except DomainError as refusal:
        _finish(run.job_id, run.lease, Job.State.FAILED, sentence(refusal))
    except Exception:  # noqa: BLE001 - one broken job must not stop the worker; the log has the whole story
        logger.error("job %s failed\n%s", run.job_id, traceback.format_exc())
        _finish(run.job_id, run.lease, Job.State.FAILED, sentence(DomainError("core.job_failed", job=run.job_id)))
    else:
        _finish(run.job_id, run.lease, Job.State.DONE, "", result or "")


def _finish(job_id: int, lease: str, state: str, message: str, result_url: str = "") -> None:
    changes: dict[str, Any] = {"state": state, "finished_at": timezone.now(), "result_url": result_url}
    if state == Job.State.DONE:
        changes["arguments"] = b""
    if message:
        changes["message"] = message[:400]
    Job.objects.filter(pk=job_id, lease=lease).update(**changes)


def work_until(stopped: Callable[[], bool], *, idle: float = 0.5) -> None:
    """Do jobs one after another until `stopped()`; waits `idle` seconds when there is nothing to do."""
    while not stopped():
        run = None
        with suppress(OperationalError):  # a locked database is tried again
            run = lease_next()
        if run is None:
            time.sleep(idle)
            continue
        perform(run)
