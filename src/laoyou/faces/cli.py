"""
The command line, `laoyou …`: one entry in COMMANDS for each subcommand.

A subcommand is two functions: one declares its arguments, one runs and returns the exit status. Whatever it needs is
imported inside the second, so that `laoyou pack check` starts without the web framework and without a database.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from laoyou.base.errors import DomainError, declare
from laoyou.faces import entitling, keeping, networking, plan_checking, running, snapping
from laoyou.faces.edge import command as edge

if TYPE_CHECKING:
    from laoyou.packs.public import Indicator, Pack, Stated

Arguments = argparse.ArgumentParser

declare({"cli.database_older": "数据库比程序旧。请升级：./dev laoyou upgrade（会先留下副本，不成功就恢复原状）"})


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its words, one line of help in both languages, its arguments, its run."""

    words: tuple[str, ...]
    help: str
    arguments: Callable[[Arguments], None]
    run: Callable[[argparse.Namespace], int]


# laoyou pack check


def _pack_check_arguments(parser: Arguments) -> None:
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="包的名称；不写则检查全部 / packs to check, all by default"
    )
    _add_language(parser)


def _pack_check(arguments: argparse.Namespace) -> int:
    """0 where every pack is sound, 1 with every problem printed where one is not."""
    from laoyou.packs.public import check, pack_names, packs_root

    names = arguments.names or pack_names()
    english = arguments.lang == "en"
    if not names:
        root = packs_root()
        print(f"No packs in {root}" if english else f"{root} 里没有包", file=sys.stderr)
        return 1
    problems = check(names)
    for problem in problems:
        print(problem.text(arguments.lang))
    if problems:
        print(f"Problems: {len(problems)}" if english else f"共 {len(problems)} 处问题。")
        return 1
    print(f"Sound: {', '.join(names)}" if english else f"没有问题：{'、'.join(names)}")
    return 0


# laoyou pack manual


def _pack_manual_arguments(parser: Arguments) -> None:
    parser.add_argument("name", metavar="NAME", help="包的名称 / the pack")
    _add_language(parser)


def _pack_manual(arguments: argparse.Namespace) -> int:
    """The rules of benefits of a pack with sentences, parameters, facts and cases, as Markdown to read and sign."""
    from laoyou.packs.public import PackError, load, manual

    try:
        pack = load(arguments.name)
    except PackError as error:
        for problem in error.problems:
            print(problem.text(arguments.lang), file=sys.stderr)
        return 1
    print(manual(pack, arguments.lang), end="")
    return 0


# laoyou plan read


def _plan_read_arguments(parser: Arguments) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="方案：.txt .docx .pdf .html / a plan document")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    _add_language(parser)


def _plan_read(arguments: argparse.Namespace) -> int:
    """What a plan document consists of and what plan could be drafted from it; pages are counted on stderr while they are read."""
    _set_up_django()
    plans = import_module("laoyou.plans.public")

    def progress(done: int, pages: int) -> None:
        if pages >= 20 and (done % 10 == 0 or done == pages):
            print(f"{done}/{pages}", file=sys.stderr)

    reading = plans.read_plan_file(arguments.file, progress=progress)
    if arguments.json:
        print(json.dumps(plans.plan_as_json(reading), ensure_ascii=False, indent=2))
        return 0
    for line in plans.plan_summary(reading, english=arguments.lang == "en"):
        print(line)
    return 0


# laoyou indicators


def _indicators_arguments(parser: Arguments) -> None:
    parser.add_argument("--pack", required=True, metavar="NAME", help="包的名称 / the pack")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    _add_language(parser)


