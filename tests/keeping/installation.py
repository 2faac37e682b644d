"""A small installation in a folder of its own, worked on by real processes, so that they can be really killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests import sabotage

ROOT = Path(__file__).resolve().parents[2]

PLANTED = ("500999193601011234", "13812340987", "6217009999990123456", "汇龙大道999号9栋9室")
"""An ID number, a phone, an account and an address that lie in the installation, and nowhere in clear."""

FILL = """
from datetime import timedelta
from django.db import transaction
from laoyou.core import attachments, audit, clock, history, notices, outbox, witness, unmasking
from laoyou.core.audit import Subject
from laoyou.core.models import Attachment
from laoyou.core.fields import seal
from laoyou.core.scope import Scope

id_number, phone, account, address = {planted!r}
by, at = Scope.system("filling"), clock.now()
subject = Subject("test.resident", "1", "500118001")
with transaction.atomic():
    for number in range(20):
        audit.record("test.update", Subject("test.resident", str(number), "500118001"), by=by,
                     permission="core.see_home", at=at, chain="people", detail={{"number": number}})
    audit.read("test.show", subject, by=by, permission="core.see_home", at=at, reason=f"核对 {{id_number}} {{phone}}")
    notices.send(notices.Letter(phone, f"账户 {{account}}，地址 {{address}}"), key="letter", at=at)
    notices.send(notices.Letter(phone, "second"), key="letter-2", at=at)
    row = attachments.store(f"证件号,{{id_number}}\\n住址,{{address}}\\n".encode(), f"{{phone}}.csv", subject, by=by,
                            permission="core.see_home", at=at)
    before = history.values_of(row)
    seal(row, "name", f"{{account}}.csv")
    history.append(Attachment, row.pk, before, history.values_of(row), by=by, at=at)
    row.save()
witness.write(at=at)
outbox.dispatch(at=at, limit=1)
"""


CONTENTS = """
from laoyou.core.models import *
from laoyou.core import attachments, audit, notices, witness, keyring

def entries(model):
    rows = model.objects.unscoped("a test").exclude(action__in=("core.restore", "core.upgrade")).order_by("pk")
    return [(row.chain, row.seq, row.detail) for row in rows]

print(entries(AuditEntry))
print(entries(AccessEntry))
print([(row.key, row.state, row.payload.open()) for row in OutboxMessage.objects.order_by("pk")])
rows = Attachment.objects.unscoped("a test").order_by("pk")
print([(row.name.open(), attachments.contents(row)) for row in rows])
print([(row.table, row.row, row.before) for row in HistoryEntry.objects.unscoped("a test").order_by("pk")])
print([notices.read_file(file) for file in sorted((keyring.home() / "outbox").glob("*.json"))])
assert not audit.verify(witness.points()).breaks
"""


class Installation:
    """LAOYOU_HOME in `folder`, and the processes that work on it."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.home = folder
        self.database_url = database_url
        self.told: dict[str, str] = {}
        """Further variables for its processes, e.g. LAOYOU_BACKUPS."""
        folder.mkdir(parents=True, exist_ok=True)

    def _environment(self, failpoint: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAOYOU_", "DJANGO_"))}
        given = {"LAOYOU_HOME": str(self.home), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        given |= {"LAOYOU_FAILPOINT": failpoint, sabotage.ENVIRONMENT: os.environ.get(sabotage.ENVIRONMENT, "")}
        if self.database_url:
            given["LAOYOU_DATABASE_URL"] = self.database_url
        return kept | given | self.told

    def laoyou(self, *arguments: str, failpoint: str = "") -> subprocess.CompletedProcess[str]:
        """Run `laoyou …` here, killed at `failpoint` where one is named."""
        if sabotage.ENVIRONMENT in os.environ:
            return self.python(f"from laoyou.faces.cli import main\nraise SystemExit(main({arguments!r}))", failpoint)
        return self._run(["-m", "laoyou.faces.cli", *arguments], failpoint)

    def python(self, code: str, failpoint: str = "") -> subprocess.CompletedProcess[str]:
        """Run `code` here with Django set up, killed at `failpoint` where one is named."""
        start = (
            "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'laoyou.faces.settings'\nimport django\ndjango.setup()\n"
            "from tests import sabotage\nsabotage.apply()\n"
        )
        return self._run(["-c", start + code], failpoint)

    def _run(self, command: list[str], failpoint: str) -> subprocess.CompletedProcess[str]:
        environment = self._environment(failpoint)
        whole = [sys.executable, *command]
        return subprocess.run(whole, env=environment, capture_output=True, text=True, check=False, timeout=120)

    def fill(self) -> None:
        """Migrate, and write something of each kind with the planted values in it."""
        for done in (self.laoyou("migrate"), self.python(FILL.format(planted=PLANTED))):
            assert done.returncode == 0, done.stderr

    def copy_to(self, folder: Path) -> Installation:
        """An installation of its own with the same data and keys."""
        shutil.copytree(self.home, folder, dirs_exist_ok=True)
        return Installation(folder)

    def take_keys_of(self, other: Installation) -> None:
        """Put a copy of the other installation's key file in place: what an operator does before a restore."""
        target = self.home / "keys" / "keyring.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((other.home / "keys" / "keyring.json").read_bytes())
        target.chmod(0o600)

    def contents(self, *, after: Sequence[str] = ()) -> str:
        """
        Everything that the installation holds, opened: what must be the same after a restore.

        after  a command of `laoyou` to run first, in the same process, which must succeed
        """
        first = f"from laoyou.faces.cli import main\nassert main({list(after)!r}) == 0\n" if after else ""
        done = self.python(first + "print('contents')\n" + CONTENTS)
        assert done.returncode == 0, done.stderr
        return done.stdout.partition("contents\n")[2]
