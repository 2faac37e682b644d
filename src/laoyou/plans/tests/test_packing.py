"""What was accepted of a draft becomes entries of a sound pack, or nothing of it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from laoyou.base.errors import DomainError
from laoyou.packs.public import load, packs_root
from laoyou.plans.documents import read_upload
from laoyou.plans.packing import Packing, accept_into_pack, norm_entries, plan_entries, plan_file
from laoyou.plans.tests.test_files import plan_text

PACK = """
name = "某某区"
name_en = "Somewhere"
code = "990101-somewhere"
area = "990101"
level = "district"
extends = ["cn"]

[[document]]
id = "plan-2021"
title = "某某区养老托育服务发展规划"
status = "issued"
"""
AREAS = "id,parent,level,kind,name\n99,0,province,province,某省\n990101,99,district,district,某某区\n"
PACKING = Packing("sw", "sw-2021", "plan-2021", {"增加供给": "More supply", "养老床位（张）": "Beds"}, verified=True)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "990101-somewhere"
    folder.mkdir()
    (tmp_path / "cn").symlink_to(packs_root() / "cn")
    (folder / "pack.toml").write_text(PACK, encoding="utf-8")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    return folder


def test_a_new_plan_is_written_with_indicators_tasks_and_norms(pack: Path) -> None:
    reading = read_upload(plan_text(), "a.txt")
    accept_into_pack(
        pack,
        "sw-2021.toml",
        plan_file(reading.draft, reading.document, PACKING),
        norm_entries(reading.draft.parameters, reading.document, PACKING),
    )
    made = load(pack.name, pack.parent)
    assert made.indicators["sw-01"].target.value == 900 and made.indicators["sw-01"].name_en == "Beds"
    task = made.tasks["sw-t01"]
    assert task.name_en == "More supply" and task.lead_units == ("区民政局",) and str(task.due) == "2025-12-31"
    assert [(aim.printed, aim.value) for aim in task.aim] == [("300张", 300), ("60%", 60)]
    assert task.quote is not None and task.quote.startswith("（一）增加供给。")
    (norm,) = [norm for norm in made.norms.values() if norm.key.startswith("sw.")]
    assert (norm.value, norm.unit) == (800, "yuan_per_year")


def test_nothing_is_written_where_the_pack_would_not_be_sound(pack: Path) -> None:
    reading = read_upload(plan_text(), "a.txt")
    text = plan_file(reading.draft, reading.document, PACKING)
    accept_into_pack(pack, "sw-2021.toml", text)
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    with pytest.raises(DomainError, match="没有写入"):
        accept_into_pack(pack, "sw-2021.toml", plan_entries(reading.draft, reading.document, PACKING))
    assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before
