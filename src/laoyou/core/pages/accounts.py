"""Pages about accounts: the one-time link."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from laoyou.core import clock
from laoyou.core.commands import accounts
from laoyou.core.views import Page


class UseSignInLinkPage(Page):
    """Opening the link asks for one click, so that a mail scanner that follows links does not use it up."""

    public = True
    template = "core/use_sign_in_link.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.render({"token": token})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        account = accounts.use_sign_in_link(token, at=clock.now())
        login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("/")
