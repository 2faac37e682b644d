"""
What the database itself holds about people in rooms, and about who runs a facility.

- Nobody stays in a room, no child is in a class, nobody is in a facility beyond its stated capacity. Those who are there now
  are counted (stays without an end, enrolled places); what was before may have been under another capacity.
- No two children share a place on a day; a place in which a child is stands as enrolled.
- No two operating contracts of one facility hold on one day.

On PostgreSQL the counting triggers lock the facility's row first, so that of two transactions that each see the last free
place the second one waits, and then sees the first. SQLite has one writer at a time.
"""

from django.db import migrations

ROOM = """
SELECT 1 FROM providers_room r WHERE {where} AND r.capacity < (
    SELECT COUNT(*) FROM providers_bedoccupancy o JOIN providers_bed b ON b.id = o.bed_id
    WHERE o.ended_on IS NULL AND b.facility_id = r.facility_id AND b.room = r.number)
"""
BEDS_OF_FACILITY = """
SELECT 1 FROM providers_facility f WHERE {where} AND f.bed_capacity IS NOT NULL AND f.bed_capacity < (
    SELECT COUNT(*) FROM providers_bedoccupancy o JOIN providers_bed b ON b.id = o.bed_id
    WHERE o.ended_on IS NULL AND b.facility_id = f.id)
"""
CLASS = """
SELECT 1 FROM providers_childcareclass c WHERE {where} AND c.capacity IS NOT NULL AND c.capacity < (
    SELECT COUNT(*) FROM providers_childcareplace p WHERE p.childcare_class_id = c.id AND p.enrolled)
"""
PLACES_OF_FACILITY = """
SELECT 1 FROM providers_facility f WHERE {where} AND f.place_capacity IS NOT NULL AND f.place_capacity < (
    SELECT COUNT(*) FROM providers_childcareplace p WHERE p.facility_id = f.id AND p.enrolled)
"""
NOT_ENROLLED = "SELECT 1 FROM providers_childcareplace p WHERE p.id = NEW.place_id AND NOT p.enrolled"
CHILD_IN_IT = "SELECT 1 FROM providers_placeoccupancy s WHERE s.place_id = NEW.id AND s.ended_on IS NULL"

OF_BED = "(SELECT b.facility_id FROM providers_bed b WHERE b.id = NEW.bed_id)"
NUMBER_OF_BED = "(SELECT b.room FROM providers_bed b WHERE b.id = NEW.bed_id)"

# Name of what is held → (table, columns whose change matters, when, whose facility is locked, what must not be found).
COUNTED = (
    ("room_within_capacity", "bedoccupancy", ("bed_id", "ended_on"), "NEW.ended_on IS NULL", OF_BED, ROOM.format(where=f"r.facility_id = {OF_BED} AND r.number = {NUMBER_OF_BED}")),
    ("facility_within_bed_capacity", "bedoccupancy", ("bed_id", "ended_on"), "NEW.ended_on IS NULL", OF_BED, BEDS_OF_FACILITY.format(where=f"f.id = {OF_BED}")),
    ("room_within_capacity", "bed", ("room", "facility_id"), "", "NEW.facility_id", ROOM.format(where="r.facility_id = NEW.facility_id AND r.number = NEW.room")),
    ("facility_within_bed_capacity", "bed", ("facility_id",), "", "NEW.facility_id", BEDS_OF_FACILITY.format(where="f.id = NEW.facility_id")),
    ("room_within_capacity", "room", ("capacity", "number", "facility_id"), "", "NEW.facility_id", ROOM.format(where="r.id = NEW.id")),
    ("facility_within_bed_capacity", "facility", ("bed_capacity",), "NEW.bed_capacity IS NOT NULL", "NEW.id", BEDS_OF_FACILITY.format(where="f.id = NEW.id")),
    ("class_within_capacity", "childcareplace", ("enrolled", "childcare_class_id"), "NEW.enrolled", "NEW.facility_id", CLASS.format(where="c.id = NEW.childcare_class_id")),
    ("facility_within_place_capacity", "childcareplace", ("enrolled", "facility_id"), "NEW.enrolled", "NEW.facility_id", PLACES_OF_FACILITY.format(where="f.id = NEW.facility_id")),
    ("class_within_capacity", "childcareclass", ("capacity",), "NEW.capacity IS NOT NULL", "NEW.facility_id", CLASS.format(where="c.id = NEW.id")),
    ("facility_within_place_capacity", "facility", ("place_capacity",), "NEW.place_capacity IS NOT NULL", "NEW.id", PLACES_OF_FACILITY.format(where="f.id = NEW.id")),
    ("place_with_child_is_enrolled", "placeoccupancy", ("place_id", "ended_on"), "NEW.ended_on IS NULL", "", NOT_ENROLLED),
    ("place_with_child_is_enrolled", "childcareplace", ("enrolled",), "NOT NEW.enrolled", "", CHILD_IN_IT),
)  # fmt: skip

