"""The commands of `laoyou` about snapshots: take one, list them, verify one."""

import argparse
import sys
from datetime import date

from laoyou.faces import keeping

Arguments = argparse.ArgumentParser


def arguments(parser: Arguments) -> None:
    """What `laoyou snapshot` takes."""
    parser.add_argument("--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help="截至哪一天 / as of which day")
    parser.add_argument("--again", action="store_true", help="当天已有也再做一份 / another one of the same day")
    parser.add_argument("--list", action="store_true", help="列出已有的快照 / list them")
    parser.add_argument("--verify", metavar="NAME", help="核验一份快照 / verify one")


def run(asked: argparse.Namespace) -> int:
    """0 where the snapshot was taken or is as it was; 1 with what differs where it is not."""
    keeping.start_django()
    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.snapshots import public as snapshots

    by = Scope.system("the command line: laoyou snapshot")
    if asked.list:
        for one in snapshots.all_snapshots(part=""):
            state = "与记录不符 damaged" if one.damaged else "完整 complete"
            print(f"{one.name:16} {one.rows:>12,}  {one.manifest_hash[:16]}  {state}")
        return 0
    if asked.verify:
        problems = snapshots.verify(asked.verify, by=by, at=clock.now())
        for problem in problems:
            print(problem)
        if not problems:
            print(f"与记录相符：{asked.verify}\nAs it was written: {asked.verify}")
        return 1 if problems else 0
    one = snapshots.take(by=by, at=clock.now(), on=asked.date, again=asked.again, progress=_progress)
    print(f"\r快照 snapshot {one.name}  {one.rows:,}  {one.manifest_hash}")
    return 0


def _progress(table: str, rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{table} {rows:,}", end="", file=sys.stderr, flush=True)
