"""Imports: the list, a new one, its columns, its dry run, the rows, the decisions, the error file, taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, fields, menu
from laoyou.core.errors import status_of
from laoyou.core.imports import commands, comparing, error_files, files, presenter, tables
from laoyou.core.imports.rows import RowReader, raw_rows, sheet_of
from laoyou.core.imports.tables import Decision, ImportTable
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.lists.view import Action
from laoyou.core.models import Area, ImportBatch, ImportFile, ImportRow, ImportRun
from laoyou.core.pages.jobs import progress_context
from laoyou.core.scope import Scope, within
from laoyou.core.text import sentence
from laoyou.core.views import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHY = "of a run that was found within the scope"


def visible(scope: Scope) -> QuerySet[ImportRun]:
    """The imports that `scope` sees: of its areas, of tables that it may import there."""
    runs: QuerySet[ImportRun] = ImportRun.objects.scoped(scope, commands.IMPORT)
    of_tables = Q(pk__in=[])
    for table in tables.open_to(scope):
        of_tables |= Q(table=table.name) & within("area_id", scope.area_prefixes(table.permission))
    return runs.filter(of_tables)


def table_title(run: ImportRun) -> str:
    """What was imported."""
    return str(tables.get(run.table).title)


def number_of(name: str) -> Any:
    """A column's value from the counts of the last dry run."""
    return lambda run: run.counts.get("outcomes", {}).get(name)


