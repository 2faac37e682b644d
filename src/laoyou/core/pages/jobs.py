"""Long work: the list of jobs, and the page of one, whose progress survives a reload."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laoyou.core import jobs, live, menu
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Job
from laoyou.core.scope import Scope, within
from laoyou.core.shell import states
from laoyou.core.shell.dates import duration
from laoyou.core.views import Page

TONES = {"waiting": "no-data", "running": "on-course", "done": "reached", "failed": "breach", "cancelled": "no-data"}
WORDS = {
    "waiting": _("等待中"),
    "running": _("进行中"),
    "done": _("已完成"),
    "failed": _("未完成"),
    "cancelled": _("已取消"),
}


def visible_jobs(scope: Scope) -> QuerySet[Job]:
    """The jobs that `scope` may see: its own, those of its areas, and all of them for whoever runs the system."""
    if scope.may("core.see_all_jobs"):
        return Job.objects.all()
    return Job.objects.filter(Q(account_id=scope.account_id) | within("area_id", scope.area_prefixes("core.see_jobs")))


def state_badge(job: Job) -> SafeString:
    """The state of a job as a badge."""
    return states.badge(job.state, word=WORDS[job.state], tone=TONES[job.state])


def time_left(job: Job) -> timedelta | None:
    """How long a running job will still take, if it goes on as so far; None before a twentieth is done or where the total is unknown."""
    if job.state != Job.State.RUNNING or not job.total or not job.started_at or job.done * 20 < job.total:
        return None
    passed = timezone.now() - job.started_at
    return passed * ((job.total - job.done) / job.done)


def progress_context(job: Job) -> dict[str, Any]:
    """What `core/_job_progress.html` prints."""
    left = time_left(job)
    ended = job.state in (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
    return {
        "job": job,
        "job_badge": state_badge(job),
        "ended": ended,
        "left": duration(left) if left is not None else "",
        "percent": min(100, job.done * 100 // job.total) if job.total else None,
        "took": duration(job.finished_at - job.started_at) if job.finished_at and job.started_at else "",
    }


def watch(scope: Scope, key: str) -> live.Seen | None:
    """The live topic `job`: the progress of one job, as long as `scope` may see it."""
    job = visible_jobs(scope).filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if job is None:
        return None
    context = progress_context(job)
    version = f"{job.state}-{job.done}-{job.total}-{context['left']}-{job.cancel_asked}"
    return live.Seen(version, render_to_string("core/_job_progress.html", context), ended=context["ended"])


class ListJobsPage(ListPage):
    """All long work that the reader may see, newest first."""

    name = "core.jobs"
    permission = "core.see_jobs"
    title = _("任务")
    lead = _("需要较长时间的工作在这里排队进行。可以离开页面，随时回来看进度。")
    columns = (
        Column("title", _("任务"), lang="zh"),
        Column("state", _("状态"), Kind.STATE, value=state_badge, order=("state",)),
        Column(
            "progress",
            _("进度"),
            Kind.NUMBER,
            value=lambda job: job.done if job.total is None else SafeString(f"{job.done:,} / {job.total:,}"),
        ),
        Column("by", _("发起人"), value=lambda job: job.account.display_name if job.account else "", lang="zh"),
        Column("created", _("发起时间"), Kind.MOMENT, value=lambda job: job.created_at, order=("created_at",)),
        Column("finished", _("结束时间"), Kind.MOMENT, value=lambda job: job.finished_at),
    )
    filters = (Choice("state", _("状态"), options=tuple(Option(code, word) for code, word in WORDS.items())),)
    default_sort = "-created"
    empty_title = _("还没有任务")
    empty_text = _("导入、计算、大批量导出等会出现在这里。")

    def queryset(self, query: ListQuery) -> QuerySet[Job]:
        queryset = visible_jobs(query.scope).select_related("account").defer("arguments", "cursor")
        return queryset.filter(state=query.one("state")) if query.one("state") else queryset

    def row_url(self, row: Job) -> str:
        return reverse("core:show_job", args=[row.pk])


class ShowJobPage(Page):
    """One job: how far it is, how long it will take, what came out."""

    permission = "core.see_jobs"
    template = "core/show_job.html"

    def get(self, request: HttpRequest, job_id: int) -> HttpResponse:
        job = self.find(job_id)
        if request.GET.get("part") == "progress":
            return self.render(progress_context(job), template="core/_job_progress.html")
        crumbs = [(_("任务"), reverse("core:list_jobs")), (job.title, "", "zh")]
        may_cancel = job.state in (Job.State.WAITING, Job.State.RUNNING) and (
            job.account_id == self.request.scope.account_id or self.request.scope.may("core.see_all_jobs")
        )
        return self.render(
            {**progress_context(job), "crumbs": crumbs, "may_cancel": may_cancel and not job.cancel_asked}
        )

    def find(self, job_id: int) -> Job:
        """The job, where the reader may see it."""
        job = visible_jobs(self.request.scope).select_related("account").filter(pk=job_id).first()
        if job is None:
            raise Http404
        return job


class CancelJobPage(ShowJobPage):
    """Ask a job to stop at its next step: whoever started it may, and whoever runs the system."""

    def get(self, request: HttpRequest, job_id: int) -> HttpResponse:
        return redirect("core:show_job", self.find(job_id).pk)

    def post(self, request: HttpRequest, job_id: int) -> HttpResponse:
        job = self.find(job_id)
        if job.account_id != self.request.scope.account_id:
            self.request.scope.require("core.see_all_jobs")
        jobs.ask_to_cancel(job)
        return redirect("core:show_job", job.pk)


menu.register(_("任务"), "core:list_jobs", permission="core.see_jobs", order=80, section=_("系统"))
live.register("job", watch)
