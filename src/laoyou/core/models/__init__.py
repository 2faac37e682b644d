"""The tables of core, one noun a file."""

from laoyou.core.models.account import Account, RoleGrant, SignInLink
from laoyou.core.models.area import Area, AreaCode, AreaSuccession
from laoyou.core.models.holiday import CalendarDay
from laoyou.core.models.job import Job
from laoyou.core.models.unit import Unit, UnitSuccession

__all__ = [
    "Account",
    "Area",
    "AreaCode",
    "AreaSuccession",
    "CalendarDay",
    "Job",
    "RoleGrant",
    "SignInLink",
    "Unit",
    "UnitSuccession",
]
