"""Every number with a unit that running text states: value, precision, wording, what is counted, and for when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from laoyou.engines.documents.checking import numerals, subjects
from laoyou.engines.documents.checking.passage import Passage
from laoyou.engines.documents.checking.subjects import Subject

UNITS = (
    "个百分点", "百分点", "平方公里", "平方米", "公顷", "亩", "元/年·人", "元/人·年", "元/人·月", "元/年", "元/月", "元/人", "元/床", "元/张", "元/个", "元", "公里",
    "千米", "米", "分钟", "小时", "个工作日", "工作日", "个月", "人次", "人天", "大类", "周岁", "岁", "人", "名", "位", "户", "张", "个", "家", "所", "处",
    "座", "间", "项", "条", "类", "种", "批", "次", "台", "套", "辆", "支", "只", "件", "份", "例", "门", "场", "期", "届", "级", "倍", "成", "%", "‰", "天",
    "日", "年", "月", "周", "m²", "㎡",
)  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?P<sign>(?<![\d）)a-zA-Z%‰岁])[-−])?(?P<number>{_NUMBER})(?:(?P<scale1>万亿|亿|万|千|百)?(?P<unit1>%|‰|{_UNIT})?(?P<range>-|—|~|至|到)(?P<upper>{_NUMBER}))?"
    rf"(?P<scale>万亿|千万|百万|十万|亿|万|千|百)?(?P<more>余|多)?(?P<scale2>万亿|亿|万)?(?P<unit>{_UNIT})?"
)
_CHINESE_NUMBER = re.compile(
    r"(?<![第周星期每“零一二两三四五六七八九十百千万])(?P<number>[两二三四五六七八九]?[十百][一二三四五六七八九]?|[两二三四五六七八九])(?P<more>余|多)?(?P<scale>万)?"
    r"(?P<unit>大类|个(?!五|百分)|家(?!庭|长|政|园)|所|处(?!理|置)|张|名(?!录|单)|户(?!籍)|项(?!目)|类|种(?!植)|位(?!一体|数)|座|间|人次|方面)"
)
_CHINESE_PERCENT = re.compile(r"(?P<of>百分之|千分之)(?P<number>[零一二三四五六七八九十百点两]+)")
_CHINESE_TENTHS = re.compile(
    r"(?<![一二两三四五六七八九十\d])(?P<number>[一二两三四五六七八九])成(?P<half>半)?(?![为效立员果熟本就长都一二三四五六七八九])"
)
_PARTED = re.compile(r"[一二两三四五六七八九]分之[一二两三四五六七八九]")
_MASKS = re.compile(
    r"[〔（【]\d{4}[〕）】]\d*(?:号|年第)?(?:\d+号)?|第?\d+号(?:令|文)?|第\d+[条章节号批届期次款项个名位]|附(?:件|表|录|图)\d+(?:-\d+)?|[表图]\d+(?:[-.—]\d+)*|"
    r"\d+(?:\+[\dA-Za-zN]+)+|\d+\+[一-龥]|(?<!\d)\d{3,4}-\d{7,8}(?!\d)|(?<![\d.])1[3-9]\d{9}(?!\d)|\d+G(?![a-z])|(?<![\d.])\d{8,}(?![\d.]*(?:[万亿]|人|元|个))|"
    r"(?:https?://|www\.)\S+|[A-Za-z][\w/.-]*\d[\w/.-]*|\d+×\d+|\d{1,2}[:：]\d{2}"
)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:年度?|(?=[-—~至](?:19|20)\d{2}年?))(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?(?P<edge>底|末|初)?"
    r"|(?<=[-—~至])(?P<year2>(?:19|20)\d{2})年?(?!\d)|(?<![\d.])\d{1,2}月(?:\d{1,2}日|底|末)|(?<=[（，。；、])(?P<year3>20\d{2})(?=[）：])"
)
_NOW = re.compile(r"目前|现有|现状|截至目前|当前|已建成|已有|现已")
_PLAN_PERIOD = re.compile(r"“?十[一二三四五六]五”?(?:时期|期间|末期?)?")
_AGE = re.compile(r"\d{1,3}(?:[-—~至到]\d{1,3})?(?:周岁|岁)(?:及以上|以上|及以下|以下|以内)?")
_DELIMITERS = "，。；：（）、！？\n"
_PREFIX = re.compile(
    r"^(?:[两二三四五六\d]年(?:累计|共|合计|间|内)?|共计|合计|总计|以来|累计|其中|以及|并且|并|且|同时|截至目前|目前|当前|截至|截止到|截止|到|至|从(?!业)|自|在|按照|按|测算|推算|规划期末|期末|对照|对标|较现状|比现状|较基期|占(?!地|比|用|道)|惠及|应有|应配|尚缺|还缺|尚需|还需|仍需|缺额|分年度为?|根据|结合|力争|确保|预计|预测|计划|规划(?=新)|拟(?!申)|将|要|可(?!再)|需|已|均|"
    r"现有|共有|已有|共|拥有|建有|设有|开设有?|有(?!意|照|集|需|效|条|能)|建成投用|建成|建设(?!工|补|面|用)|新建(?!城|居|住)|改建(?!项)|扩建|新创建|新增加?|净增|增加|增设|创建|提供|设置|设立|配置|配备|"
    r"配建|累计|完成|达到|达(?!标)|实现|开展|培育(?!机)|打造|引进|引入|发放|投入(?!使)|举办|组织(?!机)|评定|需求|涉及|选取(?:部分)?|预留|发展|形成|出台|制定|编制|覆盖(?!率)|"
    r"服务(?!中心|站|设施|机构|点|综合|人员|人次|床位|老年食堂|从业|指导|覆盖|满意)|为|对|把|年均|每年|分别|使|让|于|由|和|与|及|或|全区|全市|全县|全省|我区|我市|我县|本区|本市|各镇街|同比|较上年|比上年|不少于|不低于|至少|约|近(?!期|年|郊|日)|"
    r"试点|推广|招生|引导|支持|依托|通过|吸引|享受|平均|日均)"
)
_PLACE_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,3}(?<![社城小园片街景校厂辖])[区市县](?=现有|常住|户籍|\d|共|拥有|老年|养老|托)"
)
_SUFFIX = re.compile(
    r"(?:[由从](?:上一?年度?|去年|本?[年期]初|基期)(?:末|底|同期)?的?|(?<!参)为|达到|达|有|共|约|接近|将近|近|超过|超|增加到|增加至|增长到|增长至|提高到|提高至|提升到|提升至|下降到|下降至|降低到|降低至|减少到|减少至|降至|增至|升至|不少于|不低于|不高于|"
    r"不超过|不大于|不小于|至少|最多|总数|总量|总计|合计|共计|(?<!汇)总(?=$)|数量|人数|(?<![岁周次系参])数|将|是|仅|各|均|突破|稳定在|保持在|控制在|分别|缺口|规模|容量|新增|净增|增加|减少|增长|下降|提高|提升|年均|需求量?|需要|需|配置|"
    r"预计|预测|：|设置|建设|建成|完成|提供|发放|占|以|要|应|可|了|在|从|由|按|大于|小于|到|至|≥|≤|>|<|再|还|尚|一次性|给予|以内|即|每年|拥有|配备|累计|的|由现在?|由)$"
)
_AFTER_STOP = re.compile(
    r"^(?:以上|以下|左右|以内|上下|的|为|是|等|在|向|及|和|与|或|并|均|都|进行|标准|要求|来测算|目标|水平|，|其中|不等|增加|提高|下降|减少|增长|到|至|纳入|超|总|每|/|·)"
)
_AFTER_VERBS = re.compile(
    r"获评|创建|签订|签约|均|都|进行|配置|增设|开设|完成|实现|达到|达标|快速|提供|建成|开展|全面|参与|入选|投入|投用|获得|已|为|与|将|到|在|占|评为|通过|以上|左右|享受|接受|落户|运营(?!机|补)|建设(?!项|资)|的|被|及以上|开工|完工|试点$|，"
)
_COUNTERS = frozenset(
    [
        "个",
        "家",
        "所",
        "处",
        "座",
        "张",
        "名",
        "位",
        "户",
        "间",
        "项",
        "条",
        "类",
        "大类",
        "种",
        "批",
        "人",
        "台",
        "套",
        "辆",
        "场",
        "门",
        "期",
        "方面",
        "件",
        "份",
        "例",
    ]
)
_SLOTS = {"托位": "slots", "学位": "slots", "床位": "beds"}
_OTHER_VERB = re.compile(r"达到?|建成|改造|培训|完成|实现|提升|覆盖|发放|到|减少|取消|撤销|现有")
_ADDED_HERE = re.compile(r"(?:新增|新建|净增|增加|增设|改建|扩建|提供|设置)(?:约|近)?$")
_RISES_TO = re.compile(r"[^，。；\d]{0,10}(?:增加|增长|提高|提升|上升|扩大|减少|下降|降低|降|升|增)(?:到|至|为)")
_OFFERS = re.compile(r"(?:共|可)?(?:提供|设有|设置|拥有|配有)(?!的)")
_BARE_SHARES = frozenset({"占比", "占", "比例", "比重", "占比例", "所占比例", ""})
_SCOPES = re.compile(
    r"全区|全市|全县|我区|我市|我县|(?:(?<=[，。；：、（])|^)(?:(?:截至|截止到?|到|至)?(?:目前|20\d{2}年[末底]?)[，,]?)?"
    r"(?:\d{1,2}[.、。])?(?P<name>[\u4e00-\u9fffA-Z\d]{1,6}?(?:街道|片区|新区|新城|城区|组团|镇|乡|县|区|市))(?=[有共现拥建内的：到]|养老|托育|常住|户籍|老年|\d|预计|新增|规划|新建|改建|扩建|增设|缺口|需求|应有|现)"
)
_NO_SCOPE = re.compile(
    r"^[全我本各该每其对将按从向把为使让]|^(?:新建|改建|扩建|建设|建成|新增|增设)|全[区市县]|[每各]|\d+[家个所处]|结合|实现|其他|公益|基金|辖区|社区|小区|地区|^街道$|乡镇$|城镇$|村镇$|^镇$|园区$|景区|市区县|与|和|由|在"
)
_CLASSES = {
    **dict.fromkeys(["个", "家", "所", "处", "座", "间", "个点"], "places"), **dict.fromkeys(["人", "名", "位"], "persons"), "百分点": "points", "个百分点": "points",
    "㎡": "area", "m²": "area", "平方米": "area", "大类": "kinds", "类": "kinds", "项": "items", "条": "items", "%": "share", "‰": "permille", "天": "days", "日": "days",
    "工作日": "workdays", "个工作日": "workdays", "周岁": "years", "岁": "years",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A stated quantity.

    value, upper, step  in the unit without 万 or 亿; `step` is one unit of the last printed place
    approx              "about" (约、左右), "nearly" (近), "over" (余、多), "" as printed
    bound               ">=", "<=", ">", "<" or ""
    role                "level", "new" (新增), "gap" (缺口、需新增), "demand" (需求), "rise" / "fall"
    mention             counted with something said about it (1家养老机构获评四星级): not the number of all
    group, depth        which bracket it stands in: 0 for none
    """

    value: Decimal
    number: Decimal
    step: Decimal
    unit: str
    printed: str
    subject: Subject
    passage: Passage
    start: int
    end: int
    sentence: int
    upper: Decimal | None = None
    approx: str = ""
    bound: str = ""
    role: str = "level"
    year: int | None = None
    now: bool = False
    planned: bool = False
    mention: bool = False
    each: bool = False
    inherited: bool = False
    all_of: bool = False
    group: int = 0
    depth: int = 0
    before: str = ""
    scale: str = ""
    scope: str = ""

    @property
    def kind(self) -> str:
        """Units of one kind can be added and compared: 个 with 家, 人 with 名; places for children are not places on the map."""
        return kind_of(self.unit, self.subject)

    @property
    def is_ratio(self) -> bool:
        return self.unit in ("%", "‰", "个百分点", "百分点", "倍", "成") or "/" in self.unit

    @property
    def clause(self) -> int:
        return self.passage.clause


