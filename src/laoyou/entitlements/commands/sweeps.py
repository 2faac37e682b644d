"""
Sweeps: asking for one, and carrying it out step by step, so that a killed worker's successor goes on where it was.

A step is committed together with the cursor of the job: the snapshot, the files of everybody, and each few thousand rows that
are entered. The determining itself runs in a process of its own, which may be begun again: equal facts give equal rows.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.core import audit, clock, district, endable, failpoints, jobs
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.engines.rules.findings import status_of
from laoyou.engines.rules.program import MAY_BE_HIGHER, NOT_DUE, PARAMETER_MISSING, SUPERSEDED, TIER_SHIFT
from laoyou.entitlements import permissions, storage
from laoyou.entitlements.domain.rulebook import due_for
from laoyou.entitlements.models import Determination, DeterminationChange, MissingFact, Sweep
from laoyou.entitlements.queries import sweeps
from laoyou.entitlements.registers import FACTS
from laoyou.snapshots import public as snapshots

JOB: Final = "entitlements.sweep"
CHAIN: Final = "entitlements"
WHY: Final = "the sweep that this job carries out, of the whole district"

AFTER_SNAPSHOT = failpoints.declare("sweep.after_snapshot", "the facts are photographed")
AFTER_DETERMINED = failpoints.declare("sweep.after_determined", "the files of everybody are whole, nothing is entered")
AFTER_ROWS = failpoints.declare("sweep.after_rows", "some thousand rows are entered")

Advance = Callable[..., None]
Runner = Callable[[dict[str, Any], Callable[[Any], None], Callable[[], bool]], dict[str, Any]]


@dataclass
class Steps:
    """How far a sweep is; stands in the cursor of its job."""

    sweep: int = 0
    snapshot: str = ""
    files: dict[str, int] = field(default_factory=dict)
    entered: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: str) -> Steps:
        """From a job's cursor."""
        return cls(**json.loads(cursor)) if cursor else cls()

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def checked_month(text: str) -> Month:
    """The month that is meant; `base.month`, `entitlements.month_to_come` where it cannot be determined yet."""
    month, last = Month.parse(text), sweeps.last_month(clock.today())
    if month > last:
        raise DomainError("entitlements.month_to_come", month=str(month), last=str(last))
    return month


@transaction.atomic
def request(text: str, *, by: Scope, at: datetime) -> int:
    """Ask for a sweep in the background; returns the number of the job."""
    by.require(permissions.SWEEP)
    area = district.area_id()
    if not by.covers_area(permissions.SWEEP, area):
        raise DomainError("core.not_found")
    month = checked_month(text)
    job = jobs.enqueue(
        JOB, _("待遇核定 %(month)s") % {"month": month}, {"month": str(month)}, by=by,
        key=f"{JOB}|{month}|{secrets.token_hex(4)}", area_id=area,
    )  # fmt: skip
    audit.record(
        "entitlements.ask_for_sweep", audit.Subject("entitlements.sweep", str(month), area), by=by,
        permission=permissions.SWEEP, at=at, chain=CHAIN, detail={"month": str(month), "job": job.pk},
    )  # fmt: skip
    return job.pk


def perform(run: jobs.Run) -> str:
    """The work of such a job; returns the address of the result."""
    account = Account.objects.filter(pk=run.account_id).first() if run.account_id else None
    by = scope_of(account, at=clock.now()) if account else Scope.system("a sweep that the command line asked for")
    by.require(permissions.SWEEP)
    steps = Steps.of(run.cursor)
    try:
        done = _carry_out(
            Month.parse(run.arguments["month"]),
            steps,
            run.advance,
            in_own_process,
            by=by,
            at=clock.now(),
            job=run.job_id,
        )
    except (jobs.CancelledError, DomainError):
        if steps.sweep:
            Sweep.objects.unscoped(WHY).filter(pk=steps.sweep).exclude(state=Sweep.State.DONE).update(
                state=Sweep.State.FAILED, finished_at=clock.now()
            )
        raise
    return reverse("entitlements:show_sweep", args=[done.pk])


