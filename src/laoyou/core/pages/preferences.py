"""Language, density and size of letters: kept in cookies, so that public pages need no session."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from laoyou.core.views import Page

DENSITY_COOKIE = "laoyou_density"
SIZE_COOKIE = "laoyou_text_size"
DENSITIES = ("public", "elder")
TEXT_SIZES = ("22", "26", "30")
YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    """To where the reader came from, if that is one of our own pages."""
    target = request.GET.get("next", "/")
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(target if own else "/")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)


class ChooseLanguagePage(Page):
    """Go on in another language. Reading a link changes nothing but this reader's own cookie."""

    public = True

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        response = _back(request)
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
        return response


class ChooseDensityPage(Page):
    """Go on in elder mode with letters of the chosen size, or back in the ordinary one."""

    public = True

    def get(self, request: HttpRequest, density: str) -> HttpResponse:
        if density not in DENSITIES:
            raise Http404
        response = _back(request)
        _keep(response, DENSITY_COOKIE, density)
        size = request.GET.get("size", "")
        if size in TEXT_SIZES:
            _keep(response, SIZE_COOKIE, size)
        return response
