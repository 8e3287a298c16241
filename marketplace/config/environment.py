"""What the marketplace reads from its environment, as values; every mistake is named with its remedy."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from models.vocabulary.errors import Misconfigured
from pipeline.settings import RedisAddress

CACHE, SESSIONS, CHANNELS = 4, 5, 6
"""Redis databases of the marketplace; the pipeline's are 0 to 3 (``pipeline.settings.RedisAddress``)."""

LEAST_SECRET = 50
"""Characters of a secret key: Django's own check asks for as many."""


def database(env: Mapping[str, str], *, pooled: bool) -> dict[str, Any]:
    """Return Django's settings of the database that DATABASE_URL names.

    :param pooled: keep connections in psycopg's pool; a process that runs few queries at a time needs none.
    :raises Misconfigured: it is missing or no address of PostgreSQL.
    """
    try:
        given = conninfo_to_dict(env.get("DATABASE_URL", ""))
    except ProgrammingError:
        given = {}
    name = given.pop("dbname", None)
    if not name:
        raise Misconfigured("DATABASE_URL", "must be postgresql://user:password@host:port/database")
    options: dict[str, Any] = {
        key: value for key, value in given.items() if key not in {"user", "password", "host", "port"}
    }
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": str(given.get("port", "")),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def redis_cache(address: RedisAddress, number: int) -> dict[str, Any]:
    """Return Django's settings of a cache in one database of Redis."""
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address.client(number),
        "OPTIONS": {"pool_class": "marketplace.common.pools.SharedPool"},
    }


def secret_key(env: Mapping[str, str]) -> str:
    """Return the key by which tokens are signed and serial numbers are hashed, from ADRIEL_SECRET_KEY_FILE.

    :raises Misconfigured: the file is missing, unreadable or too short.
    """
    path = env.get("ADRIEL_SECRET_KEY_FILE")
    if not path:
        raise Misconfigured("ADRIEL_SECRET_KEY_FILE", f"must name a file with {LEAST_SECRET} random characters or more")
    try:
        key = Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Misconfigured("ADRIEL_SECRET_KEY_FILE", f"cannot be read ({type(fault).__name__})") from None
    if len(key) < LEAST_SECRET:
        raise Misconfigured("ADRIEL_SECRET_KEY_FILE", f"must hold {LEAST_SECRET} random characters or more")
    return key


def listed(env: Mapping[str, str], name: str) -> list[str]:
    """Return what a setting lists, with commas between."""
    return [each.strip() for each in (env.get(name) or "").split(",") if each.strip()]


def amount(env: Mapping[str, str], name: str, default: float) -> float:
    """Return a number of zero or more."""
    from pipeline.settings import number

    return number(env, name, default)


def by_age(env: Mapping[str, str], name: str, default: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return how much an account may do in a day: in its first day, in its first week, and afterwards.

    :raises Misconfigured: there are not three whole numbers, none smaller than the one before.
    """
    given = env.get(name)
    if not given:
        return default
    parts = [each.strip() for each in given.split(",")]
    numbers = [int(each) for each in parts if each.isascii() and each.isdecimal()]
    if len(numbers) != len(default) or len(parts) != len(default) or numbers != sorted(numbers):
        raise Misconfigured(name, "must be three whole numbers with commas between, none smaller than the one before")
    first, week, after = numbers
    return first, week, after


ENVIRONMENT: Mapping[str, str] = os.environ
