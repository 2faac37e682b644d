"""
How to ask for each address of the product: a URL without an entry here fails the walk, so that a new page is looked at.

Each entry takes the world and tells its samples: arguments of the path, query, form, and whose the thing is that they name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from laoyou.people.domain.visiting import form_number
from tests.scope.tokens import Thing
from tests.scope.world import DISTRICT, FOREIGN, REVEAL, SURNAME, World


@dataclass(frozen=True)
class Sample:
    """
    One way to ask for an address.

    owner    to whom the thing in the path or query belongs; None where it names nothing
    echoed   what was typed by the reader himself and may be printed again
    absent   it names nothing that exists, for anybody
    variant  another way of asking for what another sample asks already
    loose    whoever may see it may still find nothing there
    unready  whoever may see it may still be refused (409, 422), because its state does not allow what is asked
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    owner: Thing | None = None
    echoed: str = ""
    absent: bool = False
    variant: bool = False
    loose: bool = False
    unready: bool = False


Make = Callable[[World], Iterable[Sample]]
HUGE = 10**24


def plain(world: World) -> Iterable[Sample]:
    """An address without arguments."""
    return [Sample()]


def a_list(*objects: str, search: bool = True) -> Make:
    """A list: as it opens, as each kind of file, searched, and cut to areas, facilities and providers of everybody."""

    def make(world: World) -> Iterable[Sample]:
        yield Sample()
        for form in ("csv", "xlsx", "print"):
            yield Sample(query=f"format={form}", variant=True)
        if search:
            yield Sample(query="q=QZ", variant=True)
            yield Sample(query="q=QZ&format=csv", variant=True)
        for side in world.sides.values():
            yield Sample(query=f"area={side.town}&format=csv&state=all&reading=all", variant=True)
            for name in objects:
                if name in side.ids:
                    yield Sample(query=f"{name}={side.ids[name]}", variant=True)
                    yield Sample(query=f"{name}={side.ids[name]}&format=csv", variant=True)

    return make


def each(argument: str, *names: str, loose: bool = False) -> Make:
    """A page about one row: that of each side, one that does not exist, one that no database could number."""

    def make(world: World) -> Iterable[Sample]:
        for name in names:
            for pk, owner in world.all_of(name):
                yield Sample({argument: pk}, owner=owner, loose=loose)
        yield Sample({argument: 987_654_321}, absent=True)
        yield Sample({argument: HUGE}, absent=True, variant=True)

    return make


def reveals(argument: str, names: tuple[str, ...], row: str, permission: str, argument_of_field: str = "name") -> Make:
    """Unmasking of each sealed field of the row of each side, with a reason and without."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(row):
            asked = Thing((permission,), owner.areas, owner.providers, owner.residents)
            for name in names:
                yield Sample({argument: pk, argument_of_field: name}, form={"reason": "核对资格证书"}, owner=asked)
            yield Sample({argument: pk, argument_of_field: "name"}, form={"reason": "核对资格证书"}, absent=True)

    return make


def a_resident(world: World) -> Iterable[Sample]:
    """Every resident that was planted, one that is not there, one that no database could number."""
    return each("resident_id", "elder", "child", "both", "gone", "away", "guest")(world)


def a_resident_to(
    form: dict[str, str],
    *,
    name: str = "elder",
    absent: bool = False,
    permission: str = "people.update_residents",
    **fixed: Any,
) -> Make:
    """Work on one resident of each side: under whatever permission the page asks, and only within its scope."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(name):
            asked = Thing((permission,), owner.areas, owner.providers, owner.residents)
            # Whoever may, may still be refused by the state of this resident: nothing to take back, already dead.
            yield Sample(
                {"resident_id": pk, **fixed}, form=form, owner=None if absent else asked, absent=absent, unready=True
            )
        yield Sample({"resident_id": HUGE, **fixed}, form=form, absent=True, variant=True)

    return make


def past_registers(world: World) -> Iterable[Sample]:
    """The register of a past day: everywhere, and in each town and community."""
    yield Sample()
    yield Sample(query="day=2026-06-30", variant=True)
    for side in world.sides.values():
        for area, within in ((side.town, (side.town, side.community)), (side.community, (side.community,))):
            # Whoever covers a part of the town sees that part.
            for basis in ("residence", "registration"):
                query = f"day=2026-10-31&known=2026-10-31&basis={basis}&area={area}"
                yield Sample(query=query, owner=Thing(("people.list_residents",), within), loose=True)


def receiving(world: World) -> Iterable[Sample]:
    """Moving somebody in whose whole number is known, under a name that is not his."""
    for side in world.sides.values():
        number = side.words["elder number"]
        form = {"id_number": number, "name": "别人", "on": "2026-10-01", "place": side.community, "source": "x"}
        yield Sample(form=form, echoed=number)


def no_index(**fixed: str) -> Make:
    """An evaluation of towns that is not there: who sees which town of one is looked at by the room's own tests."""

    def make(world: World) -> Iterable[Sample]:
        yield Sample({"evaluation_id": 987_654_321, **fixed}, absent=True)
        yield Sample({"evaluation_id": HUGE, **fixed}, absent=True, variant=True)

    return make


def a_plan(**fixed: str) -> Make:
    """A plan of the district whose period is over, and one that nobody has."""

    def make(world: World) -> Iterable[Sample]:
        yield Sample({"plan_id": "yc-2025", **fixed}, owner=Thing(("plans.lead_ledger",), (DISTRICT,)))
        yield Sample({"plan_id": "no-such-plan", **fixed}, absent=True)

    return make


def a_circular(
    permission: str = "plans.draft_circular", form: dict[str, str] | None = None, *, loose: bool = False, **fixed: str
) -> Make:
    """Work on the circular of each side, and on ones that are not there; `loose` where the step asks for more than the page."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("circular"):
            asked = Thing((permission,), owner.areas)
            yield Sample({"circular_id": pk, **fixed}, form=form or {}, owner=asked, loose=loose, unready=True)
        yield Sample({"circular_id": 987_654_321, **fixed}, form=form or {}, absent=True, variant=True)
        yield Sample({"circular_id": HUGE, **fixed}, form=form or {}, absent=True, variant=True)

    return make


def work_on(argument: str, name: str, form: dict[str, str]) -> Make:
    """Work on the row `name` of each side, which may be refused by its state."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(name):
            yield Sample({argument: pk}, form=form, owner=owner, unready=True)
        yield Sample({argument: HUGE}, form=form, absent=True, variant=True)

    return make


def a_status_to(form: dict[str, str]) -> Make:
    """Work on the status of the elder of each side; and on that of another one below her."""

    def make(world: World) -> Iterable[Sample]:
        for side in world.sides.values():
            elder = side.of["elder"]
            asked = Thing(("people.update_statuses",), elder.areas)
            arguments = {"resident_id": side.ids["elder"], "fact_id": side.ids["status"]}
            yield Sample(arguments, form=form, owner=asked, unready=True)
        mixed = {"resident_id": world.sides["a"].ids["elder"], "fact_id": world.sides["b"].ids["status"]}
        yield Sample(mixed, form=form, absent=True)

    return make


