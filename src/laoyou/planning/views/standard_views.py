"""Planning standards checked by town and by housing estate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from laoyou.core import district
from laoyou.core.shell.figures import figure_html
from laoyou.core.shell.maps import Layer
from laoyou.core.shell.states import badge
from laoyou.packs.public import Pack
from laoyou.planning import permissions
from laoyou.planning.domain import standards as rules
from laoyou.planning.domain.standards import BY_CODE, Check, Standard
from laoyou.planning.presenters import standard_figures as own
from laoyou.planning.presenters.norm_figures import norm_figure, pack_named
from laoyou.planning.presenters.projection_figures import area_name, pick
from laoyou.planning.queries import standards
from laoyou.planning.reports.tables import Report, Sheet
from laoyou.planning.views.maps import town_map
from laoyou.planning.views.pages import WorkbenchPage, tabs
from laoyou.providers import public as providers


class CheckStandardsPage(WorkbenchPage):
    """What standards ask of each town and estate, what is there, and what nobody can say; by the district's plan or another's."""

    permission = permissions.SEE_DEMAND
    template = "planning/standards.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = district.pack().name
        others = [name for name in standards.elsewhere() if name != mine]
        whose = self.asked("whose", [mine, *others], mine)
        pack = pack_named(whose)
        stated = standards.asked_by(pack)
        context: dict[str, Any] = {
            "tabs": tabs("planning:check_standards"),
            "packs": [
                {"code": mine, "name": _place(district.pack())},
                *({"code": name, "name": pick(*standards.elsewhere()[name])} for name in others),
            ],
            "whose": whose,
            "compared": whose != mine,
            "missing": [{"name": own.NAMES[one.code], "key": one.key} for one in rules.STANDARDS if one not in stated],
        }
        if not stated:
            return self.render(context)
        reading = self.asked("reading", list(own.READINGS), "open")
        wanted = self.request.GET.get("standard", "")
        chosen = BY_CODE[wanted] if wanted in [one.code for one in stated] else _first(stated)
        ground = standards.ground(self.request.scope, reading)
        checked = {
            one.code: {town: ground.check(one, own.number(pack, one), town) for town in ground.towns} for one in stated
        }
        estates = self._estates(pack)
        if form := request.GET.get("format", ""):
            return self.file(_report(pack, stated, checked, estates), form, "standards")

        def url(**other: str) -> str:
            said = {"whose": whose, "standard": chosen.code, "reading": reading} | other
            return f"?{urlencode(said)}"

        context |= {
            "chosen": {"code": chosen.code, "name": own.title_of(pack, chosen), "norm": norm_figure(pack, chosen.key)},
            "reading": reading,
            "readings": [
                {"code": code, "name": name, "url": url(reading=code)} for code, name in own.READINGS.items()
            ] if chosen.basis == "places" else [],
            "summary_columns": _summary_columns(),
            "summary": [self._summary(pack, one, reading, checked[one.code], url(standard=one.code)) for one in stated],
            "columns": _columns(chosen),
            "rows": self._rows(pack, chosen, reading, checked[chosen.code]),
            "map": self._map(pack, chosen, reading, checked[chosen.code], url()),
            "estate_columns": _estate_columns(),
            "estates": estates,
            "duty_columns": _duty_columns(),
            "duties": self._duties(),
            "forms": self.forms(),
        }  # fmt: skip
        return self.render(context)

    def _summary(self, pack: Pack, one: Standard, reading: str, checks: Mapping[str, Check], url: str) -> list[Any]:
        norm = norm_figure(pack, one.key)
        assert norm is not None  # the pack states it
        source = norm.sources[0]
        checked = _("已核对原文") if source.verified else _("未核对原文")
        link = format_html('<a class="row-link" href="{}">{}</a>', url, own.title_of(pack, one))
        where = format_html(
            '<span lang="zh" data-printed>{} {}</span> · <span class="quiet">{}</span>',
            source.document,
            source.clause,
            checked,
        )
        whole = district.area_id()
        if not self.request.scope.covers_area(self.permission, whole):
            return [link, figure_html(norm), "", "", "", where]
        counts = [
            figure_html(own.towns_figure(what, pack, one, reading, whole, checks), unit=False, example=False)
            for what in own.TOWNS
        ]
        return [link, figure_html(norm), *counts, where]

    def _rows(self, pack: Pack, one: Standard, reading: str, checks: Mapping[str, Check]) -> list[list[Any]]:
        found: dict[str, Check] = {}
        if one.basis != "home" and self.request.scope.covers_area(self.permission, district.area_id()):
            found[district.area_id()] = rules.together(list(checks.values()))
        found |= checks
        return [
            [
                format_html('<span lang="zh">{}</span>', area_name(area)),
                *(
                    figure_html(own.check_figure(what, pack, one, reading, area, check), unit=False, example=False)
                    for what in own.WHAT
                ),
                badge(own.TONES[check.state], word=own.STATES[check.state]),
            ]
            for area, check in found.items()
        ]

    def _map(self, pack: Pack, one: Standard, reading: str, checks: Mapping[str, Check], url: str) -> Any:
        figures = {area: own.check_figure("short", pack, one, reading, area, check) for area, check in checks.items()}
        layer = Layer(
            "short",
            _("%(standard)s：缺") % {"standard": own.title_of(pack, one)},
            {area: None if figure.value is None else float(figure.value) for area, figure in figures.items()},
            unit=own.UNITS[one.basis],
            decimals=0,
            figures=figures,
            url=url,
        )
        return town_map(list(checks), [layer], "short", "standards-map")

    def _duties(self) -> list[list[Any]]:
        """What is due with the estates of the register: clause, due, built, missing."""
        return [
            [
                format_html('<span lang="zh">{}</span>', row.estate),
                format_html('<span lang="zh">{}</span>', area_name(row.area_id[: rules.TOWN_DIGITS])),
                providers.KIND_WORDS[row.kind],
                *(figure_html(own.duty_figure(what, row), unit=False) for what in own.DUTY),
                format_html('<span lang="zh" data-printed>{}</span>', row.clause),
            ]
            for row in providers.estate_duties(self.request.scope)
        ]

    def _estates(self, pack: Pack) -> list[list[Any]]:
        scope = self.request.scope
        rows = []
        for key, row in own.estates().items():
            if not scope.covers_area(self.permission, str(row["area"])):
                continue
            figures = [own.estate_figure(what, pack, key, scope) for what in own.ESTATE]
            rooms = own.published_figure(district.pack().figure(f"{own.ESTATES}/{key}/elder_m2"), scope)
            quarter = _("新建居住区") if row["quarter"] == "new" else _("老城区、已建成居住区")
            rows.append(
                [
                    format_html('<span lang="zh">{}</span>', row["name"]),
                    format_html('<span lang="zh">{}</span>', area_name(str(row["area"]))),
                    quarter,
                    *(figure_html(one, unit=False, example=False) for one in (*figures, rooms)),
                ]
            )
        return rows


def _first(stated: list[Standard]) -> Standard:
    """The standard that the page opens with: one that the register can decide, where there is one."""
    return next((one for one in stated if one.basis != "land"), stated[0])


def _place(pack: Pack) -> str:
    return pick(pack.manifest.name, pack.manifest.name_en)


def _summary_columns() -> list[dict[str, Any]]:
    return [
        {"title": _("标准")},
        {"title": _("数值"), "number": True},
        *({"title": title, "number": True} for _state, title in own.TOWNS.values()),
        {"title": _("依据")},
    ]


def _columns(one: Standard) -> list[dict[str, Any]]:
    units = dict.fromkeys(own.WHAT, own.UNITS[one.basis]) | {"unknown": pgettext("unit", "处设施")}
    return [
        {"title": _("镇街")},
        *({"title": title, "unit": units[what], "number": True} for what, title in own.WHAT.items()),
        {"title": _("判定")},
    ]


def _estate_columns() -> list[dict[str, Any]]:
    places = pgettext("unit", "个托位")
    return [
        {"title": _("居住区")},
        {"title": _("镇街")},
        {"title": _("类型")},
        *({"title": title, "unit": places, "number": True} for title in own.ESTATE.values()),
        {"title": _("已交付养老用房"), "unit": pgettext("unit", "平方米"), "number": True},
    ]


def _duty_columns() -> list[dict[str, Any]]:
    return [
        {"title": _("居住区")},
        {"title": _("镇街")},
        {"title": _("类型")},
        *({"title": title, "unit": pgettext("unit", "平方米"), "number": True} for title in own.DUTY.values()),
        {"title": _("依据")},
    ]


def _report(
    pack: Pack, stated: list[Standard], checked: Mapping[str, Mapping[str, Check]], estates: list[list[Any]]
) -> Report:
    lines = [_("依据的标准：%(place)s。不明：面积、位置或人口没有填，不当作零。") % {"place": _place(pack)}]
    sheets = []
    for one in stated:
        norm = norm_figure(pack, one.key)
        assert norm is not None
        source: Any = norm.sources[0]
        lines.append(
            _("%(standard)s：%(value)s，%(document)s %(clause)s。")
            % {
                "standard": own.title_of(pack, one),
                "value": own.quoted(pack, one),
                "document": source.document,
                "clause": source.clause,
            }
        )
        rows = [
            [area_name(town), check.due, check.held, check.short, check.unknown, str(own.STATES[check.state])]
            for town, check in checked[one.code].items()
        ]
        head = [_("镇街"), *(str(title) for title in own.WHAT.values()), _("判定")]
        sheets.append(Sheet(own.title_of(pack, one), head, rows))
    return Report(_("配建标准核对"), lines, sheets)
