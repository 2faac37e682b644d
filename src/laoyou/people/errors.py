"""What the register of people refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare

declare(
    {
        "people.name_missing": _("姓名不能为空，且不超过 60 个字。请照身份证填写，例如“王小明”。"),
        "people.sex_unknown": _("性别应为男或女。请照身份证填写。"),
        "people.birth_date_impossible": _("出生日期 %(birth_date)s 不可能：应在 1890 年以后、不晚于今天。请核对证件。"),
        "people.death_date_impossible": _(
            "死亡日期 %(death_date)s 不可能：应不早于出生日期、不晚于今天。请核对死亡证明。"
        ),
        "people.id_document_unknown": _("不认识的证件类型“%(document)s”。请从列表中选择。"),
        "people.id_number_missing": _("选择了证件类型，就要填写证件号码；没有证件请选“无证件”。"),
        "people.id_number_unwanted": _("选择了“无证件”，就不能填写证件号码。请改选证件类型，或删去号码。"),
        "people.id_number_birth_date": _(
            "身份证号中的出生日期是 %(in_number)s，填写的是 %(birth_date)s。请核对原件，两处应一致。"
        ),
        "people.id_number_sex": _("身份证号第 17 位表示的性别与填写的不一致。请核对原件。"),
        "people.id_number_taken": _("这个证件号码已在册。请先按证件号码搜索，避免重复登记。"),
        "people.document_number_shape": _("证件号码应为 6 至 20 位字母或数字。请核对原件。"),
        "people.permit_number_shape": _(
            "证件号码与证件类型不符：港澳台居民居住证为 18 位（81、82、83 开头），港澳通行证为 H 或 M 加 8 位数字，台湾通行证为 8 位数字。请核对原件。"
        ),
        "people.phone_shape": _("电话号码应为 11 位手机号，或带区号的座机号，例如 023-49812345。"),
        "people.phone_example": _("这是示例号码，只有示例区可以使用。请填写真实号码。"),
        "people.area_unknown": _("没有编号为“%(area)s”的区域。请从列表中选择村(社区)。"),
        "people.area_and_elsewhere": _("居住地和户籍地各只能填一处：选了区内的村(社区)，就不要再填区外地址。"),
        "people.nowhere": _("居住地和户籍地至少有一处应在本区，否则不归本区登记。"),
        "people.already_dead": _("此人已登记死亡（%(death_date)s），不能再变更。登记有误请先更正死亡日期。"),
        "people.not_living_here": _("此人现在不住在本区，不能办理迁出。请先核对居住地。"),
        "people.move_too_early": _("迁移日期 %(day)s 不可能：应在出生日期之后、不晚于今天，也不早于上一次迁移。"),
        "people.same_place": _("填写的地点与现在登记的相同，没有迁移。登记有误请用“更正”。"),
        "people.nobody_so_named": _(
            "名册里没有姓名和证件号码都相符的人。请逐字核对原件；确实没有登记过的，请作为新居民登记。"
        ),
        "people.nothing_to_take_back": _("没有可以撤回的迁移。登记地点有误请用“更正”。"),
        "people.reason_needed": _("请写明原因和依据，例如“派出所核实，本人仍住原处”。"),
        "people.changed_since": _("此后又更正过同样的内容，不能直接恢复。请按现在的情况重新更正。"),
        "people.account_number": _("账户号码应为 12 至 30 位数字，可以带空格。请照卡面或存折填写。"),
        "people.account_holder": _("不是本人的账户要写明户名和理由，例如“监护人代领，监护证明在卷”。"),
        "people.account_checked": _("说明账户是否激活，就要填写核对日期，且不晚于今天。没有核对过请选“没有核对过”。"),
        "people.no_account": _("还没有登记收款账户。请先登记账户，再核对。"),
        "people.decision_missing": _("请选择核对结果：同一人并保留哪一条，或不是同一人。"),
        "people.merge_with_oneself": _("一条登记不能与自己合并。请选择两条不同的登记。"),
        "people.merge_undone": _("这次合并已经拆分，不能再拆。"),
        "people.merge_erased": _("此人的资料已经依法删除，合并不能再拆分。"),
        "people.merge_not_last": _("此人后来又并入了别的登记。请先拆分最近的一次合并。"),
        "people.not_dead": _("此人没有登记死亡，不需要撤回。"),
        "people.household_elsewhere": _("这一户不在所选的村(社区)。请先选定居住地，再选户。"),
        "people.in_no_household": _("此人现在不在任何户里，不需要退出。"),
        "people.status_unknown": _("不认识的身份“%(kind)s”。请从列表中选择。"),
        "people.status_open": _("“%(kind)s”已在册且没有终止。请先登记终止日期，再登记新的一段。"),
        "people.status_conflict": _("同一时间不能既是“%(kind)s”又是“%(other)s”。请先终止其中一项。"),
        "people.status_dates": _("起止日期不可能：起始日期应在出生之后、不晚于今天，终止日期应晚于起始日期。"),
        "people.status_closed": _("这条身份事实已经终止或更正，不能再改。"),
        "people.source_missing": _("请写明来源，例如“社会救助系统 2026年10月比对”。"),
        "people.area_not_covered": _(
            "所填区域“%(area)s”不在您的管辖范围内，不能登记到那里。请选择您管辖的村(社区)，或转交当地办理。"
        ),
        "people.in_another_aid_unit": _("有成员已在另一个社会救助家庭中。请先终止原来的一户，再登记新的。"),
        "people.delegation_dates": _("委托要从今天或以前开始，并在今天以后终止。请核对起止日期。"),
        "people.delegation_powers": _("请至少选择一项委托事项。"),
        "people.proof_missing": _("请写明依据，例如“委托书，本人签名按手印，原件在卷”。"),
        "people.witness_missing": _("受托人没有账号的，请填写见证人姓名。"),
        "people.delegate_account": _(
            "没有这个账号，或它是工作人员的账号。请填写受托人自己的账号，或留空并填写见证人。"
        ),
        "people.no_definition": _("数据包没有写明什么是特殊困难老年人。请先在数据包中补充定义和条款。"),
        "people.difficulty_open": _("此人已有办理中的申请或有效的认定。请在原申请上办理。"),
        "people.difficulty_closed": _("这件申请已经办结。需要的请重新申请。"),
        "people.difficulty_answers": _("复核要有结果：至少一项符合，或每一项都核实为不符合。"),
        "people.next_check_needed": _("认定的同时要定下次复核日期，且在评估日期以后。"),
        "people.visit_key": _("这张登记表与已经收到的不一致，没有写入。请重新填写。"),
        "people.visit_time": _("登记表的时间不可能：应在最近60天内。请核对手机时间，重新填写。"),
        "people.form_number": _("这个表号不对：请逐位核对纸上的号码。"),
        "people.tie_twice": _("这一关系已在册且没有终止。请先登记终止，再登记新的。"),
        "people.supporter_on_register": _("赡养人要在本区名册里：请填写证件号码。不在册的请登记为紧急联系人。"),
        "people.members_missing": _("请选择这一户现在的成员；新户的户主也要在所选的成员中。"),
        "people.booklet_number": _("请填写新户口簿的户号；这个户号没有填写，或已在册。"),
        "people.tie_to_oneself": _("不能把本人登记为自己的监护人、照护人或赡养人。"),
    }
)

# Rows of a list that is imported.
declare(
    {
        "people.import_birth_or_number": _("没有可用的证件号码时，出生日期和性别都要填写。请补填，或补填身份证号。"),
        "people.import_15_digits": _(
            "这是旧式 15 位身份证号，补全后末四位是 %(number)s。请与现用证件核对，一致就采用补全的号码。"
        ),
        "people.import_not_yours": _(
            "这一行不归您导入：所填的区域或号码不在您的管辖范围内。请核对；确属其他地方的，请转交当地办理。"
        ),
        "people.import_booklet_area": _("填了户号，就要填写户籍所在的村(社区)。请补填户籍镇街和户籍村(社区)。"),
        "people.import_same_number": _(
            "证件号码已在册，但姓名或出生日期不一样。请判断是不是同一个人，再决定以哪边为准。"
        ),
        "people.import_same_person": _("册中有姓名、出生日期都相同的人，但有一边没有证件号码。请判断是不是同一个人。"),
        "people.import_other_number": _(
            "同一镇街的册中有姓名、出生日期都相同的人，证件号码却不同。请判断是一人两个号码，还是两个人。"
        ),
        "people.import_differs": _("是册中的同一个人，但有几栏与册中不一致。请逐栏决定以名单还是以册中为准。"),
    }
)
