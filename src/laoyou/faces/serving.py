"""`laoyou serve`: what stands against a start, and what the processes that serve are told."""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from laoyou.base.errors import DomainError, declare
from laoyou.faces.home import HOME

declare(
    {
        "serve.port_in_use": "端口 %(port)s 已被别的程序占用。请换一个，例如：%(command)s --port %(other)s",
        "serve.not_built": "%(home)s 里还没有地区数据。请先建演示地区：./dev demo，或恢复备份：./dev laoyou restore 文件",
        "serve.not_ready": "现在不能启动：%(why)s",
    }
)


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, tls: bool = False, announce: bool = True, edge: bool = False
) -> NoReturn:
    """
    Serve the district of LAOYOU_HOME until interrupted: this process becomes the head of those that do (`faces.head`).

    edge  the public face alone, which has no register that could stand against a start

    Raises `serve.port_in_use`, `serve.not_built`, `serve.not_ready`.
    """
    refuse_busy(host, port)
    environment = _environment(host, port, tls)
    if not edge:
        if not os.environ.get("LAOYOU_DATABASE_URL") and not (HOME / "laoyou.sqlite3").exists():
            raise DomainError("serve.not_built", home=HOME)
        _refuse_unready(environment)
    # A fresh program, because the limit on heaps holds only from a process's first breath, and building a demonstration fills the heap.
    told = [host, str(port), "tls" if tls else "plain", "announce" if announce else "silent"]
    os.execve(sys.executable, [sys.executable, "-m", "laoyou.faces.head", *told], environment)  # noqa: S606


def _environment(host: str, port: int, tls: bool) -> dict[str, str]:
    names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname()}
    if host in ("0.0.0.0", "::"):  # noqa: S104
        names.add(address_of_this_machine())
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


def address_of_this_machine() -> str:
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
        x509.IPAddress(ipaddress.ip_address(ip)) for ip in dict.fromkeys(("127.0.0.1", address_of_this_machine()))
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
