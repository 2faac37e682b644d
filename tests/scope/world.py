"""Two towns of the district and a town of another one, each with a row of every kind that bears its own words and numbers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from http.cookies import SimpleCookie
from typing import Any, cast

import openpyxl
from django.db import connections, models, transaction
from django.test import Client

from laoyou.assessments.models import Assessment, AssessmentObjection, AssessmentStep, RecognisedLevel
from laoyou.base.ids import credit_code_check_character, resident_id_check_digit
from laoyou.core import attachments, audit, district, jobs, masking, notices
from laoyou.core.commands import accounts, reference, saved_views
from laoyou.core.domain.roles import SEPARATED_DUTIES, Role
from laoyou.core.fields import seal
from laoyou.core.forms_out import commands as forms_out
from laoyou.core.imports import commands as imports
from laoyou.core.imports import running
from laoyou.core.models import Account, Area, Attachment, Job, ReportedCell, Unit
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope, scope_of
from laoyou.entitlements.models import Determination, DeterminationChange, KnownFact, MissingFact, Sweep
from laoyou.exchange.commands import keys
from laoyou.exchange.domain.abilities import Ability
from laoyou.exchange.domain.verification import Outcome, State
from laoyou.exchange.models import VerificationObjection, VerificationPerson, VerificationRequest, VerificationStep
from laoyou.people.domain import names
from laoyou.people.models import (
    AidUnit,
    AidUnitMember,
    Delegation,
    DuplicatePair,
    EmergencyContact,
    FamilyCarer,
    Guardian,
    LifeTrace,
    LivingHousehold,
    PaymentAccount,
    RegisteredHousehold,
    Resident,
    ResidentMerge,
    SpecialDifficulty,
    StatusFact,
    SupportRelation,
)
from laoyou.planning.models import Scenario, SitingRun
from laoyou.plans import documents as plan_documents
from laoyou.plans.commands import values
from laoyou.plans.domain.keeping import Kept, pack
from laoyou.plans.domain.plan_check import check_read
from laoyou.plans.models import (
    CapacityLine,
    CircularSection,
    DraftChoice,
    FindingMark,
    LedgerItem,
    Milestone,
    MoneyLine,
    PlanDocument,
    ProgressCircular,
    ReportedValue,
    SentValue,
)
from laoyou.privacy.models import Breach, DataRequest, ImpactAssessment, RetentionLine, RetentionRound
from laoyou.providers.commands import (
    beds,
    contracts,
    estates,
    facilities,
    papers,
    places,
    premises,
    providers,
    rooms,
    staff,
)
from laoyou.providers.commands.confirming import propose
from laoyou.providers.domain.confirming import Confirmation
from laoyou.providers.models import Facility, FacilityProposal, StaffMember
from laoyou.snapshots.models import Snapshot
from tests.scope.tokens import Held, Planted, Thing, roles_of

AT = datetime(2026, 10, 31, 2, tzinfo=UTC)
TODAY = date(2026, 10, 31)
PACK = "500118-demo"
DISTRICT, FOREIGN = "500118", "500199"
TOWNS = {"a": "500118001", "b": "500118002", "c": "500199001"}
SYSTEM = Scope.system("planting")
FILE = b"planted"

AREA_ROLES = [
    Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.ASSESSOR,
    Role.INSPECTOR, Role.CALL_CENTRE_SEAT, Role.FAMILY_DOCTOR, Role.TREASURY_OFFICER, Role.AUDITOR,
    Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR,
]  # fmt: skip


def id_number(serial: int, birth: str = "19400101") -> str:
    """A resident ID that nobody can have."""
    body = f"009901{birth}{serial:03d}"
    return body + resident_id_check_digit(body)


def credit_code(serial: int) -> str:
    """A credit code that nobody can have."""
    body = f"01500118{serial:09d}"
    return body + credit_code_check_character(body)


@dataclass
class Side:
    """One town and what stands in it; `ids` holds the rows by what they are, and whom they belong to."""

    letter: str
    town: str
    community: str = ""
    ids: dict[str, int] = field(default_factory=dict)
    of: dict[str, Thing] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, pk: int, thing: Thing) -> int:
        """Remember the row `name`."""
        self.ids[name], self.of[name] = pk, thing
        return pk


@dataclass
class Reader:
    """An account with what it holds, a client that is signed in, a key to the API, and the words that must never reach it."""

    name: str
    account: Account | None
    held: tuple[Held, ...]
    client: Client
    forbidden: frozenset[str] = frozenset()
    cookies: str = ""
    token: str = ""

    @property
    def pk(self) -> int:
        return self.account.pk if self.account else 0

    def scope(self) -> Scope:
        """What the product makes of its grants."""
        return scope_of(self.account, at=AT)

    def __str__(self) -> str:
        return self.name


@dataclass
class World:
    """Everything that was planted, and everybody who looks at it."""

    planted: Planted
    sides: dict[str, Side]
    readers: dict[str, Reader]
    code: str = ""
    sweep: int = 0

    def all_of(self, name: str) -> Iterator[tuple[int, Thing]]:
        """(id, to whom it belongs) of the row `name` of each side that has one."""
        for side in self.sides.values():
            if name in side.ids:
                yield side.ids[name], side.of[name]


def build() -> World:
    """Plant the world in the database of this process."""
    pack = district.pack()
    reference.load(pack, by=SYSTEM, at=AT)
    parent = Area.objects.get(pk=DISTRICT).parent_id
    for area, above, level in (
        (FOREIGN, parent, "district"),
        (TOWNS["c"], FOREIGN, "town"),
        (TOWNS["c"] + "001", TOWNS["c"], "community"),
    ):
        Area.objects.create(id=area, parent_id=above, level=level, name=f"外区{area}", x=1.0, y=1.0)
    planted = Planted()
    sides = {letter: Side(letter, town) for letter, town in TOWNS.items()}
    for side in sides.values():
        side.community = Area.objects.filter(parent_id=side.town).order_by("id").values_list("id", flat=True)[0]
    for number, side in enumerate(sides.values(), start=1):
        plant_providers(side, planted, number)
    order = list(sides.values())
    for number, (side, other) in enumerate(zip(order, [*order[1:], order[0]], strict=True), start=1):
        plant_people(side, other, planted, number)
    for side, other in zip(order, [*order[1:], order[0]], strict=True):
        plant_kin(side, other)
        plant_verification(side, planted)
        plant_assessment(side, planted)
    # A provider of the first town that runs a home in the second: seen from there as a name, and no more.
    plant_providers_abroad(sides["a"], sides["b"], planted)
    world = World(planted, sides, {})
    make_readers(world)
    # Over which provider a role is held stands on the page of the account, by the public name of that provider.
    administrators = tuple(
        one.pk for one in world.readers.values() if any(held.role in roles_of("core.see_accounts") for held in one.held)
    )
    for side in sides.values():
        named = planted.things[side.words["provider"].casefold()]
        planted.belongs(replace(named, accounts=administrators), side.words["provider"])
    world.code = next(code for code, one in pack.indicators.items() if one.formula is not None)
    world.sweep = plant_sweep(sides, planted)
    for side in sides.values():
        plant_core(side, world)
    for reader in world.readers.values():
        reader.forbidden = planted.forbidden_to(reader.pk, reader.held)
    return world


LIST, SHOW, REVEAL, COUNT = (
    "people.list_residents",
    "people.show_resident",
    "people.reveal_resident",
    "people.count_residents",
)
LEDGER = "plans.see_ledger"
DOCUMENTS = "plans.see_documents"
CIRCULARS = "plans.see_circulars"
SURNAME = "钱"
BORN = {
    "elder": date(1940, 1, 1),
    "child": date(2025, 2, 3),
    "both": date(1950, 5, 5),
    "gone": date(1930, 3, 3),
    "kin": date(1970, 7, 7),
}


class PeoplePlanter:
    """Residents of one town with everything around them; written row by row, because the room's only command loads whole registers."""

    def __init__(self, side: Side, planted: Planted, number: int) -> None:
        self.side, self.planted, self.number = side, planted, number
        self.serial = 0

    def word(self, thing: Thing) -> str:
        return self.planted.mark(self.side.letter, thing)

    def resident(self, name: str, lives: str | None, registered: str | None, **more: Any) -> Resident:
        """Somebody with an ID number, a phone and an address of his own."""
        self.serial += 1
        with transaction.atomic():
            pk = reserve(Resident, 1)[0]
        areas = tuple(area for area in (lives, registered) if area)
        seen, whole = Thing((LIST, SHOW), areas, residents=(pk,)), Thing((REVEAL,), areas, residents=(pk,))
        word = SURNAME + self.word(seen)
        born = BORN.get(name, date(1960, 6, 6))
        row = Resident(
            pk=pk, name=word, sex="female", birth_date=born, id_document="resident_id", residence_area_id=lives,
            registered_area_id=registered, source=self.word(Thing((SHOW,), areas, residents=(pk,))), **more,
        )  # fmt: skip
        reading = names.read(word)
        row.pinyin, row.given_pinyin, row.initials = reading.pinyin, reading.given_pinyin, reading.initials
        number = id_number(self.number * 100 + self.serial, f"{born:%Y%m%d}")
        phone = f"104{self.number}{self.serial:02d}55{self.number}{self.serial:02d}"
        for value, mask in ((number, masking.id_number), (phone, masking.phone)):
            self.planted.number(value, whole)
            self.planted.number(mask(value), seen)
        seal(row, "id_number", number)
        seal(row, "phone", phone)
        seal(row, "address", f"重庆市永川区{self.word(whole)}路9号")
        row.save(force_insert=True)
        self.side.add(name, pk, Thing((SHOW,), areas, residents=(pk,)))
        self.side.words[name], self.side.words[f"{name} number"], self.side.words[f"{name} phone"] = word, number, phone
        return row


