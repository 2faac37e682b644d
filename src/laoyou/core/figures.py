"""
Figures: every number that a page states can be followed to its formula, its rows and the clause that asked for it.

A figure has a reference, `kind:rest`, e.g. `beds:approved=1&area=500118004` or `published:table-1-1/中山路街道/总床位数`. A
room registers a resolver for its kind; `/figures/<reference>/` shows what the resolver tells. Templates print a figure
through the component `<c-figure>` alone, which marks it with `data-figure`; a crawler checks that every number on the
pages that must be traceable is marked, and that the rows behind it number what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote

from django.utils.functional import Promise

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope

Number = int | float | Decimal
Text = str | Promise


@dataclass(frozen=True)
class Source:
    """Where a published figure or a definition stands: document, number, clause, and whether the original was checked."""

    document: str
    number: str = ""
    clause: str = ""
    verified: bool = False
    example: bool = False
    quotation: str = ""
    note: str = ""


@dataclass(frozen=True)
class Term:
    """One operand of a formula: what it is called, and the figure that it is."""

    name: Text
    figure: Figure


@dataclass(frozen=True)
class Figure:
    """
    A number with all that is needed to defend it.

    ref         its reference; the page about it is `/figures/<ref>/`
    name        what it counts or measures, in officials' words
    value       None = unknown, which is not zero
    unit        printed after the number
    as_of       the day or moment for which it holds
    formula     in words, e.g. 护理型床位数 ÷ 养老机构床位总数 × 100%
    terms       the operands, each a figure of its own
    rows_url    the list of register rows that were counted; its count equals the value
    rows_count  how many rows that list holds, where the figure is a count or a sum of rows
    sources     clauses and documents: of the figure, its definition, its target
    decimals    digits after the point when printed; the exact value stands on the figure's page
    """

    ref: str
    name: Text
    value: Number | None
    unit: Text = ""
    as_of: date | datetime | None = None
    formula: Text = ""
    terms: tuple[Term, ...] = ()
    rows_url: str | None = None
    rows_count: int | None = None
    sources: tuple[Source, ...] = ()
    decimals: int | None = None
    doubt: Text = ""
    example: bool = False
    notes: tuple[Text, ...] = field(default=())

    @property
    def url(self) -> str:
        """The page that explains this figure."""
        return url_of(self.ref)

    @property
    def shown(self) -> str:
        """The value as printed: grouped thousands, rounded to `decimals`; '–' where it is unknown."""
        return show(self.value, self.decimals)


def show(value: Number | None, decimals: int | None = None) -> str:
    """
    A number for reading: 1148896 → '1,148,896'; 4.0395 with two decimals → '4.04'; None → '–'.

    Rounded half away from zero, as in school and in offices: 76.25 with one decimal is 76.3, and -0.2 without any is 0.
    """
    if value is None:
        return "–"
    if decimals is not None:
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return f"{rounded if rounded else abs(rounded):,f}"  # what rounds to nothing has no sign
    if isinstance(value, int):
        return f"{value:,d}"
    text = f"{value:,.4f}" if isinstance(value, float) else f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def url_of(ref: str) -> str:
    """The address of the page about the figure `ref`."""
    return f"/figures/{quote(ref, safe=':=&,;@~+')}/"


Resolver = Callable[[str, Scope], Figure]

_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Let `resolver(rest, scope)` answer for the references `kind:rest`. It raises DomainError('core.not_found') outside the scope."""
    _resolvers[kind] = resolver


def resolve(ref: str, scope: Scope) -> Figure:
    """The figure behind `ref` as `scope` may see it; DomainError('core.not_found') where there is none."""
    kind, _, rest = ref.partition(":")
    resolver = _resolvers.get(kind)
    if resolver is None or not rest:
        raise DomainError("core.not_found")
    return resolver(rest, scope)
