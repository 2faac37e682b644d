"""
What other rooms may use of plans.

`propose_project` puts a project into the ledger, for instance from a siting proposal. `latest_values` answers the command line, `published_indicators` publishing; the demonstration takes a snapshot, then calls
`compute_values` and `publish_indicators`. What the home page shows is registered with `laoyou.core.glance`.
"""

from __future__ import annotations

from laoyou.plans.commands.circulars import draft as draft_circular
from laoyou.plans.commands.circulars import edit_section as edit_circular_section
from laoyou.plans.commands.circulars import issue as issue_circular
from laoyou.plans.commands.circulars import set_head as set_circular_head
from laoyou.plans.commands.circulars import submit as submit_circular
from laoyou.plans.commands.closing import ask_delay, close, grant_delay
from laoyou.plans.commands.contents import note_money
from laoyou.plans.commands.index import evaluate as evaluate_index
from laoyou.plans.commands.index import publish as publish_index
from laoyou.plans.commands.opening import Added, Money, NewItem, add_decision, open_ledger, split_to_towns
from laoyou.plans.commands.opening import add_project as propose_project
from laoyou.plans.commands.progress import confirm, report
from laoyou.plans.commands.publishing import publish_indicators
from laoyou.plans.commands.values import compute as compute_values
from laoyou.plans.commands.values import report as report_value
from laoyou.plans.documents import Reading as PlanReading
from laoyou.plans.documents import as_json as plan_as_json
from laoyou.plans.documents import doubtful_first
from laoyou.plans.documents import read_file as read_plan_file
from laoyou.plans.documents import read_upload as read_plan_upload
from laoyou.plans.documents import summary as plan_summary
from laoyou.plans.domain.circular import Kind as CircularKind
from laoyou.plans.domain.plan_check import CheckReport
from laoyou.plans.domain.plan_check import as_json as plan_check_json
from laoyou.plans.domain.plan_check import text_lines as plan_check_lines
from laoyou.plans.presenters.published import (
    Bilingual,
    PublishedRow,
    PublishedSource,
    PublishedTown,
    PublishedValue,
)
from laoyou.plans.presenters.published_circular import PublishedCircular
from laoyou.plans.presenters.published_index import PublishedIndexRow, published_index
from laoyou.plans.queries.indicators import latest_values
from laoyou.plans.queries.ledger import item_ids
from laoyou.plans.queries.plan_checks import check_file as check_plan_file
from laoyou.plans.queries.publications import published_indicators
from laoyou.plans.queries.published_circulars import published_circulars
from laoyou.plans.reports.check_files import write_report as write_check_report

__all__ = [
    "Added",
    "Bilingual",
    "CheckReport",
    "CircularKind",
    "Money",
    "NewItem",
    "PlanReading",
    "PublishedCircular",
    "PublishedIndexRow",
    "PublishedRow",
    "PublishedSource",
    "PublishedTown",
    "PublishedValue",
    "add_decision",
    "ask_delay",
    "check_plan_file",
    "close",
    "compute_values",
    "confirm",
    "doubtful_first",
    "draft_circular",
    "edit_circular_section",
    "evaluate_index",
    "grant_delay",
    "issue_circular",
    "item_ids",
    "latest_values",
    "note_money",
    "open_ledger",
    "plan_as_json",
    "plan_check_json",
    "plan_check_lines",
    "plan_summary",
    "propose_project",
    "publish_index",
    "publish_indicators",
    "published_circulars",
    "published_index",
    "published_indicators",
    "read_plan_file",
    "read_plan_upload",
    "report",
    "report_value",
    "set_circular_head",
    "split_to_towns",
    "submit_circular",
    "write_check_report",
]
