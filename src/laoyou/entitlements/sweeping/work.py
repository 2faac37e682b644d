"""One sweep: read a snapshot, determine everybody, write the rows to files; what people work on is left for the caller to enter."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from laoyou import __version__
from laoyou.base.month import Month
from laoyou.core import district, failpoints
from laoyou.engines import rules
from laoyou.engines.rules import columns as engine
from laoyou.entitlements import storage
from laoyou.entitlements.domain.facts import LEVELS
from laoyou.entitlements.domain.rulebook import described, most_owed
from laoyou.entitlements.queries.grounds import status_excludes, status_kinds
from laoyou.entitlements.sweeping.causes import causes
from laoyou.entitlements.sweeping.columns import Tables, assemble, with_place
from laoyou.packs import public as packs
from laoyou.people import public as people
from laoyou.snapshots import public as snapshots

FORMAT: Final = 1
ROWS_A_PART: Final = 100_000
"""Rows are parted by their keys, so that the same person stands in the same part of sweeps with as many parts."""
LISTED: Final = 50_000
"""How many open determinations of a benefit are listed one by one; of more, only the number is told."""
ROWS_A_FILE: Final = 5_000
STATES: Final = ("not_entitled", "needs_information", "entitled")

AFTER_PART = failpoints.declare("sweep.after_part", "one part of the determinations is on the disk")
BEFORE_MANIFEST = failpoints.declare("sweep.before_manifest", "all determinations are on the disk, the manifest is not")

Progress = Callable[[Any], None]


@dataclass(frozen=True)
class Order:
    """What a sweep is asked to do; plain values, because it goes into another process."""

    folder: str
    month: str
    snapshot: str
    previous: str = ""


@dataclass
class _Found:
    """What is gathered on the way."""

    rows: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)
    digests: bytearray = field(default_factory=bytearray)
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    towns: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    work: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    missing: list[pl.DataFrame] = field(default_factory=list)
    changed: list[pl.DataFrame] = field(default_factory=list)


def sweep(order: Order, progress: Progress = lambda told: None) -> dict[str, Any]:
    """Determine everybody and write it; returns the manifest with its hash and how many files of work rows there are."""
    return Sweeping(order, progress).run()


class Sweeping:
    """A sweep on its way."""

    def __init__(self, order: Order, progress: Progress) -> None:
        self.order = order
        self.progress = progress
        self.month = Month.parse(order.month)
        self.pack = district.pack()
        self.book = packs.rule_book(self.pack)
        self.program = rules.prepare(self.book, self.month, "person")
        self.kinds = status_kinds()
        self.excludes = status_excludes()
        self.benefits = described(self.pack, self.book, self.program)
        self.found = _Found()
        self.buckets = 1

    def run(self) -> dict[str, Any]:
        """Everything, in order."""
        draft = storage.new_draft(self.order.folder)
        tables = read_tables(self.order.snapshot)
        self.progress({"done": 0, "total": tables.people.height})
        whole = self.pack.manifest.area
        self.buckets = 1 << (tables.people.height // ROWS_A_PART).bit_length()
        everybody = with_place(tables.people, whole).with_columns(bucket=pl.col("key") % self.buckets)
        earlier = storage.manifest(self.order.previous) if self.order.previous else None
        for number in range(self.buckets):
            part = everybody.filter(pl.col("bucket") == number).drop("bucket")
            facts = assemble(tables, part, self.program, self.month, self.excludes, self.kinds)
            determined = engine.determine(facts.lazy(), self.program, ["key", "area"]).collect().sort("key")
            self.write(draft, number + 1, determined)
            self.count(determined)
            self.gather(facts, determined)
            if earlier is not None:
                self.compare(number + 1, determined, earlier)
            self.progress({"done": self.found.rows, "total": tables.people.height})
        failpoints.hit(BEFORE_MANIFEST)
        manifest = self.manifest()
        changes = self.explained(tables, everybody, manifest, earlier) if earlier is not None else None
        files = self.leave_work(draft, changes)
        manifest_sha256 = storage.write_manifest(draft, manifest)
        storage.publish(self.order.folder)
        return {"manifest": manifest, "manifest_sha256": manifest_sha256, "files": files}

    # The rows of everybody.

    def write(self, draft: Path, number: int, determined: pl.DataFrame) -> None:
        """Seal one part of the rows."""
        buffer = io.BytesIO()
        determined.write_parquet(buffer, compression="zstd", compression_level=1)
        entry = storage.write_sealed(draft, self.order.folder, storage.TABLE, number, buffer.getvalue())
        self.found.parts.append({**entry, "rows": determined.height})
        self.found.rows += determined.height
        self.found.digests += snapshots.row_digests(determined, row_types(determined))
        failpoints.hit(AFTER_PART)

    def manifest(self) -> dict[str, Any]:
        """What was determined from what."""
        found = self.found
        types = row_types(self.empty())
        of_rules = "".join(f"{name} {self.benefits[name]['digest']}\n" for name in sorted(self.benefits))
        return {
            "format": FORMAT,
            "name": self.order.folder,
            "month": self.order.month,
            "area": self.pack.manifest.area,
            "snapshot": self.order.snapshot,
            "snapshot_manifest": snapshots.manifest_hash(self.order.snapshot),
            "previous": self.order.previous,
            "pack": {"name": self.pack.name, "chain": list(self.pack.chain), "version": self.pack.version},
            "rules_sha256": hashlib.sha256(of_rules.encode()).hexdigest(),
            "program": __version__,
            "rows": found.rows,
            "rows_form": snapshots.ROWS_FORM,
            "hash": snapshots.hash_of_rows(storage.TABLE, types, found.digests),
            "columns": types,
            "parts": found.parts,
            "buckets": self.buckets,
            "benefits": self.benefits,
            "counts": {
                "benefits": found.counts,
                "towns": found.towns,
            },
        }

    def empty(self) -> pl.DataFrame:
        """No rows, with every column."""
        names: dict[str, Any] = {"key": pl.UInt64, "area": pl.String}
        for ready in self.program.benefits:
            names[ready.name] = pl.UInt32
            if ready.due is not None:
                names[ready.name + engine.AMOUNT] = pl.Int64
        return pl.DataFrame(schema=names)

    # What is counted.

    def count(self, determined: pl.DataFrame) -> None:
        """Add one part to the counts, by benefit and by town."""
        for ready in self.program.benefits:
            money = self.benefits[ready.name]["gives"] == "money"
            amount = pl.col(ready.name + engine.AMOUNT) if ready.due is not None else pl.lit(None, pl.Int64)
            lacking = (pl.col(ready.name) & rules_bits("PARAMETER_MISSING")) != 0
            replaced = (pl.col(ready.name) & rules_bits("SUPERSEDED")) != 0
            rows = (
                determined.select(
                    town=pl.col("area").cast(pl.String).str.slice(0, 9),
                    status=engine.status(pl.col(ready.name)),
                    lacking=lacking & ~replaced,
                    replaced=replaced,
                    amount=amount.fill_null(0) if money else pl.lit(0, pl.Int64),
                )
                .group_by("town", "status", "lacking", "replaced")
                .agg(people=pl.len(), fen=pl.col("amount").sum())
            )
            total = self.found.counts.setdefault(
                ready.name,
                {"entitled": 0, "needs_information": 0, "parameter_missing": 0, "not_entitled": 0, "superseded": 0, "fen": 0, "listed": True},
            )  # fmt: skip
            for town, status, lacks, is_replaced, number, fen in rows.iter_rows():
                state = "parameter_missing" if status == 2 and lacks else STATES[status]
                total[state] += number
                total["superseded"] += number if is_replaced and status == 2 else 0
                total["fen"] += fen
                if state != "not_entitled":
                    one = self.found.towns.setdefault(town, {}).setdefault(ready.name, [0, 0, 0, 0])
                    one[("entitled", "needs_information", "parameter_missing").index(state)] += number
                    one[3] += fen

    # What people work on.

    def worked_on(self) -> Iterator[rules.Ready]:
        """The benefits whose rows stand in the database: money and services; what has no amount stands in the files alone."""
        return (ready for ready in self.program.benefits if self.benefits[ready.name]["gives"] != "priority")

    def gather(self, facts: pl.DataFrame, determined: pl.DataFrame) -> None:
        """The rows of one part that somebody works on, with what is missing."""
        lacking = engine.missing(facts.lazy(), self.program, ["key", "area"]).collect()
        if lacking.height:
            self.found.missing.append(lacking.group_by("area", "benefit", "fact").agg(people=pl.len()))
            at_all = lacking.group_by("area", "fact").agg(people=pl.col("key").n_unique().cast(pl.UInt32))
            self.found.missing.append(
                at_all.select("area", "fact", "people", benefit=pl.lit("")).select("area", "benefit", "fact", "people")
            )
        names = lacking.group_by("key", "benefit").agg(missing=pl.col("fact").sort().str.join(","))
        for ready in self.worked_on():
            frame = determined.select(
                "key", "area", code=pl.col(ready.name), status=engine.status(pl.col(ready.name)),
                amount=pl.col(ready.name + engine.AMOUNT) if ready.due is not None else pl.lit(None, pl.Int64),
            ).filter(pl.col("status") > 0)  # fmt: skip
            unsettled = frame.filter(pl.col("status") == 1)
            self.found.open[ready.name] = self.found.open.get(ready.name, 0) + unsettled.height
            if self.found.open[ready.name] > LISTED:
                # Too many to be gone through one by one: a list of the department is missing, not facts of some people.
                self.found.counts[ready.name]["listed"] = False
                frame = frame.filter(pl.col("status") == 2)
                kept = self.found.work.get(ready.name, [])
                self.found.work[ready.name] = [one.filter(pl.col("status") == 2) for one in kept]
            said = names.filter(pl.col("benefit") == ready.name).drop("benefit")
            frame = frame.join(said, on="key", how="left")
            self.found.work.setdefault(ready.name, []).append(frame)

    def leave_work(self, draft: Path, changes: pl.DataFrame | None) -> dict[str, int]:
        """Leave the rows that are to be entered into the database in sealed files of a few thousand each."""
        keys = keys_of_residents()
        return {
            "determinations": self.leave(draft, "rows", self.determination_rows(keys)),
            "missing": self.leave(draft, "missing", self.missing_rows()),
            "changes": self.leave(draft, "changes", self.change_rows(changes, keys)),
        }

    def leave(self, draft: Path, table: str, rows: Iterator[list[Any]]) -> int:
        number, waiting = 0, []
        for row in rows:
            waiting.append(row)
            if len(waiting) == ROWS_A_FILE:
                number += 1
                storage.write_sealed(draft, self.order.folder, table, number, json.dumps(waiting).encode())
                waiting = []
        if waiting:
            number += 1
            storage.write_sealed(draft, self.order.folder, table, number, json.dumps(waiting).encode())
        return number

    def determination_rows(self, keys: pl.DataFrame) -> Iterator[list[Any]]:
        """Resident, area, benefit, code, amount, missing; whoever is no longer on the register is left out."""
        for ready in self.worked_on():
            frames = [one for one in self.found.work.get(ready.name, []) if one.height]
            if not frames:
                continue
            rows = pl.concat(frames).join(keys, on="key", how="inner").sort("id")
            for pk, area, code, amount, missing in rows.select("id", "area", "code", "amount", "missing").iter_rows():
                yield [pk, area, ready.name, code, amount, missing or ""]

    def missing_rows(self) -> Iterator[list[Any]]:
        """Area, benefit, fact, people, what is owed at the most, whether they are listed."""
        if not self.found.missing:
            return
        most = {ready.name: most_owed(ready) for ready in self.program.benefits}
        whole = pl.concat(self.found.missing).group_by("area", "benefit", "fact").agg(people=pl.col("people").sum())
        owed: dict[tuple[str, str], int] = {}
        # The row without a benefit counts each person once, and comes last, when what depends on the fact is added up.
        for area, benefit, fact, number in whole.sort(
            "area", "benefit", "fact", descending=[False, True, False]
        ).iter_rows():
            if not benefit:
                yield [area, "", fact, number, owed.get((area, fact)), True]
                continue
            money = self.benefits[benefit]["gives"] == "money"
            each = most[benefit] if money else None
            listed = self.benefits[benefit]["gives"] != "priority" and self.found.counts[benefit]["listed"]
            if each is not None:
                owed[area, fact] = owed.get((area, fact), 0) + each * number
            yield [area, benefit, fact, number, None if each is None else each * number, listed]

    # What is otherwise than in the month before.

    def compare(self, number: int, determined: pl.DataFrame, earlier: dict[str, Any]) -> None:
        """The rows of one part that differ from those of the sweep before, benefit by benefit."""
        then = self.earlier_part(number, earlier)
        for ready in self.worked_on():
            now = told(determined, ready.name)
            before = told(then, ready.name) if ready.name in then.columns else now.clear()
            both = now.join(before, on="key", how="full", coalesce=True, suffix="__then").with_columns(
                before=pl.col("state__then").fill_null("absent"),
                after=pl.col("state").fill_null("absent"),
                area=pl.coalesce("area", "area__then"),
            )
            nobody = pl.col("before").is_in(["absent", "not_entitled"]) & pl.col("after").is_in(
                ["absent", "not_entitled"]
            )
            same = (pl.col("before") == pl.col("after")) & pl.col("amount").eq_missing(pl.col("amount__then"))
            changed = both.filter(~nobody & ~same)
            if changed.height:
                self.found.changed.append(
                    changed.select(
                        "key", "area", "before", "after", benefit=pl.lit(ready.name), before_fen=pl.col("amount__then"),
                        after_fen=pl.col("amount"), before_tier=pl.col("tier__then"), after_tier=pl.col("tier"),
                    )
                )  # fmt: skip

    def earlier_part(self, number: int, earlier: dict[str, Any]) -> pl.DataFrame:
        """The rows of the sweep before whose keys belong to the part `number` of this one."""
        alike = earlier["buckets"] == self.buckets
        parts = [
            pl.read_parquet(io.BytesIO(storage.read_part(self.order.previous, place, entry)))
            for place, entry in enumerate(earlier["parts"], start=1)
            if not alike or place == number
        ]
        return parts[0] if alike else pl.concat(parts).filter(pl.col("key") % self.buckets == number - 1)

    def explained(
        self, tables: Tables, everybody: pl.DataFrame, manifest: dict[str, Any], earlier: dict[str, Any]
    ) -> pl.DataFrame | None:
        """The changes with their causes; the facts of the month before are read from the snapshot of that sweep."""
        if not self.found.changed:
            return None
        changed = pl.concat(self.found.changed)
        keys = changed.select("key").unique()
        now = assemble(
            tables, everybody.drop("bucket").join(keys, on="key", how="semi"), self.program, self.month, self.excludes, self.kinds
        )  # fmt: skip
        then_tables = read_tables(earlier["snapshot"])
        then_people = with_place(then_tables.people, self.pack.manifest.area).join(keys, on="key", how="semi")
        then = assemble(then_tables, then_people, self.program, self.month.plus(-1), self.excludes, self.kinds)
        return causes(changed, then, now, self.month, earlier, manifest)

    def change_rows(self, changes: pl.DataFrame | None, keys: pl.DataFrame) -> Iterator[list[Any]]:
        """Resident, area, benefit, before, after, amounts, cause."""
        if changes is None:
            return
        rows = changes.join(keys, on="key", how="inner").sort("benefit", "id")
        names = ("id", "area", "benefit", "before", "after", "before_fen", "after_fen", "cause")
        for row in rows.select(names).iter_rows():
            yield list(row)


def rules_bits(name: str) -> int:
    """A flag of the engine's code."""
    from laoyou.engines.rules import program

    return int(getattr(program, name))


