"""Exact numbers of people: by area, age, sex and status; for figures, indicators and snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import BooleanField, Case, CharField, Q, QuerySet, Value, When
from django.db.models import Count as CountRows
from django.db.models.functions import Cast, Substr

from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.packs.models.measure import Comparison, Count
from laoyou.people.domain.ages import born_between
from laoyou.people.domain.selection import Basis, Selection
from laoyou.people.models import Resident
from laoyou.people.queries.branches import areas_of, holding

BATCH = 50_000
COUNT = "people.count_residents"
TOWN_DIGITS = 9


def by_town(selection: Selection, scope: Scope, *, on: date) -> dict[str, int]:
    """Town (area id of nine digits) → living people of the selection within the scope; towns without any are absent."""
    column = _town_column(selection.basis)
    rows = Resident.objects.unscoped("cut to the areas of the scope").filter(
        _condition(selection, on), death_date__isnull=True
    )
    rows = rows.filter(**{f"{column}__in": _towns(areas_of(selection, scope, COUNT))})
    areas = areas_of(selection, scope, COUNT)
    if any(len(area) > TOWN_DIGITS for area in areas):
        rows = rows.filter(within(column.replace("_town", "_area"), areas))
    return dict(rows.order_by().values_list(column).annotate(number=CountRows("id")))


def number(selection: Selection, scope: Scope, *, on: date) -> int:
    """How many living people the selection has within the scope, exactly."""
    return sum(by_town(selection, scope, on=on).values())


def _town_column(basis: Basis) -> str:
    if basis is Basis.EITHER:
        raise ValueError("a number says on which basis people are counted: by residence or by registration")
    return "registered_town" if basis is Basis.REGISTERED else "residence_town"


def _towns(areas: Sequence[str]) -> list[str]:
    """The towns that lie in `areas`, or that contain one of them."""
    towns = Area.objects.filter(level=Area.Level.TOWN).values_list("id", flat=True)
    return [town for town in towns if any(town.startswith(area) or area.startswith(town) for area in areas)]


def _condition(selection: Selection, on: date) -> Q:
    if selection.search:
        raise ValueError("a figure counts no search")
    found = Q()
    born_after, born_until = born_between(*selection.months, on)
    if born_after is not None:
        found &= Q(birth_date__gt=born_after)
    if born_until is not None:
        found &= Q(birth_date__lte=born_until)
    if selection.sex:
        found &= Q(sex=selection.sex)
    if selection.elsewhere is not None:
        other = "residence_area" if selection.basis is Basis.REGISTERED else "registered_area"
        found &= Q(**{f"{other}__isnull": selection.elsewhere})
    for kind in selection.statuses:
        found &= Q(id__in=holding(on).filter(kind=kind).values("resident_id"))
    return found


def selection_of(count: Count, area: str = "") -> Selection:
    """The people that `count` counts within `area`; ValueError where the register's lists have no words for it."""
    months: tuple[int | None, int | None] = (None, None)
    sex = ""
    statuses: tuple[str, ...] = ()
    for name, test in count.where.items():
        if name == "age_months" and isinstance(test, Comparison) and test.model_fields_set <= {"ge", "lt"}:
            months = (test.ge, test.lt)
        elif name == "sex" and isinstance(test, str):
            sex = test
        elif name == "statuses" and isinstance(test, Comparison) and test.model_fields_set == {"has_all"}:
            statuses = test.has_all or ()
        else:
            raise ValueError(f"residents cannot be counted by {name} = {test!r}")
    basis = Basis.REGISTERED if count.area_by == "registered_area" else Basis.LIVING
    return Selection(areas=(area,) if area else (), months=months, sex=sex, statuses=statuses, basis=basis)


def batches(on: date) -> Iterator[Mapping[str, Sequence[object]]]:
    """
    The register on the day `on` as columns, some 50,000 rows each: key, birth_date, sex, areas, statuses (joined by ",").

    A row for whoever was born and alive and lived or was registered in the district; areas are those of today.
    """
    rows = Resident.objects.unscoped("a snapshot holds the whole register").filter(
        Q(death_date__isnull=True) | Q(death_date__gt=on), birth_date__lte=on
    )
    rows = rows.filter(Q(residence_area__isnull=False) | Q(registered_area__isnull=False))
    last = 0
    while True:
        part = list(
            rows.filter(id__gt=last)
            .order_by("id")
            .annotate(born=Cast("birth_date", CharField()))  # text, which costs less than a million date objects
            .values_list("id", "born", "sex", "residence_area_id", "registered_area_id")[:BATCH]
        )
        if not part:
            return
        first, last = part[0][0], part[-1][0]
        kinds: dict[int, list[str]] = {}
        facts = holding(on).filter(resident_id__gte=first, resident_id__lte=last).order_by("kind")
        for resident_id, kind in facts.values_list("resident_id", "kind"):
            kinds.setdefault(resident_id, []).append(kind)
        keys, births, sexes, residences, registrations = zip(*part, strict=True)
        yield {
            "key": keys,
            "birth_date": births,
            "sex": sexes,
            "residence_area": residences,
            "registered_area": registrations,
            "statuses": [",".join(kinds.get(key, ())) for key in keys],
        }


def by_single_age(on: date) -> dict[str, list[list[int]]]:
    """
    Town → living residents on the day `on` by sex (male, female) and completed year of age, 100 and over together.

    One pass over the register, for jobs: it takes a second or two for a million residents.
    """
    birthday = on.strftime("%m-%d")
    groups = (
        _living(on)
        .annotate(born=Cast("birth_date", CharField()))
        .annotate(
            year=Substr("born", 1, 4),
            later=Substr("born", 6, 5),
        )
        .annotate(
            to_come=Case(When(later__gt=birthday, then=Value(True)), default=Value(False), output_field=BooleanField())
        )
        .order_by()
        .values_list("residence_town", "sex", "year", "to_come")
        .annotate(number=CountRows("id"))
    )
    towns: dict[str, list[list[int]]] = {}
    for town, sex, year, to_come, number in groups:
        age = min(100, on.year - int(year) - bool(to_come))
        towns.setdefault(town, [[0] * 101, [0] * 101])[0 if sex == "male" else 1][age] += number
    return towns


def by_month_of_birth(on: date, *, months: int) -> dict[str, dict[str, int]]:
    """Town → month of birth ("2026-10") → living residents on the day `on` who were born in the last `months` months."""
    first = on.year * 12 + on.month - months
    since = date(first // 12, first % 12 + 1, 1)
    groups = (
        _living(on)
        .filter(birth_date__gte=since)
        .annotate(born=Cast("birth_date", CharField()))
        .annotate(month=Substr("born", 1, 7))
        .order_by()
        .values_list("residence_town", "month")
        .annotate(number=CountRows("id"))
    )
    towns: dict[str, dict[str, int]] = {}
    for town, month, number in groups:
        towns.setdefault(town, {})[month] = number
    return towns


def _living(on: date) -> QuerySet[Resident]:
    rows: QuerySet[Resident] = Resident.objects.unscoped("a projection begins with everybody, by town and age").filter(
        Q(death_date__isnull=True) | Q(death_date__gt=on), birth_date__lte=on, residence_area__isnull=False
    )
    return rows
