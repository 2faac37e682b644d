"""Decimal points that a copy has lost, put back only where arithmetic or the nature of the quantity leaves one place for them.

Some PDF files print the point with a glyph that their text layer does not have: 4.74 becomes 474 throughout. That is believed of
a document only if no number in it has a point although some of its numbers are impossible without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from laoyou.engines.documents.model import Cell, Paragraph, Place, Repair, Table
from laoyou.engines.documents.reading.numbers import unit_of_heading

_POINT: Final = re.compile(r"\d\.\d")
_PERCENT: Final = re.compile(r"(?<![\d.])(\d{3,4})%")
_RATE_WORDS: Final = re.compile(r"率|占比|比例|比重|覆盖面|占")
_COUNTED: Final = frozenset("个张家所人户名处项次套间位") | {"人次", "万人", "万个", "万张"}
_QUANTITY: Final = re.compile(r"(?<![\d.\-—])(\d{2,6})(万)?余?(%|‰|人|个|张|名|岁|平方米|亿元|元)")
_SUM: Final = re.compile(r"(?<![\d.])(\d{2,6})万([个张人])（([^（）]*)）")

# What a quantity can be at all, by its name: wide bounds that no district of China leaves.
_BOUNDS: Final = (
    (re.compile(r"每千(?:名)?(?:常住)?人口[^，。；]{0,14}托位"), Decimal("0.1"), Decimal(20), "每千人口托位数在0.1与20之间"),
    (re.compile(r"每千名?(?:户籍|常住)?老(?:年)?人[^，。；]{0,12}床位"), Decimal(5), Decimal(100), "每千名老年人床位数在5与100之间"),
    (re.compile(r"预期寿命"), Decimal(50), Decimal(95), "人均预期寿命在50岁与95岁之间"),
    (re.compile(r"老龄化率"), Decimal(4), Decimal(60), "老龄化率在4%与60%之间"),
)  # fmt: skip
_MOST_RESIDENTS: Final = Decimal(3500)
"""Ten thousand residents; the largest municipality of China has fewer."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Tables and paragraphs with their points, and why each point stands where it stands."""

    tables: tuple[Table, ...]
    paragraphs: tuple[Paragraph, ...]
    repairs: tuple[Repair, ...]
    lost: bool


def restore_points(tables: Sequence[Table], paragraphs: Sequence[Paragraph], *, bare_numbers: bool) -> Restored:
    """Put lost decimal points back; nothing changes in a document that shows no sign of having lost them."""
    if not _has_lost(tables, paragraphs, bare_numbers=bare_numbers):
        return Restored(tuple(tables), tuple(paragraphs), (), lost=False)
    work = _Work(tables, paragraphs)
    work.rates_of_tables()
    work.rows_of_indicators()
    work.running_text()
    return work.result()


def _has_lost(tables: Sequence[Table], paragraphs: Sequence[Paragraph], *, bare_numbers: bool) -> bool:
    texts = [paragraph.text for paragraph in paragraphs] + [cell.text for table in tables for cell in table.cells]
    if any(_POINT.search(text) for text in texts):
        return False
    impossible = sum(
        int(match[1]) > 100 and _RATE_WORDS.search(text[max(0, match.start() - 24) : match.start()]) is not None
        for text in texts
        for match in _PERCENT.finditer(text)
    )
    impossible += sum(
        cell.number is not None and cell.unit == "%" and cell.number > 100 for table in tables for cell in table.cells
    )
    return impossible >= 2 or (bare_numbers and impossible >= 1)


def _scales(printed: str) -> Iterator[Decimal]:
    """What the digits may have been: with no decimal, one, two …"""
    for decimals in range(len(printed)):
        yield Decimal(int(printed)).scaleb(-decimals)


