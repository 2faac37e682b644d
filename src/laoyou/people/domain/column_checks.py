"""
What makes many records of persons acceptable.

The columns are screened by array arithmetic, and what looks wrong there is judged by the check of the single record, so
both refuse the same rows with the same words. It stands apart so that the web processes need no arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from laoyou.base.ids import EXAMPLE_REGION
from laoyou.people.domain.checks import EARLIEST_BIRTH, Refusal, Rules, check_record, has_example_phone
from laoyou.people.domain.words import Sex


def check_columns(columns: Mapping[str, Sequence[Any]], rules: Rules) -> Iterator[tuple[int, Refusal]]:
    """
    All that is wrong with many records, as (row, refusal).

    columns   attribute of `Resident` → one value a row; days as ISO text or None, sealed columns in clear
    """
    suspects = np.zeros(len(columns["name"]), dtype=bool)
    for looks_wrong in (_names, _days, _documents, _phones, _areas):
        suspects |= looks_wrong(columns, rules)
    names = [name for name in columns if name != "id"]
    for row in map(int, np.flatnonzero(suspects)):
        record = {name: columns[name][row] for name in names}
        for refusal in check_record(record, rules):
            yield row, refusal


_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,30}")


def _names(columns: Mapping[str, Sequence[Any]], rules: Rules) -> np.ndarray:
    sexes = set(Sex)
    plain = _PLAIN_NAME.fullmatch
    return np.fromiter(
        (plain(name) is None or sex not in sexes for name, sex in zip(columns["name"], columns["sex"], strict=True)),
        bool,
        len(columns["name"]),
    )


def _days(columns: Mapping[str, Sequence[Any]], rules: Rules) -> np.ndarray:
    birth = np.array(columns["birth_date"], dtype="U10")
    wrong = (birth < EARLIEST_BIRTH.isoformat()) | (birth > rules.today.isoformat()) | (np.char.str_len(birth) != 10)
    if "death_date" in columns:
        death = np.array([day or "" for day in columns["death_date"]], dtype="U10")
        wrong |= (death != "") & ((death < birth) | (death > rules.today.isoformat()))
    return np.asarray(wrong)


_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)


def _documents(columns: Mapping[str, Sequence[Any]], rules: Rules) -> np.ndarray:
    numbers = columns["id_number"]
    suspect = np.fromiter(
        (
            kind != "resident_id" or number is None or len(number) != 18 or not number.isascii()
            for kind, number in zip(columns["id_document"], numbers, strict=True)
        ),
        bool,
        len(numbers),
    )
    rows = np.flatnonzero(~suspect)
    if not len(rows):
        return suspect
    letters = np.frombuffer("".join(numbers[row] for row in rows.tolist()).encode(), dtype=np.uint8).reshape(
        len(rows), 18
    )
    digits = letters[:, :17].astype(np.int64) - 48
    wrong = ((digits < 0) | (digits > 9)).any(axis=1)
    wrong |= _CHECK[(np.clip(digits, 0, 9) @ _WEIGHTS) % 11] != letters[:, 17]
    birth = np.array(columns["birth_date"], dtype="U10")[rows]
    written = np.char.replace(birth, "-", "").astype("U8")
    in_number = letters[:, 6:14].copy().view("S8").ravel().astype("U8")
    wrong |= in_number != written
    male = np.array([columns["sex"][row] == "male" for row in rows.tolist()])
    wrong |= (digits[:, 16] % 2 == 1) != male
    if not rules.accept_example:
        wrong |= (letters[:, :2] == np.frombuffer(EXAMPLE_REGION.encode(), dtype=np.uint8)).all(axis=1)
    suspect[rows] = wrong
    return suspect


def _phones(columns: Mapping[str, Sequence[Any]], rules: Rules) -> np.ndarray:
    phones = columns.get("phone")
    if phones is None:
        return np.zeros(len(columns["name"]), dtype=bool)
    mobile = re.compile(r"1[3-9]\d{9}").fullmatch
    good = has_example_phone if rules.accept_example else (lambda phone: False)
    return np.fromiter(
        (phone is not None and not good(phone) and mobile(phone) is None for phone in phones), bool, len(phones)
    )


def _areas(columns: Mapping[str, Sequence[Any]], rules: Rules) -> np.ndarray:
    wrong = np.zeros(len(columns["name"]), dtype=bool)
    for area, elsewhere in (
        ("residence_area_id", "residence_elsewhere"),
        ("registered_area_id", "registered_elsewhere"),
    ):
        if area in columns:
            others = columns.get(elsewhere, [""] * len(wrong))
            wrong |= np.fromiter(
                (
                    one is not None and (one not in rules.areas or bool(other))
                    for one, other in zip(columns[area], others, strict=True)
                ),
                bool,
                len(wrong),
            )
    return wrong
