"""One log, as ``pipeline.logs`` sets it up. Django's own words about a request would quote addresses and values."""

import logging
from typing import Any

from pipeline import logs

QUIET = ("django.request", "django.security.DisallowedHost", "uvicorn.access", "axes", "daphne")

BRIEF = ("uvicorn.error",)
"""At INFO it quotes the address of every socket, and with it the ticket."""


def configure(settings: dict[str, Any]) -> None:
    """Set the log up: Django's LOGGING_CONFIG."""
    logs.configure(settings["level"])
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for name in BRIEF:
        logging.getLogger(name).setLevel(logging.WARNING)