def kind_of(unit: str, subject: Subject) -> str:
    """The kind of a unit beside what it counts."""
    kind = _CLASSES.get(unit, unit)
    if subject.head in _SLOTS and unit in ("个", "张", ""):
        return _SLOTS[subject.head]
    return kind


def extract(passage: Passage) -> list[Quantity]:
    """Every quantity of a passage in reading order. Dates, ages, document numbers, ordinals and telephone numbers are none."""
    text = passage.text
    if not any(char.isdigit() or char in "两二三四五六七八九十百" for char in text):
        return []
    taken = _masked(text)
    groups = _groups(text)
    sentences = list(passage.sentences())
    matches = sorted([*_arabic(text, taken), *_in_chinese(text, taken)], key=lambda match: match[0])
    found: list[Quantity] = []
    cursor = 0
    for start, end, made in matches:
        if start < cursor:
            continue
        sentence = next((index for index, (low, high) in enumerate(sentences) if low <= start < high), len(sentences))
        low, high = sentences[sentence] if sentence < len(sentences) else (0, len(text))
        quantity = _placed(passage, made, start, end, sentence, (low, high), found, groups)
        if quantity:
            found.append(quantity)
            cursor = end
    return _distributed(text, found, sentences)


_RESPECTIVELY = re.compile(
    r"(?P<names>[^，。；：（）]*[、和与及][^，。；：（）]*?)分别(?P<verb>[^，。；、\d（）]{0,8})$"
)


