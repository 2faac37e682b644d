"""
Figures of planning standards. The pack is the one whose standard is applied: the district's own, or another's to compare with.

    standard:due/500118-demo/centres/open/500118004     what the standard asks for; also held, short, unknown
    standard:met/500118-demo/centres/open/500118        towns that meet it; also missed, undecided
    estateduty:due/7                                    square metres due with an estate on the register; also built, short
    estate:due/500118-demo/E01                          places that are due with a housing estate; also held, short
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, figures
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.scope import Scope
from laoyou.packs.public import Pack, PackFigure
from laoyou.planning import permissions
from laoyou.planning.domain import standards as rules
from laoyou.planning.domain.standards import BY_CODE, Check, Standard, State
from laoyou.planning.presenters.norm_figures import norm_figure, pack_named
from laoyou.planning.presenters.projection_figures import area_name, pick
from laoyou.planning.queries import standards
from laoyou.planning.queries.standards import Ground
from laoyou.providers import public as providers

READINGS: Final = {"open": gettext_lazy("开放托位"), "filed": gettext_lazy("备案托位")}
NAMES: Final = {
    "land": gettext_lazy("人均养老用地"),
    "places": gettext_lazy("每千人口托位（新建居住区）"),
    "places-old": gettext_lazy("每千人口托位（老城区、已建成居住区）"),
    "home-old": gettext_lazy("每镇街一处养老机构的面积（旧城区）"),
    "home-new": gettext_lazy("每镇街一处养老机构的面积（新建城区）"),
    "day-care": gettext_lazy("每村（社区）日间照料的面积"),
    "centres": gettext_lazy("一镇街一中心"),
    "stations": gettext_lazy("一村（社区）一站（点）"),
}
UNITS: Final[dict[str, str | Promise]] = {
    "land": pgettext_lazy("unit", "平方米"),
    "places": pgettext_lazy("unit", "个托位"),
    "home": pgettext_lazy("unit", "平方米"),
    "day_care": pgettext_lazy("unit", "个村（社区）"),
    "centres": pgettext_lazy("unit", "处设施"),
    "stations": pgettext_lazy("unit", "个村（社区）"),
}
STATES: Final = {
    State.MET: gettext_lazy("达到"),
    State.SHORT: gettext_lazy("不足"),
    State.UNKNOWN: gettext_lazy("不明"),
    State.DOUBT: gettext_lazy("口径不同"),
}
TONES: Final = {
    State.MET: "reached",
    State.SHORT: "breach",
    State.UNKNOWN: "no_data",
    State.DOUBT: "in_doubt",
}
WHAT: Final = {
    "due": gettext_lazy("应有"),
    "held": gettext_lazy("现有"),
    "short": gettext_lazy("缺"),
    "unknown": gettext_lazy("面积或位置未填的设施"),
}
FORMULAS: Final = {
    "land": gettext_lazy("官方常住人口 × 人均用地标准"),
    "places": gettext_lazy("官方常住人口 × 每千人口托位 ÷ 1000"),
    "home": gettext_lazy("标准本身"),
    "day_care": gettext_lazy("村（社区）的个数：每个一处"),
    "centres": gettext_lazy("标准本身"),
    "stations": gettext_lazy("村（社区）的个数：每个一处"),
}
HELD: Final = {
    "land": gettext_lazy("养老设施建筑面积之和。登记册没有用地面积，只供参照；有一处没填面积，合计就是未知，不当作零"),
    "places": gettext_lazy("在登记册中逐行计数"),
    "home": gettext_lazy("镇街内养老机构中最大一处的建筑面积；没填面积的不当作零"),
    "day_care": gettext_lazy("有一处日间照料面积达到标准的村（社区）；没填面积的不算有，也不算没有"),
    "centres": gettext_lazy("在登记册中逐行计数"),
    "stations": gettext_lazy("至少有一处服务站（点）的村（社区）；没有定位到村（社区）的不算有，也不算没有"),
}
TOWNS: Final = {
    "met": (State.MET, gettext_lazy("达到的镇街")),
    "missed": (State.SHORT, gettext_lazy("不足的镇街")),
    "undecided": (State.UNKNOWN, gettext_lazy("不能判定的镇街")),
}
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "home": rules.HOMES, "day_care": rules.DAY_CARE, "centres": rules.CENTRES, "stations": rules.STATIONS,
    "land": standards.ELDER_KINDS,
}  # fmt: skip
SHOWN_SITES: Final = 12


def number(pack: Pack, standard: Standard) -> float:
    """The number of the norm; `core.not_found` where the pack has none."""
    norm = pack.norms.get(standard.key)
    if norm is None or norm.value is None:
        raise DomainError("core.not_found")
    return float(norm.value)


def title_of(pack: Pack, standard: Standard) -> str:
    """What a standard is called by the pack that states it, else by us."""
    norm = pack.norms.get(standard.key)
    return pick(norm.title, norm.title_en) if norm else str(NAMES[standard.code])


def check_figure(
    what: str, pack: Pack, standard: Standard, reading: str, area: str, checked: Check, terms: tuple[Term, ...] = ()
) -> Figure:
    """One number of a check; `terms` on its own page."""
    value = {
        "due": checked.due,
        "held": checked.held,
        "short": checked.short,
        "unknown": float(checked.unknown),
    }[what]
    formulas: dict[str, str | Promise] = {
        "due": FORMULAS[standard.basis],
        "held": HELD[standard.basis],
        "short": _("应有 − 现有；足够时为零；不能判定时未知"),
        "unknown": _("可能算数、但没有填面积或没有定位到村（社区）的设施"),
    }
    norm = norm_figure(pack, standard.key)
    return Figure(
        ref=f"standard:{what}/{pack.name}/{standard.code}/{reading}/{area}",
        name=_("%(area)s%(standard)s：%(what)s") % {
            "area": area_name(area), "standard": title_of(pack, standard), "what": WHAT[what],
        },
        value=None if value is None else round(value, 2),
        unit=pgettext("unit", "处设施") if what == "unknown" else UNITS[standard.basis],
        as_of=clock.today(),
        formula=formulas[what],
        terms=terms,
        sources=norm.sources if norm else (),
        decimals=0,
        example=clock.demo_date() is not None,
    )  # fmt: skip


def towns_figure(
    what: str, pack: Pack, standard: Standard, reading: str, area: str, checks: Mapping[str, Check]
) -> Figure:
    """How many towns meet a standard, miss it, or cannot be judged."""
    state, title = TOWNS[what]
    states = {State.UNKNOWN, State.DOUBT} if state == State.UNKNOWN else {state}
    norm = norm_figure(pack, standard.key)
    return Figure(
        ref=f"standard:{what}/{pack.name}/{standard.code}/{reading}/{area}",
        name=_("%(standard)s：%(what)s") % {"standard": title_of(pack, standard), "what": title},
        value=sum(one.state in states for one in checks.values()),
        unit=pgettext("unit", "个镇街"),
        as_of=clock.today(),
        formula=_("逐个镇街比较应有和现有，数出这一类的镇街"),
        sources=norm.sources if norm else (),
        example=clock.demo_date() is not None,
    )


def _terms(
    ground: Ground, pack: Pack, standard: Standard, reading: str, town: str, what: str, scope: Scope
) -> tuple[Term, ...]:
    """What a number of a town was made of."""
    found: list[Term] = []
    norm = norm_figure(pack, standard.key)
    if what == "due" and norm is not None:
        found.append(Term(_("标准"), norm))
        official = standards.residents(town)
        if standard.basis in ("land", "places") and official is not None:
            found.append(Term(_("官方常住人口"), published_figure(official, scope)))
    if what == "held" and standard.basis == "places":
        selection = providers.Selection.of("places", {"reading": reading, "area": town})
        found.append(Term(READINGS[reading], providers.figure(selection, scope)))
    elif what in ("held", "unknown") and standard.basis in KINDS:
        kinds = KINDS[standard.basis]
        wanted = [kind for kind in providers.FACILITY_KINDS if kind in kinds]
        selection = providers.Selection.of("facilities", {"kind": wanted, "area": town})
        found.append(Term(_("算在内的设施"), providers.figure(selection, scope)))
    if what == "held" and standard.basis in ("land", "home"):
        sites = [site for site in ground.of(town) if site.kinds & KINDS[standard.basis] and site.floor_m2 is not None]
        sites.sort(key=lambda site: -(site.floor_m2 or 0))
        shown = sites[: 1 if standard.basis == "home" else SHOWN_SITES]
        found += [Term(_("建筑面积"), figures.resolve(f"facility:{site.id}/floor_area_m2", scope)) for site in shown]
    return tuple(found)


def published_figure(one: PackFigure, scope: Scope) -> Figure:
    """An official figure by its own page."""
    return figures.resolve(f"published:{one.ref}", scope)


def _ground(scope: Scope, reading: str, area: str) -> Ground:
    scope.require(permissions.SEE_DEMAND)
    if reading not in READINGS or not scope.covers_area(permissions.SEE_DEMAND, area):
        raise DomainError("core.not_found")
    return standards.ground(scope, reading, area)


def resolve_standard(rest: str, scope: Scope) -> Figure:
    """Answer for `standard:`."""
    parts = rest.split("/")
    if len(parts) != 5 or parts[2] not in BY_CODE:
        raise DomainError("core.not_found")
    what, name, code, reading, area = parts
    pack, standard = pack_named(name), BY_CODE[code]
    ground = _ground(scope, reading, area)
    norm = number(pack, standard)
    checks = {town: ground.check(standard, norm, town) for town in ground.towns}
    if not checks:
        raise DomainError("core.not_found")
    if what in TOWNS:
        if area != district.area_id():
            raise DomainError("core.not_found")
        return towns_figure(what, pack, standard, reading, area, checks)
    if what not in WHAT:
        raise DomainError("core.not_found")
    if area in checks:
        checked = checks[area]
        if what == "short":
            parts_of = tuple(
                Term(
                    WHAT[one],
                    check_figure(one, pack, standard, reading, area, checked, _terms(ground, pack, standard, reading, area, one, scope)),
                )
                for one in ("due", "held")
            )  # fmt: skip
            return check_figure(what, pack, standard, reading, area, checked, parts_of)
        return check_figure(
            what, pack, standard, reading, area, checked, _terms(ground, pack, standard, reading, area, what, scope)
        )
    if area != district.area_id():
        raise DomainError("core.not_found")
    each = tuple(
        Term(area_name(town), check_figure(what, pack, standard, reading, town, one)) for town, one in checks.items()
    )
    return check_figure(what, pack, standard, reading, area, rules.together(list(checks.values())), each)


# Housing estates, where the district's pack lists them.

ESTATES: Final = "estates"
ESTATE: Final = {
    "due": gettext_lazy("应配托位"),
    "held": gettext_lazy("已交付托位"),
    "short": gettext_lazy("缺"),
}


def estates() -> dict[str, Mapping[str, object]]:
    """The housing estates that the district's pack lists, by their keys."""
    table = district.pack().figures.get(ESTATES)
    return {} if table is None else {str(key[0]): row.cells for key, row in table.rows.items()}


