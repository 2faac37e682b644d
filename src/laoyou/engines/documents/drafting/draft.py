"""The whole draft, from a read document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from laoyou.engines.documents.drafting.model import (
    Aim,
    Doubt,
    IndicatorDraft,
    ListItem,
    Owners,
    Parameter,
    PlanDraft,
    Source,
    TaskDraft,
    Value,
)
from laoyou.engines.documents.drafting.owners import owners_at_end, owners_in_text
from laoyou.engines.documents.drafting.quantities import Quantity, quantities
from laoyou.engines.documents.drafting.tables import indicators_of, is_indicator_table, items_of, list_kind
from laoyou.engines.documents.model import Clause, Document, Paragraph, Repair

_NO_TASK: Final = re.compile(
    r"背景|基础|形势|趋势|现状|现实|总体要求|总体目标|发展目标|阶段目标|阶段性目标|具体指标|主要指标|指导思想|基本原则|实施原则|工作目标|主要目标|意义|面临|附件|附录|附表|附则|名词解释"
)
_BACKGROUND: Final = re.compile(r"背景|发展基础|形势|趋势|现状|成效|面临|问题")
_SAFEGUARD: Final = re.compile(r"保障措施|组织保障|实施保障|保障机制|组织实施|组织领导|实施机制|工作要求|^保障$")
_END_MATTER: Final = re.compile(r"^(?:抄送|抄报|主送|附件)[：:]|^\S{4,30}20\d\d年\d{1,2}月\d{1,2}日印发$")
_DEADLINE: Final = re.compile(r"(?:力争)?(?:到|至|在)?\s*(20\d\d)\s*年(?:年底|底|末|)?(?:前|之前|以前)?")
_GOAL: Final = re.compile(
    r"达到|达(?=\d)|建成|新增|新建|培育|打造|设置|配置率|配备率|覆盖率|开设|增设|创建|完成|实现|开展(?=[^。，；]{0,2}\d)|不低于|不少于|至少|建有|建设(?=[^。，；]{0,8}\d)|累计"
)
_CUE: Final = re.compile(
    r"标准|补贴|奖补|奖励|补助|收费|价格|公益金|经费|人均|建筑面积|半径|测算|预测|按照|按每|根据.{0,20}(?:标准|要求)|一次性|每人每|超过[^，。；]{0,6}以上的|服务圈"
)
_FUND: Final = re.compile(r"(?:福彩|彩票|福利彩票|体彩)公益金(?:[^，。；用\d引作的]{0,10})")
_STANDING: Final = re.compile(r"元/|^元|元$")


def draft_plan(document: Document) -> PlanDraft:
    """Draft indicators, tasks, lists and parameters; nothing is decided, each item says where it stands and why it may be wrong."""
    indicators: list[IndicatorDraft] = []
    items: list[ListItem] = []
    for table in document.tables:
        if is_indicator_table(table):
            indicators += indicators_of(document, table)
        elif (kind := list_kind(document, table)) is not None:
            items += items_of(document, table, kind)
    repairs = [repair for repair in document.repairs if repair.kind == "decimal_point"]
    tasks, task_clauses = _tasks(document, repairs)
    aims, parameters = _numbers(document, task_clauses, repairs)
    warnings = list(document.warnings)
    if not indicators and not tasks and not items:
        warnings.append("没有认出指标、任务或清单：这可能不是一份方案。")
    return PlanDraft(
        document.title, document.issuer, document.number, document.date, document.status, document.period,
        tuple(indicators), tuple(tasks), tuple(items), tuple(parameters), tuple(aims), tuple(warnings),
    )  # fmt: skip


# Tasks


def _tasks(document: Document, repairs: Sequence[Repair]) -> tuple[list[TaskDraft], set[int]]:
    """Clauses with text of their own below a chapter of tasks or measures, and every clause that names its units at its end."""
    texts: dict[int, list[Paragraph]] = {}
    for paragraph in document.paragraphs:
        texts.setdefault(paragraph.clause, []).append(paragraph)
    found: list[TaskDraft] = []
    taken: set[int] = set()
    for clause in document.clauses:
        paragraphs = _without_end_matter(texts.get(clause.index, []))
        if not paragraphs:
            continue
        task = _task(document, clause, paragraphs, repairs)
        if task is not None:
            found.append(task)
            taken.add(clause.index)
    return found, taken


def _without_end_matter(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """A clause's text without what only happens to stand below the last one: copies to, list of annexes, imprint."""
    for at, paragraph in enumerate(paragraphs):
        if _END_MATTER.match(paragraph.text):
            return list(paragraphs[:at])
    return list(paragraphs)