# Name of what is held → (table, column of the thing, first day, first day after). SQLite and PostgreSQL write the end differently.
APART = (
    ("place_one_child_at_a_time", "placeoccupancy", "place_id", "began_on", "{row}ended_on", "{row}ended_on"),
    (
        "contract_one_at_a_time", "operatingcontract", "facility_id", "starts_on",
        "COALESCE({row}ended_on, date({row}expires_on, '+1 day'))", "COALESCE({row}ended_on, {row}expires_on + 1)",
    ),
)  # fmt: skip

SQLITE_COUNTED = """
CREATE TRIGGER {name} AFTER {event} ON providers_{table} {when} BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {holds}') WHERE EXISTS ({found});
END
"""
SQLITE_APART = """
CREATE TRIGGER {holds}_{name} BEFORE {event} ON providers_{table} BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: {holds}')
    WHERE EXISTS (
        SELECT 1 FROM providers_{table} other
        WHERE other.{column} = NEW.{column} AND {not_itself}
          AND ({end_of_other} IS NULL OR NEW.{start} < {end_of_other})
          AND ({end_of_new} IS NULL OR other.{start} < {end_of_new})
    );
END
"""
POSTGRESQL_COUNTED = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {lock}
    IF EXISTS ({found}) THEN
        RAISE EXCEPTION 'check constraint "{holds}" is violated' USING ERRCODE = 'check_violation', CONSTRAINT = '{holds}';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {columns} ON providers_{table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()
"""
POSTGRESQL_APART = """
ALTER TABLE providers_{table} ADD CONSTRAINT {holds}
EXCLUDE USING gist (int8range({column}, {column}, '[]') WITH &&, daterange({start}, {end}) WITH &&)
"""
EVENTS = (("insert", "INSERT", "1"), ("update", "UPDATE", "other.id <> NEW.id"))
"""Before an insert the new row has no id yet, so only a changed row must be told from itself."""


def hold(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for holds, table, columns, when, facility, found in COUNTED:
        name = f"{holds}_{table}"
        if postgresql:
            lock = f"PERFORM 1 FROM providers_facility WHERE id = {facility} FOR NO KEY UPDATE;" if facility else ""
            schema_editor.execute(
                POSTGRESQL_COUNTED.format(
                    name=name, holds=holds, table=table, columns=", ".join(columns), lock=lock, found=found,
                    when=f"WHEN ({when})" if when else "",
                ),
                params=None,
            )  # fmt: skip
            continue
        for suffix, event in (("insert", "INSERT"), ("update", f"UPDATE OF {', '.join(columns)}")):
            schema_editor.execute(
                SQLITE_COUNTED.format(
                    name=f"{name}_{suffix}", event=event, holds=holds, table=table, found=found,
                    when=f"WHEN {when}" if when else "",
                ),
                params=None,
            )  # fmt: skip
    for holds, table, column, start, sqlite_end, postgresql_end in APART:
        parts = {"holds": holds, "table": table, "column": column, "start": start}
        if postgresql:
            schema_editor.execute(POSTGRESQL_APART.format(**parts, end=postgresql_end.format(row="")), params=None)
            continue
        for name, event, not_itself in EVENTS:
            ends = {"end_of_other": sqlite_end.format(row="other."), "end_of_new": sqlite_end.format(row="NEW.")}
            schema_editor.execute(
                SQLITE_APART.format(**parts, **ends, name=name, event=event, not_itself=not_itself), params=None
            )


def let_go(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for holds, table, *_ in COUNTED:
        if postgresql:
            schema_editor.execute(f"DROP TRIGGER {holds}_{table} ON providers_{table}")
            schema_editor.execute(f"DROP FUNCTION {holds}_{table}()")
        else:
            for suffix in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {holds}_{table}_{suffix}")
    for holds, table, *_ in APART:
        if postgresql:
            schema_editor.execute(f"ALTER TABLE providers_{table} DROP CONSTRAINT {holds}")
        else:
            for name, _event, _not_itself in EVENTS:
                schema_editor.execute(f"DROP TRIGGER {holds}_{name}")


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_one_occupant_at_a_time")]

    operations = [migrations.RunPython(hold, let_go)]
