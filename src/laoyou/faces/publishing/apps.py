"""The publishing face."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "laoyou.faces.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
