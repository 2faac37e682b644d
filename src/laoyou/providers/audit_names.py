"""What the acts of the registers of providers are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "providers.enter": _("批量登记机构和设施"),
        "providers.add_provider": _("登记服务机构"),
        "providers.update_provider": _("修改服务机构"),
        "providers.bar_provider": _("限制机构承接服务"),
        "providers.lift_bar": _("解除限制"),
        "providers.add_facility": _("登记设施"),
        "providers.update_facility": _("修改设施"),
        "providers.close_facility": _("关闭设施"),
        "providers.set_facility_kinds": _("改设施类别"),
        "providers.set_filing": _("登记备案"),
        "providers.add_room": _("增加房间"),
        "providers.update_room": _("修改房间"),
        "providers.add_bed": _("增加床位"),
        "providers.update_bed": _("修改床位"),
        "providers.put_bed": _("改床位状态"),
        "providers.set_bed_readings": _("改床位口径"),
        "providers.occupy_bed": _("办理入住"),
        "providers.vacate_bed": _("办理退住"),
        "providers.name_occupant": _("补登入住人"),
        "providers.add_class": _("增加班级"),
        "providers.update_class": _("修改班级"),
        "providers.add_place": _("增加托位"),
        "providers.update_place": _("修改托位"),
        "providers.set_place_readings": _("改托位口径"),
        "providers.enrol": _("办理入托"),
        "providers.leave_place": _("办理离托"),
        "providers.add_staff": _("登记从业人员"),
        "providers.change_job": _("改岗位"),
        "providers.leave": _("登记离职"),
        "providers.add_credential": _("登记证书"),
        "providers.renew_credential": _("证书延期"),
        "providers.add_licence": _("登记证照"),
        "providers.renew_licence": _("证照延期"),
        "providers.add_insurance": _("登记保险"),
        "providers.add_contract": _("登记运营合同"),
        "providers.end_contract": _("终止运营合同"),
        "providers.file_price": _("申报收费"),
        "providers.propose": _("申报变更"),
        "providers.confirm": _("确认申报"),
        "providers.send_back": _("退回申报"),
        "providers.add_estate": _("登记住宅小区"),
        "providers.update_estate": _("修改住宅小区"),
        "providers.add_duty": _("登记应配设施"),
        "providers.set_duty_steps": _("登记配建进度"),
        "providers.add_premises": _("登记闲置房产"),
        "providers.update_premises": _("修改闲置房产"),
        "providers.settle_premises": _("登记闲置房产去向"),
        "providers.show_facility": _("查看设施"),
        "providers.show_provider": _("查看服务机构"),
        "providers.show_staff_member": _("查看从业人员"),
        "providers.unmask": _("查看敏感信息"),
    }
)
