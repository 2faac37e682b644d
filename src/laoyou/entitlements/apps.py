"""The entitlements app."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "laoyou.entitlements"
    label = "entitlements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.entitlements import audit_names, errors, jobs, permissions, processing, registers, shell  # noqa: F401

        registers.register()
