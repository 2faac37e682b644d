"""
How names read, and how they are searched.

Pinyin is made character by character, surname first from an own table (曾 is Zeng here, 单 is Shan, 解 is Xie), so that
the reading of the first characters is the beginning of the reading of the whole: prefix searches rest on that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from laoyou.base import pinyin

SURNAME_READINGS: Final = {
    "曾": "zeng", "仇": "qiu", "解": "xie", "单": "shan", "查": "zha", "任": "ren", "华": "hua", "朴": "piao", "区": "ou",
    "盖": "ge", "翟": "zhai", "覃": "qin", "缪": "miao", "乐": "yue", "折": "she", "繁": "po", "逄": "pang", "员": "yun",
    "祭": "zhai", "黑": "he", "重": "chong", "尉": "wei", "冼": "xian", "洗": "xian", "葛": "ge", "种": "chong", "秘": "bi",
    "谌": "chen", "佴": "nai", "那": "na", "能": "nai", "粘": "nian", "番": "pan", "宿": "su", "沈": "shen", "召": "shao",
    "石": "shi", "隗": "wei", "万": "wan", "燕": "yan", "应": "ying", "於": "yu", "牟": "mu", "瞿": "qu", "盛": "sheng",
    "车": "che", "柏": "bai", "曲": "qu", "贾": "jia", "俞": "yu", "阙": "que", "卜": "bu", "薄": "bo", "都": "du",
    "哈": "ha", "纪": "ji", "令": "ling", "宁": "ning", "强": "qiang", "少": "shao", "撒": "sa", "舍": "she", "适": "kuo",
    "眭": "sui", "缴": "jiao", "晟": "cheng", "句": "gou", "乜": "nie", "么": "yao", "幺": "yao", "禚": "zhuo", "仉": "zhang",
    "郗": "xi", "郇": "xun", "昝": "zan", "詹": "zhan", "长": "chang", "中": "zhong", "訾": "zi", "钭": "tou", "吕": "lv",
}  # fmt: skip
COMPOUND_SURNAMES: Final = {
    "欧阳": "ou yang", "上官": "shang guan", "司马": "si ma", "诸葛": "zhu ge", "皇甫": "huang fu", "尉迟": "yu chi",
    "公孙": "gong sun", "慕容": "mu rong", "令狐": "ling hu", "长孙": "zhang sun", "宇文": "yu wen", "司徒": "si tu",
    "夏侯": "xia hou", "东方": "dong fang", "独孤": "du gu", "南宫": "nan gong", "万俟": "mo qi", "单于": "chan yu",
    "澹台": "tan tai", "公冶": "gong ye", "宗政": "zong zheng", "濮阳": "pu yang", "淳于": "chun yu", "太叔": "tai shu",
    "申屠": "shen tu", "轩辕": "xuan yuan", "钟离": "zhong li", "闾丘": "lv qiu", "鲜于": "xian yu", "端木": "duan mu",
    "百里": "bai li", "西门": "xi men", "呼延": "hu yan", "司空": "si kong", "拓跋": "tuo ba", "赫连": "he lian",
}  # fmt: skip

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A name as it is sorted and searched: 'ouyangnana', 'nana', 'oynn'."""

    pinyin: str
    given_pinyin: str
    initials: str


def clean_name(text: str) -> str:
    """A name as it is stored: normal form, single spaces, the middle dot of long names as '·'."""
    text = unicodedata.normalize("NFKC", text).strip()
    return (
        re.sub(r"\s*[·•‧∙・.]\s*", "·", re.sub(r"\s+", " ", text)) if _HAN.search(text) else re.sub(r"\s+", " ", text)
    )


def surname_of(name: str) -> str:
    """The surname of a Chinese name: two characters where they are a known compound surname, else one."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


@lru_cache(maxsize=30_000)
def _character(character: str) -> str:
    """The commonest reading of one character in names; letters stand for themselves; signs for nothing."""
    if not _HAN.match(character):
        plain = unicodedata.normalize("NFKD", character).casefold()
        return "".join(c for c in plain if c.isascii() and c.isalnum())
    return pinyin.syllable(character)


@lru_cache(maxsize=100_000)
def syllables(name: str) -> tuple[tuple[str, ...], int]:
    """The syllables of `name`, and how many of them are the surname."""
    if not name or not _HAN.match(name):
        words = [word for word in ("".join(_character(c) for c in part) for part in re.split(r"[\s·-]+", name)) if word]
        return tuple(words), min(1, len(words))
    surname = surname_of(name)
    if len(surname) == 2:
        first = COMPOUND_SURNAMES[surname].split()
    else:
        first = [SURNAME_READINGS.get(surname) or _character(surname)]
    rest = [syllable for character in name[len(surname) :] if (syllable := _character(character))]
    return (*first, *rest), len(first)


def read(name: str) -> Reading:
    """How `name` reads; the given part of a name of one word is empty."""
    parts, surname = syllables(name)
    return Reading("".join(parts), "".join(parts[surname:]), "".join(part[0] for part in parts))


class Looks(Enum):
    """What somebody typed into the search."""

    NOTHING = "nothing"
    NUMBER = "number"
    HAN = "han"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search as understood: what it looks like and its normal form."""

    looks: Looks
    text: str


_NUMBER = re.compile(r"^[\d\s-]{6,}[\dXx]?$|^[A-Za-z]\d{8,}$")


def understand(text: str) -> Wanted:
    """
    What a search text means: a whole number (ID, phone), Chinese characters, or pinyin in any spelling.

    'Wáng Xiǎo-míng', 'WANGXIAOMING' and 'wang xiao ming' are the same; 'lü', 'lv' and 'lyu' too.
    """
    text = clean_name(text)
    if not text:
        return Wanted(Looks.NOTHING, "")
    if _NUMBER.match(text):
        return Wanted(Looks.NUMBER, text)
    if _HAN.search(text):
        return Wanted(Looks.HAN, text.replace(" ", ""))
    plain = unicodedata.normalize("NFD", text.casefold()).replace("u\u0308", "v")
    letters = "".join(_LETTERS.findall(unicodedata.normalize("NFKD", plain))).replace("lyu", "lv").replace("nyu", "nv")
    return Wanted(Looks.LETTERS, letters) if letters else Wanted(Looks.NOTHING, "")


def surname_starts(han: str) -> tuple[str, ...]:
    """
    The pinyin with which names that begin with the characters `han` may begin.

    Usually one. A single character may be the first of a compound surname that reads otherwise: 尉 is Wei, 尉迟 is Yuchi.
    """
    starts = {"".join(syllables(han)[0])}
    if len(han) == 1:
        starts |= {reading.replace(" ", "") for surname, reading in COMPOUND_SURNAMES.items() if surname[0] == han}
    elif len(han) == 2 and han in COMPOUND_SURNAMES:
        starts = {COMPOUND_SURNAMES[han].replace(" ", ""), read(han).pinyin}
    return tuple(sorted(starts))


def after(prefix: str) -> str:
    """The first text after all that begin with `prefix`, for a half-open range; prefixes of a–z or Han only."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
