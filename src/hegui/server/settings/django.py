"""Django's settings, made from the typed settings. DJANGO_SETTINGS_MODULE names this module."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from hegui.server.settings.database import database
from hegui.server.settings.mail import mail
from hegui.server.settings.secret import secret_key
from hegui.server.settings.sign_on import sign_on_origin, sign_on_providers
from hegui.server.settings.typed import read_settings

HEGUI = read_settings()
HERE = Path(__file__).parent.parent

SECRET_KEY = secret_key(HEGUI.secret_key.get_secret_value(), HEGUI.data)
DEBUG = HEGUI.debug
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *HEGUI.hosts]
CSRF_TRUSTED_ORIGINS = [HEGUI.origin] if HEGUI.origin else []

APPS = (
    "ledger",
    "core",
    "pages",
    "rest",
    "accounts",
    "inventory",
    "controls",
    "obligations",
    "improvement",
    "webhooks",
    "journal",
    "evidence",
    "runs",
    "assessments",
    "api",
    "home",
    "operations",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *(f"hegui.server.{name}" for name in APPS),
    "django_htmx",
    "ninja",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
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
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hegui.server.pages.middleware.ErrorMiddleware",
]
ROOT_URLCONF = "hegui.server.urls"
WSGI_APPLICATION = "hegui.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hegui.server.pages.context.frame",
            ],
            "builtins": ["hegui.server.pages.templatetags.hegui"],
        },
    }
]
FORM_RENDERER = "hegui.server.pages.forms.Renderer"

DATABASES = {"default": database(HEGUI)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHE_ENTRIES = 100_000
"""Room for the counters of lockout and rate limits: what is culled forgets who tried too often."""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hegui_cache",
        "OPTIONS": {"MAX_ENTRIES": CACHE_ENTRIES},
    }
}
TASKS: dict[str, Any] = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "runs"]}
}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hegui.server.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "hegui.server.accounts.adapter.SocialAccountAdapter"
MFA_ADAPTER = "hegui.server.accounts.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HEGUI.behind_tls else 0
_FORMS = "hegui.server.accounts.entrance_forms."
ACCOUNT_FORMS = {
    "login": f"{_FORMS}SignInForm",
    "change_password": f"{_FORMS}PasswordForm",
    "reauthenticate": f"{_FORMS}AgainForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}CodeForm",
    "reauthenticate": f"{_FORMS}CodeAgain",
    "activate_totp": f"{_FORMS}TotpForm",
    "add_webauthn": f"{_FORMS}PasskeyForm",
    "edit_webauthn": f"{_FORMS}PasskeyNameForm",
}
SOCIALACCOUNT_PROVIDERS = sign_on_providers(HEGUI)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_ON_NAME = HEGUI.oidc_name or "SSO"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HEGUI.behind_tls
MFA_TOTP_ISSUER = "hegui"
USERSESSIONS_TRACK_ACTIVITY = False  # it writes a row on every page view
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "hegui_session"
CSRF_COOKIE_NAME = "hegui_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hegui.server.pages.failures.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "hegui_language"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

globals().update(mail(HEGUI.smtp_url.get_secret_value()))
DEFAULT_FROM_EMAIL = HEGUI.mail_from

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "hegui.server.evidence.handlers.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
PLAIN_HTTP = [f"security.W{number}" for number in ("004", "008", "012", "016")]
"""What Django warns of without TLS; the loopback profile has a note of its own (hegui.I014)."""
SILENCED_SYSTEM_CHECKS: list[str] = [] if HEGUI.behind_tls else PLAIN_HTTP

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF, *sign_on_origin(HEGUI)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if HEGUI.behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"hegui": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