def residents_list(world: World) -> Iterable[Sample]:
    """The list of residents by every way of asking for somebody."""
    yield Sample()
    for form in ("csv", "xlsx", "print"):
        yield Sample(query=f"format={form}&basis=either", variant=True)
    for text in (SURNAME, "qian", "qq"):
        yield Sample(query=f"q={text}&basis=either", variant=True)
    for side in world.sides.values():
        yield Sample(query=f"town={side.town}&basis=either", variant=True)
        yield Sample(query=f"town={side.town}&community={side.community}&basis=registered", variant=True)
        for name in ("elder number", "elder phone"):
            yield Sample(query=f"q={side.words[name]}&basis=either", echoed=side.words[name], variant=True)


def contacts(world: World) -> Iterable[Sample]:
    """The contact of each elder; and the contact of one elder below another one."""
    for side in world.sides.values():
        elder = side.of["elder"]
        owner = Thing((REVEAL,), elder.areas, residents=elder.residents)
        yield Sample({"resident_id": side.ids["elder"], "contact_id": side.ids["contact"]}, form=REASON, owner=owner)
    mixed = {"resident_id": world.sides["a"].ids["elder"], "contact_id": world.sides["b"].ids["contact"]}
    yield Sample(mixed, form=REASON, absent=True)


def about_the_elder(argument: str, name: str, form: dict[str, str], **fixed: str) -> Make:
    """Work on the row `name` of the elder of each side; and on that of another one below her."""

    def make(world: World) -> Iterable[Sample]:
        for side in world.sides.values():
            elder = side.of["elder"]
            arguments = {"resident_id": side.ids["elder"], argument: side.ids[name], **fixed}
            yield Sample(arguments, form=form, owner=Thing(("people.update_residents",), elder.areas), unready=True)
        mixed = {"resident_id": world.sides["a"].ids["elder"], argument: world.sides["b"].ids[name], **fixed}
        yield Sample(mixed, form=form, absent=True)

    return make


def a_household_to(form: dict[str, str]) -> Make:
    """Work on the household and on the booklet of each side."""

    def make(world: World) -> Iterable[Sample]:
        for basis, name in (("residence", "living_household"), ("registration", "registered_household")):
            for pk, owner in world.all_of(name):
                asked = Thing(("people.update_residents",), owner.areas)
                yield Sample({"basis": basis, "household_id": pk}, form=form, owner=asked, unready=True)
        yield Sample({"basis": "residence", "household_id": HUGE}, form=form, absent=True, variant=True)
        yield Sample({"basis": "nowhere", "household_id": 1}, form=form, absent=True, variant=True)

    return make


def a_delegation(world: World) -> Iterable[Sample]:
    """The delegation of the elder of each side: withdrawn by the office or by the family; and that of another one below her."""
    form = {"withdrawn_by": "himself", "reason": "x"}
    for side in world.sides.values():
        elder = side.of["elder"]
        owner = Thing(("people.withdraw_delegation",), elder.areas, residents=elder.residents)
        arguments = {"resident_id": side.ids["elder"], "delegation_id": side.ids["delegation"]}
        yield Sample(arguments, form=form, owner=owner, unready=True)
    mixed = {"resident_id": world.sides["a"].ids["elder"], "delegation_id": world.sides["b"].ids["delegation"]}
    yield Sample(mixed, form=form, absent=True)


def a_difficulty_to(form: dict[str, str]) -> Make:
    """Work on the application of each side, which may be refused by its state."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("difficulty"):
            asked = Thing(("people.update_statuses",), owner.areas)
            yield Sample({"application_id": pk}, form=form, owner=asked, unready=True)
        yield Sample({"application_id": HUGE}, form=form, absent=True, variant=True)

    return make


def visits_in(form: dict[str, str]) -> Make:
    """Whom to visit: where the reader begins, and in the community of each side."""

    def make(world: World) -> Iterable[Sample]:
        yield Sample(form=form)
        for side in world.sides.values():
            owner = Thing(("people.record_visits",), (side.community,))
            yield Sample(query=f"area={side.community}", form=form, owner=owner, unready=True)

    return make


def keyed_visits(world: World) -> Iterable[Sample]:
    """A paper form of the elder of each side, found by its number."""
    yield Sample()
    for side in world.sides.values():
        number = form_number(side.ids["elder"])
        form = {"number": number, "key": f"key-of-{side.letter}", "visited_on": "2026-10-01", "met": "yes"}
        # A number that is not the reader's is refused in the same words as one that is nobody's.
        yield Sample(query=f"number={number}", form=form, loose=True, unready=True)


def accounts(form: dict[str, str] | None = None, **fixed: Any) -> Make:
    """An account: one of each side, and one that is not there."""

    def make(world: World) -> Iterable[Sample]:
        for name in ("town_officer b", "department_officer c", "citizen b", "carer b"):
            yield Sample({"account_id": world.readers[name].pk, **fixed}, form=form or {})
        yield Sample({"account_id": HUGE, **fixed}, form=form or {}, absent=True)

    return make


def a_grant(world: World) -> Iterable[Sample]:
    """Taking back the role of an officer of the second town."""
    account = world.readers["town_officer b"].account
    assert account is not None
    return [Sample({"grant_id": account.grants.get().pk}), Sample({"grant_id": HUGE}, absent=True)]


def references(world: World) -> Iterable[Sample]:
    """Figures of every kind that rooms register, of each area and of each thing that somebody answers for."""
    facilities, staff, providers = "providers.list_facilities", "providers.list_staff", "providers.list_providers"
    towns = "plans.see_indicators_by_town"
    for register in ("facilities", "beds", "places", "staff", "providers"):
        yield Sample({"ref": f"{register}:all"})
    for side in world.sides.values():
        for area in (side.town, side.community):
            for register, permission in (("facilities", facilities), ("beds", facilities), ("places", facilities), ("staff", staff), ("providers", providers)):  # fmt: skip
                if area == side.community and register not in ("beds", "staff"):
                    continue
                yield Sample({"ref": f"{register}:area={area}"}, owner=Thing((permission,), (area,)))
        home, provider = side.of["facility"], side.of["provider"]
        for register, permission in (("beds", facilities), ("places", facilities), ("staff", staff)):
            owner = Thing((permission,), home.areas, home.providers)
            yield Sample({"ref": f"{register}:facility={side.ids['facility']}"}, owner=owner)
        yield Sample({"ref": f"facility:{side.ids['facility']}/floor_area_m2"}, owner=home)
        for register, permission in (("beds", facilities), ("facilities", facilities), ("staff", staff)):
            # Of a whole provider, and never of the part that a reader sees.
            owner = Thing((permission,), provider.areas, provider.providers)
            yield Sample({"ref": f"{register}:provider={side.ids['provider']}"}, owner=owner)
        for kind in ("indicator", "numerator", "denominator", "beside"):
            inside = side.town.startswith(DISTRICT)
            yield Sample(
                {"ref": f"{kind}:{world.code}@{side.town}"},
                owner=Thing((towns,), (side.town,)),
                absent=not inside,
                loose=kind in ("denominator", "beside"),
            )
        for ref in (f"capacity:beds/{side.ids['item']}", f"money:own/planned/{side.ids['item']}"):
            yield Sample({"ref": ref}, owner=side.of["item"])
        yield Sample({"ref": f"reported:{side.ids['reported_cell']}"}, owner=side.of["reported_cell"])
        for area in (side.town, side.community):
            counted = Thing(("people.count_residents",), (area,))
            yield Sample({"ref": f"residents:960-,female,registered,/{area}"}, owner=counted)
        yield Sample({"ref": f"reported_value:{side.ids['value']}"}, owner=side.of["value"])
        yield Sample({"ref": f"share:{HUGE}/{side.town}"}, absent=True)
        yield Sample({"ref": f"ledger:projects~area={side.town}"}, owner=Thing(("plans.see_ledger",), (side.town,)))
        if "reading" in side.ids:
            yield Sample({"ref": f"reading:{side.ids['reading']}"}, owner=side.of["reading"])
        for code in ("yc-06", "yc-07", "yc-24"):
            for kind in ("indicator", "numerator", "denominator", "beside"):
                yield Sample(
                    {"ref": f"{kind}:{code}@{side.town}"}, owner=Thing((towns,), (side.town,)), variant=True, loose=True
                )
        yield Sample(
            {"ref": f"past_residents:residence,2026-10-31,/{side.town}"},
            owner=Thing(("people.list_residents",), (side.town,)),
        )
    for side in world.sides.values():
        if side.town.startswith(DISTRICT):
            ref = f"entitled:{world.sweep}/advanced_age_allowance/fen@{side.town}"
            yield Sample({"ref": ref}, owner=Thing(("entitlements.see_determinations",), (side.town,)))
    yield Sample({"ref": f"entitled:{HUGE}/advanced_age_allowance/fen@{DISTRICT}"}, absent=True)
    yield Sample({"ref": f"indicator:{world.code}"})
    for kind in ("gap", "added", "confirmed", "after", "missing"):
        yield Sample({"ref": f"{kind}:yc-24"}, owner=Thing(("plans.see_ledger",), (DISTRICT,)), variant=True)
    yield Sample({"ref": "whole:yc-24"}, variant=True)
    yield Sample({"ref": f"reading:{HUGE}"}, absent=True)
    yield Sample({"ref": f"reported:{HUGE}"}, absent=True)
    yield Sample({"ref": f"beds:area={FOREIGN}"}, owner=Thing((facilities,), (FOREIGN,)))
    yield Sample({"ref": f"beds:facility={HUGE}"}, absent=True)
    yield Sample({"ref": "nothing:1"}, absent=True)


def rows_behind(world: World) -> Iterable[Sample]:
    """The rows behind the numbers of each town and of the whole district, and as a file."""
    for side in world.sides.values():
        for code in (world.code, "yc-06", "yc-12", "yc-24", "yc-26"):
            for kind in ("numerator", "denominator", "beside"):
                owner = Thing(("plans.see_indicators_by_town",), (side.town,))
                yield Sample({"ref": f"{kind}:{code}@{side.town}"}, owner=owner, loose=True, variant=code != world.code)
    for code in (world.code, "yc-12", "yc-24", "yc-26"):
        for kind in ("numerator", "denominator", "beside"):
            yield Sample({"ref": f"{kind}:{code}"}, variant=True)
            yield Sample({"ref": f"{kind}:{code}"}, query="format=csv", variant=True)


def searches(world: World) -> Iterable[Sample]:
    """Everything that could be typed to find something of somebody: parts of words, whole words, numbers."""
    yield Sample()
    yield Sample(query="q=QZ")
    yield Sample(query=f"q={SURNAME}", variant=True)
    yield Sample(query="q=qian", variant=True)
    for side in world.sides.values():
        yield Sample(query=f"q=QZ{side.letter.upper()}", variant=True)
        for name in ("elder number", "elder phone", "id_number"):
            yield Sample(query=f"q={side.words[name]}", echoed=side.words[name], variant=True)


def indicators(world: World) -> Iterable[Sample]:
    """An indicator that the registers can count by town, and none."""
    return [Sample({"code": world.code}), Sample({"code": "no-such-indicator"}, absent=True)]


def tables(world: World) -> Iterable[Sample]:
    """A published table, a cell of it, and none."""
    from laoyou.core import district

    name = next(iter(district.pack().figures))
    return [Sample({"table_id": name}), Sample({"table_id": name}, query=f"row={FOREIGN}&column=x", variant=True), Sample({"table_id": "none"}, absent=True)]  # fmt: skip


def layers(world: World) -> Iterable[Sample]:
    """A page with a map: each of its layers."""
    return [
        Sample(),
        *(
            Sample(query=f"layer={name}", variant=True)
            for name in ("beds", "staff", "places", "free_beds", "residents")
        ),
    ]


def an_import(form: dict[str, str] | None = None, *, unready: bool = False, **fixed: Any) -> Make:
    """The import of each side, and one that is not there."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("import"):
            yield Sample({"import_id": pk, **fixed}, form=form or {}, owner=owner, unready=unready)
        yield Sample({"import_id": 987_654_321, **fixed}, form=form or {}, absent=True)

    return make


