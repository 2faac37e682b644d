"""The public face."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "laoyou.faces.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
