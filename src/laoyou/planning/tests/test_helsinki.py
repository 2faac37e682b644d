"""A real extract of OpenStreetMap, from the file to the page: travel times, service circles, the nearest facility, who is off the streets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.models import Account, Area
from laoyou.core.scope import Scope
from laoyou.engines import access
from laoyou.planning import public as planning
from laoyou.planning.commands import homes as commands
from laoyou.planning.queries import reach
from laoyou.providers import public as providers
from tests.needs import helsinki, needs

pytestmark = [pytest.mark.full, needs("helsinki")]
SYSTEM = Scope.system("test")
KIND = "community_care_station"


@pytest.fixture
def spots(district: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """The streets of Helsinki in use in the district, ten homes and five facilities beside them: (15, 2) degrees."""
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    path = helsinki()
    assert path is not None
    for mode in ("walk", "drive"):
        row = planning.import_network(path, planning.Wish(mode), by=SYSTEM, at=clock.now())
    network = planning.load(row.id)
    assert network.frame is not None
    chosen = np.random.default_rng(7).choice(network.nodes, 15, replace=False)
    degrees = network.frame.to_degrees(network.xy[chosen])
    island = access.snap_degrees(network, degrees)
    assert island.on.all()
    areas = Area.objects.filter(level=Area.Level.COMMUNITY, valid_to__isnull=True).order_by("id")[:10]
    lines = [f"{area.pk},{x},{y}" for area, (x, y) in zip(areas, degrees[:10], strict=True)]
    commands.enter_homes("\n".join(["社区代码,经度,纬度", *lines]).encode(), "住处.csv", by=SYSTEM, at=clock.now())
    # The last one stands in the Gulf of Finland, far from any street.
    sites = [*degrees[10:], (float(degrees[:, 0].mean()), float(degrees[:, 1].min()) - 0.2)]
    rows = [
        providers.FacilitySite(9_000_000 + number, f"站{number}", (KIND,), areas[0].pk, float(x), float(y), None, 0, None, False, True)
        for number, (x, y) in enumerate(sites)
    ]  # fmt: skip
    monkeypatch.setattr(providers, "facility_sites", lambda *asked, **more: rows)
    return degrees


def test_the_pages_show_real_streets_with_source_and_licence(spots: np.ndarray) -> None:
    account = Account.objects.filter(grants__role="planner", is_active=True).first()
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = reach.ground("walk")
    assert here.network.frame is not None
    x, y = here.network.frame.to_metres(spots[:1])[0]
    asked = f"kind={KIND}&group=60&mode=walk&within=15"
    page = client.get(f"/planning/circles/?{asked}&x={round(x)}&y={round(y)}").content.decode()
    assert "OpenStreetMap" in page
    assert "不对应真实道路" not in page
    assert "有1处设施没有坐标或不在路网上" in page
    minutes = [
        float(one)
        for one in re.findall(r'data-figure="reachminutes:[^>]*>\s*<span class="figure-value">([\d.]+)', page)
    ]
    assert len(minutes) == 5
    assert minutes == sorted(minutes)
    # The same ways by the engine alone.
    home = access.snap_degrees(here.network, spots[:1])
    alone = [
        access.nearest(here.network, access.snap_degrees(here.network, spots[row : row + 1])).at(home)[0][0]
        for row in range(10, 15)
    ]
    assert minutes == pytest.approx(sorted(float(one) for one in alone), abs=0.15)
    data = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    streets = client.get(json.loads(data[1])["streets"]).json()
    assert len(streets["xy"]) == 2 * here.network.nodes


def test_a_point_in_the_sea_is_refused_in_words(spots: np.ndarray) -> None:
    here = reach.ground("walk")
    assert here.network.frame is not None
    sea = here.network.frame.to_metres([[spots[:, 0].mean(), spots[:, 1].min() - 0.2]])[0]
    point = access.snap(here.network, [sea])
    with pytest.raises(DomainError) as refusal:
        point.require(0)
    assert "系统管理员" not in refusal.value.sentence()
