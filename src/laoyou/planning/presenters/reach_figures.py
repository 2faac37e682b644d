"""
Figures of the map of service circles: who reaches what, and what a tried change would bring.

    reach:share/canteen/80/walk/15/500118001              also covered, outside, known, unknown, people, score, gini, capacity
    reach:share/canteen/80/walk/15/all/a:120:340:20       all the reader may see, after changes that are tried out
    reachminutes:27/canteen/80/walk/15/120:340            minutes from a chosen point to a facility; after changes likewise

The numbers are computed again on the frozen streets and homes each time; what they were computed from is named as the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from laoyou.base.errors import DomainError
from laoyou.core import clock, figures
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.people import public as people
from laoyou.planning.domain.questions import MalformedError, Question
from laoyou.planning.presenters import words
from laoyou.planning.presenters.projection_figures import area_name
from laoyou.providers import public as providers

if TYPE_CHECKING:
    from laoyou.planning.queries.reach import Look, Numbers

ALL: Final = "all"
WHAT: Final = {
    "share": gettext_lazy("覆盖率"),
    "covered": gettext_lazy("圈内人数"),
    "outside": gettext_lazy("圈外人数"),
    "known": gettext_lazy("路程算得出的人数"),
    "unknown": gettext_lazy("住处不在路网上的人数"),
    "people": gettext_lazy("人群总数"),
    "score": gettext_lazy("每千人可及容量"),
    "gini": gettext_lazy("基尼系数"),
    "capacity": gettext_lazy("参加计算的设施容量"),
}
DECIMALS: Final = {"share": 1, "score": 2, "gini": 3}
MONTHS: Final = {
    "60": people.months_of_years(60, None),
    "80": people.months_of_years(80, None),
    "0-2": people.months_of_years(None, 2),
}
"""The ages of a group, where it is made of ages: the list of people behind it can then be opened."""
METHOD: Final = Source(
    "Luo W, Qi Y. An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial accessibility to "
    "primary care physicians. Health & Place 15 (2009) 1100–1107",
    clause="E2SFCA",
)


class ReachFigures:
    """The numbers of one look as figures; `names` of areas, where the page has read them already."""

    def __init__(self, look: Look, scope: Scope, names: Mapping[str, str] | None = None) -> None:
        self.look, self.scope = look, scope
        self.names = names or {}
        self.question = look.question
        homes = look.ground.home_set
        network = look.ground.row
        self.example = network.synthetic or (homes is not None and homes.synthetic)
        day = network.source_date or network.imported_at.date()
        self.streets = Source(
            _("路网：%(name)s") % {"name": network.name},
            number=network.file_sha256[:16],
            clause=f"{network.licence} · {day}",
            example=network.synthetic,
        )
        self.homes = (
            ()
            if homes is None
            else (
                Source(
                    _("数据快照：%(name)s") % {"name": homes.snapshot},
                    number=homes.file_sha256[:16],
                    clause=_("住处：%(name)s") % {"name": homes.name},
                    example=homes.synthetic,
                ),
            )
        )

    def numbers(self, area: str, *, after: bool) -> Numbers:
        """What people of an area have; `core.not_found` for one that the reader does not see."""
        if area == ALL and self.look.whole is not None:
            return self.look.whole.after if after else self.look.whole.before
        for row in self.look.towns:
            if row.area_id == area:
                return row.after if after else row.before
        for community, now, then in self.look.communities:
            if community == area:
                return then if after else now
        raise DomainError("core.not_found")

    def figure(self, what: str, area: str, *, after: bool = True, brief: bool = True) -> Figure:
        """One number of an area; `brief` without what it is made of, for pages that show many."""
        question = self.question if after else replace(self.question, changes=())
        value = self._value(what, area, after=after)
        return Figure(
            ref=_ref(what, question, area),
            name=self._name(what, area, question),
            value=value,
            unit=self._unit(what),
            as_of=self.look.ground.home_set.as_of if self.look.ground.home_set else None,
            formula="" if brief else self._formula(what),
            terms=() if brief else self._terms(what, area, after=after),
            sources=() if brief else self._sources(what),
            decimals=DECIMALS.get(what, 0),
            example=self.example,
            notes=() if brief or not question.changes else (_("这是试算：名册没有改动。"),),
            **({} if brief or what != "people" else self._rows(area, value)),
        )  # fmt: skip

    def _name(self, what: str, area: str, question: Question) -> str:
        said = {
            "group": words.GROUPS[question.group], "mode": words.MODES[question.mode], "within": question.within,
            "kind": providers.KIND_WORDS[question.kind], "what": WHAT[what],
        }  # fmt: skip
        if area == ALL:
            return _("%(group)s%(mode)s%(within)s分钟可达%(kind)s：%(what)s") % said
        own = area_name(area)
        said["area"] = own if own != area else self.names.get(area) or _name_of(area)
        return _("%(area)s%(group)s%(mode)s%(within)s分钟可达%(kind)s：%(what)s") % said

    def _value(self, what: str, area: str, *, after: bool) -> float | int | None:
        one = self.numbers(area, after=after)
        if what == "capacity":
            places = [place for place in self.look.places if place.change != "close"] if after else self.look.standing
            return sum(place.supply for place in places)
        if what == "people":
            return round(one.known + one.unknown)
        if what == "outside":
            return one.known - one.covered
        found: float | None = getattr(one, what)
        return found

    def _unit(self, what: str) -> Any:
        from laoyou.planning.queries import reach

        if what == "share":
            return "%"
        if what == "gini":
            return ""
        if what in ("score", "capacity"):
            return words.UNITS[reach.unit_of(self.question.kind)]
        return pgettext("unit", "人")

    def _formula(self, what: str) -> str:
        said = {"within": self.question.within}
        return {
            "share": _("圈内人数 ÷ 路程算得出的人数 × 100%"),
            "covered": _("每个住处沿路网到最近一处设施，不超过%(within)s分钟的住处，人数相加") % said,
            "outside": _("路程算得出的人数 − 圈内人数"),
            "known": _("人群总数 − 住处不在路网上的人数"),
            "unknown": _("住处放不到路网上、路程算不出的人，不算圈内也不算圈外"),
            "people": _("名册快照中这类人，按常住的村（社区）逐人计数，放到各个住处"),
            "score": _(
                "两步移动搜寻法（E2SFCA）：每处容量按三段权重1、0.68、0.22分给%(within)s分钟内的人，再按住处相加，按人数平均，乘以1000"
            )
            % said,
            "gini": _("各住处每千人可及容量按人数加权的基尼系数：0为人人相同，1为最不均衡"),
            "capacity": _("参加计算的设施容量相加：床位、托位，没有床位和托位的每处算1；试算中关闭的不算"),
        }[what]

    def _terms(self, what: str, area: str, *, after: bool) -> tuple[Term, ...]:
        needed = {
            "share": ("covered", "known"),
            "covered": ("people", "capacity"),
            "outside": ("known", "covered"),
            "known": ("people", "unknown"),
            "unknown": ("people",),
            "score": ("people", "capacity"),
            "gini": ("score", "people"),
        }.get(what, ())
        if what == "capacity":
            selection = providers.Selection.of("facilities", {"kind": self.question.kind})
            return (Term(_("名册中开放的设施"), providers.figure(selection, self.scope)),)
        # Capacity is shared by everybody within reach of it, whatever the town.
        return tuple(
            Term(WHAT[one], self.figure(one, ALL if one == "capacity" else area, after=after)) for one in needed
        )

    def _sources(self, what: str) -> tuple[Source, ...]:
        if what == "people":
            return self.homes
        return ((METHOD,) if what in ("score", "gini") else ()) + (self.streets, *self.homes)

    def _rows(self, area: str, value: Any) -> dict[str, Any]:
        """The list of the people, where it still is what was counted: on the snapshot's own day, for a group that is made of ages."""
        homes = self.look.ground.home_set
        if homes is None or homes.as_of != clock.today() or self.question.group not in MONTHS or not value:
            return {}
        selection = people.Selection(areas=() if area == ALL else (area,), months=MONTHS[self.question.group])
        try:
            if people.number(selection, self.scope, on=homes.as_of) != value:
                return {}
        except DomainError:
            return {}
        return {"rows_url": people.list_url(selection), "rows_count": value}

    def minutes(self, site: int, minutes: float, name: str, *, brief: bool = True) -> Figure:
        """The way from the chosen point to a facility."""
        return Figure(
            ref=f"reachminutes:{site}/{_asked(self.question)}/{_point(self.question)}{_changes(self.question)}",
            name=_("从选定的位置到%(place)s") % {"place": name},
            value=minutes,
            unit=pgettext("unit", "分钟"),
            as_of=clock.today(),
            formula=""
            if brief
            else _("沿路网从选定的位置到设施用时最短的一条路，加上两头到路边的步行；送餐按从设施到家的方向"),
            sources=() if brief else (self.streets,),
            decimals=1,
            example=self.example,
        )


