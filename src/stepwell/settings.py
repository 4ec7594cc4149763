"""Settings: everything that differs between installations comes from the environment (see docs/deployment.md)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict

from stepwell.foundation.home import Home

HOME = Home.from_environment()
SOURCE = Path(__file__).resolve().parent


class Environment(BaseSettings):
    """What may be set from outside. Names are upper case in the environment."""

    model_config = SettingsConfigDict(extra="ignore", env_file=None)

    database_url: str = ""
    database_owner_url: str = ""
    secret_key: str = ""
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    base_url: str = ""
    stepwell_demo: bool = False
    stepwell_https: bool = False
    debug: bool = False
    email_host: str = ""
    email_port: int = 587
    email_host_user: str = ""
    email_host_password: str = ""
    default_from_email: str = "hello@stepwell.example"
    organization: str = "Stepwell Demonstration Clinic"
    clinic_phone: str = "(555) 010-0100"
    clinic_zone: str = "America/New_York"
    idle_minutes: int = 30


ENV = Environment()


def database(url: str) -> dict[str, Any]:
    """Django's database settings from a URL such as postgresql://user:password@host:5432/name?host=/socket."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "stepwell",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


# Commands that make the schema run as the owner; everything else as the application's plain role.
_as_owner = os.environ.get("STEPWELL_AS_OWNER") == "1" and ENV.database_owner_url
DATABASES = {"default": database(ENV.database_owner_url if _as_owner else ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = ENV.secret_key or HOME.secret_key()
DEBUG = ENV.debug
DEMO = ENV.stepwell_demo
ALLOWED_HOSTS = [host.strip() for host in ENV.allowed_hosts.split(",") if host.strip()]
ORGANIZATION = ENV.organization
CLINIC_PHONE = ENV.clinic_phone
CLINIC_ZONE = ENV.clinic_zone  # where no site is at hand; each site has its own
BASE_URL = ENV.base_url or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "stepwell.foundation",
    "stepwell.trust",
    "stepwell.offering",
    "stepwell.chart",
    "stepwell.journey",
    "stepwell.office",
    "stepwell.doors.kit",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stepwell.doors.kit.middleware.asking",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stepwell.doors.kit.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "stepwell.urls"
WSGI_APPLICATION = "stepwell.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            SOURCE / "doors" / door / "templates" for door in ("kit", "public", "patient", "staff")
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "stepwell.doors.kit.templating.environment",
            "context_processors": [
                "django.template.context_processors.i18n",
                "stepwell.doors.kit.templating.everywhere",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# who signs in, and how
AUTH_USER_MODEL = "trust.Account"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail is unique by an index on lower(email)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "public:front"
ACCOUNT_ADAPTER = "stepwell.doors.kit.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {
    "login_failed": False
}  # axes counts failures, in the database, for every process
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Stepwell"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.stepwell_https
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "stepwell.doors.kit.accounts.axes_username"
AXES_LOCKOUT_CALLABLE = "stepwell.doors.kit.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# sessions: twelve hours at most, IDLE_MINUTES without a request; what was typed is kept (doors/kit/sessions.py)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.stepwell_https
IDLE_MINUTES = ENV.idle_minutes
CSRF_FAILURE_VIEW = "stepwell.doors.kit.refusals.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.stepwell_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.stepwell_https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# language and time: stored in UTC, shown in the site's zone
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None  # whitenoise serves from the package itself; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENV.email_host
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = ENV.email_host, ENV.email_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.email_host_user, ENV.email_host_password
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20  # seconds; a hanging mail server must not hold a worker
DEFAULT_FROM_EMAIL = ENV.default_from_email

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "ERROR"}},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
)
