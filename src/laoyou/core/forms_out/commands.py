"""What a person does with a superior's form: hand in the blank one, say what its heads mean, fill it, report it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit
from laoyou.core.audit import Subject
from laoyou.core.clock import BEIJING
from laoyou.core.forms_out import fillers, layout, reading, terms, workbook
from laoyou.core.forms_out.fillers import Answer
from laoyou.core.forms_out.layout import ALIKE, Blank, Layout
from laoyou.core.models import BlankForm, ReportedCell, ReportedForm
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope

FILL = "core.fill_forms"
CHAIN = "forms"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHY = "of a form that was found within the scope"
LONGEST_REASON = 300


def get(form_id: int, *, by: Scope) -> BlankForm:
    """A form within the scope; DomainError `core.not_found`."""
    row: BlankForm | None = BlankForm.objects.scoped(by, FILL).filter(pk=form_id).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def get_report(report_id: int, *, by: Scope, locked: bool = False) -> ReportedForm:
    """A filled form within the scope; DomainError `core.not_found`."""
    rows = ReportedForm.objects.scoped(by, FILL)
    row: ReportedForm | None = (rows.select_for_update() if locked else rows).filter(pk=report_id).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


@transaction.atomic
def add(data: bytes, name: str, *, area_id: str, recipient: str, by: Scope, at: datetime) -> BlankForm:
    """
    Take in a blank form. The same form handed in again is the one that is known; an edition of a known form, with columns or
    rows moved, added or dropped, begins with the meanings that were confirmed for that one.

    Raises what `workbook.read` and `layout.find` raise, `core.form_recipient_missing`, `core.not_found` for a foreign area.
    """
    by.require(FILL)
    if not by.covers_area(FILL, area_id):
        raise DomainError("core.not_found")
    if not recipient.strip():
        raise DomainError("core.form_recipient_missing")
    grids = workbook.read(data, name)
    found = layout.find(grids)
    sha256 = hashlib.sha256(data).hexdigest()
    known = BlankForm.objects.scoped(by, FILL).filter(area_id=area_id)
    same: BlankForm | None = known.filter(sha256=sha256, recipient=recipient.strip()[:80]).first()
    if same is not None:
        return same
    labels = found.labels
    before = _edition_before(known, found)
    meanings, carried = _meanings(found, before, area_id)
    number = reserve(BlankForm, 1)[0]
    subject = Subject("core.blankform", str(number), area_id)
    kept = attachments.store(data, name[-120:], subject, by=by, permission=FILL, at=at, looked_at=XLSX)
    form: BlankForm = BlankForm.objects.create(
        pk=number, area_id=area_id, family_id=(before.family_id or before.pk) if before else None,
        title=workbook.titles(grids) or name[-120:], recipient=recipient.strip()[:80], attachment=kept, sha256=sha256,
        fingerprint=found.fingerprint, labels=sorted(labels), meanings=meanings, carried=carried,
        account_id=by.account_id, created_at=at,
        mapped_at=at if before is not None and before.mapped_at and carried == len(labels) else None,
    )  # fmt: skip
    audit.record(
        "core.add_form", form, by=by, permission=FILL, at=at, chain=CHAIN,
        detail={"sha256": sha256, "cells": len(found.blanks), "edition_of": form.family_id, "carried": carried},
    )  # fmt: skip
    return form


def _edition_before(known: Any, found: Layout) -> BlankForm | None:
    """The newest form of the area that `found` is an edition of: with the same heads, or with most of them."""
    best, best_alike = None, ALIKE
    for form in known.exclude(mapped_at=None).order_by("-created_at")[:200]:
        alike = layout.likeness(found.labels, frozenset(form.labels))
        if alike >= best_alike and (best is None or alike > best_alike):
            best, best_alike = form, alike
    return best


def _meanings(found: Layout, before: BlankForm | None, area_id: str) -> tuple[dict[str, dict[str, str]], int]:
    """(head → terms as text, for rows and columns; how many were confirmed before). The rest is proposed where it is sure."""
    proposed = reading.propose(found, area_id)
    meanings: dict[str, dict[str, str]] = {"row": {}, "column": {}}
    carried = 0
    for axis in ("row", "column"):
        earlier = before.meanings.get(axis, {}) if before is not None else {}
        for head in found.heads(axis):
            if head.label in earlier:
                meanings[axis][head.label] = earlier[head.label]
                carried += 1
            else:
                meanings[axis][head.label] = terms.canonical(proposed[axis][head.label].terms)
    return meanings, carried


def layout_of(form: BlankForm) -> tuple[bytes, Layout]:
    """(the blank file, its cells)."""
    data = attachments.contents(form.attachment)
    return data, layout.find(workbook.read(data, "form.xlsx"))


@transaction.atomic
def set_meanings(form_id: int, meanings: Mapping[str, Mapping[str, str]], *, by: Scope, at: datetime) -> BlankForm:
    """
    Say what the heads of a form mean: 'row' and 'column' → head → terms as text, '-' for what the system does not know.
    Heads that the form does not have are left out.
    """
    by.require(FILL)
    form = get(form_id, by=by)
    _data, found = layout_of(form)
    for axis in ("row", "column"):
        heads = {head.label for head in found.heads(axis)}
        said = {label: _clean(text) for label, text in meanings.get(axis, {}).items() if label in heads}
        form.meanings[axis] = {**form.meanings.get(axis, {}), **said}
    form.mapped_at = at
    form.save(update_fields=["meanings", "mapped_at"])
    audit.record(
        "core.map_form", form, by=by, permission=FILL, at=at, chain=CHAIN,
        detail={axis: len(form.meanings[axis]) for axis in ("row", "column")},
    )  # fmt: skip
    return form


def _clean(text: str) -> str:
    return reading.NOTHING if text == reading.NOTHING else terms.canonical(terms.parse(text[:300]))


def terms_of(form: BlankForm, blank: Blank) -> tuple[dict[str, str], str]:
    """(terms of a cell, '' or the code of why it stays empty whatever they are)."""
    row = form.meanings.get("row", {}).get(blank.row.label, "")
    column = form.meanings.get("column", {}).get(blank.column.label, "")
    if blank.locked:
        return {}, "core.form_locked"
    if reading.NOTHING in (row, column):
        return {}, "core.form_meaningless"
    if not row or not column:
        # Half an answer would be another figure: a row that nobody understood is not the whole area.
        return {}, "core.form_open_head"
    return terms.together({terms.AREA: form.area_id}, terms.parse(row), terms.parse(column)), ""


@transaction.atomic
def fill(
    form_id: int, *, as_of: date, by: Scope, at: datetime, began_on: date | None = None, recipient: str = ""
) -> ReportedForm:
    """
    Fill a form for the day `as_of`, or for a period that ends on it. Cells that nobody can fill stay empty, with the reason.

    Raises `core.form_not_mapped`, `core.form_future`, `core.form_began_after`.
    """
    by.require(FILL)
    form = get(form_id, by=by)
    if form.mapped_at is None:
        raise DomainError("core.form_not_mapped")
    if as_of > at.astimezone(BEIJING).date():
        raise DomainError("core.form_future", day=as_of.isoformat())
    if began_on is not None and began_on > as_of:
        raise DomainError("core.form_began_after")
    data, found = layout_of(form)
    asked = [terms_of(form, blank) for blank in found.blanks]
    open_ones = [number for number, (_terms, code) in enumerate(asked) if not code]
    answers = [Answer(code=code) for _terms, code in asked]
    given = fillers.fill([asked[number][0] for number in open_ones], by, on=as_of)
    for number, answer in zip(open_ones, given, strict=True):
        answers[number] = answer
    values: dict[str, dict[str, Decimal]] = {}
    for blank, answer in zip(found.blanks, answers, strict=True):
        if answer.value is not None:
            values.setdefault(blank.sheet, {})[blank.place] = as_number(answer.value)
    written = workbook.write(data, values)
    before = last_reported(form, as_of)
    number = reserve(ReportedForm, 1)[0]
    subject = Subject("core.reportedform", str(number), form.area_id)
    kept = attachments.store(
        written, f"{form.title[:60]} {as_of.isoformat()}.xlsx", subject, by=by, permission=FILL, at=at, looked_at=XLSX
    )
    report: ReportedForm = ReportedForm.objects.create(
        pk=number, form=form, area_id=form.area_id, as_of=as_of, began_on=began_on, recipient=(recipient.strip() or form.recipient)[:80],
        attachment=kept, filled_at=at, filled_by_id=by.account_id,
    )  # fmt: skip
    cells = [
        _cell(report, blank, answer, said, before)
        for blank, answer, (said, _code) in zip(found.blanks, answers, asked, strict=True)
    ]
    ReportedCell.objects.unscoped(WHY).bulk_create(cells)
    audit.record(
        "core.fill_form", report, by=by, permission=FILL, at=at, chain=CHAIN,
        detail={
            "form": form.pk, "as_of": as_of.isoformat(), "filled": sum(one.value is not None for one in cells),
            "empty": sum(one.value is None for one in cells), "sha256": hashlib.sha256(written).hexdigest(),
        },
    )  # fmt: skip
    return report


def as_number(value: Decimal) -> Decimal:
    """A value without zeros that say nothing: 12.000 → 12, 12.50 → 12.5, 120 → 120."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short


