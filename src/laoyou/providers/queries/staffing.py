"""Whether enough people are at work in a facility, by the ratios of the pack, with the clause of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from laoyou.core import district
from laoyou.packs.public import Norm
from laoyou.providers.domain.staffing import Staffing, needed
from laoyou.providers.models import ChildcareClass, ChildcarePlace, Facility, FacilityKind, StaffMember

OF_A_SEEN_ONE = "belongs to a facility whose scope was checked"
CARERS = "childcare_worker"


@dataclass(frozen=True)
class ClassRule:
    """The ratio for one kind of class: the norm, None where the pack has none; children in each class; carers they need."""

    kind: str
    norm: Norm | None
    children: tuple[int, ...]
    needed: int | None


@dataclass(frozen=True)
class SizeRule:
    """How many children may be in one class, by the pack, and how many are."""

    name: str
    norm: Norm
    children: int

    @property
    def kept(self) -> bool:
        return self.norm.value is not None and self.children <= Decimal(self.norm.value)


@dataclass(frozen=True)
class FacilityStaffing:
    """All rules of one facility. `whole` is None where no rule says anything, or one that is needed is missing."""

    ratios: tuple[ClassRule, ...]
    sizes: tuple[SizeRule, ...]
    whole: Staffing | None
    there: int


def of_facility(facility: Facility, *, on: date) -> FacilityStaffing | None:
    """The rules about a facility with enrolled children; None where there is nobody to look after."""
    children: dict[int, int] = dict(
        ChildcarePlace.objects.unscoped(OF_A_SEEN_ONE).filter(facility=facility, enrolled=True).order_by()
        .values_list("childcare_class_id").annotate(number=Count("pk"))
    )  # fmt: skip
    if not children:
        return None
    classes = list(ChildcareClass.objects.unscoped(OF_A_SEEN_ONE).filter(pk__in=children).order_by("kind", "name"))
    by_kind: dict[str, list[int]] = defaultdict(list)
    for one in classes:
        by_kind[one.kind].append(children[one.pk])
    kinds = set(FacilityKind.objects.unscoped(OF_A_SEEN_ONE).filter(facility=facility).values_list("kind", flat=True))
    ratios = [_ratio(kind, tuple(numbers), at_home=kinds == {"home_childcare"}) for kind, numbers in by_kind.items()]
    sizes = [
        SizeRule(one.name, norm, children[one.pk])
        for one in classes
        if (norm := _norm(f"childcare.class_size.{one.kind}")) is not None
    ]
    at_work = Q(employed_to__isnull=True) | Q(employed_to__gt=on)
    rows = StaffMember.objects.unscoped(OF_A_SEEN_ONE).filter(at_work, facility=facility, job=CARERS)
    there = rows.exclude(employed_from__gt=on).count()
    known = [one.needed for one in ratios if one.needed is not None]
    whole = Staffing(sum(known), there) if len(known) == len(ratios) else None
    return FacilityStaffing(tuple(ratios), tuple(sizes), whole, there)


def _ratio(kind: str, children: tuple[int, ...], *, at_home: bool) -> ClassRule:
    norm = _norm("home_childcare.ratio" if at_home else f"childcare.ratio.{kind}")
    found = None if norm is None else needed(children, Decimal(str(norm.value)))
    return ClassRule(kind, norm, children, found)


def _norm(key: str) -> Norm | None:
    norm = district.pack().norms.get(key)
    return norm if norm is not None and norm.value is not None and norm.value > 0 else None
