"""What the acts of snapshots are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "snapshots.take": _("留名册快照"),
        "snapshots.verify": _("核对名册快照"),
    }
)
