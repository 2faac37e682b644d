"""Publishing: the one place where inside and edge meet."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "laoyou.faces.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare who may publish."""
        from laoyou.faces.publishing import permissions  # noqa: F401
