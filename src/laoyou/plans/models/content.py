"""What an item consists of: quantified aims, milestones, money by source, capacity added."""

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedModel


class LedgerAim(ScopedModel):
    """A quantified aim of an item, outside the indicator tables."""

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="aims")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    printed = models.CharField(max_length=200)
    operator = models.CharField(max_length=6, default=">=")
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40)
    year = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="ledger_aim_position")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.printed


class Milestone(ScopedModel):
    """A step of an item with its own day."""

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="milestones")
    name = models.CharField(max_length=200)
    due = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    reached_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="milestone_once"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True, reached_by__isnull=True)
                | Q(reached_on__isnull=False, reached_by__isnull=False),
                name="milestone_reached_on_and_by",
            ),
        ]
        ordering = ["due", "id"]

    def __str__(self) -> str:
        return self.name


class MoneyLine(ScopedModel):
    """
    Money of an item: from which source, planned, asked for, granted or arrived, in whole fen.

    Lines of one source and stage add up. A line that was wrong is withdrawn, never changed.
    """

    class Source(models.TextChoices):
        TOTAL = "total", "总投资"
        CENTRAL = "central", "中央预算内投资"
        MUNICIPAL = "municipal", "市级资金"
        DISTRICT = "district", "区级财政"
        BOND = "bond", "专项债券"
        LOTTERY = "lottery", "福彩公益金"
        OWN = "own", "自筹"
        OTHER = "other", "其他"

    class Stage(models.TextChoices):
        PLANNED = "planned", "计划"
        ASKED = "asked", "申请"
        GRANTED = "granted", "批复"
        ARRIVED = "arrived", "到位"

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="money")
    source = models.CharField(max_length=10, choices=Source.choices)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    fen = models.BigIntegerField()
    year = models.PositiveIntegerField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)
    example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="money_line_once"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="money_line_not_negative"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="money_line_withdrawn_at_and_by",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source} {self.stage} {self.fen}"


class CapacityLine(ScopedModel):
    """Capacity that an item adds: how many of what, where, when; `in_use_on` from when the registers count it."""

    class Measure(models.TextChoices):
        BEDS = "beds", "床位"
        NURSING_BEDS = "nursing_beds", "护理型床位"
        HOME_CARE_BEDS = "home_care_beds", "家庭养老床位"
        CHILDCARE_PLACES = "childcare_places", "托位"
        CARE_POINTS = "care_points", "养老服务点"
        CHILDCARE_POINTS = "childcare_points", "托育点"
        INSTITUTIONS = "institutions", "机构"

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="capacity")
    measure = models.CharField(max_length=20, choices=Measure.choices)
    number = models.PositiveIntegerField(null=True, blank=True)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    expected_on = models.DateField(null=True, blank=True)
    in_use_on = models.DateField(null=True, blank=True)
    printed = models.CharField(max_length=200, blank=True)
    example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="capacity_line_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="capacity_line_withdrawn_at_and_by",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.measure} {self.number}"


class TargetSplit(ScopedModel):
    """
    One decomposition of a target to the areas below, saved whole; the newest of an indicator counts, the others stay.

    A split that does not add up says why in `difference_reason`.
    """

    class Method(models.TextChoices):
        EQUAL = "equal", "平均分配"
        POPULATION = "population", "按常住人口"
        NEED = "need", "按需求人口"
        HAND = "hand", "手工分配"

    scope_area_field = "area_id"

    indicator = models.CharField(max_length=60)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()
    method = models.CharField(max_length=12, choices=Method.choices)
    weights = models.CharField(max_length=200, blank=True)
    difference_reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    example = models.BooleanField(default=False)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "key"], name="target_split_once")]
        indexes = [models.Index(fields=["indicator", "made_at"], name="target_split_newest")]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.made_at:%Y-%m-%d}"


class TargetShare(ScopedModel):
    """What one area is to reach of a target."""

    scope_area_field = "area_id"

    split = models.ForeignKey(TargetSplit, on_delete=models.PROTECT, related_name="shares")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    value = models.PositiveBigIntegerField()
    weight = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["split", "area"], name="target_share_once")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.value}"
