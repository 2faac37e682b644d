"""Forms about housing estates and idle premises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from laoyou.core.shell.forms import DayField
from laoyou.providers import words
from laoyou.providers.domain.estates import STEPS
from laoyou.providers.forms.facility_forms import WithPlace
from laoyou.providers.forms.shared import pick, square_metres, text, whole
from laoyou.providers.models import Estate, EstateDuty, IdlePremises


class EstateForm(WithPlace):
    """A housing estate."""

    name = text(gettext_lazy("小区名称"), 120)
    address = text(gettext_lazy("地址"), 200, required=False)
    developer = text(gettext_lazy("开发建设单位"), 120, required=False)
    households = whole(gettext_lazy("规划户数"), required=False, most=200_000)
    floor_area_m2 = square_metres(gettext_lazy("总建筑面积（平方米）"), required=False)
    approved_on = DayField(label=gettext_lazy("规划批准日期"), required=False)
    old = forms.BooleanField(label=gettext_lazy("配套要求之前建成的老旧小区"), required=False)
    field_order = ["name"]

    @classmethod
    def initial_of(cls, row: Estate) -> dict[str, Any]:
        """What the register says."""
        return {name: getattr(row, name) for name in cls.base_fields}

    def facts(self) -> dict[str, Any]:
        """Column → value."""
        return self.cleaned_data | {"floor_area_m2": self.cleaned_data["floor_area_m2"] or None}


class DutyForm(forms.Form):
    """A facility that is due with an estate."""

    kind = pick(words.KINDS, label=gettext_lazy("应配套的设施"))
    required_m2 = square_metres(gettext_lazy("应配建面积（平方米）"))
    clause = text(gettext_lazy("依据"), 200, help_text=gettext_lazy("文件和条款，例如规划条件的编号"))
    due_on = DayField(label=gettext_lazy("应移交日期"), required=False, future=True)


class StepsForm(forms.Form):
    """How far a facility that is due has come."""

    planned_on = DayField(label=words.DUTY_STEPS["planned_on"], required=False)
    built_on = DayField(label=words.DUTY_STEPS["built_on"], required=False)
    built_m2 = square_metres(gettext_lazy("实际建成面积（平方米）"), required=False)
    accepted_on = DayField(label=words.DUTY_STEPS["accepted_on"], required=False)
    handed_over_on = DayField(label=words.DUTY_STEPS["handed_over_on"], required=False)
    in_use_on = DayField(label=words.DUTY_STEPS["in_use_on"], required=False)
    used_as = text(gettext_lazy("挪作何用"), 120, required=False, help_text=gettext_lazy("没有按配套用途使用的才填写"))
    facility_number = whole(
        gettext_lazy("对应的设施号"),
        required=False,
        least=1,
        most=2_000_000_000,
        help_text=gettext_lazy("设施页面地址中的编号；还没有登记的不填写"),
    )

    @classmethod
    def initial_of(cls, row: EstateDuty) -> dict[str, Any]:
        """What the register says."""
        found = {name: getattr(row, name) for name in cls.base_fields if name != "facility_number"}
        return found | {"facility_number": row.facility_id}

    def steps(self) -> dict[str, Any]:
        """Step → its day."""
        return {step: self.cleaned_data[step] for step in STEPS}


class PremisesForm(WithPlace):
    """Premises that stand idle."""

    name = text(gettext_lazy("名称"), 120)
    address = text(gettext_lazy("地址"), 200, required=False)
    owner = text(gettext_lazy("产权单位"), 120)
    former_use = pick(words.FORMER_USES, label=gettext_lazy("原用途"))
    floor_area_m2 = square_metres(gettext_lazy("建筑面积（平方米）"))
    storeys = whole(gettext_lazy("层数"), required=False, least=1, most=100)
    free_from = DayField(label=gettext_lazy("可用起始日期"), future=True)
    free_to = DayField(label=gettext_lazy("可用截止日期"), required=False, future=True)
    longitude = forms.FloatField(
        label=gettext_lazy("经度"), required=False, min_value=-180, max_value=180, help_text=gettext_lazy("WGS 84，度；填写后选址助手可以选它"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    latitude = forms.FloatField(
        label=gettext_lazy("纬度"), required=False, min_value=-90, max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    note = text(gettext_lazy("说明"), 300, required=False)
    field_order = ["name"]

    @classmethod
    def initial_of(cls, row: IdlePremises) -> dict[str, Any]:
        """What the register says."""
        return {name: getattr(row, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any] | None:
        """A position has two numbers or none."""
        said = super().clean()
        if said and (said.get("longitude") is None) != (said.get("latitude") is None):
            self.add_error("latitude", forms.ValidationError(gettext_lazy("经度和纬度要一起填写，或者都不填。")))
        return said


class SettleForm(forms.Form):
    """What became of premises."""

    state = pick(words.PREMISES_STATES, label=gettext_lazy("状态"))
    facility_number = whole(
        gettext_lazy("对应的设施号"),
        required=False,
        least=1,
        most=2_000_000_000,
        help_text=gettext_lazy("设施页面地址中的编号；还没有登记的不填写"),
    )
