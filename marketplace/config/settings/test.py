"""The tests: real servers, faster passwords, mail that can be read."""

from marketplace.config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["marketplace.common.hashing.QuickArgon2", "django.contrib.auth.hashers.Argon2PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING_CONFIG = None  # type: ignore[assignment]
"""Tests look at the log with their own means."""
DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405 - of the base
"""The database of a test run is dropped at its end, and a pool would still hold it."""
