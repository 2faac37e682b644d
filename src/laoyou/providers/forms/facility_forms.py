"""Forms about legal persons and facilities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.core.scope import Scope
from laoyou.core.shell.forms import DayField, PlaceSelect, place_choices, with_present
from laoyou.providers import words
from laoyou.providers.domain.states import NEXT_FILED, FiledState
from laoyou.providers.forms.shared import code, pick, square_metres, text, whole
from laoyou.providers.models import Facility, Provider


class WithPlace(forms.Form):
    """A form that asks in which community something is."""

    area_id = forms.ChoiceField(label=gettext_lazy("所在区域"), widget=PlaceSelect)

    def __init__(self, *args: Any, scope: Scope, permission: str, present: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = with_present(place_choices(scope, permission, blank=_("请选择")), present)
        self.fields["area_id"].choices = choices  # type: ignore[attr-defined]


class ProviderForm(WithPlace):
    """A legal person."""

    name = text(gettext_lazy("名称"), 120)
    ownership = pick(words.OWNERSHIPS, label=gettext_lazy("所有制"), initial="unknown")
    address = text(gettext_lazy("地址"), 200, required=False)
    phone = text(gettext_lazy("电话"), 30, required=False)
    registered_on = DayField(label=gettext_lazy("登记日期"), required=False)

    @classmethod
    def initial_of(cls, row: Provider) -> dict[str, Any]:
        """What the register says."""
        return {name: getattr(row, name) for name in cls.base_fields}


class AddProviderForm(ProviderForm):
    """A legal person that is not on the register yet."""

    credit_code = code(gettext_lazy("统一社会信用代码"), 24, help_text=gettext_lazy("18 位，照营业执照或登记证书填写"))
    field_order = ["credit_code", "name"]


class FacilityForm(WithPlace):
    """The facts of a facility. Who owns it, who runs it and who answers for it are asked apart."""

    name = text(gettext_lazy("名称"), 120)
    ownership = pick(words.OWNERSHIPS, label=gettext_lazy("所有制"), initial="unknown")
    owner = text(
        gettext_lazy("产权单位"),
        120,
        required=False,
        help_text=gettext_lazy("房产归谁所有；与运营的不是同一家的才填写"),
    )
    operation = pick(words.OPERATIONS, label=gettext_lazy("运营方式"), initial="unknown")
    provider_code = code(
        gettext_lazy("负责机构的统一社会信用代码"), 24, required=False,
        help_text=gettext_lazy("先在“服务机构”登记；村级互助养老点等没有代码的不填写"),
    )  # fmt: skip
    tier = pick(words.TIERS, label=gettext_lazy("档次"), initial="unknown")
    address = text(gettext_lazy("地址"), 200, required=False)
    phone = text(gettext_lazy("电话"), 30, required=False)
    floor_area_m2 = square_metres(gettext_lazy("建筑面积（平方米）"), required=False)
    opened_on = DayField(label=gettext_lazy("开业日期"), required=False)
    bed_capacity = whole(
        gettext_lazy("最多可住人数"), required=False, help_text=gettext_lazy("同一时间最多住多少人；不填写就不限制")
    )
    place_capacity = whole(
        gettext_lazy("最多可托人数"),
        required=False,
        help_text=gettext_lazy("同一时间最多收托多少名幼儿；不填写就不限制"),
    )
    demonstration = forms.BooleanField(label=gettext_lazy("示范设施"), required=False)
    field_order = ["name", "kinds", "area_id"]

    @classmethod
    def initial_of(cls, row: Facility) -> dict[str, Any]:
        """What the register says."""
        found = {name: getattr(row, name) for name in cls.base_fields if name not in ("provider_code", "kinds")}
        return found | {"provider_code": row.provider.credit_code if row.provider else ""}

    def facts(self) -> dict[str, Any]:
        """Column → value, for the columns of the facility itself."""
        apart = ("provider_code", "kinds", "name", "area_id")
        found = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return found | {"floor_area_m2": found["floor_area_m2"] or None}


class KindsForm(forms.Form):
    """The kinds of a facility; the first of them is what its beds and places count under."""

    first = pick(words.KINDS, label=gettext_lazy("第一类别"), help_text=gettext_lazy("床位和托位计在这个类别下"))
    also = forms.MultipleChoiceField(
        label=gettext_lazy("还属于"),
        required=False,
        choices=list(words.KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def kinds(self) -> list[str]:
        """All kinds, the first one first."""
        first: str = self.cleaned_data["first"]
        return [first, *(one for one in self.cleaned_data["also"] if one != first)]


class AddFacilityForm(FacilityForm):
    """A facility that is not on the register yet."""

    kinds = pick(words.KINDS, label=gettext_lazy("类别"))


class FilingForm(forms.Form):
    """A filing that was made or withdrawn."""

    state = forms.ChoiceField(label=gettext_lazy("备案状态"))
    filed_on = DayField(label=gettext_lazy("备案日期"), required=False, help_text=gettext_lazy("已备案的要填写"))
    filing_number = text(gettext_lazy("备案编号"), 60, required=False)

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = [one.value for one in FiledState if one in NEXT_FILED[FiledState(now)]]
        self.fields["state"].choices = [(one, words.FILED[one]) for one in after]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The end of a facility."""

    on = DayField(label=gettext_lazy("关闭日期"))
    reason = text(gettext_lazy("关闭原因"), 200, help_text=gettext_lazy("例如“租约到期，不再续租”"))


class ProposeForm(forms.Form):
    """What a provider says should be changed."""

    name = text(words.FACTS["name"], 120)
    tier = pick(words.TIERS, label=words.FACTS["tier"], initial="unknown")
    owner = text(words.FACTS["owner"], 120, required=False)
    address = text(words.FACTS["address"], 200, required=False)
    phone = text(words.FACTS["phone"], 30, required=False)
    floor_area_m2 = square_metres(words.FACTS["floor_area_m2"], required=False)
    opened_on = DayField(label=words.FACTS["opened_on"], required=False)
    bed_capacity = whole(words.FACTS["bed_capacity"], required=False)
    place_capacity = whole(words.FACTS["place_capacity"], required=False)
    reason = text(gettext_lazy("原因和依据"), 200, help_text=gettext_lazy("例如“扩建竣工，附竣工验收备案表”"))

    @classmethod
    def initial_of(cls, row: Facility) -> dict[str, Any]:
        """What the register says."""
        return {name: getattr(row, name) for name in cls.base_fields if name != "reason"}

    def changes(self) -> dict[str, Any]:
        """Column → value."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return said | {"floor_area_m2": said["floor_area_m2"] or None}


class SendBackForm(forms.Form):
    """Why the office sends back what a provider entered."""

    answer = text(gettext_lazy("退回的原因"), 200, required=False)
