"""What core itself keeps about people: files, rights over a family, the trail of what was done and who looked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.imports import tables
from laoyou.core.imports.running import unpack
from laoyou.core.models import AccessEntry, Attachment, AuditEntry, HistoryEntry, ImportBatch, ImportRow, ImportRun
from laoyou.core.privacy import Entry, OnErasure

DUTY = _("履行法定职责（个人信息保护法第十三条第一款第三项、第三十四条）")
ACCOUNTS = "privacy.retention.accounts"
"""The norm for what proves a payment."""
LOGS = "privacy.retention.logs"
SECURITY = _("保障数据安全、证明谁做了什么（个人信息保护法第五十一条、第五十四条）")


def _by_subject(model: type[models.Model]) -> Callable[[int], Iterable[models.Model]]:
    """Rows that name the person as their subject."""

    def rows(person_id: int) -> Iterable[models.Model]:
        said = {"subject_type": privacy.person(), "subject_id": str(person_id)}
        return models.QuerySet(model).filter(**said).order_by("pk")

    return rows


def _history(person_id: int) -> Iterable[models.Model]:
    table = privacy.person().replace(".", "_")
    return models.QuerySet(HistoryEntry).filter(table=table, row=str(person_id)).order_by("pk")


privacy.register(
    Entry(
        "core.attachment",
        "",
        _("保存当事人交来的证明材料"),
        DUTY,
        OnErasure.BLANK,
        rows=_by_subject(Attachment),
        blanks={"data_key": None, "name": privacy.NAMELESS, "removed_at": lambda row: row.removed_at or row.created_at},
    )
)
privacy.register(
    Entry(
        "core.outboxmessage",
        "",
        _("把已经决定的事项发送给其他系统；发送后到期清空"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("内容加密，发送完成并到期后自动清空"),
    )
)
privacy.register(
    Entry(
        "core.rolegrant",
        "resident_id",
        _("让家属或受托人查看本人的登记"),
        DUTY,
        OnErasure.KEEP,
        kept_for=_("证明谁在何时有权查看，不含本人信息"),
    )
)
privacy.register(
    Entry(
        "core.historyentry",
        "",
        _("查明登记内容何时由谁更改，改错可以恢复"),
        DUTY,
        OnErasure.KEEP,
        rows=_history,
        kept_for=_("被删除的内容同时从变更记录中去除，只留何时由谁更改过"),
    )
)
privacy.register(
    Entry(
        "core.auditentry",
        "",
        _("证明谁做了什么"),
        SECURITY,
        OnErasure.KEEP,
        rows=_by_subject(AuditEntry),
        kept_for=_("审计记录不得修改；不含敏感信息"),
        retention=LOGS,
    )
)
privacy.register(
    Entry(
        "core.accessentry",
        "",
        _("证明谁看过谁的信息"),
        SECURITY,
        OnErasure.KEEP,
        rows=_by_subject(AccessEntry),
        kept_for=_("访问记录不得修改；不含敏感信息"),
        retention=LOGS,
    )
)

_LISTS = _("登记在册：把名单上的人导入名册，改正名单上的错误")
_EXPIRES = _("按保存期限自动删除，期限见导入页面；内容加密")


def _import_rows(person_id: int) -> Iterable[models.Model]:
    """What imports said of rows that were written to, or compared with, the person."""
    of_people = [table.name for table in tables.all_tables() if table.model == privacy.person()]
    return models.QuerySet(ImportRow).filter(run__table__in=of_people, key=person_id).order_by("pk")


_ENDED = (ImportRun.State.WRITTEN, ImportRun.State.UNDONE, ImportRun.State.REFUSED, ImportRun.State.EXPIRED)


def _import_files(person_id: int) -> Iterable[tuple[str, str]]:
    """Lists that were written, or given up, and in which the person stands; one that is being worked on ends by itself."""
    of_people = [table.name for table in tables.all_tables() if table.model == privacy.person()]
    runs: models.QuerySet[ImportRun] = models.QuerySet(ImportRun).filter(table__in=of_people, state__in=_ENDED)
    named = set(runs.filter(lines__key=person_id).values_list("pk", flat=True))
    batches: models.QuerySet[ImportBatch] = models.QuerySet(ImportBatch)
    for batch in batches.filter(run__in=runs).exclude(run__in=named).order_by("pk"):
        if any(row[1] == person_id for row in unpack(bytes(batch.rows))):
            named.add(batch.run_id)
    return [("core.importrun", str(pk)) for pk in sorted(named)]


privacy.register(Entry("core.importfile", "", _LISTS, DUTY, OnErasure.KEEP, kept_for=_EXPIRES, files=_import_files))
privacy.register(Entry("core.importrow", "", _LISTS, DUTY, OnErasure.DELETE, rows=_import_rows))

_FORMS = _("向上级报送统计报表")
_ONLY_SUMS = _("只有合计数，不含个人信息；证明向谁报送过什么数")
for _table in ("core.blankform", "core.reportedform", "core.reportedcell"):
    privacy.register(Entry(_table, "", _FORMS, DUTY, OnErasure.KEEP, kept_for=_ONLY_SUMS))
