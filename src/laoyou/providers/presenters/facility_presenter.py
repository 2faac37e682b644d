"""A facility as its page prints it: words, and every number as a figure that can be followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure
from laoyou.core.scope import Scope
from laoyou.core.shell.dates import day
from laoyou.core.shell.figures import figure_html
from laoyou.core.shell.states import badge
from laoyou.providers import words
from laoyou.providers.domain.kinds import BED_KINDS, CHILDCARE_KINDS, FOR_BOTH
from laoyou.providers.domain.readings import BedReading, PlaceReading
from laoyou.providers.domain.selection import Selection
from laoyou.providers.domain.states import CredentialState, credential_state
from laoyou.providers.figures import carers, figure, measured
from laoyou.providers.models import Credential, Facility, Licence, OperatingContract
from laoyou.providers.queries import staffing
from laoyou.providers.queries.details import FacilityDetail

TONES = {
    CredentialState.VALID: "reached",
    CredentialState.EXPIRING: "behind",
    CredentialState.EXPIRED: "breach",
}


@dataclass(frozen=True)
class Table:
    """A table of figures for `<c-table>`."""

    columns: list[dict[str, Any]]
    rows: list[list[Any]]


@dataclass(frozen=True)
class Paper:
    """A licence or a credential with its state on the day."""

    kind: words.Text
    number: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    state: SafeString
    pk: int = 0
    answer: str = ""


def confirmation(row: Any) -> SafeString | None:
    """A badge for what is not confirmed; None for what is."""
    if row.confirmation == "confirmed":
        return None
    return badge(
        row.confirmation,
        word=words.CONFIRMATIONS[row.confirmation],
        tone="behind" if row.confirmation == "waiting" else "breach",
    )


def paper(row: Licence | Credential, titles: Mapping[str, words.Text], today: date) -> Paper:
    """A paper in words; without an end it simply holds."""
    state = credential_state(row.expires_on, today)
    return Paper(
        titles.get(row.kind, row.kind),
        row.number,
        row.issuer,
        row.issued_on,
        row.expires_on,
        (confirmation(row) if isinstance(row, Licence) else None)
        or badge(state.value, word=words.STANDINGS[state.value], tone=TONES[state]),
        row.pk,
        row.answer if isinstance(row, Licence) else "",
    )


class FacilityPresenter:
    """What the page about one facility prints."""

    def __init__(self, detail: FacilityDetail, scope: Scope, today: date) -> None:
        self.detail, self.scope, self.today = detail, scope, today
        self.facility: Facility = detail.facility

    @property
    def state(self) -> SafeString:
        closed = self.facility.closed_on
        if closed is not None and closed <= self.today:
            return badge("closed", word=_("%(day)s关闭") % {"day": day(closed)}, tone="no-data")
        return badge("open", word=words.FACILITY_STATES["open"], tone="reached")

    @property
    def one_line(self) -> str:
        """What it is in one line: kinds, ownership, operation, tier."""
        said = [words.KINDS[one.kind] for one in self.detail.kinds]
        for value, titles in (
            (self.facility.ownership, words.OWNERSHIPS),
            (self.facility.operation, words.OPERATIONS),
            (self.facility.tier, words.TIERS),
        ):
            if value != "unknown":
                said.append(titles[value])
        return " · ".join(str(one) for one in said)

    @property
    def ownership(self) -> words.Text:
        return words.OWNERSHIPS[self.facility.ownership]

    @property
    def operation(self) -> words.Text:
        return words.OPERATIONS[self.facility.operation]

    @property
    def tier(self) -> words.Text:
        return words.TIERS[self.facility.tier]

    @property
    def filed(self) -> SafeString:
        tones = {"filed": "reached", "not_filed": "behind", "withdrawn": "breach", "not_required": "no-data"}
        state = self.facility.filed_state
        return badge(state, word=words.FILED[state], tone=tones[state])

    @property
    def kinds(self) -> list[tuple[words.Text, str]]:
        """Each kind, with why it was concluded where it was."""
        return [(words.KINDS[one.kind], one.note) for one in self.detail.kinds]

    @property
    def floor_area(self) -> Figure | None:
        if self.facility.floor_area_m2 is None:
            return None
        return measured(self.facility, "floor_area_m2", self.scope)

    @property
    def bed_capacity(self) -> Figure | None:
        """How many may stay at most; None where it is not stated."""
        return measured(self.facility, "bed_capacity", self.scope) if self.facility.bed_capacity is not None else None

    @property
    def place_capacity(self) -> Figure | None:
        """How many children may be in care at most; None where it is not stated."""
        return (
            measured(self.facility, "place_capacity", self.scope) if self.facility.place_capacity is not None else None
        )

    @cached_property
    def staffing(self) -> dict[str, Any] | None:
        """The ratios: for each kind of class what is needed and by which clause; what is there; None with nobody in care."""
        found = staffing.of_facility(self.facility, on=self.today)
        if found is None:
            return None
        there = Selection.of("staff", {"facility": self.facility.pk, "job": staffing.CARERS})
        told = self.detail.staff is not None
        ratios = []
        for rule in found.ratios:
            needs = carers(self.facility, rule, self.scope) if rule.norm is not None else None
            enrolled = Selection.of("places", {"facility": self.facility.pk, "class": rule.kind, "reading": "enrolled"})
            ratios.append(
                {
                    "kind": words.CLASSES[rule.kind],
                    "children": figure(enrolled, self.scope, value=sum(rule.children), brief=True),
                    "needs": needs,
                    "norm": rule.norm,
                    "document": needs.sources[0].document if needs else "",
                }
            )
        state = None
        if found.whole is not None and told:
            kept = found.whole.kept
            state = badge(
                "kept" if kept else "broken",
                word=_("配比达标") if kept else _("配比不足"),
                tone="reached" if kept else "breach",
            )
        return {
            "ratios": ratios,
            "there": figure(there, self.scope, value=found.there, brief=True) if told else None,
            "state": state,
            "too_full": [one.name for one in found.sizes if not one.kept],
        }

    @property
    def rooms(self) -> list[Any]:
        """The rooms with a stated capacity."""
        return list(self.detail.rooms)

    @property
    def classes(self) -> list[dict[str, Any]]:
        """The classes by name."""
        return [{"row": one, "kind": words.CLASSES[one.kind]} for one in self.detail.classes]

    @property
    def prices(self) -> list[dict[str, Any]]:
        """What it charges, as filed: in force, or yet to be confirmed."""
        return [
            {
                "row": one,
                "item": words.PRICE_ITEMS[one.item],
                "unit": words.PRICE_UNITS[one.unit],
                "confirmation": confirmation(one),
            }
            for one in self.detail.prices
            if one.valid_to is None or one.valid_to > self.today
        ]

    @property
    def insurance(self) -> list[dict[str, Any]] | None:
        """Its insurance; None where the reader may not see it."""
        if self.detail.insurance is None:
            return None
        found = []
        for one in self.detail.insurance:
            state = credential_state(one.expires_on, self.today)
            shown = confirmation(one) or badge(state.value, word=words.STANDINGS[state.value], tone=TONES[state])
            found.append({"row": one, "kind": words.INSURANCE_KINDS[one.kind], "state": shown})
        return found

    @property
    def contracts(self) -> list[dict[str, Any]] | None:
        """The contracts by which it is run; None where the reader may not see them."""
        if self.detail.contracts is None:
            return None
        return [{"row": one, **self._contract(one)} for one in self.detail.contracts]

    def _contract(self, one: OperatingContract) -> dict[str, Any]:
        state = credential_state(one.expires_on, self.today)
        shown = badge(state.value, word=words.STANDINGS[state.value], tone=TONES[state])
        if one.ended_on is not None:
            shown = badge("ended", word=_("%(day)s终止") % {"day": day(one.ended_on)}, tone="no-data")
        return {
            "form": words.CONTRACT_FORMS[one.form],
            "chosen_by": words.CHOSEN_BY[one.chosen_by],
            "state": shown,
            "open": one.ended_on is None and one.expires_on >= self.today,
        }

    @property
    def proposals(self) -> list[dict[str, Any]]:
        """What its provider proposed and is not confirmed."""
        return [{"row": one, "state": confirmation(one)} for one in self.detail.proposals]

    @property
    def has_beds(self) -> bool:
        return bool(self.detail.beds) or self._may_have(BED_KINDS)

    @property
    def has_places(self) -> bool:
        return bool(self.detail.places) or self._may_have(CHILDCARE_KINDS | FOR_BOTH)

    def _may_have(self, kinds: frozenset[str]) -> bool:
        return any(one.kind in kinds for one in self.detail.kinds)

    def _number(self, register: str, value: int, **conditions: Any) -> SafeString:
        selection = Selection.of(register, {**conditions, "facility": self.facility.pk})
        return figure_html(figure(selection, self.scope, value=value, brief=True), unit=False)

    @property
    def free_beds(self) -> Figure | None:
        """Beds that somebody could move into now; None where none are known."""
        number = sum(some for (reading, _n), some in self.detail.beds.items() if reading == BedReading.FREE)
        if not self.detail.beds:
            return None
        selection = Selection.of("beds", {"reading": "free", "facility": self.facility.pk})
        return figure(selection, self.scope, value=number, brief=True)

    @property
    def free_places(self) -> Figure | None:
        """Places that a child could have now."""
        number = sum(some for (reading, _c), some in self.detail.places.items() if reading == PlaceReading.FREE)
        if not self.detail.places:
            return None
        selection = Selection.of("places", {"reading": "free", "facility": self.facility.pk})
        return figure(selection, self.scope, value=number, brief=True)

    @property
    def bed_table(self) -> Table:
        """Beds by reading: all, nursing or not, and by tier."""
        beds, tiers = self.detail.beds, self.detail.bed_tiers
        shown_tiers = [tier for tier in words.TIERS if any(held == tier for _r, held in tiers)]
        columns: list[dict[str, Any]] = [
            {"title": _("口径")},
            {"title": _("床位"), "unit": words.UNITS["beds"], "number": True},
            *({"title": words.NURSING[code], "unit": words.UNITS["beds"], "number": True} for code in ("1", "0")),
            *({"title": words.TIERS[tier], "unit": words.UNITS["beds"], "number": True} for tier in shown_tiers),
        ]
        rows: list[Any] = []
        for reading in BedReading:
            of = reading.value
            rows.append(
                [
                    words.BED_READINGS[of],
                    self._number("beds", beds[of, True] + beds[of, False], reading=of),
                    self._number("beds", beds[of, True], reading=of, nursing=True),
                    self._number("beds", beds[of, False], reading=of, nursing=False),
                    *(self._number("beds", tiers[of, tier], reading=of, tier=tier) for tier in shown_tiers),
                ]
            )
        return Table(columns, rows)

    @property
    def class_table(self) -> Table:
        """Places by kind of class and reading."""
        return self._places("class", words.CLASSES, self.detail.places, _("班型"))

    @property
    def session_table(self) -> Table:
        """Places by session and reading."""
        return self._places("session", words.SESSIONS, self.detail.place_sessions, _("托管方式"))

    def _places(self, key: str, titles: Mapping[str, words.Text], held: Counter[tuple[str, str]], head: str) -> Table:
        columns: list[dict[str, Any]] = [{"title": head}]
        columns += [
            {"title": words.PLACE_READINGS[reading], "unit": words.UNITS["places"], "number": True}
            for reading in PlaceReading
        ]
        codes = [code for code in titles if any(one == code for _r, one in held)]
        rows: list[list[Any]] = [
            [
                titles[code],
                *(self._number("places", held[r.value, code], reading=r.value, **{key: code}) for r in PlaceReading),
            ]
            for code in codes
        ]
        totals = Counter[str]()
        for (reading, _code), number in held.items():
            totals[reading] += number
        rows.append([_("合计"), *(self._number("places", totals[r.value], reading=r.value) for r in PlaceReading)])
        return Table(columns, rows)

    @property
    def licences(self) -> Sequence[Paper]:
        return [paper(one, words.LICENCES, self.today) for one in self.detail.licences]

    @property
    def staff(self) -> list[dict[str, Any]] | None:
        """Who works there; None where the reader may not see it."""
        if self.detail.staff is None:
            return None
        return [
            {
                "person": person,
                "job": words.JOBS[person.job],
                "credentials": [paper(one, words.CREDENTIALS, self.today) for one in held],
            }
            for person, held in self.detail.staff
        ]

    @property
    def staff_number(self) -> Figure | None:
        if self.detail.staff is None:
            return None
        selection = Selection.of("staff", {"facility": self.facility.pk})
        return figure(selection, self.scope, value=len(self.detail.staff), brief=True)
