"""Work on legal persons and facilities: entering, changing, filing, closing, and what a provider proposes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.core import clock
from laoyou.providers import links
from laoyou.providers.commands import confirming, facilities
from laoyou.providers.commands import providers as commands
from laoyou.providers.domain.states import FiledState
from laoyou.providers.forms.facility_forms import (
    AddFacilityForm,
    AddProviderForm,
    CloseForm,
    FacilityForm,
    FilingForm,
    KindsForm,
    ProposeForm,
    ProviderForm,
)
from laoyou.providers.forms.shared import provider_of
from laoyou.providers.models import Facility, FacilityKind, Provider
from laoyou.providers.permissions import KEEP_PAPERS, MANAGE_FACILITIES
from laoyou.providers.views.work import AddPage, Home, Words, WorkPage, home_of_facility, home_of_provider


class AddProviderPage(AddPage):
    """A legal person that is not on the register yet."""

    permission = MANAGE_FACILITIES

    def form(self, row: None, data: Any = None) -> AddProviderForm:
        return AddProviderForm(data, scope=self.by, permission=self.permission)

    def act(self, row: None, form: AddProviderForm) -> str:
        said = dict(form.cleaned_data)
        code, name = said.pop("credit_code"), said.pop("name")
        return links.provider(commands.add(code, name, **said, by=self.by, at=clock.now()).pk)

    def words(self, row: None) -> Words:
        lead = _("每个法人按统一社会信用代码登记一次。没有代码的村级点位只登记设施，不登记机构。")
        return _("登记机构"), lead, _("登记入册"), _("已登记机构。")

    def home(self, row: None) -> Home:
        return "", reverse("providers:list_providers"), [(_("服务机构"), reverse("providers:list_providers"))]


class ChangeProviderPage(WorkPage):
    """The facts of a legal person. Its code is what it is known by and does not change."""

    permission = MANAGE_FACILITIES
    model, key = Provider, "provider_id"

    def form(self, row: Provider, data: Any = None) -> ProviderForm:
        scope = {"scope": self.by, "permission": self.permission, "present": row.area_id}
        return ProviderForm(data, initial=ProviderForm.initial_of(row), **scope)  # type: ignore[arg-type]

    def act(self, row: Provider, form: ProviderForm) -> None:
        commands.update(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: Provider) -> Words:
        return _("变更机构"), _("原来的内容留在变更记录里。统一社会信用代码不能变更。"), _("保存变更"), _("已变更。")

    def home(self, row: Provider) -> Home:
        return home_of_provider(row)


class AddFacilityPage(AddPage):
    """A facility that is not on the register yet."""

    permission = MANAGE_FACILITIES

    def form(self, row: None, data: Any = None) -> AddFacilityForm:
        return AddFacilityForm(data, scope=self.by, permission=self.permission)

    def act(self, row: None, form: AddFacilityForm) -> str:
        said = form.cleaned_data
        provider = provider_of(said["provider_code"], self.by)
        row_ = facilities.add(
            said["name"], [said["kinds"]], area_id=said["area_id"], provider_id=provider, **form.facts(), by=self.by,
            at=clock.now(),
        )  # fmt: skip
        return links.facility(row_.pk)

    def words(self, row: None) -> Words:
        lead = _("类别、所有制和运营方式分开登记。床位、托位、人员和证照在登记之后逐项登记。")
        return _("登记设施"), lead, _("登记入册"), _("已登记设施。")

    def home(self, row: None) -> Home:
        return "", reverse("providers:list_facilities"), [(_("设施"), reverse("providers:list_facilities"))]


class ChangeFacilityPage(WorkPage):
    """The facts of a facility."""

    permission = MANAGE_FACILITIES

    def form(self, row: Facility, data: Any = None) -> FacilityForm:
        scope = {"scope": self.by, "permission": self.permission, "present": row.area_id}
        return FacilityForm(data, initial=FacilityForm.initial_of(row), **scope)  # type: ignore[arg-type]

    def act(self, row: Facility, form: FacilityForm) -> None:
        said = form.cleaned_data
        code = said["provider_code"]
        # Who answers for it now may lie outside the scope: a code that was not touched is not looked up.
        same = row.provider is not None and code.strip().upper() == row.provider.credit_code
        provider = row.provider_id if same else provider_of(code, self.by)
        changes = {"name": said["name"], "area_id": said["area_id"], "provider_id": provider, **form.facts()}
        facilities.update(row.pk, **changes, by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        return _("变更设施"), _("原来的内容留在变更记录里。"), _("保存变更"), _("已变更。")


class SetFacilityKindsPage(WorkPage):
    """All kinds of a facility."""

    permission = MANAGE_FACILITIES

    def form(self, row: Facility, data: Any = None) -> KindsForm:
        kinds = FacilityKind.objects.scoped(self.by, self.permission).filter(facility=row)
        also = [kind for kind in kinds.values_list("kind", flat=True) if kind != row.kind]
        return KindsForm(data, initial={"first": row.kind, "also": also})

    def act(self, row: Facility, form: KindsForm) -> None:
        facilities.set_kinds(row.pk, form.kinds(), by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        lead = _("一处设施可以有几个类别：按类别计数时各计一次，按设施计数时只计一次。")
        return _("变更类别"), lead, _("保存变更"), _("已变更类别。")


class SetFilingPage(WorkPage):
    """A filing that was made, or withdrawn."""

    permission = MANAGE_FACILITIES

    def form(self, row: Facility, data: Any = None) -> FilingForm:
        return FilingForm(data, now=row.filed_state)

    def act(self, row: Facility, form: FilingForm) -> None:
        said = form.cleaned_data
        facilities.set_filing(
            row.pk, FiledState(said["state"]), filed_on=said["filed_on"], filing_number=said["filing_number"],
            by=self.by, at=clock.now(),
        )  # fmt: skip

    def words(self, row: Facility) -> Words:
        return _("登记备案"), _("备案不是许可：只登记作出、撤回，没有“不予备案”。"), _("登记"), _("已登记备案状态。")


class CloseFacilityPage(WorkPage):
    """A facility ends."""

    permission = MANAGE_FACILITIES
    grave = True

    def form(self, row: Facility, data: Any = None) -> CloseForm:
        return CloseForm(data)

    def act(self, row: Facility, form: CloseForm) -> None:
        facilities.close(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        lead = _("关闭后床位和托位不再计入任何口径，在职人员登记为离职。还有人入住或在托的不能关闭。")
        return _("关闭设施"), lead, _("关闭这处设施"), _("已关闭。")


class ProposeChangePage(WorkPage):
    """What a provider says should be changed about its facility."""

    permission = KEEP_PAPERS

    def form(self, row: Facility, data: Any = None) -> ProposeForm:
        return ProposeForm(data, initial=ProposeForm.initial_of(row))

    def act(self, row: Facility, form: ProposeForm) -> None:
        confirming.propose(row.pk, form.changes(), reason=form.cleaned_data["reason"], by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        lead = _("改动要由镇街或主管部门确认之后才生效；确认之前，登记的内容不变。")
        return _("申报变更"), lead, _("申报"), _("已申报，等待确认。")

    def home(self, row: Facility) -> Home:
        return home_of_facility(row)
