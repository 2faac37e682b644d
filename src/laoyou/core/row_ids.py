"""Primary keys before the rows exist: a sealed value names its row, so the row's number must be known first."""

from __future__ import annotations

from django.db import connections, models, router, transaction


def reserve(model: type[models.Model], count: int) -> list[int]:
    """
    `count` unused primary keys of `model`, ascending, for rows that the caller inserts in the same transaction.

    On SQLite the transaction holds the write lock, so the numbers after the last one are free until it ends; on
    PostgreSQL they are drawn from the table's own sequence. Raises TransactionManagementError outside a transaction.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "row ids are reserved inside the transaction that inserts the rows"
        )
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', model._meta.pk.column, count],
            )
            return sorted(number for (number,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        # Rows that were inserted with numbers of their own move the sequence too, as the column is AUTOINCREMENT.
        return list(range(last + 1, last + count + 1))
