"""Addresses of core's own pages."""

from django.urls import path

from laoyou.core.pages import accounts, components, figures, health, jobs, preferences, saved_views, search

app_name = "core"
urlpatterns = [
    path("health/", health.HealthPage.as_view(), name="health"),
    path("accounts/link/<str:token>/", accounts.UseSignInLinkPage.as_view(), name="use_sign_in_link"),
    path("figures/<path:ref>/", figures.ShowFigurePage.as_view(), name="show_figure"),
    path("search/", search.SearchPage.as_view(), name="search"),
    path("search/suggest/", search.SuggestPage.as_view(), name="suggest"),
    path("language/<slug:language>/", preferences.ChooseLanguagePage.as_view(), name="choose_language"),
    path("density/<slug:density>/", preferences.ChooseDensityPage.as_view(), name="choose_density"),
    path("views/save/", saved_views.SaveViewPage.as_view(), name="save_view"),
    path("views/<int:view_id>/delete/", saved_views.DeleteViewPage.as_view(), name="delete_view"),
    path("jobs/", jobs.ListJobsPage.as_view(), name="list_jobs"),
    path("jobs/<int:job_id>/", jobs.ShowJobPage.as_view(), name="show_job"),
    path("jobs/<int:job_id>/cancel/", jobs.CancelJobPage.as_view(), name="cancel_job"),
    path("components/", components.ShowComponentsPage.as_view(), name="show_components"),
]
