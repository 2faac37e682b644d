"""Addresses of core's own pages."""

from django.urls import path

from laoyou.core.pages import (
    accounts,
    attachments,
    audit,
    calendar,
    components,
    figures,
    health,
    jobs,
    preferences,
    saved_views,
    search,
)

app_name = "core"
urlpatterns = [
    path("health/", health.HealthPage.as_view(), name="health"),
    path("accounts/link/<str:token>/", accounts.UseSignInLinkPage.as_view(), name="use_sign_in_link"),
    path("office/accounts/", accounts.ListAccountsPage.as_view(), name="list_accounts"),
    path("office/accounts/add/", accounts.AddAccountPage.as_view(), name="add_account"),
    path("office/accounts/<int:account_id>/", accounts.ShowAccountPage.as_view(), name="show_account"),
    path("office/accounts/<int:account_id>/grant/", accounts.GrantRolePage.as_view(), name="grant_role"),
    path("office/accounts/<int:account_id>/link/", accounts.IssueSignInLinkPage.as_view(), name="issue_sign_in_link"),
    path(
        "office/accounts/<int:account_id>/deactivate/",
        accounts.SetAccountActivePage.as_view(),
        {"action": "deactivate"},
        name="deactivate_account",
    ),
    path(
        "office/accounts/<int:account_id>/reactivate/",
        accounts.SetAccountActivePage.as_view(),
        {"action": "reactivate"},
        name="reactivate_account",
    ),
    path("office/grants/<int:grant_id>/revoke/", accounts.RevokeRolePage.as_view(), name="revoke_role"),
    path("office/audit/", audit.ListAuditPage.as_view(), name="list_audit"),
    path("office/access/", audit.ListAccessPage.as_view(), name="list_access"),
    path("office/calendar/", calendar.ListCalendarDaysPage.as_view(), name="list_calendar_days"),
    path("office/calendar/set/", calendar.SetCalendarDayPage.as_view(), name="set_calendar_day"),
    path("files/<int:attachment_id>/", attachments.DownloadAttachmentPage.as_view(), name="download_attachment"),
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
