"""Whoever comes to the edge is nobody in particular."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from laoyou.core.scope import NOBODY


class NobodyMiddleware:
    """Gives each request a reader without an account: there is no session here, and nothing to look one up in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        request.scope = NOBODY  # type: ignore[attr-defined]
        return self.get_response(request)
