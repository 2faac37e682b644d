"""What plans refuse, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare
from laoyou.core.errors import STATUS

declare(
    {
        "plans.unknown_indicator": _("方案里没有指标“%(code)s”。请从指标清单进入，或检查数据包的版本。"),
        "plans.future_value": _("%(date)s 还没有到，不能登记那天的值。请检查日期。"),
        "plans.source_missing": _("请写明数据来源，例如“区统计局 2025 年统计公报”。没有来源的数不能登记。"),
        "plans.no_snapshot": _("还没有名册快照，无法发布指标。请先运行 laoyou snapshot。"),
        "plans.snapshot_damaged": _("快照“%(name)s”与记录不符，不能用来计算指标。请换一个快照，或从备份恢复。"),
        "plans.not_computed": _("快照“%(name)s”还没有算过指标。请先由快照计算指标值，再发布。"),
        "plans.file_unreadable": _("打不开文件“%(file)s”。请检查文件名和权限。"),
        "plans.file_not_text": _(
            "“%(file)s”不是 UTF-8 或 GB18030 编码的文本，读不出文字。请另存为文本，或换一种文件。"
        ),
        "plans.outside": _("区域“%(area)s”不在本区范围内。请检查区域编号。"),
    }
)
STATUS["plans.unknown_indicator"] = 404
