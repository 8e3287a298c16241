"""A Redis for the tests of what workers share."""

from collections.abc import Iterator

import pytest
import redis

from tests.support.redis_server import redis_server


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[str, redis.Redis]]:
    """A server for the module: its address and a client."""
    with redis_server() as started:
        yield started


@pytest.fixture
def address(shared: tuple[str, redis.Redis]) -> str:
    """The address of an empty database."""
    shared[1].flushall()
    return shared[0]


@pytest.fixture
def client(shared: tuple[str, redis.Redis]) -> redis.Redis:
    """A client of an empty database."""
    shared[1].flushall()
    return shared[1]
