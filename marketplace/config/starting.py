"""How every process of the marketplace starts: Django set up, and no further where production would be unsafe."""

import importlib
import os

import django
from django.conf import settings
from django.core.checks import Error, run_checks

from models.vocabulary.errors import Misconfigured


def set_up() -> None:
    """Set Django up, with the development settings unless others are named.

    :raises Misconfigured: in production, for whatever Django's own check for deployment or ours calls an error.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.development")
    django.setup(set_prefix=False)
    importlib.import_module("marketplace.config.celery")  # the app by which tasks are sent, from any process
    if settings.IS_PRODUCTION:
        refuse_what_is_unsafe()


def refuse_what_is_unsafe() -> None:
    """Raise for the first error of the checks for deployment: a check that nobody runs protects nobody."""
    for found in run_checks(include_deployment_checks=True):
        if isinstance(found, Error):
            raise Misconfigured(found.msg, str(found.hint))