class _Work:
    """The document while points are being put back; each step uses what the steps before have settled."""

    def __init__(self, tables: Sequence[Table], paragraphs: Sequence[Paragraph]) -> None:
        self.tables = list(tables)
        self.paragraphs = list(paragraphs)
        self.cells: dict[tuple[int, int, int], tuple[Decimal, str, bool]] = {}
        self.words: dict[tuple[int, int, int], tuple[Decimal, str, bool]] = {}
        self.residents: Decimal | None = None
        self.rates: dict[str, Decimal] = {}
        self.totals: dict[str, Decimal] = {}

    # Tables of areas: places ÷ people = places per thousand

    def rates_of_tables(self) -> None:
        """Columns of people, of things and of things per thousand people, which must agree in every row."""
        for index, table in enumerate(self.tables):
            for people, things, rate in _rate_columns(table):
                self._agree(index, table, people, things, rate)

    def _agree(self, index: int, table: Table, people: int, things: int, rate: int) -> None:
        rows = [
            (row, one.number, two.number, three.number)
            for row in range(len(table.rows))
            if (one := _at(table, row, people)) and (two := _at(table, row, things)) and (three := _at(table, row, rate))
            and one.number and two.number and three.number
        ]  # fmt: skip
        if len(rows) < 3:
            return
        size = Decimal(10_000 if "万" in table.column_units[people] else 1)
        name = "".join(table.columns[rate])
        total = max(number for _, number, _, _ in rows)
        fits: list[tuple[int, int]] = []
        for a in range(5):
            for b in range(5):
                good = sum(
                    abs(things_ * 1000 / (people_ / 10**a * size) - rate_ / 10**b) <= Decimal("0.006") * rate_ / 10**b
                    for _, people_, things_, rate_ in rows
                )
                if (
                    good >= Decimal("0.8") * len(rows)
                    and _possible(name, [r / 10**b for *_, r in rows])
                    and (total / 10**a * size / 10_000 <= _MOST_RESIDENTS)
                ):
                    fits.append((a, b))
        if len(fits) != 1 or fits[0] == (0, 0):
            return
        a, b = fits[0]
        reason = (
            f"{len(rows)}行都要满足：{_short(table, things)}÷{_short(table, people)}＝{_short(table, rate)}；"
            f"只有前者留{a}位、后者留{b}位小数时相符，且人口不超过3500万、{_bound_words(name)}。"
        )
        for row, people_, _, rate_ in rows:
            self.cells[index, row, people] = (people_.scaleb(-a), reason, True)
            self.cells[index, row, rate] = (rate_.scaleb(-b), reason, True)
        whole = max(rows, key=lambda one: one[1])
        if whole[0] in table.total_rows:
            self.residents = whole[1].scaleb(-a) * size / 10_000
            self.rates[_kind(name)] = whole[3].scaleb(-b)
            self.totals[_kind(name)] = whole[2] / 10_000

    # Tables of indicators: two years of one quantity

    def rows_of_indicators(self) -> None:
        """Rows with a name, a value now and a value aimed at."""
        for index, table in enumerate(self.tables):
            for row in range(len(table.rows)):
                cells = [
                    cell for cell in table.cells
                    if cell.row == row and cell.number is not None and cell.unit and (index, row, cell.column) not in self.cells
                ]  # fmt: skip
                name = table.rows[row][-1]
                if cells and _may_have_decimals(name, cells[0].unit):
                    self._settle_row(index, name, cells)

    def _settle_row(self, index: int, name: str, cells: Sequence[Cell]) -> None:
        known = self.rates.get(_kind(name))
        options = {cell.column: _options(name, cell) for cell in cells}
        settled = {column: values[0] for column, values in options.items() if len(values) == 1}
        for cell in cells:
            values = options[cell.column]
            if not values:
                continue
            if len(values) == 1:
                value, certain = values[0], True
                reason = _bound_reason(name, cell.unit)
            elif known is not None and known in values:
                value, certain = known, True
                reason = f"同一指标在分解表的合计是{known}。"
            elif mates := [other for column, other in settled.items() if column != cell.column]:
                value = min(values, key=lambda one: _distance(one, mates[0]))
                certain = False
                reason = (
                    f"{_bound_reason(name, cell.unit)}同一行另一年是{mates[0]}，{value}与它同一量级，其余写法相差十倍。"
                )
            else:
                continue
            settled[cell.column] = value
            if value != cell.number:
                self.cells[index, cell.row, cell.column] = (value, reason, certain)
        pending = [cell for cell in cells if cell.column not in settled and options[cell.column]]
        for cell in pending:
            if mates := list(settled.values()):
                value = min(options[cell.column], key=lambda one: _distance(one, mates[0]))
                reason = f"同一行另一年是{mates[0]}，{value}与它同一量级，其余写法相差十倍。"
                self.cells[index, cell.row, cell.column] = (value, reason, False)
        if (kind := _kind(name)) and kind not in self.rates and settled:
            self.rates[kind] = max(settled.values())

    # Running text

    def running_text(self) -> None:
        """Rates by their bounds, people by rates, things by rates and people, parts by their sum, the same by the same."""
        for index, paragraph in enumerate(self.paragraphs):
            self._rates_in(index, paragraph.text)
        for index, paragraph in enumerate(self.paragraphs):
            self._people_in(index, paragraph.text)
        for index, paragraph in enumerate(self.paragraphs):
            self._things_in(index, paragraph.text)
        for index, paragraph in enumerate(self.paragraphs):
            self._sums_in(index, paragraph.text)

    def _rates_in(self, index: int, text: str) -> None:
        for match in _QUANTITY.finditer(text):
            before = text[max(0, match.start() - 22) : match.start()]
            around = (
                re.split(r"[，。；、（）]", before)[-1]
                + match[0]
                + re.split(r"[，。；、（]", text[match.end() : match.end() + 10])[0]
            )
            if match[2] is None and match[3] in ("个", "张", "%", "岁"):
                values = [value for value in _scales(match[1]) if _in_bounds(around, value)]
                if not values and match[3] == "%" and int(match[1]) > 100 and _RATE_WORDS.search(around):
                    values = [value for value in _scales(match[1]) if value <= 100][:1]
                if not values or (not _bounded(around) and match[3] != "%"):
                    continue
                known = self.rates.get(_kind(around))
                if known is not None and match[3] != "%":
                    value = min(values, key=lambda one: _distance(one, known))
                    reason = f"{_bound_words(around)}；同一指标另处为{known}。"
                else:
                    value = values[0]
                    reason = f"{_bound_words(around) or '百分比不超过100%'}。"
                if value != int(match[1]):
                    self.words[index, match.start(1), match.end(1)] = (
                        value,
                        reason,
                        len(values) == 1 or known is not None,
                    )
                    self.rates.setdefault("now:" + _kind(around), value)

    def _people_in(self, index: int, text: str) -> None:
        if self.residents is None:
            return
        for match in re.finditer(r"(?:人口|老年人)[^，。；、]{0,14}?(\d{3,6})万人", text):
            after = re.match(r"[、，][^。；]{0,8}?率(?:达|为)?(?:到)?(\d{2,4})%", text[match.end() :])
            if after is None:
                continue
            start = match.end() + after.start(1)
            rate = self.words.get((index, start, match.end() + after.end(1)), (Decimal(after[1]), "", True))[0]
            options = [(value, value * 100 / rate) for value in _scales(match[1])]
            value, whole = min(options, key=lambda one: _distance(one[1], self.residents or Decimal(1)))
            if value != int(match[1]) and _distance(whole, self.residents) < Decimal("0.2"):
                reason = f"{value}万÷{rate}%＝{whole:.0f}万人，与分解表的常住人口{self.residents}万人同一量级，其余写法相差十倍以上。"
                self.words[index, match.start(1), match.end(1)] = (value, reason, True)
                if "60" in text[max(0, match.start() - 12) : match.start(1)]:
                    self.totals.setdefault("elders", value)

    def _things_in(self, index: int, text: str) -> None:
        """Totals of things that a rate and the people fix; and gaps and stocks, which are no larger than the total."""
        for noun, kind, people in (("托位", "places", self.residents), ("床位", "beds", self.totals.get("elders"))):
            rate = self.rates.get(kind) or self.rates.get("now:" + kind)
            if rate is None or people is None:
                continue
            expected = rate * people / 1000
            for match in re.finditer(rf"{noun}(?:数)?[^，。；、]{{0,8}}?(\d{{2,6}})万余?[个张]", text):
                self._nearest(index, match, expected, f"{rate}‰×{people}万人＝{expected:.2f}万")
            if kind == "places":
                for match in re.finditer(r"缺口[^，。；、]{0,4}?(\d{2,6})万个", text):
                    self._nearest(index, match, expected, f"缺口不大于需求（{rate}‰×{people}万人＝{expected:.2f}万）")

    def _nearest(self, index: int, match: re.Match[str], expected: Decimal, words: str) -> None:
        """Of the ways to write a number the one nearest below, or at most a third above, what was computed."""
        key = (index, match.start(1), match.end(1))
        if key in self.words or Decimal(match[1]) <= expected * Decimal("1.35"):
            return
        values = [value for value in _scales(match[1]) if value <= expected * Decimal("1.35")]
        if values and values[0] >= expected / 6:
            reason = f"{words}；{values[0]}万与它同一量级，其余写法大于它数倍或不到它的十分之一。"
            self.words[key] = (values[0], reason, True)

    def _sums_in(self, index: int, text: str) -> None:
        """Parts in brackets behind their sum: all have lost as many decimals."""
        for match in _SUM.finditer(text):
            parts = list(re.finditer(rf"(?<![\d.])(\d{{2,6}})万{match[2]}", match[3]))
            if len(parts) < 2 or sum(int(part[1]) for part in parts) != int(match[1]):
                continue
            whole = self.words.get((index, match.start(1), match.end(1)))
            if whole is None:
                same = [value for (at, start, end), value in self.words.items()
                        if self.paragraphs[at].text[start:end] == match[1]
                        and self.paragraphs[at].text[end : end + 1] == "万"]  # fmt: skip
                if not same:
                    continue
                whole = same[0]
                self.words[index, match.start(1), match.end(1)] = (
                    whole[0],
                    f"与另处同一数量（{whole[0]}万）相同。",
                    whole[2],
                )
            shift = len(match[1]) - len(str(int(whole[0])))
            restored = [Decimal(int(part[1])).scaleb(-shift) for part in parts]
            reason = f"各部分之和：{'＋'.join(map(str, restored))}＝{sum(restored)}。"
            for part, value in zip(parts, restored, strict=True):
                start = match.start(3) + part.start(1)
                self.words[index, start, start + len(part[1])] = (value, reason, whole[2])

    # The end

    def result(self) -> Restored:
        """Everything with its points."""
        repairs: list[Repair] = []
        tables = list(self.tables)
        for index, table in enumerate(self.tables):
            cells = list(table.cells)
            for at, cell in enumerate(cells):
                found = self.cells.get((index, cell.row, cell.column))
                if found is None or not cell.places:
                    continue
                value, reason, certain = found
                repair = Repair(cell.places[-1], cell.text, str(value), "decimal_point", reason, certain=certain)
                repairs.append(repair)
                cells[at] = replace(cell, number=value, repaired=repair)
            tables[index] = replace(table, cells=tuple(cells))
        paragraphs = list(self.paragraphs)
        for index, paragraph in enumerate(self.paragraphs):
            found_here = sorted((key[1], key[2], value) for key, value in self.words.items() if key[0] == index)
            text, places = paragraph.text, list(paragraph.places)
            for start, end, (value, reason, certain) in reversed(found_here):
                decimals = -int(value.as_tuple().exponent)
                at = end - decimals
                place = paragraph.place(start, end)[0]
                repairs.append(
                    Repair(
                        Place(place.line, place.start, place.end),
                        text[start:end],
                        str(value),
                        "decimal_point",
                        reason,
                        certain=certain,
                    )
                )
                text = text[:at] + "." + text[at:]
                places.insert(at, places[at])
            paragraphs[index] = replace(paragraph, text=text, places=tuple(places))
        return Restored(tuple(tables), tuple(paragraphs), tuple(sorted(repairs, key=lambda one: one.place)), lost=True)


