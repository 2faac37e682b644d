"""`laoyou edge …`: serving the public face alone, and whom it trusts."""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import signal
import threading
import traceback
from pathlib import Path

from laoyou.base.errors import DomainError, declare
from laoyou.faces.home import HOME

SETTINGS = "laoyou.faces.edge.settings"
KEY_BYTES = 32
EVERY = 2.0
TURNS_A_LOG = 1800
logger = logging.getLogger("laoyou.public")

declare(
    {
        "edge.no_publisher": "还没有登记发布方的公钥。请把内网 %(inside)s 拿到这台机器上，核对指纹后运行：laoyou edge trust 文件",
        "edge.not_a_key": "%(path)s 不是发布方的公钥（应为 %(bytes)s 字节）。请重新从内网拷贝。",
        "edge.other_publisher": "已经登记了另一个发布方（指纹 %(known)s）。如果内网确实换了发布密钥，请先删除 %(path)s，再登记。",
    }
)


def publisher_file() -> Path:
    """Where the edge keeps the public key of the only publisher that it believes."""
    return HOME / "edge" / "publisher.pub"


def fingerprint(key: bytes) -> str:
    """By which people compare a publisher's key on two machines: four groups of four hex digits."""
    digest = hashlib.sha256(b"laoyou publisher" + key).hexdigest()[:16]
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def trust_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="内网的 edge/publisher.pub / the publisher's public key"
    )


def trust(arguments: argparse.Namespace) -> int:
    """Believe the publisher whose key was brought here by hand. Raises `edge.not_a_key`, `edge.other_publisher`."""
    key = arguments.file.read_bytes() if arguments.file.is_file() else b""
    if len(key) != KEY_BYTES:
        raise DomainError("edge.not_a_key", path=arguments.file, bytes=KEY_BYTES)
    place = publisher_file()
    if place.exists() and place.read_bytes() != key:
        raise DomainError("edge.other_publisher", known=fingerprint(place.read_bytes()), path=place)
    (place.parent / "inbox").mkdir(parents=True, exist_ok=True)
    place.write_bytes(key)
    print(f"已登记发布方，指纹 {fingerprint(key)}。请与内网 laoyou edge publisher 显示的核对。")
    print(f"The publisher is trusted, fingerprint {fingerprint(key)}. Compare it with laoyou edge publisher inside.")
    return 0


def publisher(arguments: argparse.Namespace) -> int:
    """Inside: the fingerprint of the key that signs what is published, and where its public half lies."""
    from laoyou.faces.keeping import start_django

    start_django()
    from laoyou.faces.publishing import publish

    key = publish.publisher_public_key()
    place = publisher_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(key)
    print(f"{place}\n指纹 fingerprint {fingerprint(key)}")
    return 0


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="地址 / address")
    parser.add_argument("--port", type=int, default=8080, metavar="PORT", help="端口 / port")
    parser.add_argument(
        "--tls", action="store_true", help="用自签名证书加密 / encrypted, with this machine's own certificate"
    )


def serve(arguments: argparse.Namespace) -> int:
    """Serve the public face alone until interrupted. Raises `serve.port_in_use`, `edge.no_publisher`."""
    if not publisher_file().exists():
        raise DomainError("edge.no_publisher", inside="LAOYOU_HOME/edge/publisher.pub")
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django

    from laoyou.faces import serving

    serving.refuse_busy(arguments.host, arguments.port, "laoyou edge serve")
    django.setup()
    prepare()
    serving.serve(host=arguments.host, port=arguments.port, tls=arguments.tls, edge=True)


def prepare() -> None:
    """Make the edge's database where there is none, or bring it to the form of this program."""
    from django.core.management import call_command

    HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", "public", database="edge", verbosity=0)


def work() -> int:
    """Take in what arrives, and keep the logs short, until asked to stop; returns the exit status."""
    import django

    django.setup()
    from laoyou.core import logs
    from laoyou.faces.public.inbox import take_in

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    turn = 0
    while not stopped.wait(EVERY):
        try:
            take_in()
        except Exception:  # noqa: BLE001 - one bundle that cannot be read must not end the taking in of the next
            logger.error("taking in failed\n%s", traceback.format_exc())
        turn += 1
        if turn % TURNS_A_LOG == 0:
            logs.rotate(HOME / "logs")
    return 0
