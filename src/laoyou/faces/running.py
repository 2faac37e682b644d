"""The commands of `laoyou` by which a district runs it alone: upgrade, and a service that starts with the machine."""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import sys
from pathlib import Path

from laoyou.base.errors import DomainError, declare
from laoyou.faces.home import HOME
from laoyou.faces.keeping import start_django

declare(
    {
        "service.exists": "%(path)s 已经存在，而且内容不同。请核对后删除它再安装，或用 laoyou service print 查看新内容。",
        "service.not_allowed": "没有权限写入 %(path)s。请用 sudo 运行，或把 laoyou service print 的输出交给系统管理员。",
    }
)

UNIT = "laoyou{face}.service"
UNITS = Path("/etc/systemd/system")
WRITTEN = ("LAOYOU_BACKUPS", "LAOYOU_WITNESS_COPIES", "LAOYOU_EDGE_INBOXES")
"""What names folders besides LAOYOU_HOME in which the service writes."""
SECRET = "LAOYOU_DATABASE_URL"  # noqa: S105 - a name


def upgrade(arguments: argparse.Namespace) -> int:
    """Bring the databases to the form of this program; where that does not hold, everything is as before."""
    start_django()
    from laoyou.core import clock
    from laoyou.faces import upgrading

    new = upgrading.upgrade(at=clock.now())
    if not new:
        print("数据库已是最新，不需要升级。\nThe databases are up to date.")
    else:
        print(f"升级完成，执行了 {len(new)} 步。\nUpgraded by {len(new)} steps: {', '.join(new)}")
    return 0


def service_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--edge", action="store_true", help="对外的一端 / the public edge")
    parser.add_argument("--port", type=int, default=8000, metavar="PORT", help="端口 / port")
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="地址 / address")
    parser.add_argument("--user", default=getpass.getuser(), metavar="USER", help="以哪个用户运行 / run as")
    parser.add_argument("--units", type=Path, default=UNITS, metavar="FOLDER", help="安装到哪里 / where units go")


def unit(arguments: argparse.Namespace) -> str:
    """
    The unit file of this installation: started with the machine, started again when it dies, and allowed to write its own folder
    (and that of its backups) and nothing else.
    """
    words = ["edge", "serve"] if arguments.edge else ["serve"]
    serve = [sys.executable, "-m", "laoyou.faces.cli", *words, "--host", arguments.host, "--port", str(arguments.port)]
    told = {name: value for name, value in sorted(os.environ.items()) if name.startswith("LAOYOU_") and value}
    for own in ("LAOYOU_HOME", "LAOYOU_FAILPOINT"):
        told.pop(own, None)
    told = {"LAOYOU_HOME": str(HOME), **told}
    writable = [HOME, *(Path(path) for name in WRITTEN for path in told.get(name, "").split(os.pathsep) if path)]
    lines = [
        "[Unit]",
        f"Description=Laoyou {'edge' if arguments.edge else 'district'}",
        "After=network-online.target postgresql.service",
        "Wants=network-online.target",
        "",
        "[Service]",
        "Type=exec",
        f"User={arguments.user}",
        f"WorkingDirectory={_escaped(str(HOME))}",
        *(f"Environment={_quoted(f'{name}={value}')}" for name, value in told.items() if name != SECRET),
        # Passwords do not stand in a unit, which everybody may read: this file is the owner's alone.
        f"EnvironmentFile=-{_escaped(str(HOME / 'secrets' / 'environment'))}",
        f"ExecStart={_escaped(shlex.join(serve))}",
        "Restart=always",
        "RestartSec=5",
        "TimeoutStopSec=30",
        "UMask=0077",
        "NoNewPrivileges=yes",
        "PrivateTmp=yes",
        "ProtectSystem=strict",
        f"ReadWritePaths={' '.join(_quoted(str(path)) for path in writable)}",
        "ProtectKernelTunables=yes",
        "ProtectControlGroups=yes",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
        "",
        "[Install]",
        "WantedBy=multi-user.target",
    ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """As systemd reads a single path: the whole line, without quotes."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    escaped = _escaped(text)
    return f'"{escaped}"' if any(sign in escaped for sign in " \t\"'") else escaped


def service_print(arguments: argparse.Namespace) -> int:
    """The unit file on the screen."""
    print(unit(arguments), end="")
    return 0


def service_install(arguments: argparse.Namespace) -> int:
    """The unit file in its place; raises `service.exists`, `service.not_allowed`."""
    path = arguments.units / UNIT.format(face="-edge" if arguments.edge else "")
    text = unit(arguments)
    if path.exists() and path.read_text("utf-8") != text:
        raise DomainError("service.exists", path=path)
    try:
        path.write_text(text, "utf-8")
    except OSError:
        raise DomainError("service.not_allowed", path=path) from None
    if os.environ.get(SECRET):
        environment = HOME / "secrets" / "environment"
        environment.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        environment.touch(mode=0o600)
        environment.write_text(f"{SECRET}={os.environ[SECRET]}\n", "utf-8")
    print(
        f"已安装 {path}。接着运行：\nInstalled; now run:\n\n    systemctl daemon-reload\n    systemctl enable --now {path.stem}"
    )
    return 0
