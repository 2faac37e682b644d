"""Addresses of assessments."""

from django.urls import path

from laoyou.assessments.views import assessor_views as assessor
from laoyou.assessments.views import list_views as lists
from laoyou.assessments.views import office_views as office

app_name = "assessments"
ONE = "assessments/<int:assessment_id>/"
urlpatterns = [
    path("assessments/", lists.ListAssessmentsPage.as_view(), name="list_assessments"),
    path("assessments/residents/<int:resident_id>/", lists.ListOfResidentPage.as_view(), name="list_of_resident"),
    path("assessments/residents/<int:resident_id>/ask/", office.AskPage.as_view(), name="ask"),
    path("assessments/residents/<int:resident_id>/recognise/", office.RecognisePage.as_view(), name="recognise"),
    path("assessments/phone/", assessor.PhonePage.as_view(), name="phone"),
    path("assessments/phone/worker.js", assessor.PhoneWorkerPage.as_view(), name="phone_worker"),
    path("assessments/phone/round/", assessor.TakeRoundPage.as_view(), name="take_round"),
    path("assessments/phone/send/", assessor.SendAnswersPage.as_view(), name="send_answers"),
    path(ONE, office.ShowAssessmentPage.as_view(), name="show_assessment"),
    path(f"{ONE}assign/", office.AssignPage.as_view(), name="assign"),
    path(f"{ONE}withdraw/", office.WithdrawPage.as_view(), name="withdraw"),
    path(f"{ONE}answer/", assessor.AnswerPage.as_view(), name="answer"),
    path(f"{ONE}sign/", assessor.SignPage.as_view(), name="sign"),
    path(f"{ONE}tell/", office.TellPage.as_view(), name="tell"),
    path(f"{ONE}object/", office.ObjectPage.as_view(), name="object"),
    path(f"{ONE}settle/", office.SettlePage.as_view(), name="settle"),
    path(f"{ONE}report/", office.PrintReportPage.as_view(), name="print_report"),
    path(
        "assessments/objections/<int:assessment_id>/answer/",
        office.AnswerObjectionPage.as_view(),
        name="answer_objection",
    ),
]
