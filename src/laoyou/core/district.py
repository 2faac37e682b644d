"""The district that this installation serves: its pack, its area, its documents."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from laoyou.packs import public as packs


@lru_cache(maxsize=4)
def _load(name: str) -> packs.Pack:
    return packs.load(name)


def pack() -> packs.Pack:
    """The pack of this district with all it extends; read once a process. Raises PackError where it is broken."""
    return _load(settings.LAOYOU_PACK)


def reload() -> None:
    """Read the pack afresh in this process, after its files were written; other processes do so when they start again."""
    _load.cache_clear()


def area_id() -> str:
    """The id of the district's own area: everything this installation keeps lies below it."""
    return pack().manifest.area


def name() -> str:
    """The district's name as its pack gives it, in Chinese."""
    known = pack()
    return known.areas[known.manifest.area].name
