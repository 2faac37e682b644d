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
        "plans.no_index": _("数据包没有评价指数的定义。请在数据包里放入 index.toml，写明维度、测度、量程和等次。"),
        "plans.snapshot_damaged": _("快照“%(name)s”与记录不符，不能用来计算指标。请换一个快照，或从备份恢复。"),
        "plans.not_computed": _("快照“%(name)s”还没有算过指标。请先由快照计算指标值，再发布。"),
        "plans.file_missing": _("找不到文件“%(name)s”。请检查路径。"),
        "plans.file_empty": _("“%(name)s”里没有文字。请检查是不是选错了文件。"),
        "plans.file_too_large": _("“%(name)s”有 %(size)s MB，最多能读 %(most)s MB。请去掉图片或分开上传。"),
        "plans.file_kind": _("“%(name)s”不是能读的文件。能读的是 .txt、.docx、.pdf 和 .html。"),
        "plans.file_old_word": _("“%(name)s”是旧版 Word 文件。请用 Word 或 WPS 打开，另存为 .docx 再上传。"),
        "plans.file_encoding": _("“%(name)s”的文字编码认不出来。请另存为 UTF-8 再上传。"),
        "plans.file_damaged": _("“%(name)s”打不开，可能已损坏。请用原来的软件打开，另存一份再上传。"),
        "plans.file_protected": _("“%(name)s”有密码保护，无法读取。请解除保护再上传。"),
        "plans.file_bomb": _("“%(name)s”解压后有 %(size)s MB，远大于任何方案，没有打开。请检查文件来源。"),
        "plans.file_pages": _("“%(name)s”有 %(pages)s 页，最多能读 %(most)s 页。请只上传方案部分。"),
        "plans.file_long": _("“%(name)s”有 %(characters)s 万字，最多能读 %(most)s 万字。请只上传方案部分。"),
        "plans.file_scanned": _(
            "“%(name)s”的 %(pages)s 页都是扫描图像，没有文字。请先做文字识别（OCR），或上传 Word 原件。"
        ),
        "plans.file_partly_scanned": _(
            "“%(name)s”有 %(pages)s 页（共 %(total)s 页）没有文字，可能是扫描图像；其余各页已读。"
        ),
        "plans.page_damaged": _("“%(name)s”第 %(page)s 页读不出来；其余各页已读。"),
        "plans.file_pictures": _("“%(name)s”的内容主要是图片，图片里的文字读不出来；其余已读。"),
        "plans.report_kind": _("不能写成“%(kind)s”文件。校核报告可以写成 .docx、.pdf 或 .xlsx，例如“校核.docx”。"),
        "plans.period_missing": _("“%(title)s”没有写明起止年份，不能建成方案。请先补上期限。"),
        "plans.pack_unsound": _("照此写入，数据包会有 %(count)s 处问题，没有写入。第一处：%(problem)s"),
        "plans.outside": _("区域“%(area)s”不在本区范围内。请检查区域编号。"),
    }
)
STATUS["plans.unknown_indicator"] = 404
STATUS["plans.no_index"] = 404

