"""Connections to Redis that outlive the request for which they were opened."""

import functools
from typing import Any, Self, cast

from redis import ConnectionPool


class SharedPool(ConnectionPool):
    """A pool that all threads of the process take from: one for each address.

    Django makes a cache, and with it a pool, for each thread, and every request has a thread of its own: each would
    open connections that nobody uses again.
    """

    @classmethod
    def from_url(cls, url: str, **options: Any) -> Self:  # noqa: ANN401 - redis-py's signature
        """Return the process's pool for an address."""
        return cast("Self", _pool(url, **options))


@functools.cache
def _pool(url: str, **options: Any) -> ConnectionPool:  # noqa: ANN401 - as above
    return ConnectionPool.from_url(url, **options)