def _listed_years(before: str, count: int) -> list[int]:
    """2023年、2024年、2025年 at the head of the sentence, where there are just so many."""
    head = before[before.rfind("。") + 1 :]
    lists = re.findall(r"20\d{2}年?(?:[、和与及]20\d{2}年?)+", head)
    years = [int(year) for year in re.findall(r"20\d{2}", lists[-1])] if lists else []
    return years if len(years) == count else []


def _distributed(text: str, found: list[Quantity], sentences: list[tuple[int, int]]) -> list[Quantity]:
    """甲、乙占比分别为55%、50%: each number gets its own name."""
    if "分别" not in text:
        return found
    for index, quantity in enumerate(found):
        start = max(text.rfind(char, 0, quantity.start) for char in "，。；：（\n") + 1
        segment = text[start : quantity.start]
        match = _RESPECTIVELY.search(segment) or re.search(
            r"(?P<names>[^，。；：（）]*?)分别(?P<verb>[^，。；、\d（）]{0,8})$", segment
        )
        if not match:
            continue
        run = [quantity]
        for other in found[index + 1 :]:
            if not re.fullmatch(r"[、，和与及]", text[run[-1].end : other.start]):
                break
            run.append(other)
        names = [name for name in re.split(r"[、和与及]", _DATE.sub("", match["names"])) if name]
        if len(run) >= 2 and (years := _listed_years(text[: quantity.start], len(run))):
            for offset, (year, one) in enumerate(zip(years, run, strict=True)):
                found[index + offset] = replace(
                    one,
                    year=year,
                    now=False,
                    planned=True,
                    subject=quantity.subject,
                    role=quantity.role,
                    bound=quantity.bound,
                    inherited=False,
                )
            continue
        if len(names) != len(run) or len(run) < 2:
            continue
        shared = next(
            (
                tail
                for tail in ("占比", "比例", "覆盖率", "床位数", "床位", "托位数", "托位", "人数", "数量")
                if names[-1].endswith(tail)
            ),
            "",
        )
        for offset, (name, one) in enumerate(zip(names, run, strict=True)):
            phrase = name if name.endswith(shared) or (one.is_ratio and not shared) else name + shared
            phrase = strip_before(phrase) or phrase
            approx, bound = quantity.approx, quantity.bound
            found[index + offset] = replace(
                one, subject=subjects.parse(phrase), before=name, approx=approx, bound=bound, inherited=False
            )
    return found


