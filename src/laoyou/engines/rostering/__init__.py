"""
Who goes to whom and when: the roster of a day, of a running day, and of a month.

`model` says what a day is and what it costs; `plan` makes a roster; `check`, written apart, says what is wrong with one. It needs numpy and
scipy; with numba it is compiled. `docs/engines/rostering.md` has examples.
"""

from laoyou.engines.rostering import errors as errors
from laoyou.engines.rostering.checking import Fault, Rule, check
from laoyou.engines.rostering.model import (
    ALWAYS,
    Bill,
    Carer,
    Costs,
    Lunch,
    Reason,
    Rest,
    Roster,
    Running,
    Second,
    Stop,
    Unserved,
    Visit,
)
from laoyou.engines.rostering.months import Month, month
from laoyou.engines.rostering.planning import plan

__all__ = [
    "ALWAYS",
    "Bill",
    "Carer",
    "Costs",
    "Fault",
    "Lunch",
    "Month",
    "Reason",
    "Rest",
    "Roster",
    "Rule",
    "Running",
    "Second",
    "Stop",
    "Unserved",
    "Visit",
    "check",
    "month",
    "plan",
]
