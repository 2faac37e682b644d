"""An evaluation of the index as a workbook with all that it was computed from, and as a sheet of paper. In Chinese, as documents are."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import override

from laoyou.core.figures import show
from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.presenters.index_figures import grade_of, range_of
from laoyou.plans.queries.index import Evaluated
from laoyou.plans.reports.official import Block, Paper

INTERVAL = "重新取权重、量程下端和换算曲线{draws}次，取中间90%的结果"


def xlsx(found: Evaluated) -> bytes:
    """Four sheets: results, measures of each town, definition, origin. Numbers are numbers; what is unknown stays empty."""
    import xlsxwriter  # wanted by few pages

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with override("zh-hans"), xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for name, head, rows, widths in (
            ("结果", *_results(found)), ("测度", *_measures(found)), ("定义", *_definition(found)), ("由来", *_origin(found))
        ):  # fmt: skip
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, head, bold)
            for index, row in enumerate(rows, 1):
                sheet.write_row(index, 0, ["" if cell is None else cell for cell in row], wrap)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(1, 1)
    return buffer.getvalue()


Sheet = tuple[list[str], list[list[Any]], list[int]]


def _results(found: Evaluated) -> Sheet:
    frame = found.row.frame
    pillars = [one["title"] for one in frame["pillars"]]
    grades = [f"评为{one['title']}（%）" for one in frame["grades"]]
    head = ["镇街", "等次", "等次区间", "指数", "区间下端", "区间上端", "下界", "上界", *pillars, "底线扣分", *grades]
    rows = []
    for town in found.towns:
        one = town.result
        rows.append([
            town.area.name, grade_of(found.row, one["grade"]), range_of(found.row, one), one["total"], one["likely_low"],
            one["likely_high"], one["low"], one["high"], *(pillar["points"] for pillar in one["pillars"]), one["gated"],
            *(round(share * 100, 1) for share in one["bands"]),
        ])  # fmt: skip
    return head, rows, [16, 10, 16, *[12] * (len(head) - 3)]


def _measures(found: Evaluated) -> Sheet:
    head = ["镇街", "测度", "分子", "分母", "值", "量程下端", "量程上端", "得分", "扣分"]
    rows: list[list[Any]] = []
    for town in found.towns:
        for number, measure in enumerate(found.row.frame["measures"]):
            kept, result = town.inputs["values"][number], town.result["measures"][number]
            rows.append([
                town.area.name, measure["title"], _cell(kept["numerator"]), _cell(kept["denominator"]), _cell(kept["value"]),
                _cell(measure["low"]["value"]), _cell(measure["high"]["value"]), result["points"], result["loss"],
            ])  # fmt: skip
        for number, gate in enumerate(found.row.frame["gates"]):
            kept = town.inputs["gates"][number]
            title = f"底线：{gate['title']}（不低于{gate['at_least']}）"
            rows.append(
                [town.area.name, title, _cell(kept["numerator"]), _cell(kept["denominator"]), _cell(kept["value"]), None, None, None, None]
            )  # fmt: skip
    return head, rows, [16, 44, 12, 12, 12, 12, 12, 12, 12]


def _definition(found: Evaluated) -> Sheet:
    frame = found.row.frame
    pillars = {one["code"]: one["title"] for one in frame["pillars"]}
    head = ["维度", "测度", "量程下端", "依据", "量程上端", "依据", "口径存疑"]
    rows = [
        [
            pillars[one["pillar"]], one["title"], _cell(one["low"]["value"]), f"{one['low']['document']} {one['low']['clause']}",
            _cell(one["high"]["value"]), f"{one['high']['document']} {one['high']['clause']}", one["doubt"],
        ]
        for one in frame["measures"]
    ]  # fmt: skip
    return head, rows, [16, 44, 12, 44, 12, 44, 60]


def _origin(found: Evaluated) -> Sheet:
    row, frame = found.row, found.row.frame
    rows = [
        ["指数", frame["title"]], ["定义出处", f"{frame['document']} {frame['clause']}"], ["说明", frame["note"]],
        ["快照", row.snapshot_id], ["截至", f"{row.as_of:%Y-%m-%d}"], ["区间", INTERVAL.format(draws=frame["draws"])],
        ["等次", "；".join(f"{one['title']}：{one['points']}分起" for one in frame["grades"])],
        ["算法", "测度在两个端点之间线性换算为1至100分；维度为其测度的平均；指数为各维度的几何平均"],
        ["底线", f"没有通过的，最高{frame['cap']}分"], ["输入校验值", row.inputs_hash], ["结果校验值", row.results_hash],
        ["示例", "本件为演示数据，不是实际情况" if row.example else "否"],
    ]  # fmt: skip
    if not found.whole:
        rows.append(["范围", "只含查看人管辖的镇街"])
    return ["项目", "内容"], rows, [16, 100]


def _cell(text: str | None) -> float | int | None:
    if text is None:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def pdf(found: Evaluated) -> bytes:
    """One paper: what is measured, the grades with their intervals, and what is not known."""
    from laoyou.plans.reports import official_pdf

    with override("zh-hans"):
        return official_pdf.pdf(paper(found))


def paper(found: Evaluated) -> Paper:
    """The document before it becomes a file."""
    row, frame = found.row, found.row.frame
    day = f"{row.as_of.year}年{row.as_of.month}月{row.as_of.day}日"
    pillars = "、".join(one["title"] for one in frame["pillars"])
    grades = "，".join(f"{one['points']}分起为{one['title']}" for one in frame["grades"])
    unknown = [town.area.name for town in found.towns if town.result["total"] is None]
    gated = [town.area.name for town in found.towns if town.result["gated"] is not None and town.result["gated"] < 0]
    said = [
        f"{frame['title']}由名册快照{row.snapshot_id}计算，截至{day}。维度为{pillars}；量程上端取方案目标值，没有目标值的见定义。",
        f"等次：{grades}。区间为{INTERVAL.format(draws=frame['draws'])}；区间相交的镇街分不出先后，不排名次。",
    ]
    if unknown:
        said.append(f"{'、'.join(unknown)}有测度没有数据，只给区间；没有数据不按零分计算。")
    if gated:
        said.append(
            f"{'、'.join(gated)}没有通过底线（{'、'.join(one['title'] for one in frame['gates'])}），指数最高{frame['cap']}分。"
        )
    said.append(f"定义依据：{frame['document']}，{frame['clause']}。")
    lines = tuple(
        (
            town.area.name, grade_of(row, town.result["grade"]), range_of(row, town.result), show(town.result["total"], 1),
            f"{show(town.result['likely_low'], 1)}–{show(town.result['likely_high'], 1)}",
        )
        for town in found.towns
    )  # fmt: skip
    table = Table(
        "towns", "各镇街等次和区间", ("镇街", "等次", "等次区间", "指数", "区间"), lines, (5, 3, 5, 3, 5), (3, 4)
    )
    notes = [f"数据来源：名册快照 {row.snapshot_id}，输入校验值 {row.inputs_hash[:16]}。"]
    if row.example:
        notes.append("本件为演示数据，不是实际情况。")
    return Paper(title=frame["title"], blocks=(Block("", tuple(said)),), sheets=(table,), notes=tuple(notes))
