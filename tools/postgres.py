"""A PostgreSQL server of our own for tests and benchmarks: on loopback, with a random password, gone when we are done.

    with temporary_server() as url: ...           url like postgresql://laoyou:…@127.0.0.1:40001/laoyou
    python -m tools.postgres                      starts one, prints its address, stops at Ctrl-C

Standard library alone. PostgreSQL refuses to run as root: there the account `postgres`, or `nobody`, runs it.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30


def programs() -> Path | None:
    """The folder with initdb and postgres, newest version first; None where PostgreSQL's server is not installed."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda path: int(path.parent.name.split(".")[0]), reverse=True)
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()), None
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged() -> str | None:
    """The account to run the server as, None for our own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def temporary_server() -> Iterator[str]:
    """Run a new, empty server and yield its address. Raises FileNotFoundError without PostgreSQL, TimeoutError if it hangs."""
    folder = programs()
    if folder is None:
        raise FileNotFoundError("PostgreSQL's server is not installed; on Debian or Ubuntu: apt-get install postgresql")
    account = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="laoyou-postgres-"))
    password = secrets.token_urlsafe(24)
    try:
        (home / "password").write_text(password)
        if account:
            for path in (home, home / "password"):
                shutil.chown(path, account)
        data = home / "data"
        initdb: list[str | Path] = [
            folder / "initdb",
            "-D",
            data,
            "-U",
            "laoyou",
            "--pwfile",
            home / "password",
            "-A",
            "scram-sha-256",
        ]
        subprocess.run(
            [*initdb, "-E", "UTF8", "--locale=C", "--no-sync"],
            user=account,
            cwd=home,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        port = _free_port()
        # No fsync: this data is thrown away. Benchmarks that measure writing say so.
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": home, "fsync": "off"}
        settings |= {"shared_buffers": "256MB", "max_connections": 60, "log_min_messages": "fatal"}
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [folder / "postgres", "-D", data, *options],
            user=account,
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            url = f"postgresql://laoyou:{password}@127.0.0.1:{port}"
            _wait(folder, port, server, home, account)
            subprocess.run([folder / "createdb", "--maintenance-db", f"{url}/postgres", "laoyou"], check=True)
            yield f"{url}/laoyou"
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown: clients are cut off
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait(folder: Path, port: int, server: subprocess.Popen[bytes], home: Path, account: str | None) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL stopped at its start with code {server.returncode}")
        ready: list[str | Path] = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(ready, user=account, cwd=home).returncode == 0:
            return
        time.sleep(0.05)
    raise TimeoutError(f"PostgreSQL was not ready after {START_SECONDS} s")


if __name__ == "__main__":
    try:
        with temporary_server() as address:
            print(address, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except FileNotFoundError as missing:
        sys.exit(str(missing))
