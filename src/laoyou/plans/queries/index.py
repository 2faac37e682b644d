"""The evaluation index: what it is computed from, and what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core import district
from laoyou.core.scope import Scope
from laoyou.packs.public import Formula, Goalpost, IndexDefinition, Pack
from laoyou.plans.models import IndexEvaluation, TownIndex
from laoyou.plans.presenters.published import decimal_text
from laoyou.plans.queries.readings import Reckoner, can_count, counts_in, formula_hash
from laoyou.snapshots import public as snapshots

SEE = "plans.see_indicators_by_town"


def definition() -> IndexDefinition:
    """The index of the district's pack; DomainError `plans.no_index` where nobody has defined one."""
    found = district.pack().index
    if found is None:
        raise DomainError("plans.no_index")
    return found


def formulas(pack: Pack, of: IndexDefinition) -> tuple[list[Formula], list[Formula]]:
    """The formulas of the measures and of the gates, in the order of the pack."""
    measures = []
    for measure in of.measure:
        formula = pack.indicators[measure.indicator].formula if measure.indicator is not None else measure.formula
        if formula is None:
            raise ValueError("a pack whose measure cannot be counted does not pass the check")
        measures.append(formula)
    return measures, [gate.formula for gate in of.gate]


def frame_of(pack: Pack, of: IndexDefinition) -> dict[str, Any]:
    """The definition as it is applied: with the names, goalposts and clauses that it takes from the plans."""
    measures, gates = formulas(pack, of)
    document = pack.documents[of.document]
    return {
        "id": of.id,
        "title": of.title,
        "title_en": of.title_en or of.title,
        "document": document.title,
        "document_en": document.title_en or document.title,
        "number": document.number or "",
        "clause": of.clause,
        "verified": of.verified,
        "example": of.example,
        "note": of.note or "",
        "note_en": of.note_en or of.note or "",
        "cap": decimal_text(of.cap),
        "draws": of.draws,
        "pillars": [{"code": one.code, "title": one.title, "title_en": one.title_en or one.title} for one in of.pillar],
        "measures": [
            {
                "code": one.code,
                "pillar": one.pillar,
                **_named(pack, one),
                "digits": formula.digits,
                "formula": formula.model_dump(mode="json", by_alias=True, exclude_unset=True),
                "formula_hash": formula_hash(formula),
                "low": _goalpost(pack, of, one.low),
                "high": _goalpost(pack, of, one.high),
            }
            for one, formula in zip(of.measure, measures, strict=True)
        ],
        "gates": [
            {
                "code": one.code,
                "title": one.title,
                "title_en": one.title_en or one.title,
                "unit": one.unit,
                "at_least": decimal_text(one.at_least),
                "clause": one.clause,
                "formula": formula.model_dump(mode="json", by_alias=True, exclude_unset=True),
                "formula_hash": formula_hash(formula),
            }
            for one, formula in zip(of.gate, gates, strict=True)
        ],
        "grades": [
            {
                "code": one.code,
                "title": one.title,
                "title_en": one.title_en or one.title,
                "points": decimal_text(one.points),
            }
            for one in of.grade
        ],
    }


def _named(pack: Pack, one: Any) -> dict[str, str]:
    if one.indicator is None:
        return {
            "indicator": "", "title": one.title, "title_en": one.title_en or one.title, "unit": one.unit, "doubt": "", "doubt_en": "",
        }  # fmt: skip
    indicator = pack.indicators[one.indicator]
    doubt = indicator.definition.doubt or ""
    return {
        "indicator": indicator.code, "title": indicator.name, "title_en": indicator.name_en, "unit": indicator.unit,
        "doubt": doubt, "doubt_en": indicator.definition.doubt_en or doubt,
    }  # fmt: skip