def sweep(
    month: Month,
    *,
    by: Scope,
    at: datetime,
    advance: Advance = lambda *told, **more: None,
    runner: Runner | None = None,
) -> Sweep:
    """Determine everybody for a month, here and now; the command line and the demonstration use it."""
    by.require(permissions.SWEEP)
    return _carry_out(month, Steps(), advance, runner or in_own_process, by=by, at=at, job=None)


def in_own_process(
    order: dict[str, Any], heard: Callable[[Any], None], should_stop: Callable[[], bool]
) -> dict[str, Any]:
    """Determine in a process that ends afterwards and takes its memory with it."""
    from laoyou.entitlements.sweeping_process import determine

    outcome = endable.run_endable(determine, order, should_stop=should_stop, heard=heard)
    if outcome.result is None:
        raise jobs.CancelledError
    return outcome.result


def in_this_process(
    order: dict[str, Any], heard: Callable[[Any], None], should_stop: Callable[[], bool]
) -> dict[str, Any]:
    """The same where it is, for tests and for small districts."""
    from laoyou.entitlements.sweeping import work

    return work.sweep(work.Order(**order), heard)


def _carry_out(
    month: Month, steps: Steps, advance: Advance, runner: Runner, *, by: Scope, at: datetime, job: int | None
) -> Sweep:
    pack = district.pack()
    if not steps.sweep:
        before = sweeps.current(month.plus(-1))
        with transaction.atomic():
            row = Sweep.objects.create(
                area_id=pack.manifest.area, month=month.first_day, pack=pack.name, pack_version=pack.version,
                rules_sha256="", program=__version__, job_id=job, asked_at=at, asked_by_id=by.account_id,
                previous=before if before is not None and _is_sound(before) else None,
            )  # fmt: skip
            steps.sweep = row.pk
            advance(0, cursor=steps.text(), message=_("读取名册"))
    row = Sweep.objects.unscoped(WHY).select_related("previous").get(pk=steps.sweep)
    if not steps.snapshot:
        taken = snapshots.take(
            by=Scope.system("the facts of a sweep"), at=clock.now(), part=FACTS, again=True,
            progress=lambda _table, _rows: advance(0, message=_("读取名册")),
        )  # fmt: skip
        with transaction.atomic():
            row.snapshot_id = steps.snapshot = taken.name
            row.save(update_fields=["snapshot"])
            advance(0, cursor=steps.text())
        failpoints.hit(AFTER_SNAPSHOT)
    if not steps.files:
        _determine(row, steps, advance, runner, month)
        failpoints.hit(AFTER_DETERMINED)
    _enter(row, steps, advance)
    return _finish(row, by=by)


def _is_sound(before: Sweep) -> bool:
    """Whether the files of a sweep are those that it names; without them there is nothing to compare with."""
    return bool(before.folder) and storage.manifest_sha256(before.folder) == before.file_sha256


def _determine(row: Sweep, steps: Steps, advance: Advance, runner: Runner, month: Month) -> None:
    order = {
        "folder": f"{month}-{row.pk}",
        "month": str(month),
        "snapshot": steps.snapshot,
        "previous": row.previous.folder if row.previous else "",
    }

    def heard(told: dict[str, int]) -> None:
        advance(told["done"], told["total"], message=_("核定"))

    def should_stop() -> bool:
        try:
            advance(0, message=_("核定"))
        except jobs.CancelledError:
            return True
        return False

    made = runner(order, heard, should_stop)
    manifest = made["manifest"]
    with transaction.atomic():
        row.folder = order["folder"]
        row.rules_sha256, row.pack_version = manifest["rules_sha256"], manifest["pack"]["version"]
        row.rows, row.rows_sha256 = manifest["rows"], manifest["hash"]
        row.file_sha256, row.counts = made["manifest_sha256"], manifest["counts"]
        row.save(
            update_fields=["folder", "rules_sha256", "pack_version", "rows", "rows_sha256", "file_sha256", "counts"]
        )
        steps.files = made["files"]
        steps.entered = dict.fromkeys(made["files"], 0)
        advance(0, cursor=steps.text())


