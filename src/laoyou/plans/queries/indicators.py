"""Indicators of the district: what the pack defines, what was and is measured, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, memo
from laoyou.packs.public import Band, Document, Indicator, Organisation, Pack, Plan
from laoyou.plans.domain.formula import digits_that_tell, is_incomplete
from laoyou.plans.domain.fulfilment import Fulfilment, band_of, fulfilment
from laoyou.plans.domain.fulfilment import digits_that_tell as digits_that_tell_rate
from laoyou.plans.domain.state import Goal, Reading, Start, Verdict, judge
from laoyou.plans.queries.readings import Reckoner, Reckoning, Recorded, can_count, recorded


@dataclass(frozen=True)
class Owner:
    """A unit that answers for an indicator: as the document prints it, and who does its work today, where that is known."""

    printed: str
    now: Organisation | None

    @property
    def changed(self) -> bool:
        """Whether somebody else does the work today."""
        return self.now is not None and self.now.name != self.printed and self.printed not in self.now.printed


@dataclass(frozen=True)
class IndicatorRow:
    """
    An indicator within the district on one day.

    live      computed now from the registers; None where they do not hold the data
    history   values on record, oldest first
    goal      the target as a number, None where it has none
    start     the baseline as a number, None where it has none
    done      how much is done of what is asked, None where that cannot be said; `rate_digits` for print
    band      the grade that the pack gives for it, None where it defines none or nothing was judged
    """

    definition: Indicator
    plan: Plan
    document: Document
    position: int
    verified: bool
    owners: tuple[Owner, ...]
    goal: Goal | None
    start: Start | None
    live: Reckoning | None
    history: tuple[Recorded, ...]
    verdict: Verdict
    on: date
    digits: int = 0
    doubts: tuple[str, ...] = field(default=())
    done: Fulfilment | None = None
    rate_digits: int = 1
    band: Band | None = None

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def latest(self) -> Reading | None:
        """The newest value: counted now, or else the last on record; None where there is neither."""
        if self.live is not None and self.live.computed.value is not None:
            return Reading(self.live.computed.value, self.on)
        known = [Reading(one.value, one.as_of) for one in self.history if one.value is not None]
        return known[-1] if known else None

    @property
    def in_doubt(self) -> bool:
        return bool(self.definition.definition.doubt)

    @property
    def ended(self) -> bool:
        return self.on > self.plan.period_end

    @property
    def example(self) -> bool:
        """Whether the newest value, or the indicator itself, was invented for a demonstration."""
        newest = self.history[-1] if self.history and self.live is None else None
        return self.definition.example or bool(newest and newest.example) or clock.demo_date() is not None


def all_indicators(*, on: date | None = None) -> list[IndicatorRow]:
    """Every indicator of the district's plans, in the order of the documents."""
    pack = district.pack()
    day = on or clock.today()
    return memo.once(
        ("plans.all_indicators", day), lambda: list(_rows(pack, pack.indicators.values(), day, Reckoner(pack, day)))
    )


def one_indicator(code: str, *, on: date | None = None) -> IndicatorRow:
    """The indicator `code`; DomainError `plans.unknown_indicator`."""
    pack = district.pack()
    definition = pack.indicators.get(code)
    if definition is None:
        raise DomainError("plans.unknown_indicator", code=code)
    day = on or clock.today()
    return next(iter(_rows(pack, [definition], day, Reckoner(pack, day))))


def rows_from(pack: Pack, on: date, reckoner: Reckoner, *, until: datetime | None = None) -> list[IndicatorRow]:
    """
    Every indicator with values from `reckoner`, for instance from a snapshot's counts.

    until   values that were recorded later are left out
    """
    return list(_rows(pack, pack.indicators.values(), on, reckoner, until))


def by_area(row: IndicatorRow, areas: Iterable[str], *, reckoner: Reckoner | None = None) -> list[Reckoning]:
    """The indicator within each of `areas`; empty where the registers cannot count it."""
    formula = row.definition.formula
    if formula is None or not can_count(formula):
        return []
    own = reckoner or Reckoner(district.pack(), row.on)
    return [own.reckon(formula, area) for area in areas]


