"""The core app: what every room shares and no room owns."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "laoyou.core"
    label = "core"
    verbose_name = "核心"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something: permissions, menu entries, system checks."""
        from laoyou.core import audit_names, checks, errors, menu, permissions, processing, upkeep  # noqa: F401
        from laoyou.core.imports import running, undoing  # noqa: F401
        from laoyou.core.moments import keep_moment_of_sign_in
        from laoyou.core.pages import accounts, audit, calendar, forms_out, imports, jobs  # noqa: F401

        keep_moment_of_sign_in()
