"""What planning gives to the shell: menu entries and figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from laoyou.core import menu
from laoyou.planning import permissions
from laoyou.planning.presenters import (  # noqa: F401 - they register their figures
    birth_figures,
    demand_figures,
    forecast_figures,
    norm_figures,
    projection_figures,
    reach_figures,
    standard_figures,
)

SECTION = _("规划")

menu.register(
    _("人口预测"), "planning:show_projection", permission=permissions.SEE_PROJECTIONS, order=50, section=SECTION
)
menu.register(_("需求与缺口"), "planning:show_demand", permission=permissions.SEE_DEMAND, order=51, section=SECTION)
menu.register(_("出生与托位"), "planning:watch_births", permission=permissions.SEE_DEMAND, order=52, section=SECTION)
menu.register(_("配建标准"), "planning:check_standards", permission=permissions.SEE_DEMAND, order=52, section=SECTION)
menu.register(
    _("与方案预测对照"), "planning:compare_forecasts", permission=permissions.SEE_PROJECTIONS, order=53, section=SECTION
)

menu.register(_("服务圈"), "planning:show_circles", permission=permissions.SEE, order=54, section=SECTION)
menu.register(_("选址"), "planning:find_sites", permission=permissions.KEEP, order=55, section=SECTION)
menu.register(_("情景"), "planning:list_scenarios", permission=permissions.KEEP, order=56, section=SECTION)
menu.register(_("路网"), "planning:list_networks", permission="planning.see_networks", order=57, section=SECTION)
