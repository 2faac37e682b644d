"""
What makes the record of a person acceptable: once for one record, once for whole columns.

The columns are screened by array arithmetic, and what looks wrong there is judged by the check of the single record, so
both refuse the same rows with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.base.ids import EXAMPLE_REGION, is_example_phone, parse_resident_id
from laoyou.people.domain.names import clean_name
from laoyou.people.domain.words import IdDocument, Sex

EARLIEST_BIRTH = date(1890, 1, 1)
LONGEST_NAME = 60
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,5})?")
_DOCUMENT_NUMBER = re.compile(r"[A-Za-z0-9]{6,20}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a check needs to know of the world: today, the areas there are, whether numbers of the example range pass."""

    today: date
    areas: Container[str]
    accept_example: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which column of a record is refused, and why."""

    column: str
    error: DomainError


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def check_record(record: Mapping[str, Any], rules: Rules) -> list[Refusal]:
    """
    All that is wrong with one record; empty where it is acceptable.

    record   attribute of `Resident` → value; sealed columns in clear; days as `date` or ISO text
    """
    found: list[Refusal] = []
    name = record["name"]
    if not name or len(name) > LONGEST_NAME or clean_name(name) != name:
        found.append(Refusal("name", DomainError("people.name_missing")))
    if record["sex"] not in set(Sex):
        found.append(Refusal("sex", DomainError("people.sex_unknown")))
    birth, death = _day(record["birth_date"]), _day(record.get("death_date"))
    if birth is None or not EARLIEST_BIRTH <= birth <= rules.today:
        found.append(Refusal("birth_date", DomainError("people.birth_date_impossible", birth_date=str(birth or ""))))
    if death is not None and birth is not None and not birth <= death <= rules.today:
        found.append(Refusal("death_date", DomainError("people.death_date_impossible", death_date=str(death))))
    found += _check_document(record, birth, rules)
    phone = record.get("phone")
    if phone is not None:
        found += _check_phone(phone, rules)
    for area, elsewhere in (
        ("residence_area_id", "residence_elsewhere"),
        ("registered_area_id", "registered_elsewhere"),
    ):
        if record.get(area) is not None and record[area] not in rules.areas:
            found.append(Refusal(area, DomainError("people.area_unknown", area=record[area])))
        if record.get(area) is not None and record.get(elsewhere):
            found.append(Refusal(elsewhere, DomainError("people.area_and_elsewhere")))
    return found


def check_phone(phone: str, rules: Rules) -> None:
    """Raise DomainError `people.phone_shape` or `people.phone_example` where `phone` cannot be stored."""
    for refusal in _check_phone(phone, rules):
        raise refusal.error


def _check_phone(phone: str, rules: Rules) -> Iterator[Refusal]:
    if _example_phone(phone):
        if not rules.accept_example:
            yield Refusal("phone", DomainError("people.phone_example"))
    elif not _PHONE.fullmatch(phone):
        yield Refusal("phone", DomainError("people.phone_shape"))


def _check_document(record: Mapping[str, Any], birth: date | None, rules: Rules) -> Iterator[Refusal]:
    kind, number = record["id_document"], record.get("id_number")
    if kind not in set(IdDocument):
        yield Refusal("id_document", DomainError("people.id_document_unknown", document=str(kind)))
    elif kind == IdDocument.NONE:
        if number is not None:
            yield Refusal("id_number", DomainError("people.id_number_unwanted"))
    elif not number:
        yield Refusal("id_number", DomainError("people.id_number_missing"))
    elif kind != IdDocument.RESIDENT_ID:
        if not _DOCUMENT_NUMBER.fullmatch(number):
            yield Refusal("id_number", DomainError("people.document_number_shape"))
    else:
        try:
            parsed = parse_resident_id(number, today=rules.today, accept_example=rules.accept_example)
        except DomainError as refusal:
            yield Refusal("id_number", refusal)
            return
        if birth is not None and parsed.birth_date != birth:
            yield Refusal(
                "id_number",
                DomainError(
                    "people.id_number_birth_date", in_number=parsed.birth_date.isoformat(), birth_date=birth.isoformat()
                ),
            )
        if parsed.sex != record["sex"]:
            yield Refusal("id_number", DomainError("people.id_number_sex"))


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
    good = _example_phone if rules.accept_example else (lambda phone: False)
    return np.fromiter(
        (phone is not None and not good(phone) and mobile(phone) is None for phone in phones), bool, len(phones)
    )


def _example_phone(phone: str) -> bool:
    return is_example_phone(phone) and phone.isdigit()


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
