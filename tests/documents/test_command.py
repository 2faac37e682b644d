"""`laoyou plan read` prints what its page describes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from laoyou.faces.cli import main
from laoyou.plans.tests.test_files import plan_text


def test_the_command_prints_the_draft_as_json_and_refuses_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(plan_text())
    assert main(["plan", "read", str(path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    described = (Path(__file__).resolve().parents[2] / "docs" / "plan-reader.md").read_text(encoding="utf-8")
    keys = {key for one in (*data["indicators"], *data["tasks"], *data["parameters"], data) for key in one}
    assert not [key for key in keys if f"`{key}`" not in described]
    assert main(["plan", "read", str(path)]) == 0
    assert "指标 2" in capsys.readouterr().out
    assert main(["plan", "read", str(tmp_path / "none.pdf")]) == 1
    assert "找不到文件" in capsys.readouterr().err
