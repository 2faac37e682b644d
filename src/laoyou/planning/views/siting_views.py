"""The siting assistant: asking, watching the search, reading the proposal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.models import Area
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.packs import public as packs
from laoyou.planning import permissions
from laoyou.planning.domain.questions import Change, Question
from laoyou.planning.domain.standards import STANDARDS
from laoyou.planning.models import SitingRun
from laoyou.planning.presenters import words
from laoyou.planning.presenters.projection_figures import pick
from laoyou.planning.queries import networks, standards
from laoyou.planning.queries.scenarios import own_runs
from laoyou.planning.views.circle_views import question_of
from laoyou.providers import public as providers

OBJECTIVES = {
    "max_coverage": lazy("覆盖尽可能多的人"),
    "p_median": lazy("总路程最短"),
    "set_cover": lazy("覆盖到指定比例，设施最少"),
    "capacitated": lazy("按床位需求和预算布点"),
}
CANDIDATES = {
    "centres": lazy("各村（社区）中心"),
    "idle": lazy("闲置房产和已关闭设施的场地（盘活存量）"),
    "points": lazy("试算里新增的点"),
}
STATUSES = {
    "optimal": lazy("已证明最优"),
    "within gap": lazy("在允许差距内"),
    "stopped": lazy("没有证明最优，为搜索结束时最好的方案"),
}


class WishForm(forms.Form):
    """What to aim at, with how much, from which candidates."""

    objective = forms.ChoiceField(label=lazy("目标"), choices=list(OBJECTIVES.items()))
    town = forms.ChoiceField(
        label=lazy("建在哪个镇街"),
        required=False,
        widget=forms.Select(attrs={"lang": "zh"}),
        help_text=lazy("只限候选地点；邻近镇街的人也算在服务的人里"),
    )
    count = forms.IntegerField(
        label=lazy("新增几处"),
        min_value=1,
        max_value=200,
        required=False,
        initial=3,
        help_text=lazy("填数量或预算；两者都填时，覆盖目标按数量"),
    )
    budget = forms.DecimalField(
        label=lazy("预算（万元）"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    candidates = forms.MultipleChoiceField(
        label=lazy("候选地点"),
        choices=list(CANDIDATES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["centres", "idle"],
    )
    share = forms.IntegerField(label=lazy("覆盖比例（%）"), min_value=1, max_value=100, initial=95, required=False)
    opening = forms.DecimalField(
        label=lazy("每处开办费用（万元）"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    minimum_m2 = forms.IntegerField(
        label=lazy("存量场地最小面积（平方米）"), min_value=0, max_value=100_000, required=False
    )
    beds_per_1000 = forms.DecimalField(
        label=lazy("每千人需要的床位"),
        min_value=0,
        max_digits=6,
        decimal_places=1,
        required=False,
        help_text=lazy("按床位需求布点时必填，由规划人员给定"),
    )
    capacity = forms.IntegerField(label=lazy("每处最多床位"), min_value=1, max_value=5000, required=False, initial=100)
    minimum_beds = forms.IntegerField(
        label=lazy("每处最少床位"), min_value=0, max_value=5000, required=False, initial=20
    )
    bed_cost = forms.DecimalField(
        label=lazy("每张床位造价（万元）"), min_value=0, max_digits=10, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["town"].choices = [("", _("全区")), *towns()]  # type: ignore[attr-defined]
        self.fields["minimum_m2"].help_text = least_areas()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("objective") == "capacitated" and not said.get("beds_per_1000"):
            self.add_error("beds_per_1000", _("请填写每千人需要的床位。"))
        if said.get("objective") != "set_cover" and not said.get("count") and not said.get("budget"):
            self.add_error("count", _("请填写新增几处，或填写预算。"))
        if said.get("objective") == "p_median" and not said.get("count"):
            self.add_error("count", _("总路程最短按数量求解，请填写新增几处。"))
        if said.get("budget") and not said.get("opening") and not said.get("bed_cost"):
            self.add_error("opening", _("用预算时请填写费用。"))
        return said

    def wish(self) -> dict[str, Any]:
        """What the command takes: money in whole fen."""
        said = self.cleaned_data

        def fen(name: str) -> int | None:
            return None if said.get(name) is None else int(said[name] * 1_000_000)

        return {
            "objective": said["objective"],
            "town": said["town"],
            "count": said["count"],
            "budget_fen": fen("budget"),
            "candidates": said["candidates"],
            "share": (said["share"] or 95) / 100,
            "opening_fen": fen("opening"),
            "minimum_m2": said["minimum_m2"],
            "beds_per_1000": float(said["beds_per_1000"] or 0),
            "capacity": said["capacity"],
            "minimum_beds": said["minimum_beds"],
            "bed_fen": fen("bed_cost"),
        }


def least_areas() -> str:
    """The floor areas that plans ask of homes and day-care centres, as a help for who enters one; "" where no pack states any."""
    mine = district.pack()
    stated = {mine.name: (mine.manifest.name, mine.manifest.name_en, mine.norms)}
    for name in standards.elsewhere():
        if name != mine.name:
            manifest, norms = packs.norms(name)
            stated[name] = (manifest.name, manifest.name_en, norms)
    found = []
    for place, place_en, norms in stated.values():
        for one in STANDARDS:
            norm = norms.get(one.key)
            if one.basis in ("home", "day_care") and norm is not None and norm.value is not None:
                found.append(
                    _("%(place)s：%(title)s%(value)s") % {
                        "place": pick(place, place_en), "title": pick(norm.title, norm.title_en), "value": norm.value,
                    }
                )  # fmt: skip
    return _("方案里的标准：%(standards)s") % {"standards": _("；").join(found)} if found else ""


def towns() -> list[tuple[str, str]]:
    """The towns of the district in which something may be built, id and name."""
    found = Area.objects.filter(level=Area.Level.TOWN, id__startswith=district.area_id(), valid_to__isnull=True)
    return list(found.order_by("id").values_list("id", "name"))


class FindSitesPage(Page):
    """The question: objective, number or budget, candidates; for the facilities and people of the map."""

    permission = permissions.KEEP
    template = "planning/find_sites.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        town = request.GET.get("town", "")
        if town and town not in dict(towns()):
            raise DomainError("core.not_found")
        return self._page(WishForm(initial={"town": town}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WishForm(request.POST)
        if form.is_valid():
            from laoyou.planning.commands import siting

            try:
                run = siting.ask(question_of(request), form.wish(), by=self.request.scope, at=clock.now())
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
            else:
                return redirect("planning:show_proposal", run.pk)
        return self._page(form, status=422)

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        question = question_of(self.request)
        runs = [
            {
                "url": reverse("planning:show_proposal", args=[run.pk]),
                "kind": providers.KIND_WORDS.get(run.question["asked"]["kind"], ""),
                "objective": OBJECTIVES.get(run.question["objective"], ""),
                "at": run.asked_at,
                "state": run.get_state_display(),
            }
            for run in own_runs(self.request.scope).order_by("-asked_at")[:10]
        ]
        context = {
            "form": form,
            "question": question,
            "kinds": providers.KIND_WORDS.items(),
            "groups": words.GROUPS.items(),
            "modes": words.MODES.items(),
            "runs": runs,
            "ready": networks.network_in_use(question.mode) is not None,
            "kind": providers.KIND_WORDS[question.kind],
            "group": words.GROUPS[question.group],
            "mode": words.MODES[question.mode],
            "town": self.request.GET.get("town", ""),
            "changes": question.values().get("changes", ""),
            "tried": [
                {"name": words.OPERATIONS[operation], "number": number}
                for operation in words.OPERATIONS
                if (number := sum(one.operation == operation for one in question.changes))
            ],
            "circles": f"{reverse('planning:show_circles')}?{urlencode(question.values())}",
        }
        return self.render(context, status=status)


def run_of(page: Page, run_id: int) -> SitingRun:
    """One's own question; DomainError `core.not_found`."""
    found = own_runs(page.request.scope).filter(pk=run_id).select_related("job").first() if run_id < 2**63 else None
    if found is None:
        raise DomainError("core.not_found")
    return found  # type: ignore[no-any-return]


