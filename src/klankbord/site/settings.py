"""Django's settings; all that an administrator may change comes from `environment.py`."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from klankbord.site.environment import read_environment

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
SECRET_FILE = ENVIRONMENT.secret_file
DEBUG = ENVIRONMENT.is_debug
ALLOWED_HOSTS = [ENVIRONMENT.host, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.url]
DATA = ENVIRONMENT.data
PUBLIC_URL = ENVIRONMENT.url
OPEN_NETWORKS = ENVIRONMENT.open_networks
ATTACHMENTS_BYTES = ENVIRONMENT.attachments_megabytes * 1_000_000
FILE_BYTES = ENVIRONMENT.file_megabytes * 1_000_000
FILES_EACH = ENVIRONMENT.files_each
LINK_PREVIEWS = ENVIRONMENT.has_link_previews
PREVIEW_NETWORKS = ENVIRONMENT.preview_networks

INSTALLED_APPS = [
    "klankbord.site",
    "klankbord.plan",
    "klankbord.reputation.routing",
    "klankbord.reputation.desk",
    "klankbord.reputation.flowcharts",
    "klankbord.reputation.facts",
    "klankbord.reputation.replies",
    "klankbord.reputation.drafting",
    "klankbord.reputation.lines",
    "klankbord.ambassadors.answers",
    "klankbord.ambassadors.newsletters",
    "klankbord.ambassadors.pulse",
    "klankbord.ambassadors.guidelines",
    "klankbord.ambassadors.community.attachments",
    "klankbord.ambassadors.community",
    "klankbord.ambassadors.community.announcements",
    "klankbord.ambassadors.community.events",
    "klankbord.ambassadors.community.praise",
    "klankbord.ambassadors.community.polls",
    "klankbord.ambassadors.community.ranking",
    "klankbord.ambassadors.community.reactions",
    "klankbord.ambassadors.community.previews",
    "klankbord.participate.platforms",
    "klankbord.participate.keyfigures",
    "klankbord.participate.insight",
    "klankbord.participate.topics",
    "klankbord.participate.understanding",
    "klankbord.participate.stories",
    "klankbord.participate.stakeholders",
    "klankbord.participate.archive",
    "klankbord.participate.listening",
    "klankbord.people",
    "klankbord.trust",
    "klankbord.jobs",
    "klankbord.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "klankbord.site.middleware.security_headers",
    "klankbord.site.middleware.addresses_of_directory",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "klankbord.people.middleware.speak_the_members_language",
    "klankbord.people.middleware.note_the_day_of_use",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "klankbord.people.middleware.DefaultDeny",
    "klankbord.site.middleware.NoSuchNumber",
    "klankbord.site.middleware.NotTooMuchAtOnce",
    "klankbord.trust.middleware.ExplainRefusals",
]

ROOT_URLCONF = "klankbord.site.urls"
ASGI_APPLICATION = "klankbord.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "klankbord.site.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "klankbord.ui.forms.Renderer"

DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    # Only counts of tries live here, also those of the sign-in library, which asks for "default".
    "default": {"BACKEND": "klankbord.people.limits.cache.SharedCache"},
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

STATIC_URL = "/static/"
# Found in the packages themselves: nothing to collect, nothing to forget after an upgrade.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "people.Member"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "plan:plan"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "klankbord.people.queries.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # members come in by invitation, which is the proof
ACCOUNT_ADAPTER = "klankbord.people.sign_in.InvitationOnly"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the library would put the host of the request there
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENVIRONMENT.url.startswith("http://localhost")
MFA_TOTP_ISSUER = "Klankbord"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds, for slow fingers and clocks: RFC 6238, 5.2
MFA_ADAPTER = "klankbord.people.second_factor.SealedFactors"
MFA_FORMS = {
    "authenticate": "klankbord.people.second_factor.CodeForm",
    "reauthenticate": "klankbord.people.second_factor.CodeAgainForm",
    "add_webauthn": "klankbord.people.passkeys.AddPasskeyForm",
    "authenticate_webauthn": "klankbord.people.passkeys.PasskeyForm",
    "login_webauthn": "klankbord.people.passkeys.PasskeyOnlyForm",
    "reauthenticate_webauthn": "klankbord.people.passkeys.PasskeyAgainForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ENVIRONMENT.url.partition(":")[0]
SOCIALACCOUNT_ADAPTER = "klankbord.people.providers.adapter.OwnProviders"
SOCIALACCOUNT_PROVIDERS = {
    "saml": {"provider_class": "klankbord.people.providers.saml.LastingNames"},
}
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form may not lead elsewhere: our policy says form-action 'self'
)
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"

SESSION_ENGINE = "klankbord.people.sessions.store"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_SECURE = ENVIRONMENT.url.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
if SESSION_COOKIE_SECURE:  # browsers take such a name over HTTPS only, and from this host alone
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SESSION_COOKIE_SECURE
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = (
    14_000_000  # a post that is checked never touches a disk: see BodyLimit
)
FILE_UPLOAD_TEMP_DIR = None

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone  # of a new house; see `people.queries.house_zone`

if ENVIRONMENT.smtp:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(ENVIRONMENT.smtp)
else:
    # No mail server named: mail is written where an administrator can read it.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
# Answers of experts come to the address whose mailbox we read.
MAILBOX_URL = ENVIRONMENT.mailbox
MAILBOX_ADDRESS = unquote(urlsplit(MAILBOX_URL).username or "")
DEFAULT_FROM_EMAIL = f"Klankbord <klankbord@{ENVIRONMENT.host}>"
EMAIL_TIMEOUT = 20

LOGGING_CONFIG = None  # structlog is set up in `klankbord.site.logs`
