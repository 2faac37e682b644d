"""The providers app."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "laoyou.providers"
    label = "providers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.providers import audit_names, errors, imports, permissions, processing, registrations  # noqa: F401
