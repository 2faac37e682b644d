"""Circulars and evaluation reports: drafted from a snapshot, edited section by section, issued by somebody else, then frozen."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit, clock, district, history
from laoyou.core.clock import BEIJING
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.commands.values import CHAIN, reckoner_of, snapshot_named
from laoyou.plans.domain.circular import Kind, Period, State, parts, period_of, plain, rebind
from laoyou.plans.models import CircularSection, ProgressCircular
from laoyou.plans.presenters.circular_form import form_of
from laoyou.plans.presenters.circular_text import Writer, figures
from laoyou.plans.queries import circular_data
from laoyou.snapshots import public as snapshots

LONGEST = 20_000
LONGEST_REASON = 300
FIELDS = ("title", "issuer_mark", "number", "addressees", "signatory", "issuing_unit", "dated")


@transaction.atomic
def draft(
    kind: Kind,
    day: date,
    *,
    by: Scope,
    at: datetime,
    snapshot_name: str = "",
    plan: str = "",
    corrects: int | None = None,
) -> ProgressCircular:
    """
    Draft a circular of the month, quarter or year of `day`, or the final evaluation of `plan`, from a snapshot.

    The newest snapshot of a day before the period's end is taken unless one is named; for a final evaluation, the newest.
    One of a period that has not ended says in its title and its first paragraph that it is preliminary.
    Refused: `plans.period_not_begun`, `plans.no_snapshot`, `plans.snapshot_too_late`, `plans.unknown_plan`, `plans.not_issued_yet`
    (of what is corrected).
    """
    area = _whole(by, permissions.DRAFT_CIRCULAR)
    period, plan = _period(kind, day, plan)
    if period.start > at.astimezone(BEIJING).date():
        raise DomainError("plans.period_not_begun", period=period.words)
    snapshot = _snapshot(snapshot_name, period)
    old = None
    if corrects is not None:
        old = held(corrects, by)
        if old.state != State.ISSUED.value:
            raise DomainError("plans.not_issued_yet")
    pack = district.pack()
    cut = circular_data.cut_of(snapshot.name, snapshot.date, period, at, plan)
    data = circular_data.gather(cut, pack, reckoner_of(snapshot, pack))
    row = ProgressCircular.objects.create(
        area_id=area,
        kind=kind.value,
        period_start=period.start,
        period_end=period.end,
        plan=plan,
        snapshot_id=snapshot.name,
        title=_title(kind, period, old, preliminary=bool(data["period"]["preliminary"])),
        data=data,
        data_hash=circular_data.hash_of(data),
        pack=pack.name,
        pack_version=pack.version,
        program_version=__version__,
        corrects=old,
        drafted_at=at,
        drafted_by_id=by.account_id,
        example=pack.manifest.example or clock.demo_date() is not None,
    )
    CircularSection.objects.bulk_create(
        CircularSection(
            circular=row, position=number, key=one.key, heading=one.heading, drafted=one.text, text=one.text
        )
        for number, one in enumerate(Writer(data, kind).sections())
    )
    _record("plans.draft_circular", row, permissions.DRAFT_CIRCULAR, by, at, {"data_sha256": row.data_hash})
    return row


def _whole(by: Scope, permission: str) -> str:
    """The district, over all of which `permission` must be held."""
    by.require(permission)
    area = district.area_id()
    if not by.covers_area(permission, area) or (by.account_id is None):
        raise DomainError("core.not_permitted", permission=permission)
    return area


def _period(kind: Kind, day: date, plan: str) -> tuple[Period, str]:
    if kind is not Kind.FINAL:
        return period_of(kind, day), ""
    known = district.pack().plans.get(plan)
    if known is None:
        raise DomainError("plans.unknown_plan", plan=plan)
    after = date.fromordinal(known.period_end.toordinal() + 1)
    return period_of(kind, day, (known.period_start, after)), plan


def _snapshot(name: str, period: Period) -> snapshots.SnapshotRow:
    if name:
        found = snapshot_named(name)
    else:
        fitting = [
            one
            for one in snapshots.all_snapshots()
            if not one.damaged and (one.date < period.end or period.kind is Kind.FINAL)
        ]
        if not fitting:
            raise DomainError("plans.no_snapshot_then", period=period.words)
        found = fitting[0]
    if period.kind is not Kind.FINAL and not found.date < period.end:
        raise DomainError("plans.snapshot_too_late", name=found.name, period=period.words)
    return found


def _title(kind: Kind, period: Period, old: ProgressCircular | None, *, preliminary: bool) -> str:
    name = district.name()
    if kind is Kind.FINAL:
        title = f"{name}“一老一小”整体解决方案（{period.words}）期末评估报告"
    else:
        title = f"关于{name}{period.words}“一老一小”工作进展情况的通报"
    if preliminary:
        title += "（阶段性）"
    return f"{title}（更正）" if old is not None else title


def held(circular_id: int, by: Scope, permission: str = permissions.SEE_CIRCULARS) -> ProgressCircular:
    """The document; `core.not_found` outside the scope."""
    rows = ProgressCircular.objects.scoped(by, permission).select_related(
        "drafted_by", "issued_by", "corrects", "withdrawal_asked_by", "withdrawn_by"
    )
    found = rows.filter(pk=circular_id).first() if circular_id < 2**63 else None
    if found is None:
        raise DomainError("core.not_found")
    return found


def _open(circular_id: int, by: Scope, permission: str, *states: State) -> ProgressCircular:
    by.require(permission)
    found = (
        ProgressCircular.objects.scoped(by, permission).select_for_update().filter(pk=circular_id).first()
        if circular_id < 2**63
        else None
    )
    if found is None:
        raise DomainError("core.not_found")
    if State(found.state) is State.ISSUED:
        raise DomainError("plans.circular_issued")
    if State(found.state) not in states:
        raise DomainError("plans.circular_not_now")
    return found


@transaction.atomic
def edit_section(circular_id: int, key: str, text: str, *, by: Scope, at: datetime) -> CircularSection:
    """
    Keep a section as a person left it. Figures of the snapshot that still stand in it stay bound; altered ones are noted.

    Refused: `plans.circular_issued`, `plans.circular_not_now`, `plans.words_too_long`.
    """
    row = _open(circular_id, by, permissions.DRAFT_CIRCULAR, State.DRAFT)
    section = CircularSection.objects.scoped(by, permissions.DRAFT_CIRCULAR).filter(circular=row, key=key).first()
    if section is None:
        raise DomainError("core.not_found")
    text = "\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip())
    if len(text) > LONGEST:
        raise DomainError("plans.words_too_long", most=LONGEST)
    if "⟦" in text or "⟧" in text:
        raise DomainError("plans.marks_in_text")
    shown = {name: one.shown for name, one in figures(row.data).items()}
    # Bound against what was drafted and what stood here last, so that a figure put back is found again.
    found = rebind(section.drafted, text, shown)
    before = history.values_of(section)
    section.text = found.text
    section.altered = [{"key": one.key, "was": one.was, "now": one.now} for one in found.altered]
    section.typed = list(found.typed)
    section.edited_at, section.edited_by_id = at, by.account_id
    section.save()
    history.append(CircularSection, section.pk, before, history.values_of(section), by=by, at=at, area_id=row.area_id)
    _record(
        "plans.edit_circular", row, permissions.DRAFT_CIRCULAR, by, at, {"section": key, "altered": len(found.altered)}
    )
    return section


@transaction.atomic
def restore_section(circular_id: int, key: str, *, by: Scope, at: datetime) -> CircularSection:
    """Put a section back to what the template wrote."""
    row = _open(circular_id, by, permissions.DRAFT_CIRCULAR, State.DRAFT)
    section = CircularSection.objects.scoped(by, permissions.DRAFT_CIRCULAR).filter(circular=row, key=key).first()
    if section is None:
        raise DomainError("core.not_found")
    shown = {name: one.shown for name, one in figures(row.data).items()}
    return edit_section(circular_id, key, plain(section.drafted, shown), by=by, at=at)


@transaction.atomic
def set_head(circular_id: int, values: dict[str, Any], *, by: Scope, at: datetime) -> ProgressCircular:
    """Set the title and what stands around the text: issuer in red, number, addressees, signatory, unit, date."""
    row = _open(circular_id, by, permissions.DRAFT_CIRCULAR, State.DRAFT)
    before = history.values_of(row)
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if not row.title.strip():
        raise DomainError("plans.name_missing")
    row.save()
    history.append(ProgressCircular, row.pk, before, history.values_of(row), by=by, at=at, area_id=row.area_id)
    _record("plans.edit_circular", row, permissions.DRAFT_CIRCULAR, by, at, {"section": "head"})
    return row


@transaction.atomic
def submit(circular_id: int, *, by: Scope, at: datetime) -> ProgressCircular:
    """Hand the draft to whoever issues. Refused: `plans.section_empty`, `plans.figure_altered`."""
    row = _open(circular_id, by, permissions.DRAFT_CIRCULAR, State.DRAFT)
    for section in row_sections(row, by):
        if not section.text.strip():
            raise DomainError("plans.section_empty", heading=section.heading)
        if section.altered:
            first = section.altered[0]
            raise DomainError("plans.figure_altered", heading=section.heading, was=first["was"], now=first["now"])
    return _move(row, State.SUBMITTED, "plans.submit_circular", permissions.DRAFT_CIRCULAR, by, at, submitted_at=at)


@transaction.atomic
def return_draft(circular_id: int, *, by: Scope, at: datetime) -> ProgressCircular:
    """Give it back to be mended."""
    row = _open(circular_id, by, permissions.ISSUE_CIRCULAR, State.SUBMITTED)
    return _move(row, State.DRAFT, "plans.return_circular", permissions.ISSUE_CIRCULAR, by, at, submitted_at=None)


def issue(circular_id: int, *, by: Scope, at: datetime, public: bool) -> ProgressCircular:
    """
    Issue what was submitted: data, text and files are frozen under their hashes. Who drafted it does not issue it (`plans.own_circular`).

    public   shown to everybody from the next publication on

    The files are set before the transaction begins, so that nobody waits for them; `plans.circular_not_now` where the text moved
    on meanwhile.
    """
    _whole(by, permissions.ISSUE_CIRCULAR)
    row = held(circular_id, by, permissions.ISSUE_CIRCULAR)
    _may_issue(row, by)
    made = _as_issued(row, at)
    sections = row_sections(row, by)
    said = text_hash(made, sections)
    return _issue(circular_id, said, files_of(made, sections), by=by, at=at, public=public)


def _may_issue(row: ProgressCircular, by: Scope) -> None:
    if State(row.state) is State.ISSUED:
        raise DomainError("plans.circular_issued")
    if State(row.state) is not State.SUBMITTED:
        raise DomainError("plans.circular_not_now")
    if row.drafted_by_id == by.account_id:
        raise DomainError("plans.own_circular")


def _as_issued(row: ProgressCircular, at: datetime) -> ProgressCircular:
    row.dated = row.dated or at.astimezone(BEIJING).date()
    row.state = State.ISSUED.value
    return row


@transaction.atomic
def _issue(
    circular_id: int, said: str, files: dict[str, bytes], *, by: Scope, at: datetime, public: bool
) -> ProgressCircular:
    row = _open(circular_id, by, permissions.ISSUE_CIRCULAR, State.SUBMITTED)
    _may_issue(row, by)
    before = history.values_of(row)
    _as_issued(row, at)
    sections = row_sections(row, by)
    if said != text_hash(row, sections):
        raise DomainError("plans.circular_not_now")
    row.text_hash, row.form = said, form_of(row, sections)
    subject = audit.subject_of(row)
    kept = {}
    for kind, data in files.items():
        stored = attachments.store(
            data, f"{row.title}.{kind}", subject, by=by, permission=permissions.ISSUE_CIRCULAR, at=at
        )
        kept[kind] = {"attachment": stored.pk, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    row.files = kept
    detail = {"data_sha256": row.data_hash, "text_sha256": row.text_hash, "public": public}
    detail |= {f"{kind}_sha256": one["sha256"] for kind, one in kept.items()}
    return _keep(
        row, before, "plans.issue_circular", permissions.ISSUE_CIRCULAR, by, at, detail,
        issued_at=at, issued_by_id=by.account_id, public=public,
    )  # fmt: skip


def files_of(row: ProgressCircular, sections: list[CircularSection]) -> dict[str, bytes]:
    """The document as PDF and as Word file, as the row now stands."""
    from laoyou.plans.reports import official_docx, official_pdf  # large libraries, wanted by few
    from laoyou.plans.reports.circular_paper import paper_of

    paper = paper_of(row, sections)
    return {"pdf": official_pdf.pdf(paper), "docx": official_docx.docx(paper)}


@transaction.atomic
def ask_withdrawal(circular_id: int, reason: str, *, by: Scope, at: datetime) -> ProgressCircular:
    """
    Ask for an issued document to be withdrawn, with the reason that everybody will read; somebody else decides.

    Refused: `plans.not_issued_yet`, `plans.circular_withdrawn`, `plans.withdrawal_waits`, `plans.withdrawal_reason`.
    """
    row = _issued(circular_id, by)
    if row.withdrawal_asked_at is not None:
        raise DomainError("plans.withdrawal_waits")
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise DomainError("plans.withdrawal_reason", most=LONGEST_REASON)
    return _keep(
        row, history.values_of(row), "plans.ask_withdrawal", permissions.ISSUE_CIRCULAR, by, at, {"reason": reason},
        withdrawal_asked_at=at, withdrawal_asked_by_id=by.account_id, withdrawal_reason=reason,
    )  # fmt: skip


@transaction.atomic
def withdraw(circular_id: int, *, by: Scope, at: datetime) -> ProgressCircular:
    """
    Withdraw a document for which somebody else has asked: it stays where it is, with the reason; its public page says so and shows
    the text no longer.

    Refused: `plans.no_withdrawal_waits`, `plans.own_withdrawal`, and what `ask_withdrawal` refuses.
    """
    row = _withdrawal_waits(circular_id, by)
    _is_another(row, by)
    return _keep(
        row, history.values_of(row), "plans.withdraw_circular", permissions.ISSUE_CIRCULAR, by, at,
        {"reason": row.withdrawal_reason},
        withdrawn_at=at, withdrawn_by_id=by.account_id, withdrawn_reason=row.withdrawal_reason,
    )  # fmt: skip


@transaction.atomic
def keep_issued(circular_id: int, *, by: Scope, at: datetime) -> ProgressCircular:
    """Leave a document issued for which a withdrawal was asked, or take one's own asking back."""
    row = _withdrawal_waits(circular_id, by)
    return _keep(
        row, history.values_of(row), "plans.keep_circular", permissions.ISSUE_CIRCULAR, by, at,
        {"reason": row.withdrawal_reason},
        withdrawal_asked_at=None, withdrawal_asked_by=None, withdrawal_reason="",
    )  # fmt: skip


