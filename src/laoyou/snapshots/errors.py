"""What snapshots refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare
from laoyou.core.errors import STATUS

declare(
    {
        "snapshots.exists": _(
            "%(date)s 的快照“%(name)s”已经存在，快照不可改写。如确需当天再做一份，请加 --again，它会得到新的名称。"
        ),
        "snapshots.future": _("%(date)s 晚于今天，名册还不知道那天的情况。请用今天或更早的日期。"),
        "snapshots.unknown": _("没有名为“%(name)s”的快照。请用 laoyou snapshot --list 查看已有的快照。"),
        "snapshots.damaged": _(
            "快照“%(name)s”与记录不符：%(problem)s。请从备份恢复这个文件夹，切勿用它重算已公布的数字。"
        ),
        "snapshots.not_a_code": _(
            "名册表“%(table)s”的列“%(column)s”含有不是代码的内容。快照只存代码、数字和日期，请检查该列的登记。"
        ),
        "snapshots.busy": _("另一个快照正在生成（进程 %(process)s）。请等它结束再试。"),
    }
)
STATUS.update({"snapshots.unknown": 404, "snapshots.exists": 409, "snapshots.busy": 409})
