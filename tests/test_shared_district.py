"""The shared district is whole, is given back unchanged, and can be served and signed into."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from pathlib import Path

from tools.serving import ServedDistrict


def residents() -> int:
    from django.apps import apps

    return apps.get_model("people", "Resident").objects.unscoped("counts of a test").count()


def test_the_district_is_opened_with_its_own_date_and_keys(district: Path) -> None:
    from laoyou.core import clock, keyring

    assert residents() > 19_000
    assert clock.today().isoformat() == json.loads((district / "district.json").read_text())["demo_date"]
    assert keyring.default_path().is_relative_to(district)


def test_what_a_test_writes_is_taken_back(district: Path) -> None:
    from django.apps import apps

    from laoyou.core import clock

    account = apps.get_model("core", "Account")
    assert not account.objects.filter(username="planted").exists()
    account.objects.create(username="planted", created_at=clock.now())
    assert account.objects.filter(username="planted").exists()


test_what_a_test_wrote_is_gone_in_the_next_one = test_what_a_test_writes_is_taken_back


def test_the_district_is_served_and_a_one_time_link_signs_in_once(served_district: ServedDistrict) -> None:
    links = served_district.sign_in_links({"planner": 1})
    (link,) = links["planner"]
    cookie = served_district.signed_in(link)
    connection = http.client.HTTPConnection("127.0.0.1", served_district.port, timeout=30)
    connection.request("GET", "/office/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200
    assert "永川" in page
    connection.request("GET", link.removeprefix(served_district.url))
    connection.getresponse().read()
    try:
        served_district.signed_in(link)
    except RuntimeError as refused:
        assert "410" in str(refused)
    else:
        raise AssertionError("the link signed in twice")


def test_a_process_that_dies_is_started_again_and_all_share_what_the_head_has_loaded(
    served_district: ServedDistrict,
) -> None:
    head = served_district.process.pid
    before = _children(head)
    assert len(before) == 2, "the door and the worker"
    assert all(_mapped(one, "Pss") < 0.8 * _mapped(one, "Rss") for one in (head, *before))
    for one in before:
        os.kill(one, signal.SIGKILL)
    until = time.monotonic() + 30
    while time.monotonic() < until and (len(_children(head) - before) < 2 or not served_district._answers()):
        time.sleep(0.1)
    assert len(_children(head) - before) == 2
    assert served_district._answers()


def _children(pid: int) -> set[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(one) for one in listed}


def _mapped(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
