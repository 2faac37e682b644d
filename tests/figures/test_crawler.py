"""Every number that the district's pages state can be followed to its formula, its rows and its clause."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from laoyou.core.figures import url_of
from laoyou.core.lists.query import CAP
from laoyou.core.models import Account
from tests.figures.pages import Allowed, Element, Shown, allowed, figures, main_of, parse, unmarked

WITHOUT_CLAUSE = {
    "facilities",
    "facility",
    "beds",
    "places",
    "staff",
    "providers",
    "residents",
    "people",
    "indicators",
    "ledger",
    "birthmonth",
    "startpeople",
    "placesuse",
}
"""What a register counts under any condition, or states of one facility: no document asks for it, so it has no clause."""

FACILITIES = 8
"""How many facilities are looked at: of each kind the list begins with, enough to meet beds, places and neither."""


class Crawler:
    """Opens pages as one reader, and remembers what it has seen."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.pages: dict[str, Element] = {}
        self.problems: list[str] = []

    def open(self, url: str) -> Element | None:
        """The page at `url`; None, with a problem noted, where it does not answer."""
        url = url.partition("#")[0]
        if url not in self.pages:
            response = self.client.get(url)
            if response.status_code != 200:
                self.problems.append(f"{url} answers {response.status_code}")
                return None
            self.pages[url] = parse(response.content.decode())
        return self.pages[url]

    def follow(self, shown: Shown, from_url: str) -> None:
        """Follow one figure: its page says the same value, how it was formed, from which rows, and which clause asks."""
        page = self.open(url_of(shown.ref))
        if page is None:
            self.problems.append(f"{from_url} shows {shown.ref}, which leads nowhere")
            return
        main = main_of(page)
        [body] = [one for one in main.all() if "data-figure-page" in one.attributes]
        values = [one.text().strip() for one in body.all() if one.matches(".figure-big")]
        own = [re.split(r"[^\d,.–-]", value, maxsplit=1)[0] for value in values]
        if shown.value is not None and shown.value not in own:
            self.problems.append(f"{from_url} shows {shown.ref} as {shown.value}, its page as {own}")
        formula = [one.text().strip() for one in body.all() if "data-formula" in one.attributes]
        if not formula or not formula[0] or formula[0] == "未说明":
            self.problems.append(f"{shown.ref} has no formula")
        self._follow_rows(shown, body)
        self._find_clause(shown, body)

    def _follow_rows(self, shown: Shown, body: Element) -> None:
        links = [one for one in body.all() if "data-rows" in one.attributes]
        terms = {one.ref for one in figures_in(body)} - {shown.ref}
        if not links:
            if not terms and shown.value not in (None, "–") and not self._is_stated(body):
                self.problems.append(f"{shown.ref} has neither rows nor terms")
            return
        link = links[0]
        count = link.attributes["data-rows"]
        rows = self.open(link.attributes["href"])
        if rows is None or not count:
            return
        if shown.value is not None and not terms and number(shown.value) != int(count):
            self.problems.append(f"{shown.ref} is {shown.value} and stands for {count} rows")
        said = [one.text() for one in main_of(rows).all() if one.matches(".head-count")]
        expected = f"{CAP:,}+" if int(count) > CAP else f"{int(count):,}"
        if not any(re.search(rf"(?<![\d,]){re.escape(expected)}", words) for words in said):
            self.problems.append(f"{shown.ref} stands for {count} rows, its list says {said}")

    @staticmethod
    def _is_stated(body: Element) -> bool:
        """Whether a document or a department states the number itself: then there is nothing below it but the clause."""
        return any("data-clause" in one.attributes for one in body.all())

    def _find_clause(self, shown: Shown, body: Element) -> None:
        if shown.ref.partition(":")[0] in WITHOUT_CLAUSE:
            return
        if not any("data-clause" in one.attributes and one.text().strip() for one in body.all()):
            self.problems.append(f"{shown.ref} names no clause")


def figures_in(body: Element) -> set[Shown]:
    wrapped = Element("root", {}, None)
    wrapped.children.append(Element("main", {}, wrapped, [body]))
    return figures(wrapped)


def number(shown: str) -> float:
    return float(shown.replace(",", ""))


@pytest.fixture
def crawler(district: Path, settings: Any) -> Crawler:
    """The planner of the built district."""
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False  # the demonstration asks for none
    account = Account.objects.filter(grants__role="planner", is_active=True).first()
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Crawler(client)


@pytest.fixture
def list_of() -> Allowed:
    return allowed()


def rows_of(page: Element, path: str) -> list[str]:
    """The addresses below `path` that the rows of a list lead to."""
    links = [one.attributes.get("href", "") for one in main_of(page).all() if one.tag == "a"]
    return list(dict.fromkeys(link for link in links if re.fullmatch(rf"{path}[^/?]+/", link)))


PLANNING = (
    "/planning/projection/",
    "/planning/demand/",
    "/planning/demand/?measure=nursing_beds&of=census-self-care.3",
    "/planning/demand/?measure=home_care_beds",
    "/planning/demand/?measure=places&reading=filed",
    "/planning/demand/?measure=meals",
    "/planning/demand/?measure=carers",
    "/planning/births/",
    "/planning/standards/",
    "/planning/standards/?standard=land",
    "/planning/standards/?whose=510100-chengdu&standard=day-care",
    "/planning/forecasts/",
    "/planning/what-if/?kind=care_home&group=60&mode=drive&within=15",
)


