"""
What other rooms may use of the register of people.

Reading: exact numbers (`by_town`, `number`, `by_single_age`, `by_month_of_birth`), columns for snapshots (`batches`), the
address of the list that shows a selection (`list_url`). Writing in bulk: `load_people`, `load_ties`. What somebody may ask
about himself: `copy_of_resident`, `erase_resident`. Levels of assessments: `record_capability`, `capabilities`. A table about
residents in another room: `seen_with` for its scope, `people_named`, `find_ids`. Who is meant by a number and a name: `known_by`, `names_of`.
No query set and no model leaves this room.
"""

from typing import Final

from laoyou.core.registers import Column, Kind
from laoyou.people.commands.capabilities import record as record_capability
from laoyou.people.commands.loading import Tables, load_people, load_ties, rules_of
from laoyou.people.commands.privacy import copy_of as copy_of_resident
from laoyou.people.commands.privacy import erase as erase_resident
from laoyou.people.commands.statuses import add as add_status
from laoyou.people.domain.ages import born_between, months_old, years_old
from laoyou.people.domain.names import Reading, read, syllables
from laoyou.people.domain.selection import Basis, Selection, months_of_years
from laoyou.people.domain.words import IdDocument, Relation, Sex, Status
from laoyou.people.presenters.links import list_url, resident_url
from laoyou.people.presenters.words import status_words
from laoyou.people.queries.capabilities import (
    CapabilityRow,
    Person,
    capabilities,
    find_ids,
    people_named,
    seen_with,
    whole_addresses,
)
from laoyou.people.queries.counts import batches, by_month_of_birth, by_single_age, by_town, number
from laoyou.people.queries.facts import LifeFacts, StatusSpell, all_ids, life_facts
from laoyou.people.queries.handing_over import (
    FactRow,
    NamedPerson,
    PersonRow,
    Reachable,
    excluded_by,
    ids_to_verify,
    may_see,
    named,
    one_person,
    people_after,
    person_row,
    reachable,
    resident_words,
    standing,
)
from laoyou.people.queries.identity import known_by, names_of

SNAPSHOT_COLUMNS: Final[dict[str, Column | Kind]] = {
    "key": "key",
    "birth_date": "birth_date",
    "sex": "code",
    "residence_area": "area",
    "registered_area": "area",
    "statuses": "codes",
}
"""The columns that `batches` gives, with their kinds, for `core.registers.register_table`."""

__all__ = [
    "SNAPSHOT_COLUMNS", "Basis", "CapabilityRow", "FactRow", "IdDocument", "LifeFacts", "NamedPerson", "Person", "PersonRow", "Reachable", "Reading", "Relation", "Selection", "Sex", "Status", "StatusSpell", "Tables", "add_status", "all_ids", "batches", "born_between", "by_month_of_birth", "by_single_age", "by_town", "capabilities", "copy_of_resident", "erase_resident", "excluded_by", "find_ids", "ids_to_verify", "known_by", "life_facts", "list_url", "load_people", "load_ties", "may_see", "months_of_years", "months_old", "named", "names_of", "number", "one_person", "people_after", "people_named", "person_row", "reachable", "read", "record_capability", "resident_url", "resident_words", "rules_of", "seen_with", "standing", "status_words", "syllables", "whole_addresses", "years_old",
]  # fmt: skip
