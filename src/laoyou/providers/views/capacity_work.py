"""Work on rooms, beds, classes and places, and on who is in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.shell.states import badge
from laoyou.core.views import Page
from laoyou.people import public as people
from laoyou.providers import words
from laoyou.providers.commands import beds, places, rooms
from laoyou.providers.commands.shared import CHAIN
from laoyou.providers.domain.readings import BedReading
from laoyou.providers.domain.states import BedState
from laoyou.providers.forms.capacity_forms import (
    AddBedForm,
    AddClassForm,
    AddPlaceForm,
    AddRoomForm,
    BedForm,
    BedStateForm,
    ClassForm,
    LeaveForm,
    MoveInForm,
    PlaceForm,
    PlaceReadingsForm,
    ReadingsForm,
    RoomForm,
)
from laoyou.providers.forms.shared import OccupantForm
from laoyou.providers.models import Bed, BedOccupancy, ChildcareClass, ChildcarePlace, Facility, PlaceOccupancy, Room
from laoyou.providers.permissions import LIST_FACILITIES, MANAGE_CAPACITY, SEE_OCCUPANTS
from laoyou.providers.views.work import Home, Words, WorkPage, holds, home_of_facility, is_office


class CapacityPage(WorkPage):
    """Work on what a facility holds."""

    permission = MANAGE_CAPACITY


class AddRoomPage(CapacityPage):
    """A room."""

    def form(self, row: Facility, data: Any = None) -> AddRoomForm:
        return AddRoomForm(data)

    def act(self, row: Facility, form: AddRoomForm) -> None:
        said = form.cleaned_data
        rooms.add(row.pk, said["number"], said["capacity"], floor=said["floor"], by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        return _("登记房间"), _("住进房间的人不会超过它的容量：数据库本身不允许。"), _("登记"), _("已登记房间。")


class ChangeRoomPage(CapacityPage):
    """The capacity of a room."""

    model, key = Room, "room_id"

    def form(self, row: Room, data: Any = None) -> RoomForm:
        return RoomForm(data, initial={"floor": row.floor, "capacity": row.capacity})

    def act(self, row: Room, form: RoomForm) -> None:
        rooms.update(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: Room) -> Words:
        title = _("变更%(number)s号房间") % {"number": row.number}
        return title, _("容量不能小于现在住的人数。"), _("保存变更"), _("已变更。")


class AddBedPage(CapacityPage):
    """A bed."""

    def form(self, row: Facility, data: Any = None) -> AddBedForm:
        return AddBedForm(data, office=is_office(row, self.by))

    def act(self, row: Facility, form: AddBedForm) -> str:
        said = dict(form.cleaned_data)
        bed = beds.add(row.pk, said.pop("number"), **said, by=self.by, at=clock.now())
        return bed_url(bed.pk)

    def words(self, row: Facility) -> Words:
        lead = _("一张床位登记一次，再说明它计入哪些口径。核定和备案由主管部门或镇街登记。")
        return _("登记床位"), lead, _("登记"), _("已登记床位。")


class BedPage(CapacityPage):
    """Work on one bed."""

    model, key = Bed, "bed_id"

    def home(self, row: Bed) -> Home:
        return home_of_bed(row)


class ChangeBedPage(BedPage):
    """What a bed is."""

    def form(self, row: Bed, data: Any = None) -> BedForm:
        return BedForm(data, initial={"room": row.room, "nursing": row.nursing, "tier": row.tier})

    def act(self, row: Bed, form: BedForm) -> None:
        beds.update(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: Bed) -> Words:
        return _("变更床位"), _("房间、类型和档次。编号不能变更。"), _("保存变更"), _("已变更。")


class SetBedReadingsPage(BedPage):
    """Under which readings a bed counts."""

    def form(self, row: Bed, data: Any = None) -> ReadingsForm:
        initial = {"approved": row.approved, "filed": row.filed, "actual": row.actual}
        return ReadingsForm(data, initial=initial, office=is_office(row.facility, self.by))

    def act(self, row: Bed, form: ReadingsForm) -> None:
        readings = {BedReading(name): holds_ for name, holds_ in form.cleaned_data.items()}
        beds.set_readings(row.pk, readings, by=self.by, at=clock.now())

    def words(self, row: Bed) -> Words:
        lead = _("核定、备案、实际是三个口径，各自成立；入住由办理入住、退住得出。核定和备案由主管部门或镇街登记。")
        return _("登记口径"), lead, _("保存口径"), _("已登记口径。")


class PutBedPage(BedPage):
    """A bed closed, taken out, put back."""

    grave = True

    def form(self, row: Bed, data: Any = None) -> BedStateForm:
        return BedStateForm(data, now=row.state)

    def act(self, row: Bed, form: BedStateForm) -> None:
        said = form.cleaned_data
        beds.put(row.pk, BedState(said["state"]), on=said["on"], reason=said["reason"], by=self.by, at=clock.now())

    def words(self, row: Bed) -> Words:
        lead = _("停用的床位不计入实际口径；撤除的不计入任何口径，记录保留。恢复使用后要重新登记口径。")
        return _("停用、撤除或恢复"), lead, _("保存状态"), _("已登记状态。")


class OccupyBedPage(BedPage):
    """Somebody moves in."""

    def form(self, row: Bed, data: Any = None) -> MoveInForm:
        return MoveInForm(data)

    def act(self, row: Bed, form: MoveInForm) -> None:
        beds.occupy(row.pk, began_on=form.cleaned_data["on"], resident_id=form.resident(), by=self.by, at=clock.now())

    def words(self, row: Bed) -> Words:
        return _("办理入住"), _("一张床位同一天只住一人，一位居民同时只住一张床位。"), _("办理入住"), _("已办理入住。")


class VacateBedPage(BedPage):
    """Whoever is in the bed moves out."""

    def form(self, row: Bed, data: Any = None) -> LeaveForm:
        return LeaveForm(data)

    def act(self, row: Bed, form: LeaveForm) -> None:
        beds.vacate(row.pk, ended_on=form.cleaned_data["on"], by=self.by, at=clock.now())

    def words(self, row: Bed) -> Words:
        return _("办理退住"), _("床位从离开日期起空余。"), _("办理退住"), _("已办理退住。")


class NameOccupantPage(BedPage):
    """Who is in a bed of which only that was known."""

    def form(self, row: Bed, data: Any = None) -> OccupantForm:
        return OccupantForm(data)

    def act(self, row: Bed, form: OccupantForm) -> None:
        resident = form.resident()
        if resident is None:
            raise DomainError("providers.occupant_half")
        beds.name_occupant(row.pk, resident, by=self.by, at=clock.now())

    def words(self, row: Bed) -> Words:
        return (
            _("补登入住的人"),
            _("名册只知道这张床位有人，补登是谁。入住日期不变。"),
            _("登记"),
            _("已登记入住的人。"),
        )


class AddClassPage(CapacityPage):
    """A class."""

    def form(self, row: Facility, data: Any = None) -> AddClassForm:
        return AddClassForm(data)

    def act(self, row: Facility, form: AddClassForm) -> None:
        said = form.cleaned_data
        places.add_class(row.pk, said["name"], said["kind"], capacity=said["capacity"], by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        return _("登记班级"), _("班型决定收托的月龄；容量是同一时间最多的幼儿数。"), _("登记"), _("已登记班级。")


class ChangeClassPage(CapacityPage):
    """Name and capacity of a class."""

    model, key = ChildcareClass, "class_id"

    def form(self, row: ChildcareClass, data: Any = None) -> ClassForm:
        return ClassForm(data, initial={"name": row.name, "capacity": row.capacity})

    def act(self, row: ChildcareClass, form: ClassForm) -> None:
        places.update_class(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: ChildcareClass) -> Words:
        return _("变更班级"), _("容量不能小于现在在托的人数。"), _("保存变更"), _("已变更。")


class AddPlacePage(CapacityPage):
    """A place."""

    def form(self, row: Facility, data: Any = None) -> AddPlaceForm:
        return AddPlaceForm(data, facility_id=row.pk, office=is_office(row, self.by))

    def act(self, row: Facility, form: AddPlaceForm) -> str:
        said = dict(form.cleaned_data)
        number, into = said.pop("number"), int(said.pop("childcare_class"))
        return place_url(places.add(row.pk, into, number, **said, by=self.by, at=clock.now()).pk)

    def words(self, row: Facility) -> Words:
        return (
            _("登记托位"),
            _("先登记班级，再在班级里登记托位。备案由主管部门或镇街登记。"),
            _("登记"),
            _("已登记托位。"),
        )


class PlacePage(CapacityPage):
    """Work on one place."""

    model, key = ChildcarePlace, "place_id"

    def home(self, row: ChildcarePlace) -> Home:
        return home_of_place(row)


class ChangePlacePage(PlacePage):
    """What a place is."""

    def form(self, row: ChildcarePlace, data: Any = None) -> PlaceForm:
        initial = {"childcare_class": row.childcare_class_id, "session": row.session, "tier": row.tier}
        return PlaceForm(data, initial=initial, facility_id=row.facility_id)

    def act(self, row: ChildcarePlace, form: PlaceForm) -> None:
        said = form.cleaned_data
        places.update(
            row.pk, class_id=int(said["childcare_class"]), session=said["session"], tier=said["tier"], by=self.by,
            at=clock.now(),
        )  # fmt: skip

    def words(self, row: ChildcarePlace) -> Words:
        return _("变更托位"), _("班级、托管方式和档次。编号不能变更。"), _("保存变更"), _("已变更。")


class SetPlaceReadingsPage(PlacePage):
    """Under which readings a place counts."""

    def form(self, row: ChildcarePlace, data: Any = None) -> PlaceReadingsForm:
        initial = {"filed": row.filed, "open": row.open}
        return PlaceReadingsForm(data, initial=initial, office=is_office(row.facility, self.by))

    def act(self, row: ChildcarePlace, form: PlaceReadingsForm) -> None:
        places.set_readings(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: ChildcarePlace) -> Words:
        lead = _("备案、开放是两个口径；在托由办理入托、退托得出。备案由主管部门或镇街登记。")
        return _("登记口径"), lead, _("保存口径"), _("已登记口径。")


class EnrolPage(PlacePage):
    """A child takes a place."""

    def form(self, row: ChildcarePlace, data: Any = None) -> MoveInForm:
        return MoveInForm(data)

    def act(self, row: ChildcarePlace, form: MoveInForm) -> None:
        places.enrol(row.pk, began_on=form.cleaned_data["on"], resident_id=form.resident(), by=self.by, at=clock.now())

    def words(self, row: ChildcarePlace) -> Words:
        return _("办理入托"), _("一个托位同一天只有一名幼儿，班级和设施不超过容量。"), _("办理入托"), _("已办理入托。")


class LeavePlacePage(PlacePage):
    """The child in the place leaves."""

    def form(self, row: ChildcarePlace, data: Any = None) -> LeaveForm:
        return LeaveForm(data)

    def act(self, row: ChildcarePlace, form: LeaveForm) -> None:
        places.leave(row.pk, ended_on=form.cleaned_data["on"], by=self.by, at=clock.now())

    def words(self, row: ChildcarePlace) -> Words:
        return _("办理退托"), _("托位从离开日期起空余。"), _("办理退托"), _("已办理退托。")


class _OnePage(Page):
    """One bed or place: what it is, under which readings it counts, who was in it."""

    permission = LIST_FACILITIES
    template = "providers/show_slot.html"
    model: Any = None
    key = ""

    def get(self, request: HttpRequest, **arguments: Any) -> HttpResponse:
        scope = self.request.scope
        row = self.model.objects.scoped(scope, self.permission).select_related("facility").filter(pk=self.kwargs[self.key]).first()  # fmt: skip
        if row is None:
            raise DomainError("core.not_found")
        audit.read(self.action, row, by=scope, permission=self.permission, at=clock.now(), chain=CHAIN)
        _name, _back, way = self.home(row)
        may_see = holds(self.model, row.pk, scope, SEE_OCCUPANTS)
        stays = list(self.stays(row)) if may_see else []
        names = people.names_of(stay.resident_id for stay in stays if stay.resident_id is not None)
        open_stay = next((stay for stay in stays if stay.ended_on is None), None)
        return self.render(
            {
                "row": row,
                "facility": row.facility,
                "crumbs": [*way, (row.number, "")],
                "may_see": may_see,
                "stays": [(stay, names.get(stay.resident_id or 0, "")) for stay in stays],
                "open_stay": open_stay,
                "may_change": holds(self.model, row.pk, scope, MANAGE_CAPACITY),
                **self.more(row),
            }
        )

    action = ""

    def home(self, row: Any) -> Home:
        raise NotImplementedError

    def stays(self, row: Any) -> Any:
        raise NotImplementedError

    def more(self, row: Any) -> dict[str, Any]:
        raise NotImplementedError


class ShowBedPage(_OnePage):
    """One bed."""

    model, key, action = Bed, "bed_id", "providers.show_bed"

    def home(self, row: Bed) -> Home:
        return home_of_bed(row)

    def stays(self, row: Bed) -> Any:
        return BedOccupancy.objects.scoped(self.request.scope, SEE_OCCUPANTS).filter(bed=row).order_by("-began_on")

    def more(self, row: Bed) -> dict[str, Any]:
        tones = {"open": "reached", "closed": "behind", "taken_out": "no-data"}
        occupied = BedOccupancy.objects.scoped(self.request.scope, LIST_FACILITIES).filter(bed=row, ended_on=None)
        taken = occupied.exists()
        readings = [
            (words.BED_READINGS[name], holds_)
            for name, holds_ in (
                ("approved", row.approved), ("filed", row.filed), ("actual", row.actual), ("occupied", taken)
            )
        ]  # fmt: skip
        return {
            "of_bed": True,
            "readings": readings,
            "taken": taken,
            "state": badge(row.state, word=words.BED_STATES[row.state], tone=tones[row.state]),
            "kind": words.NURSING["1" if row.nursing else "0"],
            "tier": words.TIERS[row.tier],
        }


class ShowPlacePage(_OnePage):
    """One place."""

    model, key, action = ChildcarePlace, "place_id", "providers.show_place"

    def home(self, row: ChildcarePlace) -> Home:
        return home_of_place(row)

    def stays(self, row: ChildcarePlace) -> Any:
        return PlaceOccupancy.objects.scoped(self.request.scope, SEE_OCCUPANTS).filter(place=row).order_by("-began_on")

    def more(self, row: ChildcarePlace) -> dict[str, Any]:
        readings = [(words.PLACE_READINGS[name], getattr(row, name)) for name in ("filed", "open", "enrolled")]
        state = "enrolled" if row.enrolled else "free" if row.open else "closed"
        word = words.BED_STATES["closed"] if state == "closed" else words.PLACE_READINGS[state]
        tones = {"enrolled": "reached", "free": "on-course", "closed": "no-data"}
        return {
            "of_bed": False,
            "readings": readings,
            "taken": row.enrolled,
            "state": badge(state, word=word, tone=tones[state]),
            "kind": words.CLASSES[row.childcare_class.kind],
            "session": words.SESSIONS[row.session],
            "tier": words.TIERS[row.tier],
        }


def bed_url(bed_id: int) -> str:
    """The page about a bed."""
    return reverse("providers:show_bed", args=[bed_id])


def place_url(place_id: int) -> str:
    """The page about a place."""
    return reverse("providers:show_place", args=[place_id])


def home_of_bed(bed: Bed) -> Home:
    """A bed's page and the way to it."""
    name, url, way = home_of_facility(bed.facility)
    return bed.number, bed_url(bed.pk), [*way, (name, url, "zh")]


def home_of_place(place: ChildcarePlace) -> Home:
    """A place's page and the way to it."""
    name, url, way = home_of_facility(place.facility)
    return place.number, place_url(place.pk), [*way, (name, url, "zh")]
