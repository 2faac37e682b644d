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
        "plans.file_scanned": _(
            "“%(name)s”的 %(pages)s 页都是扫描图像，没有文字。请先做文字识别（OCR），或上传 Word 原件。"
        ),
        "plans.file_partly_scanned": _(
            "“%(name)s”有 %(pages)s 页（共 %(total)s 页）没有文字，可能是扫描图像；其余各页已读。"
        ),
        "plans.page_damaged": _("“%(name)s”第 %(page)s 页读不出来；其余各页已读。"),
        "plans.file_pictures": _("“%(name)s”的内容主要是图片，图片里的文字读不出来；其余已读。"),
        "plans.outside": _("区域“%(area)s”不在本区范围内。请检查区域编号。"),
    }
)
STATUS["plans.unknown_indicator"] = 404