def _rows(
    pack: Pack, definitions: Iterable[Indicator], on: date, reckoner: Reckoner, until: datetime | None = None
) -> Iterable[IndicatorRow]:
    area = pack.manifest.area
    wanted = list(definitions)
    history = recorded(area, [definition.code for definition in wanted], until=until)
    order = {code: position for position, code in enumerate(pack.indicators)}
    for definition in wanted:
        plan = pack.plans[pack.plan_of[definition.code]]
        formula = definition.formula
        counts = formula is not None and can_count(formula)
        live = reckoner.reckon(formula, area, beside=True) if counts and formula is not None else None
        known = tuple(history.get(definition.code, ()))
        goal, start = goal_of(definition), start_of(definition)
        verdict = judge(
            [*_readings(known), *_live(live, on)],
            goal=goal,
            start=start,
            period_end=plan.period_end + timedelta(days=1),
            on=on,
            in_doubt=bool(definition.definition.doubt),
            register_incomplete=incomplete(live),
            target_in_words=definition.target.qualitative,
        )
        done = fulfilment(verdict, goal, start)
        yield IndicatorRow(
            definition,
            plan,
            pack.documents[plan.document],
            order[definition.code],
            pack.is_verified(definition),
            tuple(_owners(pack, definition)),
            goal,
            start,
            live,
            known,
            verdict,
            on,
            _digits(definition, verdict, goal),
            tuple(definition.disagrees_with),
            done,
            digits_that_tell_rate(done.rate, _starts(pack)) if done else 1,
            _band(pack, done),
        )


def _band(pack: Pack, done: Fulfilment | None) -> Band | None:
    if pack.grades is None or done is None:
        return None
    return pack.grades.band[band_of(done, _starts(pack))]


def _starts(pack: Pack) -> list[Decimal]:
    return [one.at_least for one in pack.grades.band] if pack.grades is not None else []


def incomplete(reckoning: Reckoning | None) -> bool:
    """Whether the register misses many of those whom the official denominator counts."""
    part = reckoning.denominator if reckoning is not None else None
    return part is not None and part.official is not None and is_incomplete(part.beside, part.value)


def _readings(known: Iterable[Recorded]) -> list[Reading]:
    return [Reading(one.value, one.as_of) for one in known if one.value is not None]


def _live(live: Reckoning | None, on: date) -> list[Reading]:
    return [Reading(live.computed.value, on)] if live is not None and live.computed.value is not None else []


def _digits(definition: Indicator, verdict: Verdict, goal: Goal | None) -> int:
    """Decimals for print: those of the formula, or of the printed target, and more where rounding would contradict the state."""
    if definition.formula is not None:
        digits = definition.formula.digits
    else:
        numbers = [definition.target.value, definition.baseline.value if definition.baseline else None]
        digits = max((decimals(number) for number in numbers if number is not None), default=0)
    return digits if verdict.reading is None else digits_that_tell(verdict.reading.value, goal, digits)


def decimals(number: Decimal) -> int:
    """How many decimals a number is written with: 40.3 → 1."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def goal_of(definition: Indicator) -> Goal | None:
    """The target as a number; None where it has none."""
    target = definition.target
    return Goal(target.operator, target.value, target.year, target.upper) if target.value is not None else None


def start_of(definition: Indicator) -> Start | None:
    """The baseline as a number; None where the document prints none."""
    baseline = definition.baseline
    if baseline is None or baseline.value is None:
        return None
    return Start(baseline.value, baseline.year, baseline.operator)


def _owners(pack: Pack, definition: Indicator) -> Iterable[Owner]:
    for printed in (*definition.lead_units, *definition.responsible_units, *definition.supporting_units):
        yield Owner(printed, pack.current_owner(printed))


def latest_values(pack_name: str) -> dict[str, dict[str, object]]:
    """
    For the command line: by indicator code `latest` ({value, as_of, kind} or None) and `state`.

    Empty where the district that is built here does not stand on the pack `pack_name`.
    """
    if pack_name not in district.pack().chain:
        return {}
    found: dict[str, dict[str, object]] = {}
    for row in all_indicators():
        latest = row.latest
        found[row.code] = {"latest": None if latest is None else _plain(row, latest), "state": row.verdict.state.value}
    return found


def _plain(row: IndicatorRow, latest: Reading) -> dict[str, object]:
    counted = row.live is not None and row.live.computed.value is not None
    return {
        "value": float(latest.value),
        "as_of": latest.as_of.isoformat(),
        "kind": "computed" if counted else row.history[-1].kind,
        "numerator": int(row.live.numerator.value)
        if counted and row.live and row.live.numerator.value is not None
        else None,
        "denominator": (
            float(row.live.denominator.value)
            if counted and row.live and row.live.denominator and row.live.denominator.value is not None
            else None
        ),
    }
