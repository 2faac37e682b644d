"""Every page of the built district, as each role finds it from its own menu: axe, width, language, policy."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser import axe
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]

ROLES = ("department_officer", "system_administrator", "auditor", "provider_director")
PUBLIC = ("/", "/find/", "/progress/", "/grades/", "/accounts/login/")
FOUND = {
    "office",
    "plans/indicators",
    "people/residents",
    "people/residents/#",
    "providers/facilities",
    "office/accounts",
    "office/audit",
}
"""Kinds of pages that every walk must have come by; otherwise it saw nothing and proves nothing."""
MOST_PAGES = 200
"""A walk that finds more kinds of pages than this is lost."""
# The components have their own test; files are no pages; switches lead back.
NOT_WALKED = ("/components/", "format=", "/language/", "/density/", "/files/", "#")

DENSITIES = ("staff", "public", "elder")

_LINKS = """() => [...document.querySelectorAll(".nav a, .tabs a, a.row-link, a.figure, .map-town, .menu a:not([download])")]
  .map(link => link.getAttribute("href"))"""


def signed_in(served: ServedDistrict, role: str) -> list[dict[str, Any]]:
    """The cookies of a browser in which somebody of `role` is signed in."""
    header = served.signed_in(served.sign_in_links({role: 1})[role][0])
    pairs = (part.split("=", 1) for part in header.split("; "))
    return [{"name": name, "value": value, "url": served.url} for name, value in pairs]


def kind_of(path: str) -> str:
    """The path with its ids taken out: one page of each kind is enough."""
    parts = urlsplit(path).path.strip("/").split("/")
    if parts[0] == "figures":
        return "figures/" + parts[1].split(":")[0]
    return "/".join("#" if any(letter.isdigit() for letter in part) else part for part in parts)


def one_density(path: str) -> tuple[str, ...]:
    """A density for a kind of page, always the same one: together the kinds are seen in all three."""
    return (DENSITIES[zlib.crc32(kind_of(path).encode()) % len(DENSITIES)],)


def faults_of(page: Any, *, english: bool, densities: Sequence[str]) -> list[str]:
    """What is wrong with the page that is open, in each of `densities`."""
    found = [f"policy: {one}" for one in axe.refused_by_policy(page)]
    for density in densities:
        page.evaluate("density => { document.documentElement.dataset.density = density }", density)
        page.wait_for_timeout(60)  # tables say after the next frame that they are wider than their box
        found += [f"{density}: too wide: {one}" for one in axe.wider_than_window(page)]
        if not english:
            found += [f"{density}: {one}" for one in axe.axe_findings(page)]
    if english:
        found += [f"not English: {one}" for one in axe.untranslated(page)]
    return found


def walk(
    open_page: Callable[..., Any],
    url: str,
    starts: list[str],
    kinds: set[str],
    densities: Callable[[str], Sequence[str]] = lambda path: DENSITIES,
    **options: Any,
) -> dict[str, list[str]]:
    """
    Faults by path, over the pages that can be reached from `starts` by menus, tabs, rows, figures and maps.

    kinds      the kinds of pages that were looked at already; those that are looked at now are added
    densities  in which a path is looked at
    """
    waiting, seen, faults = list(starts), set(), {}
    page = open_page(url + starts[0], **options)
    while waiting:
        path = waiting.pop(0)
        known = kind_of(path) in kinds and path not in starts  # each reader's first page has a menu of its own
        if known or path in seen or any(part in path for part in NOT_WALKED):
            continue
        seen.add(path)
        kinds.add(kind_of(path))
        assert len(kinds) <= MOST_PAGES, sorted(kinds)
        answer = page.goto(url + path)
        if answer.status != 200:
            faults[path] = [f"answered {answer.status}"]
            continue
        waiting += [href for href in page.evaluate(_LINKS) if href and href.startswith("/")]
        if found := faults_of(page, english=options.get("language") == "en", densities=densities(path)):
            faults[path] = found
    return faults


def faults_for_everybody(
    served: ServedDistrict, open_page: Callable[..., Any], **options: Any
) -> tuple[dict[str, list[str]], set[str]]:
    """Faults by role and path, and the kinds of pages that were looked at: each once, by the first role that finds it."""
    kinds: set[str] = set()
    faults = {}
    for role in ROLES:
        cookies = signed_in(served, role)
        for path, found in walk(open_page, served.url, ["/office/"], kinds, cookies=cookies, **options).items():
            faults[f"{role} {path}"] = found
    return faults, kinds


@pytest.mark.parametrize(
    "densities",
    [
        pytest.param(one_density, id="in one density"),
        pytest.param(lambda path: DENSITIES, id="in three densities", marks=pytest.mark.full),
    ],
)
def test_each_page_of_an_office_is_accessible(
    served_district: ServedDistrict, open_page: Callable[..., Any], densities: Callable[[str], Sequence[str]]
) -> None:
    faults, kinds = faults_for_everybody(served_district, open_page, densities=densities)
    assert faults == {}
    assert kinds >= FOUND


def test_each_page_of_an_office_is_in_english_and_fits_a_narrow_phone(
    served_district: ServedDistrict, open_page: Callable[..., Any]
) -> None:
    faults, kinds = faults_for_everybody(served_district, open_page, language="en", viewport=axe.NARROW)
    assert faults == {}
    assert kinds >= FOUND


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_each_public_page_is_accessible_fits_a_phone_and_speaks_its_language(
    served_district: ServedDistrict, open_page: Callable[..., Any], language: str
) -> None:
    options = {"language": language, "viewport": axe.NARROW}
    assert walk(open_page, served_district.url, list(PUBLIC), set(), **options) == {}
