"""
Building a district into the database of this process, stage by stage.

Each stage is one transaction. On PostgreSQL a finished stage leaves a row, so that a build that was interrupted goes on
after it: the people are the same again, because the seed is. On SQLite the whole build stands in a folder of its own
that nobody sees until it is complete (`laoyou.demo.homes`), so it just begins again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction

from laoyou.base.errors import DomainError
from laoyou.core import conditions
from laoyou.core.clock import BEIJING
from laoyou.core.commands import reference
from laoyou.core.scope import Scope
from laoyou.demo import rows
from laoyou.demo.inputs import Inputs
from laoyou.demo.points import hit
from laoyou.people import public as register_of_people

Report = Callable[[str, int, int], None]
"""Called with the name of a stage, what is done and what there is to do in it."""

STATE_TABLE = "laoyou_demo_stage"


def silent(stage: str, done: int, total: int) -> None:
    """A report that nobody reads."""


@dataclass
class Build:
    """One build: what is asked, who asks, and the register as soon as a stage needs it."""

    inputs: Inputs
    people: int | None
    seed: int
    at: datetime
    report: Report = silent
    by: Scope = field(default_factory=lambda: Scope.system("building the demonstration district"))

    @property
    def area_id(self) -> str:
        return self.inputs.pack.manifest.area

    @cached_property
    def register(self) -> rows.Register:
        self.report("synthesis", 0, 1)
        made = rows.synthesise(self.inputs, self.people, self.seed)
        self.report("synthesis", 1, 1)
        hit("demo.after_synthesis")
        return made

    @cached_property
    def resident_rows(self) -> rows.ResidentRows:
        return rows.ResidentRows(self.register)

    @property
    def parameters(self) -> str:
        """What tells this build from another: equal parameters give an equal district."""
        asked = {
            "pack": self.inputs.pack.name,
            "version": self.inputs.pack.version,
            "people": self.people,
            "seed": self.seed,
        }
        return json.dumps(asked, sort_keys=True)


@dataclass(frozen=True)
class Stage:
    """A part of the build: its name, its share of the time in seconds on two cores, what it does, the point after it."""

    name: str
    seconds: float
    run: Callable[[Build], None]
    point: str = ""


def _reference(build: Build) -> None:
    reference.load(build.inputs.pack, by=build.by, at=build.at)


def _people(build: Build) -> None:
    register = build.register
    total = (
        len(register)
        + len(register.district.household_community)
        + len(register.district.registered_household_community)
    )
    done = 0

    def progress(table: str, written: int) -> None:
        nonlocal done
        done += written
        build.report("people" if table != "indexes" else "indexes", min(done, total), total)
        hit("demo.before_indexes" if table == "indexes" else "demo.during_residents")

    rules = register_of_people.rules_of(build.inputs.until, accept_example=True)
    register_of_people.load_people(
        rows.tables(register, build.resident_rows),
        rules,
        by=build.by,
        at=build.at,
        area_id=build.area_id,
        progress=progress,
    )


def _ties(build: Build) -> None:
    tables = rows.tables(build.register, build.resident_rows)
    total = sum(len(next(iter(columns.values()))) for columns in tables.ties.values())
    done = 0

    def progress(table: str, written: int) -> None:
        nonlocal done
        done += written
        build.report("ties", done, total)
        hit("demo.during_ties")

    register_of_people.load_ties(tables, by=build.by, at=build.at, area_id=build.area_id, progress=progress)


def _facilities(build: Build) -> None:
    from laoyou.demo import facilities

    whole = int(build.inputs.census.people.sum())
    share = 1.0 if build.people is None else min(1.0, build.people / whole)

    def progress(done: int, total: int) -> None:
        build.report("facilities", done, total)

    facilities.build(build.inputs.pack, share, build.seed, progress, by=build.by, at=build.at)


def _accounts(build: Build) -> None:
    from laoyou.demo import accounts, lists

    accounts.create(build)
    lists.declare(build)


def _ledger(build: Build) -> None:
    from laoyou.demo import ledger

    ledger.keep(build)


def _assessments(build: Build) -> None:
    from laoyou.demo import assessments

    assessments.play(build)


def _snapshot(build: Build) -> None:
    from laoyou.demo import ledger
    from laoyou.snapshots import public as snapshots

    def progress(table: str, done: int) -> None:
        if table == "residents":
            build.report("snapshot", done, 0)

    today = build.at.astimezone(BEIJING).date()
    for day in sorted(
        {*ledger.ended(today), today}
    ):  # each circular of an ended period is written from a snapshot of its last day
        snapshots.take(by=build.by, at=build.at, on=day, again=True, progress=progress)


def _streets(build: Build) -> None:
    from laoyou.demo import streets

    streets.build(build)


def _indicators(build: Build) -> None:
    from laoyou.plans import public as plans
    from laoyou.snapshots import public as snapshots

    newest = snapshots.latest()
    if newest is None:
        raise RuntimeError("the stage before takes a snapshot")
    plans.compute_values(newest.name, by=build.by, at=build.at)
    plans.publish_indicators(by=build.by, at=build.at)
    plans.publish_index(plans.evaluate_index(newest.name, by=build.by, at=build.at).pk, by=build.by, at=build.at)


def _circulars(build: Build) -> None:
    from laoyou.demo import ledger

    ledger.tell(build)


def _projections(build: Build) -> None:
    from laoyou.planning import public as planning

    planning.project_register(by=build.by, at=build.at)
    planning.project_census(by=build.by, at=build.at)


def _publish(build: Build) -> None:
    """Hand the edge its first bundle. It is taken in after the stage, as on a machine of its own (`finish`)."""
    from laoyou.faces.publishing.publish import publish

    publish(by=build.by, at=build.at)


STAGES: tuple[Stage, ...] = (
    Stage("reference", 1, _reference, "demo.after_reference"),
    Stage("people", 60, _people, "demo.after_people"),
    Stage("ties", 12, _ties, "demo.after_ties"),
    Stage("facilities", 6, _facilities, "demo.after_facilities"),
    Stage("accounts", 1, _accounts, "demo.after_accounts"),
    Stage("ledger", 1, _ledger, "demo.after_ledger"),
    Stage("assessments", 1, _assessments, "demo.after_assessments"),
    Stage("snapshot", 8, _snapshot, "demo.after_snapshot"),
    Stage("streets", 3, _streets, "demo.after_streets"),
    Stage("indicators", 2, _indicators, "demo.after_indicators"),
    Stage("circulars", 5, _circulars, "demo.after_circulars"),
    Stage("projections", 6, _projections, "demo.after_projections"),
    Stage("publish", 2, _publish, "demo.after_published"),
)


def migrate() -> None:
    """Make the key file of a new district and the tables of both databases; an existing one must have its own key file."""
    from laoyou.faces.routers import migrated_apps

    conditions.prepare_keys()
    hit("demo.after_keys")
    for alias in ("default", "edge"):
        call_command("migrate", *migrated_apps(alias), database=alias, verbosity=0, interactive=False)
    conditions.prepare_keys()  # now that there is a table to note their fingerprints in
    hit("demo.after_migrate")


def run(build: Build, *, reset: bool = False) -> None:
    """Run every stage that is not done yet (or, with `reset`, all of them); then the district is whole, and `finish` is due."""
    done = _stages_done(build, reset)
    for stage in STAGES:
        if stage.name in done:
            build.report(stage.name, 1, 1)
            continue
        build.report(stage.name, 0, 1)
        with transaction.atomic():
            stage.run(build)
            _remember(stage.name)
        hit(stage.point)


def finish(build: Build) -> None:
    """The edge takes in what was published; statistics for the planner; the mode in which the databases are used from now on."""
    from laoyou.faces.public.inbox import take_in

    build.report("finish", 0, 1)
    take_in()
    for alias in ("default", "edge"):
        with connections[alias].cursor() as cursor:
            if connections[alias].vendor == "sqlite":
                for order in (
                    "PRAGMA analysis_limit = 2000", "ANALYZE", "PRAGMA locking_mode = NORMAL", "PRAGMA journal_mode = WAL"
                ):  # fmt: skip
                    cursor.execute(order)
                    cursor.fetchall()  # a pragma that is not read to its end keeps the table locked
            else:
                cursor.execute("ANALYZE")
        connections[alias].close()
    build.report("finish", 1, 1)
    hit("demo.after_analyse")


def hurry() -> None:
    """
    Put the SQLite databases of this process into a mode that a power cut would not survive: nobody has the data yet.

    `finish` ends it. Foreign keys are not checked row by row; `check_links` does it once.
    """
    for alias in ("default", "edge"):
        if connections[alias].vendor != "sqlite":
            continue
        with connections[alias].cursor() as cursor:
            for pragma in (
                "journal_mode = MEMORY", "synchronous = OFF", "locking_mode = EXCLUSIVE", "foreign_keys = OFF",
                "cache_size = -600000", "temp_store = MEMORY", "threads = 2", "mmap_size = 0",
            ):  # fmt: skip
                cursor.execute(f"PRAGMA {pragma}")


def _stages_done(build: Build, reset: bool) -> set[str]:
    """The stages that an earlier, interrupted build of the same district has committed (PostgreSQL only)."""
    if connection.vendor != "postgresql":
        return set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {STATE_TABLE} (name text PRIMARY KEY, at timestamptz DEFAULT now())"
        )
        cursor.execute(f"SELECT name FROM {STATE_TABLE}")  # noqa: S608 a constant
        names = {name for (name,) in cursor.fetchall()}
        if build.parameters in names and not reset:
            return names
        if not names and _holds_people(cursor):
            raise DomainError("demo.database_not_empty")
        empty(cursor)
        cursor.execute(f"INSERT INTO {STATE_TABLE} (name) VALUES (%s)", [build.parameters])  # noqa: S608
    return set()


def _holds_people(cursor: Any) -> bool:
    cursor.execute("SELECT EXISTS (SELECT 1 FROM people_resident) OR EXISTS (SELECT 1 FROM core_account)")
    return bool(cursor.fetchone()[0])


def empty(cursor: Any) -> None:
    """Take everything out of a PostgreSQL database that a demonstration owns, but for the list of migrations."""
    cursor.execute(
        "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
        " WHERE schemaname = current_schema() AND tablename NOT IN ('django_migrations', 'django_content_type')"
    )
    cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")


def _remember(stage: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {STATE_TABLE} (name) VALUES (%s)", [stage])  # noqa: S608


def check_links() -> None:
    """Every foreign key points to a row: what SQLite would have checked row by row. IntegrityError where one does not."""
    if connection.vendor == "sqlite":
        connection.check_constraints(table_names=["people_resident", "people_statusfact", "people_supportrelation"])
