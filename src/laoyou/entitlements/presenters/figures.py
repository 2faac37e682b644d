"""Numbers of a sweep as figures: how many are entitled, lack something, and how much is certain."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.core import district, figures, links
from laoyou.core.figures import Figure, Source
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.entitlements.models import Sweep
from laoyou.entitlements.permissions import LIST, SEE
from laoyou.entitlements.presenters.words import has_example, said
from laoyou.entitlements.queries import determinations
from laoyou.packs import public as packs

NAMES: Final = {
    "entitled": _("%(benefit)s：符合的人"),
    "needs_information": _("%(benefit)s：待补充信息的人"),
    "parameter_missing": _("%(benefit)s：符合但缺少参数的人"),
    "fen": _("%(benefit)s：确定的金额"),
}
FORMULAS: Final = {
    "entitled": _("全部条件都成立的人数，逐人逐条判断"),
    "needs_information": _("没有条件不成立、但有条件因缺少事实而不能判断的人数"),
    "parameter_missing": _("全部条件都成立、但金额标准还没有录入的人数"),
    "fen": _("符合的人本月确定的金额之和；从高不重复的只计较高的一项"),
}
PEOPLE: Final = pgettext_lazy("unit", "人")
KIND: Final = "entitled"


def area_name(area: str) -> str:
    """What an area is called; its id where it is not known."""
    found = Area.objects.filter(pk=area).values_list("name", flat=True).first()
    return str(found or area)


def figure_of(row: Sweep, benefit: str, what: str, area: str, scope: Scope) -> Figure:
    """One number of a sweep, with the rule that it comes from."""
    entry = entry_in(row, benefit)
    number = determinations.totals(row, area, benefit)[what]
    example = what == "fen" and has_example(benefit)
    counts = row.counts["benefits"][benefit]
    listed = entry.gives != "priority" and what in determinations.STATES
    listed = listed and (what != "needs_information" or counts["listed"])
    url = None
    if listed and scope.may(LIST) and scope.covers_area(LIST, area):
        place = "" if area == row.area_id else area
        url = links.with_query(
            reverse("entitlements:list_determinations", args=[row.pk]), benefit=benefit, state=what, town=place
        )
    notes = [_now("第 %(sweep)s 次核定，名册快照 %(snapshot)s") % {"sweep": row.pk, "snapshot": row.snapshot_id}]
    if not listed and what in determinations.STATES:
        notes.append(_now("人数太多或不逐人办理，不逐人列出，逐人结果在核定文件里。"))
    return Figure(
        ref=f"{KIND}:{row.pk}/{benefit}/{what}@{area}",
        name=str(NAMES[what]) % {"benefit": said(entry)},
        value=number / 100 if what == "fen" else number,
        unit=pgettext("unit", "元") if what == "fen" else PEOPLE,
        as_of=row.month,
        formula=FORMULAS[what],
        rows_url=url,
        rows_count=number if url else None,
        sources=tuple(sources_of(entry)),
        decimals=2 if what == "fen" else 0,
        example=example,
        notes=tuple(notes),
    )


def entry_in(row: Sweep, benefit: str) -> packs.BenefitEntry:
    """The version of a benefit in force in the month of a sweep; `core.not_found` where the pack knows none any more."""
    month = Month.of(row.month)
    versions = district.pack().benefits.get(benefit, ())
    found = next((one for one in versions if one.from_ <= month and (one.to is None or month < one.to)), None)
    if found is None or benefit not in row.counts["benefits"]:
        raise DomainError("core.not_found")
    return found


def sources_of(entry: packs.BenefitEntry) -> list[Source]:
    """Where the rule stands."""
    document = district.pack().documents[entry.document]
    return [
        Source(
            document=said(document), number=document.number or "", clause=entry.clause, verified=entry.verified,
            example=document.status == "example", quotation=entry.quote or "", note=said(entry, "note"),
        )
    ]  # fmt: skip


def _resolve(rest: str, scope: Scope) -> Figure:
    try:
        what_of, area = rest.rsplit("@", 1)
        number, benefit, what = what_of.split("/")
    except ValueError:
        raise DomainError("core.not_found") from None
    if not (number.isascii() and number.isdigit()) or what not in NAMES:
        raise DomainError("core.not_found")
    row = determinations.sweep(int(number), scope, SEE)
    if area not in determinations.areas_of(row, scope):
        raise DomainError("core.not_found")
    return figure_of(row, benefit, what, area, scope)


figures.register(KIND, _resolve)


def words_of_state(state: str) -> str:
    """A state in the reader's words."""
    from laoyou.entitlements.models import Determination

    if state == "not_entitled":
        return _now("不符合")
    if state == "absent":
        return _now("不在册")
    return str(Determination.State(state).label)
