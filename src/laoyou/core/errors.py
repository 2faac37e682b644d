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
        "core.no_register": _("没有名册登记过“%(table)s”表，算不出这个数。请检查程序是否完整安装。"),
        "core.job_unknown": _("不认识的任务种类“%(kind)s”。程序版本可能比任务旧，请升级后再继续。"),
        "core.job_failed": _(
            "任务没有完成，原因已写入日志（编号 %(job)s）。已做完的部分保留；请联系系统管理员，修复后可以再次启动。"
        ),
        "core.reason_missing": _("请写明查看原因，至少四个字，例如“核对高龄津贴账户”。原因会记入访问记录。"),
        "core.bulk_refused": _(
            "批量写入在第 %(row)s 行停下，没有写入任何一行。“%(column)s”一栏：%(reason)s 本批共有 %(count)s 处问题，请改正后重新写入。"
        ),
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

# Database, disk, files, backups.
declare(
    {
        "core.database_locked": _(
            "数据库正被另一个程序占用，这次操作没有保存。请稍候再试；如果一直如此，请检查是否有备份或导入在运行。"
        ),
        "core.disk_full": _("磁盘已满，这次操作没有保存。请清理磁盘或换用更大的磁盘后再试；已保存的数据没有损坏。"),
        "core.disk_nearly_full": _("%(path)s 所在磁盘只剩 %(free)s MB，至少需要 %(needed)s MB。请先清理磁盘再启动。"),
        "core.database_read_only": _("数据库文件是只读的，不能保存。请检查数据文件夹的权限和磁盘挂载方式。"),
        "core.database_absent": _(
            "连接不上数据库。请检查数据库服务是否在运行，以及 LAOYOU_HOME 或 LAOYOU_DATABASE_URL 是否正确。"
        ),
        "core.database_damaged": _(
            "数据库文件已损坏，不能读取。请停止程序，保留该文件，再用 laoyou restore 恢复最近的备份。"
        ),
        "core.database_newer": _(
            "这个数据库已由更新版本的程序升级过（%(migration)s），当前程序不认识它。请安装新版本的程序，不要用旧程序打开。"
        ),
        "core.file_empty": _("上传的文件是空的。请重新选择文件。"),
        "core.file_too_large": _("文件超过 %(megabytes)s MB。请压缩图片或拆分后再上传。"),
        "core.file_type": _(
            "不接受这种文件，或文件内容与扩展名不一致。可以上传 PDF、JPG、PNG、XLSX、DOCX、OFD、CSV、TXT（不含宏），例如“身份证.jpg”。"
        ),
        "core.file_gone": _("这个文件已被移除或已过保存期限，不能再下载。"),
        "core.file_damaged": _(
            "%(number)s 号附件的文件缺失或已被改动，不能打开。请从备份恢复该文件，并运行 laoyou audit verify。"
        ),
        "core.backup_target_exists": _("%(path)s 已经存在，备份不会覆盖它。请换一个文件名，例如加上日期。"),
        "core.backup_not_readable": _("%(path)s 不是完整的老幼备份文件（%(problem)s）。请换用另一份备份。"),
        "core.backup_altered": _(
            "备份文件中的 %(member)s 与清单不符，备份已损坏或被改动，没有恢复任何内容。请换用另一份备份。"
        ),
        "core.backup_newer": _("这份备份来自更新版本的程序（%(migration)s）。请先安装新版本的程序再恢复。"),
        "core.backup_other_database": _(
            "这份备份来自 %(theirs)s，而这台机器配置的是 %(ours)s。请按备份的数据库种类配置后再恢复。"
        ),
        "core.restore_not_empty": _(
            "%(path)s 里已有数据，恢复只能在空机器上进行。请换一个空的 LAOYOU_HOME（和空数据库），密钥文件除外。"
        ),
        "core.restore_unfinished": _(
            "上一次恢复没有完成，现在没有可用的数据。请重新运行 laoyou restore 恢复同一份备份。"
        ),
        "core.database_program_missing": _(
            "找不到 %(program)s，无法备份或恢复 PostgreSQL。请安装 PostgreSQL 客户端后再试。"
        ),
        "core.database_program_failed": _("%(program)s 没有成功：%(problem)s。请检查数据库连接和权限后再试。"),
        "core.no_rotation": _("没有需要继续的密钥更换。要开始一次新的更换，请运行 laoyou keys rotate。"),
        "core.upgrade_unfinished": _(
            "上一次升级没有完成，现在不能使用。请再运行一次 laoyou upgrade：它会先恢复到升级之前。"
        ),
        "core.upgrade_undone": _("升级没有成功，数据已恢复到升级之前，可以继续用原来的程序：%(why)s"),
        "core.upgrade_served": _(
            "这个地区正在运行，不能升级。请先停止服务（systemctl stop laoyou，或按 Ctrl+C），再运行 laoyou upgrade。"
        ),
    }
)

