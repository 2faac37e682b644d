"""Our register against another system's list: who is missing there, who stands there already."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from laoyou.core import clock
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.people.models import ReportedThere, Resident
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.resident_presenter import age_words

LIST = "people.list_residents"
AGES = {"60": (60, None), "65": (65, None), "80": (80, None), "0-2": (0, 3)}


def systems_of(scope: Scope) -> list[str]:
    """The systems with whose lists residents in the scope were compared, by name."""
    rows = ReportedThere.objects.scoped(scope, LIST).order_by("system")
    return list(rows.values_list("system", flat=True).distinct()[:50])


class ListReportedPage(ListPage):
    """Residents who do, or do not, stand in the list of another system by the last comparison."""

    name = "people.reported"
    permission = LIST
    export_permission = "people.export_residents"
    title = gettext_lazy("与上级系统对照")
    lead = gettext_lazy(
        "先把对方系统的名单在“表格导入”里试算，再点“记下对方已有的人”。对不上的、不一致的在那次导入里逐行列出，不会改动名册。"
    )
    search_hint = gettext_lazy("姓名")
    default_sort = "name"
    empty_title = gettext_lazy("这里没有居民")
    empty_text = gettext_lazy("还没有对照过，或者两边一致。")
    columns = (
        Column("name", gettext_lazy("姓名"), order=("pinyin", "name"), lang="zh"),
        Column("sex", gettext_lazy("性别"), value=lambda row: row.get_sex_display()),
        Column("age", gettext_lazy("年龄"), value=lambda row: age_words(row.birth_date, clock.today())),
        Column("birth_date", gettext_lazy("出生日期"), kind=Kind.DATE, order=("birth_date",)),
        Column(
            "area",
            gettext_lazy("居住地"),
            value=lambda row: row.residence_area.name if row.residence_area else "",
            lang="zh",
        ),
        Column(
            "id_number",
            gettext_lazy("证件号码"),
            kind=Kind.MASKED,
            value=lambda row: str(row.id_number or ""),
            narrow=False,
        ),
        Column("there", gettext_lazy("对方名单截止日期"), kind=Kind.DATE, value=lambda row: row.there),
    )

    def get_filters(self) -> Any:
        """The systems of the reader's scope, the side, towns, ages."""
        systems = systems_of(self.request.scope)
        return (
            Choice("system", gettext_lazy("对方系统"), tuple(Option(one, one, chinese=True) for one in systems)),
            Choice(
                "side",
                gettext_lazy("哪些人"),
                (Option("missing", gettext_lazy("我方有、对方没有")), Option("there", gettext_lazy("对方已有"))),
            ),
            Choice("town", gettext_lazy("镇街"), _towns),
            Choice(
                "age",
                gettext_lazy("年龄"),
                (
                    Option("60", gettext_lazy("60岁及以上")),
                    Option("65", gettext_lazy("65岁及以上")),
                    Option("80", gettext_lazy("80岁及以上")),
                    Option("0-2", gettext_lazy("3岁以下")),
                ),
            ),
        )

    def queryset(self, query: ListQuery) -> QuerySet[Resident]:
        there = ReportedThere.objects.scoped(query.scope, LIST).filter(resident=OuterRef("pk"))
        if system := query.one("system"):
            there = there.filter(system=system)
        rows: QuerySet[Resident] = Resident.objects.scoped(query.scope, LIST).filter(
            death_date__isnull=True, residence_area__isnull=False
        )
        newest = there.order_by("-as_of").values("as_of")[:1]
        rows = rows.select_related("residence_area").annotate(there=Subquery(newest, output_field=DateField()))
        if side := query.one("side"):
            rows = rows.filter(Exists(there) if side == "there" else ~Exists(there))
        if query.search:
            rows = rows.filter(Q(name__startswith=query.search))
        if town := query.one("town"):
            rows = rows.filter(within("residence_area_id", (town,)))
        if (age := query.one("age")) in AGES:
            rows = rows.filter(_aged(*AGES[age]))
        return rows

    def row_url(self, row: Any) -> str | None:
        return resident_url(row.pk) if self.request.scope.may("people.show_resident") else None


def _aged(low: int, high: int | None) -> Q:
    """Completed years of age from `low` to below `high` today."""
    today = clock.today()

    def born(years: int) -> Any:
        try:
            return today.replace(year=today.year - years)
        except ValueError:  # 29 February: the year is completed on 1 March
            return today.replace(year=today.year - years, month=2, day=28)

    found = Q(birth_date__lte=born(low))
    return found if high is None else found & Q(birth_date__gt=born(high))


def _towns(scope: Scope) -> list[Option]:
    rows = Area.objects.filter(level=Area.Level.TOWN).filter(within("id", scope.area_prefixes(LIST))).order_by("id")
    return [Option(area.pk, area.name, chinese=True) for area in rows]
