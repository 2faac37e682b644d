"""A table with a sealed, findable field, for tests of core alone: no room below core has one."""

from contextlib import contextmanager

from django.db import connection, models
from django.test.utils import isolate_apps

from laoyou.core.fields import EncryptedText


@contextmanager
def sealed_model():
    """The model `Person`, with its table, for as long as the test runs inside a transaction or cleans up itself."""
    with isolate_apps("laoyou.core"):

        class Person(models.Model):
            id = models.BigAutoField(primary_key=True)
            name = models.CharField(max_length=40)
            id_number = EncryptedText(null=True, mask="id_number", index="id_number_index")
            id_number_index = models.BinaryField(max_length=16, null=True)

            class Meta:
                app_label = "core"
                db_table = "core_test_person"

            def __str__(self):
                return self.name

    with connection.cursor() as cursor:
        blob = "bytea" if connection.vendor == "postgresql" else "blob"
        key = "bigserial PRIMARY KEY" if connection.vendor == "postgresql" else "integer PRIMARY KEY AUTOINCREMENT"
        cursor.execute(f"CREATE TABLE core_test_person (id {key}, name text, id_number {blob}, id_number_index {blob})")
    try:
        yield Person
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE core_test_person")
