"""Addresses of entitlements."""

from django.urls import path

from laoyou.entitlements.views import explain_views, list_views, sweep_views

app_name = "entitlements"
urlpatterns = [
    path("entitlements/sweeps/", sweep_views.ListSweepsPage.as_view(), name="list_sweeps"),
    path("entitlements/sweeps/<int:sweep_id>/", sweep_views.ShowSweepPage.as_view(), name="show_sweep"),
    path(
        "entitlements/sweeps/<int:sweep_id>/determinations/",
        list_views.ListDeterminationsPage.as_view(),
        name="list_determinations",
    ),
    path("entitlements/sweeps/<int:sweep_id>/changes/", list_views.ListChangesPage.as_view(), name="list_changes"),
    path("entitlements/missing/", list_views.ListMissingPage.as_view(), name="list_missing"),
    path("entitlements/residents/<int:resident_id>/", explain_views.ExplainPage.as_view(), name="explain"),
]