def _issued(circular_id: int, by: Scope) -> ProgressCircular:
    """An issued document that is not withdrawn, locked, for whoever may issue."""
    _whole(by, permissions.ISSUE_CIRCULAR)
    rows = ProgressCircular.objects.scoped(by, permissions.ISSUE_CIRCULAR).select_for_update()
    row = rows.filter(pk=circular_id).first() if circular_id < 2**63 else None
    if row is None:
        raise DomainError("core.not_found")
    if State(row.state) is not State.ISSUED:
        raise DomainError("plans.not_issued_yet")
    if row.withdrawn_at is not None:
        raise DomainError("plans.circular_withdrawn")
    return row


def _withdrawal_waits(circular_id: int, by: Scope) -> ProgressCircular:
    row = _issued(circular_id, by)
    if row.withdrawal_asked_at is None:
        raise DomainError("plans.no_withdrawal_waits")
    return row


def _is_another(row: ProgressCircular, by: Scope) -> None:
    """Nobody takes back alone what everybody may have read."""
    if row.withdrawal_asked_by_id == by.account_id:
        raise DomainError("plans.own_withdrawal")


def row_sections(row: ProgressCircular, by: Scope) -> list[CircularSection]:
    """The sections of a document in their order, for whoever may see it."""
    return list(CircularSection.objects.scoped(by, permissions.SEE_CIRCULARS).filter(circular=row).order_by("position"))


