"""Settings of the edge: those of the product, without everything that needs a register or an account."""

from laoyou.faces.settings import *  # noqa: F403
from laoyou.faces.settings import DATABASES as _ALL
from laoyou.faces.settings import MIDDLEWARE as _WHOLE

INSTALLED_APPS = [
    "laoyou.core",  # its templates and components; its tables are in no database here
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton",
    "laoyou.faces.public",
]
MIDDLEWARE = [
    "laoyou.faces.edge.middleware.NobodyMiddleware",
    *(
        one
        for one in _WHOLE
        if one.startswith(
            (
                "django.middleware.security",
                "laoyou.core.middleware.SecurityHeaders",
                "whitenoise",
                "django.middleware.locale",
                "django.middleware.common",
                "django_htmx",
                "laoyou.core.middleware.DomainError",
            )
        )
    ),
]
ROOT_URLCONF = "laoyou.faces.edge.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}, "edge": _ALL["edge"]}
LAOYOU_EDGE = True
