"""The draft of a document beside its text: accept, mend, drop; and what was accepted, written into the pack."""

from __future__ import annotations

import os
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, links
from laoyou.core.errors import status_of
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import documents as commands
from laoyou.plans.commands import opening
from laoyou.plans.commands import packs as pack_commands
from laoyou.plans.domain import mending
from laoyou.plans.models import PlanDocument
from laoyou.plans.presenters import document_words as words
from laoyou.plans.presenters import draft_presenter as presenter
from laoyou.plans.presenters.text_presenter import text_html
from laoyou.plans.presenters.words import pick
from laoyou.plans.queries import documents
from laoyou.plans.views.document_views import FORBIDDEN, TITLE, ContentPage


class ReadDocumentPage(ContentPage):
    """Every item of the draft beside the text, the doubtful first."""

    template = "plans/read_document.html"
    tab = "read_document"

    def told(self, one: PlanDocument, kept: documents.Kept) -> dict[str, Any]:
        scope, request = self.request.scope, self.request
        chosen = documents.choices(one, scope)
        everything = presenter.views(mending.items_of(kept.draft), chosen)
        kind = request.GET.get("kind", "")
        kind = kind if kind in words.ITEMS else ""
        waiting = request.GET.get("waiting") == "1"
        shown = [view for view in everything if kind in ("", view.one.kind) and not (waiting and view.choice)]
        return {
            "kinds": _kind_links(one, everything, kind, waiting=waiting), "waiting": waiting, "kind": kind,
            "items": shown, "total": len(everything), "decided": len(chosen), "tables": presenter.tables(kept.document),
            "certain": sum(not view.doubtful and view.choice is None for view in everything),
            "text": text_html(kept.document, presenter.spots(everything)),
            "may_keep": scope.may(permissions.KEEP_DOCUMENTS), "warnings": kept.draft.warnings,
        }  # fmt: skip


def _kind_links(
    one: PlanDocument, found: list[presenter.ItemView], here: str, *, waiting: bool
) -> list[dict[str, Any]]:
    address = reverse("plans:read_document", args=[one.pk])
    named = [("", _("全部"), len(found))]
    named += [(kind, str(word), sum(view.one.kind == kind for view in found)) for kind, word in words.ITEMS.items()]
    return [
        {
            "title": title, "count": count, "chosen": kind == here,
            "url": links.with_query(address, kind=kind, waiting="1" if waiting else ""),
        }
        for kind, title, count in named
    ]  # fmt: skip


