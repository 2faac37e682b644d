"""What planning lets the worker do."""

from __future__ import annotations

from laoyou.core import clock, jobs
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.planning.commands import networks, projections


def _import_network(run: jobs.Run) -> None:
    account = Account.objects.filter(pk=run.account_id).first() if run.account_id else None
    by = scope_of(account, at=clock.now()) if account else Scope.system("a job that the command line asked for")
    networks.perform_import(run, by=by)


jobs.register(networks.JOB, _import_network)


def _project(run: jobs.Run) -> str:
    account = Account.objects.filter(pk=run.account_id).first() if run.account_id else None
    by = scope_of(account, at=clock.now()) if account else Scope.system("a projection that the command line asked for")
    return projections.perform_projection(run, by=by)


jobs.register(projections.JOB, _project)
