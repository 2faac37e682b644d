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
