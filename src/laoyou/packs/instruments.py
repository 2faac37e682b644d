"""Instruments of a pack as `engines/assessing` takes them, and their faults back to file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from laoyou.engines import assessing
from laoyou.packs.models.instrument import InstrumentEntry, SpanEntry
from laoyou.packs.pack import Origin, Pack
from laoyou.packs.problems import Problem

_CODES = {
    "name_twice": "instrument_name_twice",
    "scores_of_item": "instrument_scores_of_item",
    "points_without_level": "instrument_points_without_level",
    "points_with_two_levels": "instrument_points_with_two_levels",
    "level_out_of_reach": "instrument_level_out_of_reach",
    "level_beyond_points": "instrument_level_beyond_points",
    "level_twice": "instrument_level_twice",
    "combination_without_classes": "instrument_combination_without_classes",
    "combination_size": "instrument_combination_size",
    "combination_falls": "instrument_combination_falls",
    "unknown_dimension": "instrument_unknown_dimension",
    "no_rules": "instrument_no_rules",
    "dimension_without_classes": "instrument_dimension_without_classes",
    "circumstance_without_effect": "instrument_circumstance_without_effect",
    "unknown_answer": "instrument_unknown_answer",
    "unknown_scale": "instrument_unknown_scale",
    "points_of_dimension": "instrument_points_of_dimension",
    "points_of_all": "instrument_points_of_all",
    "level_without_name": "instrument_level_without_name",
    "level_without_points": "instrument_level_without_points",
}
"""A fault of an instrument → the problem that a pack reports."""


def instrument(entry: InstrumentEntry) -> assessing.Instrument:
    """The instrument without its words."""
    dimensions = tuple(
        assessing.Dimension(
            dimension.code,
            tuple(
                assessing.Item(item.code, tuple(choice.score for choice in entry.choices(item)))
                for item in dimension.item
            ),
            _spans(dimension.class_),
        )
        for dimension in entry.dimension
    )
    return assessing.Instrument(
        entry.id,
        entry.method,
        dimensions,
        _spans(entry.level) if entry.method == "total" else (),
        entry.combination,
        tuple(
            assessing.Rule(
                rule.level,
                {code: frozenset(classes) for code, classes in rule.where.items()},
                tuple((one.at_least, one.at_most, frozenset(one.classes)) for one in rule.others),
            )
            for rule in entry.rule
        ),
        tuple(assessing.Circumstance(one.code, one.raises, one.sets, one.needs) for one in entry.circumstance),
    )


def _spans(entries: Sequence[SpanEntry]) -> tuple[assessing.Span, ...]:
    return tuple(
        assessing.Span(
            one.level, one.level if one.low is None else one.low, one.level if one.high is None else one.high
        )
        for one in entries
    )


def check_instruments(pack: Pack) -> Iterator[Problem]:
    """Everything that cannot be right about the instruments of a merged pack, where it stands."""
    for entry in pack.instruments.values():
        origin = pack.origins.get(("instrument", entry.id)) or Origin(pack.name, f"{pack.name}/pack.toml", 0)
        for code, data in (
            *_against_print(entry),
            *((one.code, one.data) for one in assessing.check(instrument(entry))),
        ):
            yield Problem(_CODES[code], origin.file, origin.line, {"instrument": entry.id, **data})


def _against_print(entry: InstrumentEntry) -> Iterator[tuple[str, dict[str, object]]]:
    """What the standard prints of an instrument, against its items; levels that have no name; scales that are not there."""
    scales = {scale.code for scale in entry.scale}
    made = instrument(entry)
    for dimension, counted in zip(entry.dimension, made.dimensions, strict=True):
        for item in dimension.item:
            if item.scale is not None and item.scale not in scales:
                yield "unknown_scale", {"name": item.code, "scale": item.scale}
                return
        if dimension.points is not None and dimension.points != counted.most:
            yield "points_of_dimension", {"name": dimension.code, "points": dimension.points, "most": counted.most}
    most = sum(dimension.most for dimension in made.dimensions)
    if entry.points is not None and entry.points != most:
        yield "points_of_all", {"points": entry.points, "most": most}
    named = {one.level for one in entry.level}
    reached = {level for row in entry.combination for level in row} | {rule.level for rule in entry.rule}
    reached |= {one.sets for one in entry.circumstance if one.sets is not None}
    for level in sorted(reached - named):
        yield "level_without_name", {"level": level}
    if entry.method == "total" and any(one.low is None for one in entry.level):
        yield "level_without_points", {"name": next(one.title for one in entry.level if one.low is None)}
