"""Documents that were handed in: the list, a new one, the page about one, its removal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.errors import status_of
from laoyou.core.lists import Action, Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.pages.jobs import progress_context
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import documents as commands
from laoyou.plans.files.extraction import LARGEST
from laoyou.plans.models import PlanDocument
from laoyou.plans.presenters import document_words as words
from laoyou.plans.queries import documents

TITLE = lazy("方案文稿")
FORBIDDEN = (403, 404)


@dataclass(frozen=True)
class Tab:
    """One of the pages about a document."""

    title: Any
    url: str
    chosen: bool
    count: int | None = None


def tabs(one: PlanDocument, here: str) -> list[Tab]:
    """The pages about a document that was read."""
    if one.state != PlanDocument.State.READY:
        return []
    doubtful = sum(one.counts.get(name, 0) for name in ("contradiction", "implausible", "definition", "incomplete"))
    items = sum(one.counts.get(name, 0) for name in words.ITEMS)
    named = (
        ("show_document", _("概况"), None),
        ("check_document", _("数据校核"), doubtful),
        ("read_document", _("草稿取舍"), items),
    )
    return [Tab(title, reverse(f"plans:{name}", args=[one.pk]), name == here, count) for name, title, count in named]


def crumbs(one: PlanDocument) -> list[tuple[Any, ...]]:
    """Where the pages about a document are."""
    return [(TITLE, reverse("plans:list_documents")), (one.title or one.name, "", "zh")]


def count_of(name: str) -> Any:
    """A column's value from what was counted."""
    return lambda row: row.counts.get(name) if row.state == PlanDocument.State.READY else None


