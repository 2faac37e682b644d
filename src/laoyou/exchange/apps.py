"""The exchange app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "laoyou.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.exchange import audit_names, errors, permissions, processing, shell  # noqa: F401
