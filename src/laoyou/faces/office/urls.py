"""Addresses of the office's own pages."""

from django.urls import path

from laoyou.faces.office import views

app_name = "office"
urlpatterns = [path("office/", views.HomePage.as_view(), name="show_home")]