def plant_people(side: Side, other: Side, planted: Planted, number: int) -> None:
    """An elder with household, booklet, aid unit, guardian, carer, contact and facts; a child; some who belong to two areas."""
    plant, here = PeoplePlanter(side, planted, number), side.community
    shown = Thing((SHOW,), (here,))
    # Its number is told about everybody who stands on it, also where he lives elsewhere.
    booklet = RegisteredHousehold.objects.create(
        number=plant.word(Thing((SHOW,), (here, other.community))), area_id=here
    )
    home = LivingHousehold.objects.create(kind="family", area_id=here)
    side.add("living_household", home.pk, shown)
    side.add("registered_household", booklet.pk, shown)
    together = {
        "living_household": home,
        "registered_household": booklet,
        "living_relation": "head",
        "registered_relation": "head",
    }
    elder = plant.resident("elder", here, here, **together)
    child = plant.resident(
        "child", here, here, **{**together, "living_relation": "child", "registered_relation": "child"}
    )
    # One who lives in the other town and is registered here: both towns look after her, and both may see her.
    plant.resident("both", other.community, here, registered_household=booklet)
    on_it = tuple(side.ids[name] for name in ("elder", "child", "both"))
    planted.belongs(Thing((SHOW,), (here, other.community), residents=on_it), booklet.number)
    plant.resident("gone", here, here, death_date=date(2026, 1, 1))
    for name, lives, registered in (("away", None, here), ("guest", here, None)):
        row = plant.resident(name, lives, registered)
        column = "registered_elsewhere" if registered is None else "residence_elsewhere"
        setattr(row, column, plant.word(Thing((LIST, SHOW), (here,), residents=(row.pk,))))
        row.save(update_fields=[column])

    def about(resident: Resident) -> str:
        return plant.word(Thing((SHOW,), (here,), residents=(resident.pk,)))

    pair = sorted((side.ids["elder"], side.ids["guest"]))
    decides = Thing(("people.merge_residents",), (here,))
    one = DuplicatePair.objects.create(
        first_id=pair[0], second_id=pair[1], score=70, reasons="same_name", found_at=AT, note=plant.word(decides)
    )
    side.add("pair", one.pk, decides)
    absorbed, why = plant.word(decides), plant.word(decides)
    merged = ResidentMerge.objects.create(
        survivor=elder, absorbed_id=10**9 + number, absorbed_name=absorbed, at=AT, reason=why, record="{}"
    )
    side.add("merge", merged.pk, decides)
    unit = AidUnit.objects.create(area_id=here, opened_on=date(2024, 1, 1), source=plant.word(shown))
    AidUnitMember.objects.create(unit=unit, resident=elder, relation="head", true_from=date(2024, 1, 1))
    Guardian.objects.create(
        resident=child, name=about(child), kind="relative", true_from=date(2025, 3, 1), source=about(child)
    )
    carer = FamilyCarer.objects.create(
        resident=elder, name=about(elder), relation="child", true_from=date(2024, 1, 1), source=about(elder)
    )
    side.ids["carer_tie"] = carer.pk
    trace = LifeTrace.objects.create(
        resident=elder, seen_on=date(2026, 9, 1), kind="visit", source=about(elder), recorded_at=AT
    )
    side.ids["trace"] = trace.pk
    with transaction.atomic():
        account = PaymentAccount(
            pk=reserve(PaymentAccount, 1)[0], resident=elder, kind="bank_card", bank=about(elder), holder_kind="himself",
            true_from=date(2024, 1, 1), known_since=AT, source="x",
        )  # fmt: skip
    row = Delegation.objects.create(
        resident=elder, name=about(elder), relation="child", powers="apply", valid_from=date(2026, 1, 1),
        valid_to=date(2027, 1, 1), proof=about(elder), witness=about(elder), recorded_at=AT,
    )  # fmt: skip
    side.ids["delegation"] = row.pk
    applied = SpecialDifficulty.objects.create(
        resident=elder, norm="x", clause="x", applied_on=TODAY, state="applied",
        applied_by=plant.word(Thing(("people.see_difficulties",), (here,))),
    )  # fmt: skip
    side.add("difficulty", applied.pk, Thing(("people.see_difficulties",), (here,)))
    whole = f"62220000{number}776{number}554"
    planted.number(whole, Thing((REVEAL,), (here,), residents=(elder.pk,)))
    seal(account, "number", whole)
    account.save(force_insert=True)
    fact = StatusFact.objects.create(
        resident=elder,
        kind="lives_alone",
        true_from=date(2024, 1, 1),
        known_since=AT,
        source=about(elder),
        evidence=about(elder),
    )
    side.ids["status"] = fact.pk
    with transaction.atomic():
        contact = EmergencyContact(
            pk=reserve(EmergencyContact, 1)[0], resident=elder, name=about(elder), relation="child"
        )
    phone = f"104{number}776{number}554"
    planted.number(phone, Thing((REVEAL,), (here,), residents=(elder.pk,)))
    planted.number(masking.phone(phone), Thing((SHOW,), (here,), residents=(elder.pk,)))
    seal(contact, "phone", phone)
    contact.save(force_insert=True)
    side.ids["contact"] = contact.pk