def a_form(argument: str, *names: str, **form: str) -> Make:
    """A superior's form, or what was filled in of it, of each side; its state may not allow what is asked."""

    def make(world: World) -> Iterable[Sample]:
        for name in names:
            for pk, owner in world.all_of(name):
                yield Sample({argument: pk}, form=form, owner=owner, loose=True, unready=True)
        yield Sample({argument: 987_654_321}, form=form, absent=True)
        yield Sample({argument: HUGE}, form=form, absent=True, variant=True)

    return make


def rows_of_an_import(world: World) -> Iterable[Sample]:
    """The rows of each import, whole and of one outcome, and as a file."""
    for pk, owner in world.all_of("import"):
        yield Sample({"import_id": pk}, owner=owner)
        for query in ("outcome=decide", "outcome=fault", "format=csv", "format=print"):
            yield Sample({"import_id": pk}, query=query, owner=owner, variant=True)
    yield Sample({"import_id": 987_654_321}, absent=True)


REASON = {"reason": "核对资格证书"}


def an_item(**form: str) -> Make:
    """One act with the item of each side: whoever sees the item may still have the wrong hands for it, or come at the wrong time."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("item"):
            yield Sample({"item_id": pk}, form={"key": "k", **form}, owner=owner, loose=True, unready=True)
        yield Sample({"item_id": 987_654_321}, form={"key": "k", **form}, absent=True)
        yield Sample({"item_id": HUGE}, absent=True, variant=True)

    return make


def a_milestone(world: World) -> Iterable[Sample]:
    """Reaching the milestone of each side."""
    for pk, owner in world.all_of("milestone"):
        yield Sample({"milestone_id": pk}, form={"key": "k", "on": "2026-10-01"}, owner=owner, loose=True)
    yield Sample({"milestone_id": 987_654_321}, absent=True)
    yield Sample({"milestone_id": HUGE}, absent=True, variant=True)


def a_document(form: dict[str, str] | None = None, *, keeps: bool = True, unready: bool = False, **fixed: Any) -> Make:
    """The document of each side, under the permission to keep documents where the page asks that."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("document"):
            asked = Thing(("plans.keep_documents",), owner.areas) if keeps else owner
            yield Sample({"document_id": pk, **fixed}, form=form or {}, owner=asked, unready=unready)
        yield Sample({"document_id": HUGE, **fixed}, form=form or {}, absent=True)

    return make


def a_siting_run(world: World) -> Iterable[Sample]:
    """The question to the siting engine of each side, and one that is not there."""
    for pk, owner in world.all_of("siting_run"):
        yield Sample({"run_id": pk}, owner=owner, loose=True)
    yield Sample({"run_id": 987_654_321}, absent=True)
    yield Sample({"run_id": HUGE}, absent=True, variant=True)


def a_scenario(world: World) -> Iterable[Sample]:
    """The scenario of each side, and one that is not there."""
    for pk, owner in world.all_of("scenario"):
        yield Sample({"scenario_id": pk}, form={"due": "2027-12-31"}, owner=owner, loose=True)
    yield Sample({"scenario_id": 987_654_321}, absent=True)
    yield Sample({"scenario_id": HUGE}, absent=True, variant=True)


