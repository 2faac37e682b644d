"""
Figures of births and of the childcare places that they will need.

    birthmonth:7/500118001/2026-03      children living there who were born in a month
    radar:places/7/500118001/12         places needed so many months on; also born, expected, children, gap
    placesuse:paper/500118001           places filed and not open; also empty, used
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, figures
from laoyou.core.figures import Figure, Term
from laoyou.core.scope import Scope
from laoyou.people import public as people
from laoyou.planning import permissions
from laoyou.planning.presenters.demand_figures import missing_words
from laoyou.planning.presenters.norm_figures import norm_figure
from laoyou.planning.presenters.projection_figures import area_name, projected_figure, sources_of
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.providers import public as providers

if TYPE_CHECKING:
    from laoyou.planning.domain.births import BirthMonths

WANTING: Final = "demand.childcare_wanting_share"
MONTHS: Final = 40
WHAT: Final = {
    "born": gettext_lazy("已出生的适龄婴幼儿"),
    "expected": gettext_lazy("预计出生的适龄婴幼儿"),
    "children": gettext_lazy("适龄婴幼儿（满6个月、未满3岁）"),
    "places": gettext_lazy("需要的托位"),
    "gap": gettext_lazy("比开放托位缺"),
}
USES: Final = {
    "paper": gettext_lazy("备案而未开放的托位"),
    "empty": gettext_lazy("开放而空着的托位"),
    "used": gettext_lazy("开放托位使用率"),
}
READINGS: Final = ("filed", "open", "enrolled")


def known_births(one: AreaProjection) -> BirthMonths | None:
    """Births by month as they were counted with the projection; None where they were not."""
    from laoyou.planning.domain import births

    counted = one.row.births
    return None if counted is None else births.months_of(counted, one.projection.base_day, MONTHS)


def coming(one: AreaProjection) -> list[float]:
    """Children expected in each month of the next year, and of the one after: those who will be aged 0 at its end, ÷ 12."""
    return [one.people("0-0", one.base_year + step) / 12 for step in (1, 2)]


def wanting_share() -> float | None:
    """The share of families that want a place, as the district's pack gives it."""
    norm = district.pack().norms.get(WANTING)
    if norm is None or norm.value is None:
        return None
    return float(norm.value) / (100 if norm.unit == "percent" else 1)


def month_figure(one: AreaProjection, known: BirthMonths, at: int) -> Figure:
    """Children born in one month, with the list of them."""
    month = known.first.plus(at)
    age = known.last.minus(month)
    return Figure(
        ref=f"birthmonth:{one.projection.pk}/{one.area}/{month}",
        name=_("%(area)s%(month)s出生的儿童") % {"area": area_name(one), "month": month},
        value=known.counts[at],
        unit=pgettext("unit", "人"),
        as_of=one.projection.base_day,
        formula=_("名册中当日在世、居住在本区、在这个月出生的人，逐人计数"),
        **_rows(one, known, (age, age + 1), known.counts[at]),
        example=clock.demo_date() is not None,
    )


def _rows(one: AreaProjection, known: BirthMonths, ages: tuple[int, int], count: int) -> dict[str, Any]:
    """The list of the children who were counted, where months of birth and months of age fall together: at a month's end."""
    if known.last.end != _next_day(one) or one.projection.base_day != clock.today():
        return {}
    areas = (one.area,) if len(one.area) >= projections.TOWN_DIGITS else ()
    return {"rows_url": people.list_url(people.Selection(areas=areas, months=ages)), "rows_count": count}


def _next_day(one: AreaProjection) -> Any:
    from datetime import timedelta

    return one.projection.base_day + timedelta(days=1)


def radar_figures(one: AreaProjection, open_places: Figure) -> dict[int, dict[str, Figure]]:
    """So many months on → the figures of children, places and the gap to what is open; nothing where births were not counted."""
    from laoyou.planning.domain import births

    known = known_births(one)
    if known is None:
        return {}
    wanting = wanting_share()
    points = births.radar(known, coming(one), wanting)
    share = norm_figure(district.pack(), WANTING)
    found: dict[int, dict[str, Figure]] = {}
    for ahead, point in points.items():
        span = births.born_span(known, ahead)
        born = round(float(point.born.value[0]))
        expected = 0.0 if point.expected is None else float(point.expected.value[0])
        made: dict[str, Figure] = {}

        def figure(what: str, value: float | None, formula: str, terms: tuple[Term, ...] = (), **more: Any) -> Figure:
            return Figure(
                ref=f"radar:{what}/{one.projection.pk}/{one.area}/{ahead}",  # noqa: B023 - used within the turn
                name=_("%(area)s%(month)s：%(what)s") % {
                    "area": area_name(one), "month": point.month, "what": WHAT[what],  # noqa: B023
                },
                value=value,
                unit=pgettext("unit", "人") if what in ("born", "expected", "children") else pgettext("unit", "个托位"),
                as_of=point.month.first_day,  # noqa: B023
                formula=formula,
                terms=terms,
                sources=tuple(dict.fromkeys([*(share.sources if share else ()), *sources_of(one.projection)])),
                decimals=0,
                example=clock.demo_date() is not None,
                **more,
            )  # fmt: skip

        rows = _rows(one, known, births.ages_of(known, span), born) if span else {}
        words = (
            _("%(first)s至%(last)s出生、现住本区的儿童，逐人计数；不计此后迁入迁出")
            % {"first": span[0], "last": span[1]}
            if span
            else _("那时适龄的儿童还没有一个出生")
        )
        made["born"] = figure("born", born, words, **rows)
        made["expected"] = figure(
            "expected",
            expected,
            _("预测的今后一年、两年内出生并在世的儿童，各除以12个月，再取会满6个月的那几个月相加"),
            tuple(Term(_("预测人口"), projected_figure(one, "value", "0-0", one.base_year + step)) for step in (1, 2)),
        )
        both = (Term(WHAT["born"], made["born"]), Term(WHAT["expected"], made["expected"]))
        made["children"] = figure("children", born + expected, _("已出生的 + 预计出生的"), both)
        needed = None if wanting is None else float(point.places.value[0])
        made["places"] = figure(
            "places",
            needed,
            missing_words(WANTING) if wanting is None else _("适龄婴幼儿 × 有入托意愿的比例"),
            (Term(WHAT["children"], made["children"]), *([Term(_("比率"), share)] if share else [])),
        )
        made["gap"] = figure(
            "gap",
            None if needed is None or open_places.value is None else needed - float(open_places.value),
            _("需要的托位 − 今天开放的托位；负数表示有余"),
            (Term(WHAT["places"], made["places"]), Term(_("开放托位"), open_places)),
        )
        found[ahead] = made
    return found


