"""
What a head means: terms, which rows and columns put together.

A term is a key and a value: `area=500118004`, `of=beds`, `nursing=1`. The key `of` says of what there is a number, `maybe`
says it where nothing better does: 养老机构 alone asks for facilities, 养老机构 over 床位数 for beds. A narrower head overrules a
wider one, a column overrules a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

OF, MAYBE, AREA = "of", "maybe", "area"


def canonical(terms: Mapping[str, str]) -> str:
    """Terms as one text, equal for equal terms: 'area=500118004&nursing=1&of=beds'."""
    return "&".join(f"{key}={quote(terms[key], safe=',-')}" for key in sorted(terms) if terms[key])


def parse(text: str) -> dict[str, str]:
    """The terms in a text; {} for ''."""
    return dict(parse_qsl(text))


def together(*parts: Mapping[str, str]) -> dict[str, str]:
    """What parts say together, a later one overruling an earlier one; `maybe` counts where no part says `of`."""
    found: dict[str, str] = {}
    for part in parts:
        found.update(part)
    maybe = found.pop(MAYBE, "")
    if maybe and OF not in found:
        found[OF] = maybe
    return found