def _cell(
    report: ReportedForm,
    blank: Blank,
    answer: Answer,
    said: Mapping[str, str],
    before: Mapping[str, tuple[Decimal, date]],
) -> ReportedCell:
    meaning = terms.canonical(said)[:300] if said else ""
    earlier = before.get(meaning) if meaning else None
    return ReportedCell(
        form=report, sheet=blank.sheet[:80], place=blank.place, row=blank.row.words[:300], column=blank.column.words[:300],
        meaning=meaning, value=answer.value, before=earlier[0] if earlier else None,
        before_on=earlier[1] if earlier else None, ref=answer.ref[:300],
        code="" if answer.value is not None else answer.code or "core.form_nobody_knows",
        data={key: str(value) for key, value in answer.data.items()},
    )  # fmt: skip


def last_reported(form: BlankForm, as_of: date) -> dict[str, tuple[Decimal, date]]:
    """Meaning → (value, day) as last reported in this form or an edition of it, for another day than `as_of`."""
    family = form.family_id or form.pk
    reports = ReportedForm.objects.unscoped(WHY).filter(area_id=form.area_id, state=ReportedForm.State.REPORTED)
    own = reports.filter(form__family_id=family) | reports.filter(form_id=family)
    last = own.exclude(as_of=as_of).order_by("-as_of", "-reported_at").first()
    if last is None:
        return {}
    cells = ReportedCell.objects.unscoped(WHY).filter(form=last, value__isnull=False)
    return {cell.meaning: (cell.value, last.as_of) for cell in cells}


