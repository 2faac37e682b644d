"""Forms of superiors: the blank form, what was filled in and reported, cell by cell."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel


class BlankForm(ScopedModel):
    """
    A superior's blank form and what its heads mean, said once.

    area         whose form it is: whoever fills forms over that area sees it, and 合计 means that area
    family       the first form of which this one is a later edition; itself for a first one
    labels       all its heads, by which next year's edition is recognised
    meanings     'row' and 'column' → head → terms, '-' for a head that means nothing the system knows
    """

    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="editions")
    title = models.CharField(max_length=120)
    recipient = models.CharField(max_length=80)
    attachment = models.ForeignKey("core.Attachment", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    labels = models.JSONField(default=list)
    meanings = models.JSONField(default=dict)
    carried = models.PositiveIntegerField(default=0)
    """How many heads were taken over from the form before it."""
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    mapped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "-created_at"], name="blank_form_area"),
            models.Index(fields=["fingerprint"], name="blank_form_fingerprint"),
        ]

    def __str__(self) -> str:
        return self.title


class ReportedForm(ScopedModel):
    """
    A form that was filled for a day, and perhaps reported: then it is never changed again.

    began_on   first day of the period, where the form is for one; what is counted is counted on `as_of`, its last day
    reason     why a value differs from what was reported before, in the words of whoever reported it
    """

    class State(models.TextChoices):
        FILLED = "filled", "已填写"
        REPORTED = "reported", "已报送"
        DROPPED = "dropped", "已作废"

    form = models.ForeignKey(BlankForm, on_delete=models.PROTECT, related_name="reports")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    began_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILLED)
    recipient = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)
    attachment = models.ForeignKey("core.Attachment", on_delete=models.PROTECT, related_name="+")
    filled_at = models.DateTimeField()
    filled_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="reported") | Q(reported_at__isnull=False), name="reported_form_has_time"
            ),
            models.CheckConstraint(
                condition=Q(began_on__isnull=True) | Q(began_on__lte=F("as_of")), name="reported_form_begins_before_end"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-filled_at"], name="reported_form_area"),
            models.Index(fields=["form", "state", "-as_of"], name="reported_form_of_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.as_of}"


class ReportedCell(ScopedModel):
    """
    One cell of a filled form: what went in, from which figure, or why nothing did.

    meaning      its terms as one text, equal for the same quantity of the same place wherever it is reported
    before       what was reported for it last time, for another day
    row, column  its heads as the form has them
    """

    scope_area_field = "form__area_id"

    form = models.ForeignKey(ReportedForm, on_delete=models.PROTECT, related_name="cells")
    sheet = models.CharField(max_length=80)
    place = models.CharField(max_length=12)
    row = models.CharField(max_length=300)
    column = models.CharField(max_length=300)
    meaning = models.CharField(max_length=300, blank=True)
    value = models.DecimalField(max_digits=26, decimal_places=6, null=True)
    before = models.DecimalField(max_digits=26, decimal_places=6, null=True)
    before_on = models.DateField(null=True)
    ref = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "sheet", "place"], name="reported_cell_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(code=""), name="reported_cell_empty_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["meaning"], name="reported_cell_meaning")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.sheet}!{self.place}"
