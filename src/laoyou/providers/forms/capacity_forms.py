"""Forms about rooms, beds, classes, places, and who is in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from laoyou.core.shell.forms import DayField, PlaceSelect
from laoyou.providers import words
from laoyou.providers.domain.states import NEXT_BED_STATES, BedState
from laoyou.providers.forms.shared import OccupantForm, code, pick, text, whole, yes_no
from laoyou.providers.models import ChildcareClass


class AddRoomForm(forms.Form):
    """A room."""

    number = code(gettext_lazy("房间号"), 20)
    floor = text(gettext_lazy("楼层"), 20, required=False)
    capacity = whole(gettext_lazy("最多可住人数"), least=1, most=60)


class RoomForm(forms.Form):
    """What may change of a room."""

    floor = text(gettext_lazy("楼层"), 20, required=False)
    capacity = whole(gettext_lazy("最多可住人数"), least=1, most=60)


class BedForm(forms.Form):
    """What a bed is."""

    room = code(gettext_lazy("房间号"), 20, required=False)
    nursing = forms.BooleanField(label=gettext_lazy("护理型床位"), required=False)
    tier = pick(words.TIERS, label=gettext_lazy("档次"), initial="unknown")


class ReadingsForm(forms.Form):
    """Under which readings a bed counts. Only an office says what was approved and filed."""

    approved = yes_no(words.BED_READINGS["approved"])
    filed = yes_no(words.BED_READINGS["filed"])
    actual = yes_no(words.BED_READINGS["actual"], help_text=gettext_lazy("实际摆设、现在可以使用"))

    def __init__(self, *args: Any, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not office:
            del self.fields["approved"], self.fields["filed"]


class AddBedForm(BedForm, ReadingsForm):
    """A bed that is not on the register yet."""

    number = code(gettext_lazy("床位号"), 20)
    field_order = ["number"]


class BedStateForm(forms.Form):
    """A bed closed for a time, taken out, or put back."""

    state = forms.ChoiceField(label=gettext_lazy("状态"))
    on = DayField(label=gettext_lazy("起始日期"))
    reason = text(gettext_lazy("原因"), 120, help_text=gettext_lazy("例如“房间维修”"))

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = [one.value for one in BedState if one in NEXT_BED_STATES[BedState(now)]]
        self.fields["state"].choices = [(one, words.BED_STATES[one]) for one in after]  # type: ignore[attr-defined]


class MoveInForm(OccupantForm):
    """Somebody moves into a bed, or a child takes a place."""

    on = DayField(label=gettext_lazy("开始日期"))
    field_order = ["on"]


class LeaveForm(forms.Form):
    """Whoever is in it leaves."""

    on = DayField(label=gettext_lazy("离开日期"), help_text=gettext_lazy("不再占用的第一天"))


class ClassForm(forms.Form):
    """What may change of a class."""

    name = text(gettext_lazy("班级名称"), 60)
    capacity = whole(
        gettext_lazy("班级容量"), least=1, most=60, required=False, help_text=gettext_lazy("同一时间最多多少名幼儿")
    )


class AddClassForm(ClassForm):
    """A class that is not on the register yet."""

    kind = pick(words.CLASSES, label=gettext_lazy("班型"))
    field_order = ["name", "kind"]


class PlaceForm(forms.Form):
    """What a place is."""

    childcare_class = forms.ChoiceField(label=gettext_lazy("班级"), widget=PlaceSelect)
    session = pick(words.SESSIONS, label=gettext_lazy("托管方式"))
    tier = pick(words.TIERS, label=gettext_lazy("档次"), initial="unknown")

    def __init__(self, *args: Any, facility_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ChildcareClass.objects.unscoped("of a facility that was found within the scope").filter(
            facility=facility_id
        )
        self.fields["childcare_class"].choices = list(rows.order_by("kind", "name").values_list("pk", "name"))  # type: ignore[attr-defined]


class PlaceReadingsForm(forms.Form):
    """Under which readings a place counts. Only an office says what was filed."""

    filed = yes_no(words.BED_READINGS["filed"])
    open = yes_no(words.PLACE_READINGS["open"])

    def __init__(self, *args: Any, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not office:
            del self.fields["filed"]


class AddPlaceForm(PlaceForm, PlaceReadingsForm):
    """A place that is not on the register yet."""

    number = code(gettext_lazy("托位号"), 20)
    field_order = ["number"]
