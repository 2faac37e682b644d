"""What planners try out and keep: questions to the siting engine, and scenarios."""

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedModel


class SitingRun(ScopedModel):
    """
    One question to the siting engine with its answer; the work is a job.

    question  objective, number or budget, candidates, kind, group, way of travelling, minutes
    told      what the search said last: value, bound and gap, and the sites so far
    answer    the proposal with a reason for each site; empty until there is one
    state     asked → answered; refused where the question has no answer, with the sentence in `refusal`
    """

    class State(models.TextChoices):
        ASKED = "asked", "已提交"
        ANSWERED = "answered", "已完成"
        REFUSED = "refused", "无法求解"

    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    question = models.JSONField()
    told = models.JSONField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    refusal = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answer__isnull=False, answered_at__isnull=False),
                name="siting_answered",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-asked_at"], name="siting_newest")]

    def __str__(self) -> str:
        return f"{self.question.get('objective')} {self.state}"


class Scenario(ScopedModel):
    """
    Changes to the facilities of a kind that somebody tried out, with a name, as computed when they were saved.

    question  kind, group, way of travelling, minutes
    changes   facilities added, moved, enlarged, closed, as `domain.questions` writes them
    result    covered people, access and fairness before and after, by town; network and homes that they were computed on
    run       the siting proposal that it came from
    sharing   who beside its owner may open it
    projects  items of the ledger that it was turned into
    A scenario changes nothing in the register.
    """

    class Sharing(models.TextChoices):
        OWN = "own", "仅自己"
        UNIT = "unit", "本单位"
        OFFICE = "office", "规划与部门人员"

    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    sharing = models.CharField(max_length=6, choices=Sharing.choices, default=Sharing.OWN)
    question = models.JSONField()
    changes = models.JSONField()
    result = models.JSONField()
    run = models.ForeignKey(SitingRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    projects = models.JSONField(default=list)
    key = models.CharField(max_length=80, unique=True)
    saved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="scenario_named"),
            models.CheckConstraint(condition=~Q(sharing="unit") | Q(unit__isnull=False), name="scenario_unit_known"),
        ]
        indexes = [models.Index(fields=["area", "-saved_at"], name="scenario_newest")]

    def __str__(self) -> str:
        return self.name
