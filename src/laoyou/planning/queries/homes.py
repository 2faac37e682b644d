"""The homes beside the streets of a network."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.engines.access.arrays import FloatArray, IntArray
from laoyou.planning import storage
from laoyou.planning.models import HomeSet
from laoyou.planning.queries.networks import NetworkRow


@dataclass(frozen=True)
class Homes:
    """
    Homes, and how many people of each group live in each.

    xy           (h, 2)       metres in the plane of the network
    community    (h,)         number in `communities`
    communities  their area ids
    people       (groups, h)  in the order of `domain.questions.GROUPS`
    """

    xy: FloatArray
    community: IntArray
    communities: tuple[str, ...]
    people: FloatArray


@lru_cache(maxsize=2)
def _read(place: Path, name: str) -> Homes:
    data = place.read_bytes()
    if not storage.is_as_recorded(data, name):
        raise ValueError(name)
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        communities, number = np.unique(file["community"], return_inverse=True)
        arrays = file["xy"], number.astype(np.int32), file["people"]
        for array in arrays:
            array.flags.writeable = False
        return Homes(arrays[0], arrays[1], tuple(str(one) for one in communities), arrays[2])


def home_set_of(network: NetworkRow) -> HomeSet | None:
    """The newest homes beside the streets of `network`; None where nobody entered any."""
    streets = (network.source_sha256, network.file_sha256)
    return HomeSet.objects.filter(source_sha256__in=streets).order_by("-entered_at", "-pk").first()


def read(found: HomeSet) -> Homes:
    """The homes of a set. They are read once and shared: nobody can write into them."""
    try:
        return _read(storage.root() / f"{found.file_sha256}.npz", found.file_sha256)
    except (OSError, ValueError, KeyError):
        raise DomainError("planning.damaged_network", name=found.name) from None