def estate_figure(what: str, pack: Pack, key: str, scope: Scope) -> Figure:
    """Places due with an estate by the standard for new or for built-up quarters, those handed over, and what is missing."""
    row = estates()[key]
    standard = BY_CODE["places" if row["quarter"] == "new" else "places-old"]
    norm = norm_figure(pack, standard.key)
    table = district.pack().figures[ESTATES]
    cells = {
        "held": district.pack().figure(f"{ESTATES}/{key}/places"),
        "residents": district.pack().figure(f"{ESTATES}/{key}/residents"),
    }
    held = cells["held"].value
    people = cells["residents"].value
    due = None if norm is None or people is None else float(people) * float(norm.value or 0) / 1000
    value = {
        "due": due,
        "held": None if held is None else float(held),
        "short": None if due is None or held is None else max(due - float(held), 0.0),
    }[what]
    terms: list[Term] = []
    if what in ("due", "short"):
        terms.append(Term(_("规划或入住人口"), published_figure(cells["residents"], scope)))
        if norm is not None:
            terms.append(Term(_("标准"), norm))
    if what in ("held", "short"):
        terms.append(Term(_("已交付托位"), published_figure(cells["held"], scope)))
    described = table.description
    document = district.pack().documents[described.document]
    own = Source(
        pick(document.title, document.title_en), document.number or "", described.clause, described.verified,
        described.example,
    )  # fmt: skip
    return Figure(
        ref=f"estate:{what}/{pack.name}/{key}",
        name=_("%(estate)s：%(what)s") % {"estate": row["name"], "what": ESTATE[what]},
        value=value,
        unit=pgettext("unit", "个托位"),
        as_of=described.as_of,
        formula={
            "due": _("人口 × 每千人口托位 ÷ 1000；新建居住区和老城区、已建成居住区各按各的标准"),
            "held": _("照录，未作计算；没填就是未知"),
            "short": _("应配 − 已交付；足够时为零；不能判定时未知"),
        }[what],
        terms=tuple(terms),
        sources=tuple(dict.fromkeys([*(norm.sources if norm else ()), own])),
        decimals=0,
        example=described.example,
    )


