"""
Norms of packs as figures: what a plan or a standard asks for, with its clause.

    packnorm:500118-yongchuan/forecast.beds_per_1000_elders
    disabilityrate:500118-demo/census-self-care.3/80     share of an age group that is at a level or worse
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import district, figures
from laoyou.core.figures import Figure, Source
from laoyou.core.scope import Scope
from laoyou.packs import public as packs
from laoyou.packs.public import Pack
from laoyou.planning import permissions
from laoyou.planning.presenters.projection_figures import pick

UNITS: Final[dict[str, str | Promise]] = {
    "beds_per_1000_elders": pgettext_lazy("unit", "张/千名老年人"),
    "places_per_1000_residents": pgettext_lazy("unit", "个/千人"),
    "percent": "%",
    "persons_per_carer": pgettext_lazy("unit", "名老年人/护理员"),
    "meals_per_day": pgettext_lazy("unit", "份/日"),
    "square_metres": pgettext_lazy("unit", "平方米"),
    "square_metres_per_person": pgettext_lazy("unit", "平方米/人"),
    "square_metres_per_100_households": pgettext_lazy("unit", "平方米/百户"),
    "facilities": pgettext_lazy("unit", "处设施"),
    "households": pgettext_lazy("unit", "户"),
}


def pack_named(name: str) -> Pack:
    """A pack by its name; `core.not_found` where there is none. The district's own is in memory already."""
    if name == district.pack().name:
        return district.pack()
    if name not in packs.pack_names():
        raise DomainError("core.not_found")
    return _load(name)


@lru_cache(maxsize=2)
def _load(name: str) -> Pack:
    return packs.load(name)


def norm_figure(pack: Pack, key: str) -> Figure | None:
    """The norm of a pack under `key`; None where it has none, or no number."""
    norm = pack.norms.get(key)
    if norm is None or norm.value is None:
        return None
    document = pack.documents[norm.document]
    definition = norm.definition
    doubt = pick(definition.doubt, definition.doubt_en) if definition else ""
    return Figure(
        ref=f"packnorm:{pack.name}/{key}",
        name=pick(norm.title, norm.title_en),
        value=Decimal(norm.value),
        unit=UNITS.get(norm.unit, ""),
        formula=_("照录原文，未作计算"),
        sources=(
            Source(
                pick(document.title, document.title_en), document.number or "", norm.clause, norm.verified, norm.example,
                norm.quote or "", pick(norm.note, norm.note_en),
            ),
        ),
        doubt=doubt,
        example=norm.example,
    )  # fmt: skip


def rate_figure(pack: Pack, code: str, level: int, age: int) -> Figure:
    """The share of the age group from `age` on that is at a level of a definition or worse."""
    from laoyou.planning.domain import needs

    rates = needs.disability_of(pack, code)
    if rates is None or age not in rates.age_from or level not in needs.levels(rates):
        raise DomainError("core.not_found")
    described = pack.figures[f"{needs.TABLE}{code}"].description
    document = pack.documents[described.document]
    column = rates.age_from.tolist().index(age)
    share = rates.at_least(level)
    following = int(rates.age_from[column + 1]) - 1 if column + 1 < len(rates.age_from) else None
    ages = (
        _("%(first)s至%(last)s岁") % {"first": age, "last": following}
        if following
        else _("%(first)s岁及以上") % {"first": age}
    )
    return Figure(
        ref=f"disabilityrate:{pack.name}/{code}.{level}/{age}",
        name=_("%(ages)s中%(level)s及以上（%(definition)s）")
        % {"ages": ages, "level": level_name(code, level), "definition": definition_name(code)},
        value=round(100 * float(share[..., column].mean()), 4),
        unit="%",
        as_of=described.as_of,
        formula=_("数据包给出的各级比率相加，未作其他计算"),
        sources=(
            Source(
                pick(document.title, document.title_en), document.number or "", described.clause, described.verified,
                described.example, note=pick(described.note, described.note_en),
            ),
        ),
        example=described.example,
    )  # fmt: skip


def definition_name(code: str) -> str:
    """What a definition of disability is called."""
    from laoyou.planning.domain import needs

    words = needs.DEFINITIONS[code].words
    return pick(words.zh, words.en)


def level_name(code: str, level: int) -> str:
    """What a level is called; levels are terms of their standard, so that English gives their number."""
    from laoyou.planning.domain import needs

    return pick(needs.DEFINITIONS[code].levels[level], _("第%(level)s级") % {"level": level})


def _resolve_norm(rest: str, scope: Scope) -> Figure:
    scope.require(permissions.SEE_PROJECTIONS)
    name, _slash, key = rest.partition("/")
    found = norm_figure(pack_named(name), key)
    if found is None:
        raise DomainError("core.not_found")
    return found


def _resolve_rate(rest: str, scope: Scope) -> Figure:
    scope.require(permissions.SEE_PROJECTIONS)
    parts = rest.split("/")
    if len(parts) != 3 or not parts[2].isascii() or not parts[2].isdigit() or len(parts[2]) > 3:
        raise DomainError("core.not_found")
    code, _dot, level = parts[1].rpartition(".")
    if not (level.isascii() and level.isdigit() and len(level) == 1):
        raise DomainError("core.not_found")
    return rate_figure(pack_named(parts[0]), code, int(level), int(parts[2]))


figures.register("packnorm", _resolve_norm)
figures.register("disabilityrate", _resolve_rate)
