"""Forms about what is known of one resident: statuses, accounts, traces of life, contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from laoyou.core.shell.forms import DayField
from laoyou.people.models import LifeTrace, PaymentAccount, Resident, StatusFact

SOURCE_HINT = gettext_lazy("例如“社会救助系统比对”“村干部走访”")


class AddStatusForm(forms.Form):
    """A status from a day on."""

    kind = forms.ChoiceField(label=gettext_lazy("身份类别"), choices=StatusFact.Kind.choices)
    true_from = DayField(label=gettext_lazy("起始日期"))
    true_to = DayField(
        label=gettext_lazy("终止日期"),
        required=False,
        future=True,
        help_text=gettext_lazy("不再有这一身份的第一天；现在还有的不填写"),
    )
    source = forms.CharField(label=gettext_lazy("来源"), max_length=60, help_text=SOURCE_HINT)
    evidence = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("文件名称和编号，例如残疾人证号码的后四位"),
    )
    file = forms.FileField(
        label=gettext_lazy("证明材料"),
        required=False,
        help_text=gettext_lazy("照片或扫描件，加密保存"),
        widget=forms.FileInput,
    )


class EndStatusForm(forms.Form):
    """The first day without a status."""

    true_to = DayField(label=gettext_lazy("终止日期"), future=True, help_text=gettext_lazy("不再有这一身份的第一天"))
    source = forms.CharField(label=gettext_lazy("来源"), max_length=60, help_text=SOURCE_HINT)


class CorrectStatusForm(AddStatusForm):
    """What should have been recorded of a status."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["file"]


class AccountForm(forms.Form):
    """An account for payments."""

    kind = forms.ChoiceField(label=gettext_lazy("账户类别"), choices=PaymentAccount.Kind.choices)
    bank = forms.CharField(label=gettext_lazy("开户行"), max_length=60)
    number = forms.CharField(
        label=gettext_lazy("账户号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    true_from = DayField(label=gettext_lazy("起用日期"))
    holder_kind = forms.ChoiceField(label=gettext_lazy("账户归属"), choices=PaymentAccount.Holder.choices)
    holder_name = forms.CharField(
        label=gettext_lazy("户名"), max_length=60, required=False, help_text=gettext_lazy("不是本人账户的才填写")
    )
    holder_note = forms.CharField(
        label=gettext_lazy("非本人账户的理由"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("例如“监护人代领，监护证明在卷”"),
    )
    activated = forms.NullBooleanField(
        label=gettext_lazy("金融功能已激活"), required=False,
        widget=forms.Select(choices=(("unknown", gettext_lazy("没有核对过")), ("true", gettext_lazy("是")), ("false", gettext_lazy("否")))),
    )  # fmt: skip
    checked_on = DayField(label=gettext_lazy("核对日期"), required=False)
    checked_how = forms.CharField(label=gettext_lazy("核对方式"), max_length=60, required=False)
    source = forms.CharField(label=gettext_lazy("来源"), max_length=60, help_text=SOURCE_HINT)


class CheckAccountForm(forms.Form):
    """Whether the account can be paid into."""

    activated = forms.ChoiceField(
        label=gettext_lazy("金融功能已激活"), widget=forms.RadioSelect,
        choices=(("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("核对日期"))
    how = forms.CharField(
        label=gettext_lazy("核对方式"), max_length=60, help_text=gettext_lazy("例如“银行网点查询”“小额试发”")
    )


class TraceForm(forms.Form):
    """A trace of life."""

    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=LifeTrace.Kind.choices)
    seen_on = DayField(label=gettext_lazy("日期"))
    source = forms.CharField(
        label=gettext_lazy("来源"), max_length=60, help_text=gettext_lazy("谁见到的，或哪个部门的记录")
    )


class ContactForm(forms.Form):
    """Whom to call."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    relation = forms.ChoiceField(label=gettext_lazy("是本人的"), choices=Resident.Relation.choices)
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
