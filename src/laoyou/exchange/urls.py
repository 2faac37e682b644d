"""Addresses of exchange."""

from django.urls import path

from laoyou.exchange.api import door
from laoyou.exchange.views import key_views

app_name = "exchange"
urlpatterns = [
    path("exchange/keys/", key_views.ListKeysPage.as_view(), name="list_keys"),
    path("exchange/keys/issue/", key_views.IssueKeyPage.as_view(), name="issue_key"),
    path("exchange/keys/<int:key_id>/", key_views.ShowKeyPage.as_view(), name="show_key"),
    path("exchange/keys/<int:key_id>/revoke/", key_views.RevokeKeyPage.as_view(), name="revoke_key"),
    *door.patterns(),
]
