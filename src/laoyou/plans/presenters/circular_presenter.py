"""A circular for its page: sections with followable figures, tables, pictures, and what the reader may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core.figures import Figure, Source
from laoyou.core.scope import Scope
from laoyou.core.shell import states
from laoyou.core.shell.figures import figure_html
from laoyou.plans import permissions
from laoyou.plans.commands import circulars
from laoyou.plans.domain.circular import Kind, State, parts
from laoyou.plans.models import CircularSection, ProgressCircular
from laoyou.plans.presenters import circular_tables, circular_text
from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.presenters.circular_text import Shown
from laoyou.plans.reports.drawings import Drawing, drawings

KINDS: Final[dict[Kind, str | Promise]] = {
    Kind.MONTHLY: _("月度通报"),
    Kind.QUARTERLY: _("季度通报"),
    Kind.YEARLY: _("年度通报"),
    Kind.FINAL: _("期末评估报告"),
}

states.register("circular_draft", "no-data", _("起草中"))
states.register("circular_submitted", "in-doubt", _("待签发"), sign="…")
states.register("circular_issued", "reached", _("已签发"))


def figure_of(row: ProgressCircular, key: str, one: Shown) -> Figure:
    """A figure of the document as pages print it: the frozen number, with how it was formed."""
    clause = next((each for each in row.data["indicators"] if each["code"] == one.about), None)
    source = (
        Source(row.title, row.number, clause["clause"] if clause else row.data["period"]["words"], example=row.example),
    )
    return Figure(
        ref=f"circular:{row.pk}/{key}",
        name=one.name,
        value=one.value,
        unit=one.unit,
        as_of=date.fromisoformat(row.data["on"]),
        formula=one.how,
        sources=source,
        decimals=one.digits,
        example=row.example,
        notes=(f"{row.title} · {row.snapshot_id}",),
    )


def resolve_circular(rest: str, scope: Scope) -> Figure:
    """`circular:<id>/<key>`."""
    number, _slash, key = rest.partition("/")
    if not (number.isascii() and number.isdigit()):
        raise DomainError("core.not_found")
    scope.require(permissions.SEE_CIRCULARS)
    row = circulars.held(int(number), scope)
    known = circular_text.figures(row.data)
    if key not in known:
        raise DomainError("core.not_found")
    return figure_of(row, key, known[key])


@dataclass(frozen=True)
class SectionCard:
    """A section on the page: paragraphs with figures, what was altered or typed by hand, its tables and pictures."""

    row: CircularSection
    paragraphs: list[SafeString]
    tables: list[dict[str, Any]]
    drawings: list[Drawing]

    @property
    def edited(self) -> bool:
        return self.row.edited_at is not None and self.row.text != self.row.drafted

    @property
    def altered(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.row.altered
        return found


class CircularPresenter:
    """A circular for whoever may see it."""

    def __init__(self, row: ProgressCircular, scope: Scope) -> None:
        self.row = row
        self._scope = scope
        self.kind = Kind(row.kind)
        self.kind_words = KINDS[self.kind]
        self.state = f"circular_{row.state}"
        self._shown = circular_text.figures(row.data)
        draft = row.state == State.DRAFT.value
        may_draft = scope.covers_area(permissions.DRAFT_CIRCULAR, row.area_id)
        may_issue = scope.covers_area(permissions.ISSUE_CIRCULAR, row.area_id)
        self.may_edit = draft and may_draft
        self.may_return = row.state == State.SUBMITTED.value and may_issue
        self.may_issue = self.may_return and row.drafted_by_id != scope.account_id
        self.own = self.may_return and not self.may_issue
        standing = row.state == State.ISSUED.value and may_issue and row.withdrawn_at is None
        self.may_ask_withdrawal = standing and row.withdrawal_asked_at is None
        self.may_keep = standing and row.withdrawal_asked_at is not None
        self.may_withdraw = self.may_keep and row.withdrawal_asked_by_id != scope.account_id
        self.may_correct = row.state == State.ISSUED.value and may_draft
        self.corrections = list(
            ProgressCircular.objects.scoped(scope, permissions.SEE_CIRCULARS).filter(corrects=row).order_by("pk")
        )

    def figure(self, key: str) -> Figure:
        return figure_of(self.row, key, self._shown[key])

    @cached_property
    def sections(self) -> list[SectionCard]:
        sheets, pictures = circular_tables.tables(self.row.data, self.kind), drawings(self.row.data, self.kind)
        return [
            SectionCard(
                section,
                [self._paragraph(text) for text in section.text.split("\n") if text],
                [self._table(one) for one in sheets if one.section == section.key],
                [one for one in pictures if one.section == section.key],
            )
            for section in circulars.row_sections(self.row, self._scope)
        ]

    def _paragraph(self, text: str) -> SafeString:
        """Words as the document says them, figures as every page prints them."""
        return format_html_join(
            "",
            "{}",
            (
                (figure_html(self.figure(piece), unit=False, example=False),)
                if is_figure
                else (format_html("<span data-printed>{}</span>", piece),)
                for piece, is_figure in parts(text)
            ),
        )

    def _cell(self, text: str, key: str) -> SafeString:
        """A figure, with the sign that a document prints in front of it (≥, −); or words."""
        number = self._shown[key].shown if key in self._shown else ""
        if not number or not text.endswith(number):
            return format_html("<span data-printed>{}</span>", text)
        figure = figure_html(self.figure(key), unit=False, example=False)
        return format_html("<span data-printed>{}</span>{}", text.removesuffix(number), figure)

    def _table(self, sheet: Table) -> dict[str, Any]:
        rows = []
        for number, row in enumerate(sheet.rows):
            keys = sheet.keys[number] if sheet.keys else ("",) * len(row)
            rows.append([self._cell(text, key) for text, key in zip(row, keys, strict=True)])
        columns = [{"title": title, "number": column in sheet.numbers} for column, title in enumerate(sheet.head)]
        return {"title": sheet.title, "columns": columns, "rows": rows}
