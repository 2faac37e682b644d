"""What the documents of the pack say of the same rows: the number beside ours."""

from __future__ import annotations

from functools import lru_cache

from laoyou.core import district
from laoyou.packs.models.measure import Comparison, Count
from laoyou.packs.public import Pack, PackFigure
from laoyou.providers.domain.selection import Selection

TABLES = {"facilities": "facilities", "beds": "beds", "childcare_places": "places", "staff": "staff"}
"""Table of the pack vocabulary → our register."""
KEYS = {
    "kinds": "kind",
    "registers": "register",
    "facility_kind": "kind",
    "class_kind": "class",
    "credentials": "credential",
}
"""Column of the vocabulary → key of a selection, where they are called differently."""
SAME = frozenset({"ownership", "operation", "tier", "nursing", "session", "job", "demonstration"})


def selection_of(count: Count, area: str = "") -> Selection | None:
    """
    The selection of the rows that `count` counts within `area`; None where a selection cannot say it.

    A count of facilities that does not ask whether they are closed counts all of them.
    """
    register = TABLES.get(count.table)
    if register is None or (register in ("beds", "places") and count.sum is None):
        return None
    conditions: dict[str, object] = {"area": area}
    if count.sum is not None:
        conditions["reading"] = count.sum
    if register == "facilities":
        conditions["state"] = "all"
    for column, test in count.where.items():
        if column == "closed_on" and isinstance(test, Comparison) and test.empty is not None:
            conditions["state"] = "open" if test.empty else "closed"
            continue
        key = KEYS.get(column, column if column in SAME else "")
        values = _any_of(test)
        if not key or values is None or key in conditions:
            return None
        conditions[key] = values
    return Selection.of(register, conditions)


def _any_of(test: object) -> tuple[object, ...] | None:
    """The values any of which fulfils `test`; None where it says something else."""
    if not isinstance(test, Comparison):
        return test if isinstance(test, tuple) else (("1" if test else "0",) if isinstance(test, bool) else (test,))
    if test.model_fields_set == {"is_in"}:
        return test.is_in
    if test.model_fields_set == {"has_any"}:
        return test.has_any
    if test.model_fields_set == {"has_all"} and len(test.has_all or ()) == 1:
        return test.has_all
    return None


def beside(selection: Selection) -> tuple[PackFigure, ...]:
    """The published figures for the rows of `selection` in its area: cells of the pack's tables that count the same."""
    pack = district.pack()
    area = selection.get("area") or pack.manifest.area
    found = []
    for figure in _columns(pack.name).get(_key(selection), ()):
        cell = pack.official(figure, area, pack.manifest.clock) if pack.manifest.clock else _any_day(pack, figure, area)
        if cell is not None:
            found.append(cell)
    return tuple(found)


def _any_day(pack: Pack, figure: str, area: str) -> PackFigure | None:
    series = pack.series(figure, area)
    return series[-1] if series else None


def _key(selection: Selection) -> str:
    """The selection without its area and without whether facilities are open, which no table says."""
    return selection.but(area=None, state=None).ref


@lru_cache(maxsize=4)
def _columns(pack_name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for table in district.pack().figures.values():
        if "area" not in table.description.key:
            continue
        for column in table.description.column:
            selection = selection_of(column.counts) if column.counts is not None else None
            if selection is not None:
                found.setdefault(_key(selection), []).append(f"{table.description.id}.{column.name}")
    return {key: tuple(figures) for key, figures in found.items()}
