"""The planning app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "laoyou.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.planning import audit_names, errors, jobs, permissions, shell  # noqa: F401
