"""What plans give to the shell: menu entries, figures, links, search."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core import district, figures, links, menu, search
from laoyou.core.scope import Scope
from laoyou.plans import home
from laoyou.plans.presenters import figures as own
from laoyou.plans.presenters.words import english

SECTION = _("方案")

INDICATORS = pgettext_lazy("plural", "指标")

menu.register(INDICATORS, "plans:list_indicators", permission="plans.list_indicators", order=40, section=SECTION)
menu.register(_("公布的表"), "plans:list_tables", permission="core.see_figures", order=41, section=SECTION)

figures.register("indicator", own.resolve_indicator)
figures.register("numerator", own.resolve_numerator)
figures.register("denominator", own.resolve_denominator)
figures.register("beside", own.resolve_beside)
figures.register("target", own.resolve_target)
figures.register("baseline", own.resolve_baseline)
figures.register("course", own.resolve_course)
figures.register("reading", own.resolve_reading)
figures.register("published", own.resolve_published)
figures.register("indicators", home.resolve_indicators)


def _indicator_link(**parts: object) -> str:
    return reverse("plans:show_indicator", args=[parts["code"]])


def _indicators_link(**parts: object) -> str:
    return links.with_query(reverse("plans:list_indicators"), **parts)


def _table_link(**parts: object) -> str:
    return reverse("plans:show_table", args=[parts["table"]])


links.register("plans.indicator", _indicator_link)
links.register("plans.indicators", _indicators_link)
links.register("plans.table", _table_link)


def _found(scope: Scope, text: str, limit: int) -> Iterable[search.Hit]:
    """Indicators whose name in either language, or code, holds the text."""
    wanted = text.lower()
    hits = []
    for one in district.pack().indicators.values():
        if wanted in one.name.lower() or wanted in one.name_en.lower() or wanted in one.code:
            title = one.name_en if english() else one.name
            address = reverse("plans:show_indicator", args=[one.code])
            hits.append(search.Hit(title, address, note=one.number or "", chinese=not english()))
    return hits[:limit]


search.register(
    "plans.indicators",
    INDICATORS,
    _found,
    permission="plans.list_indicators",
    order=40,
    list_name="plans:list_indicators",
)
