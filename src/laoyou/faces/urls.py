"""Every address of the product: one line a room, so that a test can walk them."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = [
    "core",
    "people",
    "providers",
    "snapshots",
    "plans",
    "planning",
    "entitlements",
    "privacy",
    "assessments",
    "exchange",
    "faces.office",
    "faces.publishing",
    "faces.public",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"laoyou.{room}.urls")) for room in ROOMS if find_spec(f"laoyou.{room}.urls")
]
urlpatterns += [path("accounts/", include("allauth.urls"))]
