"""Addresses of planning."""

from django.urls import path

from laoyou.planning.views import forecast_views, projection_views

app_name = "planning"
urlpatterns = [
    path("planning/projection/", projection_views.ShowProjectionPage.as_view(), name="show_projection"),
    path("planning/projection/make/", projection_views.MakeProjectionPage.as_view(), name="make_projection"),
    path("planning/forecasts/", forecast_views.CompareForecastsPage.as_view(), name="compare_forecasts"),
]
