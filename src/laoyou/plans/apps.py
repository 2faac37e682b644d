"""The plans app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "laoyou.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.plans import audit_names, errors, forms_out, permissions, shell  # noqa: F401

        forms_out.register()
