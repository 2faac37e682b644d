"""Refusals in the reader's language."""

from django.utils.translation import gettext

from laoyou.base.errors import DomainError


def sentence(error: DomainError) -> str:
    """What `error` says, in the language of the present request or command."""
    return error.sentence(gettext)
