"""What privacy refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare

declare(
    {
        "privacy.asker_dead": _("本人已去世，只能由近亲属提出请求。请选择“近亲属”。"),
        "privacy.asker_alive": _("本人健在，应由本人、监护人或受托人提出请求。"),
        "privacy.asker_unnamed": _("请写明请求人姓名，例如“李小明”。"),
        "privacy.wanted_missing": _("请写明要更正什么、改成什么，例如“出生日期应为1950年3月7日”。"),
        "privacy.request_dates": _("收到日期不能晚于今天，答复期限不能早于收到日期。"),
        "privacy.request_open": _("此人的同类请求还没有办结。请先办结第 %(number)s 号请求。"),
        "privacy.request_state": _("这个请求现在是“%(state)s”，不能这样办理。请刷新页面。"),
        "privacy.identity_words": _("请写明怎样核对的身份，例如“当面核对身份证原件”。"),
        "privacy.reason_missing": _("请写明理由；不同意的要写明依据和救济途径。"),
        "privacy.erasure_own": _("删除请求要由受理人以外的人决定。"),
        "privacy.done_words": _("请写明办理情况，例如“已在居民页面更正出生日期”。"),
        "privacy.not_a_copy": _("这个请求没有同意查阅或复制，不能出具副本。"),
        "privacy.round_nothing": _("没有到期的个人信息，不需要清理。"),
        "privacy.round_open": _("已有一次清理待确认。请先确认或撤回。"),
        "privacy.round_own": _("到期清理要由拟定人以外的人确认。"),
        "privacy.round_state": _("这次清理已经办结，不能再改。"),
        "privacy.round_changed": _("到期的内容在拟定以后有变化，什么也没有删除。请撤回后重新拟定。"),
        "privacy.assessment_words": _("请写明目的、风险和措施，每项不少于 %(least)s 个字。"),
        "privacy.assessment_dates": _("评估日期不能晚于今天，复评日期应在评估日期之后。"),
        "privacy.assessment_replaced": _("这次评估已经有新的评估代替。请从最新的一次复评。"),
        "privacy.breach_account": _("没有用户名为“%(name)s”的账号。请核对后重填。"),
        "privacy.breach_times": _("时间顺序应为：开始早于结束，都不晚于现在。"),
        "privacy.breach_closed": _("这次泄露事件已经办结，不能再改。"),
        "privacy.breach_untold": _("请先填写报告主管部门的日期，以及通知个人的日期或不通知的理由。"),
    }
)
