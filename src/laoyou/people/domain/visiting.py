"""One visit: which questions are still open for somebody, in which order doors are passed, by which number a form is known."""

from __future__ import annotations

import re
from enum import StrEnum


class Question(StrEnum):
    """A part of the form; one that another department answered already is left out."""

    ACCOUNT = "account"
    CONTACT = "contact"
    SCREENING = "screening"
    NEEDS = "needs"


class Need(StrEnum):
    """What somebody would like help with, in his own words' nearest group."""

    MEALS = "meals"
    CLEANING = "cleaning"
    BATHING = "bathing"
    DOCTOR = "doctor"
    COMPANY = "company"
    ADAPTATION = "adaptation"
    REPAIRS = "repairs"


def open_questions(*, account_known: bool, contact_known: bool, level_known: bool) -> tuple[Question, ...]:
    """What is asked at the door: nothing that is on record already."""
    left = ((Question.ACCOUNT, account_known), (Question.CONTACT, contact_known), (Question.SCREENING, level_known))
    return (*(question for question, known in left if not known), Question.NEEDS)


def stair_order(address: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts addresses as somebody walks: numbers by their size, 2单元 before 10单元."""
    parts = re.findall(r"\d+|\D+", address)
    return tuple((0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts)


def form_number(resident_id: int) -> str:
    """The number printed on a paper form: the id with a check digit (ISO 7064, mod 11,10), which finds one wrong digit."""
    rest = 10
    for digit in str(resident_id):
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return f"{resident_id}{(11 - rest) % 10}"


def id_of_form(number: str) -> int | None:
    """The id behind a number that was keyed; None where its check digit is wrong."""
    plain = "".join(part for part in number if not part.isspace() and part != "-")
    if not (plain.isascii() and plain.isdigit()) or not 2 <= len(plain) <= 19:
        return None
    found = int(plain[:-1])
    return found if form_number(found) == plain else None