def differing(report: ReportedForm) -> list[tuple[ReportedCell, ReportedCell]]:
    """
    (cell, what was reported before) where another value was reported for the same quantity, place and day: in this form, in
    an edition of it, or in any other form of the area. The newest report counts.
    """
    cells = {
        cell.meaning: cell
        for cell in ReportedCell.objects.unscoped(WHY).filter(form=report, value__isnull=False).order_by("-pk")
    }
    earlier = (
        ReportedCell.objects.unscoped(WHY)
        .filter(
            meaning__in=list(cells),
            value__isnull=False,
            form__state=ReportedForm.State.REPORTED,
            form__as_of=report.as_of,
            form__area_id=report.area_id,
        )
        .exclude(form=report)
        .select_related("form__form")
        .order_by("form__reported_at", "pk")
    )
    newest = {cell.meaning: cell for cell in earlier}
    found = [
        (cell, newest[meaning])
        for meaning, cell in cells.items()
        if meaning in newest and newest[meaning].value != cell.value
    ]
    return sorted(found, key=lambda pair: pair[0].pk)


def reported_as(meaning: str, as_of: date, area_id: str) -> list[tuple[Decimal, str, datetime]]:
    """(value, to whom, when) for every time that forms of an area reported a quantity for a day; for rooms that report it too."""
    cells = ReportedCell.objects.unscoped("what an area's forms said of one quantity, for whoever may report it")
    done = cells.filter(
        meaning=meaning,
        value__isnull=False,
        form__state=ReportedForm.State.REPORTED,
        form__as_of=as_of,
        form__area_id=area_id,
    )
    return [(cell.value, cell.form.recipient, cell.form.reported_at) for cell in done.select_related("form")]


