"""Where a build may be killed in a test. The next start goes on or begins cleanly from each of them."""

from typing import Final

from laoyou.core.failpoints import declare, hit

POINTS: Final = {
    "demo.after_folder": "the folder of the new district exists, with its district.json",
    "demo.after_keys": "the key file is written",
    "demo.after_migrate": "the tables exist, empty",
    "demo.after_reference": "areas, units and calendar are committed",
    "demo.after_synthesis": "the people exist as arrays only",
    "demo.during_residents": "some residents are written, nothing of them is committed",
    "demo.before_indexes": "all residents are written, the indexes are not, nothing is committed",
    "demo.after_people": "households and residents are committed",
    "demo.during_ties": "some status facts are written, not committed",
    "demo.after_ties": "facts and ties are committed",
    "demo.after_facilities": "providers and facilities are committed",
    "demo.after_accounts": "accounts and grants are committed",
    "demo.after_ledger": "the ledger is open, with invented progress",
    "demo.after_assessments": "some elders are assessed",
    "demo.after_snapshot": "the registers lie in a snapshot, which the database knows",
    "demo.after_streets": "synthetic streets and homes are entered",
    "demo.after_indicators": "indicators are computed from the snapshot and frozen for publication",
    "demo.after_circulars": "a circular of each period and the final evaluation are issued",
    "demo.after_projections": "people are projected by town, and elsewhere from the census",
    "demo.after_published": "the public indicators and facilities are handed over",
    "demo.after_analyse": "the database has its statistics and is in its final mode",
    "demo.after_sync": "the files of the new district are on the disk, the mark of completeness too",
    "demo.before_rename": "the new district is complete and still lies beside its place",
    "demo.between_renames": "the old district was moved aside, the new one not yet in",
    "demo.after_rename": "the new district is in its place, the old one not yet removed",
}

for _name, _what in POINTS.items():
    declare(_name, _what)

__all__ = ["POINTS", "hit"]
