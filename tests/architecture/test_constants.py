"""What a document published is data of a pack: no published total stands in the program."""

from __future__ import annotations

import re
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"

# Yongchuan's beds, its childcare places, and places per thousand residents; put together so as not to be one here.
PUBLISHED = re.compile(r"(?<![\d.])(?:4[,_]?6" + r"41|1[,_]?4" + r"05|1\.2" + r"2)(?!\d)")
READ = {".py", ".html", ".js", ".css", ".toml", ".po", ".json", ".svg", ".txt"}


def found(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()[:80]}"
        for path in sorted(root.rglob("*"))
        if path.suffix in READ and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if PUBLISHED.search(line)
    ]


def test_no_published_total_stands_in_the_program() -> None:
    assert found(SRC) == []


def test_a_planted_total_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(
        "BEDS = 4" + "_641\nPLACES = 1" + "405\nRATE = 1.2" + "2\nOTHER = 14" + "050\n"
    )
    assert [line.split(":")[1] for line in found(tmp_path)] == ["1", "2", "3"]
