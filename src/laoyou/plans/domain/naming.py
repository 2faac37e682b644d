"""How items are found by what people type: characters, whole pinyin, or its initials."""

from __future__ import annotations

import re

from laoyou.base import pinyin

LONGEST = 400


def search_key(*names: str) -> str:
    """The names in small letters without spaces, their pinyin and its initials."""
    text = "".join(names)
    syllables = [pinyin.syllable(one) or one.casefold() for one in text if not one.isspace()]
    whole, initials = "".join(syllables), "".join(syllable[:1] for syllable in syllables)
    return f"{typed(text)[:200]} {whole[:120]} {initials}"[:LONGEST]


def typed(text: str) -> str:
    """What somebody typed, in the form in which it stands in a key."""
    return re.sub(r"\s+", "", text.casefold())
