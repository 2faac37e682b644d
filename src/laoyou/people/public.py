"""What other rooms may use of the register of people."""

from laoyou.people.commands.loading import Tables, load_people, load_ties, rules_of
from laoyou.people.domain.ages import born_between, months_old, years_old
from laoyou.people.domain.names import Reading, read, syllables
from laoyou.people.domain.words import IdDocument, Relation, Sex, Status

__all__ = [
    "IdDocument", "Reading", "Relation", "Sex", "Status", "Tables", "born_between", "load_people", "load_ties",
    "months_old", "read", "rules_of", "syllables", "years_old",
]  # fmt: skip
