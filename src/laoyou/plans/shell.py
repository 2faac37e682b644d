"""What plans give to the shell: menu entries, figures, links, search."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core import clock, district, figures, links, menu, rounds, search
from laoyou.core.scope import Scope
from laoyou.plans import home
from laoyou.plans.commands import documents, index, reminders  # noqa: F401 (index: its job)
from laoyou.plans.domain.selection import Selection
from laoyou.plans.presenters import (
    circular_presenter,
    index_figures,
    ledger_figures,
    ledger_words,
    reported_presenter,
    target_figures,
)
from laoyou.plans.presenters import figures as own
from laoyou.plans.presenters.words import english
from laoyou.plans.queries import ledger

SECTION = _("方案")

INDICATORS = pgettext_lazy("plural", "指标")

menu.register(INDICATORS, "plans:list_indicators", permission="plans.list_indicators", order=40, section=SECTION)
menu.register(_("公布的表"), "plans:list_tables", permission="core.see_figures", order=41, section=SECTION)

menu.register(ledger_words.NOUNS["tasks"], "plans:list_tasks", permission="plans.see_ledger", order=42, section=SECTION)
menu.register(
    ledger_words.NOUNS["projects"], "plans:list_projects", permission="plans.see_ledger", order=43, section=SECTION
)
menu.register(
    ledger_words.NOUNS["decisions"], "plans:list_decisions", permission="plans.see_ledger", order=44, section=SECTION
)

menu.register(_("台账总览"), "plans:show_board", permission="plans.see_ledger", order=45, section=SECTION)
figures.register("reported_value", reported_presenter.resolve)
menu.register(_("报送的指标值"), "plans:list_values", permission="plans.see_values", order=41, section=SECTION)
menu.register(_("目标分解"), "plans:list_targets", permission="plans.see_ledger", order=46, section=SECTION)

menu.register(_("方案文稿"), "plans:list_documents", permission="plans.see_documents", order=47, section=SECTION)
menu.register(_("通报和评估"), "plans:list_circulars", permission="plans.see_circulars", order=48, section=SECTION)

menu.register(_("结转下一期"), "plans:list_plans", permission="plans.lead_ledger", order=49, section=SECTION)
menu.register(_("评价指数"), "plans:list_index", permission="plans.see_indicators_by_town", order=49, section=SECTION)

for _kind, _resolver in {
    "gap": target_figures.resolve_gap,
    "added": target_figures.resolve_added,
    "confirmed": target_figures.resolve_confirmed,
    "after": target_figures.resolve_after,
    "missing": target_figures.resolve_missing,
    "whole": target_figures.resolve_whole,
    "share": target_figures.resolve_share,
}.items():
    figures.register(_kind, _resolver)
figures.register("index", index_figures.resolve_index)
figures.register("circular", circular_presenter.resolve_circular)
figures.register("ledger", ledger_figures.resolve_ledger)
figures.register("capacity", ledger_figures.resolve_capacity)
figures.register("money", ledger_figures.resolve_money)
figures.register("indicator", own.resolve_indicator)
figures.register("numerator", own.resolve_numerator)
figures.register("denominator", own.resolve_denominator)
figures.register("beside", own.resolve_beside)
figures.register("target", own.resolve_target)
figures.register("baseline", own.resolve_baseline)
figures.register("course", own.resolve_course)
figures.register("rate", own.resolve_rate)
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


def _item_link(**parts: object) -> str:
    return reverse("plans:show_item", args=[parts["id"]])


links.register("plans.item", _item_link)


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


rounds.register(reminders.HOUR, reminders.round_of_reminders)
rounds.register(reminders.HOUR, documents.expire_documents)

search.register(
    "plans.indicators",
    INDICATORS,
    _found,
    permission="plans.list_indicators",
    order=40,
    list_name="plans:list_indicators",
)


def _found_items(scope: Scope, text: str, limit: int) -> Iterable[search.Hit]:
    """Tasks, projects and decisions by name, pinyin or clause."""
    rows = ledger.searched(ledger.rows(Selection("items"), scope, on=clock.today()), text)
    for item in rows.order_by("code")[:limit]:
        title = item.name_en if english() and item.name_en else item.name
        address = reverse("plans:show_item", args=[item.pk])
        yield search.Hit(title, address, note=item.number, chinese=title == item.name)


search.register(
    "plans.items",
    ledger_words.NOUNS["items"],
    _found_items,
    permission="plans.see_ledger",
    order=41,
    list_name="plans:list_items",
)