def _at(table: Table, row: int, column: int) -> Cell | None:
    cell = table.cells[row * len(table.columns) + column]
    return cell if cell.number is not None else None


def _rate_columns(table: Table) -> Iterator[tuple[int, int, int]]:
    names = ["".join(path) for path in table.columns]
    rates = [index for index, name in enumerate(names) if re.search(r"每千|千人", name)]
    people = [index for index, name in enumerate(names) if "人口" in name and index not in rates]
    for rate in rates:
        noun = "托位" if "托位" in names[rate] else "床位"
        for things in [index for index, name in enumerate(names) if noun in name and index != rate]:
            for one in people:
                yield one, things, rate


def _kind(name: str) -> str:
    """Which rate a name means, where several places state the same one."""
    if re.search(r"每千[^，。；]{0,18}托位", name):
        return "places"
    if re.search(r"每千[^，。；]{0,16}床位", name):
        return "beds"
    return ""


def _options(name: str, cell: Cell) -> list[Decimal]:
    """What a cell of this name and unit may have been; only its own number where that is possible as printed."""
    digits = re.sub(r"\D", "", cell.text)
    if cell.number is None or not digits:
        return []
    values = list(_scales(digits))
    if _bounded(name):
        return [value for value in values if _in_bounds(name, value)]
    if cell.unit == "%":
        return [cell.number] if cell.number <= 100 else [value for value in values if value <= 100]
    return [cell.number]


