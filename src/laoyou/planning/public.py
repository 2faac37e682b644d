"""
What other rooms may use of planning.

`network_in_use("walk")` names the network to compute on, `load` gives it to `engines.access`; `import_network`, `request_import` and
`enter_synthetic` bring one in; `enter_homes` puts people beside them, `enter_synthetic_homes` beside synthetic streets. `project_register` and
`project_census` make the projections that pages show.
"""

from __future__ import annotations

from laoyou.planning.commands.homes import enter_homes, enter_synthetic_homes
from laoyou.planning.commands.networks import Wish, enter_synthetic, import_network, request_import, withdraw
from laoyou.planning.commands.projections import project_census, project_register
from laoyou.planning.queries.networks import NetworkRow, all_networks, load, network, network_in_use

__all__ = [
    "NetworkRow",
    "Wish",
    "all_networks",
    "enter_homes",
    "enter_synthetic",
    "enter_synthetic_homes",
    "import_network",
    "load",
    "network",
    "network_in_use",
    "project_census",
    "project_register",
    "request_import",
    "withdraw",
]
