"""The result backend: Redis, to which nobody listens.

Chords count their results there; no caller ever waits for one, because records are the truth. Celery's own backend
subscribes to the result of every task that a process sends: work for nothing, and in a process that lives long, a
subscription for every task that was ever sent.
"""

from typing import Any

from celery.backends.redis import RedisBackend


class UnheardResults(RedisBackend):
    """Keeps results for chords; subscribes to none."""

    def on_task_call(self, producer: Any, task_id: str) -> None:  # noqa: ANN401  (Celery's signature)
        """Do not subscribe."""

    def on_result_fulfilled(self, result: Any) -> None:  # noqa: ANN401
        """There is no subscription to end."""


BACKENDS = dict.fromkeys(("redis", "rediss"), f"{__name__}:{UnheardResults.__name__}")
"""For Celery's loader: what answers to these schemes (a Unix socket's is ``redis`` too)."""
