"""What the acts of the kernel and the faces are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "account.create": _("开设账号"),
        "account.grant": _("授予角色"),
        "account.revoke": _("收回角色"),
        "account.issue_link": _("发一次性登录链接"),
        "account.use_link": _("用一次性链接登录"),
        "calendar.set_day": _("改工作日历"),
        "reference.load": _("装入参考数据"),
        "core.accept_clock": _("确认系统时间"),
        "core.restore": _("恢复备份"),
        "core.start_key_rotation": _("开始更换密钥"),
        "core.finish_key_rotation": _("完成更换密钥"),
        "core.split_keys": _("把密钥分成三份"),
        "core.receive_share": _("接收密钥份额"),
        "core.drill_keys": _("演练密钥份额"),
        "core.upgrade": _("升级程序"),
        "core.download_file": _("下载文件"),
        "core.store_file": _("存入文件"),
        "core.remove_file": _("删除文件"),
        "core.expire_files": _("到期删除文件"),
        "core.export_list": _("导出名单"),
        "core.save_view": _("保存视图"),
        "core.delete_view": _("删除视图"),
        "core.upload_import": _("上传导入表格"),
        "core.map_import": _("对应导入列"),
        "core.check_import": _("试算导入"),
        "core.compare_import": _("对照上级系统的名单"),
        "core.decide_import": _("决定导入的一行"),
        "core.import_rows": _("写入导入行"),
        "core.mend_import": _("收下改好的错误清单"),
        "core.undo_import": _("撤销导入"),
        "core.end_import": _("结束导入"),
        "core.expire_import": _("到期删除导入"),
        "core.show_import_rows": _("查看导入行"),
        "core.add_form": _("登记上级报表"),
        "core.map_form": _("核对报表含义"),
        "core.fill_form": _("填报表"),
        "core.report_form": _("报送报表"),
        "core.drop_form": _("停用报表"),
        "publishing.publish": _("发布一期公开内容"),
    }
)
