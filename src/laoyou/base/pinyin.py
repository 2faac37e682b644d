"""The commonest reading of one Chinese character, from pypinyin's own table of characters.

The package itself is not imported: it reads its table of phrases too and takes 57 MB in every process that touches it, and
names and addresses are read character by character.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

DIAERESIS = "\u0308"


@cache
def _readings() -> dict[int, str]:
    """Code point -> syllable without tone, ü as v."""
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin is not installed; run: ./dev setup", name="pypinyin")
    table = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    return {int(point): sys.intern(_plain(found)) for point, found in json.loads(table.read_text("utf-8")).items()}


def _plain(readings: str) -> str:
    """'lǜ,shuài' -> 'lv'."""
    first = unicodedata.normalize("NFD", readings.partition(",")[0]).replace(f"u{DIAERESIS}", "v")
    return "".join(letter for letter in first if not unicodedata.combining(letter))


def syllable(character: str) -> str:
    """The reading of `character`, e.g. 'yong' for 永; '' for what has none."""
    return _readings().get(ord(character), "")
