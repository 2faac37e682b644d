"""Two rows side by side, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from laoyou.core.scope import Scope
from laoyou.core.shell.dates import day
from laoyou.core.shell.words import together
from laoyou.people.domain.likeness import Reason
from laoyou.people.models import Resident
from laoyou.people.presenters.words import source_words, status_words
from laoyou.people.queries import around as surroundings
from laoyou.people.queries.around import Relative
from laoyou.people.queries.residents import area_names, place_of


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One property of both; `same` says of masked values whether the whole ones agree."""

    title: str
    first: str
    second: str
    chinese: bool = False
    same: bool | None = None

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.first != self.second if self.same is None else not self.same


def reason_words(codes: str) -> list[str]:
    """The reasons of a pair, the strongest signs as the search gives them."""
    words = {
        Reason.SAME_NAME: _("姓名相同"),
        Reason.SAME_SOUND: _("姓名同音"),
        Reason.SAME_BIRTH: _("出生日期相同"),
        Reason.NEAR_BIRTH: _("出生日期相近"),
        Reason.SAME_PHONE: _("电话相同"),
        Reason.SAME_PLACE: _("同一村(社区)"),
        Reason.SAME_BOOKLET: _("同一户籍户"),
        Reason.NO_NUMBER: _("有一方没有证件号码"),
        Reason.NEAR_NUMBER: _("证件号码只差一两位"),
        Reason.OTHER_NUMBER: _("证件号码不同"),
        Reason.OTHER_SEX: _("性别不同"),
    }
    return [str(words[Reason(code)]) for code in codes.split(",") if code]


def _alike(first: bytes | memoryview | None, second: bytes | memoryview | None) -> bool:
    return (bytes(first) if first is not None else None) == (bytes(second) if second is not None else None)


def comparison(first: Resident, second: Resident, scope: Scope, on: date) -> list[ComparedLine]:
    """What both rows say, sealed values masked; equal or not is told of the whole values."""
    names = area_names(
        {area for one in (first, second) for area in (one.residence_area_id, one.registered_area_id) if area}
    )
    both = (first, second)
    lives = [place_of(one.residence_area_id, one.residence_elsewhere, names).words for one in both]
    registered = [place_of(one.registered_area_id, one.registered_elsewhere, names).words for one in both]
    lines = [
        _line(_("姓名"), [one.name for one in both], chinese=True),
        _line(_("性别"), [str(one.get_sex_display()) for one in both]),
        _line(_("出生日期"), [day(one.birth_date) for one in both]),
        _line(_("死亡日期"), [day(one.death_date) if one.death_date else "" for one in both]),
        _line(_("证件类型"), [str(one.get_id_document_display()) for one in both]),
        _line(
            _("证件号码"),
            [str(one.id_number or "") for one in both],
            same=_alike(first.id_number_index, second.id_number_index),
        ),
        _line(_("电话"), [str(one.phone or "") for one in both], same=_alike(first.phone_index, second.phone_index)),
        _line(_("居住地"), lives, chinese=True),
        _line(_("户籍地"), registered, chinese=True),
        _line(_("来源"), [source_words(one.source) for one in both], chinese=True),
    ]
    around = [surroundings.around(one, scope) for one in both]
    facts = [[status_words(one.kind) for one in all_.facts if one.superseded_at is None] for all_ in around]
    return [
        *lines,
        _line(_("身份事实"), [together(kinds) for kinds in facts]),
        _line(_("联系人"), [together(one.name for one in all_.contacts) for all_ in around], chinese=True),
        _line(_("监护人"), [_names(all_.guardians) for all_ in around], chinese=True),
        _line(_("照护人"), [_names(all_.carers) for all_ in around], chinese=True),
    ]


def _line(title: str, values: Sequence[str], *, chinese: bool = False, same: bool | None = None) -> ComparedLine:
    first, second = values
    return ComparedLine(title, first, second, chinese, same)


def _names(ties: Sequence[Relative]) -> str:
    return together(one.resident.name if one.resident else one.name for one in ties)
