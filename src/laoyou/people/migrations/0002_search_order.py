"""Names and their readings are searched by ranges of characters, so PostgreSQL must order them by code point."""

from django.db import migrations

COLUMNS = {"name": 60, "pinyin": 160, "given_pinyin": 140, "initials": 40}


def order_by_code_point(apps, schema_editor):
    """SQLite compares text by code point anyway."""
    if schema_editor.connection.vendor == "postgresql":
        for column, length in COLUMNS.items():
            schema_editor.execute(
                f'ALTER TABLE people_resident ALTER COLUMN "{column}" TYPE varchar({length}) COLLATE "C"'
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(order_by_code_point, migrations.RunPython.noop)]
