"""Every address of the edge: the public pages, the two choices that a reader keeps in cookies, and whether it lives."""

from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from laoyou import __version__
from laoyou.core.pages.preferences import ChooseDensityPage, ChooseLanguagePage
from laoyou.core.views import Page


class EdgeHealthPage(Page):
    """200 with the version while the edge database answers; 503 where it does not."""

    public = True

    def get(self, request: HttpRequest) -> JsonResponse:
        try:
            with connections["edge"].cursor() as cursor:
                cursor.execute("SELECT 1 FROM public_publication LIMIT 1")
        except Exception:  # noqa: BLE001 - whatever stops the database, the answer is the same
            return JsonResponse({"status": "database"}, status=503)
        return JsonResponse({"status": "ok", "version": __version__})


core = (
    [
        path("health/", EdgeHealthPage.as_view(), name="health"),
        path("language/<slug:language>/", ChooseLanguagePage.as_view(), name="choose_language"),
        path("density/<slug:density>/", ChooseDensityPage.as_view(), name="choose_density"),
    ],
    "core",
)
urlpatterns = [path("", include(core)), path("", include("laoyou.faces.public.urls"))]
