"""The snapshots app."""

from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "laoyou.snapshots"
    label = "snapshots"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.snapshots import errors, permissions  # noqa: F401