def _enter(row: Sweep, steps: Steps, advance: Advance) -> None:
    """Enter what people work on, a few thousand rows a transaction."""
    benefits = storage.manifest(row.folder)["benefits"]
    makers: dict[str, tuple[str, Callable[[list[Any]], Any]]] = {
        "determinations": ("rows", lambda values: _determination(row, benefits, values)),
        "missing": ("missing", lambda values: MissingFact(sweep=row, **dict(zip(MISSING, values, strict=True)))),
        "changes": ("changes", lambda values: DeterminationChange(sweep=row, **dict(zip(CHANGE, values, strict=True)))),
    }
    total = sum(steps.files.values())
    for name, (table, make) in makers.items():
        for number in range(steps.entered.get(name, 0) + 1, steps.files[name] + 1):
            data = storage.read_sealed(storage.folder(row.folder), row.folder, table, number)
            made = [make(values) for values in json.loads(data)]
            with transaction.atomic():
                type(made[0]).objects.bulk_create(made, batch_size=1000)
                steps.entered[name] = number
                advance(sum(steps.entered.values()), total, message=_("登记结果"), cursor=steps.text())
            failpoints.hit(AFTER_ROWS)


MISSING: Final = ("area_id", "benefit", "fact", "people", "most_fen", "listed")
CHANGE: Final = ("resident_id", "area_id", "benefit", "before", "after", "before_fen", "after_fen", "cause")


def _determination(row: Sweep, benefits: dict[str, Any], values: list[Any]) -> Determination:
    resident, area, name, code, amount, missing = values
    benefit = benefits[name]
    is_open = status_of(code) == "needs_information"
    lacking = bool(code & PARAMETER_MISSING) and not code & SUPERSEDED
    state = (
        Determination.State.NEEDS_INFORMATION
        if is_open
        else Determination.State.PARAMETER_MISSING
        if lacking
        else Determination.State.ENTITLED
    )
    certain = amount if state == Determination.State.ENTITLED else None
    money = benefit["gives"] == "money"
    tier = code >> TIER_SHIFT & 15
    return Determination(
        sweep=row,
        resident_id=resident,
        area_id=area,
        benefit=name,
        month=row.month,
        state=state,
        amount_fen=certain if money else None,
        quantity=None if money else certain,
        tier=benefit["tiers"][tier - 1] if tier else "",
        code=code,
        missing=missing[:400],
        may_be_higher=bool(code & MAY_BE_HIGHER),
        superseded=bool(code & SUPERSEDED),
        due=state == Determination.State.ENTITLED and not code & (NOT_DUE | SUPERSEDED) and bool(certain),
        due_for=due_for(benefit["period"], f"{row.month:%Y-%m}"),
    )


@transaction.atomic
def _finish(row: Sweep, *, by: Scope) -> Sweep:
    """The sweep is done: it names its rows, and from now on it counts for its month."""
    at = clock.now()
    row.state, row.finished_at = Sweep.State.DONE, at
    row.save(update_fields=["state", "finished_at"])
    audit.record(
        "entitlements.sweep", row, by=by, permission=permissions.SWEEP, at=at, chain=CHAIN,
        detail={
            "month": f"{row.month:%Y-%m}", "snapshot": row.snapshot_id, "rules": row.rules_sha256, "rows": row.rows,
            "rows_sha256": row.rows_sha256, "manifest": row.file_sha256,
        },
    )  # fmt: skip
    return row


def recompute(sweep_id: int, *, runner: Runner | None = None) -> tuple[str, str]:
    """
    Determine again what a sweep determined, from the same snapshot: (hash that it names, hash that came out).

    Nothing is entered. `entitlements.no_sweep` where there is none.
    """
    row = Sweep.objects.unscoped(WHY).filter(pk=sweep_id, state=Sweep.State.DONE).first()
    if row is None:
        raise DomainError("entitlements.no_sweep", month=str(sweep_id))
    name = f"again-{row.folder}-{secrets.token_hex(3)}"
    order = {"folder": name, "month": f"{row.month:%Y-%m}", "snapshot": row.snapshot_id, "previous": ""}
    made = (runner or in_own_process)(order, lambda _told: None, lambda: False)
    storage.remove(name)
    return row.rows_sha256, made["manifest"]["hash"]
