"""Housing estates with the facilities that are due with them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import FACILITY_KINDS


class Estate(ScopedModel):
    """A housing estate: its developer, how many households it is planned for, when it was approved; `old` for one that stood before the rule."""

    scope_area_field = "area_id"

    name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=400)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    developer = models.CharField(max_length=120, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    floor_area_m2 = models.DecimalField(max_digits=11, decimal_places=1, null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    old = models.BooleanField(default=False)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="estate_has_name"),
            models.UniqueConstraint(fields=["area", "name"], name="estate_once"),
            models.CheckConstraint(
                condition=Q(floor_area_m2__isnull=True) | Q(floor_area_m2__gt=0), name="estate_floor_area_positive"
            ),
        ]
        indexes = [models.Index(fields=["area", "name", "id"], name="estate_area_name")]

    def __str__(self) -> str:
        return self.name


class EstateDuty(ScopedModel):
    """
    One facility that is due with an estate, and which steps it has taken.

    required_m2  what is due, with the `clause` that says so
    built_m2     what was built
    used_as      what it is used for where that is not what it was meant for; "" otherwise
    facility     what it became on the register
    """

    scope_area_field = "estate__area_id"

    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=32)
    required_m2 = models.DecimalField(max_digits=9, decimal_places=1)
    clause = models.CharField(max_length=200)
    built_m2 = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    built_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    in_use_on = models.DateField(null=True, blank=True)
    used_as = models.CharField(max_length=120, blank=True)
    facility = models.ForeignKey(
        "providers.Facility", on_delete=models.PROTECT, null=True, blank=True, related_name="estate_duties"
    )
    state = models.CharField(max_length=12, default="due")
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FACILITY_KINDS), name="duty_kind_known"),
            models.CheckConstraint(condition=Q(required_m2__gt=0), name="duty_required_positive"),
            models.CheckConstraint(condition=~Q(clause=""), name="duty_says_by_which_clause"),
            models.CheckConstraint(condition=Q(built_m2__isnull=True) | Q(built_m2__gt=0), name="duty_built_positive"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__lte": F(later)}),
                    name=f"duty_{later}_after_{earlier}",
                )
                for earlier, later in (
                    ("planned_on", "built_on"),
                    ("built_on", "accepted_on"),
                    ("accepted_on", "handed_over_on"),
                    ("handed_over_on", "in_use_on"),
                )
            ),
        ]
        indexes = [models.Index(fields=["state", "estate"], name="duty_state")]

    def __str__(self) -> str:
        return f"{self.estate_id} {self.kind}"
