"""
Finding residents along the indexes that exist.

A list of a million people is fast only when the database walks an index in the order of the list, or when an index
leaves few rows to sort. A selection is therefore cut into branches (one for each area and each way in which a name can
match), each of which is a range of one index; the pages of the branches are merged here. Which index serves a branch is
decided by counting, no further than `COUNTED`, what each condition leaves; all other conditions are written so that the
database does not mistake them for a way in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.core.cache import cache
from django.db.models import (
    BigIntegerField,
    BinaryField,
    CharField,
    DateField,
    Exists,
    F,
    Field,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)

from laoyou.core import fields
from laoyou.core.models import ChainHead
from laoyou.core.scope import Scope, next_prefix
from laoyou.people.domain.ages import born_between
from laoyou.people.domain.names import Looks, after, surname_starts, syllables, understand
from laoyou.people.domain.selection import Basis, Selection
from laoyou.people.models import Resident, StatusFact

COUNTED = 30_000
"""How far the rows that a condition leaves are counted before a way in is chosen; more are taken for a great many."""

A_GREAT_MANY = 300_000

SHOWN_ROWS = 51
"""Rows of a page, and the one that tells that there are more."""

LOOK_UP = 1.3
"""What fetching and sorting a row costs, beside passing it on a walk along an index."""

KEEP_SECONDS = 3600

MANY_AREAS = 6
"""Beyond so many areas the index over the whole district is walked once, instead of one for each area."""

FROM_HERE_BY_PREFIX = 4
"""Letters from which a given name is found by its beginning; shorter ones must match as a whole."""

TOWN_DIGITS = 9


class Unindexed(Func):
    """The same value, but no way into an index: SQLite leaves a column under a unary plus alone."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


