"""Reading a page as the crawler does: its elements, its figures, and the numbers that nobody marked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
LIST = Path(__file__).with_name("allowed_numbers.toml")


@dataclass
class Element:
    """An element with its attributes, its place in the page and the text directly in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def all(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    def above(self) -> Iterator[Element]:
        """This element and everything that holds it."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def matches(self, selector: str) -> bool:
        """`tag`, `.class`, `#id`, `[attribute]` or `[attribute=value]`."""
        if selector.startswith("."):
            return selector[1:] in self.attributes.get("class", "").split()
        if selector.startswith("#"):
            return self.attributes.get("id") == selector[1:]
        if selector.startswith("["):
            name, equals, value = selector[1:-1].partition("=")
            return name in self.attributes and (not equals or self.attributes[name] == value)
        return self.tag == selector


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("root", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        for element in self.open.above():
            if element.tag == tag and element.parent is not None:
                self.open = element.parent
                return

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def parse(html: str) -> Element:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(html)
    return builder.root


def main_of(page: Element) -> Element:
    """What the page says, without the frame around it."""
    return next(element for element in page.all() if element.tag == "main")


@dataclass(frozen=True)
class Allowed:
    """The short written list of numbers that need no mark: words in which they may stand, and parts of a page."""

    words: tuple[re.Pattern[str], ...]
    parts: tuple[str, ...]


def allowed() -> Allowed:
    """Read `allowed_numbers.toml`. Each entry has a reason, so that adding one is a decision that somebody can read."""
    entries = tomllib.loads(LIST.read_text("utf-8"))
    for entry in (*entries["words"], *entries["parts"]):
        if len(entry["reason"]) < 10:
            raise ValueError(f"{entry} has no reason")
    return Allowed(
        tuple(re.compile(entry["pattern"]) for entry in entries["words"]),
        tuple(entry["selector"] for entry in entries["parts"]),
    )


def unmarked(page: Element, list_of: Allowed) -> list[str]:
    """Every number on the page that is neither inside a figure nor on the list, with the words around it."""
    found = []
    for element in main_of(page).all():
        if any(above.matches(part) for above in element.above() for part in list_of.parts):
            continue
        if any("data-figure" in above.attributes for above in element.above()):
            continue
        text = " ".join(child for child in element.children if isinstance(child, str))
        for pattern in list_of.words:
            text = pattern.sub(" ", text)
        if NUMBER.search(text):
            place = " > ".join(f"{one.tag}.{one.attributes.get('class', '')}" for one in list(element.above())[:3])
            found.append(f"{' '.join(text.split())[:60]!r} in {place}")
    return found


@dataclass(frozen=True)
class Shown:
    """A figure as a page shows it: its reference, and its printed value (None inside a picture that prints no value)."""

    ref: str
    value: str | None


def figures(page: Element) -> set[Shown]:
    """Every marked figure of the page."""
    found = set()
    for element in main_of(page).all():
        if ref := element.attributes.get("data-figure"):
            values = [one.text().strip() for one in element.all() if one.matches(".figure-value")]
            found.add(Shown(ref, values[0] if values else None))
    return found