@transaction.atomic
def report(report_id: int, *, by: Scope, at: datetime, recipient: str = "", reason: str = "") -> ReportedForm:
    """
    Note that a filled form left the house: to whom, when, by whom. From then on it is kept as it is.

    Raises `core.form_already_reported`, `core.form_dropped`, `core.form_nothing_filled`, and `core.form_differs` where a value
    is another one than was reported for that day and no reason is given.
    """
    by.require(FILL)
    row = get_report(report_id, by=by, locked=True)
    _require_open(row)
    if not ReportedCell.objects.unscoped(WHY).filter(form=row, value__isnull=False).exists():
        raise DomainError("core.form_nothing_filled")
    other = differing(row)
    if other and not reason.strip():
        raise DomainError("core.form_differs", count=len(other))
    row.state, row.reported_at, row.reported_by_id = ReportedForm.State.REPORTED, at, by.account_id
    row.reason = reason.strip()[:LONGEST_REASON]
    row.recipient = (recipient.strip() or row.recipient)[:80]
    row.save(update_fields=["state", "reported_at", "reported_by", "reason", "recipient"])
    audit.record(
        "core.report_form", row, by=by, permission=FILL, at=at, chain=CHAIN,
        detail={"differing": [cell.place for cell, _ in other][:200], "reason_given": bool(row.reason)},
    )  # fmt: skip
    return row


def _require_open(row: ReportedForm) -> None:
    if row.state == ReportedForm.State.REPORTED:
        raise DomainError("core.form_already_reported")
    if row.state == ReportedForm.State.DROPPED:
        raise DomainError("core.form_dropped")


@transaction.atomic
def drop(report_id: int, *, by: Scope, at: datetime) -> ReportedForm:
    """Put a filled form aside that was not reported; it stays on record. Raises `core.form_already_reported`."""
    by.require(FILL)
    row = get_report(report_id, by=by, locked=True)
    _require_open(row)
    row.state = ReportedForm.State.DROPPED
    row.save(update_fields=["state"])
    audit.record("core.drop_form", row, by=by, permission=FILL, at=at, chain=CHAIN)
    return row


def changed(cells: Sequence[ReportedCell]) -> list[ReportedCell]:
    """The cells whose value is another one than last time, in the order of the form; also those that have one now or no longer."""
    return [cell for cell in cells if cell.before_on is not None and cell.value != cell.before]


def _may_see_form(scope: Scope, subject_id: str) -> bool:
    return subject_id.isdigit() and BlankForm.objects.scoped(scope, FILL).filter(pk=int(subject_id)).exists()


def _may_see_report(scope: Scope, subject_id: str) -> bool:
    return subject_id.isdigit() and ReportedForm.objects.scoped(scope, FILL).filter(pk=int(subject_id)).exists()


attachments.register_owner("core.blankform", _may_see_form, permission=FILL)
attachments.register_owner("core.reportedform", _may_see_report, permission=FILL)
