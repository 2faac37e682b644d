"""What the register of people keeps, for what, under which law, and what stays when somebody is erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.processing import ACCOUNTS, DUTY
from laoyou.people.domain.words import IdDocument
from laoyou.people.models import DuplicatePair, ResidentMerge

ERASED_NAME = "（已删除）"
MONEY = _("发放待遇的依据，按会计档案保存")
WALKS = "the registry of what is kept about people walks every row about one"
STATISTICS = _("不再指向任何人，只用于统计")


def _year_of(row: Any) -> date:
    """Born some time in that year: enough for statistics, too little to know who it was."""
    first = date(row.birth_date.year, 1, 1)
    return min(first, row.death_date) if row.death_date else first


def _register(model: str, subject: str, purpose: Any, on_erasure: OnErasure, **more: Any) -> None:
    privacy.register(Entry(f"people.{model}", subject, purpose, DUTY, on_erasure, **more))


def _pairs(person_id: int) -> Any:
    """Both sides of a pair are the person's: a pair whose other half is erased says who he was like."""
    either = Q(first_id=person_id) | Q(second_id=person_id)
    return DuplicatePair.objects.unscoped(WALKS).filter(either).order_by("pk")


def _merged_into(person_id: int) -> Any:
    """The ids under which a person stood before rows were merged, those of rows merged into them included."""
    found: list[int] = []
    waiting = [person_id]
    while waiting:
        merges = ResidentMerge.objects.unscoped(WALKS).filter(survivor_id=waiting.pop(), undone_at__isnull=True)
        earlier = [one for one in merges.values_list("absorbed_id", flat=True) if one not in found]
        found += earlier
        waiting += earlier
    return found


def _survivors(ids: Iterable[int]) -> dict[int, int]:
    """Into whom people of `ids` were merged, through every merge that stands."""
    found = {one: one for one in ids}
    waiting = set(found)
    while waiting:
        into: dict[int, int] = {}
        asked = sorted(waiting)
        for start in range(0, len(asked), 500):
            merges = ResidentMerge.objects.unscoped(WALKS).filter(
                absorbed_id__in=asked[start : start + 500], undone_at__isnull=True
            )
            into.update(merges.values_list("absorbed_id", "survivor_id"))
        found = {old: into.get(now, now) for old, now in found.items()}
        waiting = set(into.values())
    return {old: now for old, now in found.items() if old != now}


privacy.register_person("people.resident")
privacy.register_earlier_ids(_merged_into)
privacy.register_ids_now(_survivors)
_register(
    "resident",
    "pk",
    _("掌握本区老年人和婴幼儿，主动提供应有的待遇和服务"),
    OnErasure.BLANK,
    ended_on="death_date",
    blanks={
        "name": ERASED_NAME,
        "pinyin": "",
        "given_pinyin": "",
        "initials": "",
        "birth_date": _year_of,
        "id_document": IdDocument.NONE.value,
        "id_number": None,
        "phone": None,
        "address": None,
        "living_household_id": None,
        "living_relation": "",
        "registered_household_id": None,
        "registered_relation": "",
        "residence_elsewhere": "",
        "registered_elsewhere": "",
    },
)
_register(
    "residency",
    "resident_id",
    _("知道某日谁住在哪里，待遇按哪里的标准"),
    OnErasure.DELETE,
    ended_on="true_to",
)
_register(
    "statusfact",
    "resident_id",
    _("判断谁符合哪项待遇"),
    OnErasure.KEEP,
    kept_for=MONEY,
    retention=ACCOUNTS,
    year_end=True,
    ended_on="true_to",
)
_register(
    "aidunitmember",
    "resident_id",
    _("计算共同生活家庭的收入和财产"),
    OnErasure.KEEP,
    kept_for=MONEY,
    retention=ACCOUNTS,
    year_end=True,
    ended_on="true_to",
)
_register(
    "supportrelation",
    "elder_id",
    _("知道谁负有赡养义务"),
    OnErasure.DELETE,
    others=("supporter_id",),
    ended_on="true_to",
)
_register(
    "guardian", "resident_id", _("知道谁替本人作决定"), OnErasure.DELETE, others=("guardian_id",), ended_on="true_to"
)
_register(
    "familycarer",
    "resident_id",
    _("知道谁在照护，支持家庭照护"),
    OnErasure.DELETE,
    others=("carer_id",),
    ended_on="true_to",
)
_register(
    "capabilityfact",
    "resident_id",
    _("判断需要哪一级照护，符合哪项待遇"),
    OnErasure.KEEP,
    kept_for=MONEY,
    retention=ACCOUNTS,
    year_end=True,
    ended_on="true_to",
)
_register("emergencycontact", "resident_id", _("紧急时知道找谁"), OnErasure.DELETE)
_register(
    "delegation",
    "resident_id",
    _("知道谁可以替本人办事、办哪些事"),
    OnErasure.DELETE,
    others=("delegate_id",),
    ended_on="valid_to",
)
_register(
    "paymentaccount",
    "resident_id",
    _("把钱发到正确的账户"),
    OnErasure.BLANK,
    kept_for=MONEY,
    retention=ACCOUNTS,
    year_end=True,
    ended_on="true_to",
    blanks={"number": None, "holder_name": ERASED_NAME, "holder_note": ""},
)
_register("homevisit", "resident_id", _("一次上门办完，不重复询问"), OnErasure.DELETE, ended_on="visited_on")
_register("lifetrace", "resident_id", _("确认健在，避免错发和错停"), OnErasure.DELETE, ended_on="seen_on")
_register("reportedthere", "resident_id", _("不向上级系统重复报送，也不漏报"), OnErasure.DELETE)
_register(
    "specialdifficulty",
    "resident_id",
    _("认定特殊困难老年人，安排探访"),
    OnErasure.BLANK,
    kept_for=STATISTICS,
    blanks={"applied_by": ERASED_NAME},
)
_register(
    "specialdifficultystep",
    "application__resident_id",
    _("说明认定的经过和依据"),
    OnErasure.BLANK,
    blanks={"note": ""},
)
_register(
    "duplicatepair",
    "first_id",
    _("避免同一人登记两次"),
    OnErasure.DELETE,
    rows=_pairs,
    ended_on="decided_at",
)
_register(
    "residentmerge",
    "survivor_id",
    _("说明两条登记为何合并，合并错了可以拆分"),
    OnErasure.BLANK,
    blanks={"absorbed_name": ERASED_NAME, "record": ""},
)
