"""Addresses of core's own pages."""

from django.urls import path

from laoyou.core.pages import accounts, figures, health

app_name = "core"
urlpatterns = [
    path("health/", health.HealthPage.as_view(), name="health"),
    path("accounts/link/<str:token>/", accounts.UseSignInLinkPage.as_view(), name="use_sign_in_link"),
    path("figures/<path:ref>/", figures.ShowFigurePage.as_view(), name="show_figure"),
]
