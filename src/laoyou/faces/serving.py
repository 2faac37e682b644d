"""`laoyou serve`: the pages, the live events and the worker, started together, watched, and stopped together."""

from __future__ import annotations

import http.client
import ipaddress
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from laoyou.base.errors import DomainError, declare
from laoyou.faces.home import HOME

declare(
    {
        "serve.port_in_use": "端口 %(port)s 已被别的程序占用。请换一个，例如：%(command)s --port %(other)s",
        "serve.not_built": "%(home)s 里还没有地区数据。请先建演示地区：./dev demo，或恢复备份：./dev laoyou restore 文件",
        "serve.not_ready": "现在不能启动：%(why)s",
        "serve.did_not_start": "服务在 %(seconds)s 秒内没有起来。最后的日志：\n%(log)s",
    }
)

WORKERS = 2
START_SECONDS = 40


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, tls: bool = False, workers: int = WORKERS, announce: bool = True
) -> int:
    """
    Serve the district of LAOYOU_HOME until interrupted; returns the exit status.

    Raises `serve.port_in_use`, `serve.not_built`, `serve.not_ready`, `serve.did_not_start`.
    """
    refuse_busy(host, port)
    if not os.environ.get("LAOYOU_DATABASE_URL") and not (HOME / "laoyou.sqlite3").exists():
        raise DomainError("serve.not_built", home=HOME)
    environment = _environment(host, port, tls)
    _refuse_unready(environment)
    logs = HOME / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    family = _Family(environment, logs)
    door = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    door += ["--no-ws", "--respawn-failed-workers", "--log-level", "warning", "laoyou.faces.asgi:application"]
    if tls:
        certificate, key = certificate_for(HOME / "tls")
        door += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    family.start("door", door)
    family.start("worker", [sys.executable, "-m", "laoyou.faces.cli", "work"])
    try:
        _wait_until_up(port, tls, logs / "door.log", family)
        if announce:
            scheme = "https" if tls else "http"
            shown = _address_of_this_machine() if host in ("0.0.0.0", "::") else "localhost"  # noqa: S104
            print(f"老幼 Laoyou  {scheme}://{shown}:{port}/   （按 Ctrl+C 停止 · Ctrl+C to stop）", flush=True)
        family.watch()
    finally:
        family.stop()
    return 0


class _Family:
    """The child processes: one that dies is started again, after a pause that grows; all end together."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self.environment = environment
        self.logs = logs
        self.commands: dict[str, list[str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.pause: dict[str, float] = {}
        self.started: dict[str, float] = {}
        self.stopping = False

    def start(self, name: str, command: list[str]) -> None:
        self.commands[name] = command
        log = (self.logs / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own programs with our own arguments
            command, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self.started[name] = time.monotonic()

    def watch(self) -> None:
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        while not self.stopping:
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self.stopping:
                    lived = time.monotonic() - self.started[name]
                    self.pause[name] = 1.0 if lived > 60 else min(30.0, self.pause.get(name, 0.5) * 2)
                    print(
                        f"{name}: 意外退出，{self.pause[name]:.0f} 秒后重新启动 · restarting",
                        file=sys.stderr,
                        flush=True,
                    )
                    time.sleep(self.pause[name])
                    self.start(name, self.commands[name])
            time.sleep(0.3)

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def stop(self) -> None:
        self.stopping = True
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + 10
        for process in self.running.values():
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _environment(host: str, port: int, tls: bool) -> dict[str, str]:
    names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname()}
    if host in ("0.0.0.0", "::"):  # noqa: S104
        names.add(_address_of_this_machine())
    told = os.environ.get("LAOYOU_HOSTS")
    return {
        **os.environ,
        "LAOYOU_HOME": str(HOME),
        "LAOYOU_HOSTS": told or ",".join(sorted(names)),
        "LAOYOU_TLS": "1" if tls else os.environ.get("LAOYOU_TLS", "0"),
        "PYTHONUNBUFFERED": "1",
        # A heap for every thread would keep a hundred megabytes that nobody uses.
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }


def refuse_busy(host: str, port: int, command: str = "laoyou serve") -> None:
    """Raises `serve.port_in_use` where something else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as busy:
            raise DomainError("serve.port_in_use", port=port, other=port + 1, command=command) from busy


def _refuse_unready(environment: dict[str, str]) -> None:
    """Ask in a process of its own whether database, keys, disk and clock allow a start, so that this one stays small."""
    asked = subprocess.run(
        [sys.executable, "-m", "laoyou.faces.cli", "ready"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise DomainError("serve.not_ready", why=asked.stderr.strip())


def _wait_until_up(port: int, tls: bool, log: Path, family: _Family) -> None:
    limit = time.monotonic() + START_SECONDS
    # The certificate is this machine's own, and the question is only whether the door is open.
    context = ssl._create_unverified_context() if tls else None  # noqa: S323
    while time.monotonic() < limit and family.running["door"].poll() is None:
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


def _address_of_this_machine() -> str:
    """This machine's address on its local network, as phones would reach it; the loopback where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent by connecting a datagram socket
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def certificate_for(folder: Path) -> tuple[Path, Path]:
    """
    A certificate of this machine's own for `--tls`, made once and renewed when it has run out: (certificate, key) files.

    It says who it is for on the local network; phones ask once whether to trust it. A public site brings its own.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    certificate, key_file = folder / "certificate.pem", folder / "key.pem"
    now = datetime.now(UTC)
    if certificate.exists() and key_file.exists():
        known = x509.load_pem_x509_certificate(certificate.read_bytes())
        if known.not_valid_after_utc > now + timedelta(days=7):
            return certificate, key_file
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Laoyou")])
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(socket.gethostname())]
    names += [
        x509.IPAddress(ipaddress.ip_address(ip)) for ip in dict.fromkeys(("127.0.0.1", _address_of_this_machine()))
    ]
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return certificate, key_file