def _goalpost(pack: Pack, of: IndexDefinition, post: Goalpost) -> dict[str, Any]:
    value = pack.goalpost(post)
    if value is None:
        raise ValueError("a pack whose goalpost has no value does not pass the check")
    if post.indicator is None:
        document = pack.documents[of.document]
        said = {"indicator": "", "clause": post.clause or "", "verified": of.verified, "example": of.example}
    else:
        indicator = pack.indicators[post.indicator]
        document = pack.documents[pack.plans[pack.plan_of[indicator.code]].document]
        said = {
            "indicator": indicator.code, "clause": indicator.clause, "verified": pack.is_verified(indicator),
            "example": indicator.example,
        }  # fmt: skip
    return {
        "value": decimal_text(value),
        "document": document.title,
        "document_en": document.title_en or document.title,
        "number": document.number or "",
        **said,
    }


def values_of(pack: Pack, of: IndexDefinition, reckoner: Reckoner) -> list[dict[str, Any]]:
    """The values of each area directly below the district, in the order of the pack; unknown where no register holds them."""
    measures, gates = formulas(pack, of)
    towns = pack.children(pack.manifest.area)
    return [
        {
            "area": town.id,
            "name": town.name,
            "values": [_value(reckoner, formula, town.id) for formula in measures],
            "gates": [_value(reckoner, formula, town.id) for formula in gates],
        }
        for town in towns
    ]


def _value(reckoner: Reckoner, formula: Formula, area: str) -> dict[str, str | None]:
    if not can_count(formula):
        return {"numerator": None, "denominator": None, "value": None}
    found = reckoner.reckon(formula, area)
    return {
        "numerator": _text(found.numerator.value),
        "denominator": _text(found.denominator.value) if found.denominator is not None else None,
        "value": _text(found.computed.value),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(round(number, 12))


def reckoner_for(snapshot: snapshots.SnapshotRow, pack: Pack, of: IndexDefinition) -> Reckoner:
    """A reckoner over the rows of a snapshot for everything that the index counts."""
    measures, gates = formulas(pack, of)
    counts = counts_in(formula for formula in (*measures, *gates) if can_count(formula))
    return Reckoner(pack, snapshot.date, snapshots.measure_by_town(snapshot.name, counts))


@dataclass(frozen=True)
class Evaluated:
    """An evaluation with the towns that the reader may see; `whole` where those are all."""

    row: IndexEvaluation
    towns: Sequence[TownIndex]
    whole: bool

    def town(self, area: str) -> TownIndex:
        """One town; DomainError `core.not_found` where it is not there or not the reader's."""
        found = next((one for one in self.towns if one.area_id == area), None)
        if found is None:
            raise DomainError("core.not_found")
        return found


def evaluations(scope: Scope) -> list[IndexEvaluation]:
    """Every evaluation of the index that the pack defines now, the newest first."""
    scope.require(SEE)
    rows = IndexEvaluation.objects.filter(definition=definition().id).select_related("snapshot")
    return list(rows.order_by("-as_of", "-id"))


def evaluated(evaluation_id: int, scope: Scope) -> Evaluated:
    """One evaluation; DomainError `core.not_found`."""
    scope.require(SEE)
    row = IndexEvaluation.objects.filter(pk=evaluation_id).first() if evaluation_id < 2**63 else None
    if row is None:
        raise DomainError("core.not_found")
    towns = list(TownIndex.objects.scoped(scope, SEE).filter(evaluation=row).select_related("area").order_by("area_id"))
    return Evaluated(row, towns, scope.covers_area(SEE, district.area_id()))


def of_town(area: str, scope: Scope) -> list[TownIndex]:
    """A town in every evaluation of the index, the oldest first."""
    rows = TownIndex.objects.scoped(scope, SEE).filter(area_id=area, evaluation__definition=definition().id)
    return list(rows.select_related("evaluation").order_by("evaluation__as_of", "evaluation_id"))


def published() -> IndexEvaluation | None:
    """The evaluation that was published last; None where none was."""
    return IndexEvaluation.objects.filter(published_at__isnull=False).order_by("-published_at", "-id").first()
