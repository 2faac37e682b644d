"""Addresses of plans."""

from django.urls import path

from laoyou.plans.views import (
    act_views,
    check_views,
    content_views,
    document_views,
    indicator_views,
    ledger_views,
    overview_views,
    reading_views,
    row_views,
    table_views,
    target_views,
)

app_name = "plans"
urlpatterns = [
    path("plans/indicators/", indicator_views.ListIndicatorsPage.as_view(), name="list_indicators"),
    path("plans/indicators/<slug:code>/", indicator_views.ShowIndicatorPage.as_view(), name="show_indicator"),
    path("plans/tasks/", ledger_views.ListTasksPage.as_view(), name="list_tasks"),
    path("plans/projects/", ledger_views.ListProjectsPage.as_view(), name="list_projects"),
    path("plans/projects/add/", content_views.AddProjectPage.as_view(), name="add_project"),
    path("plans/board/", overview_views.ShowBoardPage.as_view(), name="show_board"),
    path("plans/timeline/", overview_views.ShowTimelinePage.as_view(), name="show_timeline"),
    path("plans/contributions/", overview_views.ShowContributionsPage.as_view(), name="show_contributions"),
    path("plans/towns/", overview_views.AppraiseTownsPage.as_view(), name="appraise_towns"),
    path("plans/targets/", target_views.ListTargetsPage.as_view(), name="list_targets"),
    path("plans/targets/<slug:code>/", target_views.SplitTargetPage.as_view(), name="split_target"),
    path("plans/decisions/", ledger_views.ListDecisionsPage.as_view(), name="list_decisions"),
    path("plans/decisions/add/", content_views.AddDecisionPage.as_view(), name="add_decision"),
    path("plans/items/", ledger_views.ListItemsPage.as_view(), name="list_items"),
    path("plans/items/<int:item_id>/", ledger_views.ShowItemPage.as_view(), name="show_item"),
    path("plans/items/<int:item_id>/report/", act_views.ReportProgressPage.as_view(), name="report_progress"),
    path("plans/items/<int:item_id>/confirm/", act_views.ConfirmProgressPage.as_view(), name="confirm_progress"),
    path("plans/items/<int:item_id>/send-back/", act_views.SendBackProgressPage.as_view(), name="send_back_progress"),
    path("plans/items/<int:item_id>/ask-delay/", act_views.AskDelayPage.as_view(), name="ask_delay"),
    path("plans/items/<int:item_id>/grant-delay/", act_views.GrantDelayPage.as_view(), name="grant_delay"),
    path("plans/items/<int:item_id>/refuse-delay/", act_views.RefuseDelayPage.as_view(), name="refuse_delay"),
    path("plans/items/<int:item_id>/close/", act_views.CloseItemPage.as_view(), name="close_item"),
    path("plans/items/<int:item_id>/reopen/", act_views.ReopenItemPage.as_view(), name="reopen_item"),
    path("plans/items/<int:item_id>/decide/", act_views.DecideItemPage.as_view(), name="decide_item"),
    path("plans/items/<int:item_id>/money/", content_views.NoteMoneyPage.as_view(), name="note_money"),
    path("plans/items/<int:item_id>/capacity/", content_views.NoteCapacityPage.as_view(), name="note_capacity"),
    path("plans/items/<int:item_id>/milestones/", content_views.SetMilestonePage.as_view(), name="set_milestone"),
    path("plans/milestones/<int:milestone_id>/", content_views.ReachMilestonePage.as_view(), name="reach_milestone"),
    path("plans/items/<int:item_id>/split/", content_views.SplitItemPage.as_view(), name="split_item"),
    path("plans/rows/<path:ref>/", row_views.ListRowsPage.as_view(), name="list_rows"),
    path("plans/documents/", document_views.ListDocumentsPage.as_view(), name="list_documents"),
    path("plans/documents/add/", document_views.AddDocumentPage.as_view(), name="add_document"),
    path("plans/documents/<int:document_id>/", document_views.ShowDocumentPage.as_view(), name="show_document"),
    path(
        "plans/documents/<int:document_id>/remove/", document_views.RemoveDocumentPage.as_view(), name="remove_document"
    ),
    path("plans/documents/<int:document_id>/check/", check_views.CheckDocumentPage.as_view(), name="check_document"),
    path("plans/documents/<int:document_id>/check/mark/", check_views.MarkFindingPage.as_view(), name="mark_finding"),
    path(
        "plans/documents/<int:document_id>/report/<slug:kind>/",
        check_views.DownloadReportPage.as_view(),
        name="download_report",
    ),
    path("plans/documents/<int:document_id>/draft/", reading_views.ReadDocumentPage.as_view(), name="read_document"),
    path(
        "plans/documents/<int:document_id>/draft/certain/",
        reading_views.AcceptCertainPage.as_view(),
        name="accept_certain",
    ),
    path(
        "plans/documents/<int:document_id>/draft/<slug:kind>/<int:position>/",
        reading_views.DecideItemPage.as_view(),
        name="decide_draft_item",
    ),
    path("plans/documents/<int:document_id>/pack/", reading_views.AcceptDraftPage.as_view(), name="accept_draft"),
    path("plans/tables/", table_views.ListTablesPage.as_view(), name="list_tables"),
    path("plans/tables/<slug:table_id>/", table_views.ShowTablePage.as_view(), name="show_table"),
]
