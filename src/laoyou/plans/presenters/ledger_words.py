"""Words of the ledger: kinds, standings, parts, acts, money, capacity; and the states that badges show."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core.shell import states
from laoyou.plans.domain.ledger import Act, Part, Standing
from laoyou.plans.domain.selection import PROJECT_KINDS
from laoyou.plans.models import LedgerItem

Text = str | Promise

NOUNS: Final[dict[str, Text]] = {
    "tasks": _("任务台账"),
    "projects": _("项目台账"),
    "decisions": _("会议议定事项"),
    "items": _("台账事项"),
}

KINDS: Final[dict[str, Text]] = {
    "task": _("重点任务"),
    "project": _("重大项目"),
    "platform": _("重大平台"),
    "industry": _("重大产业"),
    "policy": _("重大政策"),
    "reform": _("重大改革"),
    "factor": _("重大要素"),
    "pilot": _("重大试点"),
    "decision": _("议定事项"),
}

STANDINGS: Final[dict[Standing, tuple[Text, str, str]]] = {
    Standing.LATE: (_("已逾期"), "breach", ""),
    Standing.DUE_SOON: (_("即将到期"), "behind", ""),
    Standing.WAITING: (_("待确认"), "in-doubt", "…"),
    Standing.UNDER_WAY: (_("推进中"), "on-course", ""),
    Standing.PLANNED: (_("未启动"), "no-data", ""),
    Standing.CONFIRMED: (_("已确认完成"), "reached", ""),
    Standing.CLOSED: (_("已销号"), "reached", ""),
}

for _one, (_word, _tone, _sign) in STANDINGS.items():
    states.register(f"ledger_{_one.value}", _tone, _word, sign=_sign)

PARTS: Final[dict[Part, Text]] = {
    Part.LEAD: _("牵头单位"),
    Part.RESPONSIBLE: _("责任单位"),
    Part.SUPPORTING: _("配合单位"),
}

ACTS: Final[dict[Act, Text]] = {
    Act.REPORT: _("报送进展"),
    Act.REPORT_COMPLETION: _("报送完成"),
    Act.CONFIRM: _("确认"),
    Act.SEND_BACK: _("退回修改"),
    Act.ASK_DELAY: _("申请延期"),
    Act.GRANT_DELAY: _("批准延期"),
    Act.REFUSE_DELAY: _("不批准延期"),
    Act.CLOSE: _("销号"),
    Act.REOPEN: _("重新打开"),
    Act.DECIDE: _("登记议定事项"),
}

SOURCES: Final[dict[str, Text]] = {
    "total": _("总投资"),
    "central": _("中央预算内投资"),
    "municipal": _("市级资金"),
    "district": _("区级财政"),
    "bond": _("专项债券"),
    "lottery": _("福彩公益金"),
    "own": _("自筹"),
    "other": _("其他资金"),
}

STAGES: Final[dict[str, Text]] = {
    "planned": _("计划"),
    "asked": _("申请"),
    "granted": _("批复"),
    "arrived": _("到位"),
}

MEASURES: Final[dict[str, Text]] = {
    "beds": _("床位"),
    "nursing_beds": _("护理型床位"),
    "home_care_beds": _("家庭养老床位"),
    "childcare_places": _("托位"),
    "care_points": _("养老服务点"),
    "childcare_points": _("托育点"),
    "institutions": pgettext_lazy("count", "机构"),
}

ORIGINS: Final[dict[str, Text]] = {
    "pack": _("方案"),
    "hand": _("手工登记"),
    "proposal": _("选址建议"),
    "meeting": _("会议议定"),
}

LEVELS: Final[dict[str, Text]] = {"district": _("区级事项"), "town": _("分到镇街的")}

KEYS: Final[dict[str, Text]] = {
    "state": _("状态"),
    "kind": _("类别"),
    "unit": _("单位"),
    "chapter": _("章节"),
    "area": _("镇街"),
    "level": _("层级"),
    "year": _("到期年份"),
    "plan": _("方案"),
    "adds": _("新增能力"),
    "indicator": _("服务的指标"),
}


def code_of(standing: Standing) -> str:
    """The code under which a badge shows `standing`."""
    return f"ledger_{standing.value}"


def noun_of(item: LedgerItem) -> str:
    """The noun of an item: in which list it stands."""
    return "tasks" if item.kind == "task" else "projects" if item.kind in PROJECT_KINDS else "decisions"
