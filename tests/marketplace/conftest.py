"""What tests of the marketplace stand on: a real PostgreSQL, a real Redis, Django set up on them.

Django is set up here and not by a setting of pytest's, so that no test of the pipeline runs in a process whose
environment names Django's settings or a database.
"""

import atexit
import contextlib
import os
import secrets
import tempfile
from pathlib import Path

import django
import pytest
from django.db import connection

from local import postgres, redis

_open = contextlib.ExitStack()
atexit.register(_open.close)


def _set_up() -> None:
    """Start the servers and Django; leave the environment as it was."""
    state = Path(_open.enter_context(tempfile.TemporaryDirectory(prefix="adriel-market_")))
    (state / "static").mkdir()  # collected where it is deployed; without it whitenoise warns
    secret = state / "secret"
    secret.write_text(secrets.token_urlsafe(48))
    given = {
        "DATABASE_URL": _open.enter_context(postgres.throwaway()),
        "REDIS_URL": _open.enter_context(redis.embedded()),
        "ADRIEL_STATE": str(state),
        "ADRIEL_BLOBS": f"file://{state}/blobs",
        "ADRIEL_SECRET_KEY_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.test",
    }
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        django.setup()
        import marketplace.config.celery  # noqa: F401 - reads the settings, as they are now
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


_set_up()


@pytest.fixture(autouse=True, scope="session")
def _nobody_stays(request, django_db_blocker):
    """End what threads of the tests left open: a database that is in use is not dropped."""
    request.getfixturevalue("django_db_setup")  # so that this ends before it does
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _own_tasks():
    """Tasks go to the marketplace's app, whichever app a test before this one made."""
    from marketplace.config.celery import app

    app.set_current()


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Throttles and lock-outs begin anew."""
    from django.core.cache import cache

    cache.clear()
