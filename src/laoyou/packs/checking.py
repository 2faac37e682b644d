"""What must hold across the files of a pack and the packs it builds on: references, areas, examples, sums."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from laoyou.base.areas import NATION, AreaId, level_of
from laoyou.packs.models.figures import Column, FigureDescription, FigureRow, FigureTable
from laoyou.packs.models.index import IndexDefinition
from laoyou.packs.models.measure import Count, FigureReference, Formula
from laoyou.packs.models.plan import Indicator
from laoyou.packs.pack import Origin, Pack
from laoyou.packs.problems import Problem
from laoyou.packs.reading import Layer


def cross_check(pack: Pack, layers: Sequence[Layer]) -> Iterator[Problem]:
    """Everything that is wrong with a merged pack; the problems of single files were found before."""
    for layer in layers:
        yield from _check_manifest(pack, layer)
        yield from _check_areas(pack, layer)
        yield from _check_documents(pack, layer)
        yield from _check_examples(layer)
        yield from _check_units(pack, layer)
        yield from _check_references(pack, layer)
        yield from _check_figure_areas(pack, layer)
        yield from _check_plans(pack, layer)
        yield from _check_entries(pack, layer)
        yield from _check_index(pack, layer)
        for description, _, origin in layer.figures:
            yield from _check_sums(pack, description, layer, origin)


def _at(code: str, origin: Origin, line: int | None = None, **data: str) -> Problem:
    return Problem(code, origin.file, line if line is not None else origin.line, data)


def _check_manifest(pack: Pack, layer: Layer) -> Iterator[Problem]:
    manifest = layer.manifest
    if manifest is None:
        return
    origin = Origin(layer.name, f"{layer.name}/pack.toml", 1)
    source = layer.sources[origin.file]
    if manifest.code != layer.name:
        yield _at("wrong_code", origin, source.line(("code",)), text=manifest.code, name=layer.name)
    if manifest.area not in pack.areas:
        yield _at("unknown_area", origin, source.line(("area",)), name=manifest.area)


def _check_areas(pack: Pack, layer: Layer) -> Iterator[Problem]:
    for area, origin in layer.areas:
        if level_of(AreaId(area.id)) != area.level:
            yield _at("level_and_id", origin, name=area.id, level=area.level, by_length=level_of(AreaId(area.id)))
        if area.parent is None:
            if area.id != NATION:
                yield _at("area_not_below_parent", origin, name=area.id, parent="-")
        elif area.parent not in pack.areas:
            yield _at("unknown_area", origin, name=area.parent)
        elif area.parent == area.id or (area.parent != NATION and not area.id.startswith(area.parent)):
            yield _at("area_not_below_parent", origin, name=area.id, parent=area.parent)


def _check_documents(pack: Pack, layer: Layer) -> Iterator[Problem]:
    known = "、".join(pack.documents)
    cited: list[tuple[str | None, Origin]] = [(area.document, origin) for area, origin in layer.areas]
    cited += [(statement.document, origin) for statement, origin in layer.statements]
    cited += [(norm.document, origin) for norm, origin in layer.norms]
    cited += [(unit.document, origin) for unit, origin in layer.units]
    cited += [(plan.document, origin) for plan, origin, _ in layer.plans]
    cited += [(definition.document, origin) for definition, origin in _index_of(layer)]
    cited += [(entry.document, origin) for entry, origin in layer.instruments]
    cited += _cited_by_rules(layer)
    if layer.grades is not None:
        cited.append((layer.grades[0].document, layer.grades[1]))
    for document, origin in cited:
        if document is not None and document not in pack.documents:
            yield _at("unknown_document", origin, layer.line(origin, "document"), name=document, known=known)
    for description, rows, origin in layer.figures:
        if description.document not in pack.documents:
            line = layer.sources[origin.file].line(("document",))
            yield _at("unknown_document", origin, line, name=description.document, known=known)
        for row in rows:
            if row.document != description.document and row.document not in pack.documents:
                yield Problem("unknown_document", row.file, row.line, {"name": row.document, "known": known})


def _cited_by_rules(layer: Layer) -> Iterator[tuple[str | None, Origin]]:
    for kind, entry, origin in layer.rules:
        if kind == "parameter":
            yield from ((value.document, origin) for value in entry.value)
        elif kind != "fact":
            yield entry.document, origin
    for benefit, origin, places in layer.benefits:
        yield benefit.document, origin
        yield from ((one.document, places["condition", one.name]) for one in benefit.condition)


def _check_examples(layer: Layer) -> Iterator[Problem]:
    """An example pack holds examples only, and no other pack holds any."""
    if layer.manifest is None:
        return
    code = "not_an_example" if layer.manifest.example else "example_in_real_pack"
    marked: list[tuple[str, bool, Origin]] = [(area.id, area.example, origin) for area, origin in layer.areas]
    marked += [(statement.key, statement.example, origin) for statement, origin in layer.statements]
    marked += [(norm.key, norm.example, origin) for norm, origin in layer.norms]
    marked += [(unit.id, unit.example, origin) for unit, origin in layer.units]
    for plan, plan_origin, indicators in layer.plans:
        marked.append((plan.id, plan.example, plan_origin))
        marked += [(indicator.code, indicator.example, origin) for indicator, origin in indicators]
    marked += [(entry.code, entry.example, origin) for entry, origin, _ in (*layer.tasks, *layer.projects)]
    marked += [(definition.id, definition.example, origin) for definition, origin in _index_of(layer)]
    marked += [(entry.name, entry.example, origin) for kind, entry, origin in layer.rules if kind != "fact"]
    marked += [(benefit.name, benefit.example, origin) for benefit, origin, _ in layer.benefits]
    marked += [(entry.id, entry.example, origin) for entry, origin in layer.instruments]
    if layer.grades is not None:
        marked.append(("grades", layer.grades[0].example, layer.grades[1]))
    for _, rows, _ in layer.figures:
        marked += [("/".join(row.key), row.example, Origin(row.pack, row.file, row.line)) for row in rows]
    for name, example, origin in marked:
        if example != layer.manifest.example:
            yield _at(code, origin, name=name)


def _check_units(pack: Pack, layer: Layer) -> Iterator[Problem]:
    for unit, origin in layer.units:
        if unit.area not in pack.areas:
            yield _at("unknown_area", origin, layer.line(origin, "area"), name=unit.area)
        if unit.successor is not None and unit.successor not in pack.units:
            yield _at("unknown_unit", origin, layer.line(origin, "successor"), name=unit.successor)
        elif circle := _circle_of_successors(pack, unit.id):
            yield _at("cyclic_successor", origin, layer.line(origin, "successor"), chain=" → ".join(circle))


def _circle_of_successors(pack: Pack, start: str) -> list[str]:
    """The units from `start` back to itself, following successors; empty where they come to an end."""
    seen = [start]
    while (after := pack.units[seen[-1]].successor) is not None and after in pack.units:
        if after == start:
            return [*seen, start]
        if after in seen:
            return []
        seen.append(after)
    return []


def _check_references(pack: Pack, layer: Layer) -> Iterator[Problem]:
    referring: list[tuple[tuple[str, ...], Origin]] = [(entry.disagrees_with, at) for entry, at in layer.statements]
    referring += [(entry.disagrees_with, at) for entry, at in layer.norms]
    referring += [(entry.disagrees_with, at) for _, _, indicators in layer.plans for entry, at in indicators]
    referring += [(description.disagrees_with, origin) for description, _, origin in layer.figures]
    for references, origin in referring:
        for reference in references:
            if not pack.has_figure(reference):
                yield _at("unknown_reference", origin, layer.line(origin, "disagrees_with"), name=reference)
    for statement, origin in layer.statements:
        if statement.area not in pack.areas:
            yield _at("unknown_area", origin, layer.line(origin, "area"), name=statement.area)


def _check_figure_areas(pack: Pack, layer: Layer) -> Iterator[Problem]:
    for description, rows, _ in layer.figures:
        columns = [column.name for column in description.column if column.type == "area"]
        for row in rows:
            for name in columns:
                area = row.cells[name]
                if isinstance(area, str) and area not in pack.areas:
                    yield Problem("unknown_area", row.file, row.line, {"name": area})


def _check_plans(pack: Pack, layer: Layer) -> Iterator[Problem]:
    for _, _, indicators in layer.plans:
        for indicator, origin in indicators:
            owners = (*indicator.lead_units, *indicator.responsible_units, *indicator.supporting_units)
            if not owners and indicator.note is None:
                yield _at("owner_missing", origin, name=indicator.code)
            for owner in owners:
                if pack.unit_named(owner) is None:
                    yield _at("unlisted_owner", origin, name=owner)
            for unit in indicator.current_units:
                if unit not in pack.units:
                    yield _at("unknown_unit", origin, layer.line(origin, "current_units"), name=unit)
            yield from _check_formula(pack, layer, indicator, origin)


def _check_entries(pack: Pack, layer: Layer) -> Iterator[Problem]:
    """Tasks and projects: they name known indicators and areas. Their units may be missing from units.toml: documents name dozens."""
    for entry, origin, _ in (*layer.tasks, *layer.projects):
        for code in entry.indicators:
            if code not in pack.indicators:
                yield _at("unknown_reference", origin, layer.line(origin, "indicators"), name=code)
    for project, origin, _ in layer.projects:
        for area in (*project.areas, *(one.area for one in project.capacity if one.area)):
            if area not in pack.areas:
                yield _at("unknown_area", origin, layer.line(origin, "areas"), name=area)


def _index_of(layer: Layer) -> list[tuple[IndexDefinition, Origin]]:
    return [layer.index] if layer.index is not None else []


def _check_index(pack: Pack, layer: Layer) -> Iterator[Problem]:
    """The index measures indicators that have a formula, between goalposts that are two different numbers."""
    for definition, origin in _index_of(layer):
        source = layer.sources[origin.file]
        for number, measure in enumerate(definition.measure):
            line = source.line(("index", "measure", number))
            names = [measure.indicator, measure.low.indicator, measure.high.indicator]
            unknown = [name for name in names if name is not None and name not in pack.indicators]
            for name in unknown:
                yield _at("unknown_reference", origin, line, name=name)
            if unknown:
                continue
            if measure.indicator is not None and pack.indicators[measure.indicator].formula is None:
                yield _at("measure_cannot_be_counted", origin, line, name=measure.indicator)
            low, high = pack.goalpost(measure.low), pack.goalpost(measure.high)
            if low is None or high is None or low == high:
                yield _at("goalposts_alike", origin, line, name=measure.code)
            if measure.formula is not None:
                yield from _check_measure(pack, measure.formula, origin, line)
        for number, gate in enumerate(definition.gate):
            yield from _check_measure(pack, gate.formula, origin, source.line(("index", "gate", number)))


def _check_formula(pack: Pack, layer: Layer, indicator: Indicator, origin: Origin) -> Iterator[Problem]:
    if indicator.formula is not None:
        yield from _check_measure(pack, indicator.formula, origin, layer.line(origin, "formula"))


def _check_measure(pack: Pack, formula: Formula, origin: Origin, line: int) -> Iterator[Problem]:
    counts = [formula.numerator, formula.denominator]
    if isinstance(formula.denominator, FigureReference):
        reference = formula.denominator.figure
        counts.append(formula.denominator.beside)
        if not _is_area_figure(pack, reference):
            yield _at("unknown_figure", origin, line, name=reference, known="、".join(pack.figures))
    for count in counts:
        if isinstance(count, Count):
            yield from _check_areas_of_count(pack, count, origin, line)


def _check_areas_of_count(pack: Pack, count: Count, origin: Origin, line: int) -> Iterator[Problem]:
    for name, condition in count.where.items():
        if name in {"area", "residence_area", "registered_area"}:
            areas = condition if isinstance(condition, tuple) else (condition,)
            for area in areas:
                if isinstance(area, str) and area not in pack.areas:
                    yield _at("unknown_area", origin, line, name=area)


def _is_area_figure(pack: Pack, reference: str) -> bool:
    table_id, _, name = reference.partition(".")
    table = pack.figures.get(table_id)
    if table is None or "area" not in table.description.key:
        return False
    column = next((column for column in table.description.column if column.name == name), None)
    return column is not None and column.type in {"integer", "decimal"}


# Sums


def _check_sums(pack: Pack, description: FigureDescription, layer: Layer, origin: Origin) -> Iterator[Problem]:
    """The rules of one description, over the merged rows of its table."""
    table = pack.figures[description.id]
    line = layer.sources[origin.file].line
    for index, rows_rule in enumerate(description.row_total):
        place = table.description.key.index(rows_rule.key) if rows_rule.key in table.description.key else None
        totals = [row for key, row in table.rows.items() if place is not None and key[place] == rows_rule.row]
        if place is None or not totals:
            yield _at("unknown_total_row", origin, line(("row_total", index)), name=rows_rule.row)
            continue
        for total in totals:
            others = [row for key, row in table.rows.items() if _same_but(key, total.key, place)]
            for name in rows_rule.columns:
                printed, known = total.cells[name], _known(others, name)
                if isinstance(printed, Decimal) and known:
                    declared = rows_rule.differences.get(name, Decimal(0))
                    if printed - sum(known) != declared:
                        yield _sum_problem("row_total", total, printed, sum(known), declared, column=name)
    for rule in description.column_total:
        for row in table.rows.values():
            printed = row.cells[rule.column]
            parts = [_part(pack, table, row, part) for part in rule.of]
            known = [part for part in parts if part is not None]
            if isinstance(printed, Decimal) and known:
                declared = rule.differences.get("/".join(row.key), Decimal(0))
                if printed - sum(known) != declared:
                    yield _sum_problem(
                        "column_total", row, printed, sum(known), declared, column=rule.column, of="、".join(rule.of)
                    )
    for ratio in description.ratio:
        for row in table.rows.values():
            printed, over, under = (row.cells[name] for name in (ratio.column, ratio.numerator, ratio.denominator))
            if isinstance(printed, Decimal) and isinstance(over, Decimal) and isinstance(under, Decimal) and under:
                exact = over * ratio.scale / under
                computed = exact.quantize(Decimal(1).scaleb(-ratio.digits), ROUND_HALF_UP)
                declared = ratio.differences.get("/".join(row.key), Decimal(0))
                if printed - computed != declared:
                    yield _sum_problem(
                        "ratio", row, printed, computed, declared,
                        column=ratio.column, numerator=ratio.numerator, denominator=ratio.denominator,
                    )  # fmt: skip


def _same_but(key: tuple[str, ...], total: tuple[str, ...], place: int) -> bool:
    """Whether `key` is a part of the total's group: another name at `place`, the same everywhere else."""
    return key[place] != total[place] and (*key[:place], *key[place + 1 :]) == (*total[:place], *total[place + 1 :])


def _known(rows: list[FigureRow], name: str) -> list[Decimal]:
    return [cell for row in rows if isinstance(cell := row.cells[name], Decimal)]


def _part(pack: Pack, table: FigureTable, row: FigureRow, name: str) -> Decimal | None:
    if "." in name:
        other, _, column = name.partition(".")
        found = pack.figures[other].rows.get(row.key) if other in pack.figures else None
        cell = found.cells.get(column) if found else None
    else:
        cell = row.cells[name]
    return cell if isinstance(cell, Decimal) else None


def _sum_problem(
    code: str, row: FigureRow, printed: Decimal, computed: Decimal | int, declared: Decimal, **data: str
) -> Problem:
    return Problem(
        code,
        row.file,
        row.line,
        {
            "row": "/".join(row.key),
            "printed": str(printed),
            "sum": str(computed),
            "difference": str(printed - computed),
            "declared": str(declared),
            **data,
        },
    )


def columns_alike(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether two tables of the same id have the same columns, by name and type."""
    return [(column.name, column.type) for column in one] == [(column.name, column.type) for column in other]
