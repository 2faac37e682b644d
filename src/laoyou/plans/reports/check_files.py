"""The report of a check as a file of the kind that its name asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from laoyou.base.errors import DomainError
from laoyou.plans.domain.plan_check import CheckReport
from laoyou.plans.reports.check_content import NO_MARKS, Language, MarkWords, content

KINDS = (".docx", ".pdf", ".xlsx")


def report_bytes(
    report: CheckReport, kind: str, language: Language = "zh-hans", marks: Mapping[int, MarkWords] = NO_MARKS
) -> bytes:
    """The file of one kind: ".docx", ".pdf" or ".xlsx", with what was said about findings; DomainError for another kind."""
    made = content(report, language, marks)
    # What sets a file is loaded when somebody asks for one: the pages that offer it stay small.
    if kind == ".docx":
        from laoyou.plans.reports.check_docx import docx

        return docx(made)
    if kind == ".pdf":
        from laoyou.plans.reports.check_pdf import pdf

        return pdf(made, language=language)
    if kind == ".xlsx":
        from laoyou.plans.reports.check_xlsx import xlsx

        return xlsx(made, report)
    raise DomainError("plans.report_kind", kind=kind or "—")


def write_report(report: CheckReport, path: Path, language: Language = "zh-hans") -> None:
    """Write the report to `path`; its ending says the kind."""
    path.write_bytes(report_bytes(report, path.suffix.lower(), language))