class Unsorted(Unindexed):
    """The same value as a sort key that no index gives: PostgreSQL walks an index of the order for the first few rows else."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        nothing = "|| ''" if isinstance(self.output_field, CharField) else "+ 0"
        return self.as_sql(compiler, connection, template=f"(%(expressions)s {nothing})", **extra)


@dataclass(frozen=True)
class Condition:
    """
    One condition on residents that an index could serve.

    column  the column of the range
    tests   look-up → value on that column ('gte', 'lt', 'exact')
    """

    column: str
    tests: tuple[tuple[str, Any], ...]

    def indexed(self) -> Q:
        """The condition as the database likes to use it."""
        return Q(**{f"{self.column}__{test}": value for test, value in self.tests})

    def plain(self) -> Q:
        """The condition as a mere filter."""
        return Q(**{f"plain_{self.column}__{test}": value for test, value in self.tests})


Way = Condition | str
"""A way into the table: a condition with an index, or the kind of a status fact."""


@dataclass(frozen=True)
class Branch:
    """
    A part of a selection that one index can serve.

    place       the area condition; a town begins an index of its own
    conditions  others that an index could serve
    filters     what no index serves: looks at the row alone
    statuses    kinds of facts that must hold on the day `on`
    tier        how well the name matches: the beginning of the name before the given name; lists show lower tiers first
    exact       found by a blind index: no need to count, and the dead are found too
    """

    place: Condition | None
    conditions: tuple[Condition, ...]
    filters: Q
    statuses: tuple[str, ...]
    on: date
    tier: int = 0
    exact: bool = False

    def base(self) -> QuerySet[Resident]:
        """All rows, with the columns also under names that no index serves."""
        rows = Resident.objects.unscoped("branches are cut from the areas of the scope")
        rows = rows.alias(**{f"plain_{name}": Unindexed(F(name), output_field=kind) for name, kind in _PLAIN.items()})
        return rows if self.exact else rows.filter(death_date__isnull=True)

    def facts(self, kind: str) -> QuerySet[StatusFact]:
        """The facts of one kind that hold."""
        return holding(self.on).filter(kind=kind)

    @property
    def town(self) -> Condition | None:
        """The area condition where it is a town."""
        return self.place if self.place is not None and self.place.column in _BESIDE_TOWN else None

    def _beside_town(self, column: str) -> bool:
        """Whether an index begins with the branch's town and goes on with `column`."""
        return self.town is not None and column in _BESIDE_TOWN[self.town.column]

    @cached_property
    def left(self) -> dict[Way, int]:
        """Each way in with the rows that it leaves, counted no further than `COUNTED`."""
        found: dict[Way, int] = {}
        ways: list[Way] = [*self.conditions, *([self.place] if self.place is not None else [])]
        for way in ways:
            if way is self.place and self.town is None and len(str(self.place.tests[0][1])) < TOWN_DIGITS:
                found[way] = A_GREAT_MANY + 1  # not counted: whatever else there is leaves no more
                continue
            rows = self.base().filter(way.indexed())  # type: ignore[union-attr]
            if self.town is not None and way is not self.town and self._beside_town(way.column):  # type: ignore[union-attr]
                rows = rows.filter(self.town.indexed())
            found[way] = _capped(rows)
        for kind in self.statuses:
            found[kind] = _capped(self.facts(kind))
        return found

    @cached_property
    def narrowest(self) -> Way | None:
        """The way in that leaves the fewest rows; None where the branch is everybody."""
        if self.exact:
            return self.conditions[0]
        return min(self.left, key=lambda way: self.left[way], default=None)

    def driver(self, order: str) -> Way | None:
        """
        By which way in a page sorted by `order` is read: None = walking the index of that order costs less.

        A walk passes as many rows as it takes to find a page of matches; reading and sorting costs every row once.
        """
        way = self.narrowest
        if way is None or self.exact:
            return way
        everybody = _everybody()
        share = 1.0
        for other, rows in self.left.items():
            if other is self.town and order in _BESIDE_TOWN[self.town.column]:
                continue  # the walk begins with the town, so it passes nobody else
            if isinstance(other, Condition) and self._is_walked(other, order):
                continue
            among = (
                self.left[self.town]
                if self.town is not None and isinstance(other, Condition) and self._beside_town(other.column)
                else everybody
            )
            share *= min(1.0, rows / max(1, among))
        walk = SHOWN_ROWS / max(share, 1e-7)
        return way if self.left[way] * LOOK_UP < walk else None

    def _is_walked(self, condition: Condition, order: str) -> bool:
        """Whether the index of `order` runs through `condition`: its own column, or an exact one that stands before it."""
        if condition.column == order:
            return True
        return (
            order == "pinyin"
            and condition.column in _BEFORE_PINYIN
            and condition.tests[0][0] == "exact"
            and self.town is None
        )

    def rows(self, order: str) -> QuerySet[Resident]:
        """The rows of the branch, sorted along the index of `order`, or found along what leaves few."""
        driver = self.driver(order)
        if driver is not None:
            return self._along(driver)
        rows = self.base().filter(self.filters)
        if self.place is not None:
            rows = rows.filter(self.place.indexed() if self._beside_town(order) else self.place.plain())
        for condition in self.conditions:
            rows = rows.filter(condition.indexed() if self._is_walked(condition, order) else condition.plain())
        for kind in self.statuses:
            rows = rows.filter(Exists(self.facts(kind).filter(resident_id=OuterRef("id"))))
            if order == "birth_date":  # Most facts belong to one end of life: the walk begins where they begin.
                rows = rows.filter(birth_date__range=born_among(kind, self.on))
        return rows

    def counted(self) -> QuerySet[Resident]:
        """The rows of the branch along what leaves the fewest, for counting; in no order."""
        return self._along(self.narrowest).order_by()

    def _along(self, driver: Way | None) -> QuerySet[Resident]:
        rows = self.base().filter(self.filters)
        if self.place is not None:
            beside = self.place is driver or (isinstance(driver, Condition) and self._beside_town(driver.column))
            rows = rows.filter(self.place.indexed() if beside else self.place.plain())
        for condition in self.conditions:
            rows = rows.filter(condition.indexed() if condition is driver else condition.plain())
        for kind in self.statuses:
            if kind == driver:
                rows = rows.filter(id__in=self.facts(kind).values("resident_id"))
            else:
                rows = rows.filter(Exists(self.facts(kind).filter(resident_id=OuterRef("id"))))
        return rows

    def ordering(self, order: str, descending: bool) -> list[Any]:
        """The sort order of `rows`: by the index only where it is walked."""
        keys: list[Any] = [F(order), F("id")]
        if self.driver(order) is not None:
            keys = [Unsorted(F(name), output_field=_PLAIN[name]) for name in (order, "id")]
        return [key.desc() if descending else key.asc() for key in keys]


