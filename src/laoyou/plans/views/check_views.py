"""The check of a document: findings beside the text, what was said about them, the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, links
from laoyou.core.errors import status_of
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import documents as commands
from laoyou.plans.domain.plan_check import VERDICTS
from laoyou.plans.models import PlanDocument
from laoyou.plans.presenters import check_presenter as presenter
from laoyou.plans.presenters import document_words as words
from laoyou.plans.presenters.text_presenter import text_html
from laoyou.plans.presenters.words import english
from laoyou.plans.queries import documents
from laoyou.plans.reports.check_content import Language, MarkWords
from laoyou.plans.reports.check_files import report_bytes
from laoyou.plans.views.document_views import FORBIDDEN, ContentPage

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CheckDocumentPage(ContentPage):
    """Every finding beside the text, the contradictions first."""

    template = "plans/check_document.html"
    tab = "check_document"

    def told(self, one: PlanDocument, kept: documents.Kept) -> dict[str, Any]:
        scope, asked_for = self.request.scope, self.request.GET
        everything = presenter.views(kept.document, kept.findings, documents.marks(one, scope))
        chapters = presenter.chapters(kept.document)
        asked = {
            "verdict": _known(asked_for.get("verdict", ""), (*VERDICTS, "all")),
            "chapter": _known(asked_for.get("chapter", ""), dict(chapters)),
            "test": _known(asked_for.get("test", ""), words.TESTS),
            "marked": _known(asked_for.get("marked", ""), ("open", "confirmed", "no_fault")),
        }
        found = [view for view in everything if _matches(view, asked)]
        return {
            "findings": found, "total": len(everything), "asked": asked,
            "counts": presenter.counts(everything), "verdicts": _verdict_links(one, everything, asked),
            "chapters": chapters, "tests": [(name, word) for name, (word, _kinds) in words.TESTS.items()],
            "text": text_html(kept.document, presenter.spots(everything)),
            "may_mark": scope.may(permissions.KEEP_DOCUMENTS),
            **self._compared(one),
        }  # fmt: skip

    def _compared(self, one: PlanDocument) -> dict[str, Any]:
        """The comparison with the version that is asked for, or with the one it was handed in as a later version of."""
        scope = self.request.scope
        versions = documents.versions(one, scope)
        asked = self.request.GET.get("with", "")
        wanted = asked or (str(one.earlier_id) if one.earlier_id else "")
        other = next((version for version in versions if str(version.pk) == wanted), None)
        found: dict[str, Any] = {"versions": versions, "other": other}
        if other is not None:
            try:
                found["comparison"] = documents.compared(one, other)
            except DomainError as refusal:
                found["no_comparison"] = sentence(refusal)
        return found


def _known(value: str, allowed: Any) -> str:
    return value if value in allowed else ""


def _matches(view: presenter.FindingView, asked: dict[str, str]) -> bool:
    if asked["verdict"] not in ("", "all") and view.verdict != asked["verdict"]:
        return False
    if not asked["verdict"] and not view.doubtful:
        return False
    if asked["chapter"] and view.chapter != asked["chapter"]:
        return False
    if asked["test"] and view.test != asked["test"]:
        return False
    mark = view.mark.mark if view.mark else "open"
    return not asked["marked"] or mark == asked["marked"]


def _verdict_links(
    one: PlanDocument, found: list[presenter.FindingView], asked: dict[str, str]
) -> list[dict[str, Any]]:
    """The tabs over the findings: what is to be looked at, each verdict, everything."""
    address = reverse("plans:check_document", args=[one.pk])
    others = {name: value for name, value in asked.items() if name != "verdict" and value}
    doubtful = sum(view.doubtful for view in found)
    named = [("", _("需要核对"), doubtful)]
    named += [
        (verdict, str(words.VERDICTS[verdict][0]), count)
        for verdict in VERDICTS
        if (count := sum(view.verdict == verdict for view in found))
    ]
    named.append(("all", _("全部"), len(found)))
    return [
        {
            "title": title,
            "count": count,
            "chosen": asked["verdict"] == verdict,
            "url": links.with_query(address, **others, **({"verdict": verdict} if verdict else {})),
        }
        for verdict, title, count in named
    ]


class MarkFindingPage(Page):
    """Saying that a finding is right, or no fault and why."""

    permission = permissions.KEEP_DOCUMENTS

    def post(self, request: HttpRequest, document_id: int) -> HttpResponse:
        number = request.POST.get("finding", "")
        address = reverse("plans:check_document", args=[document_id])
        back = request.POST.get("back", "")
        query = f"?{back}" if back else ""
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise DomainError("core.not_found")
        try:
            commands.mark_finding(
                document_id, int(number), request.POST.get("mark", ""), reason=request.POST.get("reason", ""),
                by=self.request.scope, at=clock.now(),
            )  # fmt: skip
        except DomainError as refusal:
            if status_of(refusal.code) in FORBIDDEN:
                raise
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("已记下对第%(number)s处的意见，会写进校核报告。") % {"number": number})
        return redirect(f"{address}{query}#finding-{number}")


class DownloadReportPage(Page):
    """The report of the check as a file, with what was said about its findings. Leaves an entry in the read log."""

    permission = permissions.SEE_DOCUMENTS

    def get(self, request: HttpRequest, document_id: int, kind: str) -> HttpResponse:
        scope = self.request.scope
        one = documents.document(document_id, scope)
        if kind not in MEDIA:
            raise DomainError("core.not_found")
        kept = documents.content(one)
        audit.read(
            "plans.download_report", one, by=scope, permission=self.permission, at=clock.now(), chain="plans", detail={"kind": kind}
        )  # fmt: skip
        language: Language = "en" if english() else "zh-hans"
        said = {
            number: MarkWords(
                str(words.MARKS[rows[-1].mark]), rows[-1].reason,
                rows[-1].made_by.display_name if rows[-1].made_by else "", rows[-1].made_at.astimezone(clock.BEIJING).date().isoformat(),
            )
            for number, rows in documents.marks(one, scope).items()
        }  # fmt: skip
        data = report_bytes(documents.report(one, kept), f".{kind}", language, said)
        name = _("数据校核 %(title)s.%(kind)s") % {"title": (one.title or one.name)[:60], "kind": kind}
        answer = HttpResponse(data, content_type=MEDIA[kind])
        answer["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=name.replace("/", " ")) or ""
        )
        answer["Content-Language"] = get_language() or "zh-hans"
        return answer
