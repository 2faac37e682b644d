"""
Settings of the running product. Everything a district may change comes from the environment or from LAOYOU_HOME; nothing
here is secret.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from laoyou.faces.home import HOME, read_home_file, secret

DEBUG = os.environ.get("LAOYOU_DEBUG") == "1"
SECRET_KEY = secret("django")
ALLOWED_HOSTS = os.environ.get("LAOYOU_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    # Before allauth, whose templates it replaces.
    "laoyou.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth asks for its filters
    "django_htmx",
    "django_cotton",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "laoyou.people",
    "laoyou.providers",
    "laoyou.snapshots",
    "laoyou.plans",
    "laoyou.planning",
    "laoyou.entitlements",
    "laoyou.privacy",
    "laoyou.assessments",
    "laoyou.exchange",
    "laoyou.faces.office",
    "laoyou.faces.publishing",
    "laoyou.faces.public",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "laoyou.core.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "laoyou.core.middleware.ScopeMiddleware",
    "laoyou.core.middleware.IdleLogoutMiddleware",
    "laoyou.core.middleware.SecondFactorMiddleware",
    "laoyou.core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "laoyou.faces.urls"
WSGI_APPLICATION = "laoyou.faces.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "laoyou.core.templatetags.laoyou",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "laoyou.core.context.shell",
            ],
        },
    }
]


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 15,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-5000; PRAGMA temp_store=MEMORY;",
        },
        "CONN_MAX_AGE": None,
    }


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Pages ask many short questions: to start helpers, or to compile a plan, costs more than the answer. Rows found along an
        # index are mostly in memory, which the server's defaults, made for turning disks, do not believe.
        "OPTIONS": {"options": "-c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1"},
    }


_url = os.environ.get("LAOYOU_DATABASE_URL", "")
DATABASES = {
    "default": _postgres(_url) if _url.startswith("postgres") else _sqlite(HOME / "laoyou.sqlite3"),
    # What has been published to everybody. It never holds a register row, so that it can stand on another machine.
    "edge": _sqlite(HOME / "edge.sqlite3"),
}
DATABASE_ROUTERS = ["laoyou.faces.routers.EdgeRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(HOME / "cache")}
}

AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

ACCOUNT_ADAPTER = "laoyou.core.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,30/15m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
SOCIALACCOUNT_ADAPTER = "laoyou.core.sign_in.IdentityServiceAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": read_home_file("identity-services.json", [])}}
MFA_ADAPTER = "laoyou.core.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Laoyou 老幼"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "laoyou_session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
_tls = os.environ.get("LAOYOU_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _tls
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LAOYOU_TRUSTED_ORIGINS", "").split(",") if origin]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = ["laoyou.core.uploads.MemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [
    *(Path(__file__).parent.parent / room / "locale" for room in ("base", "packs", "faces", "demo")),
    *sorted((Path(__file__).parent.parent / "engines").glob("*/locale")),
]
"""The rooms that are no Django app bring their English too."""
LANGUAGE_COOKIE_NAME = "laoyou_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they lie; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# To standard error, which `serve` keeps below LAOYOU_HOME/logs; what went wrong is never only on somebody's screen.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "laoyou.core.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Addresses that are not there or not allowed hold what people typed into them, and are nobody's fault here.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "laoyou": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

LAOYOU_HOME = HOME
LAOYOU_EDGE = False
"""Whether this process serves the public face alone (`laoyou.faces.edge`)."""
LAOYOU_IMPORT_LARGEST_MB = int(os.environ.get("LAOYOU_IMPORT_LARGEST_MB", "160"))
LAOYOU_IMPORT_KEPT_DAYS = int(os.environ.get("LAOYOU_IMPORT_KEPT_DAYS", "30"))
"""How long uploads and the rows of an import are kept."""
LAOYOU_IDLE_MINUTES = int(os.environ.get("LAOYOU_IDLE_MINUTES", "30"))
LAOYOU_EVENT_ORIGINS = [origin for origin in os.environ.get("LAOYOU_EVENT_ORIGINS", "").split(",") if origin]
_district = read_home_file("district.json", {})
LAOYOU_PACK: str = os.environ.get("LAOYOU_PACK", "") or _district.get("pack", "500118-demo")
LAOYOU_DEMO_DATE = datetime.date.fromisoformat(_district["demo_date"]) if _district.get("demo_date") else None
"""The date at which a demonstration stands still; absent in a real district."""
LAOYOU_REQUIRE_SECOND_FACTOR = os.environ.get("LAOYOU_REQUIRE_SECOND_FACTOR", "0" if LAOYOU_DEMO_DATE else "1") == "1"
