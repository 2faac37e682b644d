"""Finding names as people type them: characters, whole pinyin, or its initials."""

from __future__ import annotations

import re
from functools import lru_cache

from laoyou.base import pinyin

LONGEST = 400


def search_key(name: str, longest: int = LONGEST) -> str:
    """'中山路养老站' → '中山路养老站 zhongshanluyanglaozhan zslylz': what a typed text is looked for in."""
    syllables = [_pinyin(character) for character in name if not character.isspace()]
    whole, initials = "".join(syllables), "".join(syllable[:1] for syllable in syllables)
    return f"{name.casefold()} {whole} {initials}"[:longest]


def typed(text: str) -> str:
    """What somebody typed, in the form in which it stands in a key: without spaces, in small letters."""
    return re.sub(r"\s+", "", text.casefold())


@lru_cache(maxsize=8192)
def _pinyin(character: str) -> str:
    return pinyin.syllable(character) or character.casefold()
