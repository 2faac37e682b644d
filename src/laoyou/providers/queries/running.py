"""Who runs a kind of facility."""

from __future__ import annotations

from laoyou.providers.models import Facility


def first_provider_running(kind: str, *, example: bool) -> int | None:
    """The provider of the first open facility of `kind` that has one; None where nobody runs such a facility."""
    facilities = Facility.objects.unscoped("choosing whose account a demonstration opens")
    found = facilities.filter(kind=kind, example=example, provider__isnull=False, closed_on__isnull=True).order_by("id")
    provider_id: int | None = found.values_list("provider_id", flat=True).first()
    return provider_id
