"""The snapshots app."""

from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "laoyou.snapshots"
    label = "snapshots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.core.forms_out import fillers
        from laoyou.snapshots import audit_names, errors, permissions  # noqa: F401
        from laoyou.snapshots.queries.snapshots import counts_of_day

        fillers.register_past(counts_of_day)
