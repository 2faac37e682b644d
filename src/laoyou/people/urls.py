"""Addresses of the register of people."""

from django.urls import path

from laoyou.people.views import household_views, resident_views

app_name = "people"
urlpatterns = [
    path("people/residents/", resident_views.ListResidentsPage.as_view(), name="list_residents"),
    path("people/residents/<int:resident_id>/", resident_views.ShowResidentPage.as_view(), name="show_resident"),
    path(
        "people/residents/<int:resident_id>/reveal/<slug:field>/",
        resident_views.RevealResidentPage.as_view(),
        name="reveal_resident",
    ),
    path(
        "people/residents/<int:resident_id>/contacts/<int:contact_id>/reveal/",
        resident_views.RevealContactPage.as_view(),
        name="reveal_contact",
    ),
    path(
        "people/living-households/<int:household_id>/",
        household_views.ShowLivingHouseholdPage.as_view(),
        name="show_living_household",
    ),
    path(
        "people/registered-households/<int:household_id>/",
        household_views.ShowRegisteredHouseholdPage.as_view(),
        name="show_registered_household",
    ),
]