def _indicators(arguments: argparse.Namespace) -> int:
    """Every indicator of a pack, with the latest value where a district of that pack is built here."""
    from laoyou.packs.public import PackError, load

    try:
        pack = load(arguments.pack)
    except PackError as error:
        for problem in error.problems:
            print(problem.text(arguments.lang), file=sys.stderr)
        return 1
    answers = _answers_of_built_district(pack.name)
    rows = [_indicator_row(pack, indicator, answers.get(indicator.code)) for indicator in pack.indicators.values()]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    english = arguments.lang == "en"
    for row in rows:
        target, latest = row["target"]["printed"], row["latest"]
        value = latest["value"] if latest else "—"
        print(f"{row['code']}\t{row['name_en' if english else 'name']}\t{target}\t{value}\t{row['state']}")
    return 0


def _answers_of_built_district(pack_name: str) -> Mapping[str, Mapping[str, Any]]:
    """
    `latest` and `state` by indicator code from the district that is built here; empty where none is, or of another pack.

    The district is asked through `laoyou.plans.public.latest_values(pack_name)`, the only part that needs Django.
    """
    from laoyou.faces.home import HOME

    if not os.environ.get("LAOYOU_DATABASE_URL") and not (HOME / "laoyou.sqlite3").exists():
        return {}
    _set_up_django()
    plans = import_module("laoyou.plans.public")
    ask: Callable[[str], Mapping[str, Mapping[str, Any]]] | None = getattr(plans, "latest_values", None)
    return ask(pack_name) if ask else {}


def _indicator_row(pack: "Pack", indicator: "Indicator", answer: Mapping[str, Any] | None) -> dict[str, Any]:
    plan = pack.plans[pack.plan_of[indicator.code]]
    document = pack.documents[plan.document]
    unanswered = "ended_not_evaluated" if date.today() >= plan.over else "no_data"
    return {
        "code": indicator.code,
        "number": indicator.number,
        "name": indicator.name,
        "name_en": indicator.name_en,
        "attribute": indicator.attribute,
        "unit": indicator.unit,
        "baseline": _stated(indicator.baseline, year=indicator.baseline.year) if indicator.baseline else None,
        "target": _stated(indicator.target, year=indicator.target.year, operator_basis=indicator.target.operator_basis),
        "latest": answer["latest"] if answer else None,
        "state": answer["state"] if answer else unanswered,
        "owners": [*indicator.lead_units, *indicator.responsible_units, *indicator.supporting_units],
        "example": indicator.example,
        "source": {
            "document": document.title,
            "number": document.number,
            "clause": indicator.clause,
            "verified": pack.is_verified(indicator),
            "place": str(pack.origins["indicator", indicator.code]),
        },
    }


def _stated(stated: "Stated", **more: Any) -> dict[str, Any]:
    return {
        "printed": stated.printed,
        "value": _number(stated.value),
        "upper": _number(stated.upper),
        "operator": stated.operator,
        "restored": stated.restored.reason if stated.restored else None,
        "unrestored": stated.unrestored,
        **more,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


# laoyou serve, laoyou work


def _serve_arguments(parser: Arguments) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，0.0.0.0 表示本机所有网卡 / address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="端口 / port")
    parser.add_argument(
        "--tls", action="store_true", help="用本机自签证书加密，供手机访问 / encrypt, for phones nearby"
    )


def _serve(arguments: argparse.Namespace) -> int:
    """Serve pages, live events and the worker until interrupted; with --tls on every address of this machine."""
    from laoyou.faces.serving import serve

    host = "0.0.0.0" if arguments.tls and arguments.host == "127.0.0.1" else arguments.host  # noqa: S104 phones nearby
    return serve(host=host, port=arguments.port, tls=arguments.tls)


def _no_arguments(parser: Arguments) -> None:
    """A command without arguments of its own."""


def _work(arguments: argparse.Namespace) -> int:
    """Do background work until interrupted."""
    from laoyou.faces.working import work

    return work()


# laoyou ready


def _ready(arguments: argparse.Namespace) -> int:
    """0 where the district can be served; else the sentence that says what stands against it."""
    _set_up_django()
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from laoyou.core import conditions
    from laoyou.faces.routers import migrated_apps

    conditions.require_ready()
    for database in ("default", "edge"):
        executor = MigrationExecutor(connections[database])
        apps = migrated_apps(database) or (None,)
        if executor.migration_plan([node for app in apps for node in executor.loader.graph.leaf_nodes(app)]):
            raise DomainError("cli.database_older")
    return 0


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()