def work(argument: str, name: str, permission: str, form: dict[str, str]) -> Make:
    """Work on a row of each side: under whatever permission the page asks, and only within its scope."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(name):
            asked = Thing((permission,), owner.areas, owner.providers)
            yield Sample({argument: pk}, form=form, owner=asked, unready=True)
        yield Sample({argument: HUGE}, form=form, absent=True, variant=True)

    return make


def into_a_place(form: dict[str, str]) -> Make:
    """Something new in each town, entered by whoever may."""

    def make(world: World) -> Iterable[Sample]:
        return [Sample(form={**form, "area_id": side.community}, echoed="闯入") for side in world.sides.values()]

    return make


def decisions(world: World) -> Iterable[Sample]:
    """Confirming what the home of each side proposed; something of a kind that there is not."""
    for pk, owner in world.all_of("proposal"):
        yield Sample({"what": "proposal", "entry_id": pk}, form={"decision": "confirm"}, owner=owner, unready=True)
    yield Sample({"what": "proposal", "entry_id": HUGE}, form={"decision": "confirm"}, absent=True)
    yield Sample({"what": "nothing", "entry_id": 1}, form={"decision": "confirm"}, absent=True, variant=True)


FACILITIES, CAPACITY, PAPERS, STAFF = (
    "providers.manage_facilities",
    "providers.manage_capacity",
    "providers.keep_papers",
    "providers.manage_staff",
)
PREMISES = "providers.manage_premises"
PAPER = {"kind": "fire_safety", "number": "闯入1", "expires_on": "2027-01-01"}
TERM = {"starts_on": "2027-01-01", "expires_on": "2027-12-31"}
FACTS = {"name": "闯入", "ownership": "public", "operation": "self_run", "tier": "market"}

NEW_ITEM = {"key": "k", "name": "闯入", "area": DISTRICT, "responsible_units": "yc-health", "due": "2027-01-01"}


def a_bed(form: dict[str, Any] | None = None) -> Make:
    """A bed of the home of each side by the API, read or written to under the permission that its address asks."""
    from laoyou.providers.models import Bed

    def make(world: World) -> Iterable[Sample]:
        permission = "providers.list_facilities" if form is None else "providers.manage_capacity"
        for home, owner in world.all_of("facility"):
            bed = Bed.objects.unscoped("a sample").filter(facility=home, actual=True).earliest("pk")
            asked = Thing((permission,), owner.areas, owner.providers)
            yield Sample({"bed_id": bed.pk}, form=form or {}, owner=asked, unready=form is not None)
        yield Sample({"bed_id": HUGE}, form=form or {}, absent=True)

    return make


def a_place(form: dict[str, Any]) -> Make:
    """A childcare place of the nursery of each side by the API."""
    from laoyou.providers.models import ChildcarePlace

    def make(world: World) -> Iterable[Sample]:
        for nursery, owner in world.all_of("nursery"):
            place = ChildcarePlace.objects.unscoped("a sample").filter(facility=nursery, open=True).earliest("pk")
            asked = Thing(("providers.manage_capacity",), owner.areas, owner.providers)
            yield Sample({"place_id": place.pk}, form=form, owner=asked, unready=True)
        yield Sample({"place_id": HUGE}, form=form, absent=True)

    return make


def a_key() -> Make:
    """A key of a reader, and one that is not there; keys belong to no town, whoever sees one sees all."""
    from laoyou.exchange.models import ApiKey

    def make(world: World) -> Iterable[Sample]:
        account = world.readers["town_officer b"].account
        yield Sample({"key_id": ApiKey.objects.get(account=account).pk})
        yield Sample({"key_id": HUGE}, absent=True)

    return make


def a_webhook(*, message: bool = False) -> Make:
    """An address of another system, and one that is not there; like its key it belongs to no town."""
    more = {"message_id": HUGE} if message else {}

    def make(world: World) -> Iterable[Sample]:
        yield Sample({"webhook_id": HUGE, **more}, absent=True)

    return make


def a_request(permission: str = "exchange.see_requests") -> Make:
    """A verification request of each side, by the permission that the page asks; its state may not allow it."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("request"):
            asked = Thing((permission,), owner.areas)
            yield Sample({"request_id": pk}, owner=asked, unready=True, loose=True)
        yield Sample({"request_id": HUGE}, absent=True)

    return make


def a_verified(name: str, **form: str) -> Make:
    """Somebody of a request of each side, or an objection about him."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(name):
            yield Sample({"key": pk}, form={"words": "与走访不符", **form}, owner=owner, unready=True)
        yield Sample({"key": HUGE}, absent=True)

    return make


def of_a_unit(argument: str, name: str, form: dict[str, Any] | None = None) -> Make:
    """What a department is asked by the API: nobody of the readers belongs to the unit, so none of them finds it."""

    def make(world: World) -> Iterable[Sample]:
        for pk, _owner in world.all_of(name):
            yield Sample({argument: pk}, form=form or {}, absent=True)
        yield Sample({argument: HUGE}, form=form or {}, absent=True, variant=True)

    return make


def by_api(*objects: str) -> Make:
    """A list of the API: whole, of each area, and of each thing of everybody."""

    def make(world: World) -> Iterable[Sample]:
        yield Sample(query="limit=500")
        for side in world.sides.values():
            yield Sample(query=f"area={side.town}&limit=500", variant=True)
            for name in objects:
                if name in side.ids:
                    yield Sample(query=f"{name}={side.ids[name]}&limit=500", variant=True)

    return make


def a_data_request(permission: str = "privacy.receive_requests", **form: str) -> Make:
    """A granted request about the elder of each side; its state may not allow what is asked."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of("data_request"):
            yield Sample({"request_id": pk}, form=form, owner=Thing((permission,), owner.areas), unready=True)
        yield Sample({"request_id": HUGE}, form=form, absent=True)

    return make


