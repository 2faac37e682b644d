"""One-time sign-in links for accounts of the district in LAOYOU_HOME, for tests and benchmarks: JSON {role: [token, …]}.

    LAOYOU_HOME=… python -m tools.sign_in_links ROLE=NUMBER …

The links of a role go round its accounts. A role that nobody holds is an error, so that a test never runs as nobody.
"""

from __future__ import annotations

import json
import os
import sys


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()
    from laoyou.core import clock
    from laoyou.core.commands.accounts import issue_sign_in_link
    from laoyou.core.models import Account
    from laoyou.core.scope import Scope

    by = Scope.system("links for a test of this district")
    links: dict[str, list[str]] = {}
    for argument in arguments:
        role, _, number = argument.partition("=")
        holders = Account.objects.filter(is_active=True, grants__role=role, grants__revoked_at__isnull=True)
        accounts = list(holders.distinct().order_by("pk").values_list("pk", flat=True))
        if not accounts:
            print(f"nobody holds the role {role}", file=sys.stderr)
            return 1
        links[role] = [
            issue_sign_in_link(accounts[index % len(accounts)], by=by, at=clock.now())
            for index in range(int(number or 1))
        ]
    json.dump(links, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