def _masked(text: str) -> bytearray:
    """1 for each character that belongs to a date, an age, a document number or another number that counts nothing."""
    taken = bytearray(len(text))
    for pattern in (_MASKS, _DATE, _AGE, _PARTED):
        for match in pattern.finditer(text):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    label = re.match(r"\s*(?:\d{1,2}[.、。](?!\d)|（\d{1,2}）|\d{1,2}\))", text)
    if label:
        taken[: label.end()] = b"\1" * label.end()
    return taken


def _groups(text: str) -> list[tuple[int, int]]:
    """(bracket number, depth) of each character."""
    found, stack, count = [], [0], 0
    for char in text:
        if char == "（":
            count += 1
            stack.append(count)
        found.append((stack[-1], len(stack) - 1))
        if char == "）" and len(stack) > 1:
            stack.pop()
    return found


@dataclass(frozen=True, slots=True)
class _Made:
    value: Decimal
    number: Decimal
    step: Decimal
    unit: str
    scale: str = ""
    upper: Decimal | None = None
    more: bool = False


def _arabic(text: str, taken: bytearray) -> Iterable[tuple[int, int, _Made]]:
    for match in _QUANTITY.finditer(text):
        start, end = match.start("number"), match.end()
        if any(taken[start : match.end("number")]):
            continue
        unit = match["unit"] or ""
        scale = (match["scale"] or "") + (match["scale2"] or "")
        upper_text = match["upper"]
        if upper_text and taken[match.start("upper")]:
            continue
        if not unit and not scale and not match["unit1"]:
            continue
        if unit in ("年", "月", "日", "周", "届", "期", "级", "次") and not scale and not upper_text and unit != "次":
            continue
        multiplier = Decimal(1)
        for part in (match["scale"] or "", match["scale2"] or ""):
            multiplier *= numerals.SCALES[part]
        own = numerals.SCALES[match["scale1"]] if match["scale1"] else multiplier
        number = numerals.arabic(match["number"])
        sign = -1 if match["sign"] and _is_sign(text, match.start()) else 1
        yield (
            match.start("sign") if sign < 0 else start,
            end,
            _Made(
                sign * number * (own if upper_text else multiplier),
                sign * number,
                numerals.step_of(match["number"]) * multiplier,
                unit or match["unit1"] or "",
                scale,
                numerals.arabic(upper_text) * multiplier if upper_text else None,
                bool(match["more"]),
            ),
        )


