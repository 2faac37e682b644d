"""The lists of facilities, beds, places and staff as people keep them in Excel: columns, and what makes a row acceptable."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_credit_code, parse_resident_id
from laoyou.core import clock, district
from laoyou.core.imports import tables, values
from laoyou.core.imports.tables import Batch, Column, Fault, ImportTable, Kind, Outcome, Row, Rule, Shown, Verdict, Work
from laoyou.core.scope import Scope
from laoyou.providers import words
from laoyou.providers.commands import importing
from laoyou.providers.events import FacilityChanged, publish
from laoyou.providers.permissions import MANAGE_CAPACITY, MANAGE_FACILITIES, MANAGE_STAFF
from laoyou.providers.queries import matching

Text = str | Promise


def _codes(titles: Mapping[str, Text], **more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Code → its Chinese words, whatever the language of the process: lists are Chinese."""
    with override("zh-hans"):
        return {code: (str(title), *more.get(code, ())) for code, title in titles.items()}


KINDS = _codes(words.KINDS, care_home=("养老院", "敬老院", "福利院"), canteen=("食堂", "社区食堂"), childcare_centre=("托育园", "托育中心"))  # fmt: skip
OWNERSHIPS = _codes(words.OWNERSHIPS, public=("公有", "国有"), private=("私营", "民营"))
OPERATIONS = _codes(words.OPERATIONS)
TIERS = _codes(words.TIERS, affordable=("普惠型",), safety_net=("兜底型", "保障型"), market=("市场型",))
CLASSES = _codes(words.CLASSES)
SESSIONS = _codes(words.SESSIONS, full_day=("全日制", "全日"), half_day=("半日制", "半日"))
JOBS = _codes(words.JOBS, carer=("护理员",), director=("院长", "园长", "法定代表人"), nurse=("护理师",), childcare_worker=("保育员", "保育师", "育婴员"))  # fmt: skip

_FACILITY = Column("facility", _("所在设施"), Kind.TEXT, ("设施", "设施名称", "机构名称", "机构", "养老机构", "托育机构", "园所名称", "所在机构", "单位名称"), required=True, longest=120, ruled=False)  # fmt: skip
_TOWN = Column("town", _("镇街"), Kind.TEXT, ("街道", "乡镇", "所属镇街", "所在镇街", "镇街道"), ruled=False)
_COMMUNITY = Column("community", _("村(社区)"), Kind.TEXT, ("社区", "村", "所在社区", "村社区"), ruled=False)


class FacilityTableBase(ImportTable):
    """What these tables share: rows are found by names and numbers, compared field by field, and written by this room's commands."""

    chain = "providers"
    fields: ClassVar[Mapping[str, str]]
    """Column of the list → attribute of the model."""

    @abstractmethod
    def find(self, rows: Sequence[Row], work: Work) -> dict[int, matching.Found]:
        """Line → the row of the register and what it belongs to."""

    def check(self, row: Row, work: Work) -> None:
        return None

    def judge(self, rows: Sequence[Row], work: Work) -> list[Verdict]:
        found = self.find(rows, work)
        return [self._judged(row, found[row.line], work) for row in rows]

    def _judged(self, row: Row, found: matching.Found, work: Work) -> Verdict:
        if found.column:
            row.faults.append(
                Fault(
                    found.column,
                    str(row.values.get(found.column, "")),
                    DomainError(found.code, **found.data),
                    found.proposal,
                )
            )
            return Verdict(row, Outcome.FAULT)
        new = {column: row.values[column] for column in self.fields if column in row.values}
        if found.row is None:
            changes = {column: ("", self.words(column, value)) for column, value in new.items()}
            return Verdict(row, Outcome.NEW, changes=changes, work=importing.Planned(None, found.facility, new))
        return self._compared(row, found, new, work)

    def _compared(self, row: Row, found: matching.Found, new: Mapping[str, Any], work: Work) -> Verdict:
        changes: dict[str, tuple[str, str]] = {}
        kept: dict[str, tuple[str, str]] = {}
        asked: list[str] = []
        written: dict[str, Any] = {}
        decision = row.decision
        for column, value in new.items():
            old = matching.value_of(found.row, self.fields[column])
            if old == value:
                continue
            pair = (self.words(column, old), self.words(column, value))
            empty = old in (None, "", "unknown")
            if empty or (decision is not None and column in decision.take):
                changes[column], written[column] = pair, value
            else:
                kept[column] = pair
                if decision is None and work.rule(column) is not Rule.FILL:
                    asked.append(column)
        outcome = Outcome.CONFLICT if asked else Outcome.CHANGED if changes else Outcome.SAME
        question = "providers.import_differs" if asked else ""
        planned = importing.Planned(found.row, found.facility, written)
        key = found.row.pk
        return Verdict(row, outcome, key, changes, kept, tuple(asked), question, (key,) if asked else (), planned)

    def words(self, column: str, value: Any) -> str:
        """A value as lists write it."""
        known = self.column(column)
        if isinstance(value, bool):
            return "是" if value else "否"
        if known.codes and value in known.codes:
            return known.codes[value][0]
        return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")

    def restored(self, keys: Sequence[int], written_at: datetime) -> None:
        publish(FacilityChanged(None, district.area_id()), at=clock.now())

    def shown(self, keys: Sequence[int], by: Scope) -> list[Shown]:
        rows = matching.rows_of(self.model, keys, by, self.permission)
        return [
            Shown(
                row.pk,
                {column: self.words(column, matching.value_of(row, name)) for column, name in self.fields.items()},
                matching.url_of(row),
            )
            for row in rows
        ]


