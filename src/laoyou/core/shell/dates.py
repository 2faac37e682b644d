"""Dates, times, money and spans of time as officials write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from laoyou.core.clock import BEIJING

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _english() -> bool:
    return (get_language() or "zh-hans").startswith("en")


def day(value: date | None) -> str:
    """A date: 2026年11月22日, in English 22 November 2026; '–' for None. A moment is taken in China's time."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(BEIJING).date()
    if _english():
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date | None) -> str:
    """A date in a table: 2026-11-22, the same in both languages; '–' for None."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(BEIJING).date()
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """A moment in China's time: 2026年11月22日 14:05; '–' for None."""
    if value is None:
        return "–"
    local = value.astimezone(BEIJING)
    return f"{day(local.date())} {local:%H:%M}"


def short_moment(value: datetime | None) -> str:
    """A moment in a table: 2026-11-22 14:05, in China's time."""
    return "–" if value is None else f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def month(value: date | None) -> str:
    """A month: 2026年11月, in English November 2026."""
    if value is None:
        return "–"
    return f"{_MONTHS[value.month - 1]} {value.year}" if _english() else f"{value.year}年{value.month}月"


def money(fen: int | None) -> str:
    """Whole fen as yuan: 102500 → 1,025.00元, in English ¥1,025.00; '–' for None."""
    if fen is None:
        return "–"
    sign, amount = ("−", -fen) if fen < 0 else ("", fen)
    text = f"{amount // 100:,}.{amount % 100:02d}"
    return f"{sign}¥{text}" if _english() else f"{sign}{text}元"


def duration(span: timedelta) -> str:
    """A span of time in its largest sensible unit: 45 s → 45秒, 90 s → 2分钟, 3 h → 3小时, 50 h → 2天."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)s秒", "%(n)s秒", seconds) % {"n": seconds}
    if seconds < 3600:
        minutes = round(seconds / 60)
        return ngettext("%(n)s分钟", "%(n)s分钟", minutes) % {"n": minutes}
    if seconds < 48 * 3600:
        hours = round(seconds / 3600)
        return ngettext("%(n)s小时", "%(n)s小时", hours) % {"n": hours}
    days = round(seconds / 86400)
    return ngettext("%(n)s天", "%(n)s天", days) % {"n": days}


def days_left(working_days: int) -> str:
    """A deadline: 还有3个工作日; 今天到期; 已超期2个工作日."""
    if working_days == 0:
        return _("今天到期")
    if working_days < 0:
        return ngettext("已超期%(n)s个工作日", "已超期%(n)s个工作日", -working_days) % {"n": -working_days}
    return ngettext("还有%(n)s个工作日", "还有%(n)s个工作日", working_days) % {"n": working_days}
