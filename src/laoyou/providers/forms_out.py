"""What the registers of this room can put into a superior's form: facilities, beds, places, staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core.forms_out import fillers
from laoyou.core.forms_out.fillers import CountFiller, Meaning, Word
from laoyou.core.forms_out.terms import MAYBE, OF
from laoyou.core.shell.words import together
from laoyou.packs.models.measure import Count
from laoyou.providers import words
from laoyou.providers.permissions import LIST_FACILITIES, LIST_STAFF
from laoyou.providers.queries.published import selection_of

KIND_WORDS: dict[str, tuple[str, ...]] = {
    "care_home": ("养老机构", "养老院", "敬老院"),
    "town_care_centre": ("镇街养老服务中心", "街道养老服务中心", "乡镇养老服务中心", "镇养老服务中心"),
    "community_care_station": ("社区养老服务站", "养老服务站"),
    "village_mutual_aid_point": ("村级互助养老点", "互助养老点", "农村互助养老点"),
    "day_care_centre": ("日间照料中心", "日照中心"),
    "canteen": ("老年食堂", "社区食堂"),
    "meal_point": ("助餐点", "老年助餐点"),
    "childcare_centre": ("托育机构", "托育服务机构"),
    "kindergarten_nursery_class": ("幼儿园托班", "托班"),
    "home_childcare": ("家庭托育点",),
    "care_complex": ("社区养老服务综合体", "养老服务综合体"),
    "old_young_complex": ("老幼复合型综合体", "老幼综合体"),
    "embedded_home": ("嵌入式养老机构",),
    "estate_point": ("小区养老服务点",),
    "nursing_station": ("护理站",),
    "market_day_canteen": ("赶场日食堂",),
    "central_kitchen": ("中央厨房",),
    "parenting_station": ("养育照护小站",),
    "mother_and_baby_facility": ("母婴设施", "母婴室"),
}
"""How forms call the kinds; alone such a word asks how many facilities there are."""

JOB_WORDS: dict[str, tuple[str, ...]] = {
    "carer": ("养老护理员", "护理员", "护理人员"),
    "nurse": ("护士",),
    "doctor": ("医师", "医生"),
    "social_worker": ("社会工作者", "社工"),
    "rehabilitation_therapist": ("康复治疗师", "康复师"),
    "childcare_worker": ("保育人员", "保育员", "保育师"),
    "health_keeper": ("保健人员", "保健员"),
    "cook": ("炊事人员", "炊事员"),
    "guard": ("保安",),
    "director": ("机构负责人",),
}

WORDS: tuple[Word, ...] = (
    *(Word(text, {"kind": kind, MAYBE: "facilities"}) for kind, texts in KIND_WORDS.items() for text in texts),
    *(Word(text, {"job": job, OF: "staff"}) for job, texts in JOB_WORDS.items() for text in texts),
    Word("养老服务设施", {"register": "elder_care", MAYBE: "facilities"}),
    Word("养老设施", {"register": "elder_care", MAYBE: "facilities"}),
    Word("托育设施", {"register": "childcare", MAYBE: "facilities"}),
    Word("机构数", {OF: "facilities"}),
    Word("机构个数", {OF: "facilities"}),
    Word("机构数量", {OF: "facilities"}),
    Word("设施数", {OF: "facilities"}),
    Word("设施数量", {OF: "facilities"}),
    Word("机构", {MAYBE: "facilities"}),
    Word("设施", {MAYBE: "facilities"}),
    Word("养老床位", {OF: "beds"}),
    Word("床位", {OF: "beds"}),
    Word("床位数", {OF: "beds"}),
    Word("护理型床位", {OF: "beds", "nursing": "1"}),
    Word("护理型", {"nursing": "1", MAYBE: "beds"}),
    Word("非护理型", {"nursing": "0", MAYBE: "beds"}),
    Word("核定床位", {OF: "beds", "reading": "approved"}),
    Word("备案床位", {OF: "beds", "reading": "filed"}),
    Word("实有床位", {OF: "beds", "reading": "actual"}),
    Word("实际床位", {OF: "beds", "reading": "actual"}),
    Word("入住床位", {OF: "beds", "reading": "occupied"}),
    Word("入住人数", {OF: "beds", "reading": "occupied"}),
    Word("入住老年人", {OF: "beds", "reading": "occupied"}),
    Word("在住老年人", {OF: "beds", "reading": "occupied"}),
    Word("托位", {OF: "places"}),
    Word("托位数", {OF: "places"}),
    Word("备案托位", {OF: "places", "reading": "filed"}),
    Word("开放托位", {OF: "places", "reading": "open"}),
    Word("在托人数", {OF: "places", "reading": "enrolled"}),
    Word("在托婴幼儿", {OF: "places", "reading": "enrolled"}),
    Word("在托", {OF: "places", "reading": "enrolled"}),
    Word("全日托", {"session": "full_day", MAYBE: "places"}),
    Word("半日托", {"session": "half_day", MAYBE: "places"}),
    Word("计时托", {"session": "hourly", MAYBE: "places"}),
    Word("临时托", {"session": "occasional", MAYBE: "places"}),
    Word("乳儿班", {"class": "infant", MAYBE: "places"}),
    Word("托小班", {"class": "toddler", MAYBE: "places"}),
    Word("托大班", {"class": "older_toddler", MAYBE: "places"}),
    Word("混龄班", {"class": "mixed", MAYBE: "places"}),
    Word("公办", {"ownership": "public", MAYBE: "facilities"}),
    Word("民办", {"ownership": "private", MAYBE: "facilities"}),
    Word("公建民营", {"operation": "public_built_private_run", MAYBE: "facilities"}),
    Word("公办民营", {"operation": "public_held_private_run", MAYBE: "facilities"}),
    Word("普惠", {"tier": "affordable", MAYBE: "facilities"}),
    Word("普惠性", {"tier": "affordable", MAYBE: "facilities"}),
    Word("兜底", {"tier": "safety_net", MAYBE: "facilities"}),
    Word("从业人员", {OF: "staff"}),
    Word("工作人员", {OF: "staff"}),
    Word("职工", {OF: "staff"}),
)

FIT: dict[str, frozenset[str]] = {
    "facilities": frozenset({"kind", "register", "ownership", "operation", "tier"}),
    "beds": frozenset({"reading", "nursing", "kind", "ownership", "operation", "tier"}),
    "places": frozenset({"reading", "class", "session", "kind", "tier"}),
    "staff": frozenset({"kind", "job"}),
}
"""Quantity → the terms that it can be cut by."""

TABLES = {"facilities": "facilities", "beds": "beds", "places": "childcare_places", "staff": "staff"}
DEFAULT_READING = {"beds": "actual", "places": "filed"}
READINGS = {"beds": ("approved", "filed", "actual", "occupied"), "places": ("filed", "open", "enrolled")}
BED_OWNERS = ("care_home", "town_care_centre", "community_care_station")


class ProviderFiller(CountFiller):
    """Facilities, beds and places."""

    answers: ClassVar[frozenset[str]] = frozenset({"facilities", "beds", "places"})
    permission: ClassVar[str] = LIST_FACILITIES

    def words(self) -> Iterable[Word]:
        return WORDS

    def meanings(self) -> Iterable[Meaning]:
        kinds, beds, places = _("设施"), _("床位"), _("托位")
        yield self._meaning({OF: "facilities"}, kinds)
        for kind in words.KINDS:
            yield self._meaning({OF: "facilities", "kind": kind}, kinds)
        for ownership in ("public", "private", "collective"):
            yield self._meaning({OF: "facilities", "ownership": ownership}, kinds)
        for nursing in ("", "1"):
            for reading in READINGS["beds"]:
                yield self._meaning({OF: "beds", "reading": reading, **({"nursing": nursing} if nursing else {})}, beds)
        for kind in BED_OWNERS:
            for nursing in ("", "1"):
                extra = {"nursing": nursing} if nursing else {}
                yield self._meaning({OF: "beds", "kind": kind, "reading": "actual", **extra}, beds)
        for reading in READINGS["places"]:
            yield self._meaning({OF: "places", "reading": reading}, places)
        for kind in ("childcare_centre", "kindergarten_nursery_class", "home_childcare"):
            yield self._meaning({OF: "places", "kind": kind, "reading": "filed"}, places)

    def _meaning(self, terms: Mapping[str, str], group: Any) -> Meaning:
        return Meaning(terms, self.say(terms), group)

    def say(self, terms: Mapping[str, str]) -> str:
        of = terms.get(OF) or terms.get(MAYBE, "")
        if of not in words.NOUNS:
            return "" if of or not set(terms) & _ANY else together(_said("facilities", terms))
        said = _said(of, {**({"reading": DEFAULT_READING[of]} if of in DEFAULT_READING else {}), **terms})
        noun = str(words.NOUNS[of])
        return _now("%(noun)s（%(conditions)s）") % {"noun": noun, "conditions": together(said)} if said else noun

    def count_of(self, terms: Mapping[str, str]) -> Count:
        of = terms[OF]
        wrong = sorted(set(terms) - FIT[of] - {OF})
        if wrong:
            raise DomainError("core.form_unfit", what=str(words.NOUNS[of]), term=_term(wrong[0]))
        where: dict[str, Any] = {}
        kind = "kinds" if of == "facilities" else "facility_kind"
        for key, value in terms.items():
            if key == "kind":
                where[kind] = {"has_any": [value]} if of == "facilities" else value
            elif key == "register":
                where["registers"] = {"has_any": [value]}
            elif key == "nursing":
                where["nursing"] = value == "1"
            elif key == "class":
                where["class_kind"] = value
            elif key in ("ownership", "operation", "tier", "session", "job"):
                where[key] = value
        if of == "facilities":
            where["closed_on"] = {"empty": True}
        if of in DEFAULT_READING:
            reading = terms.get("reading", DEFAULT_READING[of])
            if reading not in READINGS[of]:
                raise DomainError("core.form_unfit", what=str(words.NOUNS[of]), term=_term("reading"))
            return Count.model_validate({"table": TABLES[of], "sum": reading, "where": where})
        return Count.model_validate({"table": TABLES[of], "count": True, "where": where})

    def ref_of(self, count: Count, area: str) -> str:
        selection = selection_of(count, area)
        return selection.ref if selection is not None else ""


class StaffFiller(ProviderFiller):
    """People at work in facilities."""

    answers: ClassVar[frozenset[str]] = frozenset({"staff"})
    permission: ClassVar[str] = LIST_STAFF

    def words(self) -> Iterable[Word]:
        return ()

    def meanings(self) -> Iterable[Meaning]:
        staff = _("从业人员")
        yield self._meaning({OF: "staff"}, staff)
        for job in words.JOBS:
            yield self._meaning({OF: "staff", "job": job}, staff)


_ANY = frozenset().union(*FIT.values())


def _term(key: str) -> str:
    return str(words.KEYS.get(key, key))


def _said(of: str, terms: Mapping[str, str]) -> list[str]:
    """Each term as 'key: value', in the register's own words."""
    found = []
    for key in words.KEYS:
        if key in terms and key in FIT[of]:
            value = words.values_of(of, key).get(terms[key], terms[key])
            found.append(_now("%(key)s：%(value)s") % {"key": words.KEYS[key], "value": value})
    return found


def register() -> None:
    """Offer the registers of this room to forms."""
    fillers.register(ProviderFiller())
    fillers.register(StaffFiller())
