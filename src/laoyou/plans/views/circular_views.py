"""Circulars and evaluation reports: the list, drafting, the page, editing, submitting, issuing, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.errors import status_of
from laoyou.core.lists import Action, Choice, Column, Filter, Kind, ListPage, ListQuery, Option
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import circulars
from laoyou.plans.domain.circular import Kind as CircularKind
from laoyou.plans.domain.circular import State, plain
from laoyou.plans.models import ProgressCircular
from laoyou.plans.presenters import circular_text, words
from laoyou.plans.presenters.circular_presenter import KINDS, CircularPresenter
from laoyou.plans.queries.circular_files import frozen_file
from laoyou.plans.reports.circular_paper import paper_of
from laoyou.plans.reports.official import chosen_faces, faces_note
from laoyou.plans.views.act_views import DAY
from laoyou.snapshots import public as snapshots

TITLE = lazy("通报和评估")
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LONG = forms.Textarea(attrs={"rows": 16, "lang": "zh"})


class TitleColumn(Column):
    """The title, which is Chinese in every language."""

    def html(self, row: ProgressCircular) -> SafeString:
        return format_html('<span lang="zh" data-printed>{}</span>', row.title)


class ListCircularsPage(ListPage):
    """Every circular and evaluation report, the newest first."""

    name = "plans.circulars"
    chain = "plans"
    permission = permissions.SEE_CIRCULARS
    title = TITLE
    lead = lazy("由快照起草、由人修改、由他人签发；签发以后不再改动，数据可以重新算出。")
    default_sort = "-drafted"
    columns = (
        TitleColumn("title", lazy("标题"), value=lambda row: row.title, order=("title",)),
        Column("kind", lazy("类别"), value=lambda row: KINDS[CircularKind(row.kind)], order=("kind",)),
        Column("state", lazy("状态"), Kind.STATE, value=lambda row: f"circular_{row.state}", order=("state",)),
        Column("snapshot", lazy("快照"), value=lambda row: row.snapshot_id, order=("snapshot_id",)),
        Column("drafted", lazy("起草"), Kind.DATE, value=lambda row: row.drafted_at, order=("drafted_at", "id")),
        Column(
            "issued", lazy("签发"), Kind.DATE, value=lambda row: row.issued_at, order=("issued_at", "id"), nullable=True
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Choice("kind", lazy("类别"), tuple(Option(kind.value, title) for kind, title in KINDS.items())),
        Choice(
            "state",
            lazy("状态"),
            (
                Option("draft", lazy("起草中")),
                Option("submitted", lazy("待签发")),
                Option("issued", lazy("已签发")),
            ),
        ),
    )
    empty_title = lazy("还没有通报")
    empty_text = lazy("统筹人员选定时期和快照，就能起草第一份。")

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.covers_area(permissions.DRAFT_CIRCULAR, district.area_id()):
            return ()
        return (Action(_("起草"), reverse("plans:draft_circular"), primary=True),)

    def queryset(self, query: ListQuery) -> Any:
        found = ProgressCircular.objects.scoped(query.scope, permissions.SEE_CIRCULARS)
        if query.search:
            found = found.filter(title__contains=query.search)
        for name in ("kind", "state"):
            if chosen := query.many(name):
                found = found.filter(**{f"{name}__in": list(chosen)})
        return found

    def row_url(self, row: Any) -> str | None:
        return reverse("plans:show_circular", args=[row.pk])


def _plans() -> list[tuple[str, str]]:
    return [(one.id, words.pick(one.title, one.title_en)) for one in district.pack().plans.values()]


def _snapshots() -> list[tuple[str, Any]]:
    return [
        ("", lazy("时期之内最新的")),
        *((one.name, one.name) for one in snapshots.all_snapshots() if not one.damaged),
    ]


class DraftForm(forms.Form):
    """What to draft."""

    kind = forms.ChoiceField(label=lazy("类别"), choices=[(kind.value, title) for kind, title in KINDS.items()])
    day = forms.DateField(
        label=lazy("时期里的任意一天"),
        widget=DAY,
        help_text=lazy("例如10月里的任意一天，起草10月、第四季度或全年的通报"),
    )
    plan = forms.ChoiceField(label=lazy("方案"), choices=_plans, help_text=lazy("期末评估哪一个方案；通报不看这一项"))
    snapshot = forms.ChoiceField(label=lazy("快照"), choices=_snapshots, required=False)


class HeadForm(forms.Form):
    """What stands around the text."""

    title = forms.CharField(label=lazy("标题"), max_length=200)
    issuer_mark = forms.CharField(
        label=lazy("发文机关标志"), max_length=80, required=False, help_text=lazy("印成红头；不填就没有红头")
    )
    number = forms.CharField(
        label=lazy("发文字号"), max_length=60, required=False, help_text=lazy("例如“永老幼办〔2026〕1号”")
    )
    addressees = forms.CharField(label=lazy("主送机关"), max_length=300, required=False)
    signatory = forms.CharField(label=lazy("签发人"), max_length=40, required=False)
    issuing_unit = forms.CharField(label=lazy("署名"), max_length=120, required=False)
    dated = forms.DateField(label=lazy("成文日期"), required=False, widget=DAY)


class SectionForm(forms.Form):
    """The text of a section."""

    text = forms.CharField(label=lazy("正文"), max_length=circulars.LONGEST, widget=LONG, required=False)


class CircularForm(Page):
    """A form about a circular, the command, and on to its page."""

    permission = permissions.DRAFT_CIRCULAR
    template = "plans/form.html"
    form: ClassVar[type[forms.Form]]
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    submit: ClassVar[Any] = lazy("保存")

    def get(self, request: HttpRequest, **of: Any) -> HttpResponse:
        return self._show(self.form(initial=self.initial(**of)), of)

    def post(self, request: HttpRequest, **of: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                circular_id = self.run(form, **of)
            except DomainError as refusal:
                if status_of(refusal.code) in (403, 404):
                    raise
                form.add_error(None, sentence(refusal))
            else:
                return redirect("plans:show_circular", circular_id)
        return self._show(form, of, status=422)

    def initial(self, **of: Any) -> dict[str, Any]:
        """What the form begins with."""
        raise NotImplementedError

    def run(self, form: Any, **of: Any) -> int:
        """Call the command; the number of the circular to go on with."""
        raise NotImplementedError

    def held(self, circular_id: int) -> ProgressCircular:
        """The circular, for whoever may edit it."""
        return circulars.held(circular_id, self.request.scope, permissions.DRAFT_CIRCULAR)

    def _show(self, form: forms.Form, of: dict[str, Any], status: int = 200) -> HttpResponse:
        crumbs: list[tuple[Any, str]] = [(TITLE, reverse("plans:list_circulars"))]
        back = reverse("plans:list_circulars")
        if "circular_id" in of:
            row = self.held(of["circular_id"])
            back = reverse("plans:show_circular", args=[row.pk])
            crumbs.append((row.title, back))
        context = {"form": form, "title": self.title, "lead": self.lead, "submit": self.submit, "back": back}
        return self.render({**context, "crumbs": [*crumbs, (self.title, "")]}, status=status)


class DraftCircularPage(CircularForm):
    """Drafting one."""

    form = DraftForm
    title = lazy("起草通报或评估报告")
    lead = lazy(
        "文字由快照里的数写成，起草以后逐节修改；数与快照相连，不会因为改字而走样。时期还没有结束的，标题和首段会注明是阶段性的。"
    )
    submit = lazy("起草")

    def initial(self, **of: Any) -> dict[str, Any]:
        return {"day": clock.today(), "kind": self.request.GET.get("kind", "")}

    def run(self, form: Any, **of: Any) -> int:
        said = form.cleaned_data
        row = circulars.draft(
            CircularKind(said["kind"]),
            said["day"],
            snapshot_name=said["snapshot"],
            plan=said["plan"],
            by=self.request.scope,
            at=clock.now(),
        )
        return int(row.pk)


class EditHeadPage(CircularForm):
    """Title, red head, number, addressees, signature."""

    form = HeadForm
    title = lazy("标题、文号和署名")

    def initial(self, **of: Any) -> dict[str, Any]:
        row = self.held(of["circular_id"])
        return {name: getattr(row, name) for name in circulars.FIELDS}

    def run(self, form: Any, **of: Any) -> int:
        return int(circulars.set_head(of["circular_id"], form.cleaned_data, by=self.request.scope, at=clock.now()).pk)


class EditSectionPage(CircularForm):
    """The words of one section."""

    form = SectionForm
    title = lazy("修改一节")
    lead = lazy("每段一行。数不要改：改了的数会标出来，改回以前不能送签；整句删去可以。")

    def initial(self, **of: Any) -> dict[str, Any]:
        row = self.held(of["circular_id"])
        for section in circulars.row_sections(row, self.request.scope):
            if section.key == of["key"]:
                shown = {key: one.shown for key, one in circular_text.figures(row.data).items()}
                return {"text": plain(section.text, shown)}
        raise DomainError("core.not_found")

    def run(self, form: Any, **of: Any) -> int:
        section = circulars.edit_section(
            of["circular_id"], of["key"], form.cleaned_data["text"], by=self.request.scope, at=clock.now()
        )
        return int(section.circular_id)


class ShowCircularPage(Page):
    """One document as it stands: text with followable figures, what was changed, files, and the next step."""

    permission = permissions.SEE_CIRCULARS
    template = "plans/show_circular.html"

    def get(self, request: HttpRequest, circular_id: int) -> HttpResponse:
        scope = self.request.scope
        row = circulars.held(circular_id, scope)
        audit.read("plans.show_circular", row, by=scope, permission=self.permission, at=clock.now(), chain="plans")
        return self.render({"one": CircularPresenter(row, scope), "faces": faces_note(chosen_faces())})


class CircularFilePage(Page):
    """The document as PDF or Word file."""

    permission = permissions.SEE_CIRCULARS

    def get(self, request: HttpRequest, circular_id: int, kind: str) -> HttpResponse:
        scope = self.request.scope
        row = circulars.held(circular_id, scope)
        if kind not in TYPES:
            raise DomainError("core.not_found")
        audit.read("plans.export_circular", row, by=scope, permission=self.permission, at=clock.now(), chain="plans")
        data = frozen_file(row, kind) if row.state == State.ISSUED.value else self._draft(row, kind)
        response = HttpResponse(data, content_type=TYPES[kind])
        response["Content-Disposition"] = content_disposition_header(True, f"{row.title}.{kind}") or "attachment"
        return response

    def _draft(self, row: ProgressCircular, kind: str) -> bytes:
        from laoyou.plans.reports import official_docx, official_pdf  # large libraries, wanted by few

        note = faces_note(chosen_faces()) if kind == "pdf" else ""
        paper = paper_of(row, circulars.row_sections(row, self.request.scope), note=note)
        return official_pdf.pdf(paper) if kind == "pdf" else official_docx.docx(paper)


class MoveCircularPage(Page):
    """One step of a document, from its page: submit, return, issue, restore a section, correct, withdraw."""

    permission = permissions.SEE_CIRCULARS

    def post(self, request: HttpRequest, circular_id: int, step: str) -> HttpResponse:
        scope, at = self.request.scope, clock.now()
        circulars.held(circular_id, scope)
        target = circular_id
        try:
            match step:
                case "submit":
                    circulars.submit(circular_id, by=scope, at=at)
                    messages.success(request, _("已送签。"))
                case "return":
                    circulars.return_draft(circular_id, by=scope, at=at)
                    messages.success(request, _("已退回起草人。"))
                case "issue":
                    circulars.issue(circular_id, by=scope, at=at, public=request.POST.get("public") == "1")
                    messages.success(request, _("已签发。"))
                case "withdraw":
                    circulars.ask_withdrawal(circular_id, request.POST.get("reason", ""), by=scope, at=at)
                    messages.success(request, _("已申请撤回，等待另一人决定。"))
                case "keep":
                    circulars.keep_issued(circular_id, by=scope, at=at)
                    messages.success(request, _("不撤回，这一份仍然有效。"))
                case "confirm-withdrawal":
                    circulars.withdraw(circular_id, by=scope, at=at)
                    messages.success(request, _("已撤回。公开网页在下次发布后改为撤回说明。"))
                case "restore":
                    circulars.restore_section(circular_id, request.POST.get("key", ""), by=scope, at=at)
                    messages.success(request, _("已恢复起草时的文字。"))
                case "correct":
                    target = self._correct(circular_id)
                case _:
                    raise DomainError("core.not_found")
        except DomainError as refusal:
            if status_of(refusal.code) in (403, 404):
                raise
            messages.error(request, sentence(refusal))
        return redirect("plans:show_circular", target)

    def _correct(self, circular_id: int) -> int:
        scope = self.request.scope
        old = circulars.held(circular_id, scope)
        new = circulars.draft(
            CircularKind(old.kind), old.period_start, plan=old.plan, corrects=old.pk, by=scope, at=clock.now()
        )
        messages.success(self.request, _("已起草更正，原件保持不变。"))
        return int(new.pk)