class AcceptCertainPage(Page):
    """Accepting everything that is hardly in doubt, at once."""

    permission = permissions.KEEP_DOCUMENTS

    def post(self, request: HttpRequest, document_id: int) -> HttpResponse:
        count = commands.accept_certain(document_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已采用%(count)s条没有疑点的内容。") % {"count": count})
        return redirect("plans:read_document", document_id)


class MendForm(forms.Form):
    """The fields of one item as texts."""

    def __init__(self, one: mending.Numbered, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in mending.fields_of(one):
            label = words.FIELDS[name]
            if name.endswith("_operator"):
                signs = [
                    ("", _("没有数字")),
                    (">=", "≥"),
                    ("<=", "≤"),
                    (">", ">"),
                    ("<", "<"),
                    ("=", "="),
                    ("range", _("区间")),
                ]
                self.fields[name] = forms.ChoiceField(label=label, required=False, choices=signs)
            elif name == "attribute":
                kinds = [("", _("原文没有写")), ("binding", _("约束性")), ("anticipatory", _("预期性"))]
                self.fields[name] = forms.ChoiceField(label=label, required=False, choices=kinds)
            elif name == "list_kind":
                self.fields[name] = forms.ChoiceField(label=label, choices=list(words.LIST_KINDS.items()))
            else:
                hint = lazy("多个单位用顿号隔开") if name in ("lead", "responsible", "supporting") else ""
                self.fields[name] = forms.CharField(
                    label=label, required=name in ("name", "title"), max_length=mending.MOST, help_text=hint
                )


class DecideItemPage(Page):
    """One item: the form to mend it (GET), and each decision about it (POST)."""

    permission = permissions.KEEP_DOCUMENTS
    template = "plans/mend_item.html"

    def get(self, request: HttpRequest, document_id: int, kind: str, position: int) -> HttpResponse:
        one, item, view = self._found(document_id, kind, position)
        return self._show(one, item, view, MendForm(item, initial=mending.fields_of(item) | self._mended(view)))

    def post(self, request: HttpRequest, document_id: int, kind: str, position: int) -> HttpResponse:
        one, item, view = self._found(document_id, kind, position)
        answer = request.POST.get("answer", "")
        form = MendForm(item, request.POST)
        if answer == "mended" and not form.is_valid():
            return self._show(one, item, view, form, status=422)
        try:
            commands.decide_item(
                one.pk, kind, position, answer, by=self.request.scope, at=clock.now(),
                given=form.cleaned_data if answer == "mended" else None,
            )  # fmt: skip
        except DomainError as refusal:
            if status_of(refusal.code) in FORBIDDEN or answer != "mended":
                raise
            form.add_error(None, sentence(refusal))
            return self._show(one, item, view, form, status=422)
        if request.headers.get("X-Part") == "item":
            return self._part(one, item)
        return redirect(f"{reverse('plans:read_document', args=[one.pk])}#{kind}-{position}")

    def _part(self, one: PlanDocument, item: mending.Numbered) -> HttpResponse:
        chosen = documents.choices(one, self.request.scope)
        made = presenter.ItemView(item, chosen.get(item.key))
        answer = self.render({"v": made, "one": one, "may_keep": True}, template="plans/_draft_item.html")
        answer["X-Decided"] = str(len(chosen))
        return answer

    def _found(
        self, document_id: int, kind: str, position: int
    ) -> tuple[PlanDocument, mending.Numbered, presenter.ItemView]:
        one = documents.document(document_id, self.request.scope)
        known = {item.key: item for item in mending.items_of(documents.content(one).draft)}
        item = known.get((kind, position))
        if item is None:
            raise DomainError("core.not_found")
        return one, item, presenter.ItemView(item, documents.choices(one, self.request.scope).get(item.key))

    def _mended(self, view: presenter.ItemView) -> dict[str, str]:
        return dict(view.choice.mended) if view.choice else {}

    def _show(
        self, one: PlanDocument, item: mending.Numbered, view: presenter.ItemView, form: MendForm, status: int = 200
    ) -> HttpResponse:
        back = f"{reverse('plans:read_document', args=[one.pk])}#{view.key}"
        above = [(TITLE, reverse("plans:list_documents")), (one.title or one.name, back, "zh"), (_("修改"), "")]
        return self.render({"form": form, "v": view, "one": one, "back": back, "crumbs": above}, status=status)


class AcceptDraftForm(forms.Form):
    """Into which plan, under which codes."""

    plan = forms.ChoiceField(label=lazy("写入哪个方案"))
    code = forms.CharField(
        label=lazy("新方案的编号"), required=False, max_length=40, help_text=lazy("例如 yc-2030；写入已有方案时不用填")
    )
    start = forms.IntegerField(
        label=lazy("新方案的起始年份"),
        required=False,
        min_value=1949,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    end = forms.IntegerField(
        label=lazy("新方案的结束年份"),
        required=False,
        min_value=1949,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    codes = forms.CharField(
        label=lazy("条目编号的前缀"), max_length=20, help_text=lazy("例如 yc30，条目就编为 yc30-t01、yc30-p01")
    )

    def clean(self) -> dict[str, Any]:
        """The years in their order."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("start") and said.get("end") and said["start"] > said["end"]:
            self.add_error("end", _("结束年份早于起始年份。请检查。"))
        return said

    ledger = forms.BooleanField(
        label=lazy("写入后把任务和项目列入台账"), required=False, help_text=lazy("只在直接写入时有效，由统筹人员办理")
    )
    verified = forms.BooleanField(
        label=lazy("采用的内容已由人逐字核对过原文"),
        required=False,
        help_text=lazy("没有核对的，各页会写明“未核对原文”"),
    )


class AcceptDraftPage(Page):
    """What was accepted, written into the pack where its folder may be written to, else given as a pack to install."""

    permission = permissions.KEEP_DOCUMENTS
    template = "plans/accept_draft.html"

    def get(self, request: HttpRequest, document_id: int) -> HttpResponse:
        one = documents.document(document_id, self.request.scope)
        if one.state != PlanDocument.State.READY:
            return redirect("plans:show_document", one.pk)
        return self._show(one, self._form(one))

    def post(self, request: HttpRequest, document_id: int) -> HttpResponse:
        scope = self.request.scope
        one = documents.document(document_id, scope)
        form = self._form(one, request.POST)
        if not form.is_valid():
            return self._show(one, form, status=422)
        said = form.cleaned_data
        period = (said["start"], said["end"]) if said["start"] and said["end"] else None
        into = pack_commands.Into(
            said["plan"], said["code"].strip(), said["codes"].strip(), verified=said["verified"], period=period
        )
        try:
            if request.POST.get("way") == "write":
                pack_commands.write_pack(one.pk, into, by=scope, at=clock.now())
                messages.success(request, _("已写入数据包。程序重新启动后，各页按新的数据包显示。"))
                if said["ledger"]:
                    opened = opening.open_ledger(by=scope, at=clock.now())
                    messages.success(request, _("台账新增%(added)s项。") % {"added": opened["added"]})
                return redirect("plans:read_document", one.pk)
            name, data = pack_commands.pack_as_zip(one.pk, into, by=scope, at=clock.now())
        except DomainError as refusal:
            if status_of(refusal.code) in FORBIDDEN:
                raise
            form.add_error(None, sentence(refusal))
            return self._show(one, form, status=422)
        answer = HttpResponse(data, content_type="application/zip")
        answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return answer

    def _form(self, one: PlanDocument, data: Any = None) -> AcceptDraftForm:
        start, end = documents.content(one).draft.period or (None, None)
        form = AcceptDraftForm(data, initial={"start": start, "end": end})
        plans = [
            (one.id, pick(one.title, one.title_en or ""))
            for one in district.pack().plans.values()
            if pack_commands.own_plan(one.id)
        ]
        form.fields["plan"].choices = [("", _("新方案")), *plans]  # type: ignore[attr-defined]
        form.fields["plan"].required = False
        return form

    def _show(self, one: PlanDocument, form: AcceptDraftForm, status: int = 200) -> HttpResponse:
        scope = self.request.scope
        chosen = documents.choices(one, scope)
        taken = mending.accepted(documents.content(one).draft, documents.answers(chosen))
        back = reverse("plans:read_document", args=[one.pk])
        numbers = (len(taken.indicators), len(taken.tasks), len(taken.items), len(taken.parameters))
        writable = scope.may(permissions.WRITE_PACK) and os.access(pack_commands.folder(), os.W_OK)
        return self.render(
            {
                "one": one, "form": form, "back": back, "writable": writable, "any": any(numbers),
                "counts": list(zip(words.ITEMS.values(), numbers, strict=True)),
                "left": sum(one.counts.get(name, 0) for name in words.ITEMS) - len(chosen),
                "crumbs": [(TITLE, reverse("plans:list_documents")), (one.title or one.name, back, "zh"), (_("写入数据包"), "")],
            },
            status=status,
        )  # fmt: skip
