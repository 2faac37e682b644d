"""What privacy itself keeps about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.processing import DUTY

privacy.register(
    Entry(
        "privacy.datarequest",
        "resident_id",
        _("答复个人信息的查阅、复制、更正和删除请求"),
        DUTY,
        OnErasure.BLANK,
        blanks={"asker_name": None, "wanted": None},
        kept_for=_("证明请求已经依法答复；不再指向任何人"),
    )
)
