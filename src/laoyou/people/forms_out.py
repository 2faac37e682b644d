"""What the register of residents can put into a superior's form: people by age, sex, status, by residence or registration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core.forms_out import fillers
from laoyou.core.forms_out.fillers import CountFiller, Meaning, Word
from laoyou.core.forms_out.terms import MAYBE, OF
from laoyou.packs.models.measure import Count
from laoyou.people.domain.selection import Basis
from laoyou.people.figures import ref_of
from laoyou.people.imports import STATUS_WORDS
from laoyou.people.presenters.words import bounds, condition_words
from laoyou.people.queries.counts import COUNT, selection_of

PEOPLE = "residents"
FIT = frozenset({"months", "sex", "basis", "status"})
_SPAN = re.compile(r"(\d{1,3})(?:周?岁)?(?:至|到|-|~|～|－|—)(\d{1,3})周?岁")
_FROM = re.compile(r"(\d{1,3})周?岁(?:及以上|及其以上|以上|\+)|(\d{1,3})\+")
_BELOW = re.compile(r"(\d{1,3}|[一二三六])周?岁(?:以下|以内)")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "六": 6}
NURSERY = "-36"

WORDS: tuple[Word, ...] = (
    Word("老年人口", {OF: PEOPLE, "months": "720-"}),
    Word("老年人", {OF: PEOPLE, "months": "720-"}),
    Word("老人", {OF: PEOPLE, "months": "720-"}),
    Word("高龄老年人", {OF: PEOPLE, "months": "960-"}),
    Word("高龄老人", {OF: PEOPLE, "months": "960-"}),
    Word("婴幼儿", {OF: PEOPLE, "months": NURSERY}),
    Word("常住", {"basis": "living", MAYBE: PEOPLE}),
    Word("户籍", {"basis": "registered", MAYBE: PEOPLE}),
    Word("男性", {"sex": "male", MAYBE: PEOPLE}),
    Word("女性", {"sex": "female", MAYBE: PEOPLE}),
    Word("男", {"sex": "male", MAYBE: PEOPLE}, alone=True),
    Word("女", {"sex": "female", MAYBE: PEOPLE}, alone=True),
    *(
        Word(text, {"status": kind, MAYBE: PEOPLE})
        for kind, texts in STATUS_WORDS.items()
        for text in texts
        if "儿童" not in text
    ),
)
"""常住人口 and 户籍人口 as such are no words of this register: those numbers are the statistics office's and the police's."""

GROUPS = ("720-", "780-", "960-", "1080-", "1200-", "720-840", "840-960", NURSERY)


class ResidentFiller(CountFiller):
    """Living residents."""

    answers: ClassVar[frozenset[str]] = frozenset({PEOPLE})
    permission: ClassVar[str] = COUNT

    def words(self) -> Iterable[Word]:
        return WORDS

    def patterns(self, text: str) -> list[tuple[tuple[int, int], Mapping[str, str]]]:
        """Ages: 80岁及以上, 60-79岁, 3岁以下. A span of years holds both of its ends, except that 0-3岁 means under three."""
        found: list[tuple[tuple[int, int], Mapping[str, str]]] = []
        if span := _SPAN.search(text):
            low, high = int(span[1]), int(span[2])
            months = NURSERY if (low, high) == (0, 3) else f"{low * 12}-{(high + 1) * 12}"
            found.append((span.span(), {"months": months, MAYBE: PEOPLE}))
        elif older := _FROM.search(text):
            found.append((older.span(), {"months": f"{int(older[1] or older[2]) * 12}-", MAYBE: PEOPLE}))
        elif younger := _BELOW.search(text):
            years = _NUMERALS.get(younger[1]) or int(younger[1])
            found.append((younger.span(), {"months": f"-{years * 12}", MAYBE: PEOPLE}))
        return found

    def meanings(self) -> Iterable[Meaning]:
        group = _("人口")
        for months in GROUPS:
            for basis in Basis.LIVING.value, Basis.REGISTERED.value:
                yield Meaning(
                    {OF: PEOPLE, "months": months, "basis": basis},
                    self.say({OF: PEOPLE, "months": months, "basis": basis}),
                    group,
                )
        for sex in ("male", "female"):
            terms = {OF: PEOPLE, "months": "720-", "sex": sex}
            yield Meaning(terms, self.say(terms), group)
        for status in STATUS_WORDS:
            terms = {OF: PEOPLE, "months": "720-", "status": status}
            yield Meaning(terms, self.say(terms), group)

    def say(self, terms: Mapping[str, str]) -> str:
        of = terms.get(OF) or terms.get(MAYBE, "")
        if of not in ("", PEOPLE) or not (of or set(terms) & FIT):
            return ""
        conditions = condition_words(
            bounds(terms.get("months", "")), terms.get("sex", ""), terms.get("basis", "living"), terms.get("status", "")
        )
        return _now("居民（%(conditions)s）") % {"conditions": conditions}

    def count_of(self, terms: Mapping[str, str]) -> Count:
        wrong = sorted(set(terms) - FIT - {OF})
        if wrong:
            raise DomainError("core.form_unfit", what=_now("居民"), term=wrong[0])
        where: dict[str, Any] = {}
        if "months" in terms:
            low, high = bounds(terms["months"])
            where["age_months"] = {
                **({"ge": low} if low is not None else {}),
                **({"lt": high} if high is not None else {}),
            }
        if "sex" in terms:
            where["sex"] = terms["sex"]
        if "status" in terms:
            where["statuses"] = {"has_all": [terms["status"]]}
        count: dict[str, Any] = {"table": "residents", "count": True, "where": where}
        if terms.get("basis") == Basis.REGISTERED.value:
            count["area_by"] = "registered_area"
        try:
            return Count.model_validate(count)
        except ValueError:
            raise DomainError("core.form_unfit", what=_now("居民"), term=_now("年龄")) from None

    def ref_of(self, count: Count, area: str) -> str:
        with suppress(ValueError):
            return ref_of(selection_of(count, area))
        return ""


def register() -> None:
    """Offer the register of residents to forms."""
    fillers.register(ResidentFiller())