def _is_sign(text: str, at: int) -> bool:
    """Whether a dash before a number is a minus: it follows 为, 率, a bracket or a comparison, not a word or a number."""
    return at == 0 or text[at - 1] in "为是（：，到至率约"


def _in_chinese(text: str, taken: bytearray) -> Iterable[tuple[int, int, _Made]]:
    for match in _CHINESE_PERCENT.finditer(text):
        value = numerals.chinese(match["number"])
        if value is not None:
            unit = "%" if match["of"] == "百分之" else "‰"
            yield (
                match.start(),
                match.end(),
                _Made(value, value, Decimal(1).scaleb(-len(match["number"].partition("点")[2])), unit),
            )
    for match in _CHINESE_TENTHS.finditer(text):
        tenths = numerals.chinese(match["number"])
        if tenths is not None:
            value = tenths * 10 + (5 if match["half"] else 0)
            yield match.start(), match.end(), _Made(value, value, Decimal(5 if match["half"] else 10), "%")
    for match in _CHINESE_NUMBER.finditer(text):
        if any(taken[match.start() : match.end("number")]):
            continue
        value = numerals.chinese(match["number"])
        if value is not None:
            scale = match["scale"] or ""
            times = numerals.SCALES[scale]
            yield (
                match.start(),
                match.end(),
                _Made(value * times, value, times, match["unit"], scale, None, bool(match["more"])),
            )


