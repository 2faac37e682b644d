"""Every address is described, and every view says for whom it is."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path

from laoyou.core import permissions
from laoyou.core.views import Page
from tests.scope.samples import SAMPLES, Address, addresses

SOURCES = Path(__file__).resolve().parents[2] / "src" / "laoyou"
LISTED = Path(__file__).with_name("unscoped.toml")


def silent(found: list[Address]) -> list[str]:
    """The views that say neither that they are public nor which permission they ask."""
    wrong = []
    for one in found:
        page = one.page
        if one.is_sign_in:
            continue
        known = page is not None and issubclass(page, Page)
        if not known or not (page.public or page.permission):
            wrong.append(one.name)
        elif not page.public:
            permissions.get(page.permission)
            if page.post_permission:
                permissions.get(page.post_permission)
    return wrong


def test_every_address_says_how_to_make_its_arguments() -> None:
    named = {one.name for one in addresses() if not one.is_sign_in}
    assert named - SAMPLES.keys() == set(), "say in tests/scope/samples.py how to ask for them"
    assert SAMPLES.keys() - named == set(), "these are gone: take them out of tests/scope/samples.py"


def test_every_view_is_public_or_asks_a_permission() -> None:
    assert silent(list(addresses())) == []


def test_a_view_that_says_nothing_is_found() -> None:
    class Silent(Page):
        pass

    class Asks(Page):
        permission = "core.see_home"

    def function(request: object) -> HttpResponse:
        return HttpResponse()

    patterns = [
        path("a", Silent.as_view(), name="silent"),
        path("b", Asks.as_view(), name="asks"),
        path("c", function, name="bare"),
    ]
    assert silent([Address(str(one.name), one.callback, ()) for one in patterns]) == ["silent", "bare"]


def uses_of_unscoped() -> Counter[str]:
    """'room/module.py: model' → how often that module reads that model without a scope."""
    found: Counter[str] = Counter()
    for file in sorted(SOURCES.rglob("*.py")):
        if "tests" in file.relative_to(SOURCES).parts or file == SOURCES / "core" / "scope.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unscoped":
                owner = ast.unparse(node.func.value).removesuffix(".objects")
                found[f"{file.relative_to(SOURCES)}: {owner}"] += 1
    return found


def listed() -> tuple[Counter[str], dict[str, str]]:
    """(use → how often it is allowed, use → why), as unscoped.toml has them."""
    entries = tomllib.loads(LISTED.read_text("utf-8"))["use"]
    return Counter({one["where"]: one["times"] for one in entries}), {one["where"]: one["why"] for one in entries}


def test_every_reading_without_a_scope_is_listed_with_its_reason() -> None:
    allowed, _why = listed()
    found = uses_of_unscoped()
    assert found - allowed == Counter(), "read with .scoped(…), or say in tests/scope/unscoped.toml why not"
    assert allowed - found == Counter(), "these are gone: take them out of tests/scope/unscoped.toml"


def test_every_reason_says_what_guards_the_rows_instead() -> None:
    _allowed, why = listed()
    assert [where for where, reason in why.items() if len(reason.split()) < 4] == []


@pytest.mark.parametrize("code", ["Facility.objects.unscoped('x')", "rows(model.objects.unscoped(WHY).filter(a=1))"])
def test_a_reading_without_a_scope_is_found_wherever_it_stands(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "queries.py").write_text(code)
    monkeypatch.setattr(f"{__name__}.SOURCES", tmp_path)
    assert sum(uses_of_unscoped().values()) == 1
