"""
Rows of a list against the register: who is who, and what the list says otherwise.

Numbers are looked up by their blind index, a batch at a time. Only an exact number with name and birth date agreeing is taken
for the same person; everything else is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core import crypto, fields, keyring
from laoyou.core.imports.tables import Fault, Outcome, Row, Rule, Shown, Verdict, Work
from laoyou.core.keyring import Purpose
from laoyou.core.models import Area, HistoryEntry
from laoyou.core.scope import Scope
from laoyou.people.commands import homes
from laoyou.people.domain import spells
from laoyou.people.domain.checks import Rules, check_record
from laoyou.people.domain.repair import repairs
from laoyou.people.domain.spells import Basis
from laoyou.people.domain.words import EXCLUSIVE, Status
from laoyou.people.models import EmergencyContact, RegisteredHousehold, Resident, StatusFact

WHY = "rows of a list are looked up wherever they are; what lies outside the scope is refused without being shown"
PART = 900


@dataclass
class Planned:
    """What `commands.importing` writes of one row."""

    resident: Resident | None
    columns: dict[str, Any]
    kinds: tuple[str, ...] = ()
    since: date | None = None
    contact: tuple[str, str, str] | None = None
    household: str = ""


@dataclass
class _Register:
    """The part of the register that a batch speaks of."""

    by_number: dict[bytes, Resident] = field(default_factory=dict)
    by_name: dict[tuple[str, date], list[Resident]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[int, Resident] = field(default_factory=dict)
    facts: dict[int, list[StatusFact]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, list[EmergencyContact]] = field(default_factory=lambda: defaultdict(list))
    households: dict[str, RegisteredHousehold] = field(default_factory=dict)


def _parts(items: Iterable[Any]) -> Iterable[list[Any]]:
    every = list(items)
    return (every[at : at + PART] for at in range(0, len(every), PART))


def indexes_of(numbers: Sequence[str | None]) -> list[tuple[bytes, ...]]:
    """For each number, what it is found by; more than one value while a rotation of keys is under way."""
    field_ = Resident._meta.get_field("id_number")
    table, column = field_.place  # type: ignore[union-attr]
    ring = keyring.current()
    if len(ring.of(Purpose.INDEX)) == 1:
        return [(one,) if one else () for one in crypto.blind_index_many(numbers, table, column, keys=ring)]
    return [
        tuple(crypto.blind_index_candidates(number, table, column, keys=ring)) if number else () for number in numbers
    ]


def _people() -> Any:
    return Resident.objects.unscoped(WHY).select_related("registered_household")


def _with_numbers(indexes: Iterable[bytes]) -> dict[bytes, Resident]:
    found: dict[bytes, Resident] = {}
    for part in _parts(indexes):
        found.update({bytes(one.id_number_index): one for one in _people().filter(id_number_index__in=part)})
    return found


def _read(rows: Sequence[Row], indexes: Sequence[tuple[bytes, ...]]) -> _Register:
    register = _Register()
    register.by_number = _with_numbers(one for several in indexes for one in several)
    unmatched = [
        row for row, several in zip(rows, indexes, strict=True) if not any(one in register.by_number for one in several)
    ]
    _look_for_namesakes(register, unmatched)
    decided = {row.decision.key for row in rows if row.decision is not None and row.decision.key}
    everybody = [*register.by_number.values(), *(one for few in register.by_name.values() for one in few)]
    register.by_key = {one.pk: one for one in everybody}
    for part in _parts(decided - register.by_key.keys()):
        register.by_key.update({one.pk: one for one in _people().filter(pk__in=part)})
    for part in _parts(register.by_key):
        facts = StatusFact.objects.unscoped(WHY).filter(resident_id__in=part, superseded_at__isnull=True)
        for fact in facts.filter(true_to__isnull=True):
            register.facts[fact.resident_id].append(fact)
        for contact in EmergencyContact.objects.unscoped(WHY).filter(resident_id__in=part):
            register.contacts[contact.resident_id].append(contact)
    for part in _parts({str(row.values["household_number"]) for row in rows if "household_number" in row.values}):
        for household in RegisteredHousehold.objects.unscoped(WHY).filter(number__in=part):
            register.households[household.number] = household
    return register


def _look_for_namesakes(register: _Register, rows: Sequence[Row]) -> None:
    """
    The living of the same name and birth date: of the same town for rows with a number, everywhere for rows without one.

    A search by birth date alone reads some thirty people a row of a district's register, one by town and birth date two.
    """
    wanted = {(row.values["name"], row.values["birth_date"]) for row in rows}
    places: dict[str, set[date]] = defaultdict(set)
    for row in rows:
        area = row.values.get("residence_area_id") or row.values.get("registered_area_id") or ""
        places[area[:9] if row.values.get("id_number") else ""].add(row.values["birth_date"])
    living = _people().filter(death_date__isnull=True)
    seen: set[int] = set()
    for town, births in places.items():
        for part in _parts(births):
            near = living.filter(birth_date__in=part)
            found = (
                [near.filter(residence_town=town), near.filter(registered_town=town, residence_area__isnull=True)]
                if town
                else [near.filter(name__in=few) for few in _parts({name for name, birth in wanted if birth in births})]
            )
            for one in (one for query in found for one in query):
                if (one.name, one.birth_date) in wanted and one.pk not in seen:
                    seen.add(one.pk)
                    register.by_name[(one.name, one.birth_date)].append(one)


def judge(rows: Sequence[Row], work: Work, permission: str) -> list[Verdict]:
    """What would become of rows that are well-formed; reads the register a batch at a time."""
    indexes = indexes_of([row.values.get("id_number") for row in rows])
    register = _read(rows, indexes)
    judge_one = _Judge(register, work, permission)
    return [judge_one(row, several) for row, several in zip(rows, indexes, strict=True)]


class _Judge:
    """Judges one row after another."""

    def __init__(self, register: _Register, work: Work, permission: str) -> None:
        self.register = register
        self.work = work
        self.permission = permission
        self._covered: dict[str, bool] = work.known.setdefault("covered", {})

    def visible(self, one: Resident) -> bool:
        """Whether the importer may write to somebody: lives or is registered in his areas."""
        return any(area and self._covers(area) for area in (one.residence_area_id, one.registered_area_id))

    def _covers(self, area_id: str) -> bool:
        if area_id not in self._covered:
            self._covered[area_id] = self.work.by.covers_area(self.permission, area_id)
        return self._covered[area_id]

    def __call__(self, row: Row, indexes: tuple[bytes, ...]) -> Verdict:
        found = row.values
        holder = next((self.register.by_number[one] for one in indexes if one in self.register.by_number), None)
        if holder is not None and not self.visible(holder):
            return self._refused(row, "id_number", "people.import_not_yours")
        decision = row.decision
        if decision is not None and decision.answer == "same" and decision.key is not None:
            chosen = self.register.by_key.get(decision.key)
            if chosen is None or not self.visible(chosen):
                return self._refused(row, "name", "people.import_not_yours")
            if holder is not None and holder.pk != chosen.pk:
                return self._refused(row, "id_number", "people.id_number_taken")
            return self._compare(row, chosen)
        if holder is not None:
            if holder.name == found["name"] and holder.birth_date == found["birth_date"]:
                return self._compare(row, holder)
            return Verdict(
                row, Outcome.DECIDE, holder.pk, question="people.import_same_number", candidates=(holder.pk,)
            )
        others = [
            one for one in self.register.by_name.get((found["name"], found["birth_date"]), ()) if self.visible(one)
        ]
        if decision is None or decision.answer != "new":
            question = self._question(row, others)
            if question is not None:
                return question
        return self._new(row)

    def _question(self, row: Row, others: Sequence[Resident]) -> Verdict | None:
        """Whether one of those with the same name and birth date might be the same person."""
        number = row.values.get("id_number")
        unknown = [one for one in others if number is None or one.id_number is None]
        if unknown:
            keys = tuple(one.pk for one in unknown)
            return Verdict(row, Outcome.DECIDE, question="people.import_same_person", candidates=keys)
        area = row.values.get("residence_area_id") or row.values.get("registered_area_id") or ""
        near = [one for one in others if (one.area_id or "")[:9] == area[:9]]
        if near:
            keys = tuple(one.pk for one in near)
            return Verdict(row, Outcome.DECIDE, question="people.import_other_number", candidates=keys)
        return None

    def _refused(self, row: Row, column: str, code: str, **data: str) -> Verdict:
        row.faults.append(Fault(column, str(row.values.get(column, "")), DomainError(code, **data)))
        return Verdict(row, Outcome.FAULT)

    def _new(self, row: Row) -> Verdict:
        found = row.values
        if found.get("area_missing"):
            return self._refused(row, "residence_town", "people.nowhere")
        if not self._booklet_fits(row, found.get("registered_area_id")):
            return Verdict(row, Outcome.FAULT)
        if not self._since_fits(row, found["birth_date"]):
            return Verdict(row, Outcome.FAULT)
        columns = {
            "name": found["name"],
            "sex": found["sex"],
            "birth_date": found["birth_date"],
            "id_document": found["id_document"],
            "id_number": found.get("id_number"),
            "phone": found.get("phone"),
            "address": found.get("address"),
            "residence_area_id": found.get("residence_area_id"),
            "registered_area_id": found.get("registered_area_id"),
            "registered_elsewhere": found.get("registered_elsewhere", ""),
            "registered_relation": found.get("household_relation", "") if found.get("household_number") else "",
        }
        planned = Planned(
            None, columns, found["kinds"], found["since"], _contact(row), found.get("household_number", "")
        )
        changes = {name: ("", str(value)) for name, value in _as_list(row, self.work).items()}
        return Verdict(row, Outcome.NEW, changes=changes, work=planned)

    def _booklet_fits(self, row: Row, area: str | None) -> bool:
        number = str(row.values.get("household_number", ""))
        if not number:
            return True
        household = self.register.households.get(number)
        if area is None:
            self._refused(row, "household_number", "people.import_booklet_area")
            return False
        if household is not None and household.area_id != area:
            code = "people.household_elsewhere" if self._covers(household.area_id) else "people.import_not_yours"
            self._refused(row, "household_number", code)
            return False
        return True

    def _since_fits(self, row: Row, birth: date) -> bool:
        if row.values["kinds"] and row.values["since"] < birth:
            self._refused(row, "status_from", "people.status_dates")
            return False
        return True

    def _compare(self, row: Row, one: Resident) -> Verdict:
        """The list and the register about one person."""
        if one.death_date is not None:
            return self._refused(row, "name", "people.already_dead", death_date=one.death_date.isoformat())
        changes: dict[str, tuple[str, str]] = {}
        kept: dict[str, tuple[str, str]] = {}
        asked: list[str] = []
        columns: dict[str, Any] = {}
        # Town and community are two columns of a list and one place.
        take = (
            {name.replace("_community", "_town") for name in row.decision.take} if row.decision is not None else set()
        )
        answered = row.decision is not None and row.decision.answer == "same"
        for name, attribute, old, new, old_words, new_words in self._differences(row, one):
            pair = (old_words, new_words)
            if (not old and name != "household_relation") or name in take:
                changes[name] = pair
                columns[attribute] = new
            elif answered:
                kept[name] = pair
            else:
                verdict = self._by_rule(name, attribute, one)
                if verdict is None:
                    asked.append(name)
                    kept[name] = pair
                elif verdict:
                    changes[name] = pair
                    columns[attribute] = new
                else:
                    kept[name] = pair
        if not self._checked_change(row, one, columns):
            return Verdict(row, Outcome.FAULT, one.pk)
        kinds = self._new_facts(row, one, changes)
        if row.faults:
            return Verdict(row, Outcome.FAULT, one.pk)
        contact = self._new_contact(row, one, changes)
        household = ""
        if "registered_household" in columns:
            household = str(columns.pop("registered_household"))
            area = columns.get("registered_area_id", one.registered_area_id)
            if not self._booklet_fits(row, area):
                return Verdict(row, Outcome.FAULT, one.pk)
        planned = Planned(one, columns, kinds, row.values["since"], contact, household)
        outcome = Outcome.CONFLICT if asked else Outcome.CHANGED if changes else Outcome.SAME
        question = "people.import_differs" if asked else ""
        return Verdict(row, outcome, one.pk, changes, kept, tuple(asked), question, (one.pk,) if asked else (), planned)

    def _differences(self, row: Row, one: Resident) -> Iterable[tuple[str, str, Any, Any, str, str]]:
        """(column, attribute, old, new, both in words) where the list says something that the register does not."""
        found = row.values
        for name in ("name", "sex", "birth_date"):
            old, new = getattr(one, name), found.get(name)
            if new is not None and old != new:
                yield name, name, old, new, _words(name, old), _words(name, new)
        number = found.get("id_number")
        if number is not None:
            had = fields.opened(one.id_number)
            if had != number:
                yield "id_number", "id_number", had, number, had, number
        for name in ("phone", "address"):
            new = found.get(name)
            if new is None:
                continue
            sealed = getattr(one, name)
            had = fields.opened(sealed)
            if _plain(had) != _plain(new):
                yield name, name, had, new, had, new
        for place in ("residence", "registered"):
            new, old = found.get(f"{place}_area_id"), getattr(one, f"{place}_area_id")
            elsewhere = getattr(one, f"{place}_elsewhere")
            # A list that names the town alone says nothing against a community of it.
            if new is not None and new != old and not (old or "").startswith(new):
                words = self.work.areas.words
                yield f"{place}_town", f"{place}_area_id", old or elsewhere, new, words(old) or elsewhere, words(new)
        elsewhere = found.get("registered_elsewhere")
        if elsewhere and elsewhere != one.registered_elsewhere:
            old = one.registered_elsewhere or self.work.areas.words(one.registered_area_id)
            yield "registered_elsewhere", "registered_elsewhere", old, elsewhere, old, elsewhere
        booklet = str(found.get("household_number", ""))
        if booklet:
            had = one.registered_household.number if one.registered_household is not None else ""
            if had != booklet:
                yield "household_number", "registered_household", had, booklet, had, booklet
            relation = found.get("household_relation")
            if relation and relation != one.registered_relation:
                old = one.registered_relation
                yield (
                    "household_relation",
                    "registered_relation",
                    old,
                    relation,
                    _words("relation", old),
                    _words("relation", relation),
                )

    def _by_rule(self, name: str, attribute: str, one: Resident) -> bool | None:
        """Whether the list's value goes in: True, False, or None where somebody is asked."""
        rule = self.work.rule(name)
        if rule is Rule.FILL:
            return False
        if rule is Rule.NEWER:
            since = self._changed_on(one.pk).get(attribute)
            return None if since is None else self.work.as_of > since
        return None

    def _changed_on(self, key: int) -> dict[str, date]:
        """Column → the day on which it was last changed, for one resident; nothing for what was never changed."""
        known: dict[int, dict[str, date]] = self.work.known.setdefault("changed_on", {})
        if key not in known:
            if len(known) > 20_000:
                known.clear()
            found: dict[str, date] = {}
            entries = HistoryEntry.objects.unscoped(WHY).filter(table=Resident._meta.db_table, row=str(key))
            for entry in entries.order_by("id"):
                for name in re.findall(r'"(\w+)":', entry.before):
                    found[name] = entry.at.date()
            known[key] = found
        return known[key]

    def _checked_change(self, row: Row, one: Resident, columns: dict[str, Any]) -> bool:
        """Whether the person may be as the list would have him: the check of the single record, over the whole of it."""
        area = columns.get("residence_area_id")
        if area is not None and not self._covers(area):
            self._refused(row, "residence_town", "people.import_not_yours")
            return False
        if not self._moves_fit(row, one, columns):
            return False
        if not {"name", "sex", "birth_date", "id_number"} & columns.keys():
            return True
        number = fields.opened(one.id_number) or None
        if columns.get("id_number"):
            columns["id_document"] = row.values["id_document"]
        record = {
            "name": one.name, "sex": one.sex, "birth_date": one.birth_date, "id_document": one.id_document,
            "id_number": number, **{name: columns[name] for name in columns if name in _OWN},
        }  # fmt: skip
        rules = Rules(self.work.today, self.work.areas.names, self.work.accept_example)
        for refusal in check_record(record, rules):
            self._refused(row, refusal.column, refusal.error.code, **{k: str(v) for k, v in refusal.error.data.items()})
        return not row.faults

    def _moves_fit(self, row: Row, one: Resident, columns: dict[str, Any]) -> bool:
        """Whether somebody can have come, by the day of the list, where the list has him."""
        for basis, column in ((Basis.RESIDENCE, "residence"), (Basis.REGISTRATION, "registered")):
            if not {f"{column}_area_id", f"{column}_elsewhere"} & columns.keys():
                continue
            since = spells.since(homes.timeline(one, basis)) or one.birth_date
            if self.work.as_of < since:
                self._refused(row, f"{column}_town", "people.move_too_early", day=self.work.as_of.isoformat())
                return False
        return True

    def _new_facts(self, row: Row, one: Resident, changes: dict[str, tuple[str, str]]) -> tuple[str, ...]:
        """The statuses that the list knows and the register does not."""
        standing = {fact.kind for fact in self.register.facts.get(one.pk, ())}
        fresh = tuple(kind for kind in row.values["kinds"] if kind not in standing)
        labels = dict(StatusFact.Kind.choices)
        for kind in fresh:
            for other in standing:
                if frozenset({Status(kind), Status(other)}) in EXCLUSIVE:
                    self._refused(
                        row, "statuses", "people.status_conflict", kind=str(labels[kind]), other=str(labels[other])
                    )
                    return ()
        if fresh:
            if not self._since_fits(row, one.birth_date):
                return ()
            changes["statuses"] = (
                "、".join(str(labels[kind]) for kind in sorted(standing)),
                "、".join(str(labels[kind]) for kind in fresh),
            )
        ended = [kind for kind in row.values["denied"] if kind in standing]
        if ended:
            row.notes.append("still_standing")
        return fresh

    def _new_contact(self, row: Row, one: Resident, changes: dict[str, tuple[str, str]]) -> tuple[str, str, str] | None:
        contact = _contact(row)
        if contact is None:
            return None
        for known in self.register.contacts.get(one.pk, ()):
            if known.name == contact[0] and fields.opened(known.phone) == contact[1]:
                return None
        changes["contact_name"] = ("", contact[0])
        changes["contact_phone"] = ("", contact[1])
        return contact


