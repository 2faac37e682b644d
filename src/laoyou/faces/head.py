"""
The head of the processes that serve a district: it loads the product once, and the others are forked from it.

The door (granian with its workers) and the background worker share what has been loaded: a district takes half the memory that it
would with processes that each load everything (docs/decisions/0014-one-head.md). The head itself answers nothing and opens no
database; it starts again whatever dies, and stops all of them together.
"""

from __future__ import annotations

import ctypes
import gc
import http.client
import multiprocessing
import os
import signal
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from laoyou.base.errors import DomainError, declare
from laoyou.faces.home import HOME, hold_while_serving

declare({"serve.did_not_start": "服务在 %(seconds)s 秒内没有起来。最后的日志：\n%(log)s"})

WEB_PROCESSES = 2
START_SECONDS = 40
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(host: str, port: int, *, tls: bool, announce: bool) -> int:
    """Serve until interrupted; returns the exit status. Raises `serve.did_not_start`."""
    from laoyou.faces.serving import address_of_this_machine

    logs = HOME / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    hold_while_serving()
    load()
    family = Family(logs)
    family.start("door", lambda: open_door(host, port, tls=tls))
    family.start("worker", work)
    try:
        _wait_until_up(port, tls, logs / "door.log", family)
        if announce:
            scheme = "https" if tls else "http"
            shown = address_of_this_machine() if host in ("0.0.0.0", "::") else "localhost"  # noqa: S104
            print(f"老幼 Laoyou  {scheme}://{shown}:{port}/   （按 Ctrl+C 停止 · Ctrl+C to stop）", flush=True)
        family.watch()
    finally:
        family.stop()
    return 0


def load() -> None:
    """Everything that all of them need, and that no database has to be asked for."""
    from django.urls import get_resolver

    from laoyou.faces import asgi  # noqa: F401 - loads the product

    _ = get_resolver().reverse_dict  # loads every room's pages
    gc.collect()
    gc.freeze()  # the collector would write to every object, and so make a copy of every page


def open_door(host: str, port: int, *, tls: bool) -> int:
    """Answer pages and live events; returns when asked to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from laoyou.faces.serving import certificate_for

    multiprocessing.set_start_method("fork")  # what has been loaded is shared only with forked processes
    certificate, key = certificate_for(HOME / "tls") if tls else (None, None)
    Server(
        "laoyou.faces.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=WEB_PROCESSES,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        ssl_cert=certificate,
        ssl_key=key,
    ).serve()
    return 0


def work() -> int:
    """Do what waits in the background; returns when asked to stop."""
    from django.conf import settings

    if settings.LAOYOU_EDGE:
        from laoyou.faces.edge import command

        return command.work()
    from laoyou.faces.working import work

    return work()


class Family:
    """The forked processes: one that dies is started again, after a pause that grows; all end together."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.tasks: dict[str, Callable[[], int]] = {}
        self.running: dict[str, int] = {}
        self.pause: dict[str, float] = {}
        self.started: dict[str, float] = {}
        self.stopping = False

    def start(self, name: str, task: Callable[[], int]) -> None:
        """Fork a process that does `task`, with its output in `name`.log."""
        self.tasks[name] = task
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _live(task, self.logs / f"{name}.log")
        self.running[name] = pid
        self.started[name] = time.monotonic()

    def lives(self, name: str) -> bool:
        """Whether the process still runs; forgets one that does not, and ends what it has left behind."""
        pid = self.running.get(name)
        if pid is not None and os.waitpid(pid, os.WNOHANG)[0] == pid:
            del self.running[name]
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        return name in self.running

    def watch(self) -> None:
        """Until asked to stop, start again what has died."""
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        while not self.stopping:
            for name in self.tasks:
                if not self.lives(name) and not self.stopping:
                    lived = time.monotonic() - self.started[name]
                    self.pause[name] = 1.0 if lived > 60 else min(30.0, self.pause.get(name, 0.5) * 2)
                    print(
                        f"{name}: 意外退出，{self.pause[name]:.0f} 秒后重新启动 · restarting",
                        file=sys.stderr,
                        flush=True,
                    )
                    time.sleep(self.pause[name])
                    self.start(name, self.tasks[name])
            time.sleep(0.3)

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def stop(self) -> None:
        """Ask all of them to end; whoever has not after ten seconds is killed with what it started."""
        self.stopping = True
        for name in list(self.running):
            if self.lives(name):
                os.kill(self.running[name], signal.SIGTERM)
        limit = time.monotonic() + 10
        for name in list(self.running):
            while self.lives(name) and time.monotonic() < limit:
                time.sleep(0.05)
            if name in self.running:
                os.killpg(self.running[name], signal.SIGKILL)
                os.waitpid(self.running.pop(name), 0)


def _live(task: Callable[[], int], log: Path) -> NoReturn:
    """What a forked process does: a session, an output and signals of its own, then its task; it never returns into the head."""
    status = 1
    try:
        os.setsid()
        _end_with_the_head()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        status = task()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - the process ends here, and its log says why
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_with_the_head() -> None:
    """Have Linux ask this process to stop when its parent is killed: nobody else would."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_up(port: int, tls: bool, log: Path, family: Family) -> None:
    limit = time.monotonic() + START_SECONDS
    # The certificate is this machine's own, and the question is only whether the door is open.
    context = ssl._create_unverified_context() if tls else None  # noqa: S323
    while time.monotonic() < limit and family.lives("door"):
        connection = (
            http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
            if tls
            else http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        )
        try:
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    tail = log.read_text("utf-8", "replace")[-1500:] if log.exists() else ""
    raise DomainError("serve.did_not_start", seconds=START_SECONDS, log=tail)


if __name__ == "__main__":
    host, port, scheme, voice = sys.argv[1:]
    try:
        sys.exit(main(host, int(port), tls=scheme == "tls", announce=voice == "announce"))
    except DomainError as refusal:
        sys.exit(refusal.sentence())
