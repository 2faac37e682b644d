"""Areas: districts, towns, communities and grids, with the codes that others gave them."""

from django.db import models
from django.db.models import F, Q


class Area(models.Model):
    """
    A place that is governed or served: district, town, community, grid; or a new area without a government of its own.

    `id` is a path of digits that is assigned once and never reused: the id of a child begins with the id of its parent, so
    everything below an area is one range of ids. It looks like a statistical code on the first day and is none: codes
    change yearly and stand in `AreaCode`.
    """

    class Level(models.TextChoices):
        COUNTRY = "country", "国家"
        PROVINCE = "province", "省(直辖市)"
        CITY = "city", "市(州)"
        DISTRICT = "district", "区县"
        TOWN = "town", "镇街"
        COMMUNITY = "community", "村(社区)"
        GRID = "grid", "网格"

    id = models.CharField(primary_key=True, max_length=20)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    level = models.CharField(max_length=12, choices=Level.choices)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    administrative = models.BooleanField(default=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="area_from_before_to",
            ),
            models.CheckConstraint(condition=Q(id__regex=r"^[0-9]+$"), name="area_id_is_digits"),
        ]
        indexes = [models.Index(fields=["level", "id"], name="area_level_id")]

    def __str__(self) -> str:
        return self.name


class AreaCode(models.Model):
    """The code that one authority gave an area for a time: statistics, civil affairs and police disagree, and change yearly."""

    class System(models.TextChoices):
        STATISTICS = "statistics", "统计用区划代码"
        CIVIL_AFFAIRS = "civil_affairs", "民政区划代码"
        POLICE = "police", "公安区划代码"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="codes")
    system = models.CharField(max_length=16, choices=System.choices)
    code = models.CharField(max_length=20)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "system", "valid_from"], name="area_code_once_a_time"),
            models.UniqueConstraint(
                fields=["area", "system"], condition=Q(valid_from__isnull=True), name="area_code_once_from_ever"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="area_code_from_before_to",
            ),
        ]
        indexes = [models.Index(fields=["system", "code"], name="area_code_lookup")]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"


class AreaSuccession(models.Model):
    """The crosswalk: on a date an area became, or gave a part to, another one."""

    before = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successors")
    after = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "on"], name="area_succession_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="area_succession_to_another"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=1)), name="area_succession_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