def _above(document: Document, clause: Clause) -> Iterator[Clause]:
    """A clause and those that it lies in, innermost first."""
    at: Clause | None = clause
    while at is not None:
        yield at
        at = document.clauses[at.parent] if at.parent is not None else None


def _task(
    document: Document, clause: Clause, paragraphs: Sequence[Paragraph], repairs: Sequence[Repair]
) -> TaskDraft | None:
    chain = list(_above(document, clause))
    whole = "\n".join(paragraph.text for paragraph in paragraphs)
    ending = next(
        (found for paragraph in reversed(paragraphs) if (found := owners_at_end(paragraph.text)) is not None), None
    )
    outside = any(_NO_TASK.search(one.label + one.title) for one in chain)
    body = whole[len(clause.label) :].strip()
    if ending is None and (outside or len(body) <= len(clause.title) + 12 or clause.level < 2):
        return None
    owners = ending[0] if ending is not None else Owners()
    doubts: list[Doubt] = []
    text = whole
    if ending is not None:
        text = whole[: whole.rindex(owners.printed[:6])] if owners.printed and owners.printed[:6] in whole else whole
        text = text.rstrip("（[【 \n")
    elif (inline := owners_in_text(whole)) is not None:
        owners = inline[0]
        doubts.append(Doubt(0.5, f"责任单位取自正文“{inline[1]}”，不是条末的括号。"))
    else:
        doubts.append(Doubt(0.4, "本条没有写责任单位。"))
    aims = [aim for paragraph in paragraphs for aim in _aims(paragraph, clause, repairs)]
    years = [aim.value.year for aim in aims if aim.value.year is not None]
    deadline, words = _deadline(whole, years)
    if deadline is None:
        doubts.append(Doubt(0.2, "本条没有写完成时限。"))
    places = tuple(place for paragraph in paragraphs for place in paragraph.place(0, len(paragraph.text)))
    return TaskDraft(
        clause.label.rstrip("、.。 "), chain[-1].title, chain[1].title if len(chain) > 1 else "", clause.title or body[:30], text[len(clause.label) :].strip(),
        _SAFEGUARD.search(chain[-1].title) is not None, owners, deadline, words, tuple(aims),
        Source(clause.path, whole, places), tuple(sorted(doubts, key=lambda doubt: -doubt.score)),
    )  # fmt: skip


def _deadline(text: str, years: Sequence[int]) -> tuple[int | None, str]:
    """The last year that the clause aims at, with the words that say it."""
    marks = [(int(match[1]), match[0]) for match in _DEADLINE.finditer(text)
             if re.match(r"(?:力争)?(?:到|至)|.*前$", match[0])]  # fmt: skip
    if marks:
        return max(marks, key=lambda mark: mark[0])
    return (max(years), f"{max(years)}年") if years else (None, "")


# Aims and parameters


def _numbers(document: Document, tasks: set[int], repairs: Sequence[Repair]) -> tuple[list[Aim], list[Parameter]]:
    """Aims that stand outside tasks (in the chapters of goals), and parameters wherever they stand."""
    aims: list[Aim] = []
    parameters: list[Parameter] = []
    for paragraph in document.paragraphs:
        if paragraph.clause < 0:
            continue
        clause = document.clauses[paragraph.clause]
        background = any(_BACKGROUND.search(one.title) for one in _above(document, clause))
        if clause.index not in tasks and not background:
            aims += _aims(paragraph, clause, repairs)
        for one in _shared(paragraph.text, quantities(paragraph.text)):
            if _is_parameter(one, paragraph.text, background=background):
                parameters += [_parameter(one, paragraph, clause, repairs)]
    return aims, parameters