# The key file in the hands of two.
declare(
    {
        "core.share_damaged": _("%(path)s 不是完整的密钥份额，或已被改动。请换用另一位保管人的份额。"),
        "core.share_exists": _("%(path)s 已经存在，不会覆盖。请换一个空的文件夹。"),
        "core.share_folders": _("给了 %(count)s 个文件夹。请给一个文件夹，或者给三个，每份一个。"),
        "core.share_code_wrong": _("没有这个接收码。请照现在这批份额文件里的 code 填写。"),
        "core.share_taken": _("第%(number)s份已经由另一个人接收。请找他核对，或者重新分割。"),
        "core.share_one_a_role": _("系统管理员和安全管理员只能各保管一份，第%(number)s份请交给另一位或放进档案柜。"),
        "core.shares_same": _("两个文件是同一份（第%(number)s份）。请拿来另一位保管人的份额。"),
        "core.shares_apart": _("两份不是同一次分割得来的，合不到一起。请按封面上的批次号核对后再试。"),
        "core.drill_failed": _(
            "用这两份合成的密钥打不开 %(place)s 里的数据。请不要销毁现在的密钥文件，立即重新分割并再次演练。"
        ),
    }
)

# What whoever keeps the machine running is told.
declare(
    {
        "core.watch_disk": _(
            "数据所在磁盘只剩 %(free)s MB，低于 %(least)s MB 会停止写入。请清理磁盘，或换用更大的磁盘。"
        ),
        "core.watch_clock": _("这台机器的时钟在 %(at)s 前后跳动了 %(seconds)s 秒。请检查时间同步服务。"),
        "core.watch_backup_unset": _(
            "没有设置定期备份。请把 LAOYOU_BACKUPS 设为另一块磁盘上的文件夹，再重新启动服务。"
        ),
        "core.watch_backup_same_disk": _(
            "备份和数据在同一块磁盘上，磁盘损坏时会一起丢失。请把 LAOYOU_BACKUPS 改到另一块磁盘。"
        ),
        "core.watch_backup_old": _(
            "最近一次试恢复成功的备份是 %(at)s 的，已经超过 %(hours)s 小时。请查看下面的备份记录。"
        ),
        "core.watch_backup_none": _("还没有一份备份经过试恢复。请运行 laoyou backup --try，或等到今晚的定期备份。"),
        "core.watch_drill_old": _(
            "密钥份额最近一次演练是 %(at)s，已经超过 %(days)s 天。请两位保管人带份额来，运行 laoyou keys drill。"
        ),
        "core.watch_drill_none": _(
            "密钥还没有分给两位保管人。请运行 laoyou keys split，再用其中两份运行 laoyou keys drill。"
        ),
        "core.watch_shares_old": _(
            "密钥更换以后还没有重新分割，现在的份额合成的密钥不全。请再运行 laoyou keys split。"
        ),
        "core.watch_shares_waiting": _(
            "密钥份额还没有由系统管理员和安全管理员两个人接收。请各自登录，在“系统运行”里填写份额文件里的接收码。"
        ),
        "core.watch_backup_room": _(
            "备份所在磁盘只剩 %(free)s MB，下一次备份和试恢复大约需要 %(needed)s MB。请清理或换用更大的磁盘。"
        ),
        "core.watch_rotation": _("%(at)s 开始的密钥更换没有完成。请再运行一次 laoyou keys rotate，它会接着做完。"),
        "core.watch_outbox": _(
            "有 %(count)s 条消息等待发出超过 %(minutes)s 分钟，最早的是 %(at)s 的。请检查网络和短信接口。"
        ),
        "core.watch_witness": _("审计见证的副本写不到 %(path)s。请检查该文件夹是否可写。"),
    }
)
STATUS.update(
    {
        "core.database_locked": 503,
        "core.disk_full": 507,
        "core.database_absent": 503,
        "core.database_read_only": 503,
        "core.database_damaged": 503,
        "core.file_gone": 410,
        "core.file_too_large": 413,
        "core.file_type": 415,
    }
)


