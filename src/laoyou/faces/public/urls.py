"""Addresses of the public pages. They can be served by a machine that has nothing else."""

from django.urls import path

from laoyou.faces.public import views

app_name = "public"
urlpatterns = [
    path("", views.FrontPage.as_view(), name="front"),
    path("find/", views.FindFacilitiesPage.as_view(), name="find_facilities"),
    path("find/<str:facility_id>/", views.ShowFacilityPage.as_view(), name="show_facility"),
    path("progress/", views.ListIndicatorsPage.as_view(), name="list_indicators"),
    path("progress/<str:code>/", views.ShowIndicatorPage.as_view(), name="show_indicator"),
    path("grades/", views.ShowIndexPage.as_view(), name="show_index"),
    path("circulars/", views.ListCircularsPage.as_view(), name="list_circulars"),
    path("circulars/<slug:circular_id>/", views.ShowCircularPage.as_view(), name="show_circular"),
    path("circulars/<slug:circular_id>/<str:name>", views.CircularFilePage.as_view(), name="circular_file"),
]