class ListImportsPage(ListPage):
    """The imports of one's areas, newest first."""

    name = "core.imports"
    permission = commands.IMPORT
    title = gettext_lazy("表格导入")
    lead = gettext_lazy(
        "把 Excel 和 CSV 名单导入名册：先试算，看清会新增和改动什么，再导入；有错的行改好再传，整批可以撤销。"
    )
    columns = (
        Column("table", gettext_lazy("导入"), value=lambda run: f"{table_title(run)} {run.pk}"),
        Column("state", gettext_lazy("状态"), Kind.STATE, value=presenter.state_badge, order=("state",)),
        Column("source", gettext_lazy("来源"), lang="zh"),
        Column("rows", gettext_lazy("行数"), Kind.NUMBER, value=lambda run: run.counts.get("rows")),
        Column("fault", gettext_lazy("有错"), Kind.NUMBER, value=number_of("fault")),
        Column("new", gettext_lazy("已新增"), Kind.NUMBER, value=lambda run: run.written.get("new")),
        Column("changed", gettext_lazy("已更新"), Kind.NUMBER, value=lambda run: run.written.get("changed")),
        Column(
            "by", gettext_lazy("导入人"), value=lambda run: run.account.display_name if run.account else "", lang="zh"
        ),
        Column(
            "created", gettext_lazy("上传时间"), Kind.MOMENT, value=lambda run: run.created_at, order=("created_at",)
        ),
    )
    filters = (
        Choice(
            "state",
            gettext_lazy("状态"),
            options=tuple(Option(code, word) for code, (word, _t) in presenter.STATES.items()),
        ),
    )
    default_sort = "-created"
    empty_title = gettext_lazy("还没有导入过表格")
    empty_text = gettext_lazy("从“导入表格”开始，上传一份名单。")

    def queryset(self, query: ListQuery) -> QuerySet[ImportRun]:
        found = visible(query.scope).select_related("account")
        return found.filter(state=query.one("state")) if query.one("state") else found

    def row_url(self, row: ImportRun) -> str:
        return reverse("core:show_import", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        return (Action(_("导入表格"), reverse("core:add_import"), primary=True),)


class UploadForm(forms.Form):
    """Which table, over which area, from which source, as of which day, and the file."""

    table = forms.ChoiceField(label=gettext_lazy("导入到"))
    area = forms.ChoiceField(
        label=gettext_lazy("区域"),
        widget=forms.Select(attrs={"lang": "zh"}),
        help_text=gettext_lazy("只能导入您管辖范围内的行，其他地方的行会列为有错"),
    )
    source = forms.CharField(
        label=gettext_lazy("名单来源"),
        max_length=40,
        help_text=gettext_lazy("例如“社区走访 2026年10月”；会记在每条记录上"),
    )
    as_of = forms.DateField(
        label=gettext_lazy("名单截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("名单反映哪一天的情况"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("文件"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
        help_text=gettext_lazy("Excel（.xlsx、.xls）或 CSV。改好的错误清单也在这里上传，会自动接到原来的导入。"),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_tables = tables.open_to(scope)
        self.fields["table"].choices = [(table.name, table.title) for table in open_tables]  # type: ignore[attr-defined]
        prefixes = sorted({prefix for table in open_tables for prefix in commands.areas_of(table, scope)})
        areas = Area.objects.filter(id__in=prefixes).order_by("id")
        self.fields["area"].choices = [(area.pk, area.name) for area in areas]  # type: ignore[attr-defined]
        self.fields["as_of"].initial = clock.today()


class AddImportPage(Page):
    """Handing in a list."""

    permission = commands.IMPORT
    template = "core/add_import.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(scope=self.request.scope, initial={"table": request.GET.get("table", "")})
        return self._shown(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, scope=self.request.scope)
        if not form.is_valid():
            return self._shown(form, 422)
        said = form.cleaned_data
        try:
            name, data = handed_in(request)
            run = commands.upload(
                said["table"], data, name, area_id=said["area"], source=said["source"], as_of=said["as_of"],
                by=self.request.scope, at=clock.now(),
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(
                "file" if refusal.code.startswith(("core.import_", "core.file")) else None, sentence(refusal)
            )
            return self._shown(form, status_of(refusal.code))
        if run.state == ImportRun.State.MAPPING:
            return redirect("core:map_import", run.pk)
        return redirect("core:show_import", run.pk)

    def _shown(self, form: UploadForm, status: int = 200) -> HttpResponse:
        templates = [
            (table.title, reverse("core:import_template", args=[table.name]))
            for table in tables.open_to(self.request.scope)
        ]
        crumbs = [(_("表格导入"), reverse("core:list_imports")), (_("导入表格"), "")]
        most = files.largest() // 1024**2
        return self.render({"form": form, "templates": templates, "crumbs": crumbs, "most": most}, status=status)


def handed_in(request: HttpRequest) -> tuple[str, bytes]:
    """(name, content) of the file in a form; DomainError where there is none, or it was too large to be kept."""
    too_large = getattr(request, "file_too_large", 0)
    if too_large:
        files.require_size(int(too_large))
    file = request.FILES.get("file")
    if file is None:
        raise DomainError("core.file_empty")
    return str(file.name), file.read()


class RunPage(Page):
    """A page about one import."""

    permission = commands.IMPORT

    def find(self, import_id: int) -> tuple[ImportRun, ImportTable, ImportFile | None]:
        """The import with its table and its first file; DomainError `core.not_found`."""
        run = commands.get(import_id, by=self.request.scope)
        file = run.files.unscoped(WHY).filter(number=0).first()
        return run, tables.get(run.table), file

    def crumbs(self, run: ImportRun, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
        """Where the page is."""
        here = f"{table_title(run)} {run.pk}"
        if not more:
            return [(_("表格导入"), reverse("core:list_imports")), (here, "")]
        return [
            (_("表格导入"), reverse("core:list_imports")),
            (here, reverse("core:show_import", args=[run.pk])),
            *more,
        ]

    def looked(self, run: ImportRun, action: str, **detail: Any) -> None:
        """Leave an entry in the access log: rows of people were shown or taken away."""
        table = tables.get(run.table)
        audit.read(
            action,
            run,
            by=self.request.scope,
            permission=table.permission,
            at=clock.now(),
            chain=table.chain,
            detail=detail,
        )


class ShowImportPage(RunPage):
    """One import: what was found, what can be done next, how far it is."""

    template = "core/show_import.html"

    def get(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, table, file = self.find(import_id)
        self.looked(run, "core.show_import")
        outcomes = run.counts.get("outcomes", {})
        rows_url = reverse("core:list_import_rows", args=[run.pk])
        counts = [
            {
                "word": presenter.OUTCOMES[name][0],
                "n": outcomes.get(name, 0),
                "url": f"{rows_url}?outcome={name}" if outcomes.get(name) else "",
            }
            for name in presenter.ORDER
        ]
        codes = sorted(run.counts.get("codes", {}).items(), key=lambda pair: -pair[1])
        undecided = ImportRow.objects.unscoped(WHY).filter(run=run, decision__isnull=True, applied=False)
        proposals = [
            {"code": code, "n": undecided.filter(outcome="fault", proposed=True, code=code).count()}
            for code, _n in codes
        ]
        columns = [
            {"title": presenter.title_of(table, name), "n": count}
            for name, count in sorted(run.counts.get("columns", {}).items(), key=lambda pair: -pair[1])
        ]
        waiting = sum(outcomes.get(name, 0) for name in ("conflict", "decide"))
        decided = ImportRow.objects.unscoped(WHY).filter(run=run, applied=False, decided_at__gt=run.checked_at).exclude(
            decision__isnull=True
        ).count() if run.checked_at else 0  # fmt: skip
        busy = run.state in ("reading", "checking", "writing", "undoing")
        live = run.job if run.job and busy else None
        context = {
            "run": run,
            "title": f"{table.title} {run.pk}",
            "file": file,
            "file_name": fields.opened(file.attachment.name) if file else "",
            "file_notes": presenter.file_notes(file) if file else [],
            "badge": presenter.state_badge(run),
            "mode": presenter.MODES[run.mode],
            "counts": counts if run.counts else [],
            "rows": run.counts.get("rows", 0),
            "codes": [
                {"said": presenter.said(code, _blank), "n": count, "url": f"{rows_url}?code={code}"}
                for code, count in codes
            ],
            "notes": [{"said": presenter.note_words(code), "n": n} for code, n in run.counts.get("notes", {}).items()],
            "proposals": [{**one, "said": presenter.said(one["code"], _blank)} for one in proposals if one["n"]],
            "columns": columns if run.counts else [],
            "to_mend": outcomes.get("fault", 0) + waiting,
            "waiting": waiting,
            "may_compare": comparing.may_compare(run),
            "decided": decided,
            "may_check": run.state in ("ready", "checked", "written"),
            "may_write": run.state in ("checked", "written") and (outcomes.get("new", 0) or outcomes.get("changed", 0)),
            "may_write_n": outcomes.get("new", 0) + outcomes.get("changed", 0),
            "may_map": run.state in ("mapping", "ready", "checked"),
            "may_undo": not busy and ImportBatch.objects.unscoped(WHY).filter(run=run, undone_at=None).exists(),
            "crumbs": self.crumbs(run),
            "live": live,
            "mend_form": run.state in ("checked", "written"),
            **(progress_context(live) if live else {}),
        }
        return self.render(context)

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Hand in the mended error file."""
        run, _table, _file = self.find(import_id)
        try:
            name, data = handed_in(request)
            commands.mend(run.pk, data, name, by=self.request.scope, at=clock.now())
        except DomainError as refusal:
            messages.error(request, sentence(refusal))
        return redirect("core:show_import", run.pk)


# In sentences about many rows, what differs from row to row stands as dots.
_PLACES = ("line", "day", "value", "known", "name", "shown", "number", "kind", "other", "in_number", "birth_date", "digits",
           "length", "death_date", "phone", "area", "most", "document", "county", "on", "field", "code", "opened", "to")  # fmt: skip
_blank: Any = dict.fromkeys(_PLACES, "…")


class MapImportPage(RunPage):
    """Which column of the list is which; proposed, and remembered."""

    template = "core/map_import.html"

    def get(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, table, file = self.find(import_id)
        return self._shown(run, table, file, list(file.mapping) if file else [], "")

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, table, file = self.find(import_id)
        count = len(file.titles) if file else 0
        mapping = [request.POST.get(f"column-{place}", "") for place in range(count)]
        rules = {
            column.name: request.POST.get(f"rule-{column.name}", "ask") for column in table.columns if column.ruled
        }
        try:
            commands.set_mapping(
                run.pk, mapping, rules=rules, mode=_mode(request), by=self.request.scope, at=clock.now()
            )
            commands.start_check(run.pk, by=self.request.scope, at=clock.now())
        except DomainError as refusal:
            return self._shown(run, table, file, mapping, sentence(refusal), status_of(refusal.code))
        return redirect("core:show_import", run.pk)

    def _shown(
        self,
        run: ImportRun,
        table: ImportTable,
        file: ImportFile | None,
        mapping: list[str],
        wrong: str,
        status: int = 200,
    ) -> HttpResponse:
        if file is None:
            raise DomainError("core.not_found")
        samples = _samples(file, table, mapping)
        lines = [
            {
                "place": place,
                "letters": files.column_letters(place),
                "title": title or _("（没有标题）"),
                "samples": samples[place] if place < len(samples) else (),
                "chosen": mapping[place] if place < len(mapping) else "",
            }
            for place, title in enumerate(file.titles)
            if title or (place < len(samples) and samples[place])
        ]
        context = {
            "run": run,
            "lines": lines,
            "options": [(column.name, column.title, column.required) for column in table.columns],
            "rules": [(column.name, column.title, run.rules.get(column.name, "ask")) for column in table.columns if column.ruled and column.name in mapping],
            "rule_options": list(presenter.RULES.items()),
            "modes": list(presenter.MODES.items()),
            "file_notes": presenter.file_notes(file),
            "wrong": wrong,
            "crumbs": self.crumbs(run, (_("对应各列"), "")),
        }  # fmt: skip
        return self.render(context, status=status)


def _mode(request: HttpRequest) -> str:
    said = request.POST.get("mode", "")
    return said if said in presenter.MODES else "good_rows"


def _samples(file: ImportFile, table: ImportTable, mapping: Sequence[str]) -> list[list[str]]:
    """The first values of each column, masked as the column is proposed to be."""
    found: list[list[str]] = [[] for _title in file.titles]
    if file.attachment.size > commands.AT_ONCE:
        return found  # to open a large file again only for examples would keep the reader waiting
    for number, raw in enumerate(raw_rows(sheet_of(file), file.head_rows)):
        if number >= 40 or all(len(one) >= 3 for one in found):
            break
        for place, text in enumerate(raw.cells[: len(found)]):
            if text and len(found[place]) < 3:
                name = mapping[place] if place < len(mapping) else ""
                found[place].append(presenter.masked(table, name, text)[:24])
    return found


class ListImportRowsPage(ListPage):
    """The rows of an import: what becomes of each, and why."""

    name = "core.import_rows"
    permission = commands.IMPORT
    template = "core/list_import_rows.html"
    default_sort = "line"
    empty_title = gettext_lazy("没有这样的行")
    empty_text = gettext_lazy("试算以后，新增、有变化、不一致和有错的行会列在这里。")
    filters = (
        Choice(
            "outcome",
            gettext_lazy("结果"),
            options=tuple(Option(code, word) for code, (word, _t) in presenter.OUTCOMES.items()),
        ),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._found: tuple[ImportRun, ImportTable, ImportFile | None] | None = None

    def found(self) -> tuple[ImportRun, ImportTable, ImportFile | None]:
        """The import in the address."""
        if self._found is None:
            run = commands.get(self.kwargs["import_id"], by=self.request.scope)
            self._found = (run, tables.get(run.table), run.files.unscoped(WHY).filter(number=0).first())
        return self._found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        run, table, _file = self.found()
        audit.read(
            "core.show_import_rows",
            run,
            by=self.request.scope,
            permission=table.permission,
            at=clock.now(),
            chain=table.chain,
        )
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return _("%(table)s %(n)s：各行") % {"table": self.found()[1].title, "n": self.found()[0].pk}

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        run = self.found()[0]
        here = f"{table_title(run)} {run.pk}"
        return [
            (_("表格导入"), reverse("core:list_imports")),
            (here, reverse("core:show_import", args=[run.pk])),
            (_("各行"), ""),
        ]

    def get_columns(self) -> Sequence[Column]:
        _run, table, file = self.found()
        shown: dict[int, presenter.ShownRow] = {}

        def of(row: ImportRow) -> presenter.ShownRow:
            if row.pk not in shown:
                shown[row.pk] = presenter.shown_row(row, table, file)
            return shown[row.pk]

        return (
            Column("line", gettext_lazy("行"), value=lambda row: row.line, order=("line",)),
            Column("name", gettext_lazy("名称"), value=lambda row: of(row).name, lang="zh"),
            Column("outcome", gettext_lazy("结果"), Kind.STATE, value=presenter.outcome_badge),
            Column("value", gettext_lazy("填写的值"), value=lambda row: "；".join(one.value for one in of(row).faults if one.value), lang="zh"),
            Column("said", gettext_lazy("问题和改法，或变化"), value=lambda row: presenter.quoting(of(row).summary)),
            Column("proposal", gettext_lazy("建议值"), value=lambda row: "；".join(one.proposal for one in of(row).faults if one.proposal), lang="zh"),
            Column("decision", gettext_lazy("决定"), value=lambda row: decision_words(row)),
        )  # fmt: skip

    def queryset(self, query: ListQuery) -> QuerySet[ImportRow]:
        rows = ImportRow.objects.scoped(query.scope, commands.IMPORT).filter(run=self.found()[0])
        if query.one("outcome"):
            rows = rows.filter(outcome=query.one("outcome"))
        code = self.request.GET.get("code", "")
        return rows.filter(code=code) if code else rows

    def row_url(self, row: ImportRow) -> str:
        return reverse("core:decide_import_row", args=[row.run_id, row.line])


def decision_words(row: ImportRow) -> str:
    """What was decided about a row, in words."""
    decision = Decision.from_json(row.decision)
    if decision is None:
        return _("已写入") if row.applied and row.outcome != "undo" else ""
    return {
        "skip": _("不导入"),
        "new": _("是另一个"),
        "same": _("是同一个"),
        "proposal": _("采用建议值"),
    }.get(decision.answer, decision.answer)


class DecideImportRowPage(RunPage):
    """One row of the list beside the register: somebody says whether it is the same, and which side is right."""

    template = "core/decide_import_row.html"

    def get(self, request: HttpRequest, import_id: int, line: int) -> HttpResponse:
        return self._shown(import_id, line, "")

    def post(self, request: HttpRequest, import_id: int, line: int) -> HttpResponse:
        answer, _sep, key = request.POST.get("answer", "").partition(":")
        try:
            commands.decide(
                import_id, line, answer, key=int(key) if key.isdigit() and len(key) < 19 else None,
                take=request.POST.getlist("take"), by=self.request.scope, at=clock.now(),
            )  # fmt: skip
        except DomainError as refusal:
            if refusal.code != "core.import_decision_unfit":
                raise
            return self._shown(import_id, line, sentence(refusal), 422)
        run, _table, _file = self.find(import_id)
        waiting = ImportRow.objects.unscoped(WHY).filter(
            run=run, outcome__in=["decide", "conflict"], decision__isnull=True, applied=False
        )
        following = waiting.filter(line__gt=line).order_by("line").first() or waiting.order_by("line").first()
        if following is not None:
            return redirect("core:decide_import_row", run.pk, following.line)
        messages.success(request, _("没有待决定的行了。请重新试算，看看结果。"))
        return redirect("core:show_import", run.pk)

    def _shown(self, import_id: int, line: int, wrong: str, status: int = 200) -> HttpResponse:
        run, table, file = self.find(import_id)
        row = ImportRow.objects.unscoped(WHY).filter(run=run, line=line).first()
        if row is None:
            raise DomainError("core.not_found")
        shown = presenter.shown_row(row, table, file)
        keys = list(dict.fromkeys([*shown.detail.get("candidates", ()), *([row.key] if row.key else [])]))
        beside = table.shown(keys, self.request.scope) if keys else []
        self.looked(run, "core.show_import_row", line=line, beside=keys)
        cells = _named_cells(table, file, shown.detail.get("cells", ()))
        names = [name for name in (*cells, *(name for one in beside for name in one.values)) if name]
        lines = []
        meant = _meaning(table, cells)
        theirs_meant = [_meaning(table, one.values) for one in beside]
        for name in dict.fromkeys(names):
            mine = presenter.masked(table, name, cells.get(name, ""))
            theirs = [presenter.masked(table, name, one.values.get(name, "")) for one in beside]
            differs = bool(cells.get(name)) and any(
                name in one and one[name] != meant.get(name) for one in theirs_meant
            )
            lines.append(
                {
                    "name": name,
                    "title": presenter.title_of(table, name),
                    "mine": mine,
                    "theirs": theirs,
                    "differs": differs,
                }
            )
        open_still = not row.applied and run.state in ("checked", "written", "ready")
        context = {
            "run": run,
            "row": row,
            "shown": shown,
            "badge": presenter.outcome_badge(row),
            "beside": beside,
            "lines": lines,
            "may_decide": open_still and row.outcome != "undo",
            "may_propose": bool(shown.detail.get("proposals")) and row.outcome == "fault",
            "decision": decision_words(row),
            "wrong": wrong,
            "crumbs": self.crumbs(run, (_("各行"), reverse("core:list_import_rows", args=[run.pk])), (_("第%(n)s行") % {"n": line}, "")),
        }  # fmt: skip
        return self.render(context, status=status)


def _named_cells(table: ImportTable, file: ImportFile | None, cells: Sequence[str]) -> dict[str, str]:
    """Column → what the list says, in the order of the table's columns."""
    if file is None:
        return {}
    found = {name: cells[place] for place, name in enumerate(file.mapping) if name and place < len(cells)}
    return {column.name: found[column.name] for column in table.columns if found.get(column.name)}


def _meaning(table: ImportTable, cells: Mapping[str, str]) -> dict[str, Any]:
    """What cells mean, so that '1950.3.7' and '1950-03-07' are no difference; a cell that cannot be read has no meaning."""
    return RowReader(table, list(cells)).read(0, list(cells.values())).values


class AcceptProposalsPage(RunPage):
    """Take the proposals of all rows with the same kind of fault."""

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, _table, _file = self.find(import_id)
        count = commands.accept_proposals(run.pk, request.POST.get("code", ""), by=self.request.scope, at=clock.now())
        messages.success(request, _("已对%(n)s行采用建议值。请重新试算，看看结果。") % {"n": count})
        return redirect("core:show_import", run.pk)


class CheckImportPage(RunPage):
    """Ask for a dry run."""

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, _table, _file = self.find(import_id)
        commands.start_check(run.pk, by=self.request.scope, at=clock.now())
        return redirect("core:show_import", run.pk)


class CompareImportPage(RunPage):
    """Ask for the list to be compared with the register, as another system's."""

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, _table, _file = self.find(import_id)
        job = comparing.start(run.pk, by=self.request.scope, at=clock.now())
        return redirect("core:show_job", job.pk)


class WriteImportPage(RunPage):
    """Ask for the import."""

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, _table, _file = self.find(import_id)
        commands.start_write(run.pk, mode=request.POST.get("mode", ""), by=self.request.scope, at=clock.now())
        return redirect("core:show_import", run.pk)


class UndoImportPage(RunPage):
    """Take a whole import back, after saying what that means."""

    template = "core/undo_import.html"

    def get(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, table, _file = self.find(import_id)
        title = f"{table.title} {run.pk}"
        return self.render({"run": run, "title": title, "crumbs": self.crumbs(run, (_("撤销导入"), ""))})

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, _table, _file = self.find(import_id)
        commands.start_undo(run.pk, by=self.request.scope, at=clock.now())
        return redirect("core:show_import", run.pk)


class ErrorFilePage(RunPage):
    """The rows to be mended, as a workbook; in clear, because they are one's own, and logged."""

    def get(self, request: HttpRequest, import_id: int) -> HttpResponse:
        run, table, file = self.find(import_id)
        if file is None or run.state == ImportRun.State.EXPIRED:
            raise DomainError("core.file_gone")
        rows = ImportRow.objects.unscoped(WHY).filter(
            run=run, applied=False, outcome__in=["fault", "decide", "conflict"], decision__isnull=True
        )
        self.looked(run, "core.download_import_errors", rows=rows.count())
        data = error_files.error_file(run, table, file, rows.order_by("line").iterator())
        return _workbook(data, _("待改正-%(table)s-%(n)s") % {"table": table.title, "n": run.pk})


class TemplatePage(Page):
    """The blank table."""

    permission = commands.IMPORT

    def get(self, request: HttpRequest, table_name: str) -> HttpResponse:
        table = tables.get(table_name)
        self.request.scope.require(table.permission)
        return _workbook(error_files.template(table), _("空白表-%(table)s") % {"table": table.title})


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


menu.register(
    gettext_lazy("表格导入"), "core:list_imports", permission=commands.IMPORT, order=35, section=gettext_lazy("表格")
)
