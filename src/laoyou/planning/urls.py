"""Addresses of planning."""

from django.urls import path

from laoyou.planning.views import (
    birth_views,
    circle_views,
    demand_views,
    forecast_views,
    network_views,
    projection_views,
    scenario_views,
    siting_views,
    standard_views,
)

app_name = "planning"
urlpatterns = [
    path("planning/projection/", projection_views.ShowProjectionPage.as_view(), name="show_projection"),
    path("planning/projection/make/", projection_views.MakeProjectionPage.as_view(), name="make_projection"),
    path("planning/demand/", demand_views.ShowDemandPage.as_view(), name="show_demand"),
    path("planning/births/", birth_views.WatchBirthsPage.as_view(), name="watch_births"),
    path("planning/standards/", standard_views.CheckStandardsPage.as_view(), name="check_standards"),
    path("planning/forecasts/", forecast_views.CompareForecastsPage.as_view(), name="compare_forecasts"),
    path("planning/circles/", circle_views.ShowCirclesPage.as_view(), name="show_circles"),
    path("planning/what-if/", circle_views.TryOutPage.as_view(), name="try_out"),
    path("planning/streets/<int:network_id>/", circle_views.ShowStreetsPage.as_view(), name="show_streets"),
    path("planning/siting/", siting_views.FindSitesPage.as_view(), name="find_sites"),
    path("planning/siting/<int:run_id>/", siting_views.ShowProposalPage.as_view(), name="show_proposal"),
    path("planning/siting/<int:run_id>/stop/", siting_views.StopSearchPage.as_view(), name="stop_search"),
    path("planning/scenarios/", scenario_views.ListScenariosPage.as_view(), name="list_scenarios"),
    path("planning/scenarios/save/", scenario_views.SaveScenarioPage.as_view(), name="save_scenario"),
    path("planning/scenarios/compare/", scenario_views.CompareScenariosPage.as_view(), name="compare_scenarios"),
    path("planning/scenarios/<int:scenario_id>/", scenario_views.ShowScenarioPage.as_view(), name="show_scenario"),
    path(
        "planning/scenarios/<int:scenario_id>/propose/",
        scenario_views.ProposeProjectsPage.as_view(),
        name="propose_projects",
    ),
    path("planning/networks/", network_views.ListNetworksPage.as_view(), name="list_networks"),
    path("planning/networks/add/", network_views.AddNetworkPage.as_view(), name="add_network"),
]