def plant_verification(side: Side, planted: Planted) -> None:
    """A request of the side's community about its elder, in conflict and objected to, sent to a unit of nobody's."""
    areas = (side.community,)
    seen, drafts = Thing(("exchange.see_requests",), areas), Thing(("exchange.draft_requests",), areas)
    unit = Unit.objects.filter(valid_to__isnull=True).earliest("pk")
    request = VerificationRequest.objects.create(
        area_id=side.community, unit=unit, matter="lives_alone", on=TODAY, purpose=planted.mark(side.letter, seen),
        legal_basis=planted.mark(side.letter, seen), fields="name", form="api", due_on=TODAY,
        keep_until=date(2026, 12, 31), state=State.ANSWERED.value, asked=1, answered=1, conflicts=1, drafted_at=AT,
    )  # fmt: skip
    VerificationStep.objects.create(
        request=request, state=State.DRAFTED.value, at=AT, words=planted.mark(side.letter, seen)
    )
    person = VerificationPerson.objects.create(
        request=request, resident_id=side.ids["elder"], number=1, outcome=Outcome.CONFLICT.value
    )
    objection = VerificationObjection.objects.create(
        person=person, reason=planted.mark(side.letter, seen), raised_at=AT
    )
    side.add("request", request.pk, seen)
    side.add("verified", person.pk, drafts)
    side.add("objection", objection.pk, drafts)


ASSESSMENT = "assessments.show_assessment"


def plant_assessment(side: Side, planted: Planted) -> None:
    """The elder of the side, assessed by two, told and objected to; a level of another department."""
    elder = side.ids["elder"]
    seen = Thing((ASSESSMENT,), (side.community,), residents=(elder,))

    def word() -> str:
        return planted.mark(side.letter, seen)

    # Names of accounts are no secret of a place: whoever administers accounts sees all of them.
    pair = [accounts.create(f"assessor-{side.letter}{one}", "评估员", by=SYSTEM, at=AT) for one in (1, 2)]
    row = Assessment.objects.create(
        resident_id=elder, instrument="gb-t-42195-2022", reason="first", state="signed", asked_on=TODAY, asked_by=word(),
        assessor_one=pair[0], assessor_two=pair[1], visited_on=TODAY, signed_one_at=AT, signed_two_at=AT, level=0,
        told_on=TODAY, objection_until=date(2026, 11, 15), due_on=date(2027, 10, 31),
    )  # fmt: skip
    AssessmentStep.objects.create(assessment=row, state="signed", at=AT, kind="sign", note=word())
    objection = AssessmentObjection.objects.create(assessment=row, objector=word(), reason=word(), raised_at=AT)
    RecognisedLevel.objects.create(
        resident_id=elder, instrument="ltc-grades-2021", level=1, assessed_on=TODAY, source=word(), document=word(),
        recorded_at=AT,
    )  # fmt: skip
    side.add("capability_assessment", row.pk, seen)
    side.add("assessment_objection", objection.pk, Thing(("assessments.decide",), (side.community,)))


def plant_kin(side: Side, other: Side) -> None:
    """Ties across the border: the elder of one town is supported, guarded and cared for by the elder of the other."""
    one, two = side.ids["elder"], other.ids["elder"]
    SupportRelation.objects.create(elder_id=one, supporter_id=two, relation="child")
    Guardian.objects.create(
        resident_id=side.ids["child"], guardian_id=two, kind="relative", true_from=date(2025, 3, 1), source=""
    )
    FamilyCarer.objects.create(resident_id=one, carer_id=two, relation="child", true_from=date(2025, 1, 1), source="")
    # Somebody of the other town counts in this town's aid unit.
    unit = AidUnitMember.objects.unscoped("planting").get(resident_id=one).unit_id
    AidUnitMember.objects.create(
        unit_id=unit, resident_id=other.ids["child"], relation="child", true_from=date(2024, 1, 1)
    )


