"""The line that a complaint names is the line where the key stands."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from laoyou.packs.loading import packs_root
from laoyou.packs.source import read_csv, toml_lines

FILES = sorted(packs_root().rglob("*.toml"))


def test_keys_inside_arrays_of_tables_and_long_values_are_found():
    text = '''a = 1
long = """
b = 2 ]
"""
list = [
  "x = 1",   # c = 3 ]
  { d = 4 },
]

[[item]]
name = 'one # two'
[item.part]
"quoted key" = true
[[item]]
name = "[[item]]"
'''
    assert toml_lines(text) == {
        ("a",): 1,
        ("long",): 2,
        ("list",): 5,
        ("item",): 10,
        ("item", 0): 10,
        ("item", 0, "name"): 11,
        ("item", 0, "part"): 12,
        ("item", 0, "part", "quoted key"): 13,
        ("item", 1): 14,
        ("item", 1, "name"): 15,
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_key_of_every_pack_is_found_on_its_line(path: Path):
    text = path.read_text()
    lines, data = toml_lines(text), tomllib.loads(text)
    for key, line in lines.items():
        value: Any = data
        for part in key:
            value = value[part]
        last = next(part for part in reversed(key) if isinstance(part, str))
        assert re.search(rf"[\[\s.\"']?{re.escape(last)}", text.splitlines()[line - 1]), (key, line)
    for key, value in data.items():
        assert (key,) in lines
        if isinstance(value, list) and value and isinstance(value[0], dict) and f"[[{key}]]" in text:
            assert all((key, index) in lines for index in range(len(value)))


def test_a_cell_with_a_line_break_does_not_shift_the_lines_after_it(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\ny"\n\n2,z\n')
    assert [line for line, _ in read_csv(path, "a.csv").rows] == [2, 5]
