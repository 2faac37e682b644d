"""What makes the record of a person acceptable. Many records at once are checked by `column_checks`, with the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.base.ids import is_example_phone, parse_resident_id
from laoyou.people.domain.names import clean_name
from laoyou.people.domain.words import IdDocument, Sex

EARLIEST_BIRTH = date(1890, 1, 1)
LONGEST_NAME = 60
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,5})?")
_DOCUMENT_NUMBER = re.compile(r"[A-Za-z0-9]{6,20}")
_SHAPES = {
    IdDocument.RESIDENCE_PERMIT: re.compile(r"8[123]0000\d{11}[\dX]"),
    IdDocument.HK_MACAO_PERMIT: re.compile(r"[HM]\d{8}(\d{2})?"),
    IdDocument.TAIWAN_PERMIT: re.compile(r"\d{8}(\d{2})?"),
}
"""What is known of the shape of a number; of other documents only that it has letters and digits."""
CODED = frozenset({IdDocument.RESIDENT_ID, IdDocument.RESIDENCE_PERMIT})
"""Documents whose number tells birth date and sex, and ends in a check digit (GB 11643)."""


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
    if has_example_phone(phone):
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
    elif not has_shape(kind, number):
        code = "people.permit_number_shape" if kind in _SHAPES else "people.document_number_shape"
        yield Refusal("id_number", DomainError(code))
    elif kind in CODED:
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


def has_shape(kind: str, number: str) -> bool:
    """Whether `number` can be that of a document of this kind; resident IDs are read by `base.ids`, which says what is wrong."""
    if kind == IdDocument.RESIDENT_ID:
        return True
    shape = _SHAPES.get(IdDocument(kind))
    return bool((shape or _DOCUMENT_NUMBER).fullmatch(number))


def clean_document_number(kind: str, number: str | None) -> str | None:
    """A document's number as it is stored: half-width, upper case, without spaces and dashes; None for nothing."""
    if number is None:
        return None
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", number)).upper()
    return plain or None


def clean_phone(phone: str | None) -> str | None:
    """A phone number as it is stored: half-width, no spaces, without +86; None for nothing."""
    if phone is None:
        return None
    plain = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", phone))
    plain = re.sub(r"^(\+|00)86-?", "", plain)
    return (plain.replace("-", "") if plain.startswith("1") else plain) or None


def has_example_phone(phone: str) -> bool:
    """Whether `phone` is a number of the example range, all of it digits."""
    return is_example_phone(phone) and phone.isdigit()
