"""What exchange keeps about people, for what, under which law, and what stays when somebody is erased."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.processing import DUTY, SECURITY
from laoyou.exchange.models import VerificationPerson

VERIFY = _("向主管部门核验身份事实是否属实（政务数据共享条例）")


def _lists_sent(person_id: int) -> Iterable[tuple[str, str]]:
    """Requests on whose list the person stands: the file that was sent names him."""
    rows: models.QuerySet[VerificationPerson] = models.QuerySet(VerificationPerson).filter(resident_id=person_id)
    return [("exchange.verificationrequest", str(pk)) for pk in rows.values_list("request_id", flat=True)]


privacy.register(Entry("exchange.verificationperson", "resident_id", VERIFY, DUTY, OnErasure.DELETE, files=_lists_sent))
privacy.register(Entry("exchange.verificationobjection", "person__resident_id", VERIFY, DUTY, OnErasure.DELETE))
privacy.register(
    Entry(
        "exchange.apiwrite",
        "",
        _("同一写入请求重复发送时只办一次"),
        SECURITY,
        OnErasure.KEEP,
        kept_for=_("答复内容加密，7天后自动删除"),
    )
)
privacy.register(
    Entry(
        "exchange.webhook",
        "",
        _("把设施和核验的变更通知其他系统"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("只有通知地址和签名密钥，不含个人信息"),
    )
)
