"""A circular as paper: the frozen rows and the edited text, brought into the order of an official document."""

from __future__ import annotations

from collections.abc import Sequence

from laoyou.plans.domain.circular import Kind, State, plain
from laoyou.plans.models import CircularSection, ProgressCircular
from laoyou.plans.presenters.circular_tables import Table, tables
from laoyou.plans.presenters.circular_text import figures
from laoyou.plans.reports.drawings import drawings
from laoyou.plans.reports.official import Attachment, Block, Paper

NUMBERS = "一二三四五六七八九十"


def paper_of(row: ProgressCircular, sections: Sequence[CircularSection], *, note: str = "") -> Paper:
    """The document; a draft carries its word across the page."""
    shown = {name: one.shown for name, one in figures(row.data).items()}
    sheets, pictures = tables(row.data, Kind(row.kind)), drawings(row.data, Kind(row.kind))
    issued = row.state == State.ISSUED.value
    blocks = [
        Block(
            f"{NUMBERS[number]}、{section.heading}",
            tuple(plain(section.text, shown).split("\n")) if section.text.strip() else ("（待撰写）",),
        )
        for number, section in enumerate(sections)
    ]
    groups: dict[str, list[Table]] = {}
    for sheet in sheets:
        groups.setdefault(sheet.attachment, []).append(sheet)
    attachments = tuple(
        Attachment(title, tuple(group), tuple(one for one in pictures if one.table in {sheet.title for sheet in group}))
        for title, group in groups.items()
    )
    if row.corrects is not None:
        said = f"《{row.corrects.title}》" + (f"（{row.corrects.number}）" if row.corrects.number else "")
        blocks.insert(0, Block("", (f"{said}有误，现予更正，以本件为准，原件保留备查。",)))
    dated = f"{row.dated.year}年{row.dated.month}月{row.dated.day}日" if row.dated else ""
    source = f"数据来源：名册快照 {row.snapshot_id}，数据校验值 {row.data_hash[:16]}。"
    example = "本件为演示数据，不是实际情况。" if row.example else ""
    return Paper(
        title=row.title,
        blocks=tuple(blocks),
        attachments=attachments,
        red_head=row.issuer_mark,
        number=row.number,
        signatory=row.signatory,
        addressees=row.addressees,
        issuing_unit=row.issuing_unit,
        dated=dated,
        issued=issued,
        watermark="" if issued else "草稿",
        notes=tuple(text for text in (source, example, note) if text),
    )
