"""
Imports: tables that people keep in Excel or CSV, taken into the registers.

The machinery stands here; a room declares its tables and registers them in its `apps.ready()`:

    tables.register(ResidentTable())

files     bytes → sheets: encodings, archives that burst, formulas, merged heads
headers   which row is the head, which column is which
values    one cell → one value, or why not
running   the dry run and the import: rows in batches, judged and written by the table
undoing   taking a whole import back
"""
