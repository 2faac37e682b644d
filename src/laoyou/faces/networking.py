"""The commands of `laoyou` about street networks: import one, list them, withdraw one."""

import argparse
import sys
from datetime import date
from pathlib import Path

from laoyou.faces import keeping

Arguments = argparse.ArgumentParser


def import_arguments(parser: Arguments) -> None:
    """What `laoyou network import` takes."""
    parser.add_argument("file", metavar="FILE", type=Path, help="OSM 提取文件（.osm.pbf）或线状 GeoJSON / an extract")
    parser.add_argument(
        "--mode", choices=("walk", "drive"), action="append", help="步行、驾车；不写则两种都导入 / both by default"
    )
    parser.add_argument("--name", default="", help="路网名称 / its name")
    parser.add_argument("--kmh", type=float, help="平地步行速度，公里/小时 / walking speed on the flat")
    parser.add_argument("--licence", default="", help="数据许可和署名（OSM 不必写）/ licence, known for OSM")
    parser.add_argument("--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help="数据截至日期 / as of which day")
    parser.add_argument("--background", action="store_true", help="交给后台 / let the worker do it")


def import_run(asked: argparse.Namespace) -> int:
    """0 where the file was imported, or is being imported in the background; a refusal is printed in words."""
    keeping.start_django()
    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.engines import access
    from laoyou.planning import public as planning

    by = Scope.system("the command line: laoyou network import")
    for mode in asked.mode or ("walk", "drive"):
        wish = planning.Wish(mode, name=asked.name, licence=asked.licence, as_of=asked.date)
        if asked.kmh is not None:
            wish = planning.Wish(mode, asked.name, asked.kmh, asked.licence, asked.date)
        if asked.background:
            print(f"任务 job {planning.request_import(asked.file, wish, by=by)}  {mode}")
            continue
        row = planning.import_network(asked.file, wish, by=by, at=clock.now(), progress=_progress)
        print(_line(row))
        if row.dropped_nodes:
            print(
                f"    舍去不相通的路段 {row.dropped_pieces:,} 块，节点 {row.dropped_nodes:,} 个"
                f" / dropped, not connected: {row.dropped_pieces:,} pieces, {row.dropped_nodes:,} nodes"
            )
        print(f"    {row.licence}")
    if not asked.background:
        # Compiled now, so that the first page that shows a service circle does not wait for it.
        access.warm_up()
    return 0


def homes_arguments(parser: Arguments) -> None:
    """What `laoyou network homes` takes."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="住处清单（.csv、.xlsx）：社区代码、经度、纬度，可有户数 / community, longitude, latitude, households",
    )


def homes_run(asked: argparse.Namespace) -> int:
    """0 where the people of the newest snapshot live on the listed homes now; a refusal is printed in words."""
    keeping.start_django()
    from laoyou.base.errors import DomainError
    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.planning import public as planning

    if not asked.file.is_file():
        raise DomainError("planning.no_file", file=asked.file)
    by = Scope.system("the command line: laoyou network homes")
    entered = planning.enter_homes(asked.file.read_bytes(), asked.file.name, by=by, at=clock.now())
    first = entered.sets[0]
    print(f"住处 homes {first.homes:,}  60+ 与 0–2 岁 people {first.people:,}  快照 snapshot {first.snapshot}")
    if entered.off:
        print(f"    离道路过远的住处 {entered.off:,} 个 / too far from any street: {entered.off:,}")
    if entered.without_homes:
        print(
            f"    清单中没有住处的村（社区）{len(entered.without_homes):,} 个，{sum(entered.without_homes.values()):,} 人没有计入"
            f" / communities without a home: {', '.join(entered.without_homes)}"
        )
    return 0


def list_run(asked: argparse.Namespace) -> int:
    """Every network in use."""
    keeping.start_django()
    from laoyou.planning import public as planning

    for row in planning.all_networks():
        print(_line(row))
    return 0


def withdraw_arguments(parser: Arguments) -> None:
    """What `laoyou network withdraw` takes."""
    parser.add_argument("number", type=int, help="路网编号 / its number")


def withdraw_run(asked: argparse.Namespace) -> int:
    """0 where the network was in use and no longer is."""
    keeping.start_django()
    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.planning import public as planning

    by = Scope.system("the command line: laoyou network withdraw")
    print(_line(planning.withdraw(asked.number, by=by, at=clock.now())))
    return 0


def _line(row: object) -> str:
    from laoyou.planning.public import NetworkRow

    assert isinstance(row, NetworkRow)
    mode = {"walk": "步行 walk", "drive": "驾车 drive"}[row.mode]
    as_of = row.source_date.isoformat() if row.source_date else "—"
    return (
        f"{row.id:>4}  {row.name}  {mode}  {as_of}  {row.metres / 1000:,.1f} km"
        f"  节点 nodes {row.nodes:,}  边 edges {row.edges:,}  保留 kept {100 * row.kept:.1f}%"
    )


def _progress(done: int, step: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{step} {done:,}", end="", file=sys.stderr, flush=True)
