"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "laoyou.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