def reading_figure(reading: str, area: str, scope: Scope, *, value: int | None = None) -> Figure:
    """Places of an area by a reading."""
    wanted = area if len(area) >= projections.TOWN_DIGITS else None
    selection = providers.Selection.of("places", {"reading": reading, "area": wanted})
    known = value is not None
    return providers.figure(
        selection, scope, value=value, brief=known, where=area_name(area) if known and wanted else ""
    )


def use_figures(area: str, counted: Mapping[str, Figure]) -> dict[str, Figure]:
    """Places on paper against places in use: three readings beside each other."""
    from laoyou.engines import demand

    units = {"filed": "places", "open": "places", "enrolled": "persons"}
    given = {
        reading: demand.given(reading, reading, float(counted[reading].value or 0), units[reading])
        for reading in READINGS
    }
    values: dict[str, float | None] = {
        "paper": float(given["filed"].value - given["open"].value),
        "empty": float(given["open"].value - given["enrolled"].value),
        "used": None,
    }
    if given["open"].value > 0:
        use = demand.places_in_use(given["filed"], given["open"], given["enrolled"])
        values = {
            "paper": float(use.only_on_paper.value),
            "empty": float(use.empty.value),
            "used": float(use.used.value),
        }
    formulas = {
        "paper": (_("备案托位 − 开放托位"), ("filed", "open")),
        "empty": (_("开放托位 − 在托人数"), ("open", "enrolled")),
        "used": (_("在托人数 ÷ 开放托位 × 100%；没有开放托位时未知"), ("enrolled", "open")),
    }
    return {
        use: Figure(
            ref=f"placesuse:{use}/{area}",
            name=_("%(area)s：%(what)s") % {"area": area_name(area), "what": title},
            value=values[use],
            unit="%" if use == "used" else pgettext("unit", "个托位"),
            as_of=clock.today(),
            formula=formulas[use][0],
            terms=tuple(Term(counted[reading].name, counted[reading]) for reading in formulas[use][1]),
            decimals=1 if use == "used" else 0,
            example=clock.demo_date() is not None,
        )
        for use, title in USES.items()
    }


def _one(number: str, area: str, scope: Scope) -> AreaProjection:
    scope.require(permissions.SEE_DEMAND)
    return projections.one_area(projections.with_number(number), area, scope)


def resolve_month(rest: str, scope: Scope) -> Figure:
    """Answer for `birthmonth:`."""
    parts = rest.split("/")
    if len(parts) != 3:
        raise DomainError("core.not_found")
    one = _one(parts[0], parts[1], scope)
    known = known_births(one)
    at = (
        [str(month) for month in known.months()].index(parts[2])
        if known and parts[2] in map(str, known.months())
        else -1
    )
    if known is None or at < 0:
        raise DomainError("core.not_found")
    return month_figure(one, known, at)


def resolve_radar(rest: str, scope: Scope) -> Figure:
    """Answer for `radar:`."""
    parts = rest.split("/")
    if len(parts) != 4 or parts[0] not in WHAT or parts[3] not in ("6", "12", "24"):
        raise DomainError("core.not_found")
    what, number, area, ahead = parts
    found = radar_figures(_one(number, area, scope), reading_figure("open", area, scope))
    if int(ahead) not in found:
        raise DomainError("core.not_found")
    return found[int(ahead)][what]


def resolve_use(rest: str, scope: Scope) -> Figure:
    """Answer for `placesuse:`."""
    scope.require(permissions.SEE_DEMAND)
    use, _slash, area = rest.partition("/")
    if use not in USES or not area.isascii() or not area.isdigit() or len(area) > 18:
        raise DomainError("core.not_found")
    if not scope.covers_area(permissions.SEE_DEMAND, area):
        raise DomainError("core.not_found")
    return use_figures(area, {reading: reading_figure(reading, area, scope) for reading in READINGS})[use]


figures.register("birthmonth", resolve_month)
figures.register("radar", resolve_radar)
figures.register("placesuse", resolve_use)