# The ledger.
declare(
    {
        "plans.not_your_item": _(
            "这一项不由您的单位或镇街负责，不能代为办理。请由责任单位办理，或请统筹人员核对责任单位。"
        ),
        "plans.own_report": _("报送的单位和本人不能确认自己报送的内容。请由牵头单位的其他人员确认。"),
        "plans.not_the_lead": _("确认和退回由牵头单位办理。请把这一项转告牵头单位。"),
        "plans.not_the_planner": _("这一步由统筹人员办理。请联系“一老一小”工作的统筹人员。"),
        "plans.not_now": _("这一项现在的状态不能这样办理，可能别人刚刚办过。请刷新页面，看最新的状态。"),
        "plans.nothing_waits": _("没有等待确认的报送，可能别人刚刚办过。请刷新页面。"),
        "plans.no_delay_waits": _("没有等待批准的延期申请，可能别人刚刚办过。请刷新页面。"),
        "plans.delay_waits": _("已有一份延期申请等待批准，批准或退回之后才能再次申请。"),
        "plans.delay_not_later": _("申请的期限要晚于%(day)s。请改一个更晚的日期。"),
        "plans.report_empty": _("请写明进展，例如“已完成选址和立项，10月进场施工”。"),
        "plans.reason_missing": _("请写明原因，例如“用地手续尚未办结，需要延期三个月”。"),
        "plans.words_too_long": _("文字超过%(most)s字。请写要点，其余作为附件上传。"),
        "plans.percent_outside": _("进度是0到100之间的整数。请检查。"),
        "plans.evidence_missing": _("报送完成要附佐证材料，例如验收单、照片或文件。请选择至少一个文件。"),
        "plans.too_many_files": _("一次最多上传%(most)s个文件。请合并后再传。"),
        "plans.decision_empty": _("请写明会议名称和议定的内容。"),
        "plans.future_meeting": _("会议日期%(day)s还没有到。请检查日期。"),
        "plans.name_missing": _("请写明名称，例如“某某街道养老服务中心”。"),
        "plans.unknown_unit": _("没有编号为“%(unit)s”的单位。请从单位清单中选择。"),
        "plans.starts_after_due": _("开始日期晚于完成期限。请检查两个日期。"),
        "plans.amount_negative": _("数量和金额不能小于零。请检查。"),
        "plans.basis_missing": _("请写明依据，例如“渝发改投〔2026〕12号”。没有依据的资金不能登记。"),
        "plans.not_in_use_yet": _("%(day)s还没有到，不能登记为已经实现。请检查日期。"),
        "plans.split_incomplete": _("%(wanted)s个镇街中只填了%(given)s个。每个镇街都要有数，没有就填0。"),
        "plans.split_does_not_add_up": _("各镇街合计%(sum)s，与总数%(total)s不相等。请调整，或写明不相等的原因。"),
        "plans.amount_too_large": _("数字太大。请检查单位和位数。"),
        "plans.part_of_a_part": _("这一项已经是分到镇街的任务，不能再分。请从区级任务分解。"),
    }
)
STATUS.update(
    {
        "plans.not_your_item": 403,
        "plans.own_report": 403,
        "plans.not_the_lead": 403,
        "plans.not_the_planner": 403,
        "plans.not_now": 409,
        "plans.nothing_waits": 409,
        "plans.no_delay_waits": 409,
        "plans.delay_waits": 409,
    }
)

