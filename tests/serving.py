"""A district served for a test by the product's own `laoyou serve`, in processes of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

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


class ServedDistrict:
    """`with ServedDistrict(home) as served:` serves `home` on a free port at `served.url`, and stops all processes after."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / "serve.log"

    def __enter__(self) -> ServedDistrict:
        command = [sys.executable, "-m", "laoyou.faces.cli", "serve", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=product_environment(self.home), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"The district was not served:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.1)
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

    def stop(self) -> None:
        """Ask `serve` to stop, as Ctrl-C does; whatever is left of its session after ten seconds is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