class ShowProposalPage(Page):
    """The search as it goes on, then the proposal: sites in words with reasons, with value, bound and gap."""

    permission = permissions.KEEP
    template = "planning/show_proposal.html"

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = run_of(self, run_id)
        audit.read("planning.show_proposal", run, by=self.request.scope, permission=self.permission, at=clock.now(), chain="planning")  # fmt: skip
        asked = run.question["asked"]
        question = Question.of(asked, providers.KIND_WORDS)  # type: ignore[arg-type]
        context: dict[str, Any] = {
            "run": run,
            "objective": OBJECTIVES[run.question["objective"]],
            "kind": providers.KIND_WORDS[question.kind],
            "group": words.GROUPS[question.group],
            "within": question.within,
            "told": run.told,
        }
        if run.answer:
            supply = run.question.get("capacity") or 20
            shut = [change for change in question.changes if change.operation == "close"]
            adds = [
                Change("add", x=site["x"], y=site["y"], supply=site.get("beds") or supply)
                for site in run.answer["sites"]
            ]
            tried = Question(question.kind, question.group, question.mode, question.within, None, (*shut, *adds))
            query = urlencode(tried.values() | {"run": str(run.pk)}, safe=":,")
            context |= {
                "answer": run.answer,
                "status": STATUSES.get(run.answer["status"], run.answer["status"]),
                "gap": None if run.answer["gap"] is None else f"{100 * run.answer['gap']:.2f}%",
                "sites": _sites(run),
                "map_url": f"{reverse('planning:try_out')}?{query}",
                "save_url": f"{reverse('planning:save_scenario')}?{query}",
                "before": _share(run.answer["before"], run.answer["total"]),
                "after": _share(run.answer["value"], run.answer["total"])
                if run.question["objective"] == "max_coverage"
                else None,
            }
        return self.render(context, template="planning/_proposal.html" if request.GET.get("part") else "")


