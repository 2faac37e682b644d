"""Areas as lists write them: with and without the names above them, with and without 街道, 镇 or 社区, or as a code."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches

from laoyou.base.errors import DomainError
from laoyou.core.models import Area, AreaCode

_SUFFIX = re.compile(r"(社区居民委员会|居民委员会|村民委员会|社区居委会|居委会|村委会|街道办事处|街道|社区|镇|乡|村)$")
_OFFICE = re.compile(r"(办事处|人民政府|政府)$")
_SIGNS = re.compile(r"[\s\u3000·()（）\-—_/,，、]+")
CLOSE = 0.5
"""How alike two names must be for one to be proposed for the other (difflib's ratio)."""


def bare(name: str) -> str:
    """A name without the word for what it is: '中山路街道' → '中山路'; a name of two letters stays whole."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@dataclass(frozen=True, slots=True)
class Found:
    """An area for what was written, or the refusal and the proposal."""

    area_id: str | None = None
    error: DomainError | None = None
    column: str = "town"
    proposal: str = ""


@dataclass
class AreaIndex:
    """The towns and communities that are valid today, to be found by what lists call them."""

    names: dict[str, str]
    towns: dict[str, list[str]]
    communities: dict[str, list[str]]
    codes: dict[str, str]
    above: tuple[str, ...]
    _cache: dict[tuple[str, str], Found] = field(default_factory=dict)

    @classmethod
    def load(cls) -> AreaIndex:
        """All towns and communities of the installation."""
        names: dict[str, str] = {}
        towns: dict[str, list[str]] = defaultdict(list)
        communities: dict[str, list[str]] = defaultdict(list)
        above = []
        for pk, level, name in Area.objects.filter(valid_to__isnull=True).values_list("id", "level", "name"):
            names[pk] = name
            if level in (Area.Level.PROVINCE, Area.Level.CITY, Area.Level.DISTRICT):
                above.append(name)
            elif level in (Area.Level.TOWN, Area.Level.COMMUNITY):
                table = towns if level == Area.Level.TOWN else communities
                for word in {name, bare(name)}:
                    table[word].append(pk)
        codes = dict(AreaCode.objects.filter(valid_to__isnull=True).values_list("code", "area_id"))
        return cls(names, dict(towns), dict(communities), codes, tuple(sorted(above, key=len, reverse=True)))

    def find(self, town: str, community: str) -> Found:
        """The area that two cells mean, either of which may be empty; an area of neither is no error."""
        key = (town, community)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > 50_000:
                self._cache.clear()
            found = self._cache[key] = self._find(_SIGNS.sub("", town), _SIGNS.sub("", community))
        return found

    def _find(self, town: str, community: str) -> Found:
        if not town and not community:
            return Found()
        for text in (community, town):
            if text in self.codes:
                return Found(self.codes[text])
        town, community = self._without_above(town), self._without_above(community)
        town_id, rest = self._town(town) if town else ("", "")
        if town and not town_id:
            # A whole address in one cell may name the community alone.
            only = self.communities.get(town) or self.communities.get(bare(town)) or []
            if len(only) == 1 and not community:
                return Found(only[0])
            return self._unknown("town", town, self.towns, "")
        if not community and rest:
            community = rest
        if not community:
            return Found(town_id or None)
        if not town_id:
            town_id, rest = self._town(community)
            community = rest if town_id else community
            if town_id and not community:
                return Found(town_id)
        choices = [one for one in self._communities(community) if one.startswith(town_id)]
        if len(choices) == 1:
            return Found(choices[0])
        if choices:
            return Found(None, DomainError("core.import_area_ambiguous", name=community), "town")
        return self._unknown("community", community, self.communities, town_id)

    def _communities(self, word: str) -> list[str]:
        return self.communities.get(word) or self.communities.get(bare(word)) or []

    def _without_above(self, text: str) -> str:
        for name in self.above:
            if len(text) > len(name) and text.startswith(name):
                return self._without_above(text[len(name) :])
        return text

    def _town(self, text: str) -> tuple[str, str]:
        """(id of the town that `text` names or begins with, what follows)."""
        text = _OFFICE.sub("", text)
        for word in (text, bare(text)):
            if len(self.towns.get(word, ())) == 1:
                return self.towns[word][0], ""
        # Two letters at least must follow, or the name of a town would be taken out of a longer one.
        for length in range(len(text) - 2, 1, -1):
            if len(self.towns.get(text[:length], ())) == 1 and _SUFFIX.search(text[:length]):
                return self.towns[text[:length]][0], text[length:]
        return "", ""

    def _unknown(self, column: str, name: str, table: dict[str, list[str]], below: str) -> Found:
        whole = {self.names[pk] for ids in table.values() for pk in ids if pk.startswith(below)}
        close = get_close_matches(name, whole, 1, CLOSE)
        if not close:
            shorts = {bare(one): one for one in whole}
            close = [shorts[one] for one in get_close_matches(bare(name), list(shorts), 1, CLOSE)]
        return Found(None, DomainError("core.import_area_unknown", name=name), column, close[0] if close else "")

    def words(self, area_id: str | None) -> str:
        """An area as a list writes it: town and community."""
        if not area_id:
            return ""
        below = self.names.get(area_id, area_id) if len(area_id) > 9 else ""
        return self.names.get(area_id[:9], area_id[:9]) + below
