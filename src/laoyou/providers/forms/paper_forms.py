"""Forms about papers, insurance, prices, contracts and staff."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from laoyou.core.shell.forms import DayField, YuanField
from laoyou.providers import words
from laoyou.providers.forms.shared import code, pick, text, whole


class PaperForm(forms.Form):
    """A paper with its number and the last day on which it holds."""

    number = code(gettext_lazy("编号"), 60)
    issuer = text(gettext_lazy("发证机关"), 120, required=False)
    issued_on = DayField(label=gettext_lazy("发证日期"), required=False)
    expires_on = DayField(
        label=gettext_lazy("有效期至"),
        required=False,
        future=True,
        help_text=gettext_lazy("最后一个有效日；长期有效的不填写"),
    )


class LicenceForm(PaperForm):
    """A paper of a facility."""

    kind = pick(words.LICENCES, label=gettext_lazy("名称"))
    field_order = ["kind"]


class CredentialForm(PaperForm):
    """A certificate of somebody at work."""

    kind = pick(words.CREDENTIALS, label=gettext_lazy("名称"))
    field_order = ["kind"]


class RenewForm(forms.Form):
    """A paper was renewed under its number."""

    expires_on = DayField(label=gettext_lazy("新的有效期至"), future=True)


class InsuranceForm(forms.Form):
    """An insurance."""

    kind = pick(words.INSURANCE_KINDS, label=gettext_lazy("险种"))
    insurer = text(gettext_lazy("保险公司"), 120)
    number = code(gettext_lazy("保单号"), 60)
    starts_on = DayField(label=gettext_lazy("起始日期"), future=True)
    expires_on = DayField(label=gettext_lazy("有效期至"), future=True)
    sum_fen = YuanField(label=gettext_lazy("保险金额"), required=False)


class PriceForm(forms.Form):
    """A price as filed."""

    item = pick(words.PRICE_ITEMS, label=gettext_lazy("收费项目"))
    name = text(gettext_lazy("价目表上的名称"), 60, required=False, help_text=gettext_lazy("例如“双人间”“护理二级”"))
    amount_fen = YuanField(label=gettext_lazy("金额"))
    unit = pick(words.PRICE_UNITS, label=gettext_lazy("计价单位"))
    filed_on = DayField(label=gettext_lazy("备案日期"))
    valid_from = DayField(label=gettext_lazy("执行日期"), future=True)
    number = code(gettext_lazy("备案编号"), 60, required=False)


class ContractForm(forms.Form):
    """A facility is run by another than its owner."""

    owner = text(gettext_lazy("产权单位"), 120)
    provider_code = code(gettext_lazy("运营机构的统一社会信用代码"), 24)
    form = pick(words.CONTRACT_FORMS, label=gettext_lazy("合同形式"))
    chosen_by = pick(words.CHOSEN_BY, label=gettext_lazy("选定运营方的方式"), initial="unknown")
    number = code(gettext_lazy("合同编号"), 80, required=False)
    signed_on = DayField(label=gettext_lazy("签订日期"))
    starts_on = DayField(label=gettext_lazy("起始日期"), future=True)
    expires_on = DayField(label=gettext_lazy("到期日期"), future=True, help_text=gettext_lazy("最后一个有效日"))
    reserved_beds = whole(gettext_lazy("保留的兜底床位"), required=False)
    fee_fen = YuanField(label=gettext_lazy("每年租金或管理费"), required=False)
    deposit_fen = YuanField(label=gettext_lazy("履约保证金"), required=False)


class EndContractForm(forms.Form):
    """A contract ends before its term."""

    on = DayField(label=gettext_lazy("终止日期"), future=True, help_text=gettext_lazy("不再有效的第一天"))
    why = text(gettext_lazy("终止原因"), 200)


class StaffForm(forms.Form):
    """Somebody at work."""

    name = code(gettext_lazy("姓名"), 60)
    job = pick(words.JOBS, label=gettext_lazy("岗位"))
    id_number = code(gettext_lazy("证件号码"), 40, required=False, help_text=gettext_lazy("加密保存，只显示首尾"))
    phone = code(gettext_lazy("电话"), 30, required=False)
    employed_from = DayField(label=gettext_lazy("入职日期"), required=False)


class JobForm(forms.Form):
    """Another job."""

    job = pick(words.JOBS, label=gettext_lazy("岗位"))


class LeaveWorkForm(forms.Form):
    """Somebody leaves."""

    on = DayField(label=gettext_lazy("离职日期"), help_text=gettext_lazy("不再工作的第一天"))
