"""One machine: plain HTTP on loopback, mail to the console."""

from marketplace.config.environment import ENVIRONMENT
from marketplace.config.settings.base import *  # noqa: F403

DEBUG = False
"""Even here: a page of Django's with settings and local variables would quote what must not leave."""
WEBHOOKS_TO_PRIVATE = bool(ENVIRONMENT.get("ADRIEL_WEBHOOKS_PRIVATE"))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
