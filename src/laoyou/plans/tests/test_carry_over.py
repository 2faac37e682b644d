"""Carrying over: what is not finished goes on; the draft can be read again, is free of contradictions and says what it lacks."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core.models import AuditEntry
from laoyou.packs.public import check, load, packs_root
from laoyou.plans import packing
from laoyou.plans.documents import read_upload
from laoyou.plans.domain.carry_over import (
    CarriedPlan,
    Latest,
    carry_over,
    document_entry,
    number_text,
    plan_entries,
    wide,
)
from laoyou.plans.domain.plan_check import check_read
from laoyou.plans.domain.plan_references import references_for
from laoyou.plans.models import LedgerItem
from laoyou.plans.presenters import words
from laoyou.plans.reports import carry_over_docx
from laoyou.plans.tests.ledger import Hands

ENDED = {"500118-yongchuan": "yc-2025", "500103-yuzhong": "", "510100-chengdu": "", "511700-dazhou": ""}
DAY = date(2026, 10, 31)


def carried_of(name: str, **given: Any) -> CarriedPlan:
    pack = load(name)
    told: dict[str, Any] = {"latest": {}, "states": {}, "done": set(), **given}
    return carry_over(pack, next(iter(pack.plans)), on=DAY, **told)


def word_of(carried: CarriedPlan) -> bytes:
    return carry_over_docx.docx(carried, {code: str(word) for code, word in words.UNITS.items()})


@pytest.mark.parametrize("name", ENDED)
def test_the_draft_of_every_ended_plan_is_read_again_and_contradicts_itself_nowhere(name: str) -> None:
    pack = load(name)
    aimed = [(code, one.target.value) for code, one in pack.indicators.items() if one.target.value is not None]
    latest = {code: Latest(value + Decimal("0.0004"), DAY) for code, value in aimed[:3]}
    carried = carried_of(name, latest=latest)
    reading = read_upload(word_of(carried), "next.docx")
    draft = reading.draft
    assert draft.period == (2026, 2030)
    assert [one.name for one in draft.indicators] == [
        one.definition.name.replace(" ", "").replace("(", "（").replace(")", "）") for one in carried.indicators
    ]
    assert [one.baseline.value for one in draft.indicators if one.baseline] == [
        Decimal(number_text(one.latest.value)) if one.latest else None for one in carried.indicators
    ]
    assert [one.title for one in draft.tasks] == [one.entry.name for one in carried.tasks]
    for read, given in zip(draft.tasks, carried.tasks, strict=True):
        owners = read.owners
        assert (owners.lead, owners.responsible, owners.supporting) == (
            *(tuple(wide(name) for name in names) for names in (given.owners.lead, given.owners.responsible, given.owners.supporting)),
        )  # fmt: skip
    assert Counter(one.name for one in draft.items) == Counter(one.entry.name for one in carried.projects)
    verdicts = Counter(
        one.verdict for one in check_read(reading.document, "next.docx", references_for(reading.document)).findings
    )
    assert verdicts["contradiction"] == 0
    assert verdicts["implausible"] == 0
    assert verdicts["incomplete"] >= len(carried.indicators), "every open target is said to be open"


@pytest.mark.parametrize("name", ENDED)
def test_the_pack_folder_of_the_draft_is_sound_and_keeps_the_methods(name: str, tmp_path: Path) -> None:
    carried = carried_of(name)
    data = packing.pack_as_zip(
        packs_root() / name, f"{carried.code}.toml", plan_entries(carried), "", document_entry(carried)
    )
    for sibling in packs_root().iterdir():
        if sibling.name != name:
            (tmp_path / sibling.name).symlink_to(sibling)
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path)
    assert check([name], tmp_path) == []
    pack = load(name, tmp_path)
    assert pack.plans[carried.code].period_end == date(2030, 12, 31)
    fresh = [one for code, one in pack.indicators.items() if pack.plan_of[code] == carried.code]
    assert [one.formula for one in fresh] == [one.definition.formula for one in carried.indicators]
    assert [one.target.value for one in fresh] == [None] * len(fresh), "no target was invented"
    assert sum(pack.plan_of_entry[code] == carried.code for code in pack.tasks) == len(carried.tasks)


def test_what_was_finished_stays_behind_and_a_plan_that_runs_is_not_carried() -> None:
    whole = carried_of("500118-yongchuan")
    less = carried_of("500118-yongchuan", done={"yc-t01", "yc-p01"}, states={"yc-t02": "逾期"})
    assert (len(whole.tasks) - len(less.tasks), len(whole.projects) - len(less.projects), less.finished) == (1, 1, 2)
    assert next(one for one in less.tasks if one.entry.code == "yc-t02").state == "逾期"
    with pytest.raises(DomainError) as refused:
        carried_of("500117-hechuan")
    assert refused.value.code == "plans.period_not_over"


def test_two_clicks_from_the_list_of_plans(hands: Hands, items: dict[str, LedgerItem]) -> None:
    planner = hands.client("planner")
    listed = planner.get("/plans/carry-over/").content.decode()
    assert "/plans/carry-over/yc-2025/" in listed
    page = planner.get("/plans/carry-over/yc-2025/").content.decode()
    assert "/plans/carry-over/yc-2025/file.docx" in page
    done = next(one for one in items.values() if one.plan == "ledger-plan" and one.kind == "task")
    LedgerItem.objects.unscoped("test").filter(pk=done.pk).update(state="closed")
    with_ledger = planner.get("/plans/carry-over/ledger-plan/")
    if with_ledger.status_code == 200:
        assert done.name not in with_ledger.content.decode()
    reading = read_upload(planner.get("/plans/carry-over/yc-2025/file.docx").content, "next.docx")
    assert len(reading.draft.indicators) == 26
    assert AuditEntry.objects.unscoped("test").filter(action="plans.carry_over").count() == 1
    for name in ("town", "auditor", "civil"):
        assert hands.client(name).get("/plans/carry-over/yc-2025/file.docx").status_code == 403
