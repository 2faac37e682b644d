"""One resident as a page shows him: facts in groups, relatives in words, a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.core import audit
from laoyou.core.clock import BEIJING
from laoyou.core.role_names import role_name
from laoyou.core.shell.dates import day
from laoyou.core.shell.words import together
from laoyou.people.domain.spells import Basis
from laoyou.people.models import EmergencyContact, Guardian, Resident, StatusFact
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.words import age_words, relation_words, status_words
from laoyou.people.queries.around import Around, Change, Look, Move, Relative
from laoyou.people.queries.residents import place_of


@dataclass(frozen=True, slots=True)
class RelativeLine:
    """A relative ready to print: a linked name, a name, or that he may not be shown."""

    name: str
    url: str
    relation: str
    note: str
    hidden: bool = False
    end_url: str = ""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A status fact ready to print; `state` is 'current', 'ended' or 'corrected'."""

    name: str
    true_from: date
    true_to: date | None
    known_since: datetime
    source: str
    evidence: str
    by: str
    state: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    when: date
    words: str
    who: str = ""
    source: str = ""
    place: str = ""
    undo: str = ""


def identity_line(resident: Resident, on: date) -> str:
    """Sex, age and birth date, by which somebody is told from a namesake."""
    age = age_words(resident.birth_date, resident.death_date or on)
    return " · ".join((resident.get_sex_display(), age, day(resident.birth_date)))


def relative_lines(
    relatives: Sequence[Relative], on: date, *, guardians: bool = False, end_of: tuple[int, str] | None = None
) -> list[RelativeLine]:
    """Relatives with links to those whom the reader may see; `end_of` (resident, kind of tie) where he may end the tie."""
    kinds = dict(Guardian.Kind.choices)
    lines = []
    for one in relatives:
        relation = str(kinds.get(one.relation, one.relation)) if guardians else relation_words(one.relation)
        end = reverse("people:end_tie", args=[*end_of, one.tie]) if end_of and one.tie else ""
        if one.resident is not None:
            lines.append(
                RelativeLine(
                    one.resident.name,
                    resident_url(one.resident.pk),
                    relation,
                    age_words(one.resident.birth_date, on),
                    end_url=end,
                )
            )
        elif one.hidden:
            lines.append(RelativeLine(_("不在您的管辖范围内"), "", relation, "", hidden=True, end_url=end))
        else:
            lines.append(RelativeLine(one.name, "", relation, "", end_url=end))
    return lines


def fact_lines(facts: Sequence[StatusFact], on: date) -> list[FactLine]:
    """Status facts, those that hold first."""
    lines = []
    for fact in facts:
        if fact.superseded_at is not None:
            state = "corrected"
        elif fact.true_to is not None and fact.true_to <= on:
            state = "ended"
        else:
            state = "current"
        by = fact.recorded_by.display_name if fact.recorded_by else ""
        lines.append(
            FactLine(
                status_words(fact.kind),
                fact.true_from,
                fact.true_to,
                fact.known_since,
                fact.source,
                fact.evidence,
                by,
                state,
                fact.pk,
            )
        )
    return sorted(lines, key=lambda line: line.state != "current")


def current_statuses(facts: Sequence[FactLine]) -> list[str]:
    """The names of the statuses that hold."""
    return [fact.name for fact in facts if fact.state == "current"]


def timeline(
    resident: Resident,
    around: Around,
    changes: Sequence[Change],
    moves: Sequence[Move],
    names: Mapping[str, str],
    *,
    may_restore: bool = False,
) -> list[Event]:
    """What happened, the latest first: life, moves, statuses, and what offices did with the record."""
    events = [Event(resident.birth_date, _("出生")), *(_move_event(move, names) for move in moves)]
    if resident.moved_out_on and not moves:
        events.append(Event(resident.moved_out_on, _("迁往区外")))
    if resident.death_date:
        events.append(Event(resident.death_date, _("死亡")))
    for fact in around.facts:
        if fact.superseded_at is not None:
            continue
        events.append(
            Event(fact.true_from, _("%(status)s：开始") % {"status": status_words(fact.kind)}, source=fact.source)
        )
        if fact.true_to is not None:
            events.append(
                Event(fact.true_to, _("%(status)s：终止") % {"status": status_words(fact.kind)}, source=fact.source)
            )
    events += [_change_event(resident, change, may_restore) for change in changes]
    return sorted(events, key=lambda event: event.when, reverse=True)


