"""The tables of core, one noun a file."""

from laoyou.core.models.account import Account, RoleGrant, SignInLink
from laoyou.core.models.area import Area, AreaCode, AreaSuccession
from laoyou.core.models.attachment import Attachment
from laoyou.core.models.audit import AccessEntry, AuditEntry, ChainHead
from laoyou.core.models.forms_out import BlankForm, ReportedCell, ReportedForm
from laoyou.core.models.history import HistoryEntry
from laoyou.core.models.holiday import CalendarDay
from laoyou.core.models.imports import ImportBatch, ImportFile, ImportMapping, ImportRow, ImportRun
from laoyou.core.models.job import Job
from laoyou.core.models.keeping import BackupTrial, ClockJump, KeyDrill, KeyShare
from laoyou.core.models.keys import KeyRecord, KeyRotation, KeyRotationStep
from laoyou.core.models.outbox import Notice, OutboxMessage
from laoyou.core.models.saved_view import SavedView
from laoyou.core.models.unit import Unit, UnitSuccession

__all__ = [
    "AccessEntry",
    "Account",
    "Area",
    "AreaCode",
    "AreaSuccession",
    "Attachment",
    "AuditEntry",
    "BackupTrial",
    "BlankForm",
    "CalendarDay",
    "ChainHead",
    "ClockJump",
    "HistoryEntry",
    "ImportBatch",
    "ImportFile",
    "ImportMapping",
    "ImportRow",
    "ImportRun",
    "Job",
    "KeyDrill",
    "KeyRecord",
    "KeyRotation",
    "KeyRotationStep",
    "KeyShare",
    "Notice",
    "OutboxMessage",
    "ReportedCell",
    "ReportedForm",
    "RoleGrant",
    "SavedView",
    "SignInLink",
    "Unit",
    "UnitSuccession",
]
