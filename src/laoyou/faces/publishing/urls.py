"""Addresses of publishing."""

from django.urls import path

from laoyou.faces.publishing import views

app_name = "publishing"
urlpatterns = [path("office/publishing/", views.ShowPublishingPage.as_view(), name="show_publishing")]
