"""Every page of the built district, as each role finds it from its own menu: axe, width, language, policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser import axe
from tests.needs import needs
from tools.serving import ServedDistrict

pytestmark = [pytest.mark.browser, needs("chromium", "axe", "vendor")]

ROLES = ("department_officer", "system_administrator", "auditor", "provider_director")
PUBLIC = ("/", "/find/", "/progress/", "/accounts/login/")
MOST_PAGES = 40
"""No role's menu with one page behind each list comes near this; a walk that does is lost."""

_LINKS = """() => [...document.querySelectorAll(".nav a, .tabs a, a.row-link, a.figure, .map-town, .menu a:not([download])")]
  .map(link => [link.getAttribute("href"), link.className])"""


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


def faults_of(page: Any, *, english: bool) -> list[str]:
    """What is wrong with the page that is open, in each density."""
    found = [f"policy: {one}" for one in axe.refused_by_policy(page)]
    for density in ("staff", "public", "elder"):
        page.evaluate("density => { document.documentElement.dataset.density = density }", density)
        found += [f"{density}: too wide: {one}" for one in axe.wider_than_window(page)]
        if not english:
            found += [f"{density}: {one}" for one in axe.axe_findings(page)]
    if english:
        found += [f"not English: {one}" for one in axe.untranslated(page)]
    return found


def walk(open_page: Callable[..., Any], url: str, starts: list[str], **options: Any) -> dict[str, list[str]]:
    """Faults by path, over the pages that can be reached from `starts` by menus, tabs, rows, figures and maps."""
    english = options.get("language") == "en"
    waiting, kinds, faults = list(starts), set(), {}
    context_page = open_page(url + starts[0], **options)
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in kinds or "format=" in path or "/language/" in path or "/density/" in path:
            continue
        kinds.add(kind_of(path))
        assert len(kinds) <= MOST_PAGES, sorted(kinds)
        answer = context_page.goto(url + path)
        context_page.wait_for_load_state("networkidle")
        if answer.status != 200:
            faults[path] = [f"answered {answer.status}"]
            continue
        waiting += [href for href, _style in context_page.evaluate(_LINKS) if href and href.startswith("/")]
        if found := faults_of(context_page, english=english):
            faults[path] = found
    assert len(kinds) >= len(starts)
    return faults


@pytest.mark.parametrize("role", ROLES)
def test_each_page_of_an_office_is_accessible_in_three_densities(
    served_district: ServedDistrict, open_page: Callable[..., Any], role: str
) -> None:
    cookies = signed_in(served_district, role)
    assert walk(open_page, served_district.url, ["/office/", "/components/"], cookies=cookies) == {}


@pytest.mark.parametrize("role", ROLES)
def test_each_page_of_an_office_is_in_english_and_fits_a_narrow_phone(
    served_district: ServedDistrict, open_page: Callable[..., Any], role: str
) -> None:
    cookies = signed_in(served_district, role)
    faults = walk(open_page, served_district.url, ["/office/"], cookies=cookies, language="en", viewport=axe.NARROW)
    assert faults == {}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_each_public_page_is_accessible_fits_a_phone_and_speaks_its_language(
    served_district: ServedDistrict, open_page: Callable[..., Any], language: str
) -> None:
    faults = walk(open_page, served_district.url, list(PUBLIC), language=language, viewport=axe.NARROW)
    assert faults == {}