# laoyou migrate


def _migrate(arguments: argparse.Namespace) -> int:
    """Bring both databases to the form that this program needs."""
    _set_up_django()
    from django.core.management import call_command

    from laoyou.core import conditions
    from laoyou.faces.routers import migrated_apps

    conditions.require_known_schema()
    for database in ("default", "edge"):
        call_command("migrate", *migrated_apps(database), database=database, verbosity=1)
    conditions.prepare_keys()
    return 0


# laoyou demo


def _demo_arguments(parser: Arguments) -> None:
    from laoyou.demo.command import add_arguments

    add_arguments(parser)


def _demo(arguments: argparse.Namespace) -> int:
    """Build the demonstration where it is not there yet, then serve it."""
    from laoyou.demo.command import run

    return run(arguments)


# The place for every other subcommand: add its two functions above and its entry here.

COMMANDS: Final = (
    Command(("pack", "check"), "检查包：哪一行有什么错、怎样改 / check packs", _pack_check_arguments, _pack_check),
    Command(
        ("pack", "manual"),
        "打印待遇规则手册 / print the rules of benefits as a manual",
        _pack_manual_arguments,
        _pack_manual,
    ),
    Command(
        ("plan", "check"),
        "校核方案数据：能重算的数字逐一重算 / recompute the figures of a plan document",
        plan_checking.arguments,
        plan_checking.run,
    ),
    Command(("plan", "read"), "读方案：条款、表、指标、任务、清单 / read a plan", _plan_read_arguments, _plan_read),
    Command(("demo",), "建演示区并启动 / build the demonstration and serve it", _demo_arguments, _demo),
    Command(("serve",), "启动网站和后台 / serve the district", _serve_arguments, _serve),
    Command(("edge", "serve"), "只启动对外的一端 / serve the public face alone", edge.serve_arguments, edge.serve),
    Command(("edge", "trust"), "登记发布方的公钥 / whom the edge believes", edge.trust_arguments, edge.trust),
    Command(
        ("edge", "publisher"),
        "内网：发布公钥和指纹 / inside: who signs what is published",
        _no_arguments,
        edge.publisher,
    ),
    Command(("ready",), "检查能否启动 / can the district be served?", _no_arguments, _ready),
    Command(("work",), "只启动后台 / only the background worker", _no_arguments, _work),
    Command(("migrate",), "建数据库 / bring the databases up to date, without a way back", _no_arguments, _migrate),
    Command(
        ("upgrade",),
        "升级：先留副本，不成功就恢复原状 / bring the databases up to date, or back as they were",
        _no_arguments,
        running.upgrade,
    ),
    Command(
        ("service", "print"),
        "打印系统服务文件（systemd）/ print the service unit",
        running.service_arguments,
        running.service_print,
    ),
    Command(
        ("service", "install"),
        "安装为系统服务，开机自启 / install the service unit",
        running.service_arguments,
        running.service_install,
    ),
    Command(("indicators",), "列出一个包的指标 / list the indicators of a pack", _indicators_arguments, _indicators),
    Command(("snapshot",), "名册快照：生成、列出、核验 / snapshots of the registers", snapping.arguments, snapping.run),
    Command(
        ("sweep",),
        "待遇核定：全区每人每项 / determine everybody's benefits for a month",
        entitling.sweep_arguments,
        entitling.sweep_run,
    ),
    Command(
        ("explain",),
        "某人某月的待遇和理由 / why somebody gets this, and not that",
        entitling.explain_arguments,
        entitling.explain_run,
    ),
    Command(
        ("network", "import"),
        "导入路网（OpenStreetMap 或 GeoJSON）/ import a street network",
        networking.import_arguments,
        networking.import_run,
    ),
    Command(
        ("network", "homes"),
        "导入住处位置，按名册人数分配 / where people live beside the streets",
        networking.homes_arguments,
        networking.homes_run,
    ),
    Command(("network", "list"), "列出路网 / list street networks", _no_arguments, networking.list_run),
    Command(
        ("network", "withdraw"),
        "停用路网 / take one out of use",
        networking.withdraw_arguments,
        networking.withdraw_run,
    ),
    Command(("keys", "show"), "列出密钥的编号和指纹 / keys by fingerprint", _no_arguments, keeping.keys_show),
    Command(
        ("keys", "create"),
        "为新安装生成密钥文件 / the key file of a new installation",
        keeping.keys_create_arguments,
        keeping.keys_create,
    ),
    Command(
        ("keys", "rotate"),
        "更换密钥，中断后可继续 / a new key, and everything written again under it",
        keeping.keys_rotate_arguments,
        keeping.keys_rotate,
    ),
    Command(
        ("keys", "split"),
        "把密钥分成三份，由两人以上保管 / three shares, any two of which make it whole",
        keeping.keys_split_arguments,
        keeping.keys_split,
    ),
    Command(
        ("keys", "drill"),
        "用两份演练一次 / show that two shares open the data",
        keeping.keys_pair_arguments,
        keeping.keys_drill,
    ),
    Command(
        ("keys", "join"),
        "密钥文件丢失时用两份恢复 / the key file again, of two shares",
        keeping.keys_pair_arguments,
        keeping.keys_join,
    ),
    Command(("audit", "witness"), "为审计链签名 / sign the heads of the audit", _no_arguments, keeping.audit_witness),
    Command(
        ("audit", "verify"),
        "核验审计记录 / whether the audit trail holds",
        keeping.audit_verify_arguments,
        keeping.audit_verify,
    ),
    Command(("backup",), "备份，不停机 / back up while running", keeping.backup_arguments, keeping.backup),
    Command(("restore",), "恢复到空机器 / restore onto an empty machine", keeping.restore_arguments, keeping.restore),
    Command(("clock", "accept"), "确认本机时钟无误 / accept the clock", _no_arguments, keeping.clock_accept),
)


