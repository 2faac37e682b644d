"""Addresses of privacy."""

from django.urls import path

from laoyou.privacy.views import assessment_views as assessments
from laoyou.privacy.views import breach_views as breaches
from laoyou.privacy.views import look_views as looks
from laoyou.privacy.views import register_views as register
from laoyou.privacy.views import request_views as requests
from laoyou.privacy.views import retention_views as retention

app_name = "privacy"
urlpatterns = [
    path("privacy/requests/", requests.ListRequestsPage.as_view(), name="list_requests"),
    path(
        "privacy/residents/<int:resident_id>/requests/add/",
        requests.ReceiveRequestPage.as_view(),
        name="receive_request",
    ),
    path("privacy/requests/<int:request_id>/", requests.ShowRequestPage.as_view(), name="show_request"),
    path("privacy/requests/<int:request_id>/identity/", requests.CheckIdentityPage.as_view(), name="check_identity"),
    path("privacy/requests/<int:request_id>/decide/", requests.DecideRequestPage.as_view(), name="decide_request"),
    path("privacy/requests/<int:request_id>/finish/", requests.FinishRequestPage.as_view(), name="finish_request"),
    path(
        "privacy/requests/<int:request_id>/withdraw/", requests.WithdrawRequestPage.as_view(), name="withdraw_request"
    ),
    path("privacy/requests/<int:request_id>/copy/", requests.PrintCopyPage.as_view(), name="print_copy"),
    path("privacy/requests/<int:request_id>/answer/", requests.PrintAnswerPage.as_view(), name="print_answer"),
    path("privacy/residents/<int:resident_id>/looks/", looks.ListLooksPage.as_view(), name="list_looks"),
    path("privacy/rounds/", retention.ListRoundsPage.as_view(), name="list_rounds"),
    path("privacy/rounds/draft/", retention.DraftRoundPage.as_view(), name="draft_round"),
    path("privacy/rounds/<int:round_id>/", retention.ShowRoundPage.as_view(), name="show_round"),
    path("privacy/rounds/<int:round_id>/confirm/", retention.ConfirmRoundPage.as_view(), name="confirm_round"),
    path("privacy/rounds/<int:round_id>/withdraw/", retention.WithdrawRoundPage.as_view(), name="withdraw_round"),
    path("privacy/register/", register.ShowRegisterPage.as_view(), name="show_register"),
    path("privacy/assessments/", assessments.ListAssessmentsPage.as_view(), name="list_assessments"),
    path("privacy/assessments/add/", assessments.AddAssessmentPage.as_view(), name="add_assessment"),
    path("privacy/assessments/<int:assessment_id>/", assessments.ShowAssessmentPage.as_view(), name="show_assessment"),
    path(
        "privacy/assessments/<int:assessment_id>/review/",
        assessments.AddAssessmentPage.as_view(),
        name="review_assessment",
    ),
    path("privacy/breaches/", breaches.ListBreachesPage.as_view(), name="list_breaches"),
    path("privacy/breaches/record/", breaches.RecordBreachPage.as_view(), name="record_breach"),
    path("privacy/breaches/<int:breach_id>/", breaches.ShowBreachPage.as_view(), name="show_breach"),
    path("privacy/breaches/<int:breach_id>/people/", breaches.ListAffectedPage.as_view(), name="list_affected"),
    path("privacy/breaches/<int:breach_id>/close/", breaches.CloseBreachPage.as_view(), name="close_breach"),
]
