"""The list of residents as people keep it in Excel: its columns, and what makes a row of it acceptable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_resident_id
from laoyou.core.imports import tables, values
from laoyou.core.imports.tables import Batch, Column, Fault, ImportTable, Kind, Row, Shown, Verdict, Work
from laoyou.core.scope import Scope
from laoyou.people.commands import importing, reported
from laoyou.people.domain.checks import CODED, Rules, check_record
from laoyou.people.domain.names import clean_name
from laoyou.people.domain.words import EXCLUSIVE, Status
from laoyou.people.models import StatusFact
from laoyou.people.queries import matching

STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "extreme_hardship": ("特困人员", "特困", "特困供养", "五保"),
    "extreme_hardship_in_care": ("特困人员集中供养", "集中供养", "特困集中供养"),
    "extreme_hardship_at_home": ("特困人员分散供养", "分散供养", "特困分散供养"),
    "wants_care_in_institution": ("有集中供养意愿", "集中供养意愿"),
    "unable_to_care_for_self": ("生活不能自理", "不能自理"),
    "min_living_allowance": ("低保", "低保对象", "最低生活保障", "低保户", "城市低保", "农村低保"),
    "marginal_low_income": ("低保边缘", "低边", "低保边缘家庭", "低边户"),
    "rigid_expenditure_hardship": ("刚性支出困难", "刚性支出困难家庭", "支出型困难"),
    "lives_alone": ("独居", "独居老人", "独居老年人"),
    "empty_nest": ("空巢", "空巢老人", "空巢老年人"),
    "left_behind": ("留守", "留守老人", "留守老年人", "留守儿童"),
    "severe_disability": ("重度残疾", "重残"),
    "special_family_planning_family": ("计划生育特殊家庭", "计生特殊家庭", "特殊家庭", "失独", "失独家庭"),
    "entitled_group": ("优抚对象", "优抚"),
    "cognitive_impairment": ("认知障碍", "失智", "失智老人"),
    "disabled_elder": ("失能老年人", "失能", "失能老人"),
}
RELATION_WORDS: dict[str, tuple[str, ...]] = {
    "head": ("户主", "本人"),
    "spouse": ("配偶", "妻", "夫", "妻子", "丈夫", "老伴"),
    "child": (
        "子女",
        "子",
        "女",
        "儿子",
        "女儿",
        "长子",
        "长女",
        "次子",
        "次女",
        "三子",
        "三女",
        "独生子",
        "独生女",
        "儿媳",
        "女婿",
    ),
    "parent": ("父母", "父", "母", "父亲", "母亲", "公公", "婆婆", "岳父", "岳母"),
    "grandparent": ("祖父母", "祖父", "祖母", "爷爷", "奶奶", "外祖父", "外祖母", "外公", "外婆"),
    "grandchild": ("孙子女", "孙子", "孙女", "外孙子", "外孙女", "外孙", "孙"),
    "sibling": ("兄弟姐妹", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"),
    "other": ("其他", "亲属", "其他亲属", "邻居", "朋友", "侄子", "侄女", "外甥", "外甥女", "村干部", "社工"),
}
DOCUMENT_WORDS: dict[str, tuple[str, ...]] = {
    "resident_id": ("居民身份证", "身份证", "二代身份证"),
    "birth_certificate": ("出生医学证明", "出生证", "出生证明"),
    "residence_permit": ("港澳台居民居住证", "居住证"),
    "hk_macao_permit": ("港澳居民来往内地通行证", "港澳通行证", "回乡证"),
    "taiwan_permit": ("台湾居民来往大陆通行证", "台胞证", "台湾通行证"),
    "foreign_permit": ("外国人永久居留身份证", "外国人永久居留证"),
    "passport": ("外国护照", "护照"),
    "none": ("无证件", "没有证件"),
}
FLAGS = ("min_living_allowance", "extreme_hardship", "marginal_low_income", "lives_alone", "empty_nest", "left_behind",
         "severe_disability", "disabled_elder", "cognitive_impairment", "special_family_planning_family")  # fmt: skip
"""Statuses that lists often give a column of their own, with yes or a tick in it."""

_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"1\d{10}")
_SEX = frozenset({"男", "女"})

COLUMNS: tuple[Column, ...] = (
    Column("name", _("姓名"), Kind.NAME, ("名字", "居民姓名", "老人姓名", "老年人姓名", "幼儿姓名", "儿童姓名", "人员姓名", "户主姓名", "对象姓名"),
           required=True, sample="王小明", longest=60),
    Column("id_document", _("证件类型"), Kind.CODE, ("证件种类", "证件类别"), codes=DOCUMENT_WORDS, sample="居民身份证"),
    Column("id_number", _("证件号码"), Kind.NUMBER, ("身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号码", "居民身份证号码", "证件号", "身份号码", "身份证件号码", "出生医学证明编号"),
           mask="id_number", looks=lambda text: bool(_ID.fullmatch(text)), sample="（18位，按文本填写）"),
    Column("sex", _("性别"), Kind.CODE, codes={"male": ("男", "男性", "1", "M", "m"), "female": ("女", "女性", "2", "F", "f")},
           looks=lambda text: text in _SEX, sample="女"),
    Column("birth_date", _("出生日期"), Kind.DAY, ("出生年月日", "出生年月", "生日", "出生时间", "出生日"), sample="1950-03-07"),
    Column("phone", _("电话"), Kind.PHONE, ("联系电话", "手机", "手机号", "手机号码", "电话号码", "本人电话", "联系方式", "本人联系电话"),
           mask="phone", looks=lambda text: bool(_PHONE.fullmatch(text)), sample="（11位手机号或带区号的座机）"),
    Column("residence_town", _("居住镇街"), Kind.TEXT, ("镇街", "街道", "乡镇", "镇街道", "所属镇街", "现居住镇街", "街镇", "所在镇街", "现住镇街", "所属街道", "乡镇街道", "居住地", "居住地镇街", "现居住地镇街"), sample=""),
    Column("residence_community", _("居住村(社区)"), Kind.TEXT, ("村社区", "社区", "村居", "所属社区", "所在社区", "村", "居委会", "居住社区", "村(居)", "所属村社区", "现住村社区", "居住村", "居住地村社区", "居住地社区"), sample=""),
    Column("address", _("住址"), Kind.TEXT, ("地址", "现住址", "居住地址", "家庭住址", "详细地址", "现居住地址", "家庭地址", "详细住址", "居住详细地址"), mask="address", sample="", longest=120),
    Column("registered_town", _("户籍镇街"), Kind.TEXT, ("户籍所在镇街", "户口镇街", "户籍街道", "户籍所属镇街", "户籍地镇街", "户籍地"), sample=""),
    Column("registered_community", _("户籍村(社区)"), Kind.TEXT, ("户籍社区", "户口社区", "户籍村", "户籍所在社区", "户籍地村社区", "户籍地社区"), sample=""),
    Column("registered_elsewhere", _("区外户籍地"), Kind.TEXT, ("外地户籍地", "户籍地(区外)", "外省户籍地"), sample=""),
    Column("household_number", _("户号"), Kind.TEXT, ("户编号", "家庭户号", "户口本号", "户籍户号"), sample="", longest=20),
    Column("household_relation", _("与户主关系"), Kind.CODE, ("户主关系", "和户主关系", "与户主的关系"), codes=RELATION_WORDS, sample="配偶"),
    Column("statuses", pgettext_lazy("of a resident", "身份"), Kind.CODES, ("身份类别", "人员类别", "人员类型", "困难类型", "困难类别", "人群类别", "身份事实", "老人类别", "救助类型", "对象类别"),
           codes=STATUS_WORDS, sample="低保、独居", longest=200, ruled=False),
    *(Column(f"has_{status}", StatusFact.Kind(status).label, Kind.YES_NO,
             tuple(word for one in STATUS_WORDS[status] for word in (one, f"是否{one}")), sample="", ruled=False) for status in FLAGS),
    Column("status_from", _("身份起始日期"), Kind.DAY, ("认定日期", "认定时间", "起始日期", "纳入时间", "身份认定日期"), ruled=False, sample=""),
    Column("contact_name", _("紧急联系人"), Kind.TEXT, ("联系人", "联系人姓名", "紧急联系人姓名", "家属姓名", "家属"), sample="", ruled=False),
    Column("contact_phone", _("联系人电话"), Kind.PHONE, ("紧急联系人电话", "家属电话", "联系人手机", "联系人联系电话", "家属联系电话"), mask="phone", sample="", ruled=False),
    Column("contact_relation", _("联系人关系"), Kind.CODE, ("与本人关系", "联系人与本人关系", "紧急联系人关系", "家属关系"), codes=RELATION_WORDS, sample="子女", ruled=False),
)  # fmt: skip

_AREA_COLUMNS = {
    "residence_area_id": "residence_town",
    "registered_area_id": "registered_town",
    "residence_elsewhere": "residence_town",
}


class ResidentTable(ImportTable):
    """Residents, with status facts, booklet and first contact."""

    name = "people.residents"
    title = _("居民")
    model = "people.resident"
    permission = "people.import_residents"
    chain = "people"
    columns = COLUMNS
    name_column = "name"
    number_column = "id_number"

    def keys(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        number = values.half_width(cells.get("id_number", "")).replace(" ", "").strip("'’").upper()
        name = clean_name(cells.get("name", ""))
        born = cells.get("birth_date", "")
        place = cells.get("residence_community", "") or cells.get("address", "")
        thing = f"{name}\x1f{_digits(born)}\x1f{place}" if name and born else ""
        return (number if len(number) >= 15 and "." not in number else ""), name, thing

    def check(self, row: Row, work: Work) -> None:
        found, faults = row.values, row.faults
        wrong = {fault.column for fault in faults}
        if "name" in found:
            found["name"] = clean_name(found["name"])
        parsed = self._number(row, work, wrong)
        if parsed is not None:
            found.setdefault("birth_date", parsed.birth_date)
            found.setdefault("sex", parsed.sex)
        for column in ("birth_date", "sex"):
            if column not in found and column not in wrong and "id_number" not in wrong:
                faults.append(Fault(column, "", DomainError("people.import_birth_or_number")))
        self._areas(row, work, wrong)
        self._statuses(row, work)
        if {"contact_phone", "contact_relation"} & found.keys() and "contact_name" not in found:
            faults.append(Fault("contact_name", "", DomainError("people.name_missing")))
        if not faults or wrong:
            self._record(row, work)

    def _number(self, row: Row, work: Work, wrong: set[str]) -> Any:
        """What the ID number says; its document is what it looks like where no column says it."""
        found = row.values
        number = found.get("id_number")
        if number is None:
            if found.get("id_document") not in (None, "none"):
                if "id_number" not in wrong:
                    row.faults.append(Fault("id_number", "", DomainError("people.id_number_missing")))
            else:
                found["id_document"] = "none"
            return None
        document = found.setdefault("id_document", _document_of(number))
        if document not in CODED:
            return None
        try:
            parsed = parse_resident_id(number, today=work.today, accept_example=work.accept_example)
        except DomainError as refusal:
            row.faults.append(Fault("id_number", number, refusal))
            wrong.add("id_number")
            return None
        if parsed.was_15_digits:
            error = DomainError("people.import_15_digits", number=str(parsed.number)[-4:])
            row.faults.append(Fault("id_number", number, error, str(parsed.number)))
            wrong.add("id_number")
        found["id_number"] = str(parsed.number)
        return parsed

    def _areas(self, row: Row, work: Work, wrong: set[str]) -> None:
        found = row.values
        for place in ("residence", "registered"):
            town, community = str(found.get(f"{place}_town", "")), str(found.get(f"{place}_community", ""))
            if not town and not community:
                continue
            area = work.areas.find(town, community)
            if area.error is not None:
                column = f"{place}_{area.column}" if f"{place}_{area.column}" in found else f"{place}_town"
                column = column if column in found else f"{place}_community"
                row.faults.append(Fault(column, str(found[column]), area.error, area.proposal))
                wrong.add(column)
            elif area.area_id is not None:
                found[f"{place}_area_id"] = area.area_id
        first = found.get("residence_area_id") or found.get("registered_area_id")
        if first is None:
            if not wrong & {"residence_town", "residence_community", "registered_town", "registered_community"}:
                found["area_missing"] = True
            return
        if not covered(work, first):
            column = "residence_town" if "residence_area_id" in found else "registered_town"
            shown = str(found.get(column) or found.get(column.replace("town", "community"), ""))
            row.faults.append(Fault(column, shown, DomainError("people.import_not_yours")))

    def _statuses(self, row: Row, work: Work) -> None:
        found = row.values
        kinds = dict.fromkeys(found.get("statuses", ()))
        denied = []
        for flag in FLAGS:
            said = found.get(f"has_{flag}")
            if said is True:
                kinds[flag] = None
            elif said is False:
                denied.append(flag)
        for pair in EXCLUSIVE:
            if pair <= {Status(kind) for kind in kinds}:
                one, other = sorted(pair)
                row.faults.append(
                    Fault("statuses", "、".join(STATUS_WORDS[kind][0] for kind in (one, other)),
                          DomainError("people.status_conflict", kind=STATUS_WORDS[one][0], other=STATUS_WORDS[other][0]))
                )  # fmt: skip
        since = found.get("status_from", work.as_of)
        if kinds and since > work.today:
            row.faults.append(Fault("status_from", str(since), DomainError("people.status_dates")))
        found["kinds"], found["denied"], found["since"] = tuple(kinds), tuple(denied), since

    def _record(self, row: Row, work: Work) -> None:
        """The check of the single record, with its words; what was refused before is not said twice."""
        found = row.values
        said = {fault.column for fault in row.faults}
        if {"name", "birth_date", "sex"} - found.keys():
            return
        record = {
            "name": found["name"],
            "sex": found["sex"],
            "birth_date": found["birth_date"],
            "id_document": found["id_document"] if "id_number" not in said else "none",
            "id_number": found.get("id_number") if "id_number" not in said else None,
            "phone": found.get("phone"),
            "residence_area_id": found.get("residence_area_id"),
            "registered_area_id": found.get("registered_area_id"),
            "registered_elsewhere": found.get("registered_elsewhere", ""),
        }
        rules = work.known.get("rules")
        if rules is None:
            rules = work.known["rules"] = Rules(work.today, work.areas.names, work.accept_example)
        for refusal in check_record(record, rules):
            column = _AREA_COLUMNS.get(refusal.column, refusal.column)
            if column not in said:
                row.faults.append(Fault(column, str(found.get(column, "")), refusal.error))
        if "contact_phone" in found and "contact_phone" not in said:
            contact = {**record, "phone": found["contact_phone"], "id_document": "none", "id_number": None}
            for refusal in check_record(contact, rules):
                if refusal.column == "phone":
                    row.faults.append(Fault("contact_phone", found["contact_phone"], refusal.error))

    def propose(self, rows: Sequence[Row], work: Work) -> None:
        matching.propose_numbers(rows, work)

    def judge(self, rows: Sequence[Row], work: Work) -> list[Verdict]:
        return matching.judge(rows, work, self.permission)

    def write(self, verdicts: Sequence[Verdict], work: Work) -> Batch:
        return importing.write(verdicts, work)

    def restored(self, keys: Sequence[int], written_at: datetime) -> None:
        importing.restore_homes(keys, written_at)

    notes_lists = True

    def note_list(self, keys: Sequence[int], system: str, as_of: date, area_id: str) -> int:
        return reported.replace(keys, system=system, as_of=as_of, area_id=area_id)

    def comparison_url(self, system: str) -> str:
        return f"{reverse('people:list_reported')}?{urlencode({'system': system})}"

    def shown(self, keys: Sequence[int], by: Scope) -> list[Shown]:
        return matching.shown(keys, by, self.permission)


def covered(work: Work, area_id: str) -> bool:
    """Whether the importer may write to an area; remembered, as a list names few areas."""
    known: dict[str, bool] = work.known.setdefault("covered", {})
    if area_id not in known:
        known[area_id] = work.by.covers_area(ResidentTable.permission, area_id)
    return known[area_id]


def _document_of(number: str) -> str:
    if len(number) == 18 and number[:2] in ("81", "82", "83"):
        return "residence_permit"
    if re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        return "hk_macao_permit"
    if re.fullmatch(r"[A-Z]\d{9}", number):
        return "birth_certificate"
    return "resident_id"


def _digits(day: str) -> str:
    parts = re.findall(r"\d+", day)
    if len(parts) >= 3:
        return f"{parts[0]}{parts[1]:0>2}{parts[2]:0>2}"
    return "".join(parts)


tables.register(ResidentTable())
