"""The office face: the home page of those who work in an office."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "laoyou.faces.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand first in the menu; name the district in the head of every page."""
        from django.utils.translation import gettext_lazy as _

        from laoyou.core import district, menu

        menu.register(_("首页"), "office:show_home", permission="core.see_home", order=10)
        menu.register_place(district.name)
