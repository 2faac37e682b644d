"""The synthetic people as rows of the register: arrays in, columns of text, dates and ids out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from laoyou.demo.inputs import Inputs
from laoyou.demo.synthesis.households import NOBODY
from laoyou.demo.synthesis.kin import given_names, link_grown_children, surnames
from laoyou.demo.synthesis.numbers import id_numbers, phone_numbers, serials
from laoyou.demo.synthesis.population import NO_DAY, PROVINCE, District, day_number, on_census_day
from laoyou.demo.synthesis.rollforward import roll_forward
from laoyou.demo.synthesis.statuses import Ties, statuses_and_ties
from laoyou.people import public as register_of_people
from laoyou.people.public import Relation

Columns = Mapping[str, Sequence[Any]]

RELATIONS = np.array(
    [
        Relation.HEAD.value, Relation.SPOUSE.value, Relation.CHILD.value, Relation.PARENT.value, Relation.GRANDPARENT.value,
        Relation.GRANDCHILD.value, Relation.SIBLING.value, Relation.OTHER.value,
    ],
    dtype=object,
)  # fmt: skip
"""Names of the relations in the order of `synthesis.households.HEAD` …"""

SOURCES = np.array(["census_2020_example", "birth_example", "move_in_example", "registered_example"], dtype=object)
NEAR = (
    "重庆市渝中区",
    "重庆市九龙坡区",
    "重庆市沙坪坝区",
    "重庆市渝北区",
    "重庆市江津区",
    "重庆市荣昌区",
    "重庆市大足区",
)
FAR = (
    "四川省成都市",
    "四川省泸州市",
    "四川省内江市",
    "贵州省遵义市",
    "广东省深圳市",
    "广东省东莞市",
    "浙江省宁波市",
    "福建省泉州市",
)
ROADS = ("人民路", "文昌路", "桂花街", "玉屏路", "红河路", "望湖路", "新华街", "学府路")
CHUNK = 20_000
GROWN = 16
"""Years from which somebody may have a telephone of his own."""

SHARE_WITH_KNOWN_PARENTS = 0.45


@dataclass
class Register:
    """The district with names and numbers, ready to be written; `people` of the district are the rows, in order, from id 1."""

    inputs: Inputs
    district: District
    ties: Ties
    surname: np.ndarray
    given: np.ndarray
    serial: np.ndarray
    has_phone: np.ndarray
    on_certificate: np.ndarray

    def __len__(self) -> int:
        return len(self.district.people)


def synthesise(inputs: Inputs, people: int | None, seed: int) -> Register:
    """
    The whole register of one district as arrays: the same inputs, number and seed give the same people.

    people   residents on the day of the census; None = as published
    """
    census = inputs.census if people is None else inputs.census.scaled(people)
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(6)]
    district = on_census_day(census, inputs.rates, inputs.communities, streams[0])
    link_grown_children(district, SHARE_WITH_KNOWN_PARENTS, streams[1])
    roll_forward(district, census, inputs.rates, inputs.until, streams[2])
    ties = statuses_and_ties(district, inputs.rates, inputs.until, streams[3])
    folk = district.people
    weights = np.array([weight for _, weight in inputs.surnames])
    age = (day_number(inputs.until) - folk.birth) / 365.2425
    chance = streams[5].random(len(folk))
    return Register(
        inputs=inputs,
        district=district,
        ties=ties,
        surname=surnames(folk, weights, streams[4]),
        given=given_names(folk, inputs.given_names, inputs.one_character, streams[4]),
        serial=serials(folk.birth, folk.sex),
        has_phone=(age >= GROWN) & (chance < inputs.rates.phones_known),
        on_certificate=(age < 1) & (chance < 0.3),
    )


def chunks(count: int, size: int = CHUNK) -> list[tuple[int, int]]:
    """Half-open ranges of at most `size` rows that make up `count`."""
    return [(start, min(count, start + size)) for start in range(0, count, size)]


def iso(days: np.ndarray) -> list[str | None]:
    """Day numbers as ISO text, NO_DAY as None."""
    text = np.datetime_as_string(np.where(days == NO_DAY, 0, days).astype("datetime64[D]"))
    known = text.astype(object)
    known[days == NO_DAY] = None
    return known.tolist()


def _ids(positions: np.ndarray) -> list[int | None]:
    """Positions as row ids, NOBODY as None."""
    ids = (positions + 1).astype(object)
    ids[positions == NOBODY] = None
    return ids.tolist()


RESIDENT_COLUMNS = (
    "id", "name", "pinyin", "given_pinyin", "initials", "sex", "birth_date", "death_date", "id_document", "id_number",
    "phone", "address", "residence_area_id", "residence_elsewhere", "registered_area_id", "registered_elsewhere",
    "living_household_id", "living_relation", "registered_household_id", "registered_relation", "moved_in_on",
    "moved_out_on", "source", "example",
)  # fmt: skip


class ResidentRows:
    """Makes the columns of a range of residents; everything that is the same for all of them is made once."""

    def __init__(self, register: Register) -> None:
        self.register = register
        pack = register.inputs.pack
        self.surnames = np.array([surname for surname, _ in register.inputs.surnames], dtype=object)
        surname_readings = [register_of_people.syllables(surname + "一")[0][:-1] for surname in self.surnames]
        self.surname_pinyin = np.array(["".join(parts) for parts in surname_readings], dtype=object)
        self.surname_initials = np.array(
            ["".join(part[0] for part in parts) for parts in surname_readings], dtype=object
        )
        characters = np.unique(register.given)
        self.characters = characters
        self.character_pinyin = np.array(
            ["".join(register_of_people.syllables("一" + c)[0][1:]) for c in characters], dtype=object
        )
        communities = register.district.communities
        self.area = np.array([community.area_id for community in communities] + [None], dtype=object)
        self.place = [
            f"{pack.areas[c.area_id[:6]].name}{pack.areas[c.area_id[:9]].name}{pack.areas[c.area_id].name}"
            for c in communities
        ]
        towns = {town.area_id: town.urban for town in register.inputs.census.towns}
        self.urban = [towns[community.area_id[:9]] for community in communities]
        self.county = pack.manifest.area[2:6]

    def __call__(self, piece: tuple[int, int]) -> Columns:
        """The columns of the residents at positions `piece[0]` to before `piece[1]`."""
        start, stop = piece
        register, folk = self.register, self.register.district.people
        part = slice(start, stop)
        positions = np.arange(start, stop)
        sex, given = folk.sex[part], register.given[part]
        first = np.searchsorted(self.characters, given[:, 0])
        second = np.searchsorted(self.characters, given[:, 1])
        given_text = given.astype(object)
        given_pinyin = self.character_pinyin[first] + self.character_pinyin[second]
        surname = register.surname[part]
        given_initials = [
            a[:1] + b[:1] for a, b in zip(self.character_pinyin[first], self.character_pinyin[second], strict=True)
        ]
        births = np.datetime_as_string(folk.birth[part].astype("datetime64[D]"))
        away = folk.moved_out[part] != NO_DAY
        here = np.where(away, NOBODY, folk.community[part])
        household = folk.household[part]
        numbers = id_numbers(births, sex, register.serial[part], self.county)
        on_certificate = register.on_certificate[part]
        phones = phone_numbers(positions)
        far = folk.registered_far[part]
        return {
            "id": (positions + 1).tolist(),
            "name": (self.surnames[surname] + given_text[:, 0] + given_text[:, 1]).tolist(),
            "pinyin": (self.surname_pinyin[surname] + given_pinyin).tolist(),
            "given_pinyin": given_pinyin.tolist(),
            "initials": (self.surname_initials[surname] + np.array(given_initials, dtype=object)).tolist(),
            "sex": np.where(sex == 0, "male", "female").tolist(),
            "birth_date": births.tolist(),
            "death_date": iso(folk.death[part]),
            "id_document": np.where(on_certificate, "birth_certificate", "resident_id").tolist(),
            "id_number": [
                f"X00{position:07d}" if paper else number
                for number, paper, position in zip(numbers, on_certificate.tolist(), positions.tolist(), strict=True)
            ],
            "phone": [
                phone if known else None for phone, known in zip(phones, register.has_phone[part].tolist(), strict=True)
            ],
            "address": [
                self._address(community, home)
                for community, home in zip(here.tolist(), household.tolist(), strict=True)
            ],
            "residence_area_id": self.area[here].tolist(),
            "residence_elsewhere": [
                self._elsewhere(position, PROVINCE if position % 5 < 3 else 0) if gone else ""
                for position, gone in zip(positions.tolist(), (here == NOBODY).tolist(), strict=True)
            ],
            "registered_area_id": self.area[folk.registered[part]].tolist(),
            "registered_elsewhere": [
                self._elsewhere(position, distance) if distance else ""
                for position, distance in zip(positions.tolist(), far.tolist(), strict=True)
            ],
            "living_household_id": _ids(np.where(here == NOBODY, NOBODY, household)),
            "living_relation": np.where(
                (here == NOBODY) | register.district.collective[np.maximum(household, 0)],
                "",
                RELATIONS[folk.relation[part]],
            ).tolist(),
            "registered_household_id": _ids(folk.registered_household[part]),
            "registered_relation": np.where(
                folk.registered_household[part] == NOBODY, "", RELATIONS[folk.registered_relation[part]]
            ).tolist(),
            "moved_in_on": iso(folk.moved_in[part]),
            "moved_out_on": iso(folk.moved_out[part]),
            "source": SOURCES[folk.source[part]].tolist(),
            "example": [True] * (stop - start),
        }

    def _address(self, community: int, household: int) -> str | None:
        """A street address that belongs to a household; None where somebody lives elsewhere."""
        if community == NOBODY or household == NOBODY:
            return None
        if self.urban[community]:
            road = ROADS[household * 7 % len(ROADS)]
            return f"{self.place[community]}{road}{household % 89 + 1}号{household % 12 + 1}栋{household % 17 + 1}-{household % 6 + 1}"
        return f"{self.place[community]}{household % 11 + 1}组{household % 97 + 1}号"

    @staticmethod
    def _elsewhere(position: int, distance: int) -> str:
        places = FAR if distance == PROVINCE else NEAR
        return places[position % len(places)]


def living_household_columns(register: Register) -> Columns:
    """All living households."""
    community = register.district.household_community
    area = np.array([c.area_id for c in register.district.communities], dtype=object)
    return {
        "id": list(range(1, len(community) + 1)),
        "kind": np.where(register.district.collective, "collective", "family").tolist(),
        "area_id": area[community].tolist(),
        "example": [True] * len(community),
    }


def registered_household_columns(register: Register) -> Columns:
    """All registered households with their booklet numbers."""
    community = register.district.registered_household_community
    area = np.array([c.area_id for c in register.district.communities], dtype=object)[community].tolist()
    return {
        "id": list(range(1, len(area) + 1)),
        "number": [f"{where}{number:07d}" for number, where in enumerate(area, start=1)],
        "area_id": area,
        "example": [True] * len(area),
    }


def status_columns(register: Register) -> Columns:
    """All status facts, with their sources as an office would write them."""
    kinds, who, since, until = [], [], [], []
    for facts in register.ties.facts:
        kinds += [facts.kind] * len(facts.who)
        who.append(facts.who)
        since.append(facts.since)
        until.append(facts.until)
    first, last = np.concatenate(since), np.concatenate(until)
    today = day_number(register.inputs.until)
    known = np.minimum(first + 3 + np.concatenate(who) % 25, today - 1)
    return {
        "resident_id": (np.concatenate(who) + 1).tolist(),
        "kind": kinds,
        "true_from": iso(first),
        "true_to": iso(last),
        "known_since": [f"{day} 01:00:00" for day in iso(known)],  # nine in the morning in China
        "superseded_at": [None] * len(kinds),
        "source": [STATUS_SOURCES.get(kind, "村(社区)走访登记（示例）") for kind in kinds],
        "evidence": [STATUS_EVIDENCE.get(kind, "") for kind in kinds],
        "example": [True] * len(kinds),
    }


STATUS_SOURCES = {
    "extreme_hardship": "社会救助系统比对（示例）",
    "extreme_hardship_in_care": "社会救助系统比对（示例）",
    "extreme_hardship_at_home": "社会救助系统比对（示例）",
    "wants_care_in_institution": "供养意愿登记（示例）",
    "unable_to_care_for_self": "自理能力评定（示例）",
    "min_living_allowance": "社会救助系统比对（示例）",
    "marginal_low_income": "社会救助系统比对（示例）",
    "rigid_expenditure_hardship": "社会救助系统比对（示例）",
    "severe_disability": "残疾人证核对（示例）",
    "special_family_planning_family": "卫生健康部门名单（示例）",
    "entitled_group": "退役军人事务部门名单（示例）",
    "cognitive_impairment": "医疗机构诊断（示例）",
    "disabled_elder": "能力评估（示例）",
}
STATUS_EVIDENCE = {
    "extreme_hardship": "特困人员救助供养证（示例）",
    "min_living_allowance": "最低生活保障证（示例）",
    "severe_disability": "残疾人证一、二级（示例）",
    "disabled_elder": "老年人能力评估报告（示例）",
}


def aid_unit_columns(register: Register) -> Columns:
    """Aid units: the members live together; the unit belongs to where its first member lives."""
    ties, folk = register.ties, register.district.people
    area = np.array([c.area_id for c in register.district.communities], dtype=object)
    first_member = np.zeros(len(ties.aid_since), dtype=np.int64)
    first_member[ties.aid_members[::-1, 0]] = ties.aid_members[::-1, 1]
    return {
        "id": list(range(1, len(ties.aid_since) + 1)),
        "area_id": area[folk.community[first_member]].tolist(),
        "opened_on": iso(ties.aid_since),
        "closed_on": iso(ties.aid_until),
        "source": ["社会救助系统比对（示例）"] * len(ties.aid_since),
        "example": [True] * len(ties.aid_since),
    }


def aid_member_columns(register: Register) -> Columns:
    """Who counts in which aid unit."""
    ties, folk = register.ties, register.district.people
    unit, who = ties.aid_members[:, 0], ties.aid_members[:, 1]
    since = np.maximum(ties.aid_since[unit], folk.birth[who] + 1)
    return {
        "unit_id": (unit + 1).tolist(),
        "resident_id": (who + 1).tolist(),
        "relation": RELATIONS[folk.relation[who]].tolist(),
        "true_from": iso(since),
        "true_to": iso(ties.aid_until[unit]),
    }


def support_columns(register: Register) -> Columns:
    """Children who owe support."""
    pairs = register.ties.support
    return {
        "elder_id": (pairs[:, 0] + 1).tolist(),
        "supporter_id": (pairs[:, 1] + 1).tolist(),
        "relation": [Relation.CHILD.value] * len(pairs),
    }


def guardian_columns(register: Register) -> Columns:
    """Guardians of small children, and of children whose parents are away."""
    ties, folk = register.ties, register.district.people
    count = len(ties.guardians)
    child = ties.guardians[:, 0]
    return {
        "resident_id": (child + 1).tolist(),
        "guardian_id": (ties.guardians[:, 1] + 1).tolist(),
        "name": [""] * count,
        "kind": np.where(ties.entrusted, "entrusted", "parent").tolist(),
        "true_from": iso(np.maximum(folk.birth[child], day_number(register.inputs.census.day) - 365 * 3)),
        "true_to": [None] * count,
        "source": ["村(社区)走访登记（示例）"] * count,
    }


def carer_columns(register: Register) -> Columns:
    """Relatives who care for disabled elders."""
    ties = register.ties
    count = len(ties.carers)
    return {
        "resident_id": (ties.carers[:, 0] + 1).tolist(),
        "carer_id": (ties.carers[:, 1] + 1).tolist(),
        "name": [""] * count,
        "relation": RELATIONS[ties.carer_relation].tolist(),
        "true_from": [(register.inputs.until - timedelta(days=60 + row % 900)).isoformat() for row in range(count)],
        "true_to": [None] * count,
        "source": ["村(社区)走访登记（示例）"] * count,
    }


def contact_columns(register: Register, residents: ResidentRows) -> Columns:
    """Whom to call for elders who live alone: a child, by name and (example) number."""
    contacts = register.ties.contacts
    child = contacts[:, 1]
    given = register.given[child].astype(object)
    return {
        "id": list(range(1, len(contacts) + 1)),
        "resident_id": (contacts[:, 0] + 1).tolist(),
        "rank": [1] * len(contacts),
        "name": (residents.surnames[register.surname[child]] + given[:, 0] + given[:, 1]).tolist(),
        "relation": [Relation.CHILD.value] * len(contacts),
        "phone": phone_numbers(child),
    }


def tables(register: Register, residents: ResidentRows) -> register_of_people.Tables:
    """The whole register as tables to load."""
    return register_of_people.Tables(
        residents=residents,
        resident_columns=RESIDENT_COLUMNS,
        resident_count=len(register),
        households={
            "living_households": living_household_columns(register),
            "registered_households": registered_household_columns(register),
        },
        ties={
            "status_facts": status_columns(register),
            "aid_units": aid_unit_columns(register),
            "aid_unit_members": aid_member_columns(register),
            "support_relations": support_columns(register),
            "guardians": guardian_columns(register),
            "family_carers": carer_columns(register),
            "emergency_contacts": contact_columns(register, residents),
        },
    )