AUDIT = "core.see_audit"
"""What an entry of the audit trail tells about a command on a facility is no secret to its auditor; people are."""

FACILITY, STAFF, PROVIDER, UNMASK = (
    "providers.list_facilities",
    "providers.list_staff",
    "providers.list_providers",
    "providers.unmask_staff",
)


def plant_providers(side: Side, planted: Planted, number: int) -> None:
    """A provider with a home, a nursery, beds, places, somebody at work, papers: all through the room's commands."""
    words = [planted.mark(side.letter) for _ in range(7)]
    phone = f"1049{number}88{number}771"
    provider = providers.add(
        credit_code(number), f"{words[0]}有限公司", area_id=side.community, ownership="private",
        address=f"{words[1]}路{words[2]}号", phone=words[3], registered_on=date(2019, 1, 1), by=SYSTEM, at=AT,
    )  # fmt: skip
    bar = providers.bar(
        provider.pk, ground=words[4], decided_by=words[5], document_number=words[6], barred_from=date(2026, 10, 1),
        barred_to=date(2027, 1, 1), by=SYSTEM, at=AT,
    )  # fmt: skip
    mine = Thing((PROVIDER,), (side.community,), (provider.pk,))
    planted.belongs(Thing((PROVIDER, AUDIT), mine.areas, mine.providers), *words[1:])
    # Who answers for a facility is printed on it: whoever sees the facility sees that name.
    named = Thing((PROVIDER, FACILITY, AUDIT), (side.community,), (provider.pk,))
    planted.belongs(named, words[0])
    planted.number(provider.credit_code, Thing((PROVIDER, AUDIT), mine.areas, mine.providers))
    side.words["provider"] = words[0]
    side.add("provider", provider.pk, mine)
    side.add("bar", bar.pk, mine)
    providers.lift_bar(bar.pk, on=date(2026, 10, 20), by=SYSTEM, at=AT)

    home = plant_home(side, planted, provider.pk, provider.pk, number, phone)
    side.add("facility", home.pk, Thing((FACILITY,), (side.community,), (provider.pk,)))

    name = planted.mark(side.letter, Thing((FACILITY, AUDIT), (side.town,)))
    klass = planted.mark(side.letter, Thing((FACILITY, AUDIT), (side.town,)))
    place = planted.mark(side.letter, Thing((FACILITY, AUDIT), (side.town,)))
    nursery = facilities.add(f"{name}托育", ["childcare_centre"], area_id=side.town, by=SYSTEM, at=AT)
    row = places.add_class(nursery.pk, klass, "toddler", by=SYSTEM, at=AT)
    for serial in range(number + 1):
        word = place if serial == 0 else planted.mark(side.letter, Thing((FACILITY, AUDIT), (side.town,)))
        places.add(nursery.pk, row.pk, word, filed=True, open=serial > 0, by=SYSTEM, at=AT)
    side.add("nursery", nursery.pk, Thing((FACILITY,), (side.town,)))
    side.add("class", row.pk, Thing((CAPACITY,), (side.town,)))
    side.add("place", nursery.places.unscoped("planting").order_by("-pk")[0].pk, Thing((FACILITY,), (side.town,)))
    plant_work(side, planted, home, provider.pk)


CAPACITY, KEEPS, CONFIRMS, CONTRACTS, PREMISES = (
    "providers.manage_capacity",
    "providers.keep_papers",
    "providers.confirm_facilities",
    "providers.see_contracts",
    "providers.list_premises",
)


def plant_work(side: Side, planted: Planted, home: Facility, provider: int) -> None:
    """What a town keeps about its home: a room, papers, a contract, a proposal; an estate and idle premises."""
    areas, owner = (side.community,), (provider,)
    day = {"starts_on": date(2026, 1, 1), "expires_on": date(2026, 12, 20)}

    def word(*permissions: str) -> str:
        return planted.mark(side.letter, Thing((*permissions, AUDIT), areas, owner))

    room = rooms.add(home.pk, word(FACILITY), 3, floor=word(FACILITY), by=SYSTEM, at=AT)
    side.add("room", room.pk, Thing((CAPACITY,), areas, owner))
    side.add("bed", home.beds.unscoped("planting").order_by("-pk")[0].pk, Thing((FACILITY,), areas, owner))
    side.add("licence", home.licences.unscoped("planting").get().pk, Thing((KEEPS,), areas, owner))
    papers.add_insurance(home.pk, "liability", insurer=word(CONTRACTS, FACILITY), number=word(CONTRACTS), **day, by=SYSTEM, at=AT)  # fmt: skip
    papers.file_price(
        home.pk, "bed", name=word(FACILITY), amount_fen=123_400, unit="month", filed_on=date(2026, 1, 1),
        valid_from=date(2026, 1, 1), by=SYSTEM, at=AT,
    )  # fmt: skip
    contract = contracts.add(
        home.pk, provider, owner=word(CONTRACTS), form="entrusted", chosen_by="open_tender", number=word(CONTRACTS),
        signed_on=date(2026, 1, 1), **day, by=SYSTEM, at=AT,
    )  # fmt: skip
    side.add("contract", contract.pk, Thing((MANAGES,), areas, owner))
    credential = StaffMember.objects.unscoped("planting").get(pk=side.ids["staff"]).credentials.unscoped("planting").get()  # fmt: skip
    side.add("credential", credential.pk, Thing(("providers.manage_staff",), areas, owner))
    proposal = propose(home.pk, {"owner": word(KEEPS, CONFIRMS)}, reason=word(KEEPS, CONFIRMS), by=SYSTEM, at=AT)
    assert FacilityProposal.objects.unscoped("planting").get(pk=proposal.pk).confirmation == Confirmation.WAITING
    side.add("proposal", proposal.pk, Thing((CONFIRMS,), areas, owner))
    stood = Thing((PREMISES,), areas)

    def of_place() -> str:
        return planted.mark(side.letter, Thing((PREMISES, AUDIT), areas))

    estate = estates.add(of_place(), area_id=side.community, address=of_place(), developer=of_place(), by=SYSTEM, at=AT)
    duty = estates.add_duty(
        estate.pk, "community_care_station", required_m2=Decimal(350), clause=of_place(), by=SYSTEM, at=AT
    )
    side.add("estate", estate.pk, stood)
    side.add("duty", duty.pk, Thing((MANAGES_PREMISES,), areas))
    idle = premises.add(
        of_place(), area_id=side.community, address=of_place(), owner=of_place(), former_use="school",
        floor_area_m2=Decimal(800), free_from=date(2026, 1, 1), note=of_place(), by=SYSTEM, at=AT,
    )  # fmt: skip
    side.add("premises", idle.pk, stood)


