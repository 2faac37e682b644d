"""Recording impact assessments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import privacy
from laoyou.core.scope import Scope
from laoyou.privacy.commands.shared import day_of, locked, note, own_area
from laoyou.privacy.models import ImpactAssessment
from laoyou.privacy.permissions import ASSESS
from laoyou.privacy.queries import clauses

LEAST = 10
"""Characters of each of the three parts that the law asks for; one word is no assessment."""


@dataclass(frozen=True)
class Assessment:
    """What was weighed. `replaces` is an earlier assessment of the same processing."""

    title: str
    ground: str
    tables: tuple[str, ...]
    purpose: str
    risks: str
    measures: str
    conclusion: str
    assessed_on: date
    assessed_by: str
    review_on: date | None = None
    replaces: int | None = None


@transaction.atomic
def add(said: Assessment, *, by: Scope, at: datetime) -> ImpactAssessment:
    """
    Append an assessment; it is kept at least as long as the pack's norm says.

    Raises `privacy.assessment_words`, `privacy.assessment_dates`, `privacy.assessment_replaced`, `core.not_found`.
    """
    area_id = own_area(ASSESS, by=by)
    earlier = None
    if said.replaces is not None:
        earlier = locked(ImpactAssessment, said.replaces, ASSESS, by=by)
        area_id = earlier.area_id
        if ImpactAssessment.objects.scoped(by, ASSESS).filter(replaces=earlier).exists():
            raise DomainError("privacy.assessment_replaced")
    if min(len(text.strip()) for text in (said.purpose, said.risks, said.measures)) < LEAST:
        raise DomainError("privacy.assessment_words", least=LEAST)
    if said.assessed_on > day_of(at) or (said.review_on is not None and said.review_on <= said.assessed_on):
        raise DomainError("privacy.assessment_dates")
    clause = clauses.of_key(clauses.ASSESSMENTS)
    known = {entry.model for entry in privacy.entries()}
    row = ImpactAssessment.objects.create(
        area_id=area_id,
        title=said.title.strip(),
        ground=ImpactAssessment.Ground(said.ground).value,
        tables=" ".join(one for one in said.tables if one in known),
        purpose=said.purpose.strip(),
        risks=said.risks.strip(),
        measures=said.measures.strip(),
        conclusion=ImpactAssessment.Conclusion(said.conclusion).value,
        assessed_on=said.assessed_on,
        assessed_by=said.assessed_by.strip(),
        review_on=said.review_on,
        kept_until=privacy.months_before(said.assessed_on, -clause.value) if clause else None,
        replaces=earlier,
        recorded_at=at,
        recorded_by_id=by.account_id,
    )
    note("add_assessment", row, ASSESS, by=by, at=at, detail={"conclusion": row.conclusion, "replaces": said.replaces})
    return row
