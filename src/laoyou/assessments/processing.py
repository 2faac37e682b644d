"""What assessments keep about people, for what, under which law, and what stays when somebody is erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.processing import DUTY

ERASED = "（已删除）"
MONEY = _("等级是发放待遇的依据，按会计档案保存")


def _register(model: str, subject: str, purpose: Any, on_erasure: OnErasure, **more: Any) -> None:
    privacy.register(Entry(f"assessments.{model}", subject, purpose, DUTY, on_erasure, **more))


_register(
    "assessment",
    "resident_id",
    _("评估老年人能力，判断需要哪一级照护"),
    OnErasure.BLANK,
    kept_for=MONEY,
    blanks={"asked_by": ERASED, "trace": None},
)
_register("assessmentstep", "assessment__resident_id", _("说明评估的经过"), OnErasure.BLANK, blanks={"note": ""})
_register("assessmentanswers", "assessment__resident_id", _("由答案算出等级，说明等级从何而来"), OnErasure.DELETE)
_register("assessmentobjection", "assessment__resident_id", _("处理对等级的异议"), OnErasure.DELETE)
_register("recognisedlevel", "resident_id", _("采用其他部门的等级，不重复评估"), OnErasure.KEEP, kept_for=MONEY)
