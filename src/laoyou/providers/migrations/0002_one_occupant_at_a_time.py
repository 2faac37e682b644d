"""
At most one occupant of a bed at a time, held by the database.

The partial unique index of 0001 covers stays without an end. This covers all of them: no two stays [began_on, ended_on) in one
bed share a day. PostgreSQL has exclusion constraints; the bed is written as a range of one number, so that no extension is
needed. SQLite has triggers, and one writer at a time.
"""

from django.db import migrations

POSTGRESQL = """
ALTER TABLE providers_bedoccupancy ADD CONSTRAINT bed_one_occupant_at_a_time
EXCLUDE USING gist (int8range(bed_id, bed_id, '[]') WITH &&, daterange(began_on, ended_on) WITH &&)
"""

SQLITE = """
CREATE TRIGGER bed_one_occupant_at_a_time_{name} BEFORE {event} ON providers_bedoccupancy BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bed_one_occupant_at_a_time')
    WHERE EXISTS (
        SELECT 1 FROM providers_bedoccupancy other
        WHERE other.bed_id = NEW.bed_id AND {not_itself}
          AND (other.ended_on IS NULL OR NEW.began_on < other.ended_on)
          AND (NEW.ended_on IS NULL OR other.began_on < NEW.ended_on)
    );
END
"""
# Before an insert the new row has no id yet, so only a changed row must be told from itself.
EVENTS = (("insert", "INSERT", "1"), ("update", "UPDATE", "other.id <> NEW.id"))


def hold(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for name, event, not_itself in EVENTS:
        schema_editor.execute(SQLITE.format(name=name, event=event, not_itself=not_itself))


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE providers_bedoccupancy DROP CONSTRAINT bed_one_occupant_at_a_time")
        return
    for name, _, _ in EVENTS:
        schema_editor.execute(f"DROP TRIGGER bed_one_occupant_at_a_time_{name}")


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial")]

    operations = [migrations.RunPython(hold, let_go)]