MANAGES, MANAGES_PREMISES = "providers.manage_facilities", "providers.manage_premises"


def plant_home(side: Side, planted: Planted, provider: int, owner: int, number: int, phone: str) -> Facility:
    """A care home of `provider` in this town, with beds, an occupant, papers and somebody at work."""
    here = Thing((FACILITY, AUDIT), (side.community,), (owner,))
    works = Thing((STAFF,), (side.community,), (owner,))

    def word(thing: Thing = here) -> str:
        return planted.mark(side.letter, thing)

    name = word()
    side.words.setdefault("facility", name)
    home = facilities.add(
        f"{name}养老院", ["care_home"], area_id=side.community, provider_id=provider, ownership="private",
        operation="self_run", opened_on=date(2020, 1, 1), filed_on=date(2020, 2, 1), filing_number=word(),
        inferred_note=word(), by=SYSTEM, at=AT,
    )  # fmt: skip
    facilities.update(
        home.pk, address=f"{word()}街", phone=word(), floor_area_m2=Decimal(f"{number}31.5"), by=SYSTEM, at=AT
    )
    papers.add_licence(home.pk, "fire_safety", word(), issuer=word(), issued_on=date(2021, 1, 1), by=SYSTEM, at=AT)
    for serial in range(number + 2):
        bed = beds.add(home.pk, word(), room=word(), approved=True, filed=True, actual=serial > 0, nursing=serial > 1, by=SYSTEM, at=AT)  # fmt: skip
    beds.occupy(bed.pk, began_on=date(2026, 1, 1), by=SYSTEM, at=AT)
    person_name, certificate, issuer = word(works), word(works), word(works)
    side.words.setdefault("staff", person_name)
    whole = Thing((UNMASK,), (side.community,), (owner,))
    number_text = id_number(100 + number, f"19{60 + number}0307")
    planted.number(number_text, whole)
    planted.number(phone, whole)
    planted.belongs(works, masking.id_number(number_text), masking.phone(phone))
    planted.numbers[masking.id_number(number_text).casefold()] = number_text
    planted.numbers[masking.phone(phone).casefold()] = phone
    side.words.setdefault("id_number", number_text)
    person = staff.add(
        home.pk, person_name, "carer", id_number=number_text, phone=phone, employed_from=date(2022, 1, 1),
        by=SYSTEM, at=AT,
    )  # fmt: skip
    staff.add_credential(
        person.pk, "elder_care_worker", certificate, issuer=issuer, issued_on=date(2022, 1, 1), by=SYSTEM, at=AT
    )
    if "staff" not in side.ids:
        side.add("staff", person.pk, works)
    return home


def plant_providers_abroad(owner: Side, side: Side, planted: Planted) -> None:
    """The provider of `owner` runs another home, in `side`."""
    provider = owner.ids["provider"]
    home = plant_home(side, planted, provider, provider, 7, "10497887771")
    side.add("facility_of_another", home.pk, Thing((FACILITY,), (side.community,), (provider,)))
    word = owner.words["provider"]
    old = planted.things[word.casefold()]
    planted.belongs(Thing(old.permissions, (*old.areas, side.community), old.providers), word)


def plant_core(side: Side, world: World) -> None:
    """What core itself keeps for an area or an account: a job, a file, a saved view, a notice, a reported value, history."""
    planted = world.planted
    owner = (
        world.readers[f"town_officer {side.letter}"] if side.letter != "c" else world.readers["department_officer c"]
    )
    scope = Scope(owner.pk, owner.scope().grants)
    job_thing = Thing(("core.see_jobs",), (side.town,), accounts=(owner.pk, *see_all_jobs(world)))
    title, message = planted.mark(side.letter, job_thing), planted.mark(side.letter, job_thing)
    job = jobs.enqueue("scope.test", title, {"who": title}, by=scope, area_id=side.town)
    Job.objects.filter(pk=job.pk).update(message=message)
    side.add("job", job.pk, job_thing)

    own = Thing((), accounts=(owner.pk,))
    view = saved_views.save_view("providers.facilities", planted.mark(side.letter, own), path="/providers/facilities/", query="sort=name", by=scope, at=AT)  # fmt: skip
    side.add("saved_view", view.pk, own)
    notices.tell(owner.pk, planted.mark(side.letter, own), key="planted", at=AT)

    home = side.of["facility"]
    file = attachments.store(planted.mark(side.letter, home).encode(), f"{planted.mark(side.letter, home)}.txt", Facility.objects.unscoped("planting").get(pk=side.ids["facility"]), by=SYSTEM, permission=FACILITY, at=AT)  # fmt: skip
    Attachment.objects.unscoped("planting").filter(pk=file.pk).update(
        subject_type="scope.planted", subject_id=str(side.ids["facility"])
    )
    side.add("attachment", file.pk, home)
    facilities.update(
        side.ids["facility"], address=planted.mark(side.letter, home), by=SYSTEM, at=AT
    )  # the old one: history
    plant_privacy(side, world, cast(Account, owner.account))
    plant_ledger(side, world)
    plant_planning(side, world)
    plant_document(side, world)
    plant_circular(side, world)
    plant_import(side, planted, scope)
    plant_form(side, planted)
    plant_value(side, world)
    if side.letter != "c":
        source = Thing(("plans.see_indicators_by_town",), (side.town,))
        value = values.report(world.code, Decimal("12.5"), as_of=date(2026, 6, 30), source=planted.mark(side.letter, source), area_id=side.town, by=SYSTEM, at=AT)  # fmt: skip
        side.add("reading", value, source)


