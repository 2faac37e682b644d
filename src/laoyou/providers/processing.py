"""What the room of providers keeps about people: those who stay in its beds, those who work in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.processing import ACCOUNTS, DUTY

privacy.register(
    Entry(
        "providers.bedoccupancy",
        "resident_id",
        _("掌握床位使用，核发补助，发生事故时知道谁在场"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("补助资金的依据，按会计档案和监管要求保存"),
        retention=ACCOUNTS,
        year_end=True,
        ended_on="ended_on",
    )
)
privacy.register(
    Entry(
        "providers.placeoccupancy",
        "resident_id",
        _("掌握托位使用，核发补助，发生事故时知道哪些孩子在场"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("补助资金的依据，按会计档案和监管要求保存"),
        retention=ACCOUNTS,
        year_end=True,
        ended_on="ended_on",
    )
)
privacy.register(
    Entry(
        "providers.staffmember",
        "",
        _("核对从业人员资格和配比"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("从业人员不是居民名册上的人；离职后按监管要求保存"),
        ended_on="employed_to",
    )
)
privacy.register(
    Entry(
        "providers.credential",
        "",
        _("核对从业人员资格"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("从业人员不是居民名册上的人；离职后按监管要求保存"),
        ended_on="expires_on",
    )
)
