"""Superiors' forms: the blank ones, what their heads mean, the filled ones, what changed since last time, what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count as CountRows
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit, clock, figures, menu
from laoyou.core.errors import status_of
from laoyou.core.figures import Figure, Term
from laoyou.core.forms_out import commands, reading, terms, workbook
from laoyou.core.forms_out.layout import Head, Layout
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.lists.view import Action
from laoyou.core.models import Area, BlankForm, ReportedCell, ReportedForm
from laoyou.core.pages.imports import handed_in
from laoyou.core.scope import Scope
from laoyou.core.shell import states
from laoyou.core.text import sentence
from laoyou.core.views import Page

STATES = {
    ReportedForm.State.FILLED: ("on-course", gettext_lazy("已填写，未报送")),
    ReportedForm.State.REPORTED: ("reached", gettext_lazy("已报送")),
    ReportedForm.State.DROPPED: ("no-data", gettext_lazy("已作废")),
}
for _state, (_tone, _word) in STATES.items():
    states.register(f"form_{_state.value}", _tone, _word)

SHOWN_CELLS = 400
"""Cells that the page of a filled form prints of each kind; all of them stand in the file."""


class ListFormsPage(ListPage):
    """The blank forms of one's areas, newest first."""

    name = "core.forms"
    chain = commands.CHAIN
    permission = commands.FILL
    title = gettext_lazy("上级报表")
    lead = gettext_lazy(
        "上传上级发来的空白 Excel 表，核对一次各行各列的含义，以后每次自动填写；与上次不同的数会标出来，报出去的数都留底。"
    )
    columns = (
        Column("title", gettext_lazy("报表"), order=("title",), lang="zh"),
        Column("recipient", gettext_lazy("报送给"), order=("recipient",), lang="zh"),
        Column("area", gettext_lazy("区域"), value=lambda row: row.area.name, lang="zh"),
        Column("reported", gettext_lazy("报送次数"), Kind.NUMBER, value=lambda row: row.reported or None),
        Column("last", gettext_lazy("最近一次截止日期"), Kind.DATE, value=lambda row: row.last),
        Column(
            "created", gettext_lazy("上传时间"), Kind.MOMENT, value=lambda row: row.created_at, order=("created_at",)
        ),
    )
    default_sort = "-created"
    empty_title = gettext_lazy("还没有上级报表")
    empty_text = gettext_lazy("从“上传空白表”开始：把上级发来的 Excel 文件传上来。")

    def queryset(self, query: ListQuery) -> QuerySet[BlankForm]:
        done = Q(reports__state=ReportedForm.State.REPORTED)
        found: QuerySet[BlankForm] = BlankForm.objects.scoped(query.scope, commands.FILL).select_related("area")
        return found.annotate(reported=CountRows("reports", filter=done), last=Max("reports__as_of", filter=done))

    def row_url(self, row: BlankForm) -> str:
        return reverse("core:show_form", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        return (
            Action(_("报送历史"), reverse("core:list_reported_forms")),
            Action(_("上传空白表"), reverse("core:add_form"), primary=True),
        )


class UploadForm(forms.Form):
    """Whose form it is, to whom it goes, and the file."""

    area = forms.ChoiceField(
        label=gettext_lazy("区域"), widget=forms.Select(attrs={"lang": "zh"}),
        help_text=gettext_lazy("报哪个区域的数；表里的“合计”就是这个区域"),
    )  # fmt: skip
    recipient = forms.CharField(label=gettext_lazy("报送给"), max_length=80, help_text=gettext_lazy("例如“市民政局”"))
    file = forms.FileField(
        label=gettext_lazy("空白表"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("上级发来的 Excel 文件（.xlsx）。只填空格，格式、合并的表头和公式都不动。"),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.filter(id__in=scope.area_prefixes(commands.FILL)).order_by("id")
        self.fields["area"].choices = [(area.pk, area.name) for area in areas]  # type: ignore[attr-defined]


class AddFormPage(Page):
    """Handing in a blank form."""

    permission = commands.FILL
    template = "core/add_form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(UploadForm(scope=self.request.scope))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, scope=self.request.scope)
        if not form.is_valid():
            return self._shown(form, 422)
        said = form.cleaned_data
        try:
            name, data = handed_in(request)
            row = commands.add(
                data, name, area_id=said["area"], recipient=said["recipient"], by=self.request.scope, at=clock.now()
            )
        except DomainError as refusal:
            form.add_error("recipient" if refusal.code == "core.form_recipient_missing" else "file", sentence(refusal))
            return self._shown(form, status_of(refusal.code))
        return redirect("core:show_form" if row.mapped_at else "core:map_form", row.pk)

    def _shown(self, form: UploadForm, status: int = 200) -> HttpResponse:
        crumbs = [(_("上级报表"), reverse("core:list_forms")), (_("上传空白表"), "")]
        most = workbook.LARGEST // 1024**2
        return self.render({"form": form, "crumbs": crumbs, "most": most}, status=status)


class FillForm(forms.Form):
    """For which day or period a form is filled."""

    as_of = forms.DateField(
        label=gettext_lazy("截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("填这一天的数；早于今天的，从那天的名册快照里数"),
    )  # fmt: skip
    began_on = forms.DateField(
        label=gettext_lazy("起始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("报一段时期的，写这段时期的第一天"),
    )  # fmt: skip


class FormPage(Page):
    """A page about one blank form."""

    permission = commands.FILL

    def crumbs(self, form: BlankForm, *more: tuple[Any, str]) -> list[tuple[Any, ...]]:
        """Where the page is."""
        here = reverse("core:show_form", args=[form.pk]) if more else ""
        return [(_("上级报表"), reverse("core:list_forms")), (form.title, here, "zh"), *more]

    def looked(self, action: str, subject: Any, **detail: Any) -> None:
        """Leave an entry in the access log."""
        audit.read(
            action,
            subject,
            by=self.request.scope,
            permission=commands.FILL,
            at=clock.now(),
            chain=commands.CHAIN,
            detail=detail,
        )


class ShowFormPage(FormPage):
    """One blank form: what its heads mean, filling it, what was filled before."""

    template = "core/show_form.html"

    def get(self, request: HttpRequest, form_id: int) -> HttpResponse:
        return self.shown(
            commands.get(form_id, by=self.request.scope), FillForm(initial={"as_of": clock.today().isoformat()})
        )

    def post(self, request: HttpRequest, form_id: int) -> HttpResponse:
        """Fill it."""
        row = commands.get(form_id, by=self.request.scope)
        form = FillForm(request.POST)
        if not form.is_valid():
            return self.shown(row, form, 422)
        said = form.cleaned_data
        try:
            report = commands.fill(
                row.pk, as_of=said["as_of"], began_on=said["began_on"], by=self.request.scope, at=clock.now()
            )
        except DomainError as refusal:
            form.add_error("began_on" if refusal.code == "core.form_began_after" else "as_of", sentence(refusal))
            return self.shown(row, form, status_of(refusal.code))
        return redirect("core:show_reported_form", report.pk)

    def shown(self, row: BlankForm, form: FillForm, status: int = 200) -> HttpResponse:
        """The page."""
        self.looked("core.show_form", row)
        _data, found = commands.layout_of(row)
        open_ones = sum(not commands.terms_of(row, blank)[0].get(terms.OF) for blank in found.blanks)
        family = row.family_id or row.pk
        reports = (
            ReportedForm.objects.scoped(self.request.scope, commands.FILL)
            .filter(Q(form__family_id=family) | Q(form_id=family))
            .select_related("filled_by", "reported_by")
            .order_by("-filled_at")[:20]
        )
        context = {
            "row": row, "form": form, "crumbs": self.crumbs(row), "cells": len(found.blanks), "open": open_ones,
            "rows": len(found.heads("row")), "columns": len(found.heads("column")),
            "reports": [{"row": one, "badge": states.badge(f"form_{one.state}")} for one in reports],
            "family": BlankForm.objects.scoped(self.request.scope, commands.FILL).filter(pk=row.family_id).first(),
        }  # fmt: skip
        return self.render(context, status=status)


class MapFormPage(FormPage):
    """What each head means; proposed, confirmed once, remembered."""

    template = "core/map_form.html"

    def get(self, request: HttpRequest, form_id: int) -> HttpResponse:
        return self._shown(commands.get(form_id, by=self.request.scope), {}, {})

    def post(self, request: HttpRequest, form_id: int) -> HttpResponse:
        row = commands.get(form_id, by=self.request.scope)
        _data, found = commands.layout_of(row)
        known = {words: text for _group, choices in reading.options(row.area_id) for text, words in choices}
        known |= {"": "", _nothing(): reading.NOTHING}
        meanings: dict[str, dict[str, str]] = {"row": {}, "column": {}}
        typed: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for axis in ("row", "column"):
            for number, head in enumerate(found.heads(axis)):
                name = f"{axis}-{number}"
                said = request.POST.get(name, "").strip()
                if said == request.POST.get(f"{name}-was", "").strip():
                    meanings[axis][head.label] = request.POST.get(f"{name}-terms", "")
                elif said in known:
                    meanings[axis][head.label] = known[said]
                else:
                    typed[name] = said
                    wrong[name] = _("列表里没有“%(said)s”。请从列表中选一项，或者留空。") % {"said": said}
        if wrong:
            return self._shown(row, typed, wrong, 422)
        commands.set_meanings(row.pk, meanings, by=self.request.scope, at=clock.now())
        return redirect("core:show_form", row.pk)

    def _shown(
        self, row: BlankForm, typed: Mapping[str, str], wrong: Mapping[str, str], status: int = 200
    ) -> HttpResponse:
        self.looked("core.show_form", row)
        _data, found = commands.layout_of(row)
        names = reading.area_names()
        proposed = reading.propose(found, row.area_id)
        axes = [
            {
                "name": axis,
                "title": _("各列") if axis == "column" else _("各行"),
                "heads": [
                    self._head(row, axis, number, head, found, proposed[axis][head.label].sure, names, typed, wrong)
                    for number, head in enumerate(found.heads(axis))
                ],
            }
            for axis in ("column", "row")
        ]
        context = {
            "row": row, "axes": axes, "groups": reading.options(row.area_id), "nothing": _nothing(), "wrong": list(wrong.items()),
            "crumbs": self.crumbs(row, (_("各行各列的含义"), "")), "carried": row.carried, "first": row.mapped_at is None,
        }  # fmt: skip
        return self.render(context, status=status)

    def _head(
        self, row: BlankForm, axis: str, number: int, head: Head, found: Layout, sure: bool, names: Mapping[str, str],
        typed: Mapping[str, str], wrong: Mapping[str, str],
    ) -> dict[str, Any]:  # fmt: skip
        text = row.meanings.get(axis, {}).get(head.label, "")
        words = _nothing() if text == reading.NOTHING else reading.say(terms.parse(text), names)
        name = f"{axis}-{number}"
        return {
            "name": name, "words": head.words, "place": head.place, "terms": text, "was": words, "said": typed.get(name, words),
            "wrong": wrong.get(name, ""), "look": row.mapped_at is None and bool(text) and not sure,
        }  # fmt: skip


def _nothing() -> str:
    return _("系统里没有这项数")


class ListReportedFormsPage(ListPage):
    """Every form that was filled: which were reported, to whom, when, by whom."""

    name = "core.reported_forms"
    chain = commands.CHAIN
    permission = commands.FILL
    title = gettext_lazy("报送历史")
    lead = gettext_lazy("每次填写和报送都留底：报给谁、什么时候、谁报的、报的是什么数。")
    columns = (
        Column("form", gettext_lazy("报表"), value=lambda row: row.form.title, lang="zh"),
        Column("as_of", gettext_lazy("截止日期"), Kind.DATE, order=("as_of",)),
        Column(
            "state",
            gettext_lazy("状态"),
            Kind.STATE,
            value=lambda row: states.badge(f"form_{row.state}"),
            order=("state",),
        ),
        Column("recipient", gettext_lazy("报送给"), order=("recipient",), lang="zh"),
        Column("reported", gettext_lazy("报送时间"), Kind.MOMENT, value=lambda row: row.reported_at),
        Column(
            "by",
            gettext_lazy("报送人"),
            value=lambda row: row.reported_by.display_name if row.reported_by else "",
            lang="zh",
        ),
        Column("filled", gettext_lazy("填写时间"), Kind.MOMENT, value=lambda row: row.filled_at, order=("filled_at",)),
    )
    filters = (
        Choice(
            "state", gettext_lazy("状态"),
            options=tuple(Option(state.value, word) for state, (_tone, word) in STATES.items()),
        ),
    )  # fmt: skip
    default_sort = "-filled"
    empty_title = gettext_lazy("还没有填过报表")
    empty_text = gettext_lazy("从“上级报表”里选一张表，填一个截止日期。")

    def queryset(self, query: ListQuery) -> QuerySet[ReportedForm]:
        rows: QuerySet[ReportedForm] = ReportedForm.objects.scoped(query.scope, commands.FILL)
        found = rows.select_related("form", "reported_by")
        return found.filter(state=query.one("state")) if query.one("state") else found

    def row_url(self, row: ReportedForm) -> str:
        return reverse("core:show_reported_form", args=[row.pk])

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("上级报表"), reverse("core:list_forms")), (_("报送历史"), "")]


class ReportForm(forms.Form):
    """To whom a filled form goes, and why a value differs from what was reported before."""

    recipient = forms.CharField(label=gettext_lazy("报送给"), max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("与以前报送的不一致的原因"), max_length=commands.LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def figure_of(cell: ReportedCell) -> Figure:
    """What stands in a cell, as a figure of its own: it stays what it was when it was filled in."""
    report = cell.form
    return Figure(
        ref=f"reported:{cell.pk}",
        name=_("报表%(place)s格的数") % {"place": cell.place},
        value=None if cell.value is None else commands.as_number(cell.value),
        as_of=report.as_of,
        formula=_("填入“%(form)s”%(place)s格（%(row)s，%(column)s）的数，填入以后不再变动。现在的数见下面的项目。")
        % {"form": report.form.title, "place": cell.place, "row": cell.row, "column": cell.column},
        example=clock.demo_date() is not None,
    )


def resolve(rest: str, scope: Scope) -> Figure:
    """`reported:<cell>`: what was filled in, with the live figure that it came from."""
    cell = (
        ReportedCell.objects.scoped(scope, commands.FILL).select_related("form__form").filter(pk=int(rest)).first()
        if rest.isascii() and rest.isdigit() and len(rest) <= 18
        else None
    )
    if cell is None:
        raise DomainError("core.not_found")
    found = figure_of(cell)
    if not cell.ref:
        return found
    try:
        live = figures.resolve(cell.ref, scope)
    except DomainError:
        return found
    return Figure(**{**vars(found), "terms": (Term(_("名册现在的数"), live),)})


figures.register("reported", resolve)


class ShowReportedFormPage(FormPage):
    """A filled form: what changed, what differs from what was reported, what stayed empty, and reporting it."""

    template = "core/show_reported_form.html"

    def get(self, request: HttpRequest, report_id: int) -> HttpResponse:
        row = commands.get_report(report_id, by=self.request.scope)
        return self.shown(row, ReportForm(initial={"recipient": row.recipient}))

    def post(self, request: HttpRequest, report_id: int) -> HttpResponse:
        """Note that it left the house."""
        row = commands.get_report(report_id, by=self.request.scope)
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self.shown(row, form, 422)
        said = form.cleaned_data
        try:
            commands.report(
                row.pk, recipient=said["recipient"], reason=said["reason"], by=self.request.scope, at=clock.now()
            )
        except DomainError as refusal:
            form.add_error("reason" if refusal.code == "core.form_differs" else None, sentence(refusal))
            return self.shown(row, form, status_of(refusal.code))
        messages.success(request, _("已记为报送给%(to)s。") % {"to": said["recipient"]})
        return redirect("core:show_reported_form", row.pk)

    def shown(self, row: ReportedForm, form: ReportForm, status: int = 200) -> HttpResponse:
        """The page."""
        self.looked("core.show_reported_form", row)
        cells = cells_of(row)
        empty = [cell for cell in cells if cell.value is None]
        changed = commands.changed(cells)
        differing = commands.differing(row) if row.state == ReportedForm.State.FILLED else []
        context = {
            "row": row, "crumbs": self.crumbs(row.form, (_("填写结果"), "")), "badge": states.badge(f"form_{row.state}"),
            "filled": len(cells) - len(empty), "cells": len(cells), "form": form,
            "changed": [change_line(cell) for cell in changed[:SHOWN_CELLS]], "changed_n": len(changed),
            "before_on": next((cell.before_on for cell in cells if cell.before_on), None),
            "differing": [
                {"cell": cell, "now": figure_of(cell), "was": figure_of(old), "old": old.form} for cell, old in differing[:SHOWN_CELLS]
            ],
            "empty": grouped(empty), "values": [(cell, figure_of(cell)) for cell in cells if cell.value is not None][:SHOWN_CELLS],
            "cut": SHOWN_CELLS if len(cells) - len(empty) > SHOWN_CELLS else 0,
        }  # fmt: skip
        return self.render(context, status=status)


def cells_of(row: ReportedForm) -> list[ReportedCell]:
    """The cells of a filled form that was found within the scope, in its order."""
    cells = ReportedCell.objects.unscoped(commands.WHY).filter(form=row).select_related("form__form").order_by("pk")
    return list(cells)


def change_line(cell: ReportedCell) -> dict[str, Any]:
    """A cell whose value is another one than last time: now, then, and by how much."""
    difference = None if cell.value is None or cell.before is None else commands.as_number(cell.value - cell.before)
    return {
        "cell": cell,
        "now": figure_of(cell),
        "before": figures.show(None if cell.before is None else commands.as_number(cell.before)),
        "difference": "–" if difference is None else f"{'+' if difference > 0 else ''}{figures.show(difference)}",
    }


def grouped(empty: Sequence[ReportedCell]) -> list[dict[str, Any]]:
    """The cells that stayed empty, by why."""
    found: dict[str, list[ReportedCell]] = {}
    for cell in empty:
        found.setdefault(sentence(DomainError(cell.code, **cell.data)), []).append(cell)
    return [
        {"why": why, "cells": cells[:SHOWN_CELLS], "n": len(cells)}
        for why, cells in sorted(found.items(), key=lambda pair: -len(pair[1]))
    ]


class ShowFormChangesPage(FormPage):
    """What changed since last time, for paper."""

    template = "core/print_form_changes.html"

    def get(self, request: HttpRequest, report_id: int) -> HttpResponse:
        row = commands.get_report(report_id, by=self.request.scope)
        self.looked("core.print_form_changes", row)
        cells = cells_of(row)
        lines = [change_line(cell) for cell in commands.changed(cells)]
        before_on = next((cell.before_on for cell in cells if cell.before_on), None)
        return self.render({"row": row, "lines": lines, "before_on": before_on, "now": clock.now()})


class MarkedFormPage(FormPage):
    """A copy of the filled form with a comment in each cell that changed: to look at, not to hand in."""

    def get(self, request: HttpRequest, report_id: int) -> HttpResponse:
        row = commands.get_report(report_id, by=self.request.scope)
        self.looked("core.download_marked_form", row)
        cells = cells_of(row)
        values: dict[str, dict[str, Any]] = {}
        notes: dict[str, dict[str, str]] = {}
        for cell in cells:
            if cell.value is not None:
                values.setdefault(cell.sheet, {})[cell.place] = commands.as_number(cell.value)
        for cell in commands.changed(cells):
            line = change_line(cell)
            said = _("上次（%(day)s）报送：%(before)s，相差：%(difference)s") % {
                "day": cell.before_on, "before": line["before"], "difference": line["difference"]
            }  # fmt: skip
            notes.setdefault(cell.sheet, {})[cell.place] = said
        data = workbook.write(attachments.contents(row.form.attachment), values, notes)
        response = HttpResponse(data, content_type=commands.XLSX)
        name = _("%(title)s %(day)s（标出变动）.xlsx") % {"title": row.form.title[:60], "day": row.as_of.isoformat()}
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["Cache-Control"] = "no-store"
        return response


class DropReportedFormPage(FormPage):
    """Putting a filled form aside."""

    def post(self, request: HttpRequest, report_id: int) -> HttpResponse:
        row = commands.get_report(report_id, by=self.request.scope)
        try:
            commands.drop(row.pk, by=self.request.scope, at=clock.now())
        except DomainError as refusal:
            messages.error(request, sentence(refusal))
        return redirect("core:show_reported_form", row.pk)


menu.register(
    gettext_lazy("上级报表"), "core:list_forms", permission=commands.FILL, order=36, section=gettext_lazy("表格")
)