_PLACES = ("residence", "registered")
_OWN = frozenset({"name", "sex", "birth_date", "id_document", "id_number"})


def _contact(row: Row) -> tuple[str, str, str] | None:
    """(name, phone, relation) of the contact of a row; one without a phone is none."""
    found = row.values
    if "contact_name" not in found or "contact_phone" not in found:
        return None
    return str(found["contact_name"]), str(found["contact_phone"]), str(found.get("contact_relation", "other"))


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000-]", "", text)


def _words(name: str, value: Any) -> str:
    if name == "sex":
        return str(dict(Resident.Sex.choices).get(value, value))
    if name == "relation":
        return str(dict(Resident.Relation.choices).get(value, value)) if value else ""
    return str(value or "")


_SHOWN = ("name", "id_number", "sex", "birth_date", "phone", "address", "registered_elsewhere", "household_number")


def _as_list(row: Row, work: Work) -> dict[str, str]:
    """What a row says, as the pages show it."""
    found = row.values
    said = {name: _words(name, found[name]) for name in _SHOWN if found.get(name)}
    for place in ("residence", "registered"):
        if found.get(f"{place}_area_id"):
            said[f"{place}_town"] = work.areas.words(found[f"{place}_area_id"])
    labels = dict(StatusFact.Kind.choices)
    if found.get("kinds"):
        said["statuses"] = "、".join(str(labels[kind]) for kind in found["kinds"])
    if contact := _contact(row):
        said["contact_name"], said["contact_phone"] = contact[0], contact[1]
    return said


