"""Every component of the shell on one page, in all its states: what the browser tests look at, and what a new room copies from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, ListResult, Option, Sort, from_sequence
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.core.shell.states import all_states, badge
from laoyou.core.views import Page

DENSITIES = ("staff", "public", "elder")
AS_OF = date(2026, 10, 31)

# Invented towns: the page must not be taken for a district's.
_TOWNS = (
    ("t1", "示例东镇", 3.0, 1.0, 812), ("t2", "示例西镇", 0.0, 1.5, 120), ("t3", "示例南街道", 1.6, 3.0, 1560),
    ("t4", "示例北街道", 1.8, 0.0, 430), ("t5", "示例中街道", 1.7, 1.4, 2210), ("t6", "示例山乡", 0.3, 3.2, 64),
    ("t7", "示例河镇", 3.2, 2.8, 305), ("t8", "示例湖镇", 0.4, 0.2, None), ("t9", "示例桥街道", 2.3, 2.2, 958),
    ("t10", "示例路街道", 1.1, 2.2, 640), ("t11", "示例桃花镇", 3.1, 0.1, 233),
)  # fmt: skip


class ExampleForm(forms.Form):
    """A form with each kind of field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("姓名"), help_text=_("与身份证一致"))
        self.fields["born"] = forms.DateField(
            label=_("出生日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.fields["town"] = forms.ChoiceField(label=_("镇街"), choices=[("", _("请选择")), ("1", "A"), ("2", "B")])
        self.fields["note"] = forms.CharField(label=_("备注"), widget=forms.Textarea, required=False)
        self.fields["living"] = forms.ChoiceField(
            label=_("居住情况"),
            choices=[("alone", _("独居")), ("empty_nest", _("空巢")), ("family", _("与家人同住"))],
            widget=forms.RadioSelect,
        )
        self.fields["agreed"] = forms.BooleanField(label=_("已当面核对证件"))


class ExampleList(ListPage):
    """A small list over rows in memory."""

    public = True
    title = ""
    columns = ()

    def prepare(self, request: HttpRequest) -> dict[str, Any]:
        self.request = request  # type: ignore[assignment]
        query = self.query_of(request)
        return self.list_context(query, self.rows(query))

    def get_title(self) -> str:
        return _("示例清单")

    def get_columns(self) -> list[Column]:
        return [
            Column("name", _("名称"), value=lambda row: row[0], lang="zh", sub=lambda row: row[5], order=("name",)),
            Column("beds", _("床位"), Kind.NUMBER, value=lambda row: row[1], unit=_("张"), order=("beds",)),
            Column("state", _("状态"), Kind.STATE, value=lambda row: row[2]),
            Column("phone", _("电话"), Kind.MASKED, value=lambda row: row[3]),
            Column("since", _("登记日期"), Kind.DATE, value=lambda row: row[4], order=("since",)),
        ]

    @property
    def search_hint(self) -> str:  # type: ignore[override]
        return _("名称、拼音首字母")

    def get_filters(self) -> list[Choice]:
        return [
            Choice("kind", _("类型"), options=(Option("home", _("养老机构")), Option("nursery", _("托育机构")))),
            Choice(
                "tier",
                _("定位"),
                options=(Option("affordable", _("普惠")), Option("market", _("市场化"))),
                several=True,
            ),
        ]

    def rows(self, query: ListQuery) -> ListResult:
        rows = [
            ("示例养老服务中心", 120, "reached", "023****1234", date(2019, 5, 1), "中心镇 · 公建民营"),
            ("示例护理院", 86, "on_course", "138****0001", date(2021, 3, 18), "东镇 · 民办"),
            ("示例托育园", 60, "behind", "139****0002", date(2023, 9, 1), "西镇 · 普惠"),
            ("示例互助点", None, "no_data", "", None, "山乡"),
        ]
        order = {"name": 0, "beds": 1, "since": 4}.get((query.sort or Sort("name")).column, 0)
        return from_sequence(rows, query, key=lambda row: (row[order] is not None, row[order] or 0))

    def row_url(self, row: Any) -> str:
        return "#list"

    def _may_export(self, query: ListQuery) -> bool:
        return True


def _figures() -> dict[str, Figure]:
    return {
        "beds": Figure("example:beds", _("养老机构床位"), 4200, _("张"), AS_OF, example=True),
        "rate": Figure("example:rate", _("护理型床位占比"), Decimal("56.3"), "%", AS_OF, decimals=1),
        "places": Figure("example:places", _("每千人口托位数"), Decimal("3.42"), _("个托位"), AS_OF, decimals=2),
        "doubt": Figure("example:doubt", _("机构数"), 37, _("家"), AS_OF, doubt=_("公布的合计与分项不符，见来源说明")),
        "unknown": Figure("example:unknown", _("家庭养老床位"), None, _("张"), AS_OF),
    }


def _charts() -> dict[str, Chart]:
    years = tuple(str(year) for year in range(2020, 2027))
    ages = ("0–4", *(f"{low}–{low + 4}" for low in range(5, 95, 5)), "95+")
    men = (24, 26, 28, 31, 29, 26, 30, 38, 36, 33, 34, 41, 45, 37, 30, 22, 14, 7, 3, 1)
    women = (22, 24, 26, 29, 28, 26, 31, 39, 37, 34, 35, 42, 46, 39, 33, 26, 18, 10, 5, 2)
    return {
        "line": Chart(
            _("护理型床位占比已超过目标"), "line", years,
            (Series(_("护理型床位占比"), (38, 41, 44, 47, 50, 53, 56), low=(36, 39, 42, 45, 48, 51, 54), high=(40, 43, 46, 49, 52, 55, 58)),),
            subtitle=_("护理型床位 ÷ 床位总数，阴影为估计范围"), unit="%", category_name=_("年份"), target=55, target_name=_("2025年目标"),
            source="示例文件 第三条", name="chart-line", example=True,
        ),
        "bars": Chart(
            _("三个镇街的托位还没有达到目标"), "bar", ("示例东镇", "示例西镇", "示例南街道", "示例北街道"),
            (Series(_("每千人口托位数"), (Decimal("3.4"), Decimal("1.9"), Decimal("4.6"), Decimal("2.1"))),),
            subtitle=_("备案托位 ÷ 常住人口"), unit=_("个/千人"), category_name=_("镇街"), target=Decimal("4.5"), target_name=_("目标"), decimals=1,
            source="示例文件 表2", name="chart-bars", example=True, chinese_categories=True,
        ),
        "columns": Chart(
            _("公办床位减少，民办床位增加"), "column", years[-4:],
            (Series(_("公办"), (1900, 1850, 1800, 1760)), Series(_("民办"), (1500, 1720, 2040, 2440))),
            subtitle=_("年末核定床位"), unit=_("张"), category_name=_("年份"), source="示例文件 表1", name="chart-columns", example=True,
        ),
        "pyramid": Chart(
            _("60岁以上的人占三成，女性更多"), "pyramid", ages, (Series(_("男"), men), Series(_("女"), women)),
            subtitle=_("常住人口，按年龄和性别"), unit=_("千人"), category_name=_("年龄"), source="示例文件 表3", name="chart-pyramid", example=True,
        ),
    }  # fmt: skip


def _map(chosen: str, path: str, density: str) -> SchematicMap:
    towns = tuple(Town(code, name, x, y, url="#map") for code, name, x, y, _value in _TOWNS)
    amounts = {code: value for code, _name, _x, _y, value in _TOWNS}
    gaps = {code: None if value is None else round((value - 500) / 200, 1) for code, value in amounts.items()}

    def url(code: str) -> str:
        return f"{path}?density={density}&layer={code}#map"

    return SchematicMap(
        towns,
        (
            Layer(
                "beds", _("养老床位"), amounts, _("张"), doubt=frozenset({"t9"}), source="示例文件 表1", url=url("beds")
            ),
            Layer("gap", _("与目标的差距"), gaps, _("个/千人"), decimals=1, scale="gap", url=url("gap")),
        ),
        chosen=chosen,
        name="town-map",
    )


class ShowComponentsPage(Page):
    """All components. `?density=` shows them for staff, for the public, and for elders."""

    public = True
    template = "core/show_components.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        density = request.GET.get("density", "")
        density = density if density in DENSITIES else "staff"
        wrong = ExampleForm({"name": "", "born": "", "town": "1", "living": ""})
        wrong.is_valid()
        context = {
            **ExampleList().prepare(request),
            "density": density,
            "public_density": "elder" if density == "elder" else "public",
            "densities": [
                {"title": word, "url": f"?density={code}", "chosen": code == density, "count": None}
                for code, word in zip(DENSITIES, (_("办公"), _("公众"), _("长辈")), strict=True)
            ],
            "states": [(state.code, badge(state.code)) for state in all_states()],
            "figures": _figures(),
            "history": [31.0, 36.5, None, 44.1, 50.2, 56.3],
            "form_wrong": wrong,
            "form_fresh": ExampleForm(auto_id="fresh_%s"),
            "charts": _charts(),
            "map": _map(request.GET.get("layer", ""), request.path, density),
            "crumbs": [(_("首页"), "/"), (_("机构"), "#top"), ("示例养老服务中心", "", "zh")],
            "tabs": [
                {"title": _("基本情况"), "url": "#tabs", "chosen": True, "count": None},
                {"title": _("床位"), "url": "#tabs", "chosen": False, "count": 120},
                {"title": _("人员"), "url": "#tabs", "chosen": False, "count": 48},
            ],
            "reasons": [_("核对高龄津贴账户"), _("联系本人或家属")],
            "moment_shown": datetime(2026, 10, 31, 6, 5, tzinfo=UTC),
            "table_columns": [
                {"title": _("镇街")},
                {"title": _("60岁以上"), "unit": _("人"), "number": True},
                {"title": _("占比"), "unit": "%", "number": True},
            ],
            "table_rows": [["A", "12,034", "24.1"], ["B", "8,410", "27.9"]],
            "example_day": AS_OF,
            "source_shown": "公安户籍",
            "second_source_shown": "社区登记",
            "visitor_shown": "示例社工",
        }
        return self.render(context)
