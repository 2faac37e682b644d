"""A ledger that was opened from a small pack of its own, with one account for each pair of hands."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from laoyou.core import district
from laoyou.core.commands import reference
from laoyou.core.models import Account, RoleGrant
from laoyou.core.scope import Scope, scope_of
from laoyou.packs.public import packs_root
from laoyou.plans.commands import opening
from laoyou.plans.models import LedgerItem
from laoyou.plans.tests.conftest import AT, OTHER_TOWN, TOWN, Registers

PACK = "500118-ledger"
SYSTEM = Scope.system("test")
PDF = ("验收单.pdf", b"%PDF-1.4 a page of evidence")
UNITS = {
    "civil": "yc-civil-affairs",
    "health": "yc-health",
    "education": "yc-education",
}


@dataclass
class Hands:
    """One account for each pair of hands, and the scope of each."""

    accounts: dict[str, Account] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Scope:
        return scope_of(self.accounts[name], at=AT)

    def client(self, name: str) -> Client:
        """A client in which this account is signed in."""
        client = Client()
        client.force_login(self.accounts[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def add(self, name: str, role: str, area: str, unit: str | None = None) -> None:
        account = Account.objects.create(username=name, display_name=f"{name}专干", unit_id=unit, created_at=AT)
        RoleGrant.objects.create(account=account, role=role, area_id=area, granted_at=AT)
        self.accounts[name] = account


def write_pack(root: Path) -> None:
    """The pack of the tests below `root`, on top of the packs of the repository."""
    (root / "cn").symlink_to(packs_root() / "cn")
    # Yongchuan's own tasks and projects stay out, so that the ledger of the tests holds what the tests wrote.
    shutil.copytree(packs_root() / "500118-yongchuan", root / "500118-yongchuan")
    for plan in (root / "500118-yongchuan" / "plans").glob("*.toml"):
        text = plan.read_text("utf-8")
        kept = re.split(r"^\[\[(?:task|project)\]\]$", text, maxsplit=1, flags=re.M)[0]
        assert text.count("[[indicator]]") == kept.count("[[indicator]]"), "indicators stand before tasks and projects"
        plan.write_text(kept, "utf-8")
    folder = root / PACK
    (folder / "plans").mkdir(parents=True)
    (folder / "pack.toml").write_text(
        f'name = "永川区（台账测试）"\ncode = "{PACK}"\narea = "500118"\nlevel = "district"\nextends = ["500118-yongchuan"]\n'
        '[[document]]\nid = "ledger-terms"\ntitle = "台账时限（测试）"\nstatus = "issued"\n',
        "utf-8",
    )
    norms = {"remind_days_before": 30, "remind_again_days": 7, "escalate_days_after": 10, "confirm_within_days": 5}
    (folder / "norms.toml").write_text(
        "".join(
            f'[[norm]]\nkey = "ledger.{key}"\ntitle = "{key}"\nprinted = "{days}天"\nvalue = {days}\nunit = "days"\n'
            'document = "ledger-terms"\nclause = "一"\nverified = false\n'
            for key, days in norms.items()
        ),
        "utf-8",
    )
    (folder / "plans" / "ledger-plan.toml").write_text(
        Path(__file__).with_name("ledger_plan.toml").read_text("utf-8"), "utf-8"
    )


@pytest.fixture(scope="session")
def ledger_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packs of the repository with that of the tests beside them; written once."""
    root = tmp_path_factory.mktemp("packs")
    write_pack(root)
    return root


@pytest.fixture
def ledger_pack(registers: Registers, ledger_packs: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The district stands on the pack of the tests, which stays in the cache under its own name."""
    monkeypatch.setenv("LAOYOU_PACKS", str(ledger_packs))
    settings.LAOYOU_PACK = PACK


@pytest.fixture
def hands(ledger_pack: None) -> Hands:
    """The planner, officers of three units, officers of two towns, an auditor."""
    reference.load(district.pack(), by=SYSTEM, at=AT)
    found = Hands()
    found.add("planner", "planner", "500118")
    for name, unit in UNITS.items():
        found.add(name, "department_officer", "500118", unit)
    found.add("civil2", "department_officer", "500118", UNITS["civil"])
    found.add("planner_of_civil", "planner", "500118", UNITS["civil"])
    found.add("town", "town_officer", TOWN)
    found.add("other_town", "town_officer", OTHER_TOWN)
    found.add("auditor", "auditor", "500118")
    return found


@pytest.fixture
def items(hands: Hands) -> dict[str, LedgerItem]:
    """The items of the test plan by their codes."""
    opening.open_ledger(by=SYSTEM, at=AT)
    return LedgerItem.objects.unscoped("test").filter(plan="ledger-plan").in_bulk(field_name="code")


def at(day: int, hour: int = 2) -> datetime:
    """A moment of October 2026."""
    return datetime(2026, 10, day, hour, tzinfo=UTC)