def _placed(
    passage: Passage, made: _Made, start: int, end: int, sentence: int, bounds: tuple[int, int],
    earlier: list[Quantity], groups: list[tuple[int, int]],
) -> Quantity | None:  # fmt: skip
    """The quantity with what surrounds it: wording, time, subject, role."""
    text = passage.text
    group, depth = groups[start]
    in_sentence = [one for one in earlier if one.sentence == sentence]
    previous = in_sentence[-1] if in_sentence else None
    beside = next((one for one in reversed(in_sentence) if one.group == group), None)
    if beside is None and depth:
        beside = next((one for one in reversed(in_sentence) if one.depth == depth - 1), None)
    before_start = _segment_start(text, bounds[0], start, previous)
    before = text[before_start:start]
    after = text[end : bounds[1]]
    approx, bound = _wording(before, after, more=made.more)
    scope = scope_of(text, _full_sentence(text, bounds[0]), start)
    year, now, planned = _time(text, _full_sentence(text, bounds[0]), start)
    role = _role(before)
    if (
        role == "level" and previous is not None and previous.role in ("new", "gap") and previous.depth == depth and (made.unit == previous.unit or (made.unit in _COUNTERS and previous.unit in _COUNTERS))
        and re.fullmatch(r"[、和及与]|以及", text[previous.end : before_start + len(before) - len(before.lstrip("和及与以、"))])
        and not _OTHER_VERB.search(before)
    ):  # fmt: skip
        role = "new"  # 新增公办托位720个、民办托位896个
    if re.search(r"[由从]", before) and _RISES_TO.match(after) and not _DATE.search(before):
        year, now, planned = None, True, False
    elif re.search(r"(?:增加|增长|提高|提升|上升|扩大|减少|下降|降低)(?:到|至|为)(?:约|近)?$", before) and year is None:
        planned, now = True, False
    phrase, mention, from_after, all_of = _phrase(before, after, made.unit)
    if scope and phrase.startswith(scope):
        phrase = strip_before(phrase[len(scope) :])
    subject = subjects.parse(phrase) if phrase else subjects.NOTHING
    inherited = False
    counted = in_sentence[-1] if in_sentence else None
    offered = counted is not None and counted.kind == "places" and counted.depth == depth and _OFFERS.match(before)
    if counted is not None and offered and subject.head in ("托位", "床位", "学位"):
        subject = subjects.parse(counted.subject.phrase + phrase)
    if (
        made.unit in ("%", "‰")
        and phrase in _BARE_SHARES
        and (phrase or "占" in before)
        and beside
        and beside.subject.known
    ):
        subject = subjects.parse(re.sub(r"(?:占比|比例|比重)$", "", beside.subject.phrase) + "占比")
    if (
        subject.known
        and subject.words <= subjects.MODIFIERS
        and subject.head not in subjects.HEADS
        and made.unit in _COUNTERS
    ):
        owners = [
            one
            for one in reversed(in_sentence)
            if one.subject.head in subjects.HEADS and one.unit in _COUNTERS and one.depth <= depth
        ]
        owner = next((one for one in owners if one.unit == made.unit), owners[0] if owners else None)
        if owner is not None:
            subject = subjects.parse(phrase + owner.subject.head)
    if not subject.known and re.fullmatch(r"(?:即|约)?(?:为|即|达到?|计)(?:约|近)?", before) and not from_after:
        told = re.search(r"(?P<what>[^，。；：（）、\d]{2,16})占[^，。；：（）、\d]{1,6}，$", text[:before_start])
        if told:
            subject = subjects.parse(strip_before(told["what"]))  # 其中机构养老床位占七成，为8820张
    if (
        beside is not None and beside.subject.head in _SLOTS and made.unit == beside.unit and subject.known and not from_after
        and subject.head not in _SLOTS and _ADDED_HERE.search(before) and not re.match(r"[\u4e00-\u9fff]", after)
    ):  # fmt: skip
        subject = subjects.parse(phrase + beside.subject.head)
    if not subject.known and beside and not from_after:
        subject, inherited = beside.subject, True
        if made.unit not in ("%", "‰"):
            subject = subjects.parse(re.sub(r"的?(?:占比|比例|比重|占)$", "", subject.phrase))
    unit = made.unit
    if not unit:
        unit = "人" if subject.head in ("人口", "老年人", "婴幼儿", "儿童") else ""
        if not unit and not made.scale:
            return None
    return Quantity(
        made.value, made.number, made.step, unit, text[start:end], subject, passage, start, end, sentence, made.upper, approx, bound, role,
        year, now, planned, mention, bool(re.search(r"每[十百千万个张名户人所家]|^.?每|^各(?![类级种项地])", before)), inherited, all_of, group, depth, before, made.scale, scope,
    )  # fmt: skip


