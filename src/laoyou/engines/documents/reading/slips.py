"""Slips of copies that the text itself puts right: letters read for digits, traditional characters, units left out of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from laoyou.engines.documents.model import Paragraph, Place, Repair, SourceLine, Table
from laoyou.engines.documents.reading.numbers import unit_of_heading

_TRADITIONAL: Final = dict(
    zip(
        "養護齡歲個萬億區縣鎮鄉務機構設備標準險醫療衛業產發體與為國會議員長門東車書畫學習親愛歡樂實現變經濟財貨貸費資質購買賣價錢銀銷電話網絡訊統計劃規範導圍團組織領單負責監檢驗評應對時間關開閉階級層樓廠場廣慶慮據擴擁擔積極達進運過還遠違連選遺郵鄰錄鐵陽陰際隨雜雙離難靈靜頁項順預頭題額顯類館點齊嬰兒貧補貼並從眾優傳傷億儲兩冊寫將專尋師幣幫幹庫廢彈復徵憑戶掃採換損擇擬攜敗數斷於暫條極樣歸殘殺氣決沒況滿漢潔濟災無煙燈爭獎獲畢療盡盤眾種稅稱穩競筆節簡糧紀約純紙細終結給絕綜綠維總織繼續羅義聯聲職聽腦臨舉舊蓋處號術規視覺觀觸訂記訓許訴診証詢試該認語誤説讀調請論諮諾謀證識譜讓豐財貫責貴賃賞賴贈趙跡踐輔輕輪輸轉辦農遞適遲",
        "养护龄岁个万亿区县镇乡务机构设备标准险医疗卫业产发体与为国会议员长门东车书画学习亲爱欢乐实现变经济财货贷费资质购买卖价钱银销电话网络讯统计划规范导围团组织领单负责监检验评应对时间关开闭阶级层楼厂场广庆虑据扩拥担积极达进运过还远违连选遗邮邻录铁阳阴际随杂双离难灵静页项顺预头题额显类馆点齐婴儿贫补贴并从众优传伤亿储两册写将专寻师币帮干库废弹复征凭户扫采换损择拟携败数断于暂条极样归残杀气决没况满汉洁济灾无烟灯争奖获毕疗尽盘众种税称稳竞笔节简粮纪约纯纸细终结给绝综绿维总织继续罗义联声职听脑临举旧盖处号术规视觉观触订记训许诉诊证询试该认语误说读调请论咨诺谋证识谱让丰财贯责贵赁赏赖赠赵迹践辅轻轮输转办农递适迟",
        strict=True,
    )
)  # fmt: skip
_OCR: Final = re.compile(r"(?<=[0-9０-９])[OoＯ〇○lI]{1,3}(?=[0-9０-９年%％个张家人所])")
_RATE: Final = re.compile(r"(?:率|占比|比例|覆盖面)$")
_NOUNS: Final = (("床位", "张"), ("托位", "个"))


def mend(line: SourceLine) -> tuple[str, list[Repair]]:
    """The line's characters with slips put right, as many as before, and why."""
    text = line.text
    repairs: list[Repair] = []
    for match in _OCR.finditer(text):
        printed = match[0]
        digit = "".join("1" if char in "lI" else "0" for char in printed)
        place = Place(line.number, match.start(), match.end())
        repairs.append(
            Repair(place, printed, digit, "ocr", f"“{printed}”夹在数字之间，应是数字{digit}。", certain=True)
        )
        text = text[: match.start()] + digit + text[match.end() :]
    if any(char in _TRADITIONAL for char in text):
        for match in re.finditer("[" + "".join(_TRADITIONAL) + "]+", text):
            simple = "".join(_TRADITIONAL[char] for char in match[0])
            place = Place(line.number, match.start(), match.end())
            repairs.append(
                Repair(place, match[0], simple, "traditional", f"“{match[0]}”是“{simple}”的繁体。", certain=True)
            )
        text = "".join(_TRADITIONAL.get(char, char) for char in text)
    return text, repairs


def missing_units(tables: Sequence[Table], paragraphs: Sequence[Paragraph]) -> list[Repair]:
    """
    Units that a table does not print and the document gives all the same: a rate is a percentage, a sister column or the running
    text has the unit of the same noun. The table itself stays as it is printed.
    """
    found: list[Repair] = []
    for table in tables:
        width = len(table.columns)
        for at, path in enumerate(table.rows):
            cells = table.cells[at * width : (at + 1) * width]
            name = next((cell for cell in cells if cell.text.replace(" ", "") == path[-1]), None)
            bare = [
                cell for cell in cells if cell.number is not None and not cell.unit and not _counts(table, cell.column)
            ]
            if name is None or not bare or not name.places or table.column_units[bare[0].column]:
                continue
            unit, reason = _unit_of(path[-1], max(cell.number for cell in bare if cell.number is not None), paragraphs)
            if unit:
                found.append(
                    Repair(name.places[-1], "", unit, "missing_unit", reason, certain=bool(_RATE.search(path[-1])))
                )
        found += _columns(table)
    return found


def _counts(table: Table, column: int) -> bool:
    return (
        re.search(r"序号|编号|年份?$|时间|期限", table.columns[column][-1]) is not None
        and "20" not in table.columns[column][-1]
    )


def _unit_of(name: str, largest: object, paragraphs: Sequence[Paragraph]) -> tuple[str, str]:
    if unit_of_heading(name):
        return "", ""
    if _RATE.search(name) and float(str(largest)) <= 100:
        return "%", f"“{name}”是百分比，各值都不超过100。"
    for noun, unit in _NOUNS:
        if noun not in name:
            continue
        per = "每千" if "每千" in name or "千人" in name else ""
        pattern = re.compile(
            rf"{per}[^，。；]{{0,16}}{noun}(?:数)?[^，。；\d]{{0,6}}\d[\d.]*{unit}"
            if per
            else rf"{noun}(?:数)?[^，。；\d]{{0,4}}\d[\d.]*{unit}"
        )
        for paragraph in paragraphs:
            if match := pattern.search(paragraph.text):
                return unit, f"正文写作“{match[0]}”。"
    return "", ""


def _columns(table: Table) -> list[Repair]:
    """Columns without a unit beside a column of the same noun that has one: 床位数（张） and 护理型床位数."""
    found: list[Repair] = []
    named = {index: path[-1] for index, path in enumerate(table.columns)}
    for index, name in named.items():
        cells = [cell for cell in table.cells if cell.column == index and cell.number is not None]
        if table.column_units[index] or not cells or any(cell.unit for cell in cells):
            continue
        for noun, _ in (*_NOUNS, ("机构数", "")):
            sister = next(
                (other for at, other in named.items() if noun in other and noun in name and table.column_units[at]),
                None,
            )
            if sister is not None and "每千" not in name and "千人" not in name:
                unit = unit_of_heading(sister)
                found.append(
                    Repair(
                        cells[0].places[-1], "", unit, "missing_unit", f"同表“{sister}”的单位是{unit}。", certain=True
                    )
                )
                break
    return found
