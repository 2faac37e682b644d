"""What core refuses, in words, and with which HTTP status a page shows it."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare

declare(
    {
        "core.not_permitted": _("您的角色没有这项权限：%(permission)s。如工作需要，请向安全管理员申请。"),
        "core.not_found": _("没有找到您要的内容，或者它不在您的管辖范围内。请检查网址，或从列表重新进入。"),
        "core.sign_in_link_invalid": _("这个登录链接已经用过或已过期。请向管理员重新索取一个，链接只能使用一次。"),
        "core.role_kind": _("角色“%(role)s”不能这样授予。区域角色授予区域，机构角色授予机构，家属角色授予居民。"),
        "core.separated_duties": _(
            "系统管理员、安全管理员、审计员必须是三个不同的账号，且不兼任其他角色。请为“%(role)s”另开账号。"
        ),
        "core.grant_to_oneself": _("不能给自己授予或收回角色。请由另一位安全管理员办理。"),
        "core.username_taken": _("登录名“%(username)s”已有人使用。请换一个，例如加上镇街简称。"),
        "core.job_unknown": _("不认识的任务种类“%(kind)s”。程序版本可能比任务旧，请升级后再继续。"),
        "core.job_failed": _(
            "任务没有完成，原因已写入日志（编号 %(job)s）。已做完的部分保留；请联系系统管理员，修复后可以再次启动。"
        ),
        "core.reason_missing": _("请写明查看原因，至少四个字，例如“核对高龄津贴账户”。原因会记入访问记录。"),
        "core.server_busy": _("系统正忙，刚才的操作没有保存。请稍候再试一次。"),
    }
)

# Keys and sealed values.
declare(
    {
        "core.key_file_missing": _(
            "找不到密钥文件 %(path)s。没有它，加密的数据无法读取。请放回密钥文件的备份，或用环境变量 LAOYOU_KEYS 指明它的位置。"
        ),
        "core.key_file_open": _("密钥文件 %(path)s 的权限是 %(mode)s，其他用户也能读取。请运行 chmod 600 后再启动。"),
        "core.key_file_damaged": _("密钥文件 %(path)s 无法读取（%(problem)s）。请用它的备份替换，不要自行修改内容。"),
        "core.key_file_exists": _(
            "密钥文件 %(path)s 已经存在，不能覆盖：用旧密钥加密的数据会永远无法读取。要更换密钥，请运行 laoyou keys rotate。"
        ),
        "core.key_unknown": _(
            "密钥文件里没有 %(key_id)s 号密钥（用途：%(purpose)s），而数据是用它写入的。请换上包含这把密钥的密钥文件。"
        ),
        "core.key_wrong": _(
            "%(key_id)s 号密钥（用途：%(purpose)s）不是这份数据的密钥：应为指纹 %(expected)s，实为 %(found)s。请换上正确的密钥文件。"
        ),
        "core.sealed_value_altered": _(
            "%(table)s 表 %(row)s 号记录的加密内容（%(column)s）已被改动或移动，不能读取。请运行 laoyou audit verify，并从备份核对这条记录。"
        ),
    }
)

STATUS: dict[str, int] = {
    "core.not_permitted": 403,
    "core.not_found": 404,
    "core.sign_in_link_invalid": 410,
    "core.server_busy": 503,
}
"""HTTP statuses of refusals; every other one is 422."""


def status_of(code: str) -> int:
    """The HTTP status of the page that shows the refusal `code`. Rooms add theirs to `STATUS`."""
    return STATUS.get(code, 422)


# The audit trail and the machine it runs on.
declare(
    {
        "core.clock_jumped": _(
            "这台机器的时钟是 %(now)s，早于最后一条审计记录的时间 %(last)s，因此暂停写入。请先校准时钟；"
            "如果时钟现在是对的，请由系统管理员运行 laoyou clock accept。"
        ),
        "core.witness_broken": _(
            "见证文件在 %(where)s 处签名不符或缺行，其后的内容不能作证。请用存放在别处的见证副本替换后再核验。"
        ),
    }
)
STATUS.update({"core.clock_jumped": 503, "core.key_file_missing": 503})


# Lists.
declare(
    {
        "core.workbook_too_large": _("这个清单超过%(most)s行，Excel 会打不开。请先用条件缩小范围，或者导出 CSV。"),
        "core.saved_view_title": _("请给这个视图起个名字，例如“80岁以上独居”，不超过%(most)s个字。"),
        "core.saved_views_full": _("每个清单最多保存%(most)s个视图。请先删除不用的视图。"),
    }
)