def _move_event(move: Move, names: Mapping[str, str]) -> Event:
    place = place_of(move.home.area, move.home.elsewhere, dict(names)).words
    words = _("居住地改为") if move.basis is Basis.RESIDENCE else _("户籍地改为")
    return Event(move.on, words, place=place)


def _change_event(resident: Resident, change: Change, may_restore: bool) -> Event:
    undo = ""
    if may_restore and change.entry and change.action == "people.change_resident":
        undo = reverse("people:restore_resident", args=[resident.pk, change.entry])
    return Event(
        change.at.astimezone(BEIJING).date(),
        action_words(change.action, change.fields),
        who=change.who,
        source=change.reason,
        undo=undo,
    )


def action_words(action: str, fields: Sequence[str] = ()) -> str:
    """What an audit entry says was done."""
    words = {
        "people.add_resident": _("入册登记"),
        "people.change_resident": _("变更登记内容"),
        "people.record_move": _("居住迁移登记"),
        "people.record_registration": _("户籍迁移登记"),
        "people.take_back_move": _("迁移登记已撤回"),
        "people.correct_home": _("居住地或户籍地已更正"),
        "people.record_death": _("死亡登记"),
        "people.take_back_death": _("死亡登记已撤回"),
        "people.join_living_household": _("加入居住户"),
        "people.join_registered_household": _("加入户籍户"),
        "people.leave_living_household": _("退出居住户"),
        "people.leave_registered_household": _("退出户籍户"),
        "people.set_account": _("收款账户已登记"),
        "people.check_account": _("收款账户已核对"),
        "people.record_life_trace": _("在世痕迹已登记"),
        "people.take_back_life_trace": _("在世痕迹已撤回"),
        "people.decide_different": _("核对疑似重复：不是同一人"),
        "people.merge_residents": _("与另一条登记合并"),
        "people.unmerge_residents": _("合并已拆分"),
        "people.add_status": _("身份事实已登记"),
        "people.end_status": _("终止身份事实"),
        "people.correct_status": _("更正身份事实"),
        "people.add_tie": _("登记家庭关系"),
        "people.record_delegation": _("委托已登记"),
        "people.withdraw_delegation": _("委托已撤销"),
        "people.apply_difficulty": _("申请特殊困难认定"),
        "people.assess_difficulty": _("特殊困难评估"),
        "people.close_difficulty": _("特殊困难认定已办结"),
        "people.record_visit": _("上门登记"),
        "people.end_tie": _("终止家庭关系"),
        "people.remove_contact": _("删除紧急联系人"),
        "people.order_contacts": _("调整紧急联系人次序"),
    }.get(action, action)
    titles = [field_words(name) for name in fields]
    named = [title for title in titles if title]
    return _("%(action)s（%(fields)s）") % {"action": words, "fields": together(named)} if named else str(words)


def field_words(name: str) -> str:
    """The name of a column in words; '' for columns that follow from others."""
    known = {
        "name": _("姓名"), "sex": _("性别"), "birth_date": _("出生日期"), "death_date": _("死亡日期"), "id_number": _("证件号码"),
        "id_document": _("证件类型"), "phone": _("电话"), "address": _("住址"), "residence_area_id": _("居住地"), "registered_area_id": _("户籍地"),
        "living_household_id": _("居住户"), "registered_household_id": _("户籍户"), "moved_in_on": _("迁入日期"),
        "moved_out_on": _("迁出日期"),
    }  # fmt: skip
    return str(known.get(name, ""))


@dataclass(frozen=True, slots=True)
class LookLine:
    """Who looked, ready to print."""

    at: datetime
    who: str
    role: str
    words: str
    reason: str


def look_lines(looks: Sequence[Look]) -> list[LookLine]:
    """The read log of one resident in words."""
    return [
        LookLine(
            look.at,
            look.who,
            role_name(look.role) if look.role else "",
            audit.name_of(look.action),
            look.reason,
        )
        for look in looks
    ]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """An emergency contact with a masked phone."""

    name: str
    relation: str
    phone: str
    reveal_url: str
    id: int = 0


def contact_lines(contacts: Sequence[EmergencyContact], reveal_url: str) -> list[ContactLine]:
    """Emergency contacts in order; `reveal_url` with the contact's id put in for 0, or '' where the reader may not."""
    return [
        ContactLine(
            one.name,
            relation_words(one.relation),
            str(one.phone),
            reveal_url.replace("/0/", f"/{one.pk}/") if reveal_url else "",
            one.pk,
        )
        for one in contacts
    ]
