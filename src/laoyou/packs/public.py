"""What other rooms may use of packs."""

from laoyou.packs.benefits import rule_book
from laoyou.packs.instruments import instrument
from laoyou.packs.loading import check, load, norms, pack_names, packs_root
from laoyou.packs.manual import manual
from laoyou.packs.models.area import AreaEntry
from laoyou.packs.models.benefit import (
    BenefitEntry,
    Case,
    ConditionEntry,
    ConflictEntry,
    DefinitionEntry,
    FactEntry,
    LawEntry,
    ParameterEntry,
    ParameterValue,
    TierEntry,
)
from laoyou.packs.models.common import Definition, Stated
from laoyou.packs.models.figures import Cell, Column, FigureDescription, FigureRow, FigureTable, Statement
from laoyou.packs.models.grades import Band, IndicatorGrades
from laoyou.packs.models.index import Gate, Goalpost, Grade, IndexDefinition, Measure, Pillar
from laoyou.packs.models.instrument import InstrumentEntry
from laoyou.packs.models.ledger import CAPACITY_UNITS, Aim, Capacity, Funding, Ordered, Project, Task
from laoyou.packs.models.manifest import Document, Manifest
from laoyou.packs.models.measure import (
    CLASS_KINDS,
    CREDENTIALS,
    FACILITY_KINDS,
    JOBS,
    OPERATIONS,
    OWNERSHIPS,
    REGISTER_TABLES,
    REGISTERS,
    SESSIONS,
    SEXES,
    STATUSES,
    TIERS,
    Comparison,
    Count,
    FigureReference,
    Formula,
    RegisterColumn,
    RegisterTable,
)
from laoyou.packs.models.norm import Norm
from laoyou.packs.models.organisation import Organisation
from laoyou.packs.models.plan import Baseline, Indicator, Plan, Target
from laoyou.packs.pack import Origin, Pack, PackFigure
from laoyou.packs.problems import PackError, Problem
from laoyou.packs.writing import table as pack_entry

__all__ = [
    "CAPACITY_UNITS", "CLASS_KINDS", "CREDENTIALS", "FACILITY_KINDS", "JOBS", "OPERATIONS", "OWNERSHIPS", "REGISTERS",
    "REGISTER_TABLES", "SESSIONS", "SEXES", "STATUSES", "TIERS",
    "Aim", "AreaEntry", "Band", "Baseline", "BenefitEntry", "Capacity", "Case", "Cell", "Column", "Comparison",
    "ConditionEntry", "ConflictEntry", "Count", "Definition", "DefinitionEntry", "Document", "FactEntry",
    "FigureDescription", "FigureReference", "FigureRow", "FigureTable", "Formula", "Funding", "Gate", "Goalpost",
    "Grade", "IndexDefinition", "Indicator", "IndicatorGrades", "InstrumentEntry", "LawEntry", "Manifest", "Measure", "Norm", "Ordered", "Organisation",
    "Origin", "Pack", "PackError", "PackFigure", "ParameterEntry", "ParameterValue", "Pillar", "Plan", "Problem",
    "Project", "RegisterColumn", "RegisterTable", "Stated", "Statement", "Target", "Task", "TierEntry",
    "check", "instrument", "load", "manual", "norms", "pack_entry", "pack_names", "packs_root", "rule_book",
]  # fmt: skip
