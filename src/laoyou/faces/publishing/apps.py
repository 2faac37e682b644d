"""Publishing: the one place where inside and edge meet."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "laoyou.faces.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare who may publish; stand in the menu."""
        from django.utils.translation import gettext_lazy as _

        from laoyou.core import menu
        from laoyou.faces.publishing import permissions  # noqa: F401

        menu.register(
            _("公开发布"), "publishing:show_publishing", permission="publishing.publish", order=48, section=_("方案")
        )
