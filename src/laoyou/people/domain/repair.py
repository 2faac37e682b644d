"""ID numbers with one slip of the pen: which numbers may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_resident_id, resident_id_check_digit

_DIGITS = "0123456789"


def repairs(number: str, *, birth: date | None, sex: str | None, today: date, accept_example: bool) -> tuple[str, ...]:
    """
    The well-formed numbers that become `number` by one wrong, missing, doubled or two exchanged digits, and that agree with
    the birth date and the sex, where these are known; in ascending order.
    """
    if not re.fullmatch(r"\d{16,18}[\dX]|\d{17}", number, re.ASCII):
        return ()
    found = set()
    for one in _variants(number):
        if resident_id_check_digit(one[:17]) != one[17]:
            continue
        try:
            parsed = parse_resident_id(one, today=today, accept_example=accept_example)
        except DomainError:
            continue
        if (birth is None or parsed.birth_date == birth) and (sex is None or parsed.sex == sex):
            found.add(one)
    found.discard(number)
    return tuple(sorted(found))


def _variants(number: str) -> Iterator[str]:
    if len(number) == 18:
        for place in range(17):
            if number[place] == "X":
                return
            for digit in _DIGITS:
                yield number[:place] + digit + number[place + 1 :]
        for place in range(16):
            yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        yield number[:17] + resident_id_check_digit(number[:17])
    elif len(number) == 17:
        for place in range(17 if number.endswith("X") else 18):
            for digit in _DIGITS:
                one = number[:place] + digit + number[place:]
                if "X" not in one[:17]:
                    yield one
        if number.isdigit():
            yield number + resident_id_check_digit(number)
    else:
        for place in range(len(number)):
            one = number[:place] + number[place + 1 :]
            if "X" not in one[:17]:
                yield one
