"""What planning lets the worker do."""

from __future__ import annotations

from laoyou.core import clock, jobs
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of

IMPORT = "planning.import_network"
SITE = "planning.find_sites"
PROJECT = "planning.project"


def _import_network(run: jobs.Run) -> None:
    from laoyou.planning.commands import networks

    account = Account.objects.filter(pk=run.account_id).first() if run.account_id else None
    by = scope_of(account, at=clock.now()) if account else Scope.system("a job that the command line asked for")
    networks.perform_import(run, by=by)


def _project(run: jobs.Run) -> str:
    from laoyou.planning.commands import projections

    account = Account.objects.filter(pk=run.account_id).first() if run.account_id else None
    by = scope_of(account, at=clock.now()) if account else Scope.system("a projection that the command line asked for")
    return projections.perform_projection(run, by=by)


def _find_sites(run: jobs.Run) -> str:
    from laoyou.planning.commands import siting

    return siting.perform(run)


# The engines come with the first job: a process that serves pages does not load them when it starts.
jobs.register(IMPORT, _import_network)
jobs.register(SITE, _find_sites)
jobs.register(PROJECT, _project)
