"""`./dev` says what is missing, does nothing twice, and leaves no half-done step behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tools import dev

ROOT = Path(__file__).resolve().parents[2]


def test_without_a_fitting_python_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "dev").write_text((ROOT / "dev").read_text())
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "dirname").symlink_to("/usr/bin/dirname")
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(tmp_path / "dev"), "demo"], env={"PATH": str(programs)}, text=True, capture_output=True
    )
    assert done.returncode == 1
    assert "apt-get install python3 python3-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 2  # Chinese and English


def test_help_names_every_command_and_an_unknown_one_is_refused() -> None:
    helped = subprocess.run([ROOT / "dev", "help"], text=True, capture_output=True, check=True).stdout
    assert all(f"./dev {name}" in helped for name in dev.COMMANDS if name != "help")
    refused = subprocess.run([ROOT / "dev", "dmeo"], text=True, capture_output=True)
    assert refused.returncode == 2
    assert "dmeo" in refused.stderr


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree with lock files, whose installing steps only note that they ran."""
    for name in ("requirements/runtime.lock", "requirements/dev.lock", "package-lock.json", ".npmrc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    vendor = tmp_path / "vendor"
    ran = tmp_path / "ran"
    ran.touch()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "STAMPS", tmp_path / ".venv" / "stamps.json")
    monkeypatch.setattr(dev, "VENDOR", vendor)
    monkeypatch.setattr(dev, "make_venv", lambda: (tmp_path / ".venv").mkdir(exist_ok=True))

    def note(step: str) -> None:
        with ran.open("a") as file:
            print(step, file=file)

    monkeypatch.setattr(dev, "install_runtime", lambda: note("runtime"))
    monkeypatch.setattr(dev, "install_development", lambda: note("development"))
    monkeypatch.setattr(dev, "install_browser_files", lambda: (note("browser"), vendor.mkdir(exist_ok=True)))
    return tmp_path


def ran(tree: Path) -> list[str]:
    lines = (tree / "ran").read_text().split()
    (tree / "ran").write_text("")
    return lines


def test_a_second_start_does_nothing_and_a_changed_lock_file_only_its_step(tree: Path) -> None:
    dev.set_up(development=True)
    assert ran(tree) == ["runtime", "development", "browser"]
    dev.set_up(development=True)
    assert ran(tree) == []
    (tree / "requirements/dev.lock").write_text("changed")
    dev.set_up(development=False)
    assert ran(tree) == []
    dev.set_up(development=True)
    assert ran(tree) == ["development"]


def test_a_step_that_was_cut_off_is_done_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    mended = dev.install_browser_files
    with monkeypatch.context() as once:
        once.setattr(dev, "install_browser_files", cut_off)
        with pytest.raises(KeyboardInterrupt):
            dev.set_up(development=False)
    assert dev.install_browser_files is mended
    assert ran(tree) == ["runtime"]
    dev.set_up(development=False)
    assert ran(tree) == ["browser"]


def test_a_damaged_stamp_file_means_that_nothing_is_certain(tree: Path) -> None:
    dev.set_up(development=False)
    ran(tree)
    dev.STAMPS.write_text("{broken")
    dev.set_up(development=False)
    assert ran(tree) == ["runtime", "browser"]


def test_a_second_start_takes_less_than_a_second() -> None:
    if not (ROOT / ".venv").exists():
        pytest.skip("this run does not use ./dev")
    subprocess.run([ROOT / "dev", "setup"], check=True, capture_output=True)
    before = os.times()
    subprocess.run([ROOT / "dev", "setup"], check=True, capture_output=True)
    after = os.times()
    # Processor time, so that a busy machine does not fail the test.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 1
