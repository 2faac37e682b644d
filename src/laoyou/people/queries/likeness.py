"""Who on the register is so like somebody that a person should look before he is registered again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.core.scope import Scope
from laoyou.people.domain.names import clean_name, read
from laoyou.people.models import Resident
from laoyou.people.queries.residents import LIST, ResidentRow, rows_of

SHOWN = 5


@dataclass(frozen=True)
class Alike:
    """
    People with the same name and birth date.

    rows       those whom the reader may list
    elsewhere  how many there are beyond his areas, of whom nothing else is told
    """

    rows: Sequence[ResidentRow]
    elsewhere: int


def alike(name: str, birth_date: date, scope: Scope) -> Alike | None:
    """Living people of the same name and birth date, on the whole register; None where there are none."""
    plain = clean_name(name)
    same = {"pinyin": read(plain).pinyin, "name": plain, "birth_date": birth_date, "death_date__isnull": True}
    everywhere = Resident.objects.unscoped("counted over the whole register, shown within the scope").filter(**same)
    number = everywhere.count()
    if not number:
        return None
    seen = list(Resident.objects.scoped(scope, LIST).filter(**same).order_by("id")[:SHOWN])
    beyond = number - Resident.objects.scoped(scope, LIST).filter(**same).count()
    return Alike(rows_of(seen, birth_date), beyond)