def _share(value: float | None, total: float) -> str | None:
    return None if value is None or not total else f"{100 * value / total:.1f}%"


def _sites(run: SitingRun) -> list[dict[str, Any]]:
    answer: Any = run.answer
    wanted = {area for site in answer["sites"] for area in (site["area"], *(one for one, _weight in site["gains"]))}
    names = dict(Area.objects.filter(pk__in=wanted | {area[:9] for area in wanted}).values_list("pk", "name"))

    def called(area: str) -> str:
        return names.get(area[:9], "") + (names.get(area, "") if len(area) > 9 else "")

    found = []
    for number, site in enumerate(answer["sites"], start=1):
        people = site | {
            name: f"{site[name]:,.0f}" for name in ("covers", "new", "alone", "serves", "beds") if name in site
        }
        if "covers" in site:
            why = _("圈内%(covers)s人，其中%(new)s人现在圈外；%(alone)s人只有这里能到。") % people
        elif "beds" in site:
            why = _("建%(beds)s张床位，服务%(serves)s人，平均%(minutes).1f分钟。") % people
        else:
            why = _("%(serves)s人就近到这里，平均%(minutes).1f分钟。") % people
        gains = "、".join(f"{called(area)}（{weight:,.0f}）" for area, weight in site["gains"])
        found.append({"number": number, "name": site["name"] or called(site["area"]), "kind": CANDIDATE_KINDS[site["kind"]], "why": why, "gains": gains, "m2": site["m2"]})  # fmt: skip
    return found


CANDIDATE_KINDS = {"centre": lazy("村（社区）中心"), "idle": lazy("存量场地"), "point": lazy("试算点")}


class StopSearchPage(Page):
    """The stop button; the best proposal so far is kept."""

    permission = permissions.KEEP

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        from laoyou.planning.commands import siting

        if run_id >= 2**63:
            raise DomainError("core.not_found")
        siting.stop(run_id, by=self.request.scope, at=clock.now())
        return redirect("planning:show_proposal", run_id)
