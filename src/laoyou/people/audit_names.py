"""What the acts of the registers of people are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "people.add_resident": _("登记居民"),
        "people.change_resident": _("修改居民资料"),
        "people.correct_home": _("更正住址"),
        "people.record_move": _("登记迁移"),
        "people.take_back_move": _("撤回迁移"),
        "people.record_registration": _("登记户籍变动"),
        "people.record_death": _("登记去世"),
        "people.take_back_death": _("撤回去世登记"),
        "people.record_life_trace": _("登记在世痕迹"),
        "people.take_back_life_trace": _("撤回在世痕迹"),
        "people.erase_resident": _("删除居民资料"),
        "people.add_status": _("登记身份事实"),
        "people.end_status": _("终止身份事实"),
        "people.correct_status": _("更正身份事实"),
        "people.record_capability": _("登记能力等级"),
        "people.set_account": _("登记收款账户"),
        "people.check_account": _("核对收款账户"),
        "people.add_tie": _("登记家庭关系"),
        "people.end_tie": _("终止家庭关系"),
        "people.order_contacts": _("调整联系人次序"),
        "people.remove_contact": _("删除联系人"),
        "people.record_delegation": _("登记委托"),
        "people.withdraw_delegation": _("撤回委托"),
        "people.apply_difficulty": _("登记特殊困难申请"),
        "people.assess_difficulty": _("评估特殊困难"),
        "people.close_difficulty": _("终止特殊困难认定"),
        "people.show_difficulty": _("查看特殊困难认定"),
        "people.record_visit": _("登记上门"),
        "people.take_round": _("取上门名单"),
        "people.merge_residents": _("合并居民"),
        "people.unmerge_residents": _("撤销合并"),
        "people.decide_different": _("认定不是同一人"),
        "people.find_duplicates": _("查找疑似重复"),
        "people.compare": _("核对疑似重复"),
        "people.copy": _("复制全部个人信息"),
        "people.hand_over": _("提供居民资料"),
        "people.show_resident": _("查看详情"),
        "people.show_household": _("查看所在的户"),
        "people.show_past_register": _("查看过去某日名册"),
        "people.unmask": _("查看完整信息"),
        "people.add_living_household": _("登记居住户"),
        "people.add_registered_household": _("登记户籍户"),
        "people.split_household": _("分户"),
        "people.merge_households": _("并户"),
        "people.move_household": _("整户迁移"),
        "people.open_aid_unit": _("登记社会救助家庭"),
        "people.close_aid_unit": _("终止社会救助家庭"),
    }
)
