"""
Runs of pytest in processes that are forked from one that has loaded the product: four seconds less a run.

    python -m tests.prepared        a line of JSON on standard input, {"tests": […], "environment": {…}}, is one run;
                                    the answer is a line too: {"code": exit status, "said": what pytest printed}

Each run has its own database in memory and finds the home as the first one found it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

OPTIONS = ["-p", "tests.sabotage", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "--tb=line", "-rAf"]
OF_THE_HOME = {"keys", "static"}
"""What `tests.settings` puts into the home."""


def main() -> None:
    """Answer runs until standard input ends."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    import hypothesis.strategies  # noqa: F401
    import pytest_django.plugin  # noqa: F401
    from django.conf import settings
    from django.urls import get_resolver

    _ = get_resolver().reverse_dict  # loads every room's pages
    home = Path(settings.LAOYOU_HOME)
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as output:
            pid = os.fork()
            if pid == 0:
                _run(asked, output.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            output.seek(0)
            said = output.read().decode("utf-8", "replace")
        for path in home.iterdir():
            if path.name not in OF_THE_HOME:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        print(json.dumps({"code": code, "said": said}), flush=True)


def _run(asked: dict[str, Any], output: int) -> NoReturn:
    code = 3
    try:
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.environ.update(asked["environment"])
        import pytest

        code = int(pytest.main([*OPTIONS, *asked["tests"]]))
    except BaseException:  # noqa: BLE001 - whatever it is, it must not run on as the parent's loop
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
