"""An indicator as it is published: everything its public page says, in both languages, frozen at one moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from laoyou.core import district
from laoyou.core.shell.states import state_of
from laoyou.packs.public import Stated
from laoyou.plans.models import IndicatorValue
from laoyou.plans.presenters import figures, words
from laoyou.plans.queries.indicators import IndicatorRow


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class PublishedValue:
    """One dated value; `kind` is computed, reported or published."""

    as_of: date
    value: str
    kind: str


@dataclass(frozen=True)
class PublishedTown:
    """The value in one area below the district; None where it is not known."""

    area_id: str
    value: str | None


@dataclass(frozen=True)
class PublishedSource:
    """The clause that asks for the indicator."""

    document: str
    number: str
    clause: str
    verified: bool
    example: bool
    quotation: str


@dataclass(frozen=True)
class PublishedRow:
    """
    An indicator as it was approved for publication. Numbers are exact decimal text, so that no float changes them.

    value, numerator, denominator   from the snapshot; None where the registers cannot compute it and nothing was reported
    """

    code: str
    position: int
    name: Bilingual
    section: Bilingual
    unit: Bilingual
    value: str | None
    decimals: int
    as_of: date | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    operator: str
    target_year: int | None
    attribute: str
    state: str
    state_words: Bilingual
    formula: Bilingual
    numerator: str | None
    denominator: str | None
    definition: Bilingual
    doubt: Bilingual
    owner: Bilingual
    plan: Bilingual
    period_end: date | None
    history: tuple[PublishedValue, ...]
    by_town: tuple[PublishedTown, ...]
    sources: tuple[PublishedSource, ...]
    snapshot: str
    pack_version: str
    formula_hash: str
    program_version: str
    example: bool


def both(make: Callable[[], object]) -> Bilingual:
    """What `make()` says in Chinese and in English."""
    with override("zh-hans"):
        zh = str(make())
    with override("en"):
        return Bilingual(zh, str(make()))


def freeze(
    row: IndicatorRow,
    computed: IndicatorValue | None,
    towns: Mapping[str, Decimal | None],
    *,
    snapshot: str,
    program_version: str,
) -> PublishedRow:
    """
    `row`, which must have been judged by the values of the snapshot, as one published row.

    computed  the district's value from the snapshot, where the registers could compute one
    towns     the values below the district from the same snapshot
    """
    pack = district.pack()
    definition, meaning = row.definition, row.definition.definition
    baseline = definition.baseline
    latest = row.latest
    clause = figures.clause_of(row)
    return PublishedRow(
        code=row.code,
        position=row.position,
        name=Bilingual(definition.name, definition.name_en),
        section=Bilingual(definition.section or "", definition.section_en or definition.section or ""),
        unit=both(lambda: words.unit(definition.unit)),
        value=decimal_text(latest.value) if latest else None,
        decimals=row.digits,
        as_of=latest.as_of if latest else None,
        baseline=_stated(baseline),
        baseline_year=baseline.year if baseline else None,
        target=_stated(definition.target),
        operator=definition.target.operator,
        target_year=definition.target.year,
        attribute=definition.attribute or "",
        state=row.verdict.state.value,
        state_words=both(lambda: state_of(row.verdict.state.value).word),
        formula=both(lambda: figures.formula_words(row)),
        numerator=str(computed.numerator) if computed and computed.numerator is not None else None,
        denominator=decimal_text(computed.denominator) if computed and computed.denominator is not None else None,
        definition=both(lambda: words.pick(meaning.text, meaning.text_en)),
        doubt=both(lambda: figures.doubt_of(row)),
        owner=both(lambda: "、".join(_owners(row))),
        plan=both(lambda: words.pick(row.plan.title, row.plan.title_en)),
        period_end=row.plan.period_end,
        history=tuple(_history(row, baseline)),
        by_town=tuple(
            PublishedTown(area, None if value is None else decimal_text(value)) for area, value in towns.items()
        ),
        sources=(
            PublishedSource(
                row.document.title,
                clause.number,
                clause.clause,
                clause.verified,
                clause.example,
                clause.quotation,
            ),
        ),
        snapshot=snapshot,
        pack_version=pack.version,
        formula_hash=computed.formula_hash if computed else "",
        program_version=program_version,
        example=row.example,
    )


def _owners(row: IndicatorRow) -> list[str]:
    return [words.pick(owner.now.name, owner.now.name_en) if owner.now else owner.printed for owner in row.owners]


def _history(row: IndicatorRow, baseline: Any) -> list[PublishedValue]:
    found = []
    if baseline is not None and baseline.value is not None:
        found.append(PublishedValue(date(baseline.year, 12, 31), decimal_text(baseline.value), "published"))
    found += [
        PublishedValue(one.as_of, decimal_text(one.value), one.kind) for one in row.history if one.value is not None
    ]
    return found


def _stated(stated: Stated | None) -> str | None:
    return None if stated is None or stated.value is None else decimal_text(stated.value)


def decimal_text(number: Decimal) -> str:
    """Exact and without an exponent: Decimal('1E+2') → '100', trailing zeros left off."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_json(row: PublishedRow) -> dict[str, Any]:
    """The row as plain JSON; dates as ISO text."""
    plain: dict[str, Any] = _plain(asdict(row))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(raw: Mapping[str, Any]) -> PublishedRow:
    """What `to_json` wrote."""
    bilingual = ("name", "section", "unit", "state_words", "formula", "definition", "doubt", "owner", "plan")
    made = dict(raw)
    made |= {name: Bilingual(**raw[name]) for name in bilingual}
    made |= {name: date.fromisoformat(raw[name]) if raw[name] else None for name in ("as_of", "period_end")}
    made["history"] = tuple(
        PublishedValue(date.fromisoformat(one["as_of"]), one["value"], one["kind"]) for one in raw["history"]
    )
    made["by_town"] = tuple(PublishedTown(**one) for one in raw["by_town"])
    made["sources"] = tuple(PublishedSource(**one) for one in raw["sources"])
    return PublishedRow(**made)
