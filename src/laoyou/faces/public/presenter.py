"""Published rows as the public pages say them, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from laoyou.core.figures import show
from laoyou.core.shell import states
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.faces.public import queries
from laoyou.faces.public.models import (
    PublishedArea,
    PublishedCircular,
    PublishedFacility,
    PublishedIndex,
    PublishedIndicator,
)


def words(pair: dict[str, str] | None) -> str:
    """A text in the reader's language; the Chinese one where nobody has translated it."""
    if not pair:
        return ""
    english = (get_language() or "").startswith("en")
    return pair["en"] if english and pair["en"] else pair["zh"]


def is_chinese(pair: dict[str, str] | None) -> bool:
    """Whether `words` gives Chinese letters to an English reader, which the page then marks as such."""
    return pair is not None and (get_language() or "").startswith("en") and not pair["en"]


def number(text: str | None, decimals: int | None = None) -> str:
    """A published number for reading; '–' where it is not known."""
    if text is None:
        return "–"
    try:
        return show(Decimal(text), decimals)
    except InvalidOperation:
        return text


def card(found: queries.Found) -> dict[str, Any]:
    """A facility in the list of the finder."""
    row = found.facility
    detail = row.detail
    return {
        "id": row.pk,
        "name": row.name,
        "town": row.town.name,
        "kind": words(detail["kind_words"]),
        "tier": words(detail["tier_words"]),
        "phone": detail["phone"],
        "kilometres": None if found.kilometres is None else f"{found.kilometres:.1f}",
        "beds": detail["beds"],
        "free_beds": detail["free_beds"] if detail["beds"] else None,
        "places": detail["places"],
        "free_places": detail["free_places"] if detail["places"] else None,
        "example": detail["example"],
    }


def facility(row: PublishedFacility) -> dict[str, Any]:
    """A facility's own page."""
    detail = row.detail
    return {
        **card(queries.Found(row, None)),
        "operation": words(detail["operation_words"]),
        "address": detail["address"],
        "sessions": [words(session) for session in detail["sessions"]],
        "as_of": date.fromisoformat(detail["as_of"]),
    }


def finder_map(
    rows: list[PublishedFacility], towns: list[PublishedArea], *, url: str, title: str, unit: str
) -> SchematicMap | None:
    """How many of the found facilities stand in each town."""
    placed = [town for town in towns if town.x is not None and town.y is not None]
    if not placed:
        return None
    counts = {town.pk: 0.0 for town in placed}
    for row in rows:
        if row.town_id in counts:
            counts[row.town_id] += 1
    layer = Layer("facilities", title, dict(counts), unit=unit, decimals=0)
    return SchematicMap(
        tuple(Town(town.pk, town.name, town.x or 0, town.y or 0, f"{url}town={town.pk}") for town in placed),
        (layer,),
        name="finder-map",
    )


def indicator_line(row: PublishedIndicator) -> dict[str, Any]:
    """An indicator in the public list."""
    detail = row.detail
    return {
        "code": row.code,
        "name": words(detail["name"]),
        "section": words(detail["section"]),
        "unit": words(detail["unit"]),
        "value": number(detail["value"], detail["decimals"]),
        "as_of": _day(detail["as_of"]),
        "baseline": number(detail["baseline"]),
        "baseline_year": detail["baseline_year"],
        "target": number(detail["target"]),
        "operator": OPERATORS.get(detail["operator"], detail["operator"]),
        "target_year": detail["target_year"],
        "state": detail["state"],
        "example": detail["example"],
    }


OPERATORS = {">=": "≥", "<=": "≤", "=": "", "range": ""}


