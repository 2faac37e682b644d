"""Numbers that know where they come from: what was given, and what was computed from it by which formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError
from laoyou.engines.demand import errors as errors

FloatArray = NDArray[np.float64]
Language = Literal["zh-hans", "en"]


@dataclass(frozen=True)
class Words:
    """A short text in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Source:
    """
    Where a given number stands: document, clause, and whether it was compared with the original.

    A number that somebody assumed has no document: `assumed` says who or what for.
    """

    document: str = ""
    clause: str = ""
    verified: bool = False
    assumed: str = ""


@dataclass(frozen=True)
class Given:
    """
    A number (or an array of them, a cell for each town or year) that was measured, decided or assumed.

    unit   a unit of the packs: persons, beds, places, beds_per_1000_elders, share …
    """

    words: Words
    value: FloatArray
    unit: str
    source: Source

    def at(self, *index: int) -> Given:
        """The one cell `index` of an array; a single number as it is."""
        return self if self.value.ndim == 0 else replace(self, value=np.asarray(self.value[index]))


@dataclass(frozen=True)
class Quantity:
    """
    A computed number with its trace.

    formula    in words, with the names of the operands
    operands   what stands in the formula, in its order; an operand may itself be computed
    rounding   "" or how the value was made whole
    note       what the reader must know to use it
    """

    words: Words
    value: FloatArray
    unit: str
    formula: Words
    operands: tuple[Operand, ...]
    note: Words | None = None

    def at(self, *index: int) -> Quantity:
        """The one cell `index` of an array with the operands of that cell."""
        if self.value.ndim == 0:
            return self
        return replace(
            self,
            value=np.asarray(self.value[index]),
            operands=tuple(_cell(operand, self.value.shape, index) for operand in self.operands),
        )

    def sources(self) -> tuple[Source, ...]:
        """Every source behind the number, however deep, each once."""
        found: list[Source] = []
        for operand in self.operands:
            for source in (operand.source,) if isinstance(operand, Given) else operand.sources():
                if source not in found:
                    found.append(source)
        return tuple(found)

    @property
    def verified(self) -> bool:
        """Whether every number behind it was compared with its original."""
        return all(source.verified for source in self.sources())


Operand: TypeAlias = Given | Quantity


def _cell(operand: Operand, shape: tuple[int, ...], index: tuple[int, ...]) -> Operand:
    """An operand at the cell of a result of `shape`; axes of its own (ages, levels) stay."""
    own = operand.value.shape
    if len(own) <= len(shape):
        steps = tuple(
            0 if length == 1 else step for length, step in zip(own, index[len(shape) - len(own) :], strict=True)
        )
        return operand if not own else operand.at(*steps)
    return operand.at(*index) if own[: len(shape)] == shape else operand


def given(
    zh: str,
    en: str,
    value: ArrayLike | None,
    unit: str,
    *,
    document: str = "",
    clause: str = "",
    verified: bool = False,
    assumed: str = "",
) -> Given:
    """
    A number with its names, unit and source; missing and negative ones are refused: `demand.missing`, `demand.negative`.

    value   a number, or (…) numbers: a cell for each town or year
    unit    a unit of the packs: persons, beds, places, share …
    document, clause, verified, assumed   where it stands, or who or what it was assumed for
    """
    try:
        array = np.asarray(np.nan if value is None else value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DomainError("demand.missing", what=zh) from error
    if not array.size or not np.isfinite(array).all():
        raise DomainError("demand.missing", what=zh)
    if array.min() < 0:
        raise DomainError("demand.negative", what=zh, value=f"{array.min():g}")
    if unit == "share" and array.max() > 1:
        raise DomainError("demand.not_a_share", what=zh, value=f"{array.max():g}")
    return Given(Words(zh, en), array, unit, Source(document, clause, verified, assumed))


def expect(operand: Operand, *units: str) -> FloatArray:
    """The operand's value, refused where its unit is none of `units`: `demand.unit`."""
    if operand.unit not in units:
        raise DomainError("demand.unit", what=operand.words.zh, found=operand.unit, expected=" / ".join(units))
    return operand.value


def divisor(operand: Operand, *units: str) -> FloatArray:
    """As `expect`, and refused where it is zero anywhere: `demand.zero_divisor`."""
    value = expect(operand, *units)
    if not (value > 0).all():
        raise DomainError("demand.zero_divisor", what=operand.words.zh)
    return value


def quantity(
    words: Words,
    value: ArrayLike,
    unit: str,
    formula: Words,
    operands: Sequence[Operand],
    *,
    note: Words | None = None,
) -> Quantity:
    """
    A computed number of the given parts.

    value     a number, or (…) numbers in `unit`
    formula   in words, with the names of the operands
    operands  what stands in the formula, in its order
    """
    return Quantity(words, np.asarray(value, dtype=np.float64), unit, formula, tuple(operands), note)


def gap(demand: Operand, supply: Operand) -> Quantity:
    """What is missing (above zero) or left over (below): demand less supply, in the same unit."""
    found = demand.value - expect(supply, demand.unit)
    return quantity(
        Words("缺口", "Gap"), found, demand.unit, Words("需求 － 供给", "demand − supply"), [demand, supply],
        note=Words("正数是缺，负数是余。", "Above zero it is missing, below it is left over."),
    )  # fmt: skip


@dataclass(frozen=True)
class ThreeWays:
    """
    One demand, computed three ways that answer different questions; None where the inputs are not known.

    by_norm   what the standard asks for     by_need   what people's condition asks for
    by_use    what people take up today, kept up for those to come
    """

    by_norm: Quantity | None
    by_need: Quantity | None
    by_use: Quantity | None
