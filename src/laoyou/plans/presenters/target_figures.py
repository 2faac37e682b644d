"""
Figures of gaps and decomposed targets.

    gap:yc-24            target minus present value
    added:yc-24          what projects add that is not in use yet; confirmed:yc-24 of it what is confirmed as done
    after:yc-24          the indicator once everything that is to come is in use
    missing:yc-24        how many more it needs beyond that
    whole:yc-24          how many the target means
    share:12/500118004   what a town is to reach by decomposition 12
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.scope import Scope
from laoyou.packs.public import CAPACITY_UNITS
from laoyou.plans import permissions
from laoyou.plans.domain.selection import Selection
from laoyou.plans.models import TargetShare
from laoyou.plans.presenters import figures, ledger_figures, ledger_words, words
from laoyou.plans.queries import contributions, ledger, targets
from laoyou.plans.queries.contributions import Contribution
from laoyou.plans.queries.indicators import IndicatorRow, one_indicator

SEE = permissions.SEE_LEDGER


def _named(row: IndicatorRow, what: str) -> str:
    return _("%(indicator)s：%(what)s") % {"indicator": figures.indicator_name(row.definition), "what": what}


def gap_figure(one: Contribution, scope: Scope) -> Figure:
    """Target minus present value, not below zero."""
    row = one.row
    terms = [Term(_("现值"), figures.district_figure(row, scope))]
    if (target := figures.stated_figure(row, "target")) is not None:
        terms.insert(0, Term(_("目标"), target))
    return Figure(
        ref=f"gap:{row.code}",
        name=_named(row, _("与目标的差距")),
        value=one.gap.gap if one.gap else None,
        unit=words.unit(row.definition.unit),
        as_of=row.on,
        formula=_("目标 − 现值，已达到时为0"),
        terms=tuple(terms),
        sources=(figures.clause_of(row),),
        decimals=row.digits,
        doubt=figures.doubt_of(row),
        example=row.example,
    )


def added_figure(one: Contribution, scope: Scope, *, confirmed: bool = False) -> Figure:
    """What projects add that is not in use yet, all of it or what is confirmed."""
    row = one.row
    lines = [line for line in one.lines if line.confirmed or not confirmed]
    terms = []
    for item_id in dict.fromkeys(line.item_id for line in lines):
        item = ledger.one_item(item_id, scope)
        number = sum(line.number for line in lines if line.item_id == item_id)
        terms.append(Term(item.name, ledger_figures.item_capacity(item, one.measure, scope, value=number)))
    selection = Selection.of("projects", {"adds": one.measure})
    notes = (_("有%(n)s笔新增能力没有写数量，没有计入。") % {"n": one.unknown},) if one.unknown else ()
    return Figure(
        ref=f"{'confirmed' if confirmed else 'added'}:{row.code}",
        name=_named(row, _("已确认完成、尚未投用的新增能力") if confirmed else _("尚未投用的新增能力")),
        value=sum(line.number for line in lines),
        unit=words.unit(CAPACITY_UNITS[one.measure]),
        as_of=row.on,
        formula=_("台账中尚未投用的%(measure)s逐笔相加") % {"measure": ledger_words.MEASURES[one.measure]},
        terms=tuple(terms),
        rows_url=None if terms else ledger_figures.list_url(selection),
        rows_count=None,
        sources=(figures.clause_of(row),),
        example=row.example,
        notes=notes,
    )


def after_figure(one: Contribution, scope: Scope) -> Figure:
    """The indicator once everything that is to come is in use."""
    row = one.row
    return Figure(
        ref=f"after:{row.code}",
        name=_named(row, _("全部投用之后")),
        value=one.gap.after if one.gap else None,
        unit=words.unit(row.definition.unit),
        as_of=row.on,
        formula=_("（现有 + 新增）按指标公式重新计算；分母是床位的，新增床位同时进入分母"),
        terms=(
            Term(_("现值"), figures.district_figure(row, scope)),
            Term(_("新增"), added_figure(one, scope)),
        ),
        sources=(figures.clause_of(row),),
        decimals=row.digits,
        doubt=figures.doubt_of(row),
        example=row.example,
    )


def missing_figure(one: Contribution, scope: Scope) -> Figure:
    """How many more units the numerator needs beyond what is to come."""
    row = one.row
    return Figure(
        ref=f"missing:{row.code}",
        name=_named(row, _("还缺多少")),
        value=one.gap.missing if one.gap else None,
        unit=words.unit(CAPACITY_UNITS[one.measure]),
        as_of=row.on,
        formula=_("使指标达到目标所需的最少数量，减去现有和新增"),
        terms=(
            Term(_("全部投用之后"), after_figure(one, scope)),
            Term(_("与目标的差距"), gap_figure(one, scope)),
        ),
        sources=(figures.clause_of(row),),
        doubt=figures.doubt_of(row),
        example=row.example,
    )


def _resolve(rest: str, scope: Scope) -> Contribution:
    scope.require(SEE)
    scope.require(figures.SEE)
    # Of the whole district: whoever sees one town would get that town's part under the same name.
    if not scope.covers_area(SEE, district.area_id()):
        raise DomainError("core.not_found")
    one = contributions.one_contribution(rest, scope)
    if one is None:
        raise DomainError("core.not_found")
    return one


def resolve_gap(rest: str, scope: Scope) -> Figure:
    """`gap:<indicator>`."""
    return gap_figure(_resolve(rest, scope), scope)


def resolve_added(rest: str, scope: Scope) -> Figure:
    """`added:<indicator>`."""
    return added_figure(_resolve(rest, scope), scope)


def resolve_confirmed(rest: str, scope: Scope) -> Figure:
    """`confirmed:<indicator>`."""
    return added_figure(_resolve(rest, scope), scope, confirmed=True)


def resolve_after(rest: str, scope: Scope) -> Figure:
    """`after:<indicator>`."""
    return after_figure(_resolve(rest, scope), scope)


def resolve_missing(rest: str, scope: Scope) -> Figure:
    """`missing:<indicator>`."""
    return missing_figure(_resolve(rest, scope), scope)


def _whole_unit(row: IndicatorRow) -> str:
    """The unit of what the indicator counts, where it is known."""
    measure = contributions.measures(row.definition.formula)[0]
    if measure:
        return words.unit(CAPACITY_UNITS[measure])
    formula = row.definition.formula
    return words.unit(row.definition.unit) if formula is None or formula.denominator is None else ""


def whole_figure(row: IndicatorRow, scope: Scope) -> Figure:
    """How many of the things that the indicator counts its target means."""
    terms = []
    if (target := figures.stated_figure(row, "target")) is not None:
        terms.append(Term(_("目标"), target))
    if row.live is not None and row.live.denominator is not None:
        terms.append(Term(_("分母"), figures.denominator_figure(row, row.live, scope)))
    return Figure(
        ref=f"whole:{row.code}",
        name=_named(row, _("目标折合的总数")),
        value=targets.whole_of(row),
        unit=_whole_unit(row),
        as_of=row.on,
        formula=_("目标 × 分母，向上取整") if len(terms) > 1 else _("目标本身"),
        terms=tuple(terms),
        sources=(figures.clause_of(row),),
        doubt=figures.doubt_of(row),
        example=row.example,
    )


def resolve_whole(rest: str, scope: Scope) -> Figure:
    """`whole:<indicator>`."""
    scope.require(SEE)
    scope.require(figures.SEE)
    row = one_indicator(rest)
    if targets.whole_of(row) is None:
        raise DomainError("core.not_found")
    return whole_figure(row, scope)


def share_figure(share: TargetShare, row: IndicatorRow) -> Figure:
    """What one area is to reach, by which decomposition, made when."""
    split = share.split
    methods = {"equal": _("平均分配"), "population": _("按常住人口"), "need": _("按需求人口"), "hand": _("手工分配")}
    source = figures.clause_of(row)
    made = Source(
        _("目标分解"), "", _("%(day)s，%(method)s") % {"day": f"{split.made_at:%Y-%m-%d}", "method": methods[split.method]},
        False, split.example,
    )  # fmt: skip
    return Figure(
        ref=f"share:{split.pk}/{share.area_id}",
        name=_("%(indicator)s · %(area)s")
        % {
            "indicator": _named(row, _("分解到的目标")),
            "area": figures.area_name(district.pack(), share.area_id),
        },
        value=share.value,
        as_of=split.made_at,
        formula=_("总数按权重以最大余数法取整；手工改过的照所填"),
        sources=(source, made),
        example=split.example or clock.demo_date() is not None,
    )


def resolve_share(rest: str, scope: Scope) -> Figure:
    """`share:<decomposition>/<area>`."""
    scope.require(SEE)
    split, _slash, area = rest.partition("/")
    if not (split.isascii() and split.isdigit() and len(split) < 18):
        raise DomainError("core.not_found")
    found = TargetShare.objects.scoped(scope, SEE).filter(split_id=int(split), area_id=area).select_related("split")
    share = found.first()
    if share is None:
        raise DomainError("core.not_found")
    return share_figure(share, one_indicator(share.split.indicator))
