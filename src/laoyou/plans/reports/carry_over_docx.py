"""The draft of the next plan as a Word file: indicators in a table, unfinished tasks by section, lists behind; the old text as comments."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import Final

import docx as word
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph

from laoyou.packs.public import Project, Target
from laoyou.plans.domain.carry_over import NOTHING, TEXT, CarriedItem, CarriedPlan, number_text
from laoyou.plans.presenters import words
from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.reports.official_docx import BLACK, KAI, TITLE, add_line, add_run, add_table, set_page

LISTS: Final = {
    "project": "重大项目清单", "platform": "平台清单", "industry": "产业清单", "policy": "政策清单", "reform": "改革清单",
    "factor": "要素清单", "pilot": "试点清单",
}  # fmt: skip
HEADS: Final = {
    "project": "项目名称", "platform": "平台名称", "industry": "产业名称", "policy": "政策名称", "reform": "改革名称",
    "factor": "要素名称", "pilot": "试点名称",
}  # fmt: skip
NUMERALS: Final = "零一二三四五六七八九十"
AUTHOR: Final = "结转"


def numeral(number: int) -> str:
    """A number below 100 as headings write it: 12 → 十二."""
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def docx(carried: CarriedPlan, units: dict[str, str]) -> bytes:
    """
    The file's bytes.

    units  the word that stands for each unit of measure
    """
    document = word.Document()
    document.core_properties.title, document.core_properties.author = carried.title, ""
    set_page(document)
    add_line(document, carried.title, face=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=False)
    add_line(document, "（结转草稿）", face=KAI, align=WD_ALIGN_PARAGRAPH.CENTER)
    _heading(document, "一、编制背景")
    add_line(
        document,
        f"本草稿由《{carried.old_title}》结转，含各项指标及其算法、最近一次的值，以及没有完成的任务和项目。"
        "标为“—”的目标值和没有写明的完成时限、责任单位，由起草部门补上；上一期的原文和办理状态见批注。",
        indent=True,
    )
    _heading(document, "二、主要指标")
    _indicators(document, carried, units)
    _heading(document, "三、主要任务")
    _tasks(document, carried.tasks)
    _lists(document, carried.projects)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _heading(document: WordDocument, text: str) -> None:
    made = add_line(document, text, face=BLACK, indent=True)
    made.style = document.styles["Heading 1"]
    made.paragraph_format.keep_with_next = True


def _indicators(document: WordDocument, carried: CarriedPlan, units: dict[str, str]) -> None:
    attributes = {"binding": "约束性", "anticipatory": "预期性"}
    rows = tuple(
        (
            str(at),
            one.definition.name,
            units.get(one.definition.unit, "") or NOTHING,
            attributes.get(one.definition.attribute or "", NOTHING),
            number_text(one.latest.value) if one.latest is not None else NOTHING,
            _old_target(one.definition.target),
            NOTHING,
            "、".join(one.owners.named) or NOTHING,
        )
        for at, one in enumerate(carried.indicators, 1)
    )
    head = (
        "序号",
        "指标名称",
        "单位",
        "属性",
        f"{carried.on.year}年现状值",
        "上期规划值",
        f"{carried.end}年目标值",
        "责任单位",
    )
    add_table(document, Table("", "表1　主要指标", head, rows, (1.2, 5, 2, 1.8, 2, 2, 2, 3.4), (4, 5, 6)))


def _old_target(target: Target) -> str:
    """The target of the period that is over, as a number where it is one."""
    if target.value is None:
        return target.printed
    sign = words.OPERATORS.get(target.operator or "", "") if target.operator_basis == "stated" else ""
    return f"{sign}{number_text(target.value)}"


def _tasks(document: WordDocument, tasks: tuple[CarriedItem, ...]) -> None:
    number = 0
    for at, (section, own) in enumerate(groupby(tasks, key=lambda one: one.entry.section or ""), 1):
        if section:
            add_line(
                document, f"（{numeral(at)}）{section}", face=KAI, indent=True
            ).paragraph_format.keep_with_next = True
        for one in own:
            number += 1
            made = add_line(document, f"{number}.{one.entry.name}。{TEXT}{one.owners.bracket()}", indent=True)
            _comment(document, made, one)


def _lists(document: WordDocument, projects: tuple[CarriedItem, ...]) -> None:
    by_kind: dict[str, list[CarriedItem]] = {}
    for one in projects:
        if isinstance(one.entry, Project):
            by_kind.setdefault(one.entry.kind, []).append(one)
    for at, (kind, own) in enumerate(by_kind.items(), 1):
        document.add_page_break()
        add_line(document, f"附件{at}", face=BLACK)
        rows = tuple(
            (
                str(number),
                one.entry.name,
                (one.entry.content if isinstance(one.entry, Project) else None) or NOTHING,
                "、".join(one.owners.named) or NOTHING,
            )
            for number, one in enumerate(own, 1)
        )
        content = "建设内容" if kind == "project" else "主要内容"
        add_table(document, Table("", LISTS[kind], ("序号", HEADS[kind], content, "责任单位"), rows, (1, 4, 6, 4)))


def _comment(document: WordDocument, paragraph: Paragraph, one: CarriedItem) -> None:
    state = f"办理状态：{one.state}。" if one.state else "没有台账记录。"
    words = f"上一期 {one.entry.clause}。{state}{one.entry.quote or ''}"
    runs = paragraph.runs or [add_run(paragraph, "", KAI, 16)]
    document.add_comment(runs, text=words, author=AUTHOR, initials="")