def _segment_start(text: str, low: int, start: int, previous: Quantity | None) -> int:
    """Where the phrase before a number begins: after the last delimiter or number; a bracket that closes before is stepped over."""
    floor = max(low, previous.end if previous else low)
    index = start - 1
    depth = 0
    while index >= floor:
        char = text[index]
        if char == "）":
            depth += 1
        elif char == "（":
            if depth == 0:
                return index + 1
            depth -= 1
        elif depth == 0 and char in _DELIMITERS:
            return index + 1
        index -= 1
    return floor


def scope_of(text: str, low: int, start: int) -> str:
    """The part of the area that a sentence speaks of (第3片区, 龙潭镇, 中心城区); empty for the whole of it."""
    scope = ""
    for match in _SCOPES.finditer(text, low, start):
        name = match["name"]
        scope = "" if name is None or _NO_SCOPE.search(name) else name
    return scope


def _full_sentence(text: str, low: int) -> int:
    """Where the sentence of a part between semicolons begins: a year named before the semicolon still holds."""
    return text.rfind("。", 0, low) + 1


def _wording(before: str, after: str, *, more: bool) -> tuple[str, str]:
    approx, bound = "", ""
    if more:
        approx = "over"
    elif re.match(r"左右|上下", after) or re.search(r"(?:(?<![签履节预违公制条合])约|大概|左右)$", before):
        approx = "about"
    elif re.search(r"(?:近|接近|将近)$", before):
        approx = "nearly"
    if re.search(r"(?:不低于|不少于|不小于|至少|≥|以上达)$", before) or re.match(r"(?:及)?以上", after):
        bound = ">="
    elif re.search(r"(?:不高于|不超过|不大于|最多|≤)$", before) or re.match(r"(?:及)?以[下内]", after):
        bound = "<="
    elif re.search(r"(?:超过|超|突破|大于|>)$", before):
        bound = ">"
    elif re.search(r"(?:低于|小于|<)$", before):
        bound = "<"
    return approx, bound


