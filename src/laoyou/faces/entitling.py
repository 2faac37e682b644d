"""The commands of `laoyou` about entitlements: determine everybody for a month, explain one person."""

import argparse
import sys
import time

from laoyou.faces import keeping

Arguments = argparse.ArgumentParser


def sweep_arguments(parser: Arguments) -> None:
    """What `laoyou sweep` takes."""
    parser.add_argument("--month", metavar="YYYY-MM", help="哪个月；不写则为下个月 / which month, the next by default")
    parser.add_argument("--background", action="store_true", help="交给后台 / let the worker do it")
    parser.add_argument(
        "--recompute", metavar="NUMBER", type=int, help="用原来的快照重算，比较摘要 / determine again and compare"
    )


def sweep_run(asked: argparse.Namespace) -> int:
    """0 where everybody was determined, or is being determined in the background, or came out equal again."""
    keeping.start_django()
    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.entitlements import public as entitlements

    by = Scope.system("the command line: laoyou sweep")
    if asked.recompute is not None:
        named, found = entitlements.recompute(asked.recompute)
        print(f"{named}\n{found}\n{'相符 equal' if named == found else '不符 not equal'}")
        return 0 if named == found else 1
    month = entitlements.checked_month(asked.month or entitlements.next_month())
    if asked.background:
        print(f"任务 job {entitlements.request_sweep(str(month), by=by, at=clock.now())}  {month}")
        return 0
    began = time.perf_counter()
    done = entitlements.sweep(month, by=by, at=clock.now(), advance=_progress)
    print(f"\r{month}  {done.rows:,} 人 people  {done.snapshot_id}  {time.perf_counter() - began:.1f} s")
    for name, one in done.counts["benefits"].items():
        print(
            f"    {name:28} 符合 {one['entitled']:>9,}  待补充 {one['needs_information']:>9,}  缺参数"
            f" {one['parameter_missing']:>9,}  {one['fen'] / 100:>14,.2f}"
        )
    print(f"    {done.rows_sha256}")
    return 0


def _progress(done: int, total: int | None = None, *, message: str = "", cursor: str | None = None) -> None:
    if sys.stderr.isatty():
        print(f"\r{message} {done:,}{f' / {total:,}' if total else ''}   ", end="", file=sys.stderr, flush=True)


def explain_arguments(parser: Arguments) -> None:
    """What `laoyou explain` takes."""
    parser.add_argument("--resident", required=True, type=int, metavar="NUMBER", help="居民编号 / number of a resident")
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="哪个月 / which month")
    parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="语言 / language")


def explain_run(asked: argparse.Namespace) -> int:
    """0 with every benefit of one person and month: given, not given, or what is missing, each with its reason and source."""
    keeping.start_django()
    from django.utils import translation

    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.entitlements import public as entitlements

    by = Scope.system("the command line: laoyou explain")
    month = entitlements.checked_month(asked.month)
    with translation.override(asked.lang):
        for line in entitlements.explained(asked.resident, month, by, at=clock.now()):
            print(line)
    return 0