def resolve_estate(rest: str, scope: Scope) -> Figure:
    """Answer for `estate:`."""
    scope.require(permissions.SEE_DEMAND)
    parts = rest.split("/")
    if len(parts) != 3 or parts[0] not in ESTATE or parts[2] not in estates():
        raise DomainError("core.not_found")
    if not scope.covers_area(permissions.SEE_DEMAND, str(estates()[parts[2]]["area"])):
        raise DomainError("core.not_found")
    return estate_figure(parts[0], pack_named(parts[1]), parts[2], scope)


DUTY: Final = {
    "due": gettext_lazy("应配面积"),
    "built": gettext_lazy("已建面积"),
    "short": gettext_lazy("缺"),
}


def duty_figure(what: str, row: providers.DutyRow) -> Figure:
    """Floor area that is due with an estate by a clause, what was built, and what is missing."""
    value = {
        "due": row.required_m2,
        "built": row.built_m2,
        "short": None if row.built_m2 is None else max(row.required_m2 - row.built_m2, 0.0),
    }[what]
    terms: tuple[Term, ...] = ()
    if what == "short":
        terms = tuple(Term(DUTY[one], duty_figure(one, row)) for one in ("due", "built"))
    return Figure(
        ref=f"estateduty:{what}/{row.id}",
        name=_("%(estate)s%(kind)s：%(what)s") % {
            "estate": row.estate, "kind": providers.KIND_WORDS[row.kind], "what": DUTY[what],
        },
        value=value,
        unit=UNITS["home"],
        as_of=clock.today(),
        formula=_("应配 − 已建；足够时为零；没填已建面积时未知") if what == "short" else _("登记册中这个居住区自己的一栏，没有计算"),
        terms=terms,
        sources=(Source(row.clause, clause=row.clause, example=row.example),),
        decimals=0,
        example=row.example,
    )  # fmt: skip


def resolve_duty(rest: str, scope: Scope) -> Figure:
    """Answer for `estateduty:`."""
    scope.require(permissions.SEE_DEMAND)
    what, _slash, number = rest.partition("/")
    row = next((one for one in providers.estate_duties(scope) if str(one.id) == number), None)
    if what not in DUTY or row is None:
        raise DomainError("core.not_found")
    return duty_figure(what, row)


def quoted(pack: Pack, standard: Standard) -> str:
    """The value of a norm as it is written: 0.1, 10, 1500."""
    norm = pack.norms[standard.key]
    return format(Decimal(norm.value or 0).normalize(), "f")


figures.register("standard", resolve_standard)
figures.register("estate", resolve_estate)
figures.register("estateduty", resolve_duty)
