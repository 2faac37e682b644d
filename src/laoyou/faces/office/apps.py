"""The office face."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "laoyou.faces.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