def text_hash(row: ProgressCircular, sections: list[CircularSection]) -> str:
    """SHA-256 over everything that the document says: its head and its sections as they read."""
    shown = {name: one.shown for name, one in figures(row.data).items()}
    head = {name: str(getattr(row, name) or "") for name in FIELDS}
    body = [[one.heading, plain(one.text, shown)] for one in sections]
    text = json.dumps({"head": head, "sections": body}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def figures_in(section: CircularSection) -> list[str]:
    """The keys of the figures that stand in a section."""
    return [piece for piece, is_figure in parts(section.text) if is_figure]


def _move(
    row: ProgressCircular,
    to: State,
    action: str,
    permission: str,
    by: Scope,
    at: datetime,
    detail: dict[str, Any] | None = None,
    **changes: Any,
) -> ProgressCircular:
    before = history.values_of(row)
    row.state = to.value
    return _keep(row, before, action, permission, by, at, detail or {}, **changes)


def _keep(
    row: ProgressCircular,
    before: dict[str, Any],
    action: str,
    permission: str,
    by: Scope,
    at: datetime,
    detail: dict[str, Any],
    **changes: Any,
) -> ProgressCircular:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    history.append(ProgressCircular, row.pk, before, history.values_of(row), by=by, at=at, area_id=row.area_id)
    _record(action, row, permission, by, at, detail)
    return row


def _record(
    action: str, row: ProgressCircular, permission: str, by: Scope, at: datetime, detail: dict[str, Any]
) -> None:
    subject = audit.Subject("plans.progresscircular", str(row.pk), row.area_id)
    audit.record(action, subject, by=by, permission=permission, at=at, chain=CHAIN, detail=detail)


def recompute(row: ProgressCircular) -> dict[str, Any]:
    """The rows of a document computed again from its snapshot, for the comparison with those that it keeps."""
    pack = district.pack()
    snapshot = snapshot_named(row.snapshot_id)
    period = Period(Kind(row.kind), row.period_start, row.period_end)
    cut = circular_data.Cut(
        snapshot.name,
        snapshot.date,
        period,
        datetime.fromisoformat(row.data["ledger_until"]),
        datetime.fromisoformat(row.data["values_until"]),
        row.plan,
    )
    return circular_data.gather(cut, pack, reckoner_of(snapshot, pack))
