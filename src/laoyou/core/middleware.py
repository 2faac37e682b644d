"""Middleware of the shell: who is asking, refusals as pages, security headers, leaving when idle."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from laoyou.core import clock, conditions
from laoyou.core.errors import status_of
from laoyou.core.scope import scope_of
from laoyou.core.text import sentence

GetResponse = Callable[[HttpRequest], HttpResponse]


class ScopeMiddleware:
    """Gives each request its `scope`, read from the grants in force when it is first asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: scope_of(request.user, at=clock.now()))  # type: ignore[attr-defined]
        return self.get_response(request)


class IdleLogoutMiddleware:
    """Signs out whoever has done nothing for `LAOYOU_IDLE_MINUTES`; the session notes the last sign of life once a minute."""

    KEY = "seen_at"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            # Real time on purpose: a demonstration's clock stands still, an unattended desk does not.
            now = int(time.time())
            seen = request.session.get(self.KEY)
            if seen is not None and now - seen > settings.LAOYOU_IDLE_MINUTES * 60:
                logout(request)
                return HttpResponseRedirect(f"{reverse('account_login')}?idle=1&next={request.path}")
            if seen is None or now - seen > 60:
                request.session[self.KEY] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """Where `LAOYOU_REQUIRE_SECOND_FACTOR` holds, leads an account without a second factor to setting one up, before any other page."""

    KEY = "second_factor"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.LAOYOU_REQUIRE_SECOND_FACTOR
            and request.user.is_authenticated
            and not request.path.startswith(("/accounts/", "/static/", "/health/"))
            and not request.session.get(self.KEY)
        ):
            from allauth.mfa.utils import is_mfa_enabled

            if not is_mfa_enabled(request.user):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            request.session[self.KEY] = True
        return self.get_response(request)


class DomainErrorMiddleware:
    """Turns a refusal into a page that says what to do next, or into JSON for a program."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = conditions.refusal_for(exception)
        if refusal is None:
            return None
        text, status = sentence(refusal), status_of(refusal.code)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": refusal.code, "sentence": text}, status=status)
        return render(request, "core/refusal.html", {"text": text, "code": refusal.code}, status=status)


class SecurityHeadersMiddleware:
    """A strict content security policy on every answer: nothing from elsewhere, nothing inline."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        connect = " ".join(["'self'", *settings.LAOYOU_EVENT_ORIGINS])
        response.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
            f"connect-src {connect}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        )
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store" if request.user.is_authenticated else "no-cache")
        return response