def starts(crawler: Crawler) -> list[str]:
    """The home page, every indicator and some facilities."""
    indicators = crawler.open("/plans/indicators/")
    facilities = crawler.open("/providers/facilities/")
    assert indicators is not None
    assert facilities is not None
    found = rows_of(facilities, "/providers/facilities/")
    assert found, "the list of facilities leads to no facility"
    listed = crawler.open("/plans/index/")
    assert listed is not None
    evaluations = rows_of(listed, "/plans/index/")
    assert evaluations, "the index was never evaluated"
    index = [*evaluations, *(f"{evaluations[0]}towns/500118{town:03d}/" for town in (1, 5))]
    ledger = [f"/plans/{name}/" for name in ("board", "timeline", "contributions", "towns", "targets")]
    step = max(len(found) // FACILITIES, 1)
    return [
        "/office/",
        "/plans/indicators/",
        *rows_of(indicators, "/plans/indicators/"),
        *found[::step][:FACILITIES],
        *ledger,
        *PLANNING,
        *index,
        "/plans/carry-over/yc-2025/",
    ]


def test_every_number_on_the_pages_of_the_district_is_a_figure(crawler: Crawler, list_of: Allowed) -> None:
    found = {}
    for url in starts(crawler):
        page = crawler.open(url)
        if page is not None and (numbers := unmarked(page, list_of)):
            found[url] = numbers[:5]
    assert not crawler.problems
    assert not found, "\n".join(f"{url}: {'; '.join(numbers)}" for url, numbers in found.items())


TOWN = re.compile(r"/(\d{9})(?:/|$)")
YEAR = re.compile(r"/(20\d\d)$")
PARTED = re.compile(rf"{TOWN.pattern}|{YEAR.pattern}")
"""References that name a town or a year as a step of their path: `need:beds/norm/7/500118001/2031`."""


def wanted(ref: str, every_town: bool) -> bool:
    """Whether to follow a figure: all of the district's, and those of some towns and years, unless every town is asked for."""
    _rest, at, area = ref.partition("@")
    if every_town or (not at and not PARTED.search(ref)):
        return True
    town, year = TOWN.search(ref), YEAR.search(ref)
    if at and len(area) == 9:
        return int(area[-3:]) % 4 == 1
    return (town is None or int(town[1][-3:]) % 8 == 1) and (year is None or int(year[1]) % 5 == 1)


def test_every_figure_leads_to_its_formula_its_rows_and_its_clause(crawler: Crawler, pytestconfig: Any) -> None:
    every_town = bool(pytestconfig.getoption("--full"))
    seen: set[Shown] = set()
    for url in starts(crawler):
        page = crawler.open(url)
        found = sorted(figures(page) if page else (), key=lambda one: (one.ref, one.value or ""))
        # The planning pages say the same of every town, year and age: every day one figure in five is followed.
        for shown in found if every_town or url not in PLANNING else found[::5]:
            if shown not in seen and wanted(shown.ref, every_town):
                seen.add(shown)
                crawler.follow(shown, url)
    # What a figure is made of is a figure too: one step further, terms are followed like any other.
    for url in [url for url in crawler.pages if url.startswith("/figures/")]:
        for shown in figures(crawler.pages[url]) - seen:
            known = {one.ref for one in seen}
            if shown.value is not None and shown.ref not in known and wanted(shown.ref, every_town):
                seen.add(shown)
                crawler.follow(shown, url)
    assert len(seen) > 100
    assert any(one.ref.startswith("numerator:") for one in seen)
    assert not crawler.problems, "\n".join(crawler.problems[:20])


@pytest.mark.parametrize("table", ["yc-table-1-1", "yc-table-1-3"])
def test_every_seventh_cell_of_a_published_table_leads_back_to_it(crawler: Crawler, table: str) -> None:
    url = f"/plans/tables/{table}/"
    page = crawler.open(url)
    assert page is not None
    cells = sorted(figures(page), key=lambda one: (one.ref, one.value or ""))
    assert len(cells) > 100
    for shown in cells[::7]:
        crawler.follow(shown, url)
    assert not crawler.problems, "\n".join(crawler.problems[:20])


def test_every_number_of_a_circular_is_a_figure_that_leads_back_to_its_snapshot(
    crawler: Crawler, list_of: Allowed
) -> None:
    circulars = crawler.open("/plans/circulars/")
    assert circulars is not None
    kinds = [url for url in rows_of(circulars, "/plans/circulars/") if url.rstrip("/")[-1].isdigit()]
    assert len(kinds) >= 4
    for url in kinds:
        page = crawler.open(url)
        assert page is not None
        assert not unmarked(page, list_of), url
        found = sorted(figures(page), key=lambda one: (one.ref, one.value or ""))
        assert len(found) > 50
        for shown in found[::11]:
            crawler.follow(shown, url)
    assert not crawler.problems, "\n".join(crawler.problems[:20])


PLANTED: dict[str, Any] = {
    "<main><p>共有 4,641 张床位</p></main>": 1,
    "<main><p>截至2026年10月31日</p></main>": 0,
    "<main><a data-figure='beds:all'><span class='figure-value'>4,641</span></a></main>": 0,
    "<main><h1 data-printed>表1-1</h1><p>占比 40.3%</p></main>": 1,
}


@pytest.mark.parametrize(("html", "found"), PLANTED.items())
def test_the_crawler_sees_a_number_that_is_not_marked(html: str, found: int, list_of: Allowed) -> None:
    assert len(unmarked(parse(html), list_of)) == found