def of_privacy(argument: str, name: str, permission: str, **form: str) -> Make:
    """A round, an assessment, a breach of each town."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(name):
            yield Sample({argument: pk}, form=form, owner=Thing((permission,), owner.areas), unready=True)
        yield Sample({argument: HUGE}, form=form, absent=True)

    return make


def a_sweep(permission: str, query: str = "", *, whole_towns: bool = False) -> Make:
    """A sweep of the district, for whoever holds anything in it; one that does not exist."""

    def make(world: World) -> Iterable[Sample]:
        inside = [side for side in world.sides.values() if side.town.startswith(DISTRICT)]
        areas = (DISTRICT, *(side.town for side in inside), *(side.community for side in inside))
        yield Sample({"sweep_id": world.sweep}, owner=Thing((permission,), areas), loose=True)
        for form in ("csv", "print"):
            yield Sample({"sweep_id": world.sweep}, query=f"{query}format={form}", variant=True, loose=True)
        for side in inside if whole_towns else ():
            owner = Thing((permission,), (side.town,))
            yield Sample({"sweep_id": world.sweep}, query=f"area={side.town}", owner=owner, variant=True)
        yield Sample({"sweep_id": 987_654_321}, absent=True)
        yield Sample({"sweep_id": HUGE}, absent=True, variant=True)

    return make


def an_assessment(
    permission: str = "assessments.show_assessment", name: str = "capability_assessment", **form: str
) -> Make:
    """Work on the assessment of each side, by the permission that the page asks; its state may not allow it."""

    def make(world: World) -> Iterable[Sample]:
        for pk, owner in world.all_of(name):
            asked = Thing((permission,), owner.areas, residents=owner.residents)
            yield Sample({"assessment_id": pk}, form=form, owner=asked, unready=True)
        yield Sample({"assessment_id": 987_654_321}, form=form, absent=True, variant=True)
        yield Sample({"assessment_id": HUGE}, form=form, absent=True, variant=True)

    return make


SAMPLES: dict[str, Make] = {
    "core:health": plain,
    "core:use_sign_in_link": lambda world: [Sample({"token": "x" * 32})],
    "core:list_accounts": a_list(),
    "core:add_account": lambda world: [Sample(form={"username": "intruder", "display_name": "闯入者"})],
    "core:show_account": accounts(),
    "core:grant_role": accounts({"role": "department_officer", "area": DISTRICT}),
    "core:issue_sign_in_link": accounts(),
    "core:deactivate_account": accounts(),
    "core:reactivate_account": accounts(),
    "core:revoke_role": a_grant,
    "core:show_system": plain,
    "core:receive_share": lambda world: [Sample(form={"code": "AAAA-BBBB-CCCC"}, unready=True)],
    "core:list_audit": a_list(),
    "core:list_access": a_list(),
    "core:list_calendar_days": a_list(search=False),
    "core:set_calendar_day": lambda world: [
        Sample(form={"date": "2026-12-31", "working": "0", "kind": "holiday", "name": "闯入", "source": "x"})
    ],
    "core:download_attachment": each("attachment_id", "attachment"),
    "core:show_figure": references,
    "core:search": searches,
    "core:suggest": searches,
    "core:choose_language": lambda world: [Sample({"language": "en"}), Sample({"language": "xx"}, absent=True)],
    "core:choose_density": lambda world: [Sample({"density": "elder"}), Sample({"density": "xx"}, absent=True)],
    "core:save_view": lambda world: [
        Sample(form={"path": "/providers/facilities/", "title": "视图", "query": "sort=name"})
    ],
    "core:delete_view": each("view_id", "saved_view"),
    "core:list_imports": a_list(search=False),
    "core:add_import": lambda world: [
        Sample(),
        Sample(form={"table": "people.residents", "area": FOREIGN, "source": "闯入", "as_of": "2026-10-01"}),
    ],
    "core:import_template": lambda world: [
        Sample({"table_name": "people.residents"}),
        Sample({"table_name": "none"}, absent=True),
    ],
    "core:show_import": each("import_id", "import"),
    "core:map_import": an_import({"column-0": "name", "column-1": "birth_date", "column-2": "sex"}),
    "core:check_import": an_import(),
    "core:compare_import": an_import(unready=True),
    "core:write_import": an_import(),
    "core:undo_import": an_import(),
    "core:list_import_rows": rows_of_an_import,
    "core:decide_import_row": an_import({"answer": "skip"}, line=3),
    "core:accept_import_proposals": an_import({"code": "base.resident_id.check_digit"}),
    "core:import_errors": an_import(),
    "core:list_forms": a_list(search=False),
    "core:add_form": lambda world: [Sample(), Sample(form={"area": FOREIGN, "recipient": "闯入"})],
    "core:show_form": a_form("form_id", "form", as_of="2026-10-31"),
    "core:map_form": a_form("form_id", "form"),
    "core:list_reported_forms": a_list(search=False),
    "core:show_reported_form": a_form("report_id", "reported_form", "filled_form", recipient="闯入"),
    "core:show_form_changes": each("report_id", "reported_form", "filled_form"),
    "core:marked_form": each("report_id", "reported_form"),
    "core:drop_reported_form": a_form("report_id", "reported_form", "filled_form"),
    "core:list_jobs": a_list(search=False),
    "core:show_job": each("job_id", "job"),
    "core:cancel_job": each("job_id", "job", loose=True),
    "core:show_components": plain,
    "providers:list_providers": a_list("provider"),
    "providers:show_provider": each("provider_id", "provider"),
    "providers:list_facilities": a_list("provider"),
    "providers:map_facilities": layers,
    "providers:show_facility": each("facility_id", "facility", "nursery", "facility_of_another"),
    "providers:list_beds": a_list("facility", "provider"),
    "providers:list_places": a_list("facility", "provider"),
    "providers:list_staff": a_list("facility", "provider"),
    "providers:show_staff_member": each("staff_id", "staff"),
    "providers:reveal_staff_member": reveals("staff_id", ("id_number", "phone"), "staff", "providers.unmask_staff"),
    "providers:add_provider": into_a_place({"name": "闯入", "ownership": "public", "credit_code": "x"}),
    "providers:change_provider": work("provider_id", "provider", FACILITIES, {"name": "闯入", "ownership": "public"}),
    "providers:add_facility": into_a_place({**FACTS, "kinds": "canteen"}),
    "providers:change_facility": work("facility_id", "facility", FACILITIES, FACTS),
    "providers:set_facility_kinds": work("facility_id", "facility", FACILITIES, {"first": "canteen"}),
    "providers:set_filing": work("facility_id", "facility", FACILITIES, {"state": "withdrawn"}),
    "providers:close_facility": work("facility_id", "facility", FACILITIES, {"on": "2026-10-01", "reason": "x"}),
    "providers:propose_change": work("facility_id", "facility", PAPERS, {**FACTS, "reason": "x"}),
    "providers:add_room": work("facility_id", "facility", CAPACITY, {"number": "闯1", "capacity": "2"}),
    "providers:change_room": work("room_id", "room", CAPACITY, {"capacity": "4"}),
    "providers:add_bed": work("facility_id", "facility", CAPACITY, {"number": "闯1", "tier": "market"}),
    "providers:show_bed": each("bed_id", "bed"),
    "providers:change_bed": work("bed_id", "bed", CAPACITY, {"tier": "market"}),
    "providers:set_bed_readings": work("bed_id", "bed", CAPACITY, {}),
    "providers:put_bed": work("bed_id", "bed", CAPACITY, {"state": "closed", "on": "2026-10-01", "reason": "x"}),
    "providers:occupy_bed": work("bed_id", "bed", CAPACITY, {"on": "2026-10-01"}),
    "providers:vacate_bed": work("bed_id", "bed", CAPACITY, {"on": "2026-10-01"}),
    "providers:name_occupant": work("bed_id", "bed", CAPACITY, {}),
    "providers:add_class": work("facility_id", "nursery", CAPACITY, {"name": "闯入班", "kind": "toddler"}),
    "providers:change_class": work("class_id", "class", CAPACITY, {"name": "闯入班"}),
    "providers:add_place": work("facility_id", "nursery", CAPACITY, {"number": "闯1", "session": "full_day"}),
    "providers:show_place": each("place_id", "place"),
    "providers:change_place": work("place_id", "place", CAPACITY, {"session": "half_day", "tier": "market"}),
    "providers:set_place_readings": work("place_id", "place", CAPACITY, {"open": "on"}),
    "providers:enrol": work("place_id", "place", CAPACITY, {"on": "2026-10-01"}),
    "providers:leave_place": work("place_id", "place", CAPACITY, {"on": "2026-10-02"}),
    "providers:add_staff": work("facility_id", "facility", STAFF, {"name": "闯入", "job": "carer"}),
    "providers:change_job": work("staff_id", "staff", STAFF, {"job": "cook"}),
    "providers:add_credential": work("staff_id", "staff", STAFF, {**PAPER, "kind": "guard"}),
    "providers:renew_credential": work("credential_id", "credential", STAFF, {"expires_on": "2027-01-01"}),
    "providers:leave_work": work("staff_id", "staff", STAFF, {"on": "2026-10-01"}),
    "providers:add_licence": work("facility_id", "facility", PAPERS, PAPER),
    "providers:renew_licence": work("licence_id", "licence", PAPERS, {"expires_on": "2027-01-01"}),
    "providers:add_insurance": work(
        "facility_id", "facility", PAPERS, {"kind": "fire", "insurer": "x", "number": "闯1", **TERM}
    ),
    "providers:file_price": work(
        "facility_id",
        "facility",
        PAPERS,
        {"item": "meals", "amount_fen": "9", "unit": "day", "filed_on": "2026-10-01", "valid_from": "2026-10-01"},
    ),
    "providers:add_contract": work("facility_id", "facility", FACILITIES, {"owner": "x", "provider_code": "x", **TERM}),
    "providers:end_contract": work("contract_id", "contract", FACILITIES, {"on": "2026-06-01", "why": "x"}),
    "providers:list_waiting": plain,
    "providers:decide": decisions,
    "providers:list_expiring": plain,
    "providers:list_estates": a_list(),
    "providers:add_estate": into_a_place({"name": "闯入"}),
    "providers:show_estate": each("estate_id", "estate"),
    "providers:change_estate": work("estate_id", "estate", PREMISES, {"name": "闯入"}),
    "providers:add_duty": work("estate_id", "estate", PREMISES, {"kind": "canteen", "required_m2": "9", "clause": "x"}),
    "providers:set_steps": work("duty_id", "duty", PREMISES, {"planned_on": "2026-10-01"}),
    "providers:list_premises": a_list(),
    "providers:add_premises": into_a_place(
        {"name": "闯入", "owner": "x", "former_use": "office", "floor_area_m2": "9"}
    ),
    "providers:show_premises": each("premises_id", "premises"),
    "providers:change_premises": work("premises_id", "premises", PREMISES, {"name": "闯入"}),
    "providers:settle_premises": work("premises_id", "premises", PREMISES, {"state": "withdrawn"}),
    "people:list_residents": residents_list,
    "people:show_resident": a_resident,
    "people:reveal_resident": reveals(
        "resident_id", ("id_number", "phone", "address"), "elder", REVEAL, argument_of_field="field"
    ),
    "people:reveal_contact": contacts,
    "people:show_past_register": past_registers,
    "people:list_duplicates": a_list(search=False),
    "people:find_duplicates": plain,
    "people:compare_duplicates": work_on("pair_id", "pair", {"decision": "different", "reason": "双胞胎"}),
    "people:list_merges": a_list(search=False),
    "people:unmerge": work_on("merge_id", "merge", {"reason": ""}),
    "people:add_resident": lambda world: [
        Sample(
            form={
                "name": "闯入者",
                "sex": "male",
                "birth_date": "1950-01-01",
                "id_document": "none",
                "residence": side.community,
                "source": "x",
            }
        )
        for side in world.sides.values()
    ],
    "people:receive_resident": receiving,
    "people:change_resident": a_resident_to(
        {"name": "闯入者", "sex": "male", "birth_date": "1950-01-01", "id_document": "none", "reason": "x"}
    ),
    "people:restore_resident": a_resident_to({}, entry_id=HUGE, absent=True),
    "people:move_resident": a_resident_to({"elsewhere": "外地", "on": "2026-10-01", "source": "x"}, basis="residence"),
    "people:correct_home": a_resident_to(
        {"elsewhere": "外地", "on": "2026-10-01", "reason": "x"}, basis="registration"
    ),
    "people:take_back_move": a_resident_to({"reason": "误登"}, basis="residence"),
    "people:record_death": a_resident_to({"on": "2026-10-01", "source": "x"}),
    "people:add_status": a_resident_to(
        {"kind": "left_behind", "true_from": "2026-01-01", "source": "x"}, permission="people.update_statuses"
    ),
    "people:end_status": a_status_to({"true_to": "2026-10-01", "source": "x"}),
    "people:correct_status": a_status_to({"true_from": "2026-01-01", "source": "x"}),
    "people:set_account": a_resident_to(
        {
            "kind": "bank_card",
            "bank": "x",
            "number": "6222000011112222",
            "true_from": "2026-01-01",
            "holder_kind": "himself",
            "source": "x",
        }
    ),
    "people:check_account": a_resident_to({"activated": "yes", "on": "2026-10-01", "how": "x"}),
    "people:record_life_trace": a_resident_to({"kind": "visit", "seen_on": "2026-10-01", "source": "x"}),
    "people:add_contact": a_resident_to({"name": "闯入者", "relation": "child", "phone": "10400000001"}),
    "people:take_back_death": a_resident_to({"reason": "误登"}, name="gone"),
    "people:add_tie": a_resident_to(
        {"name": "闯入者", "relation": "other", "on": "2026-10-01", "source": "x"}, kind="carer"
    ),
    "people:end_tie": about_the_elder("tie_id", "carer_tie", {"on": "2026-10-01", "reason": "x"}, kind="carer"),
    "people:remove_contact": about_the_elder("contact_id", "contact", {"reason": "x"}),
    "people:call_first": about_the_elder("contact_id", "contact", {}),
    "people:take_back_trace": about_the_elder("trace_id", "trace", {"reason": "x"}),
    "people:join_household": a_resident_to({"number": "", "relation": "head", "on": "2026-10-01"}, basis="residence"),
    "people:leave_household": a_resident_to({"on": "2026-10-01"}, basis="registration"),
    "people:open_aid_unit": a_resident_to({"on": "2026-10-01", "source": "x"}, permission="people.update_statuses"),
    "people:close_aid_unit": a_resident_to({"on": "2026-10-01", "reason": "x"}, permission="people.update_statuses"),
    "people:reveal_account": a_resident_to(REASON, permission=REVEAL),
    "people:split_household": a_household_to({"on": "2026-10-01"}),
    "people:merge_household": a_household_to({"number": "1", "on": "2026-10-01"}),
    "people:move_household": a_household_to({"elsewhere": "外地", "on": "2026-10-01", "source": "x"}),
    "people:record_delegation": a_resident_to(
        {
            "name": "闯入者",
            "relation": "child",
            "powers": "apply",
            "valid_from": "2026-10-01",
            "valid_to": "2027-10-01",
            "proof": "x",
            "witness": "x",
        },
        permission="people.record_delegations",
    ),
    "people:withdraw_delegation": a_delegation,
    "people:show_family": plain,
    "people:apply_difficulty": a_resident_to({"applied_by": "x", "on": "2026-10-01"}),
    "assessments:list_assessments": a_list(),
    "assessments:list_of_resident": a_resident_to({}, permission="assessments.show_assessment"),
    "assessments:ask": a_resident_to(
        {"instrument": "gb-t-42195-2022", "reason": "due", "asked_by": "x", "on": "2026-10-01"},
        permission="assessments.ask",
    ),
    "assessments:recognise": a_resident_to(
        {"level": "ltc-grades-2021:2", "assessed_on": "2026-10-02", "source": "闯入", "document": "闯入"},
        permission="assessments.decide",
    ),
    "assessments:phone": plain,
    "assessments:phone_worker": plain,
    "assessments:take_round": lambda world: [Sample(), Sample(query="take=yes", variant=True)],
    "assessments:send_answers": plain,
    "assessments:show_assessment": an_assessment(),
    "assessments:assign": an_assessment("assessments.assign"),
    "assessments:withdraw": an_assessment("assessments.assign", reason="闯入"),
    "assessments:answer": an_assessment("assessments.assess", key="key-of-nobody", visited_on="2026-10-31"),
    "assessments:sign": an_assessment("assessments.assess", answers="1"),
    "assessments:tell": an_assessment("assessments.assign", told_on="2026-10-31", objection_until="2026-11-30"),
    "assessments:object": an_assessment("assessments.object", objector="闯入", reason="闯入闯入"),
    "assessments:settle": an_assessment("assessments.assign"),
    "assessments:print_report": an_assessment(),
    "assessments:answer_objection": an_assessment(
        "assessments.decide", "assessment_objection", verdict="rejected", reply="闯入闯入"
    ),
    "people:list_difficulties": a_list(search=False),
    "people:list_reported": a_list(),
    "people:show_difficulty": each("application_id", "difficulty"),
    "people:assess_difficulty": a_difficulty_to({"on": "2026-10-31"}),
    "people:close_difficulty": a_difficulty_to({"reason": "x"}),
    "people:list_visits": visits_in({}),
    "people:print_visits": visits_in({"reason": "x"}),
    "people:take_round": visits_in({}),
    "people:phone_visits": plain,
    "people:visit_worker": plain,
    "people:key_visit": keyed_visits,
    "people:send_visits": plain,
    "people:show_living_household": each("household_id", "living_household"),
    "people:show_registered_household": each("household_id", "registered_household"),
    "plans:list_indicators": a_list(),
    "plans:list_tasks": a_list(),
    "plans:list_projects": a_list(),
    "plans:list_decisions": a_list(),
    "plans:list_items": a_list(),
    "plans:show_board": lambda world: [
        *(Sample(query=f"noun={noun}", variant=noun != "tasks") for noun in ("tasks", "projects", "decisions")),
        Sample(query="noun=nothing", absent=True),
    ],
    "plans:show_timeline": plain,
    "plans:show_contributions": lambda world: [Sample(owner=Thing(("plans.see_ledger",), (DISTRICT,)))],
    "plans:appraise_towns": plain,
    "plans:list_targets": plain,
    "plans:split_target": lambda world: [
        Sample({"code": "yc-24"}),
        Sample({"code": "yc-24"}, query="method=equal", variant=True),
        Sample({"code": "none"}, absent=True),
    ],
    "plans:add_project": lambda world: [Sample(form={**NEW_ITEM, "kind": "project"})],
    "plans:add_decision": lambda world: [Sample(form={**NEW_ITEM, "meeting": "会", "held_on": "2026-10-01"})],
    "plans:show_item": each("item_id", "item"),
    "plans:report_progress": an_item(words="进展"),
    "plans:confirm_progress": an_item(words="属实"),
    "plans:send_back_progress": an_item(words="缺页"),
    "plans:ask_delay": an_item(words="用地", until="2027-01-01"),
    "plans:grant_delay": an_item(words="同意"),
    "plans:refuse_delay": an_item(words="不同意"),
    "plans:close_item": an_item(words="办结"),
    "plans:reopen_item": an_item(words="不足"),
    "plans:decide_item": an_item(words="加快", meeting="会", held_on="2026-10-01"),
    "plans:note_money": an_item(source="own", stage="planned", yuan="1", basis="账"),
    "plans:note_capacity": an_item(measure="beds", number="1", area=DISTRICT),
    "plans:set_milestone": an_item(name="封顶", due="2026-12-01"),
    "plans:split_item": an_item(towns="500118002"),
    "plans:reach_milestone": a_milestone,
    "plans:list_circulars": a_list(),
    "plans:draft_circular": lambda world: [Sample(form={"kind": "monthly", "day": "2026-10-01", "plan": "x"})],
    "plans:show_circular": each("circular_id", "circular"),
    "plans:edit_circular_head": a_circular(form={"title": "题"}),
    "plans:edit_circular_section": a_circular(form={"text": "话"}, key="overview"),
    "plans:circular_file": a_circular("plans.see_circulars", kind="pdf"),
    "plans:move_circular": a_circular("plans.see_circulars", loose=True, step="return"),
    "plans:list_plans": plain,
    "plans:carry_over": a_plan(),
    "plans:carry_over_file": a_plan(kind="docx"),
    "plans:list_index": lambda world: [Sample(form={"snapshot": "none"})],
    "plans:show_index": no_index(),
    "plans:show_town_index": no_index(area_id="500118001"),
    "plans:publish_index": no_index(),
    "plans:index_file": no_index(kind="xlsx"),
    "plans:list_rows": rows_behind,
    "plans:show_indicator": indicators,
    "plans:answer_indicator": indicators,
    "plans:list_documents": a_list(search=False),
    "plans:add_document": plain,
    "plans:show_document": each("document_id", "document"),
    "plans:remove_document": a_document(),
    "plans:check_document": each("document_id", "document"),
    "plans:mark_finding": a_document({"finding": "1", "mark": "no_fault", "reason": "闯入"}),
    "plans:download_report": a_document(keeps=False, kind="xlsx"),
    "plans:read_document": each("document_id", "document"),
    "plans:accept_certain": a_document(),
    "plans:decide_draft_item": a_document({"answer": "dropped"}, kind="task", position=0),
    "plans:accept_draft": a_document({"codes": "", "way": "write"}, unready=True),
    "plans:list_values": a_list(search=False),
    "plans:enter_value": lambda world: [
        Sample(),
        Sample(form={"indicator": "yc-01", "as_of": "2026-06-30", "value": "1", "source": "闯入"}),
    ],
    "plans:show_value": each("value_id", "value"),
    "plans:decide_value": a_form("value_id", "value", words="闯入", approve="1"),
    "plans:send_value": a_form("value_id", "value", recipient="闯入"),
    "plans:list_tables": plain,
    "plans:show_table": tables,
    "planning:show_projection": plain,
    "planning:make_projection": plain,
    "entitlements:list_sweeps": plain,
    "entitlements:show_sweep": a_sweep("entitlements.see_determinations", whole_towns=True),
    "entitlements:list_determinations": a_sweep("entitlements.list_determinations", "q=QZ&"),
    "entitlements:list_changes": a_sweep("entitlements.list_determinations"),
    "entitlements:list_missing": a_list(search=False),
    "entitlements:explain": a_resident_to({}, permission="entitlements.explain"),
    "planning:show_demand": plain,
    "planning:watch_births": plain,
    "planning:check_standards": plain,
    "planning:compare_forecasts": plain,
    "planning:show_circles": lambda world: [
        Sample(),
        Sample(query="kind=canteen&group=60&mode=drive&within=30", variant=True),
        Sample(query="kind=nothing", absent=True),
    ],
    "planning:try_out": lambda world: [
        Sample(),
        Sample(query="changes=c:1", variant=True),
        Sample(query="changes=nonsense", absent=True, variant=True),
    ],
    "planning:show_streets": lambda world: [
        Sample({"network_id": 987_654_321}, absent=True),
        Sample({"network_id": HUGE}, absent=True, variant=True),
    ],
    "planning:find_sites": plain,
    "planning:show_proposal": a_siting_run,
    "planning:stop_search": a_siting_run,
    "planning:list_scenarios": plain,
    "planning:save_scenario": lambda world: [Sample(form={"key": "k", "name": "闯入", "sharing": "office"})],
    "planning:compare_scenarios": lambda world: [
        Sample(query="&".join(f"s={pk}" for pk, _owner in world.all_of("scenario"))),
    ],
    "planning:show_scenario": a_scenario,
    "planning:propose_projects": a_scenario,
    "planning:list_networks": plain,
    "planning:add_network": plain,
    "privacy:list_requests": a_list(search=False),
    "privacy:receive_request": a_resident_to(
        {"kind": "access", "asker": "himself", "received_on": "2026-10-30"}, permission="privacy.receive_requests"
    ),
    "privacy:show_request": a_data_request(),
    "privacy:check_identity": a_data_request(how="当面核对身份证"),
    "privacy:decide_request": a_data_request("privacy.decide_requests", granted="yes", reason="目的已实现"),
    "privacy:finish_request": a_data_request("privacy.decide_requests", words="副本已交给本人"),
    "privacy:withdraw_request": a_data_request(),
    "privacy:print_copy": a_data_request("privacy.decide_requests"),
    "privacy:print_answer": a_data_request(),
    "privacy:list_looks": a_resident_to({}, permission="privacy.see_looks"),
    "privacy:list_rounds": a_list(search=False),
    "privacy:draft_round": plain,
    "privacy:show_round": of_privacy("round_id", "round", "privacy.let_go"),
    "privacy:confirm_round": of_privacy("round_id", "round", "privacy.let_go"),
    "privacy:withdraw_round": of_privacy("round_id", "round", "privacy.let_go"),
    "privacy:show_register": plain,
    "privacy:list_assessments": a_list(search=False),
    "privacy:add_assessment": plain,
    "privacy:show_assessment": of_privacy("assessment_id", "assessment", "privacy.see_assessments"),
    "privacy:review_assessment": of_privacy("assessment_id", "assessment", "privacy.record_assessments"),
    "privacy:list_breaches": a_list(search=False),
    "privacy:record_breach": plain,
    "privacy:show_breach": of_privacy("breach_id", "breach", "privacy.see_breaches"),
    "privacy:list_affected": of_privacy("breach_id", "breach", "privacy.see_breaches"),
    "privacy:close_breach": of_privacy("breach_id", "breach", "privacy.handle_breaches"),
    "exchange:list_keys": a_list(),
    "exchange:issue_key": plain,
    "exchange:show_key": a_key(),
    "exchange:revoke_key": a_key(),
    "exchange:show_webhook": a_webhook(),
    "exchange:stop_webhook": a_webhook(),
    "exchange:send_webhook_again": a_webhook(message=True),
    "exchange:list_requests": a_list(),
    "exchange:draft_request": plain,
    "exchange:show_request": a_request(),
    "exchange:send_request": a_request(permission="exchange.send_requests"),
    "exchange:withdraw_request": a_request(permission="exchange.draft_requests"),
    "exchange:answer_request": a_request(permission="exchange.draft_requests"),
    "exchange:adopt_answers": a_request(permission="exchange.draft_requests"),
    "exchange:object_to_answer": a_verified("verified"),
    "exchange:settle_conflict": a_verified("verified"),
    "exchange:reply_to_objection": a_verified("objection", verdict="rejected"),
    "exchange:api_list_verifications": by_api(),
    "exchange:api_list_verified_people": of_a_unit("request_id", "request"),
    "exchange:api_answer_verification": of_a_unit(
        "request_id", "request", {"answered_on": "2026-10-31", "answers": [{"number": 1, "holds": "no"}]}
    ),
    "exchange:api_list_objections": of_a_unit("request_id", "request"),
    "exchange:api_reply_to_objection": of_a_unit("objection_id", "objection", {"verdict": "rejected", "reply": "闯入"}),
    "exchange:api_list_webhooks": plain,
    "exchange:api_add_webhook": lambda world: [
        Sample(form={"url": "https://elsewhere.example/x", "events": ["facility.changed"]})
    ],
    "exchange:api_stop_webhook": lambda world: [
        Sample({"webhook_id": 987_654_321}, absent=True),
        Sample({"webhook_id": HUGE}, absent=True),
    ],
    "exchange:api_description": plain,
    "exchange:api_elsewhere": lambda world: [Sample({"rest": "nothing/here"}, absent=True)],
    "exchange:api_show_key": plain,
    "exchange:api_list_residents": by_api(),
    "exchange:api_show_resident": a_resident,
    "exchange:api_list_facilities": by_api(),
    "exchange:api_show_facility": each("facility_id", "facility", "nursery"),
    "exchange:api_list_beds": by_api("facility"),
    "exchange:api_show_bed": a_bed(),
    "exchange:api_update_bed": a_bed({"actual": True}),
    "exchange:api_occupy_bed": a_bed({"began_on": "2026-10-30"}),
    "exchange:api_vacate_bed": a_bed({"ended_on": "2026-10-30"}),
    "exchange:api_list_places": by_api("facility"),
    "exchange:api_update_place": a_place({"enrolled": True}),
    "exchange:api_list_staff": by_api("facility"),
    "exchange:api_list_indicators": plain,
    "office:show_home": layers,
    "publishing:show_publishing": plain,
    "public:front": plain,
    "public:find_facilities": lambda world: [Sample(), Sample(query="q=QZ", variant=True)],
    "public:show_facility": lambda world: [Sample({"facility_id": "none"}, absent=True)],
    "public:list_indicators": plain,
    "public:show_index": plain,
    "public:list_circulars": plain,
    "public:show_circular": lambda world: [Sample({"circular_id": "none"}, absent=True)],
    "public:circular_file": lambda world: [Sample({"circular_id": "none", "name": "circular.pdf"}, absent=True)],
    "public:show_indicator": lambda world: [Sample({"code": "none"}, absent=True)],
}
"""Name of each address → how to ask for it."""

SIGN_IN = ("account_", "mfa_", "socialaccount_", "openid_connect_", "accounts/social/")
"""Addresses of the sign-in library: they ask who somebody is and show nothing of any register."""

SIGN_IN_ARGUMENTS: dict[str, Any] = {
    "key": "x", "uidb36": "1", "provider_id": "city", "pk": 1, "signup_ticket": "x",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration: its full name, its view and the arguments in its path."""

    name: str
    view: Any
    arguments: tuple[str, ...]
    route: str = ""

    @property
    def page(self) -> Any:
        """The class of the view; None for a function."""
        return getattr(self.view, "view_class", None)

    @property
    def is_sign_in(self) -> bool:
        return self.name.startswith(SIGN_IN)


def addresses(resolver: URLResolver | None = None, prefix: str = "", route: str = "") -> Iterable[Address]:
    """Every pattern of the URL configuration, whatever it is included from; one without a name is called by its route."""
    for one in (resolver or get_resolver()).url_patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLPattern):
            yield Address(
                prefix + (one.name or here), one.callback, tuple(one.pattern.converters), "" if one.name else here
            )
        else:
            yield from addresses(one, prefix + (f"{one.namespace}:" if one.namespace else ""), here)


def samples_of(address: Address, world: World) -> list[Sample]:
    """How to ask for `address`; KeyError, with what to do, for one that nobody has described."""
    if address.is_sign_in:
        return [Sample({name: SIGN_IN_ARGUMENTS[name] for name in address.arguments})]
    if address.name not in SAMPLES:
        raise KeyError(f"{address.name} has no entry in tests/scope/samples.py: say there how to make its arguments")
    return list(SAMPLES[address.name](world))
