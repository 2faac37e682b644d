"""Yongchuan's own pack over a register of a few rows, which the tests change at will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from laoyou.core import district as core_district
from laoyou.core import keyring
from laoyou.core.domain.measure import Cell, counted
from laoyou.core.models import Account, Area, RoleGrant
from laoyou.core.registers import RegisterRow, registry
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import REGISTER_TABLES, Count

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
TOWN, OTHER_TOWN = "500118001", "500118002"


@dataclass
class Rows:
    """The rows of one register table; counts them by the plain reading."""

    table: str
    rows: list[dict[str, Cell]] = field(default_factory=list)

    def add(self, **cells: Cell) -> dict[str, Cell]:
        row: dict[str, Cell] = dict.fromkeys(REGISTER_TABLES[self.table].columns)
        row |= {"id": len(self.rows) + 1} | cells
        self.rows.append(row)
        return row

    def _area(self, count: Count) -> str:
        return count.area_by or REGISTER_TABLES[self.table].area

    def by_town(self, count: Count, *, on: date) -> Mapping[str, int]:
        towns = {str(row[self._area(count)])[:9] for row in self.rows if row[self._area(count)] is not None}
        return {
            town: counted(count, [row for row in self.rows if str(row[self._area(count)] or "")[:9] == town])
            for town in towns
        }

    @property
    def permission(self) -> str:
        return "plans.list_indicators"

    def rows_url(self, count: Count, *, area: str, on: date) -> str | None:
        return None

    def _within(self, count: Count, area: str) -> list[dict[str, Cell]]:
        plain = Count.model_validate({"table": self.table, "count": True, "where": count.where})
        rows = [row for row in self.rows if str(row[self._area(count)] or "").startswith(area)]
        return [row for row in rows if counted(plain, [row])]

    def rows_count(self, count: Count, *, area: str, on: date) -> int:
        return len(self._within(count, area))

    def page(self, count: Count, *, area: str, on: date, by: Scope, after: int, size: int) -> list[RegisterRow]:
        rows = [row for row in self._within(count, area) if int(str(row["id"])) > after][:size]
        return [RegisterRow(int(str(row["id"])), f"第{row['id']}号", str(row[self._area(count)]), None) for row in rows]

    def batches(self, on: date) -> Iterator[dict[str, list[Any]]]:
        yield {name: [row[name] for row in self.rows] for name in ("id", *REGISTER_TABLES[self.table].columns)}


@dataclass
class Registers:
    """The registers of the small district."""

    residents: Rows
    beds: Rows
    childcare_places: Rows
    staff: Rows


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Begin in Chinese, whatever language the test before has left behind."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def registers(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Registers:
    """Ten beds in two towns, six of them for nursing; two childcare places; nobody yet."""
    settings.LAOYOU_HOME = tmp_path
    settings.LAOYOU_PACK = "500118-yongchuan"
    settings.LAOYOU_DEMO_DATE = date(2026, 10, 31)
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    monkeypatch.delenv("LAOYOU_KEYS", raising=False)
    keyring.ensure()
    monkeypatch.setattr(registry, "_tables", {})
    found = Registers(*(Rows(name) for name in ("residents", "beds", "childcare_places", "staff")))
    for rows in (found.residents, found.beds, found.childcare_places, found.staff):
        kinds = {name: column.type for name, column in REGISTER_TABLES[rows.table].columns.items()}
        registry.register_table(rows.table, {"id": "key", **kinds}, rows.batches, measures=rows)
    for number in range(10):
        town = TOWN if number < 7 else OTHER_TOWN
        found.beds.add(area=town, facility_kind="care_home", nursing=number < 6, tier="affordable", actual=1)
    for _place in range(2):
        found.childcare_places.add(area=TOWN, facility_kind="childcare_centre", filed=1)
    pack = core_district.pack()
    for entry in [pack.areas[pack.manifest.area], *pack.children(pack.manifest.area)]:
        Area.objects.create(id=entry.id, level=entry.level, name=entry.name, name_en=entry.name_en or "")
    return found


@pytest.fixture
def planner(registers: Registers) -> Client:
    """Somebody who plans for the whole district, signed in."""
    return signed_in("planner", "500118")


def signed_in(role: str, area_id: str) -> Client:
    account = Account.objects.create(username=f"{role}-{area_id}", display_name="某某", created_at=AT)
    RoleGrant.objects.create(account=account, role=role, area_id=area_id, granted_at=AT)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


from laoyou.plans.tests.ledger import hands, items, ledger_pack, ledger_packs  # noqa: E402, F401 (fixtures; they need Registers)
