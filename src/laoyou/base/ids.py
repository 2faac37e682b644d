"""Numbers that the state gives to people and organisations: shape, check digit, and what they tell.

Example ranges: the demonstration district needs numbers that no person, phone or organisation can have. They keep
the real shape and check digit, so every page treats them alike, and they are refused unless `accept_example` is set.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NewType

from laoyou.base.errors import DomainError, declare

ResidentIdNumber = NewType("ResidentIdNumber", str)
CreditCode = NewType("CreditCode", str)
Sex = Literal["male", "female"]

EXAMPLE_REGION: Final = "00"
"""No province has the code 00: a resident ID that begins so belongs to nobody."""
EXAMPLE_CREDIT_BODY: Final = "0"
"""No registering body has the code 0: a credit code that begins so belongs to nobody."""
EXAMPLE_PHONE_PREFIX: Final = "104"
"""Mobile numbers begin with 13 to 19: eleven digits that begin so reach nobody."""

PROVINCES: Final = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*codes)
)
"""First two digits of resident IDs: provinces, and 81, 82, 83 of the residence permits of Hong Kong, Macao, Taiwan."""

declare(
    {
        "base.resident_id.shape": "身份证号应为 18 位（末位可为 X）或旧式 15 位数字；这里是 %(length)s 位。请核对原件。",
        "base.resident_id.check_digit": "身份证号的校验码不符，可能有一位抄错或两位颠倒。请逐位核对原件。",
        "base.resident_id.birth_date": "身份证号中的出生日期“%(digits)s”不存在。请核对第 7 位起的日期。",
        "base.resident_id.future": "身份证号中的出生日期 %(birth_date)s 晚于今天。请核对第 7 位起的日期。",
        "base.resident_id.example": "这是示例号码，只有示例区可以使用。请填写真实号码。",
        "base.resident_id.county": "身份证号前六位“%(county)s”不在现行区划代码中；区划撤并过的老年人常见，请人工确认。",
        "base.credit_code.shape": "统一社会信用代码应为 18 位数字或大写字母，不含 I、O、Z、S、V。请核对证书。",
        "base.credit_code.check_digit": "统一社会信用代码的校验码不符，可能有一位抄错。请逐位核对证书。",
        "base.credit_code.example": "这是示例代码，只有示例区可以使用。请填写真实代码。",
    }
)

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK: Final = "10X98765432"
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_CREDIT_BODIES: Final = frozenset("123456789ANY" + EXAMPLE_CREDIT_BODY)


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A well-formed resident ID number, always in its 18-digit form, and what it says about its holder."""

    number: ResidentIdNumber
    birth_date: date
    sex: Sex
    county: str
    was_15_digits: bool
    warnings: tuple[DomainError, ...] = field(default=(), compare=False)

    @property
    def is_example(self) -> bool:
        return self.number.startswith(EXAMPLE_REGION)


def resident_id_check_digit(first_17: str) -> str:
    """The 18th character of a resident ID by ISO 7064 MOD 11-2 (GB 11643-1999)."""
    return _ID_CHECK[sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True)) % 11]


def parse_resident_id(
    text: str, *, today: date, known_counties: Container[str] | None = None, accept_example: bool = False
) -> ResidentId:
    """
    Read a resident ID number as typed (spaces, lower-case x, full-width digits allowed); DomainError where it is none.

    The county part never refuses: counties were merged and renamed during the life of their elders, so an unknown one
    (outside `known_counties`, or of no province) only adds a warning. Old 15-digit numbers come from the 20th century
    and are completed to 18 digits; they have no check digit, so a mistyped one can pass.

    Source: GB 11643-1999.
    """
    number = _half_width(text).replace(" ", "").replace("-", "").upper()
    old = bool(re.fullmatch(r"\d{15}", number, re.ASCII))
    if not old and not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise DomainError("base.resident_id.shape", length=len(number))
    if old:
        first_17 = number[:6] + "19" + number[6:]
        number = first_17 + resident_id_check_digit(first_17)
    elif resident_id_check_digit(number[:17]) != number[17]:
        raise DomainError("base.resident_id.check_digit")
    if number.startswith(EXAMPLE_REGION) and not accept_example:
        raise DomainError("base.resident_id.example")
    birth_date = _birth_date(number[6:14])
    if birth_date > today:
        raise DomainError("base.resident_id.future", birth_date=birth_date.isoformat())
    county = number[:6]
    known = county in known_counties if known_counties is not None else county[:2] in PROVINCES | {EXAMPLE_REGION}
    return ResidentId(
        number=ResidentIdNumber(number),
        birth_date=birth_date,
        sex="male" if int(number[16]) % 2 else "female",
        county=county,
        was_15_digits=old,
        warnings=() if known else (DomainError("base.resident_id.county", county=county),),
    )


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise DomainError("base.resident_id.birth_date", digits=digits) from None


def credit_code_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015: weights 3^i mod 31)."""
    total = sum(
        _CREDIT_ALPHABET.index(character) * weight for character, weight in zip(first_17, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def parse_credit_code(text: str, *, accept_example: bool = False) -> CreditCode:
    """
    Read a unified social credit code as typed (spaces, lower case, full-width allowed); DomainError where it is none.

    Source: GB 32100-2015.
    """
    code = _half_width(text).replace(" ", "").upper()
    if len(code) != 18 or any(c not in _CREDIT_ALPHABET for c in code) or code[0] not in _CREDIT_BODIES:
        raise DomainError("base.credit_code.shape")
    if credit_code_check_character(code[:17]) != code[17]:
        raise DomainError("base.credit_code.check_digit")
    if code.startswith(EXAMPLE_CREDIT_BODY) and not accept_example:
        raise DomainError("base.credit_code.example")
    return CreditCode(code)


def is_example_phone(text: str) -> bool:
    """Whether a phone number lies in the range that reaches nobody."""
    return len(text) == 11 and text.startswith(EXAMPLE_PHONE_PREFIX)


def _half_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text.replace("　", " ")).strip()
