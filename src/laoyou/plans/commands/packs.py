"""What was accepted of a draft, written into the district's pack or given as a pack to install: never half of it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.scope import Scope
from laoyou.engines.documents.drafting import PlanDraft
from laoyou.packs.public import pack_entry, packs_root
from laoyou.plans import packing, permissions
from laoyou.plans.commands.acting import CHAIN
from laoyou.plans.domain import mending
from laoyou.plans.queries import documents

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Into:
    """
    Where to.

    plan      id of a plan of the district's own pack; empty for a new one, which is then called `code`
    prefix    of the code of every entry
    verified  whether a person has compared what is accepted with the original, word by word
    period    first and last year of a new plan, where the document does not say them
    """

    plan: str
    code: str
    prefix: str
    verified: bool = False
    period: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """The texts to be appended: to the plan's file, to the norms, to the list of documents."""

    file: str
    plan: str
    norms: str
    document: str
    counts: dict[str, int]


def folder() -> Path:
    """The folder of the district's own pack."""
    return packs_root() / str(settings.LAOYOU_PACK)


def own_plan(plan_id: str) -> bool:
    """Whether a plan stands in the district's own pack, and not in one that it extends."""
    return _file_of(plan_id) is not None


def _file_of(plan_id: str) -> str | None:
    """The name of the file in the own pack's folder `plans` that holds a plan."""
    origin = district.pack().origins.get(("plan", plan_id))
    if origin is None:
        return None
    path = Path(origin.file)
    return path.name if path.parts[:1] == (folder().name,) else None


def entries(document_id: int, into: Into, *, by: Scope) -> Entries:
    """What was accepted, as texts for the pack's files. `plans.nothing_accepted`, `plans.code_taken`, `plans.period_missing`."""
    one = documents.document(document_id, by)
    kept = documents.content(one)
    draft = mending.accepted(kept.draft, documents.answers(documents.choices(one, by)))
    if not (draft.indicators or draft.tasks or draft.items or draft.parameters):
        raise DomainError("plans.nothing_accepted")
    for code in (into.prefix, *(() if into.plan else (into.code,))):
        if not _CODE.match(code):
            raise DomainError("plans.code_taken", code=code)
    pack = district.pack()
    if into.plan:
        file = _file_of(into.plan)
        if file is None:
            raise DomainError("core.not_found")
        cited, document = pack.plans[into.plan].document, ""
        how = packing.Packing(into.prefix, into.plan, cited, verified=into.verified)
        text = packing.plan_entries(draft, kept.document, how, indicators=True)
    else:
        if into.code in pack.plans or into.code in pack.documents:
            raise DomainError("plans.code_taken", code=into.code)
        draft = replace(draft, period=into.period or draft.period)
        file, document = f"{into.code}.toml", _document(draft, into.code, one.name)
        how = packing.Packing(into.prefix, into.code, into.code, verified=into.verified)
        text = packing.plan_file(draft, kept.document, how)
    norms = packing.norm_entries(draft.parameters, kept.document, how) if draft.parameters else ""
    counts = {
        "indicator": len(draft.indicators), "task": len(draft.tasks), "item": len(draft.items),
        "parameter": len(draft.parameters),
    }  # fmt: skip
    return Entries(file, text, norms, document, counts)


def _document(draft: PlanDraft, code: str, name: str) -> str:
    """The document that the new plan is taken from, for the pack's list of documents."""
    start, end = draft.period or (None, None)
    status = draft.status if draft.status in ("draft_for_comment", "issued") else "draft_for_comment"
    return pack_entry(
        "document",
        {
            "id": code, "title": draft.title or name, "issuer": draft.issuer, "number": draft.number, "status": status,
            "period_start": date(start, 1, 1) if start else None, "period_end": date(end, 12, 31) if end else None,
        },
    )  # fmt: skip


@transaction.atomic
def write_pack(document_id: int, into: Into, *, by: Scope, at: datetime) -> dict[str, int]:
    """
    Append what was accepted to the district's pack; returns how many of each kind.

    Refused: `plans.pack_read_only`, `plans.pack_unsound` where the pack would not pass its check; nothing is written then.
    """
    by.require(permissions.WRITE_PACK)
    if not by.is_system and not by.covers_area(permissions.WRITE_PACK, district.area_id()):
        raise DomainError("core.not_found")
    if not os.access(folder(), os.W_OK):
        raise DomainError("plans.pack_read_only")
    made = entries(document_id, into, by=by)
    one = documents.document(document_id, by)
    audit.record(
        "plans.write_pack", one, by=by, permission=permissions.WRITE_PACK, at=at, chain=CHAIN,
        detail={"pack": folder().name, "file": made.file, "counts": made.counts},
    )  # fmt: skip
    packing.accept_into_pack(folder(), made.file, made.plan, made.norms, made.document)
    district.reload()
    return made.counts


@transaction.atomic
def pack_as_zip(document_id: int, into: Into, *, by: Scope, at: datetime) -> tuple[str, bytes]:
    """(file name, archive): the district's pack with what was accepted, for whoever may write to its folder."""
    by.require(permissions.KEEP_DOCUMENTS)
    made = entries(document_id, into, by=by)
    data = packing.pack_as_zip(folder(), made.file, made.plan, made.norms, made.document)
    audit.record(
        "plans.export_pack", documents.document(document_id, by), by=by, permission=permissions.KEEP_DOCUMENTS, at=at,
        chain=CHAIN, detail={"pack": folder().name, "file": made.file, "counts": made.counts},
    )  # fmt: skip
    return f"{folder().name}.zip", data
