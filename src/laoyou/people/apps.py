"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "laoyou.people"
    label = "people"
    verbose_name = "人"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something downward."""
        from laoyou.people import (  # noqa: F401
            audit_names,
            errors,
            figures,
            forms_out,
            imports,
            permissions,
            processing,
            registers,
            shell,
        )
        from laoyou.people.presenters import links  # noqa: F401

        registers.register()
        forms_out.register()
