"""Forms about delegations and about elders in special difficulty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from laoyou.core.shell.forms import DayField
from laoyou.people.domain.delegation import Power
from laoyou.people.forms.tie_forms import KIN
from laoyou.people.models import Delegation
from laoyou.people.presenters.words import status_words

POWERS = [
    (Power.SEE_RECORD.value, gettext_lazy("查看登记内容")),
    (Power.SEE_BENEFITS.value, gettext_lazy("查看待遇和发放")),
    (Power.RECEIVE_NOTICES.value, gettext_lazy("接收通知")),
    (Power.APPLY.value, gettext_lazy("代为申请")),
]
ANSWERS = [("yes", gettext_lazy("符合")), ("no", gettext_lazy("不符合")), ("unknown", gettext_lazy("没有核实"))]


class DelegationForm(forms.Form):
    """What the resident signed."""

    name = forms.CharField(label=gettext_lazy("受托人姓名"), max_length=60)
    id_number = forms.CharField(
        label=gettext_lazy("受托人证件号码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("在本区名册里的填写完整号码，姓名和号码都相符才能登记；不在册的不填写"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(label=gettext_lazy("受托人是本人的"), choices=KIN)
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("委托事项"), choices=POWERS, widget=forms.CheckboxSelectMultiple
    )
    valid_from = DayField(label=gettext_lazy("起始日期"))
    valid_to = DayField(
        label=gettext_lazy("终止日期"), future=True, help_text=gettext_lazy("委托总有终止日期，到期可以再委托")
    )
    proof = forms.CharField(
        label=gettext_lazy("依据"), max_length=120, help_text=gettext_lazy("例如“委托书，本人签名，原件在卷”")
    )
    username = forms.CharField(
        label=gettext_lazy("受托人账号"), max_length=60, required=False,
        help_text=gettext_lazy("自己登录查看的才填写；不能是工作人员的账号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    witness = forms.CharField(
        label=gettext_lazy("见证人"), max_length=60, required=False, help_text=gettext_lazy("没有账号的必须填写")
    )


class WithdrawForm(forms.Form):
    """Who ends a delegation, and why."""

    withdrawn_by = forms.ChoiceField(label=gettext_lazy("由谁撤销"), choices=Delegation.By.choices)
    reason = forms.CharField(label=gettext_lazy("撤销原因"), max_length=120)

    def __init__(self, *args: Any, himself: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if himself:
            del self.fields["withdrawn_by"]


class ApplyForm(forms.Form):
    """Who applies, and when."""

    applied_by = forms.CharField(
        label=gettext_lazy("申请人"), max_length=60, help_text=gettext_lazy("本人、家属或村(社区)工作人员的姓名")
    )
    on = DayField(label=gettext_lazy("申请日期"))


class AssessForm(forms.Form):
    """What the town found of each ground of the definition."""

    on = DayField(label=gettext_lazy("评估日期"))
    next_check_on = DayField(
        label=gettext_lazy("下次复核日期"), required=False, future=True, help_text=gettext_lazy("认定的必须填写")
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, grounds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ground in grounds:
            self.fields[ground] = forms.ChoiceField(label=status_words(ground), choices=ANSWERS, initial="unknown")
        self.order_fields([*grounds, "on", "next_check_on", "note"])
