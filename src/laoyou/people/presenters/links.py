"""Addresses of the register's pages, for other rooms too."""

from __future__ import annotations

from django.urls import reverse

from laoyou.core import links
from laoyou.people.domain.selection import Basis, Selection


def list_url(selection: Selection) -> str | None:
    """The list that shows `selection`; None where its filters have no words for it."""
    low, high = selection.months
    if len(selection.areas) > 1:
        return None
    months = "" if (low, high) == (None, None) else f"{'' if low is None else low}-{'' if high is None else high - 1}"
    area = selection.areas[0] if selection.areas else ""
    return links.with_query(
        reverse("people:list_residents"),
        town=area if len(area) == 9 else None,
        community=area if len(area) > 9 else None,
        months=months,
        sex=selection.sex,
        status=list(selection.statuses) or None,
        basis="" if selection.basis is Basis.LIVING else selection.basis.value,
        elsewhere=None if selection.elsewhere is None else ("1" if selection.elsewhere else "0"),
    )


def resident_url(resident_id: int) -> str:
    """The page about one resident."""
    return reverse("people:show_resident", args=[resident_id])


links.register("people.residents", lambda **parts: list_url(Selection(**parts)) or reverse("people:list_residents"))
links.register("people.resident", lambda id: resident_url(id))
links.register("people.family", lambda: reverse("people:show_family"))