def _capped(rows: QuerySet[Any]) -> int:
    found = rows.order_by().values("pk")[: COUNTED + 1].count()
    return A_GREAT_MANY if found > COUNTED else found


def _everybody() -> int:
    """About how many people there are: the last number given, which costs nothing to ask."""
    return (
        Resident.objects.unscoped("the size of the register").order_by("-id").values_list("id", flat=True).first() or 1
    )


_TEXT = ("pinyin", "given_pinyin", "initials", "residence_area", "registered_area", "residence_town", "registered_town")
_PLAIN: dict[str, Field[Any, Any]] = {
    **{name: CharField() for name in _TEXT},
    "id": BigIntegerField(),
    "birth_date": DateField(),
    "id_number_index": BinaryField(),
    "phone_index": BinaryField(),
}
_BEFORE_PINYIN = ("initials", "given_pinyin")
_BESIDE_TOWN = {"residence_town": ("pinyin", "birth_date"), "registered_town": ("birth_date",)}
"""The columns that follow each town in an index."""


def holding(on: date) -> QuerySet[StatusFact]:
    """The status facts that hold on a day, as far as the register knows now."""
    facts = StatusFact.objects.unscoped("only ever joined to residents of a scope")
    return facts.filter(Q(true_to__isnull=True) | Q(true_to__gt=on), superseded_at__isnull=True, true_from__lte=on)


def born_among(kind: str, on: date) -> tuple[date, date]:
    """
    The first and the last birth date of those for whom a fact of `kind` holds on a day.

    Kept until a command touches the people's register: each leaves an entry at the head of an audit chain.
    """
    heads = ChainHead.objects.filter(pk__startswith="audit/", pk__endswith=":people").aggregate(seq=Sum("seq"))["seq"]
    newest = (
        StatusFact.objects.unscoped("the size of the register").order_by("-id").values_list("id", flat=True).first()
    )
    key = f"people-born-among-{kind}-{on}-{heads}-{newest}"
    known: tuple[date, date] | None = cache.get(key)
    if known is None:
        rows = Resident.objects.unscoped("only a bound for a walk through the residents of a scope")
        ends = rows.filter(id__in=holding(on).filter(kind=kind).values("resident_id")).aggregate(
            first=Min("birth_date"), last=Max("birth_date")
        )
        known = (ends["first"] or date.min, ends["last"] or date.max)
        cache.set(key, known, KEEP_SECONDS)
    return known


def branches(selection: Selection, scope: Scope, permission: str, *, on: date) -> list[Branch]:
    """The branches that together are the selection within the areas of `scope`; no row is in two of them."""
    found = []
    for place, shut in _places(selection, scope, permission):
        before = Q()
        for tier, (searched, matches, exact) in enumerate(_search(selection.search)):
            filters = matches & shut & before & _plain_filters(selection)
            conditions = (*searched, *_age(selection, on))
            found.append(Branch(place, conditions, filters, selection.statuses, on, tier, exact))
            already = matches
            for condition in searched:
                already &= condition.plain()
            before &= ~already
    return found


def _plain_filters(selection: Selection) -> Q:
    filters = Q(sex=selection.sex) if selection.sex else Q()
    if selection.elsewhere is not None:
        other = "residence_area" if selection.basis is Basis.REGISTERED else "registered_area"
        filters &= Q(**{f"plain_{other}__isnull": selection.elsewhere})
    return filters


