"""A real Redis for one test module: the one that one-machine mode starts."""

import contextlib
from collections.abc import Iterator

import redis

from local.redis import embedded


@contextlib.contextmanager
def redis_server() -> Iterator[tuple[str, redis.Redis]]:
    """Start a server; yield the address of its database 3 and a client; end it."""
    with embedded() as url:
        address = f"{url}?db=3"
        with redis.Redis.from_url(address) as client:
            yield address, client
