"""Who is entitled to what, for millions: from Parquet to written determinations with reasons, and to totals; one person with the explanation."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._harness import Bench, NotRunError, Peer
from benchmarks._rulebook import BOOK, FACTS, MONTH, make_people, write_people

TITLE = "Determining entitlements of millions, with reasons"
LIBRARIES = ("polars", "duckdb", "pyspark", "openfisca-core", "numpy", "pyarrow")
LIMIT_WRITTEN, LIMIT_MEGABYTES, LIMIT_ONE = 6.0, 1000.0, 50e-6
TIMES_OPENFISCA = 5.0
Works = dict[str, Callable[[Path, Path], dict[str, int] | None]]


def _program() -> Any:
    from laoyou.engines.rules import prepare

    return prepare(BOOK, MONTH)


def written(people: Path, out: Path) -> None:
    """Every determination of everybody, as a code with its reasons and an amount."""
    import polars as pl

    from laoyou.engines.rules import columns

    columns.determine(pl.scan_parquet(people), _program(), ["id"]).sink_parquet(
        out, compression="lz4", statistics=False
    )


def totals(people: Path, out: Path) -> dict[str, int]:
    """The sum of each amount."""
    import polars as pl

    from laoyou.engines.rules import columns

    found = columns.determine(pl.scan_parquet(people), _program())
    row = found.select(pl.col(f"^.*{columns.AMOUNT}$").sum()).collect(engine="streaming").row(0, named=True)
    return {name.removesuffix(columns.AMOUNT): value for name, value in row.items()}


def written_by_duckdb(people: Path, out: Path) -> None:
    import duckdb

    from laoyou.engines.rules import sql

    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {len(os.sched_getaffinity(0))}")
        connection.execute(f"CREATE VIEW people AS SELECT * FROM '{people}'")  # noqa: S608 - paths of our own
        query = sql.query(_program(), "people", ["id"])
        connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION lz4)")


def written_by_spark(people: Path, out: Path) -> None:
    from pyspark.sql import SparkSession

    from laoyou.engines.rules import sql

    cores = len(os.sched_getaffinity(0))
    session = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    session.read.parquet(str(people)).createOrReplaceTempView("people")
    session.sql(sql.query(_program(), "people", ["id"], "spark")).write.mode("overwrite").parquet(f"{out}.spark")


def totals_by_openfisca(people: Path, out: Path) -> dict[str, int]:
    from benchmarks import _openfisca

    return _openfisca.totals(_openfisca.system(), _openfisca.arrays(people))


WORKS: Works = {  # type: ignore[assignment]
    "written": written, "totals": totals, "duckdb": written_by_duckdb, "spark": written_by_spark, "openfisca": totals_by_openfisca,
}  # fmt: skip
NEEDS = {
    "duckdb": ("duckdb", "duckdb is absent"),
    "spark": ("pyspark", "pyspark is absent"),
    "openfisca": ("openfisca_core", "openfisca-core (AGPL) is absent; whoever wants the comparison installs it"),
}


def _child(work: str, people: Path, out: Path, repeats: int, results: Any) -> None:
    """Do `work` once to warm up, then `repeats` times; send the seconds, what it gave, and the largest memory."""
    seconds: list[float] = []
    given = None
    for number in range(repeats + 1):
        started = time.perf_counter()
        given = WORKS[work](people, out)
        if number:
            seconds.append(time.perf_counter() - started)
    results.send((seconds, given, _largest_memory()))


def _largest_memory() -> float:
    """The most that this process has held, in MB; `ru_maxrss` would begin with what its parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def apart(work: str, people: Path, out: Path, repeats: int) -> tuple[tuple[float, ...], dict[str, int] | None, float]:
    """Seconds, result and largest memory of a work in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(work, people, out, repeats, theirs))
    child.start()
    theirs.close()
    try:
        seconds, given, memory = ours.recv()
    except EOFError:
        raise NotRunError(f"{work} ended without a result") from None
    finally:
        child.join()
    return tuple(seconds), given, memory


def absent(work: str) -> str:
    """Why a peer is not run; empty where it can be."""
    name, why = NEEDS[work]
    return "" if importlib.util.find_spec(name) else why


def run(bench: Bench) -> None:
    """All of it, in a folder that goes with the run."""
    with tempfile.TemporaryDirectory(prefix="laoyou-rules-") as name:
        folder = Path(name)
        people = 10_000_000 if bench.full else 500_000
        _written(bench, folder, people)
        _totals(bench, folder, people)
        _growth(bench, folder)
        _one(bench)


def _file(folder: Path, people: int, seed: int, *, unknown: float) -> Path:
    path = folder / f"people-{people}-{unknown}.parquet"
    if not path.exists():
        write_people(path, people, seed, unknown=unknown)
    return path


def _written(bench: Bench, folder: Path, people: int) -> None:
    path, out = _file(folder, people, bench.seed, unknown=0.02), folder / "out.parquet"
    repeats = bench.repeats(short=2, full=5)
    seconds, _, memory = apart("written", path, out, repeats)
    sums = _sums(out)
    peers = []
    for work, title in (
        ("duckdb", "the same rules as SQL on DuckDB"),
        ("spark", "the same rules as SQL on Spark, local"),
    ):
        why = absent(work)
        if why:
            peers.append(Peer(title, not_run=why))
            continue
        its, _, _ = apart(work, path, out, 1 if work == "spark" else min(repeats, 3))
        if _sums(Path(f"{out}.spark/*.parquet") if work == "spark" else out) != sums:
            raise AssertionError(f"{title} determines otherwise")
        peers.append(Peer(title, statistics.median(its), its))
    size = {"persons": people, "benefits": len(BOOK.benefits), "facts": len(FACTS)}
    bench.record(
        "Parquet to written determinations with reasons",
        "s",
        seconds,
        size=size,
        limit=LIMIT_WRITTEN if bench.full else None,
        peers=peers,
    )
    bench.record("largest memory of the process", "MB", memory, size=size, limit=LIMIT_MEGABYTES)


def _sums(path: Path) -> tuple[Any, ...]:
    """The sums of all codes and amounts: equal where every determination is, but for a coincidence."""
    import polars as pl

    frame = pl.scan_parquet(path)
    names = [ready.name for ready in _program().benefits]
    return frame.select(pl.len(), pl.col(names).cast(pl.UInt64).sum(), pl.col("^.*__amount$").sum()).collect().row(0)


def _totals(bench: Bench, folder: Path, people: int) -> None:
    """On people about whom all is known: OpenFisca has no word for what is not."""
    path, out = _file(folder, people, bench.seed, unknown=0.0), folder / "out.parquet"
    repeats = bench.repeats(short=2, full=5)
    title = "OpenFisca, amounts of the same rules"
    size = {"persons": people, "benefits": len(BOOK.benefits), "facts": len(FACTS)}
    seconds, given, _ = apart("totals", path, out, repeats)
    reasons, _, _ = apart("written", path, out, repeats)
    why = absent("openfisca")
    if why:
        peer = Peer(title, not_run=why)
    else:
        its, its_totals, _ = apart("openfisca", path, out, min(repeats, 3))
        if its_totals != given:
            raise AssertionError(f"OpenFisca determines otherwise: {json.dumps(its_totals)} and {json.dumps(given)}")
        peer = Peer(title, statistics.median(its), its)
    bench.record("Parquet to totals of amounts", "s", seconds, size=size, peers=[peer])
    bench.record(
        "Parquet to written determinations with reasons, all facts known", "s", reasons, size=size, peers=[peer]
    )
    if peer.value is not None:
        ratio = peer.value / statistics.median(seconds)
        bench.record(
            "times as fast as OpenFisca, to totals",
            "times",
            ratio,
            size=size,
            limit=TIMES_OPENFISCA if bench.full else None,
            less_is_better=False,
        )


def _growth(bench: Bench, folder: Path) -> None:
    for people in (5_000_000, 10_000_000, 21_000_000) if bench.full else (125_000, 250_000, 500_000):
        path, out = _file(folder, people, bench.seed, unknown=0.02), folder / "out.parquet"
        seconds, _, memory = apart("written", path, out, 1)
        size = {"persons": people, "benefits": len(BOOK.benefits)}
        bench.record("growth with persons", "s", seconds, size=size)
        bench.record("growth with persons: largest memory", "MB", memory, size=size)
        if people > 10_000_000:
            path.unlink()


def _one(bench: Bench) -> None:
    """One person after the other, each with status, amount, every clause, and the missing facts with who holds them."""
    from laoyou.engines.rules import Explainer, compile_plain
    from laoyou.engines.rules.plain import evaluate

    program = _program()
    people = make_people(2000, bench.seed, unknown=0.02).drop("id").to_dicts()
    explainer, determine = Explainer(program), compile_plain(program)
    conditions = [condition for ready in program.benefits for _, condition in ready.clauses]
    repeats = bench.repeats(short=3, full=7)

    def each(work: Callable[[dict[str, Any]], object]) -> tuple[float, ...]:
        seconds, _ = bench.measure(lambda: [work(one) for one in people], repeats=repeats)
        return tuple(second / len(people) for second in seconds)

    read = each(lambda one: [evaluate(condition, one) for condition in conditions])
    peers = [
        Peer("the same trees, read and not compiled, clauses alone", statistics.median(read), read),
        _one_by_openfisca(people[:20]),
    ]
    size = {"benefits": len(BOOK.benefits), "facts": len(FACTS)}
    bench.record(
        "one person with the whole explanation", "s", each(explainer.explain), size=size, limit=LIMIT_ONE, peers=peers
    )
    bench.record("one person, codes and amounts alone", "s", each(determine), size=size, peers=peers[1:])


def _one_by_openfisca(people: list[dict[str, Any]]) -> Peer:
    title = "OpenFisca, one person, amounts alone"
    why = absent("openfisca")
    if why:
        return Peer(title, not_run=why)
    from benchmarks import _openfisca

    made = _openfisca.system()
    seconds = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "one.parquet"
        for number in range(len(people)):
            make_people(1, number, unknown=0).write_parquet(path)
            inputs = _openfisca.arrays(path)
            started = time.perf_counter()
            _openfisca.totals(made, inputs)
            seconds.append(time.perf_counter() - started)
    return Peer(title, statistics.median(seconds), tuple(seconds))
