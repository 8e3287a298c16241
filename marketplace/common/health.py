"""Whether this process can do its work."""

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse


def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 where database and Redis answer, 503 with what does not otherwise."""
    found = {"database": _database(), "redis": _redis()}
    return JsonResponse({"ok": all(found.values()), **found}, status=200 if all(found.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _redis() -> bool:
    try:
        with redis.Redis.from_url(settings.PIPELINE.redis.client(0), socket_timeout=2.0) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
