"""Area ids: opaque digit paths in which a child's id starts with its parent's.

"50" province or municipality, "5001" prefecture where there is one, "500118" district, 9 digits town, 12 community,
14 grid. The id is assigned once and never changes; statistical, civil-affairs and police codes are dated facts
about an area, not its id.
"""

from typing import Final, Literal, NewType, get_args

from laoyou.base.errors import DomainError, declare

AreaId = NewType("AreaId", str)
Level = Literal["nation", "province", "city", "district", "town", "community", "grid"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
NATION: Final = AreaId("0")
LENGTHS: Final[dict[Level, int]] = {
    "nation": 1, "province": 2, "city": 4, "district": 6, "town": 9, "community": 12, "grid": 14,
}  # fmt: skip

declare({"base.area_id": "“%(text)s”不是区域编号：应为数字，长度 1（全国）、2、4、6、9、12 或 14 位，例如 500118001。"})


def area_id(text: str) -> AreaId:
    """`text` as an area id; DomainError `base.area_id` where it has no such shape."""
    if not (text.isascii() and text.isdigit() and len(text) in LENGTHS.values()) or (len(text) == 1 and text != NATION):
        raise DomainError("base.area_id", text=text)
    return AreaId(text)


def level_of(area: AreaId) -> Level:
    """The level that the length of an area id tells."""
    return next(level for level, length in LENGTHS.items() if length == len(area))


def within(area: str, ancestor: str) -> bool:
    """Whether `area` is `ancestor` or lies inside it; everything lies inside the nation."""
    return ancestor == NATION or area.startswith(ancestor)


def prefix_range(area: str) -> tuple[str, str]:
    """
    The half-open range `[low, high)` of ids that begin with `area`, for an indexed `id >= low AND id < high`.

    ":" is the character after "9", so it bounds every id that continues a digit path.
    """
    if area == NATION:
        return "", ":"
    return area, area[:-1] + chr(ord(area[-1]) + 1)
