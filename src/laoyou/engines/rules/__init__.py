"""
Who is entitled to what, and why: rules with three-valued logic, for a whole register in columns and for one person with reasons.

A false clause settles a benefit, whatever else is unknown; else an unknown clause leaves it open and names what is missing; else it is given.
See docs/engines/rules.md. Polars is loaded only by `rules.columns`.
"""

from laoyou.engines.rules.book import (
    Benefit,
    Book,
    Clause,
    Conflict,
    Dated,
    Definition,
    Fact,
    Law,
    Parameter,
    Tier,
)
from laoyou.engines.rules.checking import check
from laoyou.engines.rules.faults import Fault, RuleError
from laoyou.engines.rules.findings import Explainer, Finding, Reading, read_code, status_of
from laoyou.engines.rules.plain import compile_plain
from laoyou.engines.rules.program import Program, Ready, prepare

__all__ = [
    "Benefit", "Book", "Clause", "Conflict", "Dated", "Definition", "Explainer", "Fact", "Fault", "Finding", "Law", "Parameter", "Program",
    "Reading", "Ready", "RuleError", "Tier", "check", "compile_plain", "prepare", "read_code", "status_of",
]  # fmt: skip
