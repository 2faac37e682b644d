"""Addresses of exchange."""

from django.urls import path

from laoyou.exchange.api import door
from laoyou.exchange.views import key_views, webhook_views
from laoyou.exchange.views import verification_views as requests

app_name = "exchange"
urlpatterns = [
    path("exchange/keys/", key_views.ListKeysPage.as_view(), name="list_keys"),
    path("exchange/keys/issue/", key_views.IssueKeyPage.as_view(), name="issue_key"),
    path("exchange/keys/<int:key_id>/", key_views.ShowKeyPage.as_view(), name="show_key"),
    path("exchange/keys/<int:key_id>/revoke/", key_views.RevokeKeyPage.as_view(), name="revoke_key"),
    path("exchange/webhooks/<int:webhook_id>/", webhook_views.ShowWebhookPage.as_view(), name="show_webhook"),
    path("exchange/webhooks/<int:webhook_id>/stop/", webhook_views.StopWebhookPage.as_view(), name="stop_webhook"),
    path(
        "exchange/webhooks/<int:webhook_id>/again/<int:message_id>/",
        webhook_views.SendAgainPage.as_view(),
        name="send_webhook_again",
    ),
    path("exchange/requests/", requests.ListRequestsPage.as_view(), name="list_requests"),
    path("exchange/requests/draft/", requests.DraftRequestPage.as_view(), name="draft_request"),
    path("exchange/requests/<int:request_id>/", requests.ShowRequestPage.as_view(), name="show_request"),
    path("exchange/requests/<int:request_id>/send/", requests.SendRequestPage.as_view(), name="send_request"),
    path(
        "exchange/requests/<int:request_id>/withdraw/", requests.WithdrawRequestPage.as_view(), name="withdraw_request"
    ),
    path("exchange/requests/<int:request_id>/answer/", requests.AnswerRequestPage.as_view(), name="answer_request"),
    path("exchange/requests/<int:request_id>/adopt/", requests.AdoptAnswersPage.as_view(), name="adopt_answers"),
    path("exchange/people/<int:key>/object/", requests.ObjectPage.as_view(), name="object_to_answer"),
    path("exchange/people/<int:key>/settle/", requests.SettlePage.as_view(), name="settle_conflict"),
    path("exchange/objections/<int:key>/reply/", requests.ReplyPage.as_view(), name="reply_to_objection"),
    *door.patterns(),
]
