"""What entitlements refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare
from laoyou.core.errors import STATUS

declare(
    {
        "entitlements.damaged": _("核定“%(name)s”的文件 %(file)s 不见了或与记录不符。请从备份恢复，或重新核定这个月。"),
        "entitlements.fact_unknown": _("规则不问“%(fact)s”这项事实，或它由居民名册登记。请从列表中选择。"),
        "entitlements.fact_value": _("“%(value)s”不是“%(fact)s”可以有的内容。请从列表中选择，数字只写整数。"),
        "entitlements.fact_dates": _("起止日期不可能：起始日期应在出生之后、不晚于今天，终止日期应晚于起始日期。"),
        "entitlements.fact_is_status": _("“%(fact)s”为“是”时，请在居民页面登记身份；这里只登记“否”。"),
        "entitlements.source_missing": _("请写明来源，例如“社会救助系统 2026年10月比对”。"),
        "entitlements.month_to_come": _("%(month)s 还太早：最远可以核定到 %(last)s。"),
        "entitlements.no_sweep": _(
            "%(month)s 还没有核定。请先运行 laoyou sweep --month %(month)s，或在“待遇核定”页开始。"
        ),
    }
)
STATUS.update({"entitlements.no_sweep": 404})
