"""What can be wrong with a rule book: a code, data, and where; the sentences belong to whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

CODES: Final = (
    "rule_syntax", "rule_not_allowed", "rule_unknown_name", "rule_type", "rule_unknown_code", "rule_other_subject", "rule_name_twice",
    "rule_overlap", "rule_circular", "rule_parameter_missing", "rule_too_many", "rule_law_missing", "rule_conflict", "rule_due_month",
    "rule_without_amount", "rule_period",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake. `place` is what the caller gave with the part of the book that holds it."""

    code: str
    place: object = None
    data: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[object, ...]:
        return self.code, self.place, *sorted(self.data.items())


class RuleError(Exception):
    """A rule book that cannot be used; `faults` say everything that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.code} {fault.data}" for fault in self.faults))
