"""What plans put on the home page of an office: figures against the plan, what is in doubt, what has no value yet."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock, glance, links
from laoyou.core.figures import Figure
from laoyou.core.glance import Doubt, KeyFigure, Need
from laoyou.core.scope import Scope
from laoyou.core.shell.figures import figure_html
from laoyou.plans import permissions
from laoyou.plans.domain.selection import Selection
from laoyou.plans.domain.state import State
from laoyou.plans.presenters import figures, ledger_figures, words
from laoyou.plans.queries import ledger
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators

MOST = 5
REPORT = "plans.report_value"


def key_figures(scope: Scope) -> Iterable[KeyFigure]:
    """The indicators that have a value, the ones that need attention first."""
    if not scope.may(figures.SEE):
        return
    known = [row for row in all_indicators() if row.latest is not None]
    known.sort(key=lambda row: (row.verdict.state.attention, row.definition.attribute != "binding", row.position))
    for order, row in enumerate(known[:MOST]):
        yield _key_figure(row, order, scope)


def _key_figure(row: IndicatorRow, order: int, scope: Scope) -> KeyFigure:
    target = figures.stated_figure(row, "target")
    stated = row.definition.target
    said = ""
    if target is not None and target.value is not None:
        operator = "" if stated.operator == "=" else words.OPERATORS.get(stated.operator, "")
        said = format_html(
            "{} {} {}", _("%(year)s年目标") % {"year": stated.year}, operator, figure_html(target, unit=False)
        )
    return KeyFigure(
        figure=figures.district_figure(row, scope),
        title=figures.indicator_name(row.definition),
        url=reverse("plans:show_indicator", args=[row.code]),
        state=row.verdict.state.value,
        history=history(row),
        target=float(target.value) if target is not None and target.value is not None else None,
        target_words=said,
        order=order,
    )


def history(row: IndicatorRow) -> tuple[float, ...]:
    """The values of an indicator in the order of their days, the baseline first, for a small line."""
    dated = [(one.as_of, one.value) for one in row.history if one.value is not None]
    latest = row.latest
    if latest is not None and (not dated or dated[-1][0] != latest.as_of):
        dated.append((latest.as_of, latest.value))
    start = [row.start.value] if row.start else []
    return tuple(float(value) for value in [*start, *(value for _day, value in dated)])


def doubts(scope: Scope) -> Iterable[Doubt]:
    """The indicators whose definition, or whose register, is in doubt."""
    if not scope.may(figures.SEE):
        return
    for row in all_indicators():
        if why := figures.doubt_of(row):
            meaning = row.definition.definition
            untranslated = words.english() and bool(meaning.doubt) and not meaning.doubt_en
            url = reverse("plans:show_indicator", args=[row.code])
            yield Doubt(figures.indicator_name(row.definition), why, url, "zh" if untranslated else "")


def needs(scope: Scope) -> Iterable[Need]:
    """For whoever reports values: indicators whose period has ended without one."""
    if not scope.may(REPORT):
        return
    figure = indicators_in(State.ENDED_NOT_EVALUATED)
    yield Need(_("期满而没有值的指标，请登记终期数"), figure, str(figure.rows_url))


def ledger_needs(scope: Scope) -> Iterable[Need]:
    """What waits in the ledger: for the planner items to close and delays to decide, for everybody items that are late."""
    if not scope.may(ledger.SEE):
        return
    if scope.may(permissions.LEAD):
        done = ledger_figures.count_figure(Selection.of("items", {"state": "done"}), scope)
        yield Need(_("已确认完成、等待销号的事项"), done, str(done.rows_url))
    if scope.may(permissions.CONFIRM):
        waiting = ledger_figures.count_figure(Selection.of("items", {"state": "waiting"}), scope)
        yield Need(_("等待确认的报送"), waiting, str(waiting.rows_url))
    late = ledger_figures.count_figure(Selection.of("items", {"state": "late"}), scope)
    yield Need(_("已经逾期的台账事项"), late, str(late.rows_url))


def indicators_in(state: State) -> Figure:
    """How many indicators are in `state` now."""
    number = sum(row.verdict.state is state for row in all_indicators())
    return Figure(
        ref=f"indicators:{state.value}",
        name=_("处于这种状态的指标"),
        value=number,
        unit=_("项"),
        as_of=clock.today(),
        formula=_("指标清单中状态相同的各项逐项计数"),
        rows_url=links.with_query(reverse("plans:list_indicators"), state=state.value),
        rows_count=number,
    )


def resolve_indicators(rest: str, scope: Scope) -> Figure:
    """`indicators:<state>`."""
    scope.require(figures.SEE)
    if rest not in [state.value for state in State]:
        raise DomainError("core.not_found")
    return indicators_in(State(rest))


glance.register_key_figures(key_figures)
glance.register_doubts(doubts)
glance.register_needs(needs)
glance.register_needs(ledger_needs)