class ListDocumentsPage(ListPage):
    """The documents of one's areas, newest first."""

    name = "plans.documents"
    chain = "plans"
    permission = permissions.SEE_DOCUMENTS
    title = TITLE
    lead = lazy("上传方案的 Word、PDF 或文本文件：逐项重算文内数字，并整理出指标、任务和项目草稿。征求意见稿不公开。")
    columns = (
        Column("title", lazy("文稿"), value=lambda row: row.title or row.name, order=("title", "name"), lang="zh"),
        Column("state", lazy("状态"), Kind.STATE, value=words.state_badge, order=("state",)),
        Column("contradiction", words.VERDICTS["contradiction"][0], Kind.NUMBER, value=count_of("contradiction")),
        Column("definition", words.VERDICTS["definition"][0], Kind.NUMBER, value=count_of("definition")),
        Column("indicators", words.ITEMS["indicator"], Kind.NUMBER, value=count_of("indicator")),
        Column("tasks", words.ITEMS["task"], Kind.NUMBER, value=count_of("task")),
        Column(
            "by", lazy("上传人"), value=lambda row: row.created_by.display_name if row.created_by else "", lang="zh"
        ),
        Column("created", lazy("上传时间"), Kind.MOMENT, value=lambda row: row.created_at, order=("created_at",)),
        Column("until", lazy("保存到"), Kind.DATE, value=lambda row: row.expires_at.date(), narrow=False),
    )
    filters = (
        Choice(
            "state", lazy("状态"), options=tuple(Option(code, word) for code, (word, _tone) in words.STATES.items())
        ),
    )
    default_sort = "-created"
    search_hint = lazy("搜索标题或文件名")
    empty_title = lazy("还没有上传过文稿")
    empty_text = lazy("从“上传文稿”开始。读取和校核通常只要几秒钟。")

    def queryset(self, query: ListQuery) -> QuerySet[PlanDocument]:
        found = documents.visible(query.scope).select_related("created_by")
        if query.one("state"):
            found = found.filter(state=query.one("state"))
        if query.search:
            found = found.filter(title__icontains=query.search) | found.filter(name__icontains=query.search)
        return found

    def row_url(self, row: PlanDocument) -> str:
        return reverse("plans:show_document", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(permissions.KEEP_DOCUMENTS):
            return ()
        return (Action(_("上传文稿"), reverse("plans:add_document"), primary=True),)


class AddDocumentForm(forms.Form):
    """The file, for how long it is kept, and of which draft it is a later version."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    file = forms.FileField(
        label=lazy("文件"),
        help_text=lazy("可以是 .docx、.pdf、.html 或 .txt，不超过 40 MB。扫描件请先做文字识别。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.html,.htm,.txt"}),
        error_messages={
            "required": lazy("请选择一个文件。"),
            "empty": lazy("这个文件是空的。请检查是不是选错了文件。"),
        },
    )
    days = forms.TypedChoiceField(
        label=lazy("保存多久"), coerce=int, initial=90, help_text=lazy("到期后文件、草稿和校核结果自动删除"),
        choices=[(30, lazy("30天")), (90, lazy("90天")), (365, lazy("一年"))],
    )  # fmt: skip
    earlier = forms.TypedChoiceField(
        label=lazy("这是哪份文稿的修改稿"), required=False, coerce=int, empty_value=None,
        help_text=lazy("选了以后，校核页会列出哪些问题已经改好、哪些是新出现的"),
    )  # fmt: skip

    def __init__(self, *args: Any, versions: Sequence[PlanDocument] = (), **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4().hex)
        super().__init__(*args, **kwargs)
        named = [(one.pk, f"{one.title or one.name} {one.created_at:%Y-%m-%d}") for one in versions]
        self.fields["earlier"].choices = [("", _("不是修改稿")), *named]  # type: ignore[attr-defined]
        self.fields["earlier"].widget.attrs["lang"] = "zh"


class AddDocumentPage(Page):
    """Handing a document in."""

    permission = permissions.KEEP_DOCUMENTS
    template = "plans/add_document.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(AddDocumentForm(versions=self._versions()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddDocumentForm(request.POST, request.FILES, versions=self._versions())
        size = getattr(request, "file_too_large", 0)
        if size:
            refusal = DomainError("plans.file_too_large", name=_("文件"), size=size // 1024**2, most=LARGEST // 1024**2)
            form.errors.pop("file", None)
            form.add_error("file", sentence(refusal))
        if not form.is_valid():
            return self._show(form, status=422)
        file: UploadedFile = form.cleaned_data["file"]
        try:
            made = commands.add_document(
                file.read(), file.name or "", by=self.request.scope, at=clock.now(), key=form.cleaned_data["key"],
                days=form.cleaned_data["days"], earlier_id=form.cleaned_data["earlier"],
            )  # fmt: skip
        except DomainError as refusal:
            if status_of(refusal.code) in FORBIDDEN:
                raise
            form.add_error("file", sentence(refusal))
            return self._show(form, status=422)
        return redirect("plans:show_document", made.pk)

    def _versions(self) -> Sequence[PlanDocument]:
        found = documents.visible(self.request.scope).filter(state=PlanDocument.State.READY)
        return list(found.order_by("-created_at")[:30])

    def _show(self, form: AddDocumentForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "crumbs": [(TITLE, reverse("plans:list_documents")), (_("上传文稿"), "")]}
        return self.render(context, status=status)


class ShowDocumentPage(Page):
    """One document: how far its reading is, what was found, what could not be read. Leaves an entry in the read log."""

    permission = permissions.SEE_DOCUMENTS
    template = "plans/show_document.html"

    def get(self, request: HttpRequest, document_id: int) -> HttpResponse:
        scope = self.request.scope
        one = documents.document(document_id, scope)
        if request.GET.get("part") == "progress" and one.job is not None:
            return self.render(progress_context(one.job), template="core/_job_progress.html")
        audit.read("plans.show_document", one, by=scope, permission=self.permission, at=clock.now(), chain="plans")
        ready = one.state == PlanDocument.State.READY
        context: dict[str, Any] = {
            "one": one,
            "title": one.title or one.name,
            "badge": words.state_badge(one),
            "crumbs": crumbs(one),
            "tabs": tabs(one, "show_document"),
            "ready": ready,
            "problem": sentence(DomainError(one.problem["code"], **one.problem["data"])) if one.problem else "",
            "another_field": ready and not any(one.counts.get(name) for name in words.ITEMS),
            "notes": [sentence(DomainError(note["code"], **note["data"])) for note in one.notes],
            "found": [(words.ITEMS[name], one.counts.get(name, 0)) for name in words.ITEMS] if ready else [],
            "verdicts": [
                (words.verdict_badge(name), one.counts.get(name, 0), f"{reverse('plans:check_document', args=[one.pk])}?verdict={name}")
                for name in words.VERDICTS
                if one.counts.get(name)
            ],
            "may_keep": scope.may(permissions.KEEP_DOCUMENTS),
            "decided": len(documents.choices(one, scope)),
            "items": sum(one.counts.get(name, 0) for name in words.ITEMS),
        }  # fmt: skip
        if one.state == PlanDocument.State.READING and one.job is not None:
            context |= progress_context(one.job)
        return self.render(context)


class ContentPage(Page):
    """What was read of a document, beside its text; a document that is not read yet leads to its own page. Leaves an entry in the read log."""

    permission = permissions.SEE_DOCUMENTS
    tab: ClassVar[str]

    def get(self, request: HttpRequest, document_id: int) -> HttpResponse:
        one = documents.document(document_id, self.request.scope)
        if one.state != PlanDocument.State.READY:
            return redirect("plans:show_document", one.pk)
        kept = documents.content(one)
        audit.read(
            f"plans.{self.tab}", one, by=self.request.scope, permission=self.permission, at=clock.now(), chain="plans"
        )
        head = {"one": one, "title": one.title or one.name, "crumbs": crumbs(one), "tabs": tabs(one, self.tab)}
        return self.render(head | self.told(one, kept))

    def told(self, one: PlanDocument, kept: documents.Kept) -> dict[str, Any]:
        """What the page says of the content."""
        raise NotImplementedError


class RemoveDocumentPage(Page):
    """Deleting a document, after a question."""

    permission = permissions.KEEP_DOCUMENTS
    template = "plans/remove_document.html"

    def get(self, request: HttpRequest, document_id: int) -> HttpResponse:
        one = documents.document(document_id, self.request.scope)
        address = reverse("plans:show_document", args=[one.pk])
        above = [(TITLE, reverse("plans:list_documents")), (one.title or one.name, address, "zh"), (_("删除"), "")]
        return self.render({"one": one, "title": one.title or one.name, "crumbs": above, "back": address})

    def post(self, request: HttpRequest, document_id: int) -> HttpResponse:
        commands.remove_document(document_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已删除文稿，文件、草稿和校核结果都不再保存。"))
        return redirect("plans:list_documents")
