"""What the heads of a form probably mean: proposed to a person, who has the last word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from laoyou.core import district
from laoyou.core.forms_out import fillers
from laoyou.core.forms_out.fillers import TOWN_DIGITS, Word
from laoyou.core.forms_out.layout import Head, Layout
from laoyou.core.forms_out.terms import AREA, OF, canonical, together
from laoyou.core.imports.areas import AreaIndex
from laoyou.core.models import Area

NOTHING = "-"
"""The meaning of a head that a person said means nothing that the system knows."""

_SIGNS = re.compile(r"[\s\u3000*＊:：·。，,、;；/\\()（）\[\]【】<>《》“”\"'—_#＃]+")
_WHOLE = frozenset(
    {
        "合计",
        "总计",
        "全区",
        "全县",
        "全市",
        "全镇",
        "全街道",
        "本区",
        "本县",
        "本镇",
        "本街道",
        "小计",
        "总数",
        "数量",
        "数值",
        "本期",
        "本期数",
        "期末数",
        "区合计",
        "全辖区",
        "辖区合计",
    }
)
_ADDS_NOTHING = re.compile(
    r"其中|总数|数量|数|合计|总计|情况|年末|期末|本期|现有|共有|单位|[个家张人处名所的有]|截至|累计"
)
_SOMETHING_ELSE = re.compile(
    r"新增|新建|改造|同比|增长|增加|减少|比例|比重|占比|率|资金|金额|经费|补贴|投资|万元|元|计划|目标|任务|平均|人均|每千|每百|面积|备注|完成"
)
"""Words that make another quantity of a known one: what follows is not guessed."""


@dataclass(frozen=True)
class Proposal:
    """What a head seems to mean; not `sure` where words were left over that may change it."""

    terms: Mapping[str, str]
    sure: bool


def squeezed(text: str) -> str:
    """A head without signs and spaces, in ordinary width; what stands in brackets stays."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text))


def propose(layout: Layout, area_id: str) -> dict[str, dict[str, Proposal]]:
    """'row' and 'column' → label → what the head seems to mean. `area_id`: whose form it is; 全区 and 合计 mean that area."""
    words = sorted((word for one in fillers.all_fillers() for word in one.words()), key=lambda word: -len(word.text))
    areas = AreaIndex.load()
    return {
        axis: {head.label: read(head, words, areas, area_id) for head in layout.heads(axis)}
        for axis in ("row", "column")
    }


def read(head: Head, words: Sequence[Word], areas: AreaIndex, area_id: str) -> Proposal:
    """What a head seems to mean, from its widest part to its narrowest."""
    terms: dict[str, str] = {}
    sure = True
    for part in head.path:
        found, left = _part(part, words, areas, area_id)
        terms = _over(terms, found)
        sure = sure and not left
    return Proposal(terms, sure and bool(terms))


def _over(wide: Mapping[str, str], narrow: Mapping[str, str]) -> dict[str, str]:
    """The terms of a wider part under those of a narrower one; another quantity does away with the wider one's guess."""
    return {**wide, **narrow}


def _part(part: str, words: Sequence[Word], areas: AreaIndex, area_id: str) -> tuple[dict[str, str], str]:
    """(terms of one part of a head, what of it was not understood)."""
    text = squeezed(part)
    if text in _WHOLE or text == areas.names.get(area_id):
        return {AREA: area_id}, ""
    if len(text) <= 30 and len(area_id) >= TOWN_DIGITS:
        # In a town's form a name means the community of that town, also where another town has one of the same name.
        own = areas.find(areas.names.get(area_id[:TOWN_DIGITS], ""), text)
        if own.area_id is not None and own.area_id != area_id[:TOWN_DIGITS]:
            return {AREA: own.area_id}, ""
    place = areas.find(text, "") if len(text) <= 30 else None
    if place is not None and place.area_id is not None:
        return {AREA: place.area_id}, ""
    if _SOMETHING_ELSE.search(text):
        exact = next((word for word in words if word.text == text), None)
        return (dict(exact.terms), "") if exact else ({}, text)
    terms: dict[str, str] = {}
    for filler in fillers.all_fillers():
        for (start, end), found in filler.patterns(text):
            terms.update(found)
            text = text[:start] + "\x00" * (end - start) + text[end:]
    for word in words:
        if (word.alone and text.replace("\x00", "") != word.text) or word.text not in text:
            continue
        # What a longer word says is not unsaid by a shorter one.
        terms = {**word.terms, **terms}
        text = text.replace(word.text, "\x00" * len(word.text), 1)
    rest = _ADDS_NOTHING.sub("", text.replace("\x00", ""))
    return terms, rest


def say(terms: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Terms in the reader's words, as far as each filler has some: 'area name · 床位（口径：核定）'."""
    if not terms:
        return ""
    parts = [names.get(terms[AREA], terms[AREA])] if AREA in terms else []
    rest = {key: value for key, value in terms.items() if key != AREA}
    if rest:
        whole = together(rest)
        filler = fillers.filler_for(whole.get(OF, ""))
        if filler is None:
            filler = next((one for one in fillers.all_fillers() if one.say({**whole})), None)
        parts.append(filler.say(whole) if filler else canonical(rest))
    return " · ".join(parts)


def area_names() -> dict[str, str]:
    """Every area of the district that may head a row, by id, in the reader's language where it has one."""
    rows = Area.objects.filter(pk__startswith=district.area_id(), valid_to__isnull=True)
    return dict(rows.exclude(level=Area.Level.GRID).order_by("pk").values_list("pk", "name"))


def options(area_id: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a person may choose for a head: groups of (terms as text, words)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    below = Area.objects.filter(pk__startswith=area_id, valid_to__isnull=True).exclude(level=Area.Level.GRID)
    whole = below.filter(level__in=[Area.Level.DISTRICT, Area.Level.TOWN]) if len(area_id) < 9 else below
    groups[_("区域")] = [(f"{AREA}={pk}", name) for pk, name in whole.order_by("pk").values_list("pk", "name")]
    for filler in fillers.all_fillers():
        for meaning in filler.meanings():
            groups.setdefault(str(meaning.group), []).append((canonical(meaning.terms), str(meaning.title)))
    return list(groups.items())