class FacilityTable(FacilityTableBase):
    """Facilities, each with its kind and where it stands."""

    name = "providers.facilities"
    title = _("设施")
    model = "providers.facility"
    permission = MANAGE_FACILITIES
    fields = {
        "name": "name", "kind": "kind", "ownership": "ownership", "operation": "operation", "tier": "tier", "address": "address",
        "phone": "phone", "opened_on": "opened_on",
    }  # fmt: skip
    columns = (
        Column("name", _("设施名称"), Kind.TEXT, ("机构名称", "名称", "设施", "点位名称", "园所名称", "养老机构名称", "站点名称"), required=True, longest=120, ruled=False, sample="某某养老服务站"),
        Column("kind", pgettext_lazy("of a facility", "类别"), Kind.CODE, ("设施类别", "机构类型", "类型", "设施类型", "机构类别"), codes=KINDS, required=True, sample="社区养老服务站"),
        _TOWN, _COMMUNITY,
        Column("ownership", _("所有制"), Kind.CODE, ("性质", "机构性质", "所有制性质"), codes=OWNERSHIPS, sample="公办"),
        Column("operation", _("运营方式"), Kind.CODE, ("运营模式", "经营方式"), codes=OPERATIONS, sample="公建民营"),
        Column("tier", _("档次"), Kind.CODE, ("收费档次", "普惠类型"), codes=TIERS, sample="普惠"),
        Column("address", _("地址"), Kind.TEXT, ("详细地址", "机构地址", "设施地址"), longest=200),
        Column("phone", _("电话"), Kind.TEXT, ("联系电话", "机构电话"), longest=40),
        Column("opened_on", _("开业日期"), Kind.DAY, ("开业时间", "成立日期", "投用时间", "建成时间")),
        Column("credit_code", _("统一社会信用代码"), Kind.NUMBER, ("信用代码", "社会信用代码", "机构信用代码"), ruled=False),
    )  # fmt: skip

    def keys(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        return "", cells.get("name", ""), f"{cells.get('name', '')}\x1f{cells.get('town', '')}"

    def check(self, row: Row, work: Work) -> None:
        found = row.values
        area = work.areas.find(str(found.get("town", "")), str(found.get("community", "")))
        column = area.column if area.column in found else "town"
        if area.error is not None:
            row.faults.append(Fault(column, str(found.get(column, "")), area.error, area.proposal))
        elif area.area_id is None:
            row.faults.append(Fault("town", "", DomainError("core.import_value_missing")))
        elif not work.by.covers_area(self.permission, area.area_id):
            row.faults.append(Fault(column, str(found.get(column, "")), DomainError("providers.import_not_yours")))
        else:
            found["area_id"] = area.area_id
        if "opened_on" in found and found["opened_on"] > work.today:
            error = DomainError("providers.date_in_future", on=found["opened_on"].isoformat())
            row.faults.append(Fault("opened_on", found["opened_on"].isoformat(), error))
        if "credit_code" in found:
            try:
                found["credit_code"] = parse_credit_code(found["credit_code"], accept_example=work.accept_example)
            except DomainError as refusal:
                row.faults.append(Fault("credit_code", found["credit_code"], refusal))

    def find(self, rows: Sequence[Row], work: Work) -> dict[int, matching.Found]:
        return matching.facilities(rows, work, self.permission)

    def write(self, verdicts: Sequence[Verdict], work: Work) -> Batch:
        return importing.write(verdicts, work, importing.add_facility, self.fields, self.model)


class BedTable(FacilityTableBase):
    """Beds, each in a facility that is there already."""

    name = "providers.beds"
    title = _("床位")
    model = "providers.bed"
    permission = MANAGE_CAPACITY
    number_column = name_column = "number"
    fields = {"room": "room", "nursing": "nursing", "tier": "tier", "approved": "approved", "filed": "filed", "actual": "actual"}  # fmt: skip
    columns = (
        _FACILITY, _TOWN,
        Column("number", _("床位号"), Kind.TEXT, ("床号", "床位编号", "编号"), required=True, longest=20, ruled=False, sample="301-1"),
        Column("room", _("房间号"), Kind.TEXT, ("房间", "房号"), longest=20, sample="301"),
        Column("nursing", _("护理型"), Kind.YES_NO, ("是否护理型", "护理型床位", "是否护理型床位"), sample="是"),
        Column("tier", _("档次"), Kind.CODE, ("收费档次",), codes=TIERS, sample="普惠"),
        Column("approved", pgettext_lazy("reading", "核定"), Kind.YES_NO, ("是否核定", "核定床位"), sample="是"),
        Column("filed", pgettext_lazy("reading", "备案"), Kind.YES_NO, ("是否备案", "备案床位"), sample="是"),
        Column("actual", pgettext_lazy("reading", "实际"), Kind.YES_NO, ("是否实际", "实际床位", "是否可用", "在用"), sample="是"),
    )  # fmt: skip

    def keys(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        key = f"{cells.get('facility', '')}\x1f{cells.get('number', '')}"
        return "", key, key

    def find(self, rows: Sequence[Row], work: Work) -> dict[int, matching.Found]:
        return matching.beds(rows, work, self.permission)

    def write(self, verdicts: Sequence[Verdict], work: Work) -> Batch:
        return importing.write(verdicts, work, importing.add_bed, self.fields, self.model)


class PlaceTable(FacilityTableBase):
    """Childcare places, each in a class of a facility; a class that is not there yet is opened with its first place."""

    name = "providers.places"
    title = _("托位")
    model = "providers.childcareplace"
    permission = MANAGE_CAPACITY
    number_column = name_column = "number"
    fields = {"session": "session", "tier": "tier", "filed": "filed", "open": "open"}
    columns = (
        _FACILITY, _TOWN,
        Column("number", _("托位号"), Kind.TEXT, ("托位编号", "编号"), required=True, longest=20, ruled=False, sample="1-01"),
        Column("class_name", _("班级"), Kind.TEXT, ("班级名称", "班名"), required=True, longest=60, ruled=False, sample="托小一班"),
        Column("class_kind", _("班型"), Kind.CODE, ("班级类型",), codes=CLASSES, ruled=False, sample="托小班"),
        Column("session", _("托管方式"), Kind.CODE, ("服务形式", "托育形式"), codes=SESSIONS, sample="全日托"),
        Column("tier", _("档次"), Kind.CODE, ("收费档次", "普惠类型"), codes=TIERS, sample="普惠"),
        Column("filed", pgettext_lazy("reading", "备案"), Kind.YES_NO, ("是否备案", "备案托位"), sample="是"),
        Column("open", pgettext_lazy("reading", "开放"), Kind.YES_NO, ("是否开放", "开放托位", "在用"), sample="是"),
    )  # fmt: skip

    def keys(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        key = f"{cells.get('facility', '')}\x1f{cells.get('number', '')}"
        return "", key, key

    def find(self, rows: Sequence[Row], work: Work) -> dict[int, matching.Found]:
        return matching.places(rows, work, self.permission)

    def write(self, verdicts: Sequence[Verdict], work: Work) -> Batch:
        return importing.write(verdicts, work, importing.add_place, self.fields, self.model)


class StaffTable(FacilityTableBase):
    """People at work, each in a facility that is there already; found again by ID number, which must bear the same name."""

    name = "providers.staff"
    title = _("从业人员")
    model = "providers.staffmember"
    permission = MANAGE_STAFF
    number_column = "id_number"
    fields = {"job": "job", "phone": "phone", "employed_from": "employed_from"}
    columns = (
        _FACILITY, _TOWN,
        Column("name", _("姓名"), Kind.NAME, ("人员姓名", "员工姓名"), required=True, ruled=False, sample="李小芳"),
        Column("id_number", _("证件号码"), Kind.NUMBER, ("身份证号", "身份证号码", "身份证"), required=True, mask="id_number", ruled=False),
        Column("job", _("岗位"), Kind.CODE, ("职务", "工种", "岗位类型"), codes=JOBS, required=True, sample="养老护理员"),
        Column("phone", _("电话"), Kind.PHONE, ("联系电话", "手机", "手机号码"), mask="phone"),
        Column("employed_from", _("入职日期"), Kind.DAY, ("入职时间", "上岗时间", "参加工作时间")),
    )  # fmt: skip

    def keys(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        number = values.half_width(cells.get("id_number", "")).replace(" ", "").upper()
        facility = cells.get("facility", "")
        return (f"{facility}\x1f{number}" if len(number) >= 15 else ""), cells.get("name", ""), ""

    def check(self, row: Row, work: Work) -> None:
        found = row.values
        if "id_number" in found:
            try:
                parsed = parse_resident_id(found["id_number"], today=work.today, accept_example=work.accept_example)
                found["id_number"] = str(parsed.number)
            except DomainError as refusal:
                row.faults.append(Fault("id_number", found["id_number"], refusal))
        if "employed_from" in found and found["employed_from"] > work.today:
            error = DomainError("providers.date_in_future", on=found["employed_from"].isoformat())
            row.faults.append(Fault("employed_from", found["employed_from"].isoformat(), error))

    def find(self, rows: Sequence[Row], work: Work) -> dict[int, matching.Found]:
        return matching.staff(rows, work, self.permission)

    def write(self, verdicts: Sequence[Verdict], work: Work) -> Batch:
        return importing.write(verdicts, work, importing.add_staff, self.fields, self.model)


for _table in (FacilityTable(), BedTable(), PlaceTable(), StaffTable()):
    tables.register(_table)
tables.register_holder("people.resident", matching.residents_in_beds)
