"""What holds wherever the marketplace runs."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from marketplace.config import environment
from marketplace.config.environment import CACHE, CHANNELS, ENVIRONMENT, SESSIONS
from pipeline.settings import load_settings

HERE = Path(__file__).resolve().parent.parent.parent

PIPELINE = load_settings(ENVIRONMENT)
"""Where Redis and the blob store are, as the pipeline reads it. This process is given neither key."""

SECRET_KEY = environment.secret_key(ENVIRONMENT)
DEBUG = False
IS_PRODUCTION = False
ALLOWED_HOSTS = environment.listed(ENVIRONMENT, "ADRIEL_HOSTS")
ROOT_URLCONF = "marketplace.config.urls"
ASGI_APPLICATION = "marketplace.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "users.User"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

INSTALLED_APPS = [
    "marketplace.users.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "channels",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "marketplace.common",
    "marketplace.users",
    "marketplace.audit",
    "marketplace.connections",
    "marketplace.authentication",
    "marketplace.listings",
    "marketplace.bulk",
    "marketplace.directory",
    "marketplace.repairs",
    "marketplace.moderation",
    "marketplace.examples",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.common.reading.no_nul",
    "marketplace.audit.requests.numbered",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": environment.database(ENVIRONMENT, pooled=True)}
CACHES = {
    "default": environment.redis_cache(PIPELINE.redis, CACHE),
    "sessions": environment.redis_cache(PIPELINE.redis, SESSIONS),
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [PIPELINE.redis.client(CHANNELS)]},
    }
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "marketplace.users.backends.ConfirmedAccounts",
]
# Tries are counted in the cache, under a hash, and forgotten after the cool-off: no table of who tried to be whom.
# By address and place together: nobody can lock somebody else out from elsewhere (docs/decisions/0025).
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # as ``authenticate`` calls it here and in the admin, whatever the column
AXES_USERNAME_CALLABLE = "marketplace.users.backends.tried_name"
AXES_LOCKOUT_CALLABLE = "marketplace.users.backends.locked"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its tables stay empty
OTP_TOTP_ISSUER = "Adriel"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
"""Files are served from the packages that they come in: there is no step of collecting them to forget."""

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
OPERATIONS_MAIL = environment.listed(ENVIRONMENT, "ADRIEL_OPERATIONS_MAIL")
DEFAULT_FROM_EMAIL = "Adriel <no-reply@adriel.example>"

A_MINUTE = {
    "stranger": 120,
    "account": 600,
    "credentials": 20,
    "upload": 300,
    "public": 1200,
    "verification": 20,
    "search": 300,
}
"""Requests a minute: of a stranger's address, of an account; of what asks for a password, of uploads; of an address for
what anyone may read, as monitors of the log do by the hundred; of documents that a worker must open; of searches."""
FACTOR = environment.amount(ENVIRONMENT, "ADRIEL_THROTTLE_FACTOR", 1.0)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "marketplace.connections.authentication.ByKey",
        "marketplace.users.tokens.Bearer",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["marketplace.common.reading.Json"],
    "DEFAULT_PAGINATION_CLASS": "marketplace.common.pagination.Newest",
    "DEFAULT_SCHEMA_CLASS": "marketplace.common.schema.Described",
    "DEFAULT_THROTTLE_CLASSES": ["marketplace.common.throttles.ByWho"],
    "DEFAULT_THROTTLE_RATES": {scope: f"{int(rate * FACTOR)}/min" for scope, rate in A_MINUTE.items()},
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 0,  # the server knows which proxies to believe; whoever asks could write what it liked
    "EXCEPTION_HANDLER": "marketplace.common.problems.handle",
    "NON_FIELD_ERRORS_KEY": "whole",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": False,
    "ALGORITHM": "HS256",
    "AUTH_HEADER_TYPES": ("Bearer",),
}
API_PARTS = {
    "accounts": "opened and confirmed; passwords that were forgotten",
    "sessions": "logging in and out",
    "account": "one's own",
    "second factor": "for one's own account",
    "organisations": "stores and repair shops, with their members",
    "connections": "keys and webhooks of an organisation's own software",
    "cases": "a watch to be examined, from the draft to the certificate",
    "photos": "of a case",
    "progress": "a case, followed live",
    "experts": "their queue and their decisions",
    "reference sets": "what cases are compared with",
    "certificates": "offered by their holder, taken over by the next",
    "public": "what anyone may read and check",
    "listings": "what is for sale",
    "stores": "who sells watches, and where",
    "repair shops": "who mends watches, and where",
    "reviews": "what customers say of their dealings",
    "repairs": "what a shop does to a customer's watch, and whether they consent",
    "service books": "what was done to a watch, signed and logged",
    "imports": "many listings, or many cases, at once, from a file",
    "moderation": "what should not stand there: reported, taken down, appealed against",
    "audit": "what was done with rights that not everybody has",
    "problems": "what can go wrong",
}
"""The parts of the API, in the order of its page."""
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Adriel",
    "DESCRIPTION": (
        "Tells whether a watch is what its owner says it is, and lets anyone check that answer.\n\n"
        "Open an account, confirm its address, log in under *sessions*, and send the access token as "
        "`Authorization: Bearer …`. Where something cannot be done, the answer is a document of RFC 9457 with a code; "
        "[what each code means](/api/v1/problems)."
    ),
    "TAGS": [{"name": name, "description": text} for name, text in API_PARTS.items()],
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "marketplace.common.schema.constants_as_enums",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"docExpansion": "none", "defaultModelsExpandDepth": -1, "filter": True},
    "ENUM_NAME_OVERRIDES": {
        "ExaminationKind": "marketplace.authentication.models.cases.Examination.Kind",
        "ComponentEnum": "marketplace.authentication.api.expert_serializers.COMPONENTS",
        "CaseStateEnum": "marketplace.authentication.states.State",
        "ReferenceSetStateEnum": "marketplace.authentication.models.references.ReferenceSet.State",
        "PossessionStateEnum": "marketplace.listings.models.possession.PossessionAsk.State",
        "ListingPhotoStateEnum": "marketplace.listings.models.photos.ListingPhoto.State",
        "OrganisationKindEnum": "marketplace.users.models.Organisation.Kind",
        "DeliveryStateEnum": "marketplace.connections.models.Delivery.State",
        "ImportStateEnum": "marketplace.bulk.models.Import.State",
        "ImportRowOutcomeEnum": "marketplace.bulk.models.Row.Outcome",
        "ListingStateEnum": "marketplace.listings.states.State",
        "ConnectionModeEnum": "marketplace.connections.models.Mode",
        "MeasureStateEnum": "marketplace.moderation.states.State",
        "MatterStateEnum": "marketplace.moderation.api.serializers.MATTER_STATES",
        "ModeratedKindEnum": "marketplace.moderation.kinds.Kind",
        "ModerationReasonEnum": "marketplace.moderation.kinds.Reason",
        "NamedKindEnum": "marketplace.moderation.kinds.Named",
        "RepairStateEnum": "marketplace.repairs.models.jobs.Repair.State",
        "MembershipKindEnum": "marketplace.users.models.Membership.Kind",
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

CASES_OPEN_AT_ONCE = int(environment.amount(ENVIRONMENT, "ADRIEL_CASES_OPEN", 10))
CASES_A_DAY = int(environment.amount(ENVIRONMENT, "ADRIEL_CASES_A_DAY", 50))
GEMINI_DAILY_BUDGET_USD = environment.amount(ENVIRONMENT, "ADRIEL_GEMINI_DAILY_USD", 50.0)
"""Quotas of an account, and what all cases of a day (UTC) may spend on Gemini."""

DRAFTS_OF_A_STORE = int(environment.amount(ENVIRONMENT, "ADRIEL_STORE_DRAFTS", 20_000))
"""Listings that a store may prepare: a person's own are few."""

A_DAY = {
    "publish": environment.by_age(ENVIRONMENT, "ADRIEL_LISTINGS_A_DAY", (20, 50, 500)),
    "report": environment.by_age(ENVIRONMENT, "ADRIEL_REPORTS_A_DAY", (5, 20, 100)),
    "review": environment.by_age(ENVIRONMENT, "ADRIEL_REVIEWS_A_DAY", (10, 20, 50)),
    "ask": environment.by_age(ENVIRONMENT, "ADRIEL_ASKS_A_DAY", (5, 20, 100)),
}
"""What an account may do in a day: in its first day, in its first week, and afterwards."""

WEBHOOKS_TO_PRIVATE = False
"""Whether webhooks may go to addresses that only this network reaches, and without TLS: in development alone."""

LOGGING_CONFIG = "marketplace.common.logs.configure"
LOGGING: dict[str, Any] = {"level": PIPELINE.log_level}
