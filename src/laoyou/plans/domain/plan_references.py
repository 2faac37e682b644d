"""What a pack knows of a district apart from its plan: the census, and by national mortality who of it is still alive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from laoyou.base.errors import DomainError
from laoyou.engines.documents.checking import References
from laoyou.engines.documents.model import Document
from laoyou.packs.public import FigureRow, FigureTable, Pack, load, pack_names

CENSUS = "census-2020-age-sex"
MORTALITY = "wpp-2024-mortality"


def references_for(document: Document) -> References | None:
    """The references of the pack whose place a document's title or issuer names; None where there is none."""
    heading = f"{document.title} {document.issuer}" + " ".join(
        paragraph.text[:80] for paragraph in document.paragraphs[:4]
    )
    named = [(len(short), name) for name in pack_names() if (short := _short_name(load(name))) and short in heading]
    return references_of(load(max(named)[1])) if named else None


def _short_name(pack: Pack) -> str:
    """“永川区” of 重庆市永川区; empty for a pack of no place, or of examples."""
    if pack.manifest.area is None or pack.name.endswith("-demo"):
        return ""
    name = pack.manifest.name
    return name.rpartition("市")[2] if name.rpartition("市")[2] else name.rpartition("省")[2]


def references_of(pack: Pack) -> References | None:
    """The census of the pack's own area with the deaths since; None where the pack holds neither."""
    census, mortality = pack.figures.get(CENSUS), pack.figures.get(MORTALITY)
    area = pack.manifest.area
    if census is None or mortality is None or area is None:
        return None
    rows = [
        row for row in census.rows.values() if row.cells["area"] == area and isinstance(row.cells["age_from"], Decimal)
    ]
    if not rows:
        return None
    ages = sorted({int(_decimal(row, "age_from")) for row in rows})
    people = [[_persons(rows, sex, age) for age in ages] for sex in ("male", "female")]
    day = census.as_of(rows[0])
    rates, rate_ages = _rates(mortality)
    document, projection = (
        pack.documents[census.description.document or ""],
        pack.documents[mortality.description.document or ""],
    )

    @cache
    def alive(end: date) -> object:
        years = (end - day).days / 365.25
        import numpy as np  # with SciPy, which the engine brings: pages do without both

        from laoyou.engines.demography import cohort_survival

        return cohort_survival(np.array(people), ages, np.array(rates), rate_ages, years=max(years, 0.0))

    def counted(low: int, high: int | None) -> Decimal:
        return Decimal(round(alive(day).count(low, high)))  # type: ignore[attr-defined]

    def survivors(low: int, high: int | None, year: int) -> Decimal | None:
        if year > day.year + 15:
            return None
        try:
            return Decimal(round(alive(date(year, 12, 31)).count(low, high)))  # type: ignore[attr-defined]
        except DomainError:
            return None

    return References(
        pack.manifest.name, day.year, Decimal(int(sum(map(sum, people)))), counted, survivors, document.title, document.title_en or document.title,
        f"{document.title}，按全国死亡率存活推算（{projection.title}）", f"{document.title_en}, survived by national mortality ({projection.title_en})",
    )  # fmt: skip


def _decimal(row: FigureRow, column: str) -> Decimal:
    cell = row.cells[column]
    if not isinstance(cell, Decimal):
        raise KeyError(column)
    return cell


def _persons(rows: Iterable[FigureRow], sex: str, age: int) -> float:
    return float(
        sum(_decimal(row, "persons") for row in rows if row.cells["sex"] == sex and row.cells["age_from"] == age)
    )


def _rates(table: FigureTable) -> tuple[list[list[float]], list[int]]:
    """Death rates of the first period of the table, held for the whole time."""
    first = min(str(row.cells["period"]) for row in table.rows.values())
    rows = [row for row in table.rows.values() if row.cells["period"] == first]
    ages = sorted({int(_decimal(row, "age_from")) for row in rows})
    found = {(str(row.cells["sex"]), int(_decimal(row, "age_from"))): float(_decimal(row, "mx")) for row in rows}
    return [[found[sex, age] for age in ages] for sex in ("male", "female")], ages
