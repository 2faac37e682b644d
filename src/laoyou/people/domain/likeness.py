"""How like two rows of the register are, and why: points for what agrees, taken away for what cannot both be true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Reason(StrEnum):
    """What speaks for, or against, two rows being one person."""

    SAME_NAME = "same_name"
    SAME_SOUND = "same_sound"
    SAME_BIRTH = "same_birth"
    NEAR_BIRTH = "near_birth"
    SAME_PHONE = "same_phone"
    SAME_PLACE = "same_place"
    SAME_BOOKLET = "same_booklet"
    NO_NUMBER = "no_number"
    NEAR_NUMBER = "near_number"
    OTHER_NUMBER = "other_number"
    OTHER_SEX = "other_sex"


POINTS = {
    Reason.SAME_NAME: 30, Reason.SAME_SOUND: 20, Reason.SAME_BIRTH: 25, Reason.NEAR_BIRTH: 12, Reason.SAME_PHONE: 25,
    Reason.SAME_PLACE: 15, Reason.SAME_BOOKLET: 15, Reason.NO_NUMBER: 10, Reason.NEAR_NUMBER: 25,
    Reason.OTHER_NUMBER: -25, Reason.OTHER_SEX: -25,
}  # fmt: skip
ENOUGH = 60
"""From so many points on a person should look at the two: nobody but a person decides."""

MOST_ALIKE = 40
"""A block of more rows is no sign of anything: a phone of an office, a placeholder."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as it is compared; `number` and `phone` are only ever compared for being equal or near."""

    id: int
    name: str
    pinyin: str
    sex: str
    birth_date: date
    phone: bytes | None
    number: str | None
    place: str | None
    booklet: int | None


def near_births(one: date, other: date) -> bool:
    """Whether two birth dates may be one, mistyped: day and month changed places, or one of the three parts differs."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    differ = (one.year != other.year) + (one.month != other.month) + (one.day != other.day)
    return differ == 1 and abs(one.year - other.year) <= 10


def near_numbers(one: str, other: str) -> bool:
    """Whether two document numbers may be one, mistyped: at most two places differ, check digit aside."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one[:-1], other[:-1], strict=True)) <= 2


def compare(one: Seen, other: Seen) -> tuple[int, tuple[Reason, ...]]:
    """Points and reasons."""
    found = []
    if one.name == other.name:
        found.append(Reason.SAME_NAME)
    elif one.pinyin == other.pinyin:
        found.append(Reason.SAME_SOUND)
    if one.birth_date == other.birth_date:
        found.append(Reason.SAME_BIRTH)
    elif near_births(one.birth_date, other.birth_date):
        found.append(Reason.NEAR_BIRTH)
    if one.phone is not None and one.phone == other.phone:
        found.append(Reason.SAME_PHONE)
    if one.place is not None and one.place == other.place:
        found.append(Reason.SAME_PLACE)
    if one.booklet is not None and one.booklet == other.booklet:
        found.append(Reason.SAME_BOOKLET)
    if one.number is None or other.number is None:
        found.append(Reason.NO_NUMBER)
    else:
        found.append(Reason.NEAR_NUMBER if near_numbers(one.number, other.number) else Reason.OTHER_NUMBER)
    if one.sex != other.sex:
        found.append(Reason.OTHER_SEX)
    return sum(POINTS[reason] for reason in found), tuple(found)


def pairs_in_blocks(ids: NDArray[np.int64], keys: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """
    Every two rows with one key, the lower id first.

    ids, keys  (rows,)   key 0 = none; blocks of more than MOST_ALIKE rows are left out

    A pair that differs in everything but the hash of its key costs one comparison and no more.
    """
    import numpy as np  # for the search over the whole register alone; pages do without it

    chosen = np.flatnonzero(keys != 0)
    order = chosen[np.argsort(keys[chosen], kind="stable")]
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]]) if len(order) else np.array([], dtype=int)
    ends = np.r_[starts[1:], len(order)] if len(order) else starts
    large = np.flatnonzero((ends - starts > 1) & (ends - starts <= MOST_ALIKE))
    for start, end in zip(starts[large].tolist(), ends[large].tolist(), strict=True):
        members = sorted(ids[order[start:end]].tolist())
        for position, first in enumerate(members):
            for second in members[position + 1 :]:
                yield first, second
