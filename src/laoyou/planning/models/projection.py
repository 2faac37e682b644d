"""Projections of the people of a place, and what they say about each of its areas."""

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedModel


class Projection(models.Model):
    """
    One run of the projection engine for one place; its result stands in its `ProjectedArea` rows.

    place          code of the pack whose rates and norms were used
    basis          what was counted at the start: the register of residents, or a published census
    base_day       day of the start; the later years are as of the same day
    inputs_sha256  people at the start, rates, years, draws and seed; equal inputs and engine are one projection
    engine         version of the engine that computed it
    sources        where the rates, the people at the start and the official figures stand, by what they are
    stated         what the plan of the place itself forecasts, as its pack listed it then; null where nobody has looked
    A row never changes; the newest of a place counts.
    """

    class Basis(models.TextChoices):
        REGISTER = "register", "名册"
        CENSUS = "census", "人口普查"

    place = models.CharField(max_length=80)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    area_code = models.CharField(max_length=18)
    base_day = models.DateField()
    years = models.PositiveSmallIntegerField()
    draws = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=64)
    sources = models.JSONField()
    stated = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inputs_sha256", "engine"], name="projection_once"),
            models.CheckConstraint(condition=Q(years__gt=0, draws__gt=0), name="projection_looks_ahead"),
        ]
        indexes = [models.Index(fields=["place", "basis", "-made_at"], name="projection_newest")]

    def __str__(self) -> str:
        return f"{self.place} {self.base_day} +{self.years}"


class ProjectedArea(ScopedModel):
    """
    What a projection says about one area: the whole place, or a town.

    ages    people by year from the start, sex (male, female) and single year of age, the last open; the central course
    bands   age group → lower and upper bound of the middle 80 % of the draws, by year
    frozen  age group → people by year where deaths and births stay as they are at the start
    linear  age group → people by year on the line through official figures; null where there are fewer than two
    closed  age group → people by year where nobody moves; null where the projection itself knows of no moves
    flows   births, deaths, arrivals, departures in the year that begins with each year; null in rows older than this
    births  people under 40 months old by month of birth, as the register has them; null where it was not counted
    """

    scope_area_field = "area_code"

    projection = models.ForeignKey(Projection, on_delete=models.CASCADE, related_name="areas")
    area_code = models.CharField(max_length=18)
    ages = models.JSONField()
    bands = models.JSONField()
    frozen = models.JSONField()
    linear = models.JSONField()
    closed = models.JSONField(null=True, blank=True)
    flows = models.JSONField(null=True, blank=True)
    births = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["projection", "area_code"], name="projected_area_once")]

    def __str__(self) -> str:
        return f"{self.projection_id} {self.area_code}"
