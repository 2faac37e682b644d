"""Identity numbers and telephone numbers that nobody can have: EXAMPLE_REGION and EXAMPLE_PHONE_PREFIX of `base.ids`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from laoyou.base.ids import EXAMPLE_PHONE_PREFIX, EXAMPLE_REGION
from laoyou.demo.synthesis.tables import IntArray

PER_DAY = 499
"""Numbers of one sex, birth date and county: the three digits before the check digit, odd for men, even for women."""

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)


def serials(birth: NDArray[np.int32], sex: NDArray[np.int8]) -> IntArray:
    """(people,) how many of the same birth date and sex come before each person."""
    order = np.lexsort((sex, birth))
    first = np.r_[True, (np.diff(birth[order]) != 0) | (np.diff(sex[order]) != 0)]
    starts = np.flatnonzero(first)
    position = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    serial = np.empty(len(order), dtype=np.int64)
    serial[order] = position
    return serial


def id_numbers(birth_dates: NDArray[np.str_], sex: NDArray[np.int8], serial: IntArray, district: str) -> list[str]:
    """
    Resident ID numbers with valid check digits whose first two digits belong to no province.

    birth_dates (people,)  ISO text;  sex 0 male, 1 female;  serial from `serials`
    district               the last four digits of the district's code; more than PER_DAY births a day spill into later codes
    """
    count = len(serial)
    county = (int(district) + serial // PER_DAY) % 10_000
    sequence = (serial % PER_DAY) * 2 + np.where(sex == 0, 1, 2)
    characters = np.empty((count, 18), dtype=np.uint8)
    characters[:, :2] = np.frombuffer(EXAMPLE_REGION.encode(), dtype=np.uint8)
    characters[:, 2:6] = _digits(county, 4)
    days = birth_dates.astype("S10").view(np.uint8).reshape(count, 10)
    characters[:, 6:14] = days[:, [0, 1, 2, 3, 5, 6, 8, 9]]
    characters[:, 14:17] = _digits(sequence, 3)
    characters[:, 17] = _CHECK[((characters[:, :17].astype(np.int64) - 48) @ _WEIGHTS) % 11]
    numbers: list[str] = characters.view("S18").ravel().astype("U18").tolist()
    return numbers


def phone_numbers(positions: IntArray) -> list[str]:
    """Telephone numbers of eleven digits that reach nobody; different for different positions below a hundred million."""
    scattered = (positions * 48_271 + 12_345) % 100_000_000
    return [f"{EXAMPLE_PHONE_PREFIX}{number:08d}" for number in scattered.tolist()]


def _digits(values: IntArray, width: int) -> NDArray[np.uint8]:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (values[:, None] // powers % 10 + 48).astype(np.uint8)
