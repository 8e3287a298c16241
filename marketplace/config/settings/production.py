"""Behind a proxy that speaks TLS and says so in X-Forwarded-Proto."""

from marketplace.config.settings.base import *  # noqa: F403

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
IS_PRODUCTION = True
"""Processes refuse to start where ``check --deploy`` finds an error (``marketplace.config.starting``)."""
