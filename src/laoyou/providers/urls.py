"""Addresses of the register of those who serve."""

from django.urls import path

from laoyou.providers.views import capacity_work as capacity
from laoyou.providers.views import facility_work, lists, pages, premises_views
from laoyou.providers.views import paper_work as papers

app_name = "providers"

urlpatterns = [
    path("providers/", lists.ListProvidersPage.as_view(), name="list_providers"),
    path("providers/<int:provider_id>/", pages.ShowProviderPage.as_view(), name="show_provider"),
    path("providers/facilities/", lists.ListFacilitiesPage.as_view(), name="list_facilities"),
    path("providers/facilities/map/", pages.MapFacilitiesPage.as_view(), name="map_facilities"),
    path("providers/facilities/<int:facility_id>/", pages.ShowFacilityPage.as_view(), name="show_facility"),
    path("providers/beds/", lists.ListBedsPage.as_view(), name="list_beds"),
    path("providers/places/", lists.ListPlacesPage.as_view(), name="list_places"),
    path("providers/staff/", lists.ListStaffPage.as_view(), name="list_staff"),
    path("providers/staff/<int:staff_id>/", pages.ShowStaffMemberPage.as_view(), name="show_staff_member"),
    path(
        "providers/staff/<int:staff_id>/reveal/<slug:name>/",
        pages.RevealStaffMemberPage.as_view(),
        name="reveal_staff_member",
    ),
    path("providers/add/", facility_work.AddProviderPage.as_view(), name="add_provider"),
    path("providers/<int:provider_id>/change/", facility_work.ChangeProviderPage.as_view(), name="change_provider"),
    path("providers/facilities/add/", facility_work.AddFacilityPage.as_view(), name="add_facility"),
    path(
        "providers/facilities/<int:facility_id>/change/",
        facility_work.ChangeFacilityPage.as_view(),
        name="change_facility",
    ),
    path(
        "providers/facilities/<int:facility_id>/kinds/",
        facility_work.SetFacilityKindsPage.as_view(),
        name="set_facility_kinds",
    ),
    path("providers/facilities/<int:facility_id>/filing/", facility_work.SetFilingPage.as_view(), name="set_filing"),
    path(
        "providers/facilities/<int:facility_id>/close/",
        facility_work.CloseFacilityPage.as_view(),
        name="close_facility",
    ),
    path(
        "providers/facilities/<int:facility_id>/propose/",
        facility_work.ProposeChangePage.as_view(),
        name="propose_change",
    ),
    path("providers/facilities/<int:facility_id>/rooms/add/", capacity.AddRoomPage.as_view(), name="add_room"),
    path("providers/facilities/<int:facility_id>/beds/add/", capacity.AddBedPage.as_view(), name="add_bed"),
    path("providers/facilities/<int:facility_id>/classes/add/", capacity.AddClassPage.as_view(), name="add_class"),
    path("providers/facilities/<int:facility_id>/places/add/", capacity.AddPlacePage.as_view(), name="add_place"),
    path("providers/facilities/<int:facility_id>/staff/add/", papers.AddStaffPage.as_view(), name="add_staff"),
    path("providers/facilities/<int:facility_id>/licences/add/", papers.AddLicencePage.as_view(), name="add_licence"),
    path(
        "providers/facilities/<int:facility_id>/insurance/add/", papers.AddInsurancePage.as_view(), name="add_insurance"
    ),
    path("providers/facilities/<int:facility_id>/prices/add/", papers.FilePricePage.as_view(), name="file_price"),
    path(
        "providers/facilities/<int:facility_id>/contracts/add/", papers.AddContractPage.as_view(), name="add_contract"
    ),
    path("providers/rooms/<int:room_id>/change/", capacity.ChangeRoomPage.as_view(), name="change_room"),
    path("providers/beds/<int:bed_id>/", capacity.ShowBedPage.as_view(), name="show_bed"),
    path("providers/beds/<int:bed_id>/change/", capacity.ChangeBedPage.as_view(), name="change_bed"),
    path("providers/beds/<int:bed_id>/readings/", capacity.SetBedReadingsPage.as_view(), name="set_bed_readings"),
    path("providers/beds/<int:bed_id>/state/", capacity.PutBedPage.as_view(), name="put_bed"),
    path("providers/beds/<int:bed_id>/occupy/", capacity.OccupyBedPage.as_view(), name="occupy_bed"),
    path("providers/beds/<int:bed_id>/vacate/", capacity.VacateBedPage.as_view(), name="vacate_bed"),
    path("providers/beds/<int:bed_id>/occupant/", capacity.NameOccupantPage.as_view(), name="name_occupant"),
    path("providers/classes/<int:class_id>/change/", capacity.ChangeClassPage.as_view(), name="change_class"),
    path("providers/places/<int:place_id>/", capacity.ShowPlacePage.as_view(), name="show_place"),
    path("providers/places/<int:place_id>/change/", capacity.ChangePlacePage.as_view(), name="change_place"),
    path(
        "providers/places/<int:place_id>/readings/", capacity.SetPlaceReadingsPage.as_view(), name="set_place_readings"
    ),
    path("providers/places/<int:place_id>/enrol/", capacity.EnrolPage.as_view(), name="enrol"),
    path("providers/places/<int:place_id>/leave/", capacity.LeavePlacePage.as_view(), name="leave_place"),
    path("providers/licences/<int:licence_id>/renew/", papers.RenewLicencePage.as_view(), name="renew_licence"),
    path("providers/contracts/<int:contract_id>/end/", papers.EndContractPage.as_view(), name="end_contract"),
    path("providers/staff/<int:staff_id>/job/", papers.ChangeJobPage.as_view(), name="change_job"),
    path("providers/staff/<int:staff_id>/leave/", papers.LeaveWorkPage.as_view(), name="leave_work"),
    path("providers/staff/<int:staff_id>/credentials/add/", papers.AddCredentialPage.as_view(), name="add_credential"),
    path(
        "providers/credentials/<int:credential_id>/renew/",
        papers.RenewCredentialPage.as_view(),
        name="renew_credential",
    ),
    path("providers/waiting/", papers.ListWaitingPage.as_view(), name="list_waiting"),
    path("providers/waiting/<slug:what>/<int:entry_id>/", papers.DecidePage.as_view(), name="decide"),
    path("providers/expiring/", papers.ListExpiringPage.as_view(), name="list_expiring"),
    path("providers/estates/", premises_views.ListEstatesPage.as_view(), name="list_estates"),
    path("providers/estates/add/", premises_views.AddEstatePage.as_view(), name="add_estate"),
    path("providers/estates/<int:estate_id>/", premises_views.ShowEstatePage.as_view(), name="show_estate"),
    path("providers/estates/<int:estate_id>/change/", premises_views.ChangeEstatePage.as_view(), name="change_estate"),
    path("providers/estates/<int:estate_id>/duties/add/", premises_views.AddDutyPage.as_view(), name="add_duty"),
    path("providers/estates/duties/<int:duty_id>/", premises_views.SetStepsPage.as_view(), name="set_steps"),
    path("providers/premises/", premises_views.ListPremisesPage.as_view(), name="list_premises"),
    path("providers/premises/add/", premises_views.AddPremisesPage.as_view(), name="add_premises"),
    path("providers/premises/<int:premises_id>/", premises_views.ShowPremisesPage.as_view(), name="show_premises"),
    path(
        "providers/premises/<int:premises_id>/change/",
        premises_views.ChangePremisesPage.as_view(),
        name="change_premises",
    ),
    path(
        "providers/premises/<int:premises_id>/settle/",
        premises_views.SettlePremisesPage.as_view(),
        name="settle_premises",
    ),
]
