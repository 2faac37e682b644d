"""What the register of those who serve refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare

declare(
    {
        "providers.provider_known": _(
            "统一社会信用代码 %(code)s 已登记为“%(name)s”。请打开该机构办理变更，不要重复登记。"
        ),
        "providers.provider_barred": _(
            "机构“%(name)s”自 %(since)s 起被限制新设设施，期间不能登记新的设施。请先核对限制决定，或等限制期满后办理。"
        ),
        "providers.provider_already_barred": _(
            "机构“%(name)s”已有一项没有截止日期的限制。请先解除原限制，再作新的决定。"
        ),
        "providers.provider_unknown": _("您的管辖范围内没有这个统一社会信用代码的机构。请核对代码，或先登记该机构。"),
        "providers.provider_closed": _("机构“%(name)s”已于 %(on)s 注销。请选择仍在登记的机构。"),
        "providers.kind_unknown": _("设施类别“%(kind)s”不在类别表中。请从列表中选择，例如“养老机构”。"),
        "providers.kind_missing": _("请至少选择一个设施类别，例如“养老机构”。"),
        "providers.code_unknown": _("%(field)s不能填“%(value)s”。请从列表中选择。"),
        "providers.facility_closed": _("设施“%(name)s”已于 %(on)s 关闭，不能再变更床位、托位或人员。请核对设施。"),
        "providers.facility_occupied": _(
            "设施“%(name)s”还有 %(beds)s 张床位有人入住、%(places)s 个托位有幼儿在托。请先妥善安置并办理退住、退托，再关闭设施。"
        ),
        "providers.facility_out_of_order": _("关闭日期 %(on)s 早于开业日期 %(opened)s。请核对日期。"),
        "providers.filing_order": _("备案状态不能由“%(now)s”改为“%(to)s”。备案只能作出、撤回或重新作出。"),
        "providers.filing_date_missing": _("已备案的设施要有备案日期，例如 2026-10-31。"),
        "providers.no_beds_here": _("“%(kind)s”不设床位。请核对设施类别，或先为设施增加可设床位的类别。"),
        "providers.no_places_here": _("“%(kind)s”不设托位。请核对设施类别，或先为设施增加托育类别。"),
        "providers.home_childcare_full": _(
            "家庭托育点最多收托 %(most)s 名幼儿，这里已有 %(now)s 个托位。超过的应按托育机构办理。"
        ),
        "providers.bed_number_taken": _("设施“%(name)s”已有 %(number)s 号床位。请换一个编号。"),
        "providers.place_number_taken": _("设施“%(name)s”已有 %(number)s 号托位。请换一个编号。"),
        "providers.class_name_taken": _("设施“%(name)s”已有班级“%(class_name)s”。请换一个名称。"),
        "providers.class_elsewhere": _("班级“%(class_name)s”不属于设施“%(name)s”。请选择本设施的班级。"),
        "providers.reading_unknown": _("“%(reading)s”不是可以直接登记的口径。入住通过办理入住、退住登记。"),
        "providers.bed_occupied": _("%(number)s 号床位在这段时间已有人入住。请先办理退住，或选择其他床位。"),
        "providers.bed_not_actual": _("%(number)s 号床位目前不可使用，不能办理入住。请先把它登记为实际床位。"),
        "providers.bed_in_use": _("%(number)s 号床位有人入住，不能登记为不可使用。请先办理退住。"),
        "providers.bed_empty": _("%(number)s 号床位没有人入住。请核对床位号。"),
        "providers.resident_in_bed": _("这位居民已经入住另一张床位。请先办理退住，再办理入住。"),
        "providers.stay_out_of_order": _("退住日期 %(on)s 应晚于入住日期 %(began)s。请核对日期。"),
        "providers.date_in_future": _("日期 %(on)s 晚于今天。只能登记已经发生的事。"),
        "providers.place_not_open": _("%(number)s 号托位没有开放，不能登记在托。请先开放托位。"),
        "providers.place_enrolled": _("%(number)s 号托位有幼儿在托，不能停止开放。请先办理退托。"),
        "providers.staff_known": _("设施“%(name)s”已有这个证件号码的在职人员。请打开该人员办理变更。"),
        "providers.staff_left": _("%(name)s 已于 %(on)s 离职。请核对人员。"),
        "providers.staff_out_of_order": _("离职日期 %(on)s 应晚于入职日期 %(began)s。请核对日期。"),
        "providers.credential_known": _("这份证书（编号 %(number)s）已经登记。请核对编号。"),
        "providers.credential_dates": _("证书的到期日期 %(expires)s 应晚于发证日期 %(issued)s。请核对证书。"),
        "providers.bar_dates": _("限制的截止日期 %(to)s 应晚于开始日期 %(since)s。请核对决定。"),
        "providers.bar_over": _("这项限制已经结束，不能再解除。"),
    }
)

# Rooms, beds and places in daily use.
declare(
    {
        "providers.reading_by_office": _("核定和备案由主管部门或镇街登记。请通过“申报变更”报请确认。"),
        "providers.bed_state_order": _("%(number)s 号床位已经处于这个状态，或已撤除后只能恢复使用。请核对床位。"),
        "providers.bed_out_of_service": _("%(number)s 号床位已停用或撤除。请先恢复使用，再登记口径。"),
        "providers.occupant_known": _("%(number)s 号床位上的人已经登记。换了人请先办理退住，再办理入住。"),
        "providers.room_known": _("已有 %(number)s 号房间。请打开该房间办理变更。"),
        "providers.room_full": _("%(number)s 号房间已住满。请选择其他房间，或先核对房间的容量。"),
        "providers.room_has_its_beds": _(
            "%(number)s 号房间最多设 %(most)s 张实际床位。请核对房间的容量，或把床位设在其他房间。"
        ),
        "providers.room_over_capacity": _(
            "%(number)s 号房间现住 %(now)s 人，容量不能改为 %(most)s 人。请先安置，再改容量。"
        ),
        "providers.facility_full": _("设施“%(name)s”已达到容量 %(most)s 人。请核对容量，或选择其他设施。"),
        "providers.facility_over_capacity": _(
            "在住（在托）的人数已超过 %(most)s 人，容量不能改为这个数。请先安置，再改容量。"
        ),
        "providers.class_full": _("班级“%(name)s”已达到容量 %(most)s 人。请选择其他班级。"),
        "providers.class_over_capacity": _("班级现有 %(now)s 名幼儿在托，容量不能改为 %(most)s 人。请先调整编班。"),
        "providers.place_taken": _("%(number)s 号托位在这段时间已有幼儿在托。请先办理退托，或选择其他托位。"),
        "providers.place_empty": _("%(number)s 号托位没有幼儿在托。请核对托位号。"),
        "providers.place_child_known": _("%(number)s 号托位的幼儿已经登记。请办理退托，写明退托日期。"),
        "providers.occupant_unknown": _(
            "名册中没有这个证件号码和姓名都一致的居民。请核对原件；不在名册上的，两栏都不填。"
        ),
        "providers.occupant_half": _("证件号码和姓名要一起填写，或者都不填。"),
    }
)

# Papers, prices, contracts, and what the office confirms.
declare(
    {
        "providers.nothing_proposed": _("所填的与登记的内容相同，没有需要变更的地方。"),
        "providers.proposal_waiting": _("这处设施已有一份申报等待确认。请等处理后再申报。"),
        "providers.decided_already": _("这一项已经处理。请回到待确认列表。"),
        "providers.own_entry": _("不能确认自己登记的内容。请由另一位同事确认。"),
        "providers.answer_missing": _("请写明退回的原因，例如“证书照片看不清，请重新登记”。"),
        "providers.price_negative": _("价格不能小于零。免费的填 0。"),
        "providers.price_dates": _("这个项目自 %(since)s 起已有收费备案。新的执行日期应晚于它。"),
        "providers.contract_dates": _("合同的到期日期 %(expires)s 不能早于签订日期和起始日期 %(starts)s。请核对合同。"),
        "providers.contract_overlaps": _("设施“%(name)s”在这段时间已有运营合同。请先登记原合同提前终止。"),
        "providers.contract_ended": _("这份合同已于 %(on)s 终止。"),
        "providers.contract_end": _("终止日期应在 %(starts)s 之后，并且不晚于到期日期 %(expires)s。请核对。"),
    }
)

# Housing estates and idle premises.
declare(
    {
        "providers.estate_known": _("这个区域已有名为“%(name)s”的小区。请打开它办理变更。"),
        "providers.area_not_positive": _("面积要大于零，例如 350.5。"),
        "providers.duty_order": _("规划、建成、验收、移交、使用要依次登记，日期不能倒置。请核对日期。"),
        "providers.premises_known": _("这个区域已有名为“%(name)s”的闲置房产。请打开它办理变更。"),
        "providers.premises_dates": _("可用的截止日期应晚于开始日期。请核对。"),
    }
)

# Rows of lists that are imported.
declare(
    {
        "providers.import_not_yours": _(
            "这一行不归您导入：所填的区域不在您的管辖范围内。请核对；确属其他地方的，请转交当地办理。"
        ),
        "providers.import_facility_unknown": _(
            "您的管辖范围内没有名为“%(name)s”的在营设施。请核对名称，或先登记该设施。"
        ),
        "providers.import_facility_ambiguous": _("有不止一处设施名为“%(name)s”。请填写所在镇街，以便分清。"),
        "providers.import_other_name": _("这个证件号码在该设施已登记为另一个姓名。请核对原件，改正号码或姓名。"),
        "providers.import_differs": _("册中已有这一项，但有几栏与册中不一致。请逐栏决定以名单还是以册中为准。"),
    }
)