def _asked(question: Question) -> str:
    return f"{question.kind}/{question.group}/{question.mode}/{question.within}"


def _changes(question: Question) -> str:
    return f"/{','.join(one.written() for one in question.changes)}" if question.changes else ""


def _point(question: Question) -> str:
    return "{}:{}".format(*question.point) if question.point else ""


def _ref(what: str, question: Question, area: str) -> str:
    return f"reach:{what}/{_asked(question)}/{area}{_changes(question)}"


def _name_of(area: str) -> str:
    return Area.objects.filter(pk=area).values_list("name", flat=True).first() or area


def _question(parts: list[str], changes: str, point: str = "") -> Question:
    kind, group, mode, within = parts
    x, _colon, y = point.partition(":")
    asked = {"kind": kind, "group": group, "mode": mode, "within": within, "changes": changes, "x": x, "y": y}
    try:
        return Question.of(asked, providers.KIND_WORDS)  # type: ignore[arg-type]
    except MalformedError:
        raise DomainError("core.not_found") from None


def resolve_reach(rest: str, scope: Scope) -> Figure:
    """Answer for `reach:`."""
    parts = rest.split("/")
    if len(parts) not in (6, 7) or parts[0] not in WHAT:
        raise DomainError("core.not_found")
    from laoyou.planning.queries import reach

    look = reach.look(_question(parts[1:5], parts[6] if len(parts) == 7 else ""), scope, on=clock.today())
    return ReachFigures(look, scope).figure(parts[0], parts[5], brief=False)


def resolve_minutes(rest: str, scope: Scope) -> Figure:
    """Answer for `reachminutes:`."""
    parts = rest.split("/")
    if len(parts) not in (6, 7):
        raise DomainError("core.not_found")
    from laoyou.planning.presenters.look_presenter import LookPresenter
    from laoyou.planning.queries import reach

    question = _question(parts[1:5], parts[6] if len(parts) == 7 else "", parts[5])
    if question.point is None:
        raise DomainError("core.not_found")
    look = reach.look(question, scope, on=clock.today())
    for place, minutes in look.nearest:
        if str(place.site) == parts[0]:
            name = LookPresenter(look, scope, "show_circles").place_words(place)
            return ReachFigures(look, scope).minutes(place.site, minutes, name, brief=False)
    raise DomainError("core.not_found")


figures.register("reach", resolve_reach)
figures.register("reachminutes", resolve_minutes)
