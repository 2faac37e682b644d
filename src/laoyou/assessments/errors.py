"""What assessments refuse, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare

declare(
    {
        "assessments.instrument_unknown": _("数据包里没有可用的评估工具“%(instrument)s”。请从列表中选择。"),
        "assessments.not_an_elder": _("“%(title)s”用于年满%(years)s岁的老年人。"),
        "assessments.already_open": _("这个人的“%(title)s”已有一次没有办完。请先办完或撤回那一次。"),
        "assessments.asked_day": _("申请日期 %(day)s 不可能：不能晚于今天。"),
        "assessments.words_missing": _("请写明姓名或理由，例如“女儿”“病情加重”。"),
        "assessments.state": _("评估现在是“%(state)s”，不能这样办理。请刷新页面。"),
        "assessments.same_assessor": _("两名评估员应是不同的人，用不同的账号。"),
        "assessments.assessor_unknown": _("“%(name)s”不是本地的评估员，或账号已停用。请从列表中选择。"),
        "assessments.assessor_again": _("异议复评要换人：“%(name)s”参加过原来的评估。"),
        "assessments.certificate_missing": _("这个评估工具要求一名评估员有医护背景。请填写其执业证书编号。"),
        "assessments.certificate_unknown": _(
            "没有编号为“%(number)s”的有效医护证书。请核对证书编号，或先在从业人员里登记证书。"
        ),
        "assessments.certificate_expired": _("证书“%(number)s”在上门那天（%(day)s）没有效力。请改派评估员。"),
        "assessments.planned_past": _("计划上门日期不能早于今天。"),
        "assessments.not_yours": _("只有派到这次评估的两名评估员可以填写和签字。"),
        "assessments.answers_key": _("这份评估表读不懂，或编号已用于另一份。请重新填写。"),
        "assessments.answers_time": _("评估表填写的时间不对：不能在将来，也不能超过 %(days)s 天。请核对手机时间。"),
        "assessments.answers_unknown": _("“%(name)s”的答案不在选项里。请重新选择。"),
        "assessments.answers_against": _("选了“%(title)s”，就与“%(item)s”的答案不符。请改正其中一项。"),
        "assessments.answers_missing": _("还有 %(number)s 项没有答案：%(names)s。请补齐后签字。"),
        "assessments.level_open": _("答案还定不出等级：有影响等级的情形没有核实，或评估工具没有对应的等级。"),
        "assessments.answers_changed": _("答案已经改动。请看过新的答案再签字。"),
        "assessments.already_signed": _("您已经签过字。"),
        "assessments.told_day": _("告知日期应在签字之后、不晚于今天，异议截止日期不能早于告知日期。"),
        "assessments.objection_term": _("不在可以提出异议的期限内。可以因情况变化另外申请评估。"),
        "assessments.objection_open": _("已有一个异议没有答复。"),
        "assessments.not_told": _("结果还没有告知，或异议期限没有过，不能办结。"),
        "assessments.level_unknown": _("“%(title)s”没有这个等级。请从列表中选择。"),
        "assessments.recognised_dates": _("评估日期不能晚于今天，终止日期应在评估日期之后。"),
        "assessments.recognised_twice": _("这个人同一天、同一评估工具的等级已经登记过。"),
        "assessments.document_missing": _("请写明来源部门和文书编号，例如“区医保局”“失能评估结论书第 12 号”。"),
    }
)
