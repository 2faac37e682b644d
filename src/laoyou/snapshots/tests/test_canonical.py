"""The canonical form is fixed: these hashes were computed once and must come out for ever."""

from datetime import date

import pytest

from laoyou.snapshots.domain.canonical import Type, Value, row_bytes, row_hash, table_hash

COLUMNS: dict[str, Type] = {
    "id": "key",
    "age_months": "integer",
    "nursing": "boolean",
    "kinds": "codes",
    "since": "date",
}
ROW: dict[str, Value] = {
    "id": 7,
    "age_months": 721,
    "nursing": True,
    "kinds": ["b", "a", "b"],
    "since": date(2026, 10, 31),
}


def test_the_bytes_of_a_row_are_its_columns_in_the_order_of_their_names():
    assert row_bytes(ROW, COLUMNS) == b"721\x1f7\x1fa,b\x1f1\x1f2026-10-31"


def test_nothing_known_differs_from_nothing_held():
    unknown, none = row_bytes(ROW | {"kinds": None}, COLUMNS), row_bytes(ROW | {"kinds": []}, COLUMNS)
    assert unknown != none


def test_the_hash_of_a_table_is_what_it_always_was():
    hashes = sorted(row_hash(row_bytes(ROW | {"id": number}, COLUMNS)) for number in (3, 1, 2))
    assert table_hash("beds", COLUMNS, hashes, 3) == "0e043e87bb40dd68ce20331fd297fb2f640f6c920323338883348ee20cbeed27"


def test_a_repeated_row_changes_the_hash_of_the_table():
    digest = row_hash(row_bytes(ROW, COLUMNS))
    assert table_hash("beds", COLUMNS, [digest], 1) != table_hash("beds", COLUMNS, [digest, digest], 2)


def test_a_value_of_another_type_is_refused():
    with pytest.raises(TypeError):
        row_bytes(ROW | {"age_months": "721"}, COLUMNS)