def propose_numbers(rows: Sequence[Row], work: Work) -> None:
    """Propose ID numbers for those with one slip of the pen: the one of somebody of that name on the register, or the only one."""
    guesses: list[tuple[Row, int, tuple[str, ...]]] = []
    for row in rows:
        for place, fault in enumerate(row.faults):
            if fault.column == "id_number" and fault.error.code in _SLIPS and not fault.proposal:
                birth, sex = row.values.get("birth_date"), row.values.get("sex")
                if row.values.get("id_number") == fault.value or "id_number" in row.values:
                    options = repairs(
                        str(row.values.get("id_number", fault.value)), birth=birth, sex=sex, today=work.today,
                        accept_example=work.accept_example,
                    )  # fmt: skip
                    if options:
                        guesses.append((row, place, options))
    if not guesses:
        return
    every = sorted({option for _, _, options in guesses for option in options})
    indexes = indexes_of(every)
    known = _with_numbers(one for several in indexes for one in several)
    holders = {
        number: known[one] for number, several in zip(every, indexes, strict=True) for one in several if one in known
    }
    for row, place, options in guesses:
        likely = [
            option
            for option in options
            if option in holders
            and holders[option].name == row.values.get("name")
            and _may_be_shown(holders[option], work)
        ]
        choice = likely[0] if len(likely) == 1 else options[0] if len(options) == 1 else ""
        if choice:
            row.faults[place] = replace(row.faults[place], proposal=choice)