def plant_privacy(side: Side, world: World, owner: Account) -> None:
    """A request of the elder that was granted, a drafted round, an assessment and a breach, with words of their own."""
    planted, areas = world.planted, (side.town,)

    def word(permission: str, *where: str) -> str:
        return planted.mark(side.letter, Thing((permission,), where or areas))

    if "elder" in side.ids:
        here = (side.community,)
        with transaction.atomic():
            request = DataRequest(
                pk=reserve(DataRequest, 1)[0], area_id=side.community, resident_id=side.ids["elder"], kind="copy",
                asker="guardian", received_on=TODAY, due_on=TODAY, received_at=AT, state="granted",
                identity=word("privacy.receive_requests", *here), checked_at=AT, decided_at=AT,
                reason=word("privacy.receive_requests", *here),
            )  # fmt: skip
            seal(request, "asker_name", word("privacy.receive_requests", *here))
            seal(request, "wanted", word("privacy.receive_requests", *here))
            request.save(force_insert=True)
        side.add("data_request", request.pk, Thing(("privacy.receive_requests",), here))
    due = RetentionRound.objects.create(area_id=side.town, on=TODAY, state="drafted", due=7, drafted_at=AT)
    RetentionLine.objects.create(
        round=due, table="people.statusfact", months=360, clause=word("privacy.let_go"), before=date(1996, 1, 1), due=7,
        ids_sha256="0" * 64,
    )  # fmt: skip
    side.add("round", due.pk, Thing(("privacy.let_go",), areas))
    words = {name: word("privacy.see_assessments") for name in ("title", "purpose", "risks", "measures", "assessed_by")}
    weighed = ImpactAssessment.objects.create(
        area_id=side.town, ground="other", conclusion="may", assessed_on=TODAY, recorded_at=AT, **words
    )
    side.add("assessment", weighed.pk, Thing(("privacy.see_assessments",), areas))
    words = {name: word("privacy.see_breaches") for name in ("what", "harm", "measures", "advice")}
    breach = Breach.objects.create(
        area_id=side.town, account=owner, began_at=datetime(2026, 1, 1, tzinfo=UTC), ended_at=AT, found_at=AT,
        recorded_at=AT, **words,
    )  # fmt: skip
    side.add("breach", breach.pk, Thing(("privacy.see_breaches",), areas))


def plant_ledger(side: Side, world: World) -> None:
    """A project of the town with capacity, money and a milestone; written row by row, because a district opens none in another one."""
    seen, maker = Thing((LEDGER,), (side.town,)), world.readers["planner district"].pk
    word = world.planted.mark(side.letter, seen)
    due = date(2026, 11, 30)
    item = LedgerItem.objects.create(
        kind="project", code=f"hand-{side.letter}", name=word, search_key=word.casefold(), content=word, area_id=side.town,
        due=due, due_first=due, due_stated=True, state_at=AT, origin="hand", opened_at=AT,
    )  # fmt: skip
    made = {"item": item, "recorded_at": AT, "key": "planted"}
    CapacityLine.objects.create(measure="beds", number=7, area_id=side.town, **made)
    MoneyLine.objects.create(source="own", stage="planned", fen=100, basis=word, **made)
    step = Milestone.objects.create(item=item, name=word, due=due, set_at=AT, set_by_id=maker, key="planted")
    side.add("item", item.pk, seen)
    side.add("milestone", step.pk, seen)


def plant_planning(side: Side, world: World) -> None:
    """A question to the siting engine and a scenario of the town, owned by the planner of the district and shared with nobody."""
    owner = world.readers["planner district"].pk
    seen = Thing((), accounts=(owner,) if side.town.startswith(DISTRICT) else ())
    word = world.planted.mark(side.letter, seen)
    asked = {"kind": "canteen", "group": "80", "mode": "walk", "within": "15"}
    run = SitingRun.objects.create(
        area_id=side.town, owner_id=owner, question={"asked": asked, "objective": "p_median", "candidates": ["centres"]},
        asked_at=AT, state="refused", refusal=word,
    )  # fmt: skip
    whole = {"area": "", "before": [1.0, 1.0, 0.5, 9.0], "after": [2.0, 1.0, 0.5, 8.0]}
    network = {"file": "0" * 64, "name": word, "licence": word, "synthetic": True}
    row = Scenario.objects.create(
        area_id=side.town, owner_id=owner, name=word, question=asked, changes=[], key=f"planted {side.letter}", saved_at=AT,
        result={"whole": whole, "towns": [], "steps": [word], "new": [], "network": network, "homes": "", "snapshot": ""},
    )  # fmt: skip
    side.add("siting_run", run.pk, seen)
    side.add("scenario", row.pk, seen)


def plant_document(side: Side, world: World) -> None:
    """A plan document of the town that was read and checked, with a finding, a task, a decision and an opinion."""
    seen = Thing((DOCUMENTS,), (side.town,))
    word = world.planted.mark(side.letter, seen)
    text = f"{word}方案\n\n一、现状\n全区有养老机构52家（民办23家、公办民营16家、公办11家）。\n\n二、任务\n1.建设{word}。到2030年建成30个。（牵头单位：区民政局）"
    reading = plan_documents.read_upload(text.encode(), "x.txt")
    kept = Kept(reading.document, reading.draft, check_read(reading.document, "x.txt").findings)
    maker = world.readers["planner district"].pk
    row = PlanDocument.objects.create(
        area_id=side.town, name=f"{word}.txt", title=word, size=1, sha256="0" * 64, key=f"planted {side.letter}",
        created_at=AT, created_by_id=maker, expires_at=AT.replace(year=2099),
    )  # fmt: skip
    subject = audit.Subject("plans.plandocument", str(row.pk), side.town)
    row.content_id = attachments.store(
        pack(kept), "x", subject, by=SYSTEM, permission=DOCUMENTS, at=AT, looked_at="text/plain"
    ).pk
    row.state, row.read_at = "ready", AT
    row.save()
    DraftChoice.objects.create(
        document=row, kind="task", position=0, answer="mended", mended={"title": word}, decided_at=AT
    )
    FindingMark.objects.create(document=row, finding=1, mark="no_fault", reason=word, made_at=AT)
    side.add("document", row.pk, seen)


