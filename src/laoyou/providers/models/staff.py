"""Staff and their credentials."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import CREDENTIALS, JOBS


class StaffMember(ScopedModel):
    """
    Somebody at work in a facility, [employed_from, employed_to).

    The ID number and the phone are sealed, found by their blind index and shown masked. The same person in two facilities has
    two rows with one ID number. `area` repeats the facility's.
    """

    scope_area_field = "area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="staff")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    search_key = models.CharField(max_length=240)
    job = models.CharField(max_length=32)
    id_number = EncryptedText(mask="id_number", index="id_number_index", null=True)
    id_number_index = models.BinaryField(max_length=16, null=True)
    phone = EncryptedText(mask="phone", null=True)
    employed_from = models.DateField(null=True, blank=True)
    employed_to = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(job__in=JOBS), name="staff_job_known"),
            models.CheckConstraint(
                condition=Q(employed_to__isnull=True)
                | Q(employed_from__isnull=True)
                | Q(employed_from__lt=F("employed_to")),
                name="staff_employed_from_before_to",
            ),
            models.UniqueConstraint(
                fields=["facility", "id_number_index"],
                condition=Q(employed_to__isnull=True, id_number_index__isnull=False),
                name="staff_once_in_a_facility",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="staff_area"),
            models.Index(fields=["name", "id"], name="staff_name"),
            models.Index(fields=["area", "name", "id"], name="staff_area_name"),
            models.Index(fields=["facility", "id"], name="staff_facility"),
            models.Index(fields=["id_number_index"], name="staff_id_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Credential(ScopedModel):
    """A certificate of somebody at work: what it allows, its number, and the last day on which it holds (None: no end)."""

    scope_area_field = "staff_member__area_id"
    scope_provider_field = "staff_member__facility__provider_id"

    staff_member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff_member", "kind", "number"], name="credential_once"),
            models.CheckConstraint(condition=Q(kind__in=CREDENTIALS), name="credential_kind_known"),
            models.CheckConstraint(condition=~Q(number=""), name="credential_has_number"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(issued_on__lt=F("expires_on")),
                name="credential_issued_before_expiry",
            ),
        ]
        indexes = [models.Index(fields=["kind", "expires_on"], name="credential_kind_expiry")]

    def __str__(self) -> str:
        return self.number
