"""A list of homes puts the people of the register beside real streets, whole, and says who has no home in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.planning.commands import homes as commands
from laoyou.planning.commands import networks
from laoyou.planning.domain.questions import GROUPS
from laoyou.planning.models import HomeSet
from laoyou.planning.queries import homes, reach
from laoyou.planning.tests.conftest import CENTRE, STEP, grid
from laoyou.snapshots import public as snapshots

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
SYSTEM = Scope.system("test")


def entered(text: str) -> commands.Entered:
    return commands.enter_homes(text.encode(), "住处.csv", by=SYSTEM, at=AT)


def refused(text: str) -> str:
    with pytest.raises(DomainError) as refusal:
        entered(text)
    assert "%(" not in refusal.value.sentence()
    return refusal.value.code


@pytest.fixture
def streets(district: Path, tmp_path: Path) -> None:
    """The district, with a square of streets that have degrees in use instead of its invented ones."""
    nodes, ways = grid()
    features = [
        {
            "type": "Feature",
            "properties": tags,
            "geometry": {"type": "LineString", "coordinates": [nodes[one] for one in refs]},
        }
        for refs, tags in ways.values()
    ]
    path = tmp_path / "town.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    for mode in ("walk", "drive"):
        networks.import_network(path, networks.Wish(mode, licence="test"), by=SYSTEM, at=AT)


def test_people_of_a_community_are_parted_whole_among_its_homes(streets: None) -> None:
    newest = snapshots.latest()
    assert newest is not None
    counted = snapshots.measure_by_town(newest.name, commands.COUNTED, digits=12)
    communities = Area.objects.filter(level=Area.Level.COMMUNITY, valid_to__isnull=True).values_list("id", flat=True)
    first, second = sorted(communities, key=lambda key: -counted["60"].get(key, 0))[:2]
    x, y = CENTRE
    text = f"社区代码,经度,纬度,户数\n{first},{x},{y},1\n{first},{x + STEP},{y},3\n{second},{x},{y + STEP},\n"
    done = entered(text)
    assert [one.homes for one in done.sets] == [3, 3]
    assert done.off == 0
    assert first not in done.without_homes
    assert len(done.without_homes) > 10
    here = reach.ground("walk")
    assert here.homes is not None
    assert here.home_set is not None
    assert not here.home_set.synthetic
    people = here.homes.people
    assert (people == np.floor(people)).all()
    for row, group in enumerate(GROUPS):
        assert people[row, :2].sum() == counted[group].get(first, 0)
        assert people[row, 2] == counted[group].get(second, 0)
    assert abs(people[0, 1] - 3 * people[0, 0]) <= 4
    assert here.points is not None
    assert (here.points.node >= 0).all()
    # The same list again is the same set.
    before = HomeSet.objects.count()
    assert {one.pk for one in entered(text).sets} == {one.pk for one in done.sets}
    assert HomeSet.objects.count() == before
    drive = reach.ground("drive")
    assert drive.home_set is not None
    assert homes.read(drive.home_set).people.sum() == people.sum()


def test_a_list_with_a_fault_enters_nothing(streets: None) -> None:
    before = HomeSet.objects.count()
    area = Area.objects.filter(level=Area.Level.COMMUNITY, valid_to__isnull=True).values_list("id", flat=True)[0]
    x, y = CENTRE
    assert refused("社区代码,经度\n") == "planning.home_columns"
    assert refused(f"社区代码,经度,纬度\n{area},{x},{y}\n500118999999,{x},{y}\n") == "planning.home_community"
    assert refused(f"社区代码,经度,纬度\n{area},{x},北纬29度\n") == "planning.home_row"
    assert refused(f"社区代码,经度,纬度,户数\n{area},{x},{y},-3\n") == "planning.home_row"
    assert refused("社区代码,经度,纬度\n") == "planning.no_homes"
    assert refused(f"社区代码,经度,纬度\n{area},{y},{x}\n") == "access.swapped"
    assert refused(f"社区代码,经度,纬度\n{area},{x + 0.3},{y}\n") == "planning.homes_elsewhere"
    assert HomeSet.objects.count() == before
