"""Is it alive? For whoever watches the machine."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from laoyou import __version__
from laoyou.core.views import Page


class HealthPage(Page):
    """200 with the version while the database answers; 503 where it does not. Says nothing that a stranger could use."""

    public = True

    def get(self, request: HttpRequest) -> JsonResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever stops the database, the answer is the same
            return JsonResponse({"status": "database"}, status=503)
        return JsonResponse({"status": "ok", "version": __version__})
