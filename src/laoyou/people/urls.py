"""Addresses of the register of people."""

from django.urls import path

from laoyou.people.views import (
    asof_views,
    delegation_views,
    difficulty_views,
    duplicate_views,
    fact_views,
    household_views,
    register_views,
    reported_views,
    resident_views,
    tie_views,
    visit_views,
)

app_name = "people"
urlpatterns = [
    path("people/residents/", resident_views.ListResidentsPage.as_view(), name="list_residents"),
    path("people/residents/add/", register_views.AddResidentPage.as_view(), name="add_resident"),
    path("people/residents/receive/", register_views.ReceiveResidentPage.as_view(), name="receive_resident"),
    path(
        "people/residents/<int:resident_id>/change/",
        register_views.ChangeResidentPage.as_view(),
        name="change_resident",
    ),
    path(
        "people/residents/<int:resident_id>/restore/<int:entry_id>/",
        register_views.RestoreResidentPage.as_view(),
        name="restore_resident",
    ),
    path(
        "people/residents/<int:resident_id>/move/<slug:basis>/",
        register_views.MoveResidentPage.as_view(),
        name="move_resident",
    ),
    path(
        "people/residents/<int:resident_id>/correct/<slug:basis>/",
        register_views.CorrectHomePage.as_view(),
        name="correct_home",
    ),
    path(
        "people/residents/<int:resident_id>/take-back-move/<slug:basis>/",
        register_views.TakeBackMovePage.as_view(),
        name="take_back_move",
    ),
    path(
        "people/residents/<int:resident_id>/record-death/",
        register_views.RecordDeathPage.as_view(),
        name="record_death",
    ),
    path(
        "people/residents/<int:resident_id>/take-back-death/",
        register_views.TakeBackDeathPage.as_view(),
        name="take_back_death",
    ),
    path("people/residents/<int:resident_id>/statuses/add/", fact_views.AddStatusPage.as_view(), name="add_status"),
    path(
        "people/residents/<int:resident_id>/statuses/<int:fact_id>/end/",
        fact_views.EndStatusPage.as_view(),
        name="end_status",
    ),
    path(
        "people/residents/<int:resident_id>/statuses/<int:fact_id>/correct/",
        fact_views.CorrectStatusPage.as_view(),
        name="correct_status",
    ),
    path("people/residents/<int:resident_id>/account/", fact_views.SetAccountPage.as_view(), name="set_account"),
    path(
        "people/residents/<int:resident_id>/account/check/",
        fact_views.CheckAccountPage.as_view(),
        name="check_account",
    ),
    path("people/residents/<int:resident_id>/life/", fact_views.RecordTracePage.as_view(), name="record_life_trace"),
    path("people/residents/<int:resident_id>/contacts/add/", fact_views.AddContactPage.as_view(), name="add_contact"),
    path("people/duplicates/", duplicate_views.ListDuplicatesPage.as_view(), name="list_duplicates"),
    path("people/duplicates/find/", duplicate_views.FindDuplicatesPage.as_view(), name="find_duplicates"),
    path(
        "people/duplicates/<int:pair_id>/", duplicate_views.CompareDuplicatesPage.as_view(), name="compare_duplicates"
    ),
    path("people/merges/", duplicate_views.ListMergesPage.as_view(), name="list_merges"),
    path("people/merges/<int:merge_id>/undo/", duplicate_views.UnmergePage.as_view(), name="unmerge"),
    path("people/past/", asof_views.ShowPastRegisterPage.as_view(), name="show_past_register"),
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
    path("people/residents/<int:resident_id>/ties/<slug:kind>/add/", tie_views.AddTiePage.as_view(), name="add_tie"),
    path(
        "people/residents/<int:resident_id>/ties/<slug:kind>/<int:tie_id>/end/",
        tie_views.EndTiePage.as_view(),
        name="end_tie",
    ),
    path(
        "people/residents/<int:resident_id>/contacts/<int:contact_id>/remove/",
        tie_views.RemoveContactPage.as_view(),
        name="remove_contact",
    ),
    path(
        "people/residents/<int:resident_id>/contacts/<int:contact_id>/first/",
        tie_views.CallFirstPage.as_view(),
        name="call_first",
    ),
    path(
        "people/residents/<int:resident_id>/household/<slug:basis>/join/",
        tie_views.JoinHouseholdPage.as_view(),
        name="join_household",
    ),
    path(
        "people/residents/<int:resident_id>/household/<slug:basis>/leave/",
        tie_views.LeaveHouseholdPage.as_view(),
        name="leave_household",
    ),
    path(
        "people/residents/<int:resident_id>/aid-unit/open/", tie_views.OpenAidUnitPage.as_view(), name="open_aid_unit"
    ),
    path(
        "people/residents/<int:resident_id>/aid-unit/close/",
        tie_views.CloseAidUnitPage.as_view(),
        name="close_aid_unit",
    ),
    path(
        "people/residents/<int:resident_id>/life/<int:trace_id>/take-back/",
        tie_views.TakeBackTracePage.as_view(),
        name="take_back_trace",
    ),
    path(
        "people/residents/<int:resident_id>/account/reveal/",
        tie_views.RevealAccountPage.as_view(),
        name="reveal_account",
    ),
    path(
        "people/households/<slug:basis>/<int:household_id>/split/",
        household_views.SplitHouseholdPage.as_view(),
        name="split_household",
    ),
    path(
        "people/households/<slug:basis>/<int:household_id>/merge/",
        household_views.MergeHouseholdsPage.as_view(),
        name="merge_household",
    ),
    path(
        "people/households/<slug:basis>/<int:household_id>/move/",
        household_views.MoveHouseholdPage.as_view(),
        name="move_household",
    ),
    path(
        "people/residents/<int:resident_id>/delegations/add/",
        delegation_views.RecordDelegationPage.as_view(),
        name="record_delegation",
    ),
    path(
        "people/residents/<int:resident_id>/delegations/<int:delegation_id>/withdraw/",
        delegation_views.WithdrawDelegationPage.as_view(),
        name="withdraw_delegation",
    ),
    path("people/family/", delegation_views.ShowFamilyPage.as_view(), name="show_family"),
    path(
        "people/residents/<int:resident_id>/difficulty/apply/",
        difficulty_views.ApplyDifficultyPage.as_view(),
        name="apply_difficulty",
    ),
    path("people/reported/", reported_views.ListReportedPage.as_view(), name="list_reported"),
    path("people/difficulties/", difficulty_views.ListDifficultiesPage.as_view(), name="list_difficulties"),
    path(
        "people/difficulties/<int:application_id>/",
        difficulty_views.ShowDifficultyPage.as_view(),
        name="show_difficulty",
    ),
    path(
        "people/difficulties/<int:application_id>/assess/",
        difficulty_views.AssessDifficultyPage.as_view(),
        name="assess_difficulty",
    ),
    path(
        "people/difficulties/<int:application_id>/close/",
        difficulty_views.CloseDifficultyPage.as_view(),
        name="close_difficulty",
    ),
    path("people/visits/", visit_views.ListVisitsPage.as_view(), name="list_visits"),
    path("people/visits/paper/", visit_views.PrintVisitsPage.as_view(), name="print_visits"),
    path("people/visits/key/", visit_views.KeyVisitPage.as_view(), name="key_visit"),
    path("people/visits/phone/", visit_views.PhoneVisitsPage.as_view(), name="phone_visits"),
    path("people/visits/worker.js", visit_views.VisitWorkerPage.as_view(), name="visit_worker"),
    path("people/visits/round/", visit_views.TakeRoundPage.as_view(), name="take_round"),
    path("people/visits/send/", visit_views.SendVisitsPage.as_view(), name="send_visits"),
]