def _may_have_decimals(name: str, unit: str) -> bool:
    return unit in ("%", "‰", "岁") or unit not in _COUNTED or "每千" in name or "人均" in name


def _bounded(text: str) -> bool:
    return any(pattern.search(text) for pattern, *_ in _BOUNDS)


def _in_bounds(text: str, value: Decimal) -> bool:
    return any(pattern.search(text) and low <= value <= high for pattern, low, high, _ in _BOUNDS)


def _possible(name: str, values: Iterable[Decimal]) -> bool:
    return not _bounded(name) or all(_in_bounds(name, value) for value in values)


def _bound_words(text: str) -> str:
    return next((words for pattern, _, _, words in _BOUNDS if pattern.search(text)), "")


def _bound_reason(name: str, unit: str) -> str:
    words = _bound_words(name) or ("百分比不超过100%" if unit == "%" else "")
    return f"{words}。" if words else ""


def _distance(one: Decimal, other: Decimal) -> Decimal:
    """How many powers of ten lie between two numbers."""
    if one <= 0 or other <= 0:
        return Decimal(99)
    return abs((one / other).log10())


def _short(table: Table, column: int) -> str:
    name = "".join(table.columns[column])
    unit = unit_of_heading(name)
    return name.removesuffix(f"（{unit}）")[-12:] if unit else name[-12:]
