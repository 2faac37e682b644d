"""Slips of copies that the text itself puts right: letters read for digits, traditional characters, units left out of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from laoyou.engines.documents.model import Paragraph, Place, Repair, SourceLine, Table
from laoyou.engines.documents.reading.numbers import unit_of_heading
from laoyou.engines.documents.reading.traditional import SIMPLE

_OCR: Final = re.compile(r"(?<=[0-9０-９])[OoＯ〇○lI]{1,3}(?=[0-9０-９年%％个张家人所])")
_TRADITIONAL: Final = re.compile("[" + "".join(SIMPLE) + "]+")
_RATE: Final = re.compile(r"(?:率|占比|比例|覆盖面)$")
_NOUNS: Final = (("床位", "张"), ("托位", "个"))


def mend(line: SourceLine) -> tuple[str, list[Repair]]:
    """The line's characters with slips put right, as many as before, and why."""
    text = line.text
    repairs: list[Repair] = []
    for match in _OCR.finditer(text):
        printed = match[0]
        digit = "".join("1" if char in "lI" else "0" for char in printed)
        place = Place(line.number, match.start(), match.end())
        repairs.append(
            Repair(place, printed, digit, "ocr", f"“{printed}”夹在数字之间，应是数字{digit}。", certain=True)
        )
        text = text[: match.start()] + digit + text[match.end() :]
    if any(char in SIMPLE for char in text):
        for match in _TRADITIONAL.finditer(text):
            simple = "".join(SIMPLE[char] for char in match[0])
            place = Place(line.number, match.start(), match.end())
            repairs.append(
                Repair(place, match[0], simple, "traditional", f"“{match[0]}”是“{simple}”的繁体。", certain=True)
            )
        text = "".join(SIMPLE.get(char, char) for char in text)
    return text, repairs


def missing_units(tables: Sequence[Table], paragraphs: Sequence[Paragraph]) -> list[Repair]:
    """
    Units that a table does not print and the document gives all the same: a rate is a percentage, a sister column or the running
    text has the unit of the same noun. The table itself stays as it is printed.
    """
    found: list[Repair] = []
    for table in tables:
        width = len(table.columns)
        for at, path in enumerate(table.rows):
            cells = table.cells[at * width : (at + 1) * width]
            name = next((cell for cell in cells if cell.text.replace(" ", "") == path[-1]), None)
            bare = [
                cell for cell in cells if cell.number is not None and not cell.unit and not _counts(table, cell.column)
            ]
            if name is None or not bare or not name.places or table.column_units[bare[0].column]:
                continue
            unit, reason = _unit_of(path[-1], max(cell.number for cell in bare if cell.number is not None), paragraphs)
            if unit:
                found.append(
                    Repair(name.places[-1], "", unit, "missing_unit", reason, certain=bool(_RATE.search(path[-1])))
                )
        found += _columns(table)
    return found


def _counts(table: Table, column: int) -> bool:
    return (
        re.search(r"序号|编号|年份?$|时间|期限", table.columns[column][-1]) is not None
        and "20" not in table.columns[column][-1]
    )


def _unit_of(name: str, largest: object, paragraphs: Sequence[Paragraph]) -> tuple[str, str]:
    if unit_of_heading(name):
        return "", ""
    if _RATE.search(name) and float(str(largest)) <= 100:
        return "%", f"“{name}”是百分比，各值都不超过100。"
    for noun, unit in _NOUNS:
        if noun not in name:
            continue
        per = "每千" if "每千" in name or "千人" in name else ""
        pattern = re.compile(
            rf"{per}[^，。；]{{0,16}}{noun}(?:数)?[^，。；\d]{{0,6}}\d[\d.]*{unit}"
            if per
            else rf"{noun}(?:数)?[^，。；\d]{{0,4}}\d[\d.]*{unit}"
        )
        for paragraph in paragraphs:
            if match := pattern.search(paragraph.text):
                return unit, f"正文写作“{match[0]}”。"
    return "", ""


def _columns(table: Table) -> list[Repair]:
    """Columns without a unit beside a column of the same noun that has one: 床位数（张） and 护理型床位数."""
    found: list[Repair] = []
    named = {index: path[-1] for index, path in enumerate(table.columns)}
    for index, name in named.items():
        cells = [cell for cell in table.cells if cell.column == index and cell.number is not None]
        if table.column_units[index] or not cells or any(cell.unit for cell in cells):
            continue
        for noun, _ in (*_NOUNS, ("机构数", "")):
            sister = next(
                (other for at, other in named.items() if noun in other and noun in name and table.column_units[at]),
                None,
            )
            if sister is not None and "每千" not in name and "千人" not in name:
                unit = unit_of_heading(sister)
                found.append(
                    Repair(
                        cells[0].places[-1], "", unit, "missing_unit", f"同表“{sister}”的单位是{unit}。", certain=True
                    )
                )
                break
    return found
