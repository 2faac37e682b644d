"""What is asked of the map: which facilities, for whom, how far; and what is changed to try something out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

GROUPS: Final = ("60", "80", "0-2", "hardship")
"""60 and over, 80 and over, 0 to 2, people in difficulty."""
MODES: Final = ("walk", "drive")
MINUTES: Final = (5, 10, 15, 30)
MEALS: Final = frozenset({"canteen", "meal_point", "market_day_canteen", "central_kitchen"})
"""What goes from the facility to the home; all other care goes from the home to the facility."""
MOST_CHANGES: Final = 60
FAR: Final = 10_000_000
MOST_CAPACITY: Final = 5_000

Operation = Literal["add", "move", "enlarge", "close"]
_LETTERS: Final[dict[str, Operation]] = {"a": "add", "m": "move", "e": "enlarge", "c": "close"}


class MalformedError(ValueError):
    """A question or change that no page asks."""


@dataclass(frozen=True)
class Change:
    """
    One change that is tried out.

    site    existing facilities have their number; new ones -1, -2, … in the order in which they were added
    x, y    metres in the plane of the network, for `add` and `move`
    supply  beds or places, for `add` and `enlarge`
    """

    operation: Operation
    site: int = 0
    x: int = 0
    y: int = 0
    supply: int = 0

    def written(self) -> str:
        """As it stands in an address: `a:x:y:supply`, `m:site:x:y`, `e:site:supply`, `c:site`."""
        if self.operation == "add":
            return f"a:{self.x}:{self.y}:{self.supply}"
        if self.operation == "move":
            return f"m:{self.site}:{self.x}:{self.y}"
        if self.operation == "enlarge":
            return f"e:{self.site}:{self.supply}"
        return f"c:{self.site}"

    @classmethod
    def read(cls, text: str) -> Change:
        """What `written` wrote; MalformedError for anything else."""
        parts = text.split(":")
        try:
            numbers = [int(part) for part in parts[1:]]
        except ValueError:
            raise MalformedError(text) from None
        operation = _LETTERS.get(parts[0])
        if operation is None or len(numbers) != {"add": 3, "move": 3, "enlarge": 2, "close": 1}[operation]:
            raise MalformedError(text)
        if any(abs(number) > FAR for number in numbers):
            raise MalformedError(text)
        if operation == "add":
            made = cls(operation, x=numbers[0], y=numbers[1], supply=numbers[2])
        elif operation == "move":
            made = cls(operation, numbers[0], numbers[1], numbers[2])
        elif operation == "enlarge":
            made = cls(operation, numbers[0], supply=numbers[1])
        else:
            made = cls(operation, numbers[0])
        if not 0 <= made.supply <= MOST_CAPACITY:
            raise MalformedError(text)
        return made


@dataclass(frozen=True)
class Question:
    """Facilities of `kind`, for the people of `group`, travelling by `mode`, within so many minutes; from `point`, where one was chosen."""

    kind: str = "community_care_station"
    group: str = "80"
    mode: str = "walk"
    within: int = 15
    point: tuple[int, int] | None = None
    changes: tuple[Change, ...] = field(default=())

    @classmethod
    def of(cls, values: Mapping[str, str], kinds: Mapping[str, Any]) -> Question:
        """The question that an address asks; what it leaves out is as on the page's first opening. MalformedError where it asks nonsense."""
        base = cls()
        kind, group, mode = (
            values.get("kind", base.kind),
            values.get("group", base.group),
            values.get("mode", base.mode),
        )
        if kind not in kinds or group not in GROUPS or mode not in MODES:
            raise MalformedError(kind)
        try:
            within = int(values.get("within", base.within))
            point = (int(values["x"]), int(values["y"])) if values.get("x") and values.get("y") else None
        except ValueError:
            raise MalformedError("within, x, y") from None
        if within not in MINUTES or (point and max(map(abs, point)) > FAR):
            raise MalformedError("within, x, y")
        texts = [one for one in values.get("changes", "").split(",") if one]
        if len(texts) > MOST_CHANGES:
            raise MalformedError("changes")
        return cls(kind, group, mode, within, point, tuple(Change.read(one) for one in texts))

    @property
    def direction(self) -> Literal["to_site", "from_site"]:
        """Which way is travelled: meals come to the home, people go to everything else."""
        return "from_site" if self.kind in MEALS else "to_site"

    def values(self) -> dict[str, str]:
        """As an address asks it."""
        said = {"kind": self.kind, "group": self.group, "mode": self.mode, "within": str(self.within)}
        if self.point:
            said |= {"x": str(self.point[0]), "y": str(self.point[1])}
        if self.changes:
            said["changes"] = ",".join(change.written() for change in self.changes)
        return said

    def without_last_change(self) -> Question:
        """One step back."""
        return replace(self, changes=self.changes[:-1])