def _aims(paragraph: Paragraph, clause: Clause, repairs: Sequence[Repair]) -> list[Aim]:
    """The quantities of a paragraph that something is to reach; a year that an earlier sentence has named goes on, with a doubt."""
    found: list[Aim] = []
    goal_year: int | None = None
    for one in _shared(paragraph.text, quantities(paragraph.text)):
        if one.goal:
            goal_year = one.value.year
        if _is_parameter(one, paragraph.text, background=False):
            continue
        stated = _GOAL.search(one.segment) is not None
        if not (
            one.goal
            or (stated and (one.value.year is not None or one.value.basis == "stated" or goal_year is not None))
        ):
            continue
        value, source, doubts = _placed(one, paragraph, clause, repairs)
        if value.year is None and goal_year is not None:
            value = replace(value, year=goal_year)
            doubts.append(Doubt(0.3, f"年份{goal_year}取自前面的句子。"))
        elif value.year is None:
            doubts.append(Doubt(0.3, "这一数没有写到哪一年。"))
        found.append(Aim(one.name, value, source, tuple(doubts)))
    return found


def _is_parameter(one: Quantity, text: str, *, background: bool) -> bool:
    """A number that fixes a rule rather than a result."""
    sentence = text[one.sentence[0] : one.sentence[1]]
    money = _STANDING.search(one.value.unit) is not None
    if background:
        head = text[one.sentence[0] : one.start]
        lead = re.split(r"[，。；]", head)[-1]
        return re.search(r"按|根据|以(?![上下内及])", lead) is not None and not money
    if "公益金" in sentence and one.value.unit == "%":
        return True
    if money:
        return True
    if one.goal and "公益金" not in sentence and "服务圈" not in one.segment:
        return False
    if one.value.unit == "分钟":
        return "圈" in one.segment or "半径" in sentence
    clause_words = re.split(r"[。；]", sentence)[-1] or sentence
    if _CUE.search(one.segment):
        return True
    return (
        one.value.basis == "stated"
        and _CUE.search(clause_words) is not None
        and one.value.year is None
        and re.search(r"每|人均|不高于", sentence) is not None
    )


def _parameter(one: Quantity, paragraph: Paragraph, clause: Clause, repairs: Sequence[Repair]) -> Parameter:
    value, source, doubts = _placed(one, paragraph, clause, repairs)
    more = (
        [] if value.basis == "stated" or _STANDING.search(value.unit) else [Doubt(0.2, "没有印比较的词，按原数理解。")]
    )
    if value.basis == "assumed":
        value = replace(value, operator="=")
    name = one.name
    if "公益金" in source.quote and value.unit == "%" and (fund := _FUND.search(source.quote)):
        name = fund[0] + "用于养老的比例"
    return Parameter(name, value, source, (*doubts, *more))


def _placed(
    one: Quantity, paragraph: Paragraph, clause: Clause, repairs: Sequence[Repair]
) -> tuple[Value, Source, list[Doubt]]:
    """The value with the year and the reason of a restored point, its sentence as source, and the doubt that comes with both."""
    places = paragraph.place(one.start, one.end)
    inside = [
        repair
        for repair in repairs
        for place in places
        if repair.place.line == place.line and repair.place.start < place.end and place.start < repair.place.end
    ]
    quote = paragraph.text[one.sentence[0] : one.sentence[1]]
    value = replace(one.value, restored=inside[0].reason) if inside else one.value
    doubts = [
        Doubt(0.4 if repair.certain else 0.7, f"“{repair.printed}”还原为{repair.restored}：{repair.reason}")
        for repair in inside
    ]
    return value, Source(clause.path, quote.strip(), places), doubts


def _shared(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """“甲、乙占比分别不低于55%、50%”: each number goes to its own subject, the comparison to all."""
    out: list[Quantity] = []
    groups: dict[tuple[tuple[int, int], str], list[Quantity]] = {}
    for one in found:
        groups.setdefault((one.sentence, one.segment), []).append(one)
    for (_, segment), members in groups.items():
        head = segment.split("分别")[0] if "分别" in segment else ""
        names = [name for name in re.split(r"、|和|及", head.strip("“” ")) if name]
        if len(members) < 2 or len(names) < len(members):
            out += members
            continue
        names = names[-len(members) :]
        tail = re.search(r"(占比|覆盖率|比例|率|数量|数)$", names[-1])
        first = members[0].value
        for name, one in zip(names, members, strict=True):
            full = name if tail is None or name.endswith(tail[1]) else re.sub(r"数$", "", name) + tail[1]
            value = (
                one.value
                if one.value.basis == "stated"
                else replace(one.value, operator=first.operator, basis=first.basis)
            )
            out.append(replace(one, name=re.sub(r"^全[市区县省]", "", full), value=value))
    return sorted(out, key=lambda one: one.start)
