"""Addresses of the register of those who serve."""

from django.urls import path

from laoyou.providers.views import lists, pages

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
]
