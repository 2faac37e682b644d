"""An answer of the map in words, numbers and JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.core.shell.figures import figure_html
from laoyou.planning.presenters import words
from laoyou.planning.presenters.reach_figures import ALL, ReachFigures
from laoyou.planning.queries import reach
from laoyou.providers import public as providers

MOST_OUTSIDE = 12


def percent(value: float | None) -> str:
    """A share with one decimal; "–" where there is none."""
    return "–" if value is None else f"{value:.1f}%"


def rounded(value: float | None, decimals: int = 0) -> str:
    """A number for reading; "–" where there is none."""
    return "–" if value is None else f"{value:,.{decimals}f}"


class LookPresenter:
    """One look, for the page, the map and the download."""

    def __init__(self, look: reach.Look, scope: Scope, url_name: str) -> None:
        self.look, self.scope, self.url_name = look, scope, url_name
        self.question = look.question
        self.network = look.ground.row
        self.kind = providers.KIND_WORDS[look.question.kind]
        self.group = words.GROUPS[look.question.group]
        self.mode = words.MODES[look.question.mode]

    @cached_property
    def names(self) -> dict[str, str]:
        """Area id → name of all areas of the look."""
        wanted = {one.area_id for one in self.look.towns} | {place.area_id for place in self.look.places}
        wanted |= {area for area, _people in self.look.outside}
        wanted |= {area[: reach.TOWN_DIGITS] for area in wanted}
        return dict(Area.objects.filter(pk__in=wanted).values_list("pk", "name"))

    def area_words(self, area_id: str) -> str:
        """Town and community."""
        town = self.names.get(area_id[: reach.TOWN_DIGITS], "")
        own = self.names.get(area_id, "") if len(area_id) > reach.TOWN_DIGITS else ""
        return f"{town}{own}" or area_id

    @property
    def changed(self) -> bool:
        return bool(self.question.changes)

    @cached_property
    def own(self) -> ReachFigures:
        """The look's numbers as figures."""
        return ReachFigures(self.look, self.scope, self.names)

    @property
    def sentence(self) -> str:
        """The finding, as one sentence."""
        return self._sentence(lambda one: percent(None if one.value is None else float(one.value)))

    @property
    def marked_sentence(self) -> SafeString:
        """The same with its numbers as figures that can be followed."""
        return mark_safe(self._sentence(figure_html, escape))  # noqa: S308 - every part was escaped

    def _sentence(self, shown: Callable[[Figure], str], words_of: Callable[[Any], str] = str) -> str:
        if self.look.whole is None:
            return words_of(_("这张路网旁没有登记住处，不能计算覆盖人数；可以点选一个位置，看从那里多久能到。"))
        said = {
            "group": words_of(self.group),
            "mode": words_of(self.mode),
            "within": self.question.within,
            "kind": words_of(self.kind),
            "share": shown(self.own.figure("share", ALL)),
            "before": shown(self.own.figure("share", ALL, after=False)),
        }
        if self.changed:
            return _("调整后，%(group)s中有%(share)s%(mode)s%(within)s分钟内可达%(kind)s，现状为%(before)s。") % said
        return _("%(group)s中有%(share)s%(mode)s%(within)s分钟内可达%(kind)s。") % said

    @property
    def direction_words(self) -> str:
        if self.question.direction == "from_site":
            return _("按从设施到家的方向计算（送餐上门）。")
        return _("按从家到设施的方向计算。")

    def _printed(self, what: str, area: str, *, after: bool = True) -> str:
        return figure_html(self.own.figure(what, area, after=after), unit=what == "share", example=False)

    @property
    def figures(self) -> list[dict[str, str]]:
        """Numbers of the whole, before and after."""
        if self.look.whole is None:
            return []
        unit = words.UNITS[reach.unit_of(self.question.kind)]
        names = {
            "share": _("覆盖率"),
            "covered": _("圈内人数"),
            "outside": _("圈外人数"),
            "score": _("每千人可及容量（%(unit)s）") % {"unit": unit},
            "gini": _("基尼系数（越小越均衡）"),
        }
        return [
            {"name": name, "before": self._printed(what, ALL, after=False), "after": self._printed(what, ALL)}
            for what, name in names.items()
        ]

    @property
    def towns(self) -> list[dict[str, Any]]:
        """Rows of the table by town, the least covered first."""
        rows = sorted(self.look.towns, key=lambda row: (row.after.share is None, row.after.share))
        return [
            {
                "name": self.names.get(row.area_id, row.area_id),
                "before": self._printed("share", row.area_id, after=False),
                **{what: self._printed(what, row.area_id) for what in ("share", "outside", "score", "gini")},
                "changed": row.before != row.after,
            }
            for row in rows
        ]

    @property
    def outside(self) -> list[dict[str, str]]:
        """The communities with most people beyond the minutes."""
        return [
            {"name": self.area_words(area), "people": self._printed("outside", area)}
            for area, _people in self.look.outside[:MOST_OUTSIDE]
        ]

    @property
    def nearest(self) -> list[dict[str, str]]:
        """The facilities nearest to the chosen point."""
        return [
            {
                "name": (name := self.place_words(place)),
                "minutes": figure_html(self.own.minutes(place.site, minutes, name), unit=False, example=False),
            }
            for place, minutes in self.look.nearest
        ]

    def place_words(self, place: reach.Place) -> str:
        """What a facility is called."""
        if place.site < 0:
            return _("新增第%(number)s处（%(area)s）") % {"number": -place.site, "area": self.area_words(place.area_id)}
        return place.name or _("范围外的设施")

    @property
    def steps(self) -> list[str]:
        """The changes in words."""
        place_of = {place.site: place for place in self.look.places}
        said, new = [], 0
        for change in self.question.changes:
            site = change.site
            if change.operation == "add":
                new -= 1
                site = new
            name = self.place_words(place_of[site]) if site in place_of else ""
            said.append(f"{words.OPERATIONS[change.operation]} · {name}")
        return said

    @property
    def places(self) -> list[dict[str, Any]]:
        """Open facilities for the form."""
        return [
            {"site": place.site, "name": self.place_words(place), "supply": round(place.supply)}
            for place in self.look.places
            if place.change != "close" and (place.name or place.site < 0)
        ]

    @cached_property
    def communities(self) -> list[tuple[str, str]]:
        """Communities within the reader's scope, for the form."""
        homes = self.look.ground.homes
        if homes is None:
            return []
        seen = reach.within_scope(homes.communities, self.scope)
        known = [area for area, here in zip(homes.communities, seen, strict=True) if here]
        names = dict(
            Area.objects.filter(pk__in={*known, *(one[: reach.TOWN_DIGITS] for one in known)}).values_list("pk", "name")
        )
        return [
            (
                one,
                names.get(one[: reach.TOWN_DIGITS], "") + (names.get(one, "") if len(one) > reach.TOWN_DIGITS else ""),
            )
            for one in known
        ]

    def url(self, name: str = "", **values: str) -> str:
        """The address of this question, at another page or with other values."""
        asked = self.question.values() | values
        return f"{reverse(f'planning:{name or self.url_name}')}?{urlencode(asked, safe=':,')}"

    @property
    def undo_url(self) -> str:
        return f"{reverse('planning:try_out')}?{urlencode(self.question.without_last_change().values(), safe=':,')}"

    @property
    def try_out_url(self) -> str:
        return self.url("try_out")

    @property
    def query(self) -> str:
        """This question as the query of another address."""
        return urlencode(self.question.values(), safe=":,")

    @property
    def without_point_url(self) -> str:
        return f"{reverse('planning:show_circles')}?{urlencode(replace(self.question, point=None).values(), safe=':,')}"

    @property
    def download_url(self) -> str:
        return self.url("show_circles", format="csv")

    @property
    def site_url(self) -> str:
        return self.url("find_sites")

    @property
    def map_data(self) -> dict[str, Any]:
        """What the script draws over the streets."""
        return {
            "streets": reverse("planning:show_streets", args=[self.network.id]),
            "bands": self.look.bands,
            "point": list(self.question.point) if self.question.point else None,
            "labels": reach.labels(self.look.ground, self.scope),
            "places": [
                {"site": one.site, "x": round(one.x), "y": round(one.y), "change": one.change, "name": self.place_words(one), "supply": round(one.supply)}
                for one in self.look.places
            ],
        }  # fmt: skip
