"""How somebody signs in: allauth, with sign-up closed, second factors encrypted, and the city's identity service."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from laoyou.core import clock, crypto
from laoyou.core.models import Account
from laoyou.core.scope import scope_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody opens an account for himself: an administrator does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        from laoyou.core.pages.accounts import first_page

        return first_page(scope_of(request.user, at=clock.now()))


class IdentityServiceAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The city's OIDC service says who somebody is; the account of that name must exist here already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the identity to the account of the same sign-in name; refuse, in words, where there is none."""
        if sociallogin.is_existing:
            return
        name = sociallogin.account.extra_data.get("preferred_username") or sociallogin.account.uid
        account = Account.objects.filter(username=name, is_active=True).first()
        if account is None:
            raise ImmediateHttpResponse(render(request, "core/no_account.html", {"name": name}, status=403))
        sociallogin.connect(request, account)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted like any other sensitive field."""

    # allauth hands over the secret without its row, so the ciphertext is bound to its kind and not to one account.
    PLACE = ("mfa.authenticator", "secret", "any")

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.encrypt(text, *self.PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text), *self.PLACE)
