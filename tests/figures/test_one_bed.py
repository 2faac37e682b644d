"""One bed more in the register is one bed more in the indicator, in its town, and on every page that states them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from laoyou.core import clock
from laoyou.core.figures import url_of
from laoyou.core.models import Account
from laoyou.core.scope import Scope
from laoyou.providers.commands import beds
from laoyou.providers.domain.readings import BedReading
from laoyou.providers.models import Bed
from tests.figures.pages import figures, main_of, parse

ROOT = Path(__file__).resolve().parents[2]
INDICATOR = "yc-05"


@pytest.fixture
def planner(district: Path, settings: Any) -> Client:
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    client = Client()
    account = Account.objects.filter(grants__role="planner", is_active=True).first()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def shown(client: Client, url: str) -> dict[str, str]:
    """Reference → printed value of every figure on the page."""
    response = client.get(url)
    assert response.status_code == 200, url
    return {one.ref: one.value for one in figures(parse(response.content.decode())) if one.value is not None}


def rows_listed(client: Client, ref: str) -> int:
    """How many rows the list behind a figure says it holds, going there as a reader does."""
    page = parse(client.get(url_of(ref)).content.decode())
    [link] = [one for one in main_of(page).all() if "data-rows" in one.attributes]
    listed = parse(client.get(link.attributes["href"]).content.decode())
    [words] = [one.text() for one in main_of(listed).all() if one.matches(".head-count")]
    found = re.search(r"[\d,]+", words)
    assert found
    return int(found[0].replace(",", ""))


@pytest.mark.parametrize("change", ["add", "take away"])
def test_one_bed_changes_the_indicator_its_town_its_pages_and_its_rows(planner: Client, change: str) -> None:
    by, at = Scope.system("test"), clock.now()
    known = Bed.objects.unscoped("test").filter(nursing=True, actual=True, facility__kind="care_home")
    known = known.exclude(occupancies__ended_on__isnull=True, occupancies__isnull=False)
    bed = known.order_by("pk").first()
    assert bed is not None
    town = bed.area_id[:9]
    refs = {area: f"numerator:{INDICATOR}@{area}" for area in ("500118", town)}
    page = f"/plans/indicators/{INDICATOR}/"
    before = shown(planner, page)
    if change == "add":
        beds.add(bed.facility_id, "TEST-1", nursing=True, actual=True, tier=bed.tier, by=by, at=at)
    else:
        beds.set_readings(bed.pk, {BedReading.ACTUAL: False}, by=by, at=at)
    step = 1 if change == "add" else -1
    after = shown(planner, page)
    for ref in refs.values():
        was, now = (int(values[ref].replace(",", "")) for values in (before, after))
        assert now == was + step, ref
        assert shown(planner, url_of(ref))[ref] == after[ref]
        assert rows_listed(planner, ref) == now
    exact = shown(planner, url_of(f"indicator:{INDICATOR}"))
    assert exact[f"numerator:{INDICATOR}@500118"] == after[refs["500118"]]
    others = [ref for ref in before if ref.startswith("numerator:") and ref not in refs.values()]
    assert all(before[ref] == after[ref] for ref in others)


def test_no_published_total_stands_in_the_program() -> None:
    """The beds (4,641), places (1,405) and places per thousand (1.22) of Yongchuan come from registers and packs."""
    constant = re.compile(r"(?<![\d.])(4,?641|1,?405|1\.22)(?![\d.]|_)")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in (ROOT / "src").rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css", ".toml", ".csv"} and "vendor" not in path.parts
        if "tests" not in path.parts
        for line in path.read_text("utf-8").splitlines()
        if constant.search(line)
    ]
    assert not found, "\n".join(found)


def test_the_search_for_constants_would_find_them() -> None:
    constant = re.compile(r"(?<![\d.])(4,?641|1,?405|1\.22)(?![\d.]|_)")
    assert all(constant.search(text) for text in ("= 4641", "4,641 beds", "x == 1.22", "1405)"))
    assert not any(constant.search(text) for text in ("14641", "1.225", str(date(1405, 1, 1).year + 1)))
