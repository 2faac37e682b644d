"""The public face on a machine of its own: it knows what arrived as a signed bundle, and has nothing else to lose."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.district import shared_home
from tests.keeping.installation import Installation
from tools.serving import ROOT, free_port, product_environment

PUBLISH = (
    "from laoyou.core import clock\nfrom laoyou.core.scope import Scope\nfrom laoyou.faces.publishing.publish import publish\n"
    "publish(by=Scope.system('publishing'), at=clock.now())\n"
)


def asked(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def until(condition, seconds=25):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def inside(tmp_path):
    """A built district whose bundles also go to a folder that is carried across."""
    home = tmp_path / "inside"
    shutil.copytree(shared_home(), home, ignore=shutil.ignore_patterns(".serving"))
    one = Installation(home)
    one.told = {"LAOYOU_EDGE_INBOXES": str(tmp_path / "carried")}
    return one


@pytest.mark.full
def test_an_edge_alone_shows_what_was_carried_to_it_and_nothing_else(inside, tmp_path):
    published = inside.python(PUBLISH)
    assert published.returncode == 0, published.stderr
    told = inside.laoyou("edge", "publisher").stdout
    key_inside, said = told.splitlines()[0], told.splitlines()[1].removeprefix("指纹 fingerprint ")

    edge = Installation(tmp_path / "edge")
    port = free_port()
    serve = ("edge", "serve", "--port", str(port))
    refused = edge.laoyou(*serve)
    assert refused.returncode == 1
    assert "还没有登记发布方" in refused.stderr
    assert "不是发布方的公钥" in edge.laoyou("edge", "trust", str(tmp_path / "carried")).stderr
    assert said in edge.laoyou("edge", "trust", key_inside).stdout

    environment = product_environment(edge.home) | {"PYTHONPATH": str(ROOT / "src")}
    with (tmp_path / "edge.log").open("wb") as log:
        served = subprocess.Popen(
            [sys.executable, "-m", "laoyou.faces.cli", *serve],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        assert until(lambda: served.poll() is None and alive(port)), (tmp_path / "edge.log").read_text()
        status, page = asked(port, "/")
        assert status == 200
        assert "工作人员登录" not in page
        inbox = edge.home / "edge" / "inbox"
        for file in sorted((tmp_path / "carried").iterdir(), reverse=True):  # the signature arrives before the bundle
            shutil.copy(file, inbox / file.name)
        assert until(lambda: "永川" in asked(port, "/find/")[1])
        facility = re.search(r'href="(/find/[^"?]+/)"', asked(port, "/find/")[1])
        assert facility is not None
        status, shown = asked(port, facility[1])
        assert status == 200
        assert "示例" in shown, "what comes from a demonstration says so here too"
        assert asked(port, "/progress/")[0] == 200
        assert asked(port, "/density/elder/")[0] == 200
        for path in (
            "/office/",
            "/accounts/login/",
            "/people/residents/",
            "/api/v1/",
            "/events/job/1/",
            "/search/",
        ):
            assert asked(port, path)[0] == 404, path
        forged = inbox / "00000099.bundle"
        (inbox / "00000099.signature").write_bytes(bytes(64))
        forged.write_bytes((tmp_path / "carried" / sorted(os.listdir(tmp_path / "carried"))[0]).read_bytes())  # noqa: PTH208
        assert until(lambda: forged.with_suffix(".refused").exists())
        assert not (edge.home / "laoyou.sqlite3").exists()
        assert not (edge.home / "keys").exists()
        with sqlite3.connect(edge.home / "edge.sqlite3") as database:
            names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert all(name.startswith(("public_", "django_migrations", "sqlite_")) for name in names), names
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(15)


def alive(port):
    try:
        return asked(port, "/health/")[0] == 200
    except OSError:
        return False


def test_every_address_of_the_edge_is_public():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django\ndjango.setup()\n"
            "from django.urls import get_resolver\n"
            "def walk(patterns):\n"
            "    for one in patterns:\n"
            "        yield from walk(one.url_patterns) if hasattr(one, 'url_patterns') else [one]\n"
            "found = list(walk(get_resolver().url_patterns))\n"
            "assert len(found) > 10 and all(one.callback.view_class.public for one in found), found\n",
        ],
        env=product_environment(Path("/nonexistent"))
        | {
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "laoyou.faces.edge.settings",
            "LAOYOU_HOME": os.devnull + "x",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
