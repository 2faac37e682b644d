"""Forms about one resident: registering, correcting, moving, dying."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.core.scope import Scope
from laoyou.core.shell.forms import DayField, PlaceSelect, place_choices, with_present
from laoyou.people.commands.residents import NewResident
from laoyou.people.commands.shared import UPDATE
from laoyou.people.domain.words import IdDocument
from laoyou.people.models import Resident

COLUMNS = {
    "residence_area_id": "residence",
    "residence_elsewhere": "residence_elsewhere",
    "registered_area_id": "registered",
    "registered_elsewhere": "registered_elsewhere",
    **{name: name for name in ("name", "sex", "birth_date", "id_document", "id_number", "phone", "address")},
}
"""Column of the register → field of a form."""

FIELDS_OF = {
    "people.name_missing": "name",
    "people.sex_unknown": "sex",
    "people.birth_date_impossible": "birth_date",
    "people.id_document_unknown": "id_document",
    "people.id_number_missing": "id_number",
    "people.id_number_unwanted": "id_number",
    "people.id_number_birth_date": "birth_date",
    "people.id_number_sex": "sex",
    "people.id_number_taken": "id_number",
    "people.document_number_shape": "id_number",
    "people.permit_number_shape": "id_number",
    "base.resident_id.shape": "id_number",
    "base.resident_id.check_digit": "id_number",
    "base.resident_id.birth_date": "id_number",
    "base.resident_id.future": "id_number",
    "base.resident_id.example": "id_number",
    "people.phone_shape": "phone",
    "people.phone_example": "phone",
    "people.source_missing": "source",
    "people.area_not_covered": "residence",
    "people.nowhere": "residence",
    "people.area_unknown": "place",
    "people.area_and_elsewhere": "place",
    "people.same_place": "place",
    "people.move_too_early": "on",
    "people.death_date_impossible": "on",
    "people.reason_needed": "reason",
    "people.status_dates": "true_from",
    "people.status_open": "kind",
    "people.status_conflict": "kind",
    "people.account_number": "number",
    "people.account_holder": "holder_name",
    "people.account_checked": "checked_on",
    "people.tie_to_oneself": "name",
    "people.delegation_dates": "valid_to",
    "people.delegation_powers": "powers",
    "people.proof_missing": "proof",
    "people.witness_missing": "witness",
    "people.delegate_account": "username",
    "people.next_check_needed": "next_check_on",
    "people.tie_twice": "name",
    "people.nobody_so_named": "id_number",
    "people.supporter_on_register": "id_number",
    "people.booklet_number": "number",
    "people.household_elsewhere": "number",
    "people.merge_with_oneself": "number",
    "people.members_missing": "members",
    "people.in_another_aid_unit": "members",
    "core.file_type": "file",
    "core.file_empty": "file",
    "core.file_too_large": "file",
}
"""Code of a refusal → the field it stands beside."""


class PersonForm(forms.Form):
    """Who somebody is, as his document says."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, help_text=gettext_lazy("照证件填写"))
    sex = forms.ChoiceField(label=gettext_lazy("性别"), choices=Resident.Sex.choices, widget=forms.RadioSelect)
    birth_date = DayField(label=gettext_lazy("出生日期"))
    id_document = forms.ChoiceField(label=gettext_lazy("证件类型"), choices=Resident.IdDocument.choices)
    id_number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("身份证 18 位，旧证 15 位也可以；还没上户口的新生儿选出生医学证明"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("手机号，或带区号的座机号"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    address = forms.CharField(label=gettext_lazy("住址"), max_length=120, required=False)


class AddResidentForm(PersonForm):
    """Somebody who is not on the register yet."""

    residence = forms.ChoiceField(label=gettext_lazy("居住地"), required=False, widget=PlaceSelect)
    residence_elsewhere = forms.CharField(
        label=gettext_lazy("区外居住地"), max_length=60, required=False, help_text=gettext_lazy("不住在本区的才填写")
    )
    moved_in_on = DayField(
        label=gettext_lazy("迁入日期"), required=False, help_text=gettext_lazy("出生起就住在这里的不用填写")
    )
    registered = forms.ChoiceField(label=gettext_lazy("户籍地"), required=False, widget=PlaceSelect)
    registered_elsewhere = forms.CharField(
        label=gettext_lazy("区外户籍地"), max_length=60, required=False, help_text=gettext_lazy("户籍不在本区的才填写")
    )
    source = forms.CharField(
        label=gettext_lazy("来源"), max_length=40, help_text=gettext_lazy("例如“本人持身份证到社区登记”")
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("已核对，与下面列出的不是同一个人"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = place_choices(None, UPDATE, blank=_("不在本区"))
        for name in ("residence", "registered"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def ask_for_confirmation(self) -> None:
        """Show the box that says that somebody looked: the register knows people who are very alike."""
        self.fields["confirmed"].widget = forms.CheckboxInput()

    def new_resident(self) -> NewResident:
        """What was typed, as the command takes it."""
        said = self.cleaned_data
        return NewResident(
            name=said["name"],
            sex=said["sex"],
            birth_date=said["birth_date"],
            source=said["source"],
            id_document=said["id_document"],
            id_number=said["id_number"] or None,
            phone=said["phone"] or None,
            address=said["address"] or None,
            residence_area_id=said["residence"] or None,
            residence_elsewhere=said["residence_elsewhere"].strip(),
            registered_area_id=said["registered"] or None,
            registered_elsewhere=said["registered_elsewhere"].strip(),
            moved_in_on=said["moved_in_on"],
        )


class ChangeResidentForm(PersonForm):
    """Correcting what the register says. Sealed values are not shown: an empty field leaves them as they are."""

    KEEP = gettext_lazy("不填写就保持不变")

    remove_phone = forms.BooleanField(label=gettext_lazy("删去登记的电话"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("原因和依据"), max_length=60, help_text=gettext_lazy("例如“本人持户口簿来更正”")
    )

    def __init__(self, data: Any = None, *, resident: Resident) -> None:
        initial = {name: getattr(resident, name) for name in ("name", "sex", "birth_date", "id_document")}
        super().__init__(data, initial=initial)
        self.resident = resident
        for name in ("id_number", "phone", "address"):
            if getattr(resident, name) is not None:
                self.fields[name].help_text = self.KEEP
        if resident.phone is None:
            del self.fields["remove_phone"]

    def changes(self) -> dict[str, Any]:
        """Column → new value, for the columns that were filled in."""
        said = self.cleaned_data
        found = {name: said[name] for name in ("name", "sex", "birth_date", "id_document")}
        found |= {name: said[name] for name in ("id_number", "phone", "address") if said[name]}
        if said["id_document"] == IdDocument.NONE:
            found["id_number"] = said["id_number"] or None
        if said.get("remove_phone") and not said["phone"]:
            found["phone"] = None
        return found


class MoveForm(forms.Form):
    """Where somebody lives, or is registered, from a day on."""

    place = forms.ChoiceField(label=gettext_lazy("迁到"), required=False, widget=PlaceSelect)
    elsewhere = forms.CharField(
        label=gettext_lazy("区外地点"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("迁出本区的才填写，例如“四川省成都市”"),
    )
    on = DayField(label=gettext_lazy("迁移日期"), help_text=gettext_lazy("在新地点的第一天"))
    address = forms.CharField(
        label=gettext_lazy("新住址"), max_length=120, required=False, help_text=gettext_lazy("原住址随迁移失效")
    )
    source = forms.CharField(label=gettext_lazy("来源"), max_length=60, help_text=gettext_lazy("例如“本人到社区登记”"))

    def __init__(self, *args: Any, with_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices(None, UPDATE, blank=_("迁出本区"))  # type: ignore[attr-defined]
        if not with_address:
            del self.fields["address"]


class CorrectHomeForm(forms.Form):
    """What the register should have said of the present place."""

    place = forms.ChoiceField(label=gettext_lazy("实际地点"), required=False, widget=PlaceSelect)
    elsewhere = forms.CharField(label=gettext_lazy("区外地点"), max_length=60, required=False)
    on = DayField(label=gettext_lazy("起始日期"), required=False, help_text=gettext_lazy("出生起就在这里的不用填写"))
    reason = forms.CharField(
        label=gettext_lazy("原因和依据"), max_length=60, help_text=gettext_lazy("例如“派出所核实，登记错了社区”")
    )

    def __init__(self, *args: Any, area_id: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = with_present(place_choices(None, UPDATE, blank=_("不在本区")), area_id)
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class DeathForm(forms.Form):
    """When somebody died, and how the office knows."""

    on = DayField(label=gettext_lazy("死亡日期"))
    source = forms.CharField(
        label=gettext_lazy("来源"), max_length=60, help_text=gettext_lazy("例如“居民死亡医学证明”“火化证明”“户口注销”")
    )


class ReceiveForm(forms.Form):
    """Somebody of another town moves here: who he is must be known in whole before anything of him is told."""

    id_number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    place = forms.ChoiceField(label=gettext_lazy("迁到"), widget=PlaceSelect)
    on = DayField(label=gettext_lazy("迁移日期"), help_text=gettext_lazy("在新地点的第一天"))
    address = forms.CharField(label=gettext_lazy("新住址"), max_length=120, required=False)
    source = forms.CharField(label=gettext_lazy("来源"), max_length=60, help_text=gettext_lazy("例如“本人到社区登记”"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices(scope, UPDATE, blank=_("请选择"))  # type: ignore[attr-defined]
