"""What a plan itself forecasts, as its pack lists it: measure, the figure that states it, the norm that was applied."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from laoyou.packs.public import Pack

TABLE: Final = "plan-forecasts"
NOTHING: Final = "none"
FACTORS: Final = {
    "ten_thousand_persons": Decimal(10000),
    "ten_thousand_beds": Decimal(10000),
    "ten_thousand_places": Decimal(10000),
}
NORMS: Final = {
    "beds": "forecast.beds_per_1000_elders",
    "places": "forecast.places_per_1000_residents",
    "nursing_beds": "forecast.nursing_bed_share",
}


def place(
    pack: Pack, document: str, clause: str, *, verified: bool, example: bool = False, quote: str = ""
) -> dict[str, Any]:
    """A place in a document, as it is kept beside results."""
    found = pack.documents[document]
    return {
        "document": found.title, "document_en": found.title_en, "number": found.number or "", "clause": clause,
        "verified": verified, "example": example, "quote": quote,
    }  # fmt: skip


def place_of_table(pack: Pack, table: str) -> dict[str, Any]:
    """Where a table of figures stands."""
    one = pack.figures[table].description
    return place(pack, one.document, one.clause, verified=one.verified, example=one.example)


def stated(pack: Pack) -> dict[str, Any] | None:
    """
    What a plan forecasts: place, note, `lines` (none where it states none), `norms` by measure; None where nobody has looked.

    A line is an aim where it is an indicator's target, and else a forecast; values are in persons, beds or places.
    """
    if TABLE not in pack.figures:
        return None
    described = pack.figures[TABLE].description
    lines = []
    for row in pack.figures[TABLE].rows.values():
        measure, ref = str(row.cells["measure"]), str(row.cells["figure"] or "")
        if measure != NOTHING:
            lines.append({"measure": measure, **_line(pack, ref)})
    norms = {}
    for measure, key in NORMS.items():
        norm = pack.norms.get(key)
        if norm is not None and norm.value is not None:
            source = place(
                pack, norm.document, norm.clause, verified=norm.verified, example=norm.example, quote=norm.quote or ""
            )
            norms[measure] = {
                "value": str(norm.value), "title": norm.title, "title_en": norm.title_en, "source": source,
            }  # fmt: skip
    return {
        "name": pack.manifest.name, "name_en": pack.manifest.name_en, "note": described.note,
        "note_en": described.note_en, "source": place_of_table(pack, TABLE), "lines": lines, "norms": norms,
        "parts": _parts(pack, lines),
    }  # fmt: skip


def _parts(pack: Pack, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    What a plan states for each of its districts: the other rows of the table that a line was taken from, one for each measure.

    The rate of a row (places per 1,000 residents) goes with it, where the table has one.
    """
    found = []
    for line in lines:
        table, _slash, rest = line["ref"].partition("/")
        if table not in pack.figures or pack.figures[table].description.key != ("area",):
            continue
        own, _slash, column = rest.partition("/")
        rates = "rate" in {one.name for one in pack.figures[table].description.column}
        for (area,), row in pack.figures[table].rows.items():
            if area == own:
                continue
            entry = pack.areas.get(area)
            kept = {"measure": line["measure"], "area": area, **_line(pack, f"{table}/{area}/{column}")}
            kept["name"] = entry.name if entry else str(row.cells.get("name_printed") or area)
            kept["name_en"] = entry.name_en if entry else None
            if rates and line["measure"] == "places":
                kept["rate"] = str(pack.figure(f"{table}/{area}/rate").value)
            found.append(kept)
    return found


def _line(pack: Pack, ref: str) -> dict[str, Any]:
    if ref in pack.indicators:
        indicator = pack.indicators[ref]
        target, plan = indicator.target, pack.plans[pack.plan_of[ref]]
        source = place(
            pack, plan.document, indicator.clause, verified=pack.is_verified(indicator), quote=indicator.quote or ""
        )
        value = None if target.value is None else str(target.value)
        return {"ref": ref, "value": value, "year": target.year, "aim": True, "source": source}
    figure = pack.figure(ref)
    quote = (pack.statements[ref].quote or "") if ref in pack.statements else ""
    source = place(pack, figure.document, figure.clause, verified=figure.verified, example=figure.example, quote=quote)
    value = None if figure.value is None else str(figure.value * FACTORS.get(figure.unit, Decimal(1)))
    year = figure.year or (figure.as_of.year if figure.as_of else _year_of(pack, ref))
    return {"ref": ref, "value": value, "year": year, "aim": False, "source": source}


def _year_of(pack: Pack, ref: str) -> int | None:
    """The year of the list's own day, for a cell of a table that has none."""
    day = pack.figures[TABLE].description.as_of
    return day.year if day else None
