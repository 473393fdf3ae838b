"""Every setting, driven by the environment; docs/operations.md lists the variables."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import bootstrap_wrapper
import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu.transport import TRANSPORT_ALIASES

from cps_portal.lib import env
from cps_portal.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent

# --- mode -----------------------------------------------------------------------------------------

MODE = env.choice("CPS_MODE", ("production", "embedded", "test"), "production")
PRODUCTION = MODE == "production"
DEBUG = False


def _secret(name: str) -> str:
    return env.required(name) if PRODUCTION else env.text(name, f"not-secret-{name.lower()}")


SECRET_KEY = _secret("CPS_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("CPS_SECRET_KEY_FALLBACKS")
SITE_URL = env.text("CPS_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("CPS_ALLOWED_HOSTS", str(urlsplit(SITE_URL).hostname))
DATA_DIR = Path(env.text("CPS_DATA_DIR", str(BASE_DIR / "var" / "data")))
# Where staff of a test system leave by how much its clock is moved; production has only the real time.
CLOCK_FILE = None if PRODUCTION else DATA_DIR / "clock"

# --- apps -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_countries",
    "django_htmx",
    "ninja",
    "post_office",
    "accounts",
    "points",
    "subscriptions",
    "products",
    "billing",
    "support.helpdesk",
    "support.lookup",
    "support.interface",
    "support.audit",
    "support.members",
    "support.reporting",
    "support.operations",
    "support.staff_site",
    # What fills a test system: not in the image, and never part of production.
    *([] if PRODUCTION else ["demo", "bench"]),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cps_portal.lib.observing.ObservingMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "support.audit.middleware.AuditMiddleware",
    "accounts.middleware.StaffSessionMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "support.audit.middleware.ViewingMiddleware",
]

ROOT_URLCONF = "cps_portal.urls"
WSGI_APPLICATION = "cps_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["cps_portal.lib.templatetags.portal", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- data -----------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.required("CPS_DATABASE_URL") if PRODUCTION else env.text("CPS_DATABASE_URL", "postgres:///cps"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    # Private by construction: no URL leads to it, every download goes through a view.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("CPS_STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

BROKER_URL = env.text("CPS_BROKER_URL", "memory://" if MODE == "test" else "redis://127.0.0.1:6379/0")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": BROKER_URL}
        if BROKER_URL.startswith("redis")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_FORMS = {"reset_password": "accounts.forms.ResetPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Besides allauth's own: doors of ours that take an address, and the one behind the code on a card.
ACCOUNT_RATE_LIMITS = {"status_link": "20/m/ip,5/m/key", "invite": "20/m/ip", "check_card": "30/m/ip"}
ACCOUNT_RATE_LIMITS |= {"ticket": "6/m/key,40/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
STAFF_SECOND_FACTOR_REQUIRED = env.flag("CPS_STAFF_SECOND_FACTOR", PRODUCTION)
STAFF_IDLE_MINUTES = env.whole("CPS_STAFF_IDLE_MINUTES", 30)
STAFF_SESSION_HOURS = env.whole("CPS_STAFF_SESSION_HOURS", 10)
VIEWING_MINUTES = env.whole("CPS_VIEWING_MINUTES", 15)
SESSION_COOKIE_NAME = "cps_session"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

# --- language -------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("lv", _("Latvian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "cps_portal.formats"
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = env.text("CPS_TIME_ZONE", "Europe/Amsterdam")
USE_TZ = True

# --- mail -----------------------------------------------------------------------------------------

SMTP = urlsplit(env.text("CPS_SMTP_URL", "smtp://127.0.0.1:1025"))
EMAIL_BACKEND = "cps_portal.lib.mail.QueueBackend"
EMAIL_HOST = SMTP.hostname or "127.0.0.1"
EMAIL_PORT = SMTP.port or 25
EMAIL_HOST_USER = SMTP.username or ""
EMAIL_HOST_PASSWORD = SMTP.password or ""
EMAIL_USE_TLS = SMTP.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("CPS_FROM_EMAIL", "Canon Professional Services <donotreply@cps.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = str(urlsplit(SITE_URL).hostname)
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "FILE_STORAGE": "default",
}
SUPPORT_EMAIL = env.text("CPS_SUPPORT_EMAIL", "priority-support@cps.example")
SUPPORT_PHONE = env.text("CPS_SUPPORT_PHONE", "+31 20 545 8545")

# --- the outside ----------------------------------------------------------------------------------

STRIPE_API_URL = env.text("CPS_STRIPE_API_URL")
STRIPE_SECRET_KEY = (
    _secret("CPS_STRIPE_SECRET_KEY") if PRODUCTION else env.text("CPS_STRIPE_SECRET_KEY", "sk_test_sandbox")
)
STRIPE_WEBHOOK_SECRET = (
    _secret("CPS_STRIPE_WEBHOOK_SECRET")
    if PRODUCTION
    else env.text("CPS_STRIPE_WEBHOOK_SECRET", "whsec_sandbox")
)
STRIPE_TIMEOUT_SECONDS = (3.0, 7.0)  # to connect, to answer: a customer may wait for it
STRIPE_RETRIES = 2  # by Stripe's library, under the same idempotency key
VIES_URL = env.text("CPS_VIES_URL", "https://ec.europa.eu/taxation_customs/vies/rest-api")
VIES_REQUESTER = env.text("CPS_VIES_REQUESTER", "NL005916343B01")
SCANNER = env.text("CPS_SCANNER")
if SCANNER and not SCANNER.startswith(("tcp://", "unix:///")):
    raise ImproperlyConfigured("CPS_SCANNER must be tcp://host:port or unix:///path of clamd's socket.")
if PRODUCTION and STRIPE_API_URL:
    raise ImproperlyConfigured(
        "CPS_STRIPE_API_URL names a Stripe sandbox; production charges real cards. Remove the variable."
    )
if STRIPE_API_URL and STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")):
    raise ImproperlyConfigured("A live Stripe key must not be sent to a sandbox. Remove CPS_STRIPE_API_URL.")

CELERY_BROKER_URL = BROKER_URL
if BROKER_URL.startswith("filesystem://"):
    _folder = Path(urlsplit(BROKER_URL).path)
    TRANSPORT_ALIASES["filesystem"] = "cps_portal.lib.filequeue:Transport"
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folder),
        "data_folder_out": str(_folder),
        "control_folder": str(_folder / "control"),
        "polling_interval": 0.1,
    }
else:
    # A request that wakes the worker must not wait for a broker that is away: the row is found by the sweep.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "socket_connect_timeout": 1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

METRICS_TOKEN = env.text("CPS_METRICS_TOKEN")

# Files in PEM that sign passes for a telephone's wallet; without them there is none, and no page speaks of one.
WALLET_CERTIFICATE = env.text("CPS_WALLET_CERTIFICATE")
WALLET_KEY = env.text("CPS_WALLET_KEY")
WALLET_ISSUER = env.text("CPS_WALLET_ISSUER")
WALLET_PASS_TYPE = env.text("CPS_WALLET_PASS_TYPE")
WALLET_TEAM = env.text("CPS_WALLET_TEAM")

# --- the rules an operator may change (‡) ---------------------------------------------------------

PROMISED_WORKING_DAYS = env.whole("CPS_PROMISED_WORKING_DAYS", 2)
REMINDER_WORKING_DAYS = env.whole("CPS_REMINDER_WORKING_DAYS", 3)
DRAFT_DAYS = env.whole("CPS_DRAFT_DAYS", 14)
STATUS_LINK_DAYS = env.whole("CPS_STATUS_LINK_DAYS", 90)
SET_PASSWORD_LINK_DAYS = env.whole("CPS_SET_PASSWORD_LINK_DAYS", 7)
INVITATION_LINK_DAYS = env.whole("CPS_INVITATION_LINK_DAYS", 14)
NEW_EMAIL_LINK_DAYS = env.whole("CPS_NEW_EMAIL_LINK_DAYS", 2)
LOG_IN_DAYS = env.whole("CPS_LOG_IN_DAYS", 365)
STAFF_LOG_DAYS = env.whole("CPS_STAFF_LOG_DAYS", 730)
EXPORT_DAYS = env.whole("CPS_EXPORT_DAYS", 7)
OLD_EMAIL_LINK_DAYS = env.whole("CPS_OLD_EMAIL_LINK_DAYS", 2)
TRANSFER_DAYS = env.whole("CPS_TRANSFER_DAYS", 14)
GEAR_FILE_ROWS = env.whole("CPS_GEAR_FILE_ROWS", 10_000)
UPLOAD_MAX_BYTES = env.whole("CPS_UPLOAD_MAX_MB", 10) * 1024 * 1024
DOCUMENT_DAYS = env.whole("CPS_DOCUMENT_DAYS", 90)
TICKET_FILE_DAYS = env.whole("CPS_TICKET_FILE_DAYS", 90)
TICKET_REOPEN_DAYS = env.whole("CPS_TICKET_REOPEN_DAYS", 30)
TICKET_SILENT_DAYS = env.whole("CPS_TICKET_SILENT_DAYS", 30)
TERM_MONTHS = env.whole("CPS_TERM_MONTHS", 12)
RENEWAL_WINDOW_DAYS = env.whole("CPS_RENEWAL_WINDOW_DAYS", 60)
RENEWAL_REMINDER_DAYS = sorted(env.numbers("CPS_RENEWAL_REMINDER_DAYS", "60,30,7"), reverse=True)
AUTOMATIC_RENEWAL_DAYS = env.whole("CPS_AUTOMATIC_RENEWAL_DAYS", 7)
INVITATION_REMINDER_DAYS = env.whole("CPS_INVITATION_REMINDER_DAYS", 14)
CARD_LINK_MINUTES = env.whole("CPS_CARD_LINK_MINUTES", 15)
PAYMENT_DAYS = env.whole("CPS_PAYMENT_DAYS", 30)
EXTENSION_DAYS = env.whole("CPS_EXTENSION_DAYS", 90)
CORRECTION_ALONE_MAX = env.whole("CPS_CORRECTION_ALONE_MAX", 500)
VAT_PROOF_DAYS = env.whole("CPS_VAT_PROOF_DAYS", 90)
CARD_RETRY_DAYS = env.numbers("CPS_CARD_RETRY_DAYS", "3,5,7")
CARD_NOTICE_DAYS = env.whole("CPS_CARD_NOTICE_DAYS", 14)
REMINDER_DAYS = env.numbers("CPS_REMINDER_DAYS", "3,10,21")
SUSPEND_DAYS = env.whole("CPS_SUSPEND_DAYS", 30)
CHARGE_CEILING_CENTS = env.whole("CPS_CHARGE_CEILING", 2500) * 100
COMPARE_DAYS = env.whole("CPS_COMPARE_DAYS", 7)
API_PER_MINUTE = env.whole("CPS_API_PER_MINUTE", 300)

# --- safety ---------------------------------------------------------------------------------------

# A form that ends at the card page is redirected there: form-action must name it, too. To a bank's page, whose
# address nobody knows beforehand, a link leads instead.
CARD_PAGE = STRIPE_API_URL or "https://checkout.stripe.com"
CONTENT_SECURITY_POLICY = {
    # The page of the interface holds a script of its library, and nothing that anybody typed.
    "EXCLUDE_URL_PREFIXES": ["/admin/", "/staff/", "/api/v1/docs"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF, CARD_PAGE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("CPS_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if env.flag("CPS_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits per network address count the visitor, not the proxy.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOG_FORMAT = env.choice("CPS_LOG_FORMAT", ("json", "line"), "json" if PRODUCTION else "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "cps_portal.lib.logs.Lines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {
            "()": "cps_portal.lib.logs.Json",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "loggers": {"pikepdf": {"level": "WARNING"}, "weasyprint": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.text("CPS_LOG_LEVEL", "INFO")},
}