# Documents that are read and checked.
declare(
    {
        "plans.not_read": _("这份文稿还没有读完，或者读不出来。请回到文稿的概况页查看。"),
        "plans.read_by_other_version": _("这份文稿是由另一版本的程序读取的，现在打不开。请重新上传一次。"),
        "plans.term_unknown": _("不能保存 %(days)s 天。请从给出的期限中选择。"),
        "plans.mark_reason_missing": _("请写明为什么不是差错，例如“两处统计时点不同，正文已注明”。"),
        "plans.mended_field": _("“%(value)s”不在可选的范围内。请从列表中选择。"),
        "plans.mended_number": _("“%(value)s”不是数字。请只写数字，例如 55 或 4.5，单位写在单位一栏。"),
        "plans.mended_year": _("“%(value)s”不是年份。请写四位数字，例如 2025。"),
        "plans.nothing_accepted": _("还没有采用任何一条。请先在草稿里采用，再写入数据包。"),
        "plans.code_taken": _("编号“%(code)s”不能用：只能由小写字母、数字和连字符组成，以字母开头，例如 yc-2030。"),
        "plans.pack_read_only": _("数据包所在的文件夹不能写入。请下载压缩包，交系统管理员放入数据包文件夹。"),
    }
)
STATUS.update({"plans.not_read": 409, "plans.read_by_other_version": 409, "plans.pack_read_only": 409})
# Circulars and evaluation reports.
declare(
    {
        "plans.no_snapshot_then": _("%(period)s没有名册快照，不能起草。请先生成快照，或换一个时期。"),
        "plans.snapshot_too_late": _("快照“%(name)s”晚于%(period)s，不能用来写这一期。请选这一期之内或之前的快照。"),
        "plans.period_not_over": _("《%(title)s》到%(day)s才期满，期满以后才能结转。"),
        "plans.unknown_plan": _("数据包里没有编号为“%(plan)s”的方案。请从清单中选择。"),
        "plans.not_issued_yet": _("只有已经签发的才能更正。还没有签发的，请直接修改。"),
        "plans.circular_issued": _("这一份已经签发，不能再改。如有错误，请起草更正，更正会注明原件。"),
        "plans.circular_not_now": _("这一份现在的状态不能这样办理，可能别人刚刚办过。请刷新页面。"),
        "plans.marks_in_text": _("文字里不能有“⟦”“⟧”这两个符号。请去掉。"),
        "plans.section_empty": _("“%(heading)s”还没有写。请写完再送签。"),
        "plans.figure_altered": _(
            "“%(heading)s”里的数%(was)s被改成了%(now)s，与快照不符。请改回，或恢复起草时的文字。"
        ),
        "plans.own_circular": _("起草人不能签发自己起草的。请由其他有签发权限的人员签发。"),
        "plans.circular_withdrawn": _("这一份已经撤回。要重新发布，请起草更正。"),
        "plans.period_not_begun": _("%(period)s还没有开始，不能起草。请换一个已经开始的时期。"),
        "plans.withdrawal_waits": _("已有人申请撤回这一份，等待另一人决定。请刷新页面。"),
        "plans.no_withdrawal_waits": _("没有等待决定的撤回申请，可能别人刚刚办过。请刷新页面。"),
        "plans.own_withdrawal": _("申请撤回的人不能自己决定撤回。请由另一位有签发权限的人员决定。"),
        "plans.withdrawal_reason": _("请写明撤回的理由，不超过%(most)s个字，例如“附表二数据重复”。"),
    }
)
STATUS.update(
    {
        "plans.circular_issued": 409,
        "plans.circular_not_now": 409,
        "plans.circular_withdrawn": 409,
        "plans.own_circular": 403,
        "plans.own_withdrawal": 403,
        "plans.withdrawal_waits": 409,
        "plans.no_withdrawal_waits": 409,
    }
)
# Reported values, and figures for superiors' forms.
declare(
    {
        "plans.value_counted": _("这项指标由名册计算，不用填报。数不对时，请改正名册。"),
        "plans.value_not_yours": _("这项指标不由您的单位负责，不能填报。请由责任单位填报。"),
        "plans.value_without_evidence": _("请附上佐证材料，例如统计报表或盖章的说明。没有佐证的数不能报。"),
        "plans.value_waits": _("这一天已有一个数等待审核。请先审核或退回，再填报。"),
        "plans.value_correction_reason": _("这一天已有审核过的数，再填就是更正。请写明更正的原因。"),
        "plans.own_value": _("填报的人不能审核自己填的数。请由另一位有审核权限的人员审核。"),
        "plans.value_decided": _("这个数已经审核或退回，可能别人刚刚办过。请刷新页面。"),
        "plans.value_not_approved": _("这个数还没有审核，不能报出去。"),
        "plans.value_replaced": _("这个数已经更正，不能再报出去。请报更正后的数。"),
        "plans.recipient_missing": _("请写明报送给哪个单位，例如“市民政局”。"),
        "plans.value_differs": _("同一天的这项指标，已经向“%(to)s”报过%(was)s。请先核对；确实要报新的数，请写明原因。"),
        "plans.form_no_value": _("这项指标没有值：名册里没有，也没有单位报送过。"),
        "plans.form_no_value_then": _("这项指标没有%(day)s的值。"),
        "plans.form_not_by_town_then": _("过去的日子没有分镇街的指标值。"),
    }
)
STATUS.update(
    {
        "plans.own_value": 403,
        "plans.value_not_yours": 403,
        "plans.value_decided": 409,
        "plans.value_waits": 409,
        "plans.value_replaced": 409,
    }
)