def plant_circular(side: Side, world: World) -> None:
    """A circular of the town that is being drafted; written row by row, because circulars speak of whole districts. Its snapshot is gone."""
    seen = Thing((CIRCULARS,), (side.town,))
    word = world.planted.mark(side.letter, seen)
    snapshot, _new = Snapshot.objects.get_or_create(
        name="planted",
        defaults={"date": TODAY, "taken_at": AT, "manifest_hash": "0" * 64, "rows": 0, "state": "damaged"},
    )
    data = {
        "district": word, "period": {"kind": "monthly", "start": "2026-10-01", "end": "2026-11-01", "words": "2026年10月"},
        "on": "2026-10-31", "snapshot": "planted", "ledger_until": AT.isoformat(), "values_until": AT.isoformat(), "plan": "",
        "indicators": [], "items": [], "towns": [], "money": [], "places": [],
    }  # fmt: skip
    row = ProgressCircular.objects.create(
        area_id=side.town, kind="monthly", period_start=date(2026, 10, 1), period_end=date(2026, 11, 1), snapshot=snapshot,
        title=word, data=data, data_hash="0" * 64, pack=PACK, pack_version="0" * 64, program_version="0", drafted_at=AT,
        drafted_by_id=world.readers["planner district"].pk,
    )  # fmt: skip
    CircularSection.objects.create(
        circular=row, position=0, key="overview", heading="总体情况", drafted=word, text=word
    )
    side.add("circular", row.pk, seen)


def plant_sweep(sides: dict[str, Side], planted: Planted) -> int:
    """A sweep of the district, with what it found for the elder of each town of it; a fact of hers that another department told."""
    snapshot, _new = Snapshot.objects.get_or_create(
        name="planted",
        defaults={"date": TODAY, "taken_at": AT, "manifest_hash": "0" * 64, "rows": 0, "state": "damaged"},
    )
    inside = [side for side in sides.values() if side.town.startswith(DISTRICT)]
    counted = {"entitled": 2, "needs_information": 0, "parameter_missing": 0, "not_entitled": 0, "superseded": 0, "fen": 10_000, "listed": True}  # fmt: skip
    sweep = Sweep.objects.create(
        area_id=DISTRICT, month=date(2026, 10, 1), state="done", snapshot=snapshot, pack=PACK, pack_version="0" * 64,
        rules_sha256="0" * 64, program="0", rows=2, rows_sha256="0" * 64, file_sha256="0" * 64, asked_at=AT, finished_at=AT,
        counts={
            "benefits": {"advanced_age_allowance": counted},
            "towns": {side.town: {"advanced_age_allowance": [1, 0, 0, 5000]} for side in inside},
        },
    )  # fmt: skip
    for side in inside:
        elder = side.ids["elder"]
        more = {"sweep": sweep, "resident_id": elder, "area_id": side.community, "benefit": "advanced_age_allowance"}
        Determination.objects.create(
            **more,
            month=sweep.month,
            state="entitled",
            amount_fen=5000,
            tier="eighty",
            code=0,
            due=True,
            due_for="2026-10",
        )
        DeterminationChange.objects.create(
            **more, before="not_entitled", after="entitled", after_fen=5000, cause="birthday"
        )
        for benefit in ("meal_subsidy", ""):
            MissingFact.objects.create(
                sweep=sweep, area_id=side.community, benefit=benefit, fact="capability_level", people=1
            )
        seen = Thing(("entitlements.explain",), (side.community,), residents=(elder,))
        KnownFact.objects.create(
            resident_id=elder, area_id=side.community, fact="capability_level", value="severe", true_from=TODAY,
            known_since=AT, source=planted.mark(side.letter, seen),
        )  # fmt: skip
    return int(sweep.pk)


class Unhurried:
    """Stands in for the job of an import that is done at once."""

    def advance(self, *numbers: Any, **more: Any) -> None:
        """Nobody asks how far it is."""


def plant_import(side: Side, planted: Planted, by: Scope) -> None:
    """A list that was handed in over the town: one row that went in, one that is not in order, one that asks whether it is the elder."""
    told = Thing((imports.IMPORT, LIST, SHOW), (side.community,))
    inside = Thing((imports.IMPORT,), (side.town,))
    new, wrong, source = (
        planted.mark(side.letter, told),
        planted.mark(side.letter, inside),
        planted.mark(side.letter, told),
    )
    town, community = Area.objects.get(pk=side.town).name, Area.objects.get(pk=side.community).name
    rows = (
        ("姓名", "出生日期", "性别", "镇街", "村社区"),
        (new, "1951-05-01", "女", town, community),
        (side.words["elder"], "1940-01-01", "女", town, community),
        (wrong, "1951-02-30", "女", town, community),
    )
    data = "\n".join(",".join(row) for row in rows).encode()
    run = imports.upload("people.residents", data, f"{planted.mark(side.letter, inside)}.csv", area_id=side.town, source=source, as_of=date(2026, 10, 1), by=by, at=AT)  # fmt: skip
    file = run.files.unscoped("planting").get()
    imports.set_mapping(run.pk, file.mapping, rules={}, mode="good_rows", by=by, at=AT)
    run.refresh_from_db()
    for job in (running.examine, running._write_good_rows):
        run.state = "writing"
        run.save()
        job(run, by, Unhurried())
        run.refresh_from_db()
    side.add("import", run.pk, inside)


