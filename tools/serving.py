"""A district served for a test or a benchmark by the product's own `laoyou serve`, in processes of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 40


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def product_environment(home: Path) -> dict[str, str]:
    """The environment of a product process that works on `home` and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAOYOU_", "DJANGO_"))}
    return kept | {"LAOYOU_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    pairs = (cookie.split(";")[0].partition("=") for cookie in answer.headers.get_all("Set-Cookie") or [])
    return {name: value for name, _, value in pairs}


def _header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


class ServedDistrict:
    """`with ServedDistrict(home) as served:` serves `home` on a free port at `served.url`, and stops all processes after."""

    def __init__(self, home: Path, environment: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.environment = product_environment(home) | dict(environment or {})
        self.start_seconds = 0.0
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / "serve.log"

    def __enter__(self) -> ServedDistrict:
        command = [sys.executable, "-m", "laoyou.faces.cli", "serve", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        started = time.monotonic()
        until = started + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"The district was not served:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.05)
        self.start_seconds = time.monotonic() - started
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def sign_in_links(self, roles: Mapping[str, int]) -> dict[str, list[str]]:
        """Role -> as many one-time addresses as asked for. LookupError where nobody holds a role."""
        command = [sys.executable, "-m", "tools.sign_in_links", *(f"{role}={number}" for role, number in roles.items())]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, text=True, capture_output=True)
        if done.returncode:
            raise LookupError(done.stderr.strip()[-2000:])
        tokens: dict[str, list[str]] = json.loads(done.stdout)
        return {role: [f"{self.url}/accounts/link/{token}/" for token in some] for role, some in tokens.items()}

    def signed_in(self, link: str) -> str:
        """The Cookie header of a session signed in by a one-time address, as a browser would have it."""
        path = urlsplit(link).path
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', answer.read().decode())
            cookies = _cookies(answer)
            if token is None:
                raise RuntimeError(f"the page of the sign-in link answered {answer.status} without a form")
            headers = {"Cookie": _header(cookies), "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode({"csrfmiddlewaretoken": token[1]}), headers)
            answer = connection.getresponse()
            answer.read()
            cookies |= _cookies(answer)
        finally:
            connection.close()
        if answer.status != 302 or "laoyou_session" not in cookies:
            raise RuntimeError(f"the sign-in link answered {answer.status}")
        return _header(cookies)

    def stop(self) -> None:
        """Ask `serve` to stop, as Ctrl-C does; whatever is left of its session after ten seconds is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