# Imports: the file, the whole of it, and single cells.
declare(
    {
        "core.import_not_comparable": _(
            "这次导入还没有试算，或者已经写入名册，不能再当作对方系统的名单来对照。请重新上传名单，试算后再对照。"
        ),
        "core.import_table_unknown": _("没有名为“%(table)s”的导入表。请从列表中选择。"),
        "core.import_file_too_large": _(
            "文件有 %(megabytes)s MB，超过 %(most)s MB 的上限，没有读取。请按镇街或年份拆成几个文件再导入。"
        ),
        "core.import_file_kind": _(
            "这不是可以导入的表格。请上传 Excel 表格（.xlsx 或 .xls）或 CSV 文件，例如“老年人名单.xlsx”。"
        ),
        "core.import_file_web_page": _(
            "这个文件名义上是表格，实际是网页。请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"
        ),
        "core.import_file_macros": _("文件里有宏，出于安全不能接受。请用 Excel 或 WPS 另存为不含宏的 .xlsx 后再上传。"),
        "core.import_file_damaged": _(
            "文件已损坏，读不出内容。请用 Excel 或 WPS 打开检查，另存为新的 .xlsx 后再上传。"
        ),
        "core.import_file_password": _("文件设有打开密码，读不出内容。请去掉密码后另存，再上传。"),
        "core.import_file_bomb": _(
            "文件解压后大得不合常理，已停止读取，没有导入任何内容。请把表格内容复制到新的工作簿，另存后再上传。"
        ),
        "core.import_sheet_too_wide": _(
            "工作表的范围过大（超过 %(columns)s 列，或空白区域过多）。请删除多余的空行空列后另存，再上传。"
        ),
        "core.import_file_encoding": _(
            "认不出这个文本文件的编码。请用 Excel 打开后另存为 .xlsx，或另存为 UTF-8 的 CSV。"
        ),
        "core.import_file_no_rows": _("文件里没有数据行。请检查是否选对了文件，表头下面应有至少一行数据。"),
        "core.import_head_missing": _(
            "前几行里找不到表头。表头应有一行写明各栏名称，例如“%(columns)s”。可以先下载空白模板对照。"
        ),
        "core.import_source_missing": _("请写明名单的来源，例如“社区走访 2026年10月”。"),
        "core.import_as_of_future": _("名单的日期 %(day)s 晚于今天。请填写名单实际的截止日期。"),
        "core.import_mended_unknown": _("这份错误清单不是从可以继续的导入下载的。请从导入的页面重新下载错误清单。"),
        "core.import_column_twice": _("“%(column)s”对应了两列。每一栏只能对应一列，请把多余的一列改为“不导入”。"),
        "core.import_column_required": _("还没有哪一列对应“%(column)s”，这一栏必须有。请选择相应的列。"),
        "core.import_busy": _("这次导入正在进行中。请等它结束，再办理下一步。"),
        "core.import_over": _("这次导入已经结束，不能再改。请重新上传表格。"),
        "core.import_not_mapped": _("还没有确认各列对应什么。请先确认列的对应关系。"),
        "core.import_not_checked": _("还没有试算，不能导入。请先试算，看清会发生什么。"),
        "core.import_not_whole": _(
            "选择了“全部正确才导入”，但还有 %(faults)s 行有错、%(waiting)s 行待决定，所以一行也没有导入。"
            "请先改正和决定，或改为“只导入正确的行”。"
        ),
        "core.import_nothing_written": _("这次导入没有写入任何行，不需要撤销。"),
        "core.import_decision_unfit": _("这一行不能这样决定。请刷新页面，按页面上的选项决定。"),
        "core.import_row_twice": _("与第 %(line)s 行重复，同一个对象只应有一行。请删除重复的一行。"),
        "core.import_number_shared": _(
            "与第 %(line)s 行号码相同、姓名不同，一个号码不能属于两个人。请核对原件，改正其中一行。"
        ),
        "core.import_two_numbers": _(
            "与第 %(line)s 行像是同一个人，号码却不同。请核对原件：是同一人就删去错的一行，是两个人请在导入页面说明。"
        ),
        "core.import_value_missing": _("这一栏必须填写。请补填。"),
        "core.import_lost_digits": _(
            "号码被 Excel 改成了“%(shown)s”，后面的数字已经丢失，无法找回。请把该列设为“文本”，从原件重新录入号码。"
        ),
        "core.import_formula_empty": _("单元格里是公式，但没有计算结果。请在 Excel 里打开并保存一次，或直接填写数值。"),
        "core.import_day_impossible": _("日期“%(day)s”不存在。请核对原件，例如 1950-03-07。"),
        "core.import_day_incomplete": _("日期“%(day)s”不完整，要有年、月、日。请补全，例如 1950-03-07。"),
        "core.import_day_shape": _("“%(day)s”不是日期。请写成 1950-03-07 这样的格式。"),
        "core.import_number_shape": _("“%(number)s”不是整数。请填写不带单位的整数，例如 30。"),
        "core.import_yes_no": _("“%(value)s”看不出是还是否。请填写“是”或“否”，打勾也可以。"),
        "core.import_code_unknown": _("“%(value)s”不在可选的内容里。可以填写：%(known)s。"),
        "core.import_text_too_long": _("内容超过 %(most)s 个字。请缩短。"),
        "core.import_area_unknown": _(
            "没有名为“%(name)s”的镇街或村(社区)。请填写现行的名称；住在区外的请填入“区外户籍地”一栏。"
        ),
        "core.import_area_ambiguous": _("有不止一个“%(name)s”，分不清是哪一个。请同时填写所在镇街。"),
        "core.import_undo_changed": _("导入以后又有人改过，撤销会盖掉后来的修改。请打开该记录，按需要单独改回。"),
        "core.import_undo_used": _("导入以后已有其他记录建立在它上面，不能删除。请先处理那些记录，再撤销。"),
        "core.import_undo_gone": _("这一行已经不在册，或不再归您管辖，没有撤销。请与现在的管辖单位核对。"),
    }
)
STATUS.update({"core.import_table_unknown": 404, "core.import_file_too_large": 413, "core.import_busy": 409})

