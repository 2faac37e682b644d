"""What the forms of this room share: choices from its words, the field beside which a refusal stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.people import public as people
from laoyou.providers.models import Provider
from laoyou.providers.permissions import MANAGE_FACILITIES

FIELDS_OF = {
    "base.credit_code.shape": "credit_code",
    "base.credit_code.check_digit": "credit_code",
    "base.credit_code.example": "credit_code",
    "base.resident_id.shape": "id_number",
    "base.resident_id.check_digit": "id_number",
    "base.resident_id.birth_date": "id_number",
    "base.resident_id.future": "id_number",
    "base.resident_id.example": "id_number",
    "providers.provider_known": "credit_code",
    "providers.provider_barred": "provider_code",
    "providers.provider_closed": "provider_code",
    "providers.provider_unknown": "provider_code",
    "providers.kind_missing": "kinds",
    "providers.facility_out_of_order": "on",
    "providers.filing_order": "state",
    "providers.filing_date_missing": "filed_on",
    "providers.bed_number_taken": "number",
    "providers.place_number_taken": "number",
    "providers.class_name_taken": "name",
    "providers.room_known": "number",
    "providers.room_full": "on",
    "providers.room_has_its_beds": "room",
    "providers.room_over_capacity": "capacity",
    "providers.class_over_capacity": "capacity",
    "providers.bed_state_order": "state",
    "providers.stay_out_of_order": "on",
    "providers.occupant_unknown": "id_number",
    "providers.occupant_half": "id_number",
    "providers.resident_in_bed": "id_number",
    "providers.staff_known": "id_number",
    "providers.staff_out_of_order": "on",
    "providers.credential_known": "number",
    "providers.credential_dates": "expires_on",
    "providers.price_dates": "valid_from",
    "providers.contract_dates": "expires_on",
    "providers.contract_overlaps": "starts_on",
    "providers.contract_end": "on",
    "providers.estate_known": "name",
    "providers.premises_known": "name",
    "providers.premises_dates": "free_to",
    "providers.area_not_positive": "required_m2",
}
"""Code of a refusal → the field it stands beside, where the form has it."""


def pick(words: Mapping[str, Any], *, label: Any, codes: Iterable[str] = (), **options: Any) -> forms.ChoiceField:
    """One of the codes of a vocabulary (all, unless `codes` says which)."""
    chosen = [(code, words[code]) for code in codes or words]
    return forms.ChoiceField(label=label, choices=chosen, **options)


def text(label: Any, longest: int, **options: Any) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=longest, **options)


def code(label: Any, longest: int, **options: Any) -> forms.CharField:
    """A number or code, which no browser should remember."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


def whole(label: Any, *, least: int = 0, most: int = 30_000, **options: Any) -> forms.IntegerField:
    """A whole number."""
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **options)


def yes_no(label: Any, **options: Any) -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, required=False, **options)


def square_metres(label: Any, **options: Any) -> forms.DecimalField:
    """An area with one decimal."""
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(label=label, max_digits=8, decimal_places=1, min_value=0, widget=widget, **options)


class OccupantForm(forms.Form):
    """Who it is, by whole number and name together; nobody said is left unsaid."""

    id_number = code(
        gettext_lazy("证件号码"), 40, required=False,
        help_text=gettext_lazy("与姓名一起核对居民名册；不在名册上的，两栏都不填"),
    )  # fmt: skip
    name = code(gettext_lazy("姓名"), 60, required=False)

    def resident(self) -> int | None:
        """The resident who is meant; DomainError `providers.occupant_unknown`, `providers.occupant_half`."""
        number, name = self.cleaned_data["id_number"].strip(), self.cleaned_data["name"].strip()
        if not number and not name:
            return None
        if not (number and name):
            raise DomainError("providers.occupant_half")
        found = people.known_by(number, name)
        if found is None:
            raise DomainError("providers.occupant_unknown")
        return found


def provider_of(credit_code: str, scope: Scope) -> int | None:
    """The provider with this code within the scope; None for an empty one; DomainError `providers.provider_unknown`."""
    typed = "".join(credit_code.split()).upper()
    if not typed:
        return None
    rows = Provider.objects.scoped(scope, MANAGE_FACILITIES).filter(credit_code=typed)
    found: int | None = rows.values_list("pk", flat=True).first()
    if found is None:
        raise DomainError("providers.provider_unknown")
    return found
