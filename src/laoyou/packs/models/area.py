"""`areas.csv`: the area tree. One line is one area; ids are assigned once and never change."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import StrictBool

from laoyou.base.areas import Level
from laoyou.packs.models.common import AreaRef, Example, PackModel, Slug, Text

AreaKind = Literal[
    "nation", "province", "municipality", "prefecture", "district", "county", "county_city", "new_area",
    "street", "town", "township", "community", "village", "grid",
]  # fmt: skip

AREA_COLUMNS: Final = (
    "id", "parent", "level", "kind", "name", "name_en", "administrative", "stat_code", "valid_from", "valid_to",
    "x", "y", "document", "example",
)  # fmt: skip


class AreaEntry(PackModel):
    """
    An area as the pack knows it.

    administrative   whether it is a unit of the administrative division (新区 and 高新区 may not be)
    stat_code        its code in the statistics office's list; a dated fact, not the id
    x, y             schematic position on a square of 100: x from west to east, y from north to south. A sketch, never
                     a coordinate; pages say 示意
    """

    id: AreaRef
    parent: AreaRef | None
    level: Level
    kind: AreaKind
    name: Text
    name_en: Text | None = None
    administrative: StrictBool = True
    stat_code: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    x: Decimal | None = None
    y: Decimal | None = None
    document: Slug | None = None
    example: Example = False
