"""
Demand: from people to beds, places, carers and meals, by norm, by need and by use; each number with its formula.

Pure: numbers and arrays with their sources in, the same out. Norms and rates are arguments: they belong to a pack. See
docs/engines/demand.md.
"""

from laoyou.engines.demand.childcare import (
    AGE_MONTHS,
    PlacesInUse,
    RadarPoint,
    birth_radar,
    childcare_workers,
    places_by_norm,
    places_by_stated_need,
    places_by_use,
    places_in_use,
)
from laoyou.engines.demand.disability import Definition, Disability, disability, disabled_people
from laoyou.engines.demand.elder_care import (
    beds_by_need,
    beds_by_norm,
    beds_by_use,
    carers_by_hours,
    carers_by_ratio,
    carers_by_use,
    home_care_beds,
    meals_each_day,
    nursing_beds,
    nursing_share,
    people_for_each_carer,
)
from laoyou.engines.demand.quantities import Given, Operand, Quantity, Source, ThreeWays, Words, gap, given, quantity

__all__ = [
    "AGE_MONTHS",
    "Definition", "Disability", "Given", "Operand", "PlacesInUse", "Quantity", "RadarPoint", "Source", "ThreeWays", "Words",
    "beds_by_need", "beds_by_norm", "beds_by_use", "birth_radar", "carers_by_hours", "carers_by_ratio", "carers_by_use", "childcare_workers",
    "disability", "disabled_people", "gap", "given", "home_care_beds", "meals_each_day", "nursing_beds", "nursing_share",
    "people_for_each_carer", "places_by_norm", "places_by_stated_need", "places_by_use", "places_in_use", "quantity",
]  # fmt: skip
