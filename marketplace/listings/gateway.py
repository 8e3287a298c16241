"""The door to the pipeline's workers: what has them draw and compare photos. Tasks are sent by name, on commit."""

from collections.abc import Sequence

import redis
import structlog
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError

from marketplace.authentication.gateway import QUEUE

log = structlog.get_logger("adriel.gateway")


def draw(key: str) -> None:
    """Have a worker draw what is shown of a photo, and say when it has."""
    _on_commit("pipeline.listing_photo", (key,), "marketplace.listing_photo_done", (key,))


def compare(listing: str, check: str, photos: Sequence[str], certificate: str) -> None:
    """Have a worker compare a listing's photos with a certificate's, and say when it has."""
    told = (check, list(photos), certificate)
    _on_commit("pipeline.compare_listing", told, "marketplace.listing_compared", (listing,))


def read_hands(key: str, time: str) -> None:
    """Have a worker read the hands on a photo, and say when it has."""
    _on_commit("pipeline.possession_photo", (key, time), "marketplace.possession_read", (key,))


def _on_commit(task: str, told: tuple[object, ...], then: str, what: tuple[object, ...]) -> None:
    from marketplace.config.celery import app

    transaction.on_commit(lambda: _send(app, task, told, then, what), robust=True)


def _send(app: Celery, task: str, told: tuple[object, ...], then: str, what: tuple[object, ...]) -> None:
    """Send a task, and the marketplace's own after it. What cannot be sent now is sent by the clock."""
    done = app.signature(then, what, immutable=True, queue=QUEUE)
    try:
        app.send_task(task, told, link=done)
    except (OperationalError, redis.RedisError, OSError) as fault:
        log.warning("listing_task_not_sent", task=task, error=type(fault).__name__)
