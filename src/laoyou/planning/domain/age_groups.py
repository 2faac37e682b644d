"""Age groups as references write them: `60+`, `0-2`, `m60-64` (men), `all`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.base.errors import DomainError

WRITTEN = re.compile(r"([mf]?)(?:(\d{1,3})(?:(\+)|-(\d{1,3})))")
LAST = 100


@dataclass(frozen=True)
class AgeGroup:
    """Ages from `first` to `last` (None: open), of one sex (`m`, `f`) or both."""

    first: int
    last: int | None
    sex: str = ""

    @classmethod
    def parse(cls, text: str) -> AgeGroup:
        """Read a group; `core.not_found` for what is none."""
        if text == "all":
            return cls(0, None)
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise DomainError("core.not_found")
        sex, first, _open, last = found.groups()
        group = cls(int(first), int(last) if last else None, sex)
        if group.first > LAST or (group.last is not None and not group.first <= group.last < LAST):
            raise DomainError("core.not_found")
        return group

    def of(self, ages: Sequence[Sequence[float]]) -> float:
        """People of the group among (2, 101) people by sex and single year of age."""
        sexes = {"m": ages[:1], "f": ages[1:], "": ages}[self.sex]
        return sum(sum(one[self.first : None if self.last is None else self.last + 1]) for one in sexes)


PYRAMID = (*(f"{start}-{start + 4}" for start in range(0, LAST, 5)), f"{LAST}+")
