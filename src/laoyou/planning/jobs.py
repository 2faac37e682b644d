"""What planning lets the worker do."""

from __future__ import annotations

from laoyou.core import clock, jobs
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.planning.commands import networks


def _import_network(run: jobs.Run) -> None:
    account = Account.objects.filter(pk=run.account_id).first() if run.account_id else None
    by = scope_of(account, at=clock.now()) if account else Scope.system("a job that the command line asked for")
    networks.perform_import(run, by=by)


jobs.register(networks.JOB, _import_network)
