"""Tables, columns and values of the registers in words, for the register of processing and for copies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from laoyou.core import audit
from laoyou.core.models import Account, Area
from laoyou.core.privacy import Entry, Held, OnErasure
from laoyou.core.role_names import role_name
from laoyou.core.shell import dates
from laoyou.privacy.queries.clauses import Clause, of_entry

TABLES = {
    "core.accessentry": lazy("访问记录"),
    "core.attachment": lazy("附件"),
    "core.auditentry": lazy("审计记录"),
    "core.blankform": lazy("上级报表"),
    "core.historyentry": lazy("变更前的内容"),
    "core.importfile": lazy("导入的名单"),
    "core.importrow": lazy("导入名单中的行"),
    "core.outboxmessage": lazy("待发送的消息"),
    "core.reportedcell": lazy("报表中的数"),
    "core.reportedform": lazy("填好的报表"),
    "core.rolegrant": lazy("查看授权"),
    "people.aidunitmember": lazy("共同生活家庭成员"),
    "providers.bedoccupancy": lazy("床位入住"),
    "providers.credential": lazy("从业人员证书"),
    "providers.placeoccupancy": lazy("托位使用"),
    "providers.staffmember": lazy("从业人员"),
}
"""Tables whose models carry no Chinese name."""

COLUMNS = {
    "at": lazy("时间"),
    "area_id": lazy("区域"),
    "action": lazy("动作"),
    "role": lazy("以何角色"),
    "detail": lazy("详情"),
    "name": lazy("名称"),
    "kind": lazy("类别"),
    "size": lazy("大小"),
    "media_type": lazy("文件类型"),
    "before": lazy("原来的内容"),
    "true_from": lazy("起始日期"),
    "true_to": lazy("终止日期"),
    "began_on": lazy("起始日期"),
    "ended_on": lazy("终止日期"),
    "valid_from": lazy("起始日期"),
    "ends_at": lazy("终止时间"),
    "granted_at": lazy("授权时间"),
    "revoked_at": lazy("收回时间"),
    "created_at": lazy("登记时间"),
    "recorded_at": lazy("登记时间"),
    "removed_at": lazy("删除时间"),
    "received_at": lazy("登记时间"),
    "checked_at": lazy("核对身份"),
    "due_clause": lazy("条款"),
    "decided_at": lazy("决定时间"),
    "undone_at": lazy("拆分时间"),
    "living_household_id": lazy("居住户编号"),
    "registered_household_id": lazy("户籍户编号"),
    "unit_id": lazy("家庭编号"),
    "bed_id": lazy("床位编号"),
    "place_id": lazy("托位编号"),
    "answers": lazy("回答"),
    "answer": lazy("答复"),
    "reason": lazy("理由"),
    "reply": lazy("答复内容"),
    "outcome": lazy("结果"),
    "source": lazy("来源"),
    "pinyin": lazy("姓名拼音"),
    "absorbed_name": lazy("并入的登记"),
}
TECHNICAL = frozenset(
    {
        "id", "chain", "seq", "key_id", "subject_type", "subject_id", "stored_as", "table",
        "row", "given_pinyin", "initials", "residence_town", "registered_town", "resident_id", "elder_id", "supporter_id",
        "guardian_id", "carer_id", "delegate_id", "first_id", "second_id", "survivor_id", "absorbed_id", "account_id",
        "grant_id", "fact_id", "request_id", "application_id", "run_id", "key", "line", "record", "example", "norm", "number_index",
    }
)  # fmt: skip
"""Columns that say nothing about anybody: numbers of rows, places in a chain, spellings that the machine makes of the name."""


def table_words(entry: Entry) -> str:
    """What a table is called."""
    return str(TABLES.get(entry.model) or entry.table._meta.verbose_name)


def erasure_words(entry: Entry) -> str:
    """What an erasure does with the rows of a table."""
    return {
        OnErasure.DELETE: _("删除"),
        OnErasure.BLANK: _("清空能认出本人的内容"),
        OnErasure.KEEP: pgettext("at an erasure", "保留"),
    }[entry.on_erasure]


def time_words(clause: Clause | None) -> str:
    """How long rows are kept."""
    return _("%(n)s个月") % {"n": clause.value} if clause is not None else _("数据包未规定")


def entry_line(entry: Entry) -> dict[str, Any]:
    """One line of the register of processing."""
    clause = of_entry(entry)
    return {
        "model": entry.model,
        "table": table_words(entry),
        "purpose": entry.purpose,
        "basis": entry.basis,
        "time": time_words(clause),
        "clause": clause,
        "erasure": erasure_words(entry),
        "kept_for": entry.kept_for,
    }


def copied(held: list[Held]) -> list[dict[str, Any]]:
    """Everything that is kept about somebody, table by table, each row as pairs of words: for his copy."""
    names = _Names(held)
    found = []
    for one in held:
        rows = [names.pairs(one.entry.table, row) for row in one.about]
        if rows or one.naming:
            found.append(
                {
                    "table": table_words(one.entry),
                    "purpose": one.entry.purpose,
                    "rows": rows,
                    "naming": len(one.naming),
                }
            )
    return found


class _Names:
    """Areas and people who worked on the rows, by their names."""

    def __init__(self, held: list[Held]) -> None:
        areas, accounts = set(), set()
        for one in held:
            for row in one.about:
                for column, value in row.items():
                    if value and column.endswith("area_id"):
                        areas.add(str(value))
                    elif value and _by(column):
                        accounts.add(value)
        self.areas = dict(Area.objects.filter(pk__in=areas).values_list("pk", "name"))
        self.accounts = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "display_name"))

    def pairs(self, table: type[models.Model], row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The columns of one row that say something, as (title, value)."""
        said = []
        for column in table._meta.concrete_fields:
            value = row.get(column.attname)
            if value in (None, "") or column.attname in TECHNICAL:
                continue
            said.append((self._title(column), self._value(column, value)))
        return said

    @staticmethod
    def _title(column: Any) -> str:
        if _by(column.attname):
            return _("经办人")
        words = str(column.verbose_name)
        if words.isascii() and words.replace(" ", "_") in (column.name, column.attname):
            return str(COLUMNS.get(column.attname, words))
        return words

    def _value(self, column: Any, value: Any) -> str:
        name = column.attname
        if name.endswith("area_id"):
            return str(self.areas.get(str(value), value))
        if _by(name):
            return str(self.accounts.get(value, value))
        if name == "action":
            return audit.name_of(str(value))
        if name == "before" and column.model._meta.label_lower == "core.historyentry":
            return before_words(str(value))
        if name == "role":
            return str(role_name(str(value)))
        if name == "detail":
            return detail_words(str(value))
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, datetime):
            return dates.moment(value)
        if isinstance(value, date):
            return dates.day(value)
        return str(value)


def _by(column: str) -> bool:
    return column == "by_id" or column.endswith("_by_id")


def detail_words(text: str) -> str:
    """What was noted beside an act: its reason in words, and the rest as it was noted."""
    try:
        said = json.loads(text) if text else {}
    except ValueError:
        return text
    if not isinstance(said, dict):
        return text
    return "；".join(str(value) if name == "reason" else f"{name}={value}" for name, value in said.items())


def before_words(text: str) -> str:
    """What a row was before a change; what was sealed then is sealed still, and only said to have been there."""
    said = []
    for name, value in json.loads(text).items() if text else ():
        if name in TECHNICAL or name.endswith("_index"):
            continue
        title = str(COLUMNS.get(name, name))
        if isinstance(value, dict):
            shown = _("（加密保存）") if "b" in value else str(next(iter(value.values()), ""))
        else:
            shown = "" if value is None else str(value)
        said.append(f"{title}={shown}")
    return "；".join(said)