def _age(selection: Selection, on: date) -> tuple[Condition, ...]:
    if selection.months == (None, None):
        return ()
    born_after, born_until = born_between(*selection.months, on)
    tests: list[tuple[str, Any]] = []
    if born_after is not None:
        tests.append(("gt", born_after))
    if born_until is not None:
        tests.append(("lte", born_until))
    return (Condition("birth_date", tuple(tests)),)


def areas_of(selection: Selection, scope: Scope, permission: str) -> tuple[str, ...]:
    """The chosen areas as far as the scope covers them, the narrower of each two; ('',) = everywhere."""
    allowed = scope.area_prefixes(permission)
    if not selection.areas:
        return allowed
    cut = [
        longer
        for chosen in selection.areas
        for held in allowed
        for longer in [max(chosen, held, key=len)]
        if longer.startswith(chosen) and longer.startswith(held)
    ]
    return tuple(
        dict.fromkeys(
            area for area in sorted(cut) if not any(area != other and area.startswith(other) for other in cut)
        )
    )


def _places(selection: Selection, scope: Scope, permission: str) -> Iterator[tuple[Condition | None, Q]]:
    """(area condition, filter that shuts out what another place has already)."""
    areas = areas_of(selection, scope, permission)
    columns = {
        Basis.LIVING: ("residence",),
        Basis.REGISTERED: ("registered",),
        Basis.EITHER: ("residence", "registered"),
    }[selection.basis]
    for position, column in enumerate(columns):
        shut = (~_in_any(columns[0], areas) | Q(plain_residence_area__isnull=True)) if position else Q()
        if len(areas) > MANY_AREAS:
            yield None, shut & _in_any(column, areas)
            continue
        for area in areas:
            if area == "":
                yield None, shut & Q(**{f"plain_{column}_area__isnull": False})
            elif len(area) == TOWN_DIGITS:
                yield Condition(f"{column}_town", (("exact", area),)), shut
            else:
                yield Condition(f"{column}_area", (("gte", area), ("lt", next_prefix(area)))), shut


def _in_any(column: str, areas: Sequence[str]) -> Q:
    if "" in areas:
        return Q(**{f"plain_{column}_area__isnull": False})
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(**{f"plain_{column}_area__gte": area, f"plain_{column}_area__lt": next_prefix(area)})
    return inside


Match = tuple[tuple[Condition, ...], Q, bool]
"""Conditions that an index serves, a filter, and whether it is an exact look-up."""


def _search(text: str) -> Iterator[Match]:
    """Each way in which `text` can match a name or a number, the best first."""
    wanted = understand(text)
    if wanted.looks is Looks.NOTHING:
        yield (), (Q(pk__in=[]) if text.strip() else Q()), False
    elif wanted.looks is Looks.NUMBER:
        for name in ("id_number", "phone"):
            looked_for = fields.looking_for(Resident, name, wanted.text)
            ((column, values),) = cast(list[tuple[str, list[bytes]]], looked_for.children)
            yield (Condition(column.removesuffix("__in"), (("in", tuple(values)),)),), Q(), True
    elif wanted.looks is Looks.HAN:
        yield from _search_han(wanted.text)
    else:
        yield from _search_letters(wanted.text)


def _begins(column: str, text: str) -> Condition:
    return Condition(column, (("gte", text), ("lt", after(text))))


def _is(column: str, text: str) -> Condition:
    return Condition(column, (("exact", text),))


def _search_han(text: str) -> Iterator[Match]:
    for start in surname_starts(text):
        if start:
            yield (_begins("pinyin", start),), Q(name__startswith=text), False
    given = "".join(syllables("一" + text)[0][1:])
    if given:
        condition = _begins("given_pinyin", given) if len(text) > 1 else _is("given_pinyin", given)
        yield (condition,), Q(name__contains=text), False


def _search_letters(text: str) -> Iterator[Match]:
    yield (_begins("pinyin", text),), Q(), False
    if len(text) > 1:
        yield (_is("initials", text),), Q(), False
        whole = len(text) < FROM_HERE_BY_PREFIX
        yield (_is("given_pinyin", text) if whole else _begins("given_pinyin", text),), Q(), False
