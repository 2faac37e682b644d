"""
The facilities of an example district: invented names, people and papers around numbers that were published.

Everything here is drawn from a seed, marked as an example, and carries numbers that nobody can have.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate, count
from random import Random

from laoyou.base import ids
from laoyou.core import clock
from laoyou.core.scope import Scope
from laoyou.demo.facility_counts import Site, apportion, plan
from laoyou.packs import public as packs
from laoyou.providers import public as providers
from laoyou.providers.public import NewFacility, NewProvider

EXAMPLE_MARK = "（示例）"
NOTHING_PUBLISHED = "资料包没有公布设施数据，因此没有建立示例设施。"

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Built:
    """How many of each were built, and what has to be said about it ("" where nothing)."""

    providers: int
    facilities: int
    beds: int
    places: int
    staff: int
    note: str = ""


def build(
    pack: packs.Pack,
    scale: float,
    seed: int,
    progress: Progress | None = None,
    *,
    by: Scope | None = None,
    at: datetime | None = None,
) -> Built:
    """
    Enter the example facilities of the pack's district, all at once or not at all.

    scale     1 for the whole district; below, everything in proportion and at least one of each kind
    progress  called with (rows written, rows in all)
    by, at    who builds, and when; the example builder at this moment where they are left out

    The rows are of the pack's own day where it has one. A pack without countable tables gives none, and `Built.note` says so.
    """
    draft = draw(pack, scale, seed, pack.manifest.clock or clock.today())
    if not draft.facilities:
        return Built(0, 0, 0, 0, 0, NOTHING_PUBLISHED)
    providers.enter(
        draft.providers,
        draft.facilities,
        by=by or Scope.system("building an example district"),
        at=at or clock.now(),
        area_id=pack.manifest.area,
        example=True,
        progress=progress,
    )
    return Built(
        providers=len(draft.providers),
        facilities=len(draft.facilities),
        beds=sum(bed.actual for one in draft.facilities for bed in one.beds),
        places=sum(len(row.places) for one in draft.facilities for row in one.classes),
        staff=sum(len(one.staff) for one in draft.facilities),
    )


@dataclass
class Draft:
    """The rows to be entered."""

    providers: list[NewProvider] = field(default_factory=list)
    facilities: list[NewFacility] = field(default_factory=list)


def draw(pack: packs.Pack, scale: float, seed: int, today: date) -> Draft:
    """The facilities as rows that are not written yet; the same for the same pack, scale, seed and day."""
    random = Random(f"{seed}|facilities|{pack.manifest.area}")  # noqa: S311 - example data, nothing secret
    return _Drawing(pack, random, today).draw(plan(pack, scale, random))


class _Drawing:
    """Draws one district. Holds what must not be used twice: names, numbers, posts of providers."""

    def __init__(self, pack: packs.Pack, random: Random, today: date) -> None:
        self.pack, self.random, self.today = pack, random, today
        self.settings = _Settings(pack)
        self.names: set[str] = set()
        self.numbers = count(1)
        self.phones = count(1)
        self.people = count(1)
        self.public_providers: dict[str, int] = {}
        self.draft = Draft()
        self.last_communities: defaultdict[str, int] = defaultdict(int)

    def draw(self, sites: Sequence[Site]) -> Draft:
        order = {kind: place for place, kind in enumerate(packs.FACILITY_KINDS)}
        for site in sorted(sites, key=lambda site: (site.area, order[site.kind])):
            self.draft.facilities.append(self._facility(site))
        return self.draft

    # One facility.

    def _facility(self, site: Site) -> providers.NewFacility:
        community = self._community(site.area)
        ownership, operation = self._owner(site)
        name = self._name(site, community)
        opened = self._day(date(2008, 1, 1), date(2021, 10, 1))
        facility = providers.NewFacility(
            name=name,
            kinds=site.kinds,
            ownership=ownership,
            operation=operation,
            tier="unknown",
            area_id=community.id,
            provider=self._provider(site, name, ownership, opened),
            address=f"{self.pack.areas[site.area].name}示例路{self.random.randint(1, 199)}号{EXAMPLE_MARK}",
            phone=self._phone(),
            opened_on=opened,
            beds_known=site.beds is not None or site.kind not in providers.BED_KINDS,
            inferred_note="".join(dict.fromkeys(site.inferred))[:400],
        )
        if community.x is not None and community.y is not None:
            facility.x = round(float(community.x) + self.random.uniform(-0.6, 0.6), 2)
            facility.y = round(float(community.y) + self.random.uniform(-0.6, 0.6), 2)
        self._file(facility, site)
        facility.beds = self._beds(site, ownership)
        facility.classes = self._classes(site)
        facility.tier = _commonest([bed.tier for bed in facility.beds] or _place_tiers(facility))
        size = len(facility.beds) or site.filed
        if size:
            facility.floor_area_m2 = float(
                size * self.random.randint(18, 34) if facility.beds else size * self.random.randint(8, 14)
            )
        facility.staff = self._staff(facility, site)
        return facility

    def _community(self, town: str) -> packs.AreaEntry:
        """Communities of a town in turn, or the town itself where the pack knows none."""
        inside = self.pack.children(town)
        if not inside:
            return self.pack.areas[town]
        place = self.last_communities[town]
        self.last_communities[town] += 1
        return inside[place % len(inside)]

    def _name(self, site: Site, community: packs.AreaEntry) -> str:
        town = self.pack.areas[site.area].name
        place = town if community.id == site.area else f"{town}{community.name}"
        patterns = self.settings.names.get(site.kind) or ["{community}" + FALLBACK_NAMES.get(site.kind, "服务设施")]
        if site.kind == "care_home":
            public = [pattern for pattern in patterns if pattern.endswith(("敬老院", "福利院"))]
            patterns = [
                pattern for pattern in patterns if (pattern in public) == (site.ownership == "public")
            ] or patterns
        for town_name in (town, place):
            for pattern in patterns:
                name = pattern.format(town=town_name, community=place) + EXAMPLE_MARK
                if name not in self.names:
                    self.names.add(name)
                    return name
        for number in count(2):
            name = f"{patterns[0].format(town=place, community=place)}{number}号点{EXAMPLE_MARK}"
            if name not in self.names:
                self.names.add(name)
                return name
        raise AssertionError("numbers never end")

    def _owner(self, site: Site) -> tuple[str, str]:
        if site.ownership != "unknown":
            operation = (
                site.operation
                if site.operation != "unknown"
                else ("self_run" if site.ownership == "private" else "entrusted")
            )
            return site.ownership, operation
        if site.kind == "village_mutual_aid_point":
            return "collective", "self_run"
        if site.kind in ("town_care_centre", "community_care_station", "canteen"):
            return "public", self.random.choice(("self_run", "public_built_private_run", "entrusted"))
        if site.kind == "kindergarten_nursery_class":
            return self.random.choice((("public", "self_run"), ("private", "self_run")))
        return "private", "self_run"

    def _provider(self, site: Site, name: str, ownership: str, opened: date) -> int | None:
        """Village points have nobody with a code of his own; what is public in a town has one provider; the others each their own."""
        if ownership == "collective":
            return None
        town = self.pack.areas[site.area].name
        if ownership == "public":
            if site.area not in self.public_providers:
                self.public_providers[site.area] = self._new_provider(
                    f"{town}社会事务服务中心{EXAMPLE_MARK}", "public", site.area, date(2004, 1, 5)
                )
            return self.public_providers[site.area]
        form = "托育服务有限公司" if site.kind in providers.CHILDCARE_KINDS else "养老服务有限公司"
        stem = name.removesuffix(EXAMPLE_MARK)
        return self._new_provider(
            f"{stem}{form}{EXAMPLE_MARK}", ownership, site.area, opened - timedelta(days=self.random.randint(40, 400))
        )

    def _new_provider(self, name: str, ownership: str, area: str, registered: date) -> int:
        kind = {"public": "2", "collective": "3"}.get(ownership, "1")
        first_17 = f"{ids.EXAMPLE_CREDIT_BODY}{kind}{self.pack.manifest.area[:6]:0<6}{next(self.numbers):09d}"
        self.draft.providers.append(
            providers.NewProvider(
                credit_code=first_17 + ids.credit_code_check_character(first_17),
                name=name,
                ownership=ownership,
                area_id=area,
                address=f"{self.pack.areas[area].name}示例路{self.random.randint(1, 199)}号{EXAMPLE_MARK}",
                phone=self._phone(),
                registered_on=registered,
            )
        )
        return len(self.draft.providers) - 1

    def _file(self, facility: providers.NewFacility, site: Site) -> None:
        """Filings and papers: most are in order, some have run out, so that there is something to see."""
        random, opened = self.random, facility.opened_on
        assert opened is not None
        if site.kind in ("village_mutual_aid_point", "canteen", "meal_point"):
            facility.filed_state = "not_required"
            return
        if random.random() < 0.94:
            facility.filed_state = "filed"
            facility.filed_on = opened + timedelta(days=random.randint(3, 60))
            facility.filing_number = f"示例备〔{facility.filed_on.year}〕{next(self.numbers)}号"
            kind = "childcare_filing" if site.kind in providers.CHILDCARE_KINDS else "elder_care_filing"
            facility.licences.append(
                providers.NewPaper(kind, facility.filing_number, "示例区主管部门", facility.filed_on)
            )
        for kind, years in (("fire_safety", 3), ("food_operation", 5), ("health_evaluation", 4)):
            if kind == "health_evaluation" and site.kind not in providers.CHILDCARE_KINDS:
                continue
            issued = self._day(self.today - timedelta(days=365 * years + 60), self.today - timedelta(days=30))
            facility.licences.append(
                providers.NewPaper(
                    kind,
                    f"示例{next(self.numbers):06d}",
                    "示例区发证机关",
                    issued,
                    issued + timedelta(days=365 * years),
                )
            )
        facility.demonstration = random.random() < 0.05

    # Beds and places.

    def _beds(self, site: Site, ownership: str) -> list[providers.NewBed]:
        if not site.beds:
            return []
        random, settings = self.random, self.settings
        actual = site.beds
        approved = max(actual, round(actual * settings.percent("bed_approved_over_actual", "all", 100) / 100))
        filed = min(approved, max(actual, round(actual * settings.percent("bed_filed_over_actual", "all", 100) / 100)))
        nursing = set(random.sample(range(actual), site.nursing))
        tiers = settings.shares(f"bed_tier.{site.kind}.{ownership}") or settings.shares(f"bed_tier.{site.kind}")
        tier_of = self._spread_codes(tiers or {"unknown": 1.0}, approved)
        rate = settings.percent("bed_occupied", site.kind, 50) / 100
        taken = set(random.sample(range(actual), min(actual, round(actual * rate * random.uniform(0.85, 1.1)))))
        beds = []
        for index in range(approved):
            room = f"{1 + index // 20}{1 + index % 20 // 2:02d}"
            bed = providers.NewBed(
                number=f"{room}-{1 + index % 2}",
                room=room,
                nursing=index in nursing,
                tier=tier_of[index],
                approved=True,
                filed=index < filed,
                actual=index < actual,
            )
            if index in taken:
                bed.occupied_since = self.today - timedelta(days=int(random.expovariate(1 / 500)) % 3000 + 1)
            beds.append(bed)
        return beds

    def _classes(self, site: Site) -> list[providers.NewClass]:
        if not site.filed:
            return []
        random, settings = self.random, self.settings
        sizes = {
            kind: int(norm.value)
            for kind in packs.CLASS_KINDS
            if (norm := self.pack.norms.get(f"childcare.class_size.{kind}")) is not None and norm.value is not None
        }
        if site.filed < 10 or not sizes:
            kinds = {"mixed": site.filed}
        else:
            kinds = apportion(site.filed, settings.shares("place_class") or {"mixed": 1.0})
        opened = set(random.sample(range(site.filed), site.open))
        sessions = self._spread_codes(settings.shares("place_session") or {"full_day": 1.0}, site.filed)
        tiers = self._spread_codes(settings.shares("place_tier") or {"unknown": 1.0}, site.filed)
        enrolled_rate = random.uniform(0.62, 0.97)
        classes, index = [], 0
        for kind, places in kinds.items():
            most = sizes.get(kind, places) or places
            groups = -(-places // most) if places else 0
            for group, size in enumerate(apportion(places, {str(n): 1.0 for n in range(groups)}).values(), start=1):
                months = providers.CLASS_MONTHS[kind]
                row = providers.NewClass(f"{CLASS_WORDS[kind]}{group}班", kind, *months)
                for _ in range(size):
                    is_open = index in opened
                    row.places.append(
                        providers.NewPlace(
                            number=f"T{index + 1:03d}",
                            session=sessions[index],
                            tier=tiers[index],
                            filed=True,
                            open=is_open,
                            enrolled=is_open and random.random() < enrolled_rate,
                        )
                    )
                    index += 1
                classes.append(row)
        return classes

    def _spread_codes(self, shares: Mapping[str, float], number: int) -> list[str]:
        """`number` codes in these proportions, shuffled."""
        codes = [code for code, some in apportion(number, shares).items() for _ in range(some)]
        self.random.shuffle(codes)
        return codes

    # People.

    def _staff(self, facility: providers.NewFacility, site: Site) -> list[providers.NewStaffMember]:
        occupied = sum(bed.occupied_since is not None for bed in facility.beds)
        enrolled = sum(place.enrolled for row in facility.classes for place in row.places)
        jobs: dict[str, int] = {}
        if site.kind == "village_mutual_aid_point":
            jobs = {"carer": 1}
        elif facility.beds:
            jobs = {"director": 1, "carer": max(1, round(occupied / self.settings.norm("demo.elders_per_carer", 5)))}
            jobs |= {
                "nurse": occupied // 30,
                "social_worker": occupied // 50,
                "cook": occupied // 25,
                "guard": occupied // 30,
            }
            jobs |= {"doctor": occupied // 100, "rehabilitation_therapist": occupied // 80}
        elif enrolled:
            workers = round(enrolled / self.settings.norm("demo.children_per_childcare_worker", 5))
            jobs = {
                "director": 1,
                "childcare_worker": max(1, workers),
                "health_keeper": int(enrolled >= 15),
                "guard": int(enrolled >= 20),
            }
        elif "community_care_station" in facility.kinds:
            jobs = {"carer": 1}
        return [self._person(job) for job, number in jobs.items() for _ in range(number)]

    def _person(self, job: str) -> providers.NewStaffMember:
        random = self.random
        sex = "male" if random.random() < (0.9 if job == "guard" else 0.12) else "female"
        born = self._day(self.today - timedelta(days=365 * 59), self.today - timedelta(days=365 * 22))
        number = next(self.people)
        # Order numbers of one birthday are three digits, the last one odd for men; the county tells staff from residents.
        first_17 = (
            f"{ids.EXAMPLE_REGION}99{number // 500 % 100:02d}{born:%Y%m%d}{number % 500 * 2 + (sex == 'male'):03d}"
        )
        person = providers.NewStaffMember(
            name=self.settings.person_name(random, sex, born.year),
            job=job,
            id_number=first_17 + ids.resident_id_check_digit(first_17),
            phone=self._phone(),
            employed_from=self._day(self.today - timedelta(days=365 * 9), self.today - timedelta(days=20)),
        )
        for kind, valid_years in CREDENTIALS_OF.get(job, ()):
            if random.random() < self.settings.percent("staff_certified", kind, 95) / 100:
                person.credentials.append(self._credential(kind, valid_years))
        return person

    def _credential(self, kind: str, valid_years: int | None) -> providers.NewPaper:
        span = 365 * (valid_years or 8)
        # Some of the dated ones have run out: issued up to two months longer ago than they hold.
        issued = self._day(self.today - timedelta(days=span + 60), self.today - timedelta(days=10))
        expires = issued + timedelta(days=span) if valid_years else None
        return providers.NewPaper(kind, f"示例{next(self.numbers):08d}", "示例发证机关", issued, expires)

    def _phone(self) -> str:
        return f"{ids.EXAMPLE_PHONE_PREFIX}9{next(self.phones):07d}"

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))


class _Settings:
    """What the example pack says about names and shares. A pack that is no example borrows from one that is."""

    def __init__(self, pack: packs.Pack) -> None:
        tables = dict(pack.figures)
        if "demo-facility-names" not in tables:
            example = next((other for other in map(packs.load, packs.pack_names()) if other.manifest.example), None)
            tables = {**(example.figures if example else {}), **tables}
            self.norms = {**(example.norms if example else {}), **pack.norms}
        else:
            self.norms = dict(pack.norms)
        self.names: dict[str, list[str]] = defaultdict(list)
        for row in _rows(tables, "demo-facility-names"):
            self.names[str(row["kind"])].append(str(row["pattern"]))
        self._shares: dict[str, dict[str, float]] = defaultdict(dict)
        for row in _rows(tables, "demo-facility-shares"):
            self._shares[str(row["subject"])][str(row["code"])] = float(row["percent"])  # type: ignore[arg-type]
        self._surnames = _Weighted((str(row["surname"]), row["weight"]) for row in _rows(tables, "demo-surnames"))
        self._given: dict[tuple[str, int, int], _Weighted] = {}
        found: dict[tuple[str, int, int], list[tuple[str, object]]] = defaultdict(list)
        for row in _rows(tables, "demo-given-names"):
            key = (str(row["sex"]), int(row["born_from"]), int(row["born_to"]))  # type: ignore[call-overload]
            found[key].append((str(row["character"]), row["weight"]))
        self._given = {key: _Weighted(iter(pairs)) for key, pairs in found.items()}
        self._lengths = [
            (int(row["born_from"]), int(row["born_to"]), float(row["one_character"]))  # type: ignore[call-overload, arg-type]
            for row in _rows(tables, "demo-name-lengths")
        ]

    def percent(self, subject: str, code: str, otherwise: float) -> float:
        return self._shares.get(subject, {}).get(code, otherwise)

    def shares(self, subject: str) -> dict[str, float]:
        return self._shares.get(subject, {})

    def norm(self, key: str, otherwise: float) -> float:
        norm = self.norms.get(key)
        return float(norm.value) if norm is not None and norm.value is not None else otherwise

    def person_name(self, random: Random, sex: str, born: int) -> str:
        """A name of the time: surname and one or two characters; only a mark where the packs hold no names."""
        characters = next(
            (one for (of, since, to), one in self._given.items() if of == sex and since <= born < to), None
        )
        if characters is None or not self._surnames:
            return f"示例{random.randint(1000, 9999)}"
        short = next((percent for since, to, percent in self._lengths if since <= born < to), 0.0)
        given = characters.draw(random)
        if random.random() * 100 >= short:
            given += characters.draw(random)
        return self._surnames.draw(random) + given


class _Weighted:
    """Draws texts by weight."""

    def __init__(self, pairs: Iterator[tuple[str, object]]) -> None:
        listed = [(text, float(weight)) for text, weight in pairs]  # type: ignore[arg-type]
        self._texts = [text for text, _ in listed]
        self._sums = list(accumulate(weight for _, weight in listed))

    def __bool__(self) -> bool:
        return bool(self._texts)

    def draw(self, random: Random) -> str:
        return self._texts[bisect_left(self._sums, random.random() * self._sums[-1])]


def _rows(tables: Mapping[str, packs.FigureTable], name: str) -> Iterator[Mapping[str, object]]:
    if name in tables:
        for row in tables[name].rows.values():
            yield row.cells


def _commonest(codes: Sequence[str]) -> str:
    return max(sorted(set(codes)), key=codes.count) if codes else "unknown"


def _place_tiers(facility: providers.NewFacility) -> list[str]:
    return [place.tier for row in facility.classes for place in row.places]


FALLBACK_NAMES = {
    "care_home": "养老院",
    "town_care_centre": "养老服务中心",
    "community_care_station": "养老服务站",
    "village_mutual_aid_point": "互助养老点",
    "canteen": "社区食堂",
    "childcare_centre": "托育中心",
    "kindergarten_nursery_class": "幼儿园托班",
}
CLASS_WORDS = {"infant": "乳儿", "toddler": "托小", "older_toddler": "托大", "mixed": "混龄"}
CREDENTIALS_OF: dict[str, tuple[tuple[str, int | None], ...]] = {
    "carer": (("elder_care_worker", None), ("health_certificate", 1)),
    "nurse": (("nurse_licence", 5), ("health_certificate", 1)),
    "doctor": (("doctor_licence", None),),
    "social_worker": (("social_worker", 3),),
    "rehabilitation_therapist": (("rehabilitation_therapist", None),),
    "childcare_worker": (("childcare_worker", None), ("health_certificate", 1)),
    "health_keeper": (("child_health_keeper", 3), ("health_certificate", 1)),
    "cook": (("health_certificate", 1),),
    "guard": (("guard", None),),
    "director": (("health_certificate", 1),),
}
"""Job → credentials with the years for which they hold; None never runs out."""