_SLIPS = frozenset(
    {"base.resident_id.check_digit", "base.resident_id.shape", "base.resident_id.birth_date", "people.id_number_birth_date",
     "people.id_number_sex"}
)  # fmt: skip


def _may_be_shown(one: Resident, work: Work) -> bool:
    """A proposal tells that somebody is on the register: only to who may import there."""
    permission = "people.import_residents"
    return any(
        area and work.by.covers_area(permission, area) for area in (one.residence_area_id, one.registered_area_id)
    )


def shown(keys: Sequence[int], by: Scope, permission: str) -> list[Shown]:
    """Residents as the page shows them beside a row of the list."""
    people = Resident.objects.scoped(by, permission).select_related("registered_household").filter(pk__in=list(keys))
    names = dict(Area.objects.values_list("id", "name")) if keys else {}
    labels = dict(StatusFact.Kind.choices)
    found = []
    for one in people.order_by("pk"):
        facts = StatusFact.objects.unscoped(WHY).filter(resident=one, superseded_at__isnull=True, true_to__isnull=True)
        towns = {f"{place}_town": names.get((getattr(one, f"{place}_area_id") or "")[:9], "") for place in _PLACES}
        below = {
            f"{place}_community": names.get(area, "") if len(area := getattr(one, f"{place}_area_id") or "") > 9 else ""
            for place in _PLACES
        }
        said = {
            "name": one.name,
            "id_number": fields.opened(one.id_number),
            "sex": "男" if one.sex == "male" else "女",
            "birth_date": one.birth_date.isoformat(),
            "phone": fields.opened(one.phone),
            "address": fields.opened(one.address),
            **towns,
            **below,
            "registered_elsewhere": one.registered_elsewhere,
            "household_number": one.registered_household.number if one.registered_household is not None else "",
            "statuses": "、".join(str(labels[fact.kind]) for fact in facts),
        }
        found.append(Shown(one.pk, said, reverse("people:show_resident", args=[one.pk])))
    return found
