"""The public face: what everybody may read, from a database of its own."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "laoyou.faces.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker look into the inbox."""
        from laoyou.core import rounds
        from laoyou.faces.public.inbox import take_in

        rounds.register(2.0, take_in)
