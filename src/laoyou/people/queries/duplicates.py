"""Looking for possible duplicates over the whole register, and what a page shows of a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from laoyou.core.fields import Sealed
from laoyou.people.domain.likeness import ENOUGH, Reason, Seen, compare, near_births, pairs_in_blocks
from laoyou.people.models import Resident

WHY = "the search looks at the whole register; pairs are shown to whoever may see both"
CHUNK = 20_000
Progress = Callable[[str, int], None]
Found = tuple[int, int, int, tuple[Reason, ...]]


def find(progress: Progress | None = None) -> Iterator[Found]:
    """
    (first id, second id, score, reasons) of every pair that is like enough, over all rows of the register.

    Rows are compared that share a phone, or name (or its sound) and birth date, or the sound of the name and the community
    with a birth date that may be a slip. Everything else is never compared: nobody could look at it.
    """
    import numpy as np  # arrays are for this work alone, which a worker does

    rows = Resident.objects.unscoped(WHY).order_by("pk")
    total = rows.count()
    ids = np.zeros(total, dtype=np.int64)
    born, phones, sounds = (np.zeros(total, dtype=np.int64) for _ in range(3))
    births = np.zeros(total, dtype="datetime64[D]")
    columns = ("pk", "pinyin", "birth_date", "phone_index", "residence_area_id", "registered_area_id")
    number = 0
    for pk, pinyin, birth, phone, lives, registered in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        if number >= total:
            break  # somebody was registered meanwhile: the next search sees him
        place = lives or registered
        ids[number] = pk
        born[number] = hash((pinyin, birth))
        phones[number] = hash(bytes(phone)) if phone is not None else 0
        sounds[number] = hash((pinyin, place)) if place else 0
        births[number] = birth
        number += 1
        if progress is not None and number % CHUNK == 0:
            progress("read", number)
    days = dict(zip(ids.tolist(), births, strict=True)) if number else {}
    wanted = set(pairs_in_blocks(ids[:number], born[:number]))
    wanted.update(pairs_in_blocks(ids[:number], phones[:number]))
    for first, second in pairs_in_blocks(ids[:number], sounds[:number]):
        if (first, second) not in wanted and near_births(days[first].item(), days[second].item()):
            wanted.add((first, second))
    if progress is not None:
        progress("compare", len(wanted))
    yield from _scored(sorted(wanted))


def _scored(pairs: list[tuple[int, int]]) -> Iterator[Found]:
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        rows = seen({pk for pair in part for pk in pair})
        for first, second in part:
            if first in rows and second in rows:
                score, reasons = compare(rows[first], rows[second])
                if score >= ENOUGH:
                    yield first, second, score, reasons


def seen(pks: Iterable[int]) -> dict[int, Seen]:
    """Rows as they are compared."""
    wanted = list(pks)
    found: dict[int, Seen] = {}
    for start in range(0, len(wanted), 500):
        for row in Resident.objects.unscoped(WHY).filter(pk__in=wanted[start : start + 500]):
            found[row.pk] = Seen(
                row.pk, row.name, row.pinyin, row.sex, row.birth_date,
                bytes(row.phone_index) if row.phone_index is not None else None,
                row.id_number.open() if isinstance(row.id_number, Sealed) else None,
                row.residence_area_id or row.registered_area_id, row.registered_household_id,
            )  # fmt: skip
    return found