def indicator(
    row: PublishedIndicator, towns: list[PublishedArea], *, chart_title: str, series_name: str
) -> dict[str, Any]:
    """An indicator's own page."""
    detail = row.detail
    names = {town.pk: town.name for town in towns}
    history = [value for value in detail["history"] if _decimal(value["value"]) is not None]
    chart = None
    if len(history) > 1:
        chart = Chart(
            title=chart_title,
            kind="line",
            categories=tuple(value["as_of"][:7] for value in history),
            series=(Series(series_name, tuple(_decimal(value["value"]) for value in history), emphasis=True),),
            unit=words(detail["unit"]),
            target=_decimal(detail["target"]),
            target_name=_("%(year)s年目标") % {"year": detail["target_year"]} if detail["target_year"] else _("目标"),
            decimals=detail["decimals"],
            example=detail["example"],
            name="history",
        )
    return {
        **indicator_line(row),
        "formula": words(detail["formula"]),
        "numerator": number(detail["numerator"]),
        "denominator": number(detail["denominator"]),
        "definition": words(detail["definition"]),
        "definition_is_chinese": is_chinese(detail["definition"]),
        "doubt": words(detail["doubt"]),
        "owner": words(detail["owner"]),
        "owner_is_chinese": is_chinese(detail["owner"]),
        "plan": words(detail["plan"]),
        "plan_is_chinese": is_chinese(detail["plan"]),
        "chart": chart,
        "by_town": [
            (names.get(value["area_id"], value["area_id"]), number(value["value"], detail["decimals"]))
            for value in detail["by_town"]
        ],
        "sources": detail["sources"],
        "snapshot": detail["snapshot"],
        "pack_version": detail["pack_version"][:12],
        "formula_hash": detail["formula_hash"][:12],
        "program_version": detail["program_version"],
    }


def index(row: PublishedIndex, towns: Sequence[PublishedArea]) -> dict[str, Any]:
    """How the towns stand, in the order of their codes."""
    names = {town.id: town.name for town in towns}
    detail = row.detail
    return {
        "title": words(detail["title"]),
        "as_of": row.as_of,
        "pillars": [words(one) for one in detail["pillars"]],
        "grades": [words(one) for one in detail["grades"]],
        "document": words(detail["document"]),
        "clause": detail["clause"],
        "note": words(detail["note"]),
        "example": detail["example"],
        "lines": [
            {"name": names[one["area_id"]], **{name: words(one[name]) for name in ("grade", "low", "high")}}
            for one in sorted(detail["towns"], key=lambda one: one["area_id"])
            if one["area_id"] in names
        ],
    }


def circular_line(row: PublishedCircular) -> dict[str, Any]:
    """A circular in the public list."""
    detail = row.detail
    return {
        "id": row.pk,
        "title": detail["title"],
        "number": detail["number"],
        "kind": words(detail["kind_words"]),
        "dated": _day(detail["dated"]),
        "corrected": detail["corrected"],
        "withdrawn": _day(detail["withdrawn_on"]),
        "example": detail["example"],
    }


states.register("circular_in_force", "reached", gettext_lazy("有效"))
states.register("circular_corrected", "behind", gettext_lazy("已更正"))
states.register("circular_withdrawn", "breach", gettext_lazy("已经撤回"))

FILE_WORDS = {"circular.pdf": "PDF", "circular.docx": "Word"}


def circular(row: PublishedCircular) -> dict[str, Any]:
    """A circular's own page: the text as it was issued, and what became of it."""
    detail = row.detail
    others = queries.titles_of([detail["corrects"], detail["corrected_by"]])
    return {
        **circular_line(row),
        "issuing_unit": detail["issuing_unit"],
        "period": detail["period"],
        "on": _day(detail["on"]),
        "snapshot": detail["snapshot"],
        "data_hash": detail["data_hash"],
        "text_hash": detail["text_hash"],
        "reason": detail["withdrawn_reason"],
        "corrects": (detail["corrects"], others.get(detail["corrects"], "")),
        "successor": (detail["corrected_by"], others.get(detail["corrected_by"], "")),
        "sections": [_section(section) for section in detail["sections"]],
        "files": [
            {"name": name, "words": FILE_WORDS[name], "digest": digest, "kilobytes": max(1, round(size / 1024))}
            for name, digest, size in queries.files_of(row)
        ],
    }


def _section(section: dict[str, Any]) -> dict[str, Any]:
    tables = [
        {
            "title": table["title"],
            "head": [(title, column in table["numbers"]) for column, title in enumerate(table["head"])],
            "rows": [
                [(text, column in table["numbers"], table["head"][column]) for column, text in enumerate(cells)]
                for cells in table["rows"]
            ],
        }
        for table in section["tables"]
    ]
    return {**section, "tables": tables}


def _decimal(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