# Forms of superiors.
declare(
    {
        "core.form_old_excel": _(
            "这是旧版 Excel 文件（.xls），填写以后格式会变样。请用 Excel 或 WPS 另存为 .xlsx 再上传。"
        ),
        "core.form_text_file": _("上级报表要用 Excel 文件（.xlsx），这样格式才不会变。请上传上级发来的空白表。"),
        "core.form_too_large": _("报表文件有 %(megabytes)s MB，最多%(most)s MB。请去掉图片，或者只留要填的工作表。"),
        "core.form_too_wide": _(
            "报表太大：最多%(sheets)s个工作表，每个不超过%(rows)s行、%(columns)s列。请删去空白的行列和不用的工作表。"
        ),
        "core.form_no_cells": _(
            "没有找到要填的格子。要填的格子应当是空的，左边和上方都有文字。请检查是不是空白表，或者选错了文件。"
        ),
        "core.form_too_many_cells": _("要填的格子超过%(most)s个。请拆成几个文件，分别上传。"),
        "core.form_recipient_missing": _("请写明报送给哪个单位，例如“市民政局”。"),
        "core.form_not_mapped": _("还没有确认各行各列的含义，不能填写。请先核对并确认。"),
        "core.form_future": _("%(day)s还没有到，不能填写那天的数。请检查日期。"),
        "core.form_began_after": _("起始日期晚于截止日期。请检查两个日期。"),
        "core.form_differs": _("有%(count)s个数与以前报送的不一致。请核对下面列出的各项，写明原因后再报送。"),
        "core.form_already_reported": _("这份表已经报送，不能再改。要更正，请重新填写一份，再报送。"),
        "core.form_dropped": _("这份表已经作废，不能报送。请重新填写。"),
        "core.form_nothing_filled": _("表里一个数也没有填上，不能报送。请先核对各行各列的含义。"),
        "core.form_no_quantity": _("行和列都没有说明要填什么数，例如“床位数”。"),
        "core.form_nobody_knows": _("系统里没有这项数据。请按单位自己的台账填写。"),
        "core.form_no_area": _("没有说明是哪个区域的数。"),
        "core.form_outside": _("这个区域或者这项数据不在您的管辖范围内。"),
        "core.form_no_snapshot": _("%(day)s没有名册快照，数不出那天的情况。"),
        "core.form_unfit": _("“%(what)s”不能按“%(term)s”分开数。"),
        "core.form_locked": _("上级锁定了这个格子，不让填写。"),
        "core.form_meaningless": _("有人确认过：这一行或这一列的数系统里没有。"),
        "core.form_open_head": _("这一行或这一列的含义还没有确认。"),
    }
)
STATUS.update({"core.form_already_reported": 422, "core.form_dropped": 422, "core.form_differs": 422})