def told(determined: pl.DataFrame, benefit: str) -> pl.DataFrame:
    """Key, area, state, tier and amount of one benefit."""
    code = pl.col(benefit)
    amount = (
        pl.col(benefit + engine.AMOUNT) if benefit + engine.AMOUNT in determined.columns else pl.lit(None, pl.Int64)
    )
    lacking = (code & rules_bits("PARAMETER_MISSING")) != 0
    status = engine.status(code)
    return determined.select(
        "key", "area",
        state=pl.when((status == 2) & lacking).then(pl.lit("parameter_missing"))
        .otherwise(status.replace_strict(list(range(3)), list(STATES), return_dtype=pl.String)),
        tier=(code // (1 << 24)) % 16,
        amount=amount,
    )  # fmt: skip


def row_types(determined: pl.DataFrame) -> dict[str, Any]:
    """The canonical types of the columns of a sweep."""
    return {
        name: "key" if name == "key" else "area" if name == "area" else "integer" for name in sorted(determined.columns)
    }


def read_tables(snapshot: str) -> Tables:
    """The tables of a snapshot of facts, whole."""

    def whole(table: str, schema: dict[str, Any]) -> pl.DataFrame:
        parts = list(snapshots.frames(snapshot, table))
        return pl.concat(parts) if parts else pl.DataFrame(schema=schema)

    day = pl.Date
    return Tables(
        people=whole(
            "people_facts",
            {
                "birth_date": day, "death_date": day, "key": pl.UInt64, "known_on": day, "registered_area": pl.String,
                "registered_from": day, "registered_to": day, "residence_area": pl.String, "resident_from": day, "resident_to": day,
            },
        ),
        statuses=whole("status_spells", {"key": pl.UInt64, "kind": pl.String, "true_from": day, "true_to": day}),
        statements=pl.concat(
            [
                whole("known_facts", STATEMENTS),
                *levels(whole("level_spells", {"instrument": pl.String, "key": pl.UInt64, "level": pl.Int64, "true_from": day, "true_to": day})),
            ],
        ),
        lists=whole(
            "complete_lists",
            {
                "absent": pl.String, "area": pl.String, "as_of": day, "fact": pl.String, "id": pl.Int64, "true_from": day, "true_to": day,
            },
        ),
    )  # fmt: skip


STATEMENTS: Final[dict[str, Any]] = {
    "fact": pl.String, "key": pl.UInt64, "true_from": pl.Date, "true_to": pl.Date, "value": pl.String,
}  # fmt: skip


def levels(spells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Levels of assessments as statements of the facts that they tell."""
    for instrument, (fact, codes) in LEVELS.items():
        of_one = spells.filter((pl.col("instrument") == instrument) & pl.col("level").is_between(0, len(codes) - 1))
        value = pl.col("level").replace_strict(list(range(len(codes))), list(codes), return_dtype=pl.String)
        yield of_one.select(fact=pl.lit(fact), key="key", true_from="true_from", true_to="true_to", value=value)


def keys_of_residents() -> pl.DataFrame:
    """The number of each resident beside the key that stands for him in snapshots."""
    hash_all = snapshots.pseudonyms("residents")
    ids: list[int] = []
    keys: list[int | None] = []
    for part in people.all_ids():
        ids += part
        keys += hash_all(part)
    return pl.DataFrame({"id": ids, "key": keys}, schema={"id": pl.Int64, "key": pl.UInt64})
