"""What waits to be confirmed, and what runs out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.core.shell.dates import day, money
from laoyou.core.shell.states import badge
from laoyou.providers import links, words
from laoyou.providers.commands.confirming import proposed
from laoyou.providers.commands.reminders import title_of
from laoyou.providers.domain.states import credential_state
from laoyou.providers.models import FacilityProposal
from laoyou.providers.presenters.facility_presenter import TONES
from laoyou.providers.queries.expiring import Paper

TONE_OF = {"waiting": "behind", "confirmed": "reached", "returned": "breach"}


@dataclass(frozen=True)
class Line:
    """One thing that is said: what it is called, what stands on the register, what was entered; `zh` marks names and the like."""

    name: words.Text
    before: str
    after: str
    zh: bool = False


@dataclass(frozen=True)
class Waiting:
    """Something that a provider entered."""

    what: str
    title: str
    facility: Any
    facility_url: str
    url: str
    entered_at: Any
    entered_by: str
    reason: str
    state: SafeString
    answer: str
    lines: tuple[Line, ...]
    compares: bool

    @classmethod
    def of(cls, what: str, row: Any) -> Waiting:
        """In words."""
        state = row.confirmation
        return cls(
            what=what,
            title=_title(what, row),
            facility=row.facility,
            facility_url=links.facility(row.facility_id),
            url=reverse("providers:decide", args=[what, row.pk]),
            entered_at=row.entered_at,
            entered_by=row.entered_by.display_name if row.entered_by else "",
            reason=getattr(row, "reason", ""),
            state=badge(state, word=words.CONFIRMATIONS[state], tone=TONE_OF[state]),
            answer=row.answer,
            lines=tuple(_lines(what, row)),
            compares=isinstance(row, FacilityProposal),
        )


def _title(what: str, row: Any) -> str:
    titles: dict[str, tuple[Any, Mapping[str, words.Text]]] = {
        "licence": (_("证照：%(kind)s"), words.LICENCES),
        "insurance": (_("保险：%(kind)s"), words.INSURANCE_KINDS),
        "price": (_("收费：%(kind)s"), words.PRICE_ITEMS),
    }
    if what not in titles:
        return _("申报变更")
    sentence, known = titles[what]
    return str(sentence % {"kind": known[row.item if what == "price" else row.kind]})


def _lines(what: str, row: Any) -> list[Line]:
    if what == "proposal":
        return [
            Line(words.FACTS[name], _fact(name, getattr(row.facility, name)), _fact(name, value), name in _CHINESE)
            for name, value in proposed(row).items()
        ]
    if what == "price":
        name = [Line(_("价目表上的名称"), "", row.name, True)] if row.name else []
        return [
            *name,
            Line(_("金额"), "", money(row.amount_fen)),
            Line(_("计价单位"), "", str(words.PRICE_UNITS[row.unit])),
            Line(_("备案日期"), "", day(row.filed_on)),
            Line(_("执行日期"), "", day(row.valid_from)),
        ]
    lines = [Line(_("编号"), "", row.number, True)]
    if what == "insurance":
        lines += [Line(_("保险公司"), "", row.insurer, True), Line(_("起始日期"), "", day(row.starts_on))]
        if row.sum_fen is not None:
            lines.append(Line(_("保险金额"), "", money(row.sum_fen)))
    else:
        lines.append(Line(_("发证机关"), "", row.issuer or _("未登记"), bool(row.issuer)))
        if row.issued_on:
            lines.append(Line(_("发证日期"), "", day(row.issued_on)))
    lines.append(Line(_("有效期至"), "", day(row.expires_on) if row.expires_on else _("长期")))
    return lines


_CHINESE = frozenset({"name", "address", "owner"})


def _fact(name: str, value: Any) -> str:
    if value in (None, ""):
        return _("未登记")
    if name == "tier":
        return str(words.TIERS[value])
    return day(value) if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Expiring:
    """A paper that ran out or soon will."""

    title: words.Text
    holder: str
    holder_url: str
    number: str
    facility: Any
    facility_url: str
    expires_on: date
    state: SafeString

    @classmethod
    def of(cls, paper: Paper, today: date) -> Expiring:
        """In words."""
        standing = credential_state(paper.expires_on, today)
        person = paper.what == "credential"
        return cls(
            title=title_of(paper),
            holder=paper.holder,
            holder_url=reverse("providers:show_staff_member", args=[paper.row.staff_member_id]) if person else "",
            number=paper.row.number,
            facility=paper.facility,
            facility_url=links.facility(paper.facility.pk),
            expires_on=paper.expires_on,
            state=badge(standing.value, word=words.STANDINGS[standing.value], tone=TONES[standing]),
        )
