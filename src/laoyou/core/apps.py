"""The core app: what every room shares and no room owns."""

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "laoyou.core"
    label = "core"
    verbose_name = "核心"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the modules that register something: permissions, menu entries, system checks."""
        from laoyou.core import errors  # noqa: F401

        if getattr(settings, "LAOYOU_EDGE", False):
            return  # no account, no round, no job: only templates and sentences
        from laoyou.core import audit_names, checks, menu, permissions, processing, upkeep, watch  # noqa: F401
        from laoyou.core.imports import comparing, running, undoing  # noqa: F401
        from laoyou.core.moments import keep_moment_of_sign_in
        from laoyou.core.pages import accounts, audit, calendar, forms_out, imports, jobs, system  # noqa: F401

        keep_moment_of_sign_in()