def _add_language(parser: Arguments) -> None:
    parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="语言 / language")


def build_parser() -> argparse.ArgumentParser:
    """The parser of every subcommand; a command of two words stands in a group of the first."""
    parser = argparse.ArgumentParser(
        prog="laoyou", description="老幼：养老托育平台 / a platform for elderly care and child care"
    )
    groups: dict[tuple[str, ...], Any] = {(): parser.add_subparsers(metavar="COMMAND", required=True)}
    for command in COMMANDS:
        for length in range(1, len(command.words)):
            words = command.words[:length]
            if words not in groups:
                group = groups[words[:-1]].add_parser(
                    words[-1], help=" · ".join(c.words[length] for c in COMMANDS if c.words[:length] == words)
                )
                groups[words] = group.add_subparsers(metavar="COMMAND", required=True)
        leaf = groups[command.words[:-1]].add_parser(command.words[-1], help=command.help, description=command.help)
        command.arguments(leaf)
        leaf.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; a refusal is printed as its sentence, without a stack trace, and ends with status 1."""
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except DomainError as error:
        _load_sentences(error)
        print(error.sentence(), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; point stdout elsewhere so that nothing is flushed into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        refusal = _refusal_for(problem)
        if refusal is None:
            raise
        print(refusal.sentence(), file=sys.stderr)
        return 1
    return status


def _load_sentences(error: DomainError) -> None:
    """Declare the sentences of the error's room: what refuses early may have loaded nothing but the code."""
    name = f"laoyou.{error.code.partition('.')[0]}.errors"
    if find_spec(name.rpartition(".")[0]) and find_spec(name):
        import_module(name)


def _refusal_for(problem: Exception) -> DomainError | None:
    """The sentence for a database that is locked, gone or full; None for everything else, and without Django."""
    if "django.db" not in sys.modules:
        return None
    from laoyou.core import conditions

    return conditions.refusal_for(problem)


if __name__ == "__main__":
    sys.exit(main())
