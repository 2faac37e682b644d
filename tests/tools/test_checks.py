"""Each small check finds what it is there to find, on planted files, and leaves good ones alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import check, glossary, hosts, licences, locks

ROOT = Path(__file__).resolve().parents[2]

# Put together here so that this file passes its own check.
BAD_TEXTS = {
    "registry": "pip install -i https://pypi" + ".org/simple",
    "npm": '"registry.npmjs' + '.org"',
    "mirror": "https://mirrors.aliyun" + ".com/pypi/",
    "lock file": '"resol' + 'ved": "x"',
    "index": "--index" + "-url https://example.com",
    "home": "/home" + "/someone/x",
    "root": "see /root" + "/notes",
    "work": "/work" + "/main",
    "private address": "http://192.168" + ".1.7:8000",
    "password": "postgresql://user:" + "secret@db/x",
    "key": "-----BEGIN " + "PRIVATE KEY-----",
}
GOOD_TEXTS = [
    "src/work/x",
    "https://example.com/work/x",
    "127.0.0.1 and 0.0.0.0",
    "postgresql://{user}:{password}@host",
    "/home/$USER/x",
    "version 10.0.0",
]


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_host_a_path_or_a_secret_is_found(name: str) -> None:
    assert {line for line, _, _ in hosts.breaches(f"one\n{BAD_TEXTS[name]}\n")} == {2}


@pytest.mark.parametrize("text", GOOD_TEXTS)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert list(hosts.breaches(text)) == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause OR Apache-2.0", True),
        ("MIT OR GPL-3.0-only", True),
        ("(MIT OR GPL-2.0) AND BSD-3-Clause", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("LGPL-3.0-only", True),
        ("AGPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("MIT AND AGPL-3.0-only", False),
        ("SSPL-1.0", False),
        ("", False),
    ],
)
def test_only_free_licences_without_copyleft_on_our_code_are_allowed(expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


PYPROJECT = """
[project]
dependencies = ["django>=5.2,<5.3"]
[dependency-groups]
dev = ["ruff>=0.17"]
"""
RUNTIME = "django==5.2.1 \\\n    --hash=sha256:aa\n"
DEV = RUNTIME + "ruff==0.17.6 \\\n    --hash=sha256:bb\n"


def test_locks_that_hold_what_is_asked_for_pass() -> None:
    assert locks.problems(PYPROJECT, {"runtime.lock": RUNTIME, "dev.lock": DEV}) == []


@pytest.mark.parametrize(
    ("runtime", "dev", "what"),
    [
        (RUNTIME, RUNTIME, "ruff>=0.17 is asked for, nothing is locked"),
        (RUNTIME.replace("5.2.1", "6.0"), DEV.replace("5.2.1", "6.0"), "6.0 is locked"),
        ("django==5.2.1\n", DEV, "django has no hash"),
        (RUNTIME, DEV.replace("5.2.1", "5.2.2"), "differs between"),
    ],
)
def test_a_lock_that_lags_behind_is_found(runtime: str, dev: str, what: str) -> None:
    assert what in "\n".join(locks.problems(PYPROJECT, {"runtime.lock": runtime, "dev.lock": dev}))


def test_a_model_without_a_word_in_the_glossary_is_found(tmp_path: Path) -> None:
    package = tmp_path / "src" / "laoyou"
    (package / "people" / "models").mkdir(parents=True)
    (package / "people" / "models" / "resident.py").write_text(
        "class Resident(models.Model):\n    name = models.CharField()\n"
        "class Base(models.Model):\n    at = models.DateField()\n    class Meta:\n        abstract = True\n"
        "class Status(models.TextChoices):\n    A = 'a'\n"
    )
    assert glossary.problems(package, "| 居民 | `Resident` |") == []
    assert glossary.problems(package, "| 居民 | `Person` |") == [
        "src/laoyou/people/models/resident.py:1: Resident is not in docs/glossary.md"
    ]


def test_a_check_that_does_not_exist_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["typos"]) == 2
    assert "translations" in capsys.readouterr().out


def test_a_failing_check_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bad = check.Check("planted", "A planted check", "mend it so", ("sh", "-c", "echo bad thing; exit 1"))
    good = check.Check("fine", "A fine check", "", ("true",))
    monkeypatch.setattr(check, "CHECKS", [bad, good])
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "bad thing" in said
    assert "A planted check: FAILED: mend it so" in said
    assert "A fine check: ok" in said
