"""Addresses of plans."""

from django.urls import path

from laoyou.plans.views import indicator_views, row_views, table_views

app_name = "plans"
urlpatterns = [
    path("plans/indicators/", indicator_views.ListIndicatorsPage.as_view(), name="list_indicators"),
    path("plans/indicators/<slug:code>/", indicator_views.ShowIndicatorPage.as_view(), name="show_indicator"),
    path("plans/rows/<path:ref>/", row_views.ListRowsPage.as_view(), name="list_rows"),
    path("plans/tables/", table_views.ListTablesPage.as_view(), name="list_tables"),
    path("plans/tables/<slug:table_id>/", table_views.ShowTablePage.as_view(), name="show_table"),
]
