"""How long the search for possible duplicates takes over a whole register, and whether it finds those that were planted."""

from __future__ import annotations

import shutil
import time
from typing import Any

from benchmarks._districts import FULL_PEOPLE, PACK, SHORT_PEOPLE, built
from benchmarks._harness import Bench
from benchmarks.imports import _open

TITLE = "Searching the whole register for possible duplicates"
LIBRARIES = ("django", "numpy")
LIMIT_SECONDS = 60.0
PLANTED = 100


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    home = bench.data / f"duplicates-{people}"
    whole = built(bench, people)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(whole, home)
    _open(home)
    from laoyou.core import clock
    from laoyou.core.scope import Scope
    from laoyou.people.commands import duplicates
    from laoyou.people.models import DuplicatePair, Resident

    by, at = Scope.system("a measurement"), clock.now()
    planted = _plant(by, at)
    raw: list[float] = []
    found = 0
    for _repeat in range(bench.repeats(short=2, full=3)):
        DuplicatePair.objects.unscoped("each search begins with an empty queue").delete()
        began = time.perf_counter()
        found, _new = duplicates.search(by=by, at=clock.now())
        raw.append(time.perf_counter() - began)
    pairs = set(DuplicatePair.objects.unscoped("what was found").values_list("first_id", "second_id"))
    missed = planted - pairs
    if missed:
        raise RuntimeError(f"{len(missed)} of {len(planted)} planted duplicates were not found")
    rows = Resident.objects.unscoped("how many were searched").count()
    size = {"people": rows, "pack": PACK, "planted": len(planted), "pairs": found}
    bench.record(
        "whole search, with the queue written", "s", raw, size=size, limit=LIMIT_SECONDS if bench.full else None
    )
    shutil.rmtree(home, ignore_errors=True)


def _plant(by: Any, at: Any) -> set[tuple[int, int]]:
    """Some elders once more, as somebody without their papers would register them: same name, birth and community."""
    from laoyou.people.commands import residents
    from laoyou.people.models import Resident

    elders = Resident.objects.unscoped("whom to register twice").filter(
        death_date__isnull=True, residence_area_id__isnull=False, birth_date__year__lt=1960
    )
    pairs = set()
    for one in elders.order_by("pk")[:PLANTED]:
        new = residents.NewResident(
            one.name, one.sex, one.birth_date, residence_area_id=one.residence_area_id,
            registered_area_id=one.residence_area_id, source="measuring", example=True,
        )  # fmt: skip
        pairs.add((one.pk, residents.add(new, by=by, at=at).pk))
    return pairs
