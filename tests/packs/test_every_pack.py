"""Every pack is sound, and the command line says so without a web framework or a database."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from laoyou.faces.cli import main
from laoyou.packs.public import check, load, pack_names, packs_root

PLACES = [name for name in pack_names() if load(name).indicators]


def test_every_pack_is_sound():
    assert [problem.text() for problem in check()] == []


@pytest.mark.parametrize("name", PLACES)
def test_the_indicators_of_a_place_are_printed_before_anything_is_built(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("laoyou.faces.cli._answers_of_built_district", lambda pack_name: {})
    assert main(["indicators", "--pack", name, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in rows] == list(load(name).indicators)
    for row in rows:
        assert {"code", "name", "unit", "baseline", "target", "latest", "state", "source"} <= set(row)
        assert row["latest"] is None
        assert row["source"]["clause"]


def test_what_a_built_district_answers_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    answers = {"yc-12": {"latest": {"value": 17.1, "as_of": "2026-10-31"}, "state": "ended_not_reached"}}
    monkeypatch.setattr("laoyou.faces.cli._answers_of_built_district", lambda pack_name: answers)
    assert main(["indicators", "--pack", "500118-yongchuan", "--json"]) == 0
    row = next(row for row in json.loads(capsys.readouterr().out) if row["code"] == "yc-12")
    assert (row["latest"]["value"], row["state"]) == (17.1, "ended_not_reached")


def test_a_pack_that_is_not_there_is_refused_with_what_there_is(capsys: pytest.CaptureFixture[str]):
    assert main(["pack", "check", "500118-yongchaun"]) == 1
    out = capsys.readouterr().out
    assert "没有名为“500118-yongchaun”的包" in out
    assert "500118-yongchuan" in out
    assert main(["pack", "check", "500118-yongchaun", "--lang", "en"]) == 1
    assert "There is no pack" in capsys.readouterr().out


def test_checking_packs_starts_no_web_framework():
    code = (
        "import sys; from laoyou.faces.cli import main; main(['pack', 'check', 'cn']); print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    "path", sorted(packs_root().rglob("*.toml")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_english_texts_hold_no_chinese(path: Path):
    """English pages show these texts unmarked: a Chinese character in one would be read aloud wrongly."""

    def english(value: Any, key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from english(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from english(inner, key)
        elif isinstance(value, str) and key.endswith("_en"):
            yield value

    for text in english(tomllib.loads(path.read_text(encoding="utf-8"))):
        assert not any("\u4e00" <= character <= "\u9fff" for character in text), text
