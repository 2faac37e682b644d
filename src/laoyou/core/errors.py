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
