"""The privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "laoyou.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.privacy import audit_names, errors, permissions, processing, shell  # noqa: F401
