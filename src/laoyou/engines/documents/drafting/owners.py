"""Who is named to do a thing: every way in which documents name lead, responsible and supporting units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from laoyou.engines.documents.drafting.model import Owners

Role = Literal["lead", "responsible", "supporting"]

_NOUN: Final = r"(?:单位|部门|机构|领导|处室|科室)"
_PREFIX: Final = re.compile(
    rf"(?P<lead>(?:牵头|主办|主责|主要责任){_NOUN}|牵头)[：:]"
    rf"|(?P<responsible>(?:责任|负责|承办|实施|组织实施|落实){_NOUN}|责任主体|责任)[：:]"
    rf"|(?P<supporting>(?:配合|参与|协办|协同|协作|协助){_NOUN}|配合|参与)[：:]"
)
_SUFFIX: Final = re.compile(
    r"(?P<lead>(?:共同|分别|联合)?(?:牵头负责|牵头))"
    r"|(?P<responsible>(?:等)?(?:部门)?(?:按(?:照)?(?:各自)?职(?:责|能)分工(?:负责|落实|抓好落实)?|(?:分别|共同|按职责)?负责(?:落实)?|组织实施))"
    r"|(?P<supporting>(?:等)?(?:按职责分工)?(?:参与|配合|协同|协助|协办)(?:落实)?)$"
)
_ENDING: Final = re.compile(
    r"(?:局|委|办|部|院|中心|政府|街道|镇街|乡镇|管委会|办事处|支队|大队|公司|联|会|组|行|校|署|区委|集团|站|所|处|单位|部门|机构|法院|检察院|企业|团委)$|^团[市区县省]委$|^各.{1,12}$|^相关.{1,12}$|^有关.{1,12}$"
)
_STUCK: Final = re.compile(
    r"(?<=[局委办院司心处行])(?=[区市县省](?:[\u4e00-\u9fff]{1,10})(?:局|委|办|公司|中心|院|部|处|会|联|支队)(?:$|[区市县省]))"
)
_AT_END: Final = re.compile(r"(?P<open>[（\[【])(?P<inner>(?:[^（）\[\]【】]|（[^（）]*）)*)[）\]】]\s*[。]?\s*$")
_INLINE: Final = re.compile(
    r"(?:^|[。；，])(?P<names>(?:由)?(?:[区市县省][\u4e00-\u9fff]{1,9}(?:局|委|办|院|中心|政府|联|会)(?:、|和|会同)?){1,8})(?P<verb>分别牵头|牵头|负责|会同有关部门|加强|要(?=[\u4e00-\u9fff]))"
)
_BODY: Final = re.compile(
    r"(?:^|[。；])(?P<names>(?:各[区县市镇乡街道（）、]{1,12}?(?:人民政府|政府|办事处|管委会|街道)、?)+)(?P<verb>要|应|负责|承担|在党委领导下|落实)"
)


def owners_at_end(text: str) -> tuple[Owners, int] | None:
    """The units in the bracket that ends a text, and where the bracket begins; None where it names none."""
    match = _AT_END.search(text)
    if match is None:
        return None
    inner = match["inner"]
    if not (_PREFIX.search(inner) or _SUFFIX.search(inner)):
        names = split_names(inner)
        if match["open"] == "（" and not (len(names) >= 2 and all(_ENDING.search(name) for name in names)):
            return None
        return Owners(responsible=names, printed=match[0].strip()), match.start()
    owners = parse(inner)
    return (owners, match.start()) if owners else None


def parse(inner: str) -> Owners:
    """The units of a phrase such as “牵头单位：甲、乙，责任单位：丙” or “甲、乙牵头，丙、丁参与”."""
    found: dict[Role, list[str]] = {"lead": [], "responsible": [], "supporting": []}
    for role, names in _prefixed(inner):
        if role is not None:
            _spread(names, role, found)
        else:
            _spread(names, "responsible", found)
    return Owners(
        tuple(dict.fromkeys(found["lead"])),
        tuple(dict.fromkeys(found["responsible"])),
        tuple(dict.fromkeys(found["supporting"])),
        inner,
        by_duty=re.search(r"按(?:照)?(?:各自)?职(?:责|能)分工", inner) is not None,
    )


def _prefixed(inner: str) -> list[tuple[Role | None, str]]:
    """Parts headed by their role; the whole, without a role, where there is no heading."""
    marks = list(_PREFIX.finditer(inner))
    if not marks:
        return [(None, inner)]
    parts: list[tuple[Role | None, str]] = []
    if inner[: marks[0].start()].strip("，；、 "):
        parts.append((None, inner[: marks[0].start()]))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(inner)
        parts.append((_role(mark), inner[mark.end() : end]))
    return parts


def _role(match: re.Match[str]) -> Role:
    if match["lead"]:
        return "lead"
    return "responsible" if match["responsible"] else "supporting"


def _spread(names: str, role: Role, found: dict[Role, list[str]]) -> None:
    """Names to their roles; a verb behind them (牵头, 参与, 按职责分工负责) speaks for the names before it."""
    for piece in re.split(r"[，；;。]", names):
        rest = piece.strip()
        own: Role = role
        match = _SUFFIX.search(rest)
        while match is not None:
            own = _role(match) if role == "responsible" else role
            found[own] += split_names(rest[: match.start()])
            rest = rest[match.end() :]
            match = _SUFFIX.search(rest)
        found[role] += split_names(rest)


def split_names(text: str) -> tuple[str, ...]:
    """Names between 、, spaces and line ends, brackets kept together; names that a copy has run together are parted."""
    parts: list[str] = []
    depth, start = 0, 0
    for index, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if depth == 0 and char in "、，,；; \n/":
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    names: list[str] = []
    for part in parts:
        for name in re.split(r"(?:以及|及|和)(?=相关|各|有关|其他)", part):
            names += _STUCK.split(name)
    cleaned = (re.sub(r"^(?:由|以及|及|和|等)|等(?:部门|单位)?$", "", name.strip(" 。：:")) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if len(name) >= 2))


def owners_of_cells(cells: Sequence[tuple[str, str]]) -> Owners:
    """Units from the cells of a row whose headings say who does it: (heading, text)."""
    found: dict[Role, list[str]] = {"lead": [], "responsible": [], "supporting": []}
    printed: list[str] = []
    for heading, text in cells:
        if not text:
            continue
        role: Role
        if re.search(r"牵头|主办|主责", heading):
            role = "lead"
        elif re.search(r"配合|参与|协办|协同|协助", heading):
            role = "supporting"
        elif re.search(r"责任|负责|实施单位|承办|组织实施|主管", heading):
            role = "responsible"
        else:
            continue
        printed.append(text)
        if _PREFIX.search(text) or re.search(r"牵头|参与|配合", text):
            one = parse(text)
            found["lead"] += one.lead
            found["responsible"] += one.responsible
            found["supporting"] += one.supporting
        else:
            found[role] += split_names(text)
    lead, responsible, supporting = (tuple(dict.fromkeys(names)) for names in found.values())
    return Owners(lead, responsible, supporting, " ".join(printed))


def owners_in_text(text: str) -> tuple[Owners, str] | None:
    """Units named within a sentence as those who lead or do: “区发改委牵头成立……”; None where none is."""
    lead: list[str] = []
    responsible: list[str] = []
    printed: list[str] = []
    for pattern in (_INLINE, _BODY):
        for match in pattern.finditer(text):
            listed = re.sub(r"和(?=[区市县省各])|会同", "、", match["names"].removeprefix("由"))
            names = list(split_names(listed))
            names = [name for name in names if _ENDING.search(name)]
            (lead if "牵头" in match["verb"] else responsible).extend(names)
            printed.append(match[0].strip("。；，"))
    if not lead and not responsible:
        return None
    return Owners(tuple(dict.fromkeys(lead)), tuple(dict.fromkeys(responsible)), (), "；".join(printed)), printed[0]