def plant_form(side: Side, planted: Planted) -> None:
    """A superior's form of the town: two editions of one filling, one reported and one not, with a cell of the town's beds."""
    inside = Thing((forms_out.FILL,), (side.town,))
    title, recipient, head = (planted.mark(side.letter, inside) for _ in range(3))
    out = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([title, None, None], ["镇街", "床位数", head], [Area.objects.get(pk=side.town).name, None, None]):
        sheet.append(row)
    book.save(out)
    form = forms_out.add(out.getvalue(), "x.xlsx", area_id=side.town, recipient=recipient, by=SYSTEM, at=AT)
    forms_out.set_meanings(form.pk, form.meanings, by=SYSTEM, at=AT)
    reported = forms_out.fill(form.pk, as_of=TODAY, by=SYSTEM, at=AT)
    forms_out.report(reported.pk, by=SYSTEM, at=AT)
    filled = forms_out.fill(form.pk, as_of=TODAY, by=SYSTEM, at=AT)
    cell = ReportedCell.objects.unscoped("planting").filter(form=reported, value__isnull=False).first()
    for name, row in (("form", form), ("reported_form", reported), ("filled_form", filled), ("reported_cell", cell)):
        side.add(name, row.pk, inside)


def plant_value(side: Side, world: World) -> None:
    """A value that a unit reported for the town, approved by another person and sent upward."""
    seen = Thing(("plans.see_values",), (side.town,))
    source, recipient = (world.planted.mark(side.letter, seen) for _ in range(2))
    maker, checker = (world.readers[name].pk for name in ("planner district", "department_officer district"))
    row = ReportedValue.objects.create(
        indicator="yc-01", area_id=side.town, as_of=TODAY, value=3, source=source, entered_at=AT, entered_by_id=maker,
        state="returned", decided_at=AT, decided_by_id=checker,
    )  # fmt: skip
    SentValue.objects.create(value=row, recipient=recipient, sent_at=AT, sent_by_id=maker)
    side.add("value", row.pk, seen)


def see_all_jobs(world: World) -> tuple[int, ...]:
    """Whoever runs the system sees that work goes on, everywhere."""
    return tuple(
        reader.pk
        for reader in world.readers.values()
        if any(held.role == Role.SYSTEM_ADMINISTRATOR for held in reader.held)
    )


def key_for(account: Account) -> str:
    """A key to everything that the API offers, for as much as the account may see; administrators get none."""
    wish = keys.Wish(account.pk, "matrix", tuple(Ability), 30, per_minute=30_000)
    return keys.issue(wish, by=SYSTEM, at=AT)[1]


def make_readers(world: World) -> None:
    """One account for each role and area, some that hold two, one that holds nothing, one that was closed, and a stranger."""
    a, b = (world.sides[letter] for letter in "ab")

    def area(role: Role, where: str) -> Held:
        return Held(role.value, area=where)

    held: dict[str, tuple[Held, ...]] = {f"{role.value} a": (area(role, a.town),) for role in AREA_ROLES}
    held |= {
        f"{role.value} b": (area(role, b.town),)
        for role in (Role.TOWN_OFFICER, Role.DEPARTMENT_OFFICER, Role.INSPECTOR, Role.GRID_WORKER)
    }
    held |= {
        f"{role.value} district": (area(role, DISTRICT),)
        for role in (
            Role.DEPARTMENT_OFFICER,
            Role.PLANNER,
            Role.AUDITOR,
            Role.SYSTEM_ADMINISTRATOR,
            Role.SECURITY_ADMINISTRATOR,
        )
    }
    held["department_officer c"] = (area(Role.DEPARTMENT_OFFICER, FOREIGN),)
    held["community_worker community of b"] = (area(Role.COMMUNITY_WORKER, b.community),)
    for side in (a, b):
        for role in (Role.PROVIDER_DIRECTOR, Role.CARER):
            held[f"{role.value} {side.letter}"] = (Held(role.value, provider=side.ids["provider"]),)
        if "elder" in side.ids:
            held[f"citizen {side.letter}"] = (Held(Role.CITIZEN.value, resident=side.ids["elder"]),)
    # Two roles in one account: the wider permission of one must not reach over the area of the other.
    held["town_officer a and grid_worker b"] = (area(Role.TOWN_OFFICER, a.town), area(Role.GRID_WORKER, b.town))
    held["inspector a and carer b"] = (area(Role.INSPECTOR, a.town), Held(Role.CARER.value, provider=b.ids["provider"]))
    held["nothing"] = ()
    for number, (name, grants) in enumerate(held.items()):
        account = accounts.create(f"reader{number}", f"读者{number}", by=SYSTEM, at=AT)
        for one in grants:
            accounts.grant(
                account.pk, Role(one.role), area_id=one.area or None, provider_id=one.provider or None,
                resident_id=one.resident or None, by=SYSTEM, at=AT,
            )  # fmt: skip
        client = Client(raise_request_exception=False)
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        token = "" if {one.role for one in grants} & SEPARATED_DUTIES else key_for(account)
        cookies = client.cookies.output(header="", sep=";")
        world.readers[name] = Reader(name, account, grants, client, cookies=cookies, token=token)
    world.readers["anonymous"] = Reader("anonymous", None, (), Client(raise_request_exception=False))


@dataclass
class Answer:
    """What came back: the status, where to, and everything that could be read in it."""

    status: int
    text: str
    location: str
    changed: tuple[str, ...]
    content_type: str


NOT_HASHED = ("django_session", "core_accessentry")
"""A look leaves an entry in the read log, and a request may renew its session: neither is a change of anything."""


def fingerprint(only: Collection[str] | None = None) -> dict[str, str]:
    """Table → hash of all its rows, in every database, or for the tables in `only`."""
    hashes = {}
    for alias in ("default", "edge"):
        connection = connections[alias]
        with connection.cursor() as cursor:
            for table in sorted(connection.introspection.table_names(cursor)):
                if table in NOT_HASHED or (only is not None and f"{alias}.{table}" not in only):
                    continue
                where = " WHERE chain NOT LIKE 'access/%%'" if table == "core_chainhead" else ""
                cursor.execute(f'SELECT * FROM "{table}"{where}', [])
                rows = sorted(
                    repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)) for row in cursor.fetchall()
                )
                hashes[f"{alias}.{table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return hashes


def rows_of(model: type[models.Model]) -> list[Any]:
    """Every row of a table, read by Django's plain manager: no scope of the product stands in between."""
    return list(models.QuerySet(model).all())


def cookies_of(reader: Reader) -> SimpleCookie:
    """The cookies with which the reader was signed in, whatever an earlier answer did to them."""
    return SimpleCookie(reader.cookies)