def _time(text: str, low: int, start: int) -> tuple[int | None, bool, bool]:
    """The year that the number is of, whether it is “now”, whether it lies ahead: by the last date or word of time before it."""
    head = text[low:start]
    year, year_at, edge = None, -1, ""
    for match in _DATE.finditer(head):
        found = match["year"] or match["year2"] or match["year3"]
        if (
            found
            and not re.match(r"(?:减少|增加|增长|下降|提高|上升)", head[match.end() :])
            and not re.search(r"比$|较$", head[: match.start()])
            and not (re.search(r"[由从]$", head[: match.start()]) and re.search(r"\d", head[match.end() :]))
        ):
            year, year_at, edge = int(found), match.end(), head[max(0, match.start() - 4) : match.start()]
    now = False
    for match in _NOW.finditer(head):
        if match.start() >= year_at:
            year, now, year_at = None, True, match.end()
    planned = bool(re.search(r"预计|预测|力争|规划|目标|将达|拟|计划|要求|需求", head[max(0, year_at) :])) or bool(
        re.search(r"(?<!截止)(?<!截)(?<![加高升长降少大])[到至]$|预计|预测|力争|规划|计划", edge)
    )
    return year, now, planned and not now


def _role(before: str) -> str:
    if re.search(r"缺口|尚缺|还缺|需新增|还需|缺少", before):
        return "gap"
    if re.search(r"新增|新建|增设|净增", before):
        return "new"
    if re.search(r"增加(?!到|至)|增长(?!到|至)|提高(?!到|至)|提升(?!到|至)|上升(?!到|至)", before[-6:]):
        return "rise"
    if re.search(r"减少(?!到|至)|下降(?!到|至)|降低(?!到|至)", before[-6:]):
        return "fall"
    if re.search(
        r"应有|应配|应达|需求|需提供|需要|需配置|需$|应配置|(?<![急所])需[^，。；]{0,8}(?:床位|托位|学位|人员|护理员)",
        before,
    ):
        return "demand"
    return "level"


def strip_before(before: str) -> str:
    """The noun phrase in front of a number: time, verbs and words of degree taken off at both ends."""
    text = _DATE.sub("", re.sub(r"^（[一二三四五六七八九十]+）", "", before))
    text = re.sub(r"（[-—~至年]*）", "", _PLAN_PERIOD.sub("", text))
    changed = True
    while changed and text:
        changed = False
        for pattern in (_PREFIX, _PLACE_NAME, _SUFFIX):
            match = pattern.search(text)
            if match and match[0]:
                text = text[match.end() :] if match.start() == 0 and pattern is not _SUFFIX else text[: match.start()]
                changed = True
    return "" if text in ("较", "比", "同比", "较上年", "比上年") else text


def _phrase(before: str, after: str, unit: str) -> tuple[str, bool, bool, bool]:
    """The phrase that names what is counted; whether something is said of those counted; whether it stands after the number; “all of them”."""
    front = strip_before(before)
    if len(front) >= 2 and not (unit in _COUNTERS and (_verb_like(front) or re.search(r"[在对为]$", before))):
        return front, False, False, False
    after = re.sub(r"^(?:及)?以上|^左右", "", after)
    if unit in _COUNTERS and not _AFTER_STOP.match(after):
        run = re.match(r"[^，。、；：（）！？\n\d]*", after)
        noun = run[0] if run else ""
        tail = noun.rpartition("的")[2]
        if "的" in noun and 3 <= len(tail) <= 14 and not _AFTER_VERBS.search(tail):
            noun = tail
        verb = _AFTER_VERBS.search(noun)
        said = bool(verb)
        everything = bool(re.search(r"全区|全市|全县|全部|所有", before)) or bool(verb and verb[0] in ("均", "都"))
        if verb:
            noun = noun[: verb.start()]
        if len(noun) >= 2:
            return noun, said and not everything, True, everything
    return front, False, False, False


def _verb_like(text: str) -> bool:
    """Whether a phrase before a counter is a predicate rather than what is counted: 对…, 在…, …配置."""
    return bool(
        re.search(
            r"(?:配置|设置|建设|选取|开展|对|在|为|组建|评选|安排|落实|推出|推动|支持|鼓励|建立|累计|新建|改造|购置|认定|扶持)$",
            text,
        )
    ) or text in ("街道", "部分")


def as_unit(quantity: Quantity, unit: str) -> Quantity:
    return replace(quantity, unit=unit)
