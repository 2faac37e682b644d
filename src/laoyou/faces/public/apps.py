"""The public face: what everybody may read, from a database of its own."""

from django.apps import AppConfig
from django.conf import settings


class PublicConfig(AppConfig):
    name = "laoyou.faces.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker look into the inbox; stand in the public menu."""
        from django.utils.translation import gettext_lazy as _

        from laoyou.core import menu, rounds
        from laoyou.faces.public.inbox import take_in

        if settings.LAOYOU_EDGE:
            menu.register_place(place_of_the_publication)
        else:
            rounds.register(2.0, take_in)
        menu.register_public(_("首页"), "public:front", order=10)
        menu.register_public(_("找服务"), "public:find_facilities", order=20)
        menu.register_public(_("规划进展"), "public:list_indicators", order=30)
        menu.register_public(_("镇街评价"), "public:show_index", order=35)
        menu.register_public(_("通报和评估"), "public:list_circulars", order=40)


def place_of_the_publication() -> str:
    """The district that is named in the bundle: an edge on a machine of its own knows no pack."""
    from laoyou.faces.public import queries

    newest = queries.publication()
    return str(newest.district["zh"]) if newest is not None else ""
