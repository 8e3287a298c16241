"""The broker: Redis, whose connections may be cut between any two commands without a message lost or a worker deaf.

kombu takes a message off its queue with one connection and notes on another one, with commands that are sent once,
that it holds it, and later that it is done. A connection that ends just then costs the message; or the worker keeps a
place for it that never comes free, and with a prefetch of one hears nothing more, alive as it is. And a message that
comes again has the tag of its first delivery, whose end would end the second one as well.
"""

from collections.abc import MutableMapping
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from redis import ConnectionPool, Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from pipeline import queues

RETRIES = 3
"""Of a command whose connection ended. All of kombu's may be sent twice: a message that comes twice is done once."""

BACKOFF = ExponentialBackoff(cap=0.5, base=0.02)
"""Seconds, so that a Redis which is away for longer is soon noticed as such, and the consumer starts anew."""


class QoS(redis.QoS):
    """What a worker holds."""

    def ack(self, delivery_tag: str) -> None:
        """Say that a message is done.

        :raises redis.ConnectionError: Redis is away. The message will come again; its place is free all the same.
        """
        try:
            super().ack(delivery_tag)
        except redis.Transport.connection_errors:
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    """A channel whose commands are sent again where their connection ended."""

    QoS = QoS

    def _get_pool(self, *, asynchronous: bool = False) -> ConnectionPool:
        """Make a pool. The asynchronous one waits for messages, and its end is how a worker learns that it must."""
        pool: ConnectionPool = super()._get_pool(asynchronous=asynchronous)  # type: ignore[misc]
        if not asynchronous:
            pool.set_retry(Retry(BACKOFF, RETRIES))
        return pool

    def _do_restore_message(self, payload: MutableMapping[str, Any], *arguments: object, **more: object) -> None:
        """Put a message back, to be known by another tag: whoever held it may yet acknowledge the old one."""
        payload["properties"]["delivery_tag"] = self._next_delivery_tag()
        super()._do_restore_message(payload, *arguments, **more)  # type: ignore[misc]


class Transport(redis.Transport):
    """kombu's Redis with these channels."""

    Channel: Any = Channel


def is_idle(client: Redis) -> bool:
    """Return whether no message waits in any of our queues, and no worker holds one.

    :param client: of the database with the queues. For milliseconds, between two commands of a worker, a message may
        be in neither place.
    """
    names = [*queues.NAMES, *(f"{name}:{step}" for name in queues.NAMES for step in queues.PRIORITY_STEPS if step)]
    return not client.exists("unacked", *names)


def use() -> None:
    """Let whatever address of Redis is given lead to this transport: TCP, TLS and Unix sockets alike."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:{Transport.__name__}"))
