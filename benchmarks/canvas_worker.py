"""A worker whose stages are empty, and which also knows a bare canvas of the same shape."""

import os
import sys
from typing import Any

import redis
from celery import Task, shared_task
from celery.canvas import Signature

from benchmarks.empty_stages import EmptyStages
from pipeline import worker
from pipeline.settings import load_settings
from pipeline.wiring import Workshop, install

DONE = "bench:done"


@shared_task(name="bench.nothing")
def nothing() -> None:
    """Do nothing."""


@shared_task(name="bench.admit", bind=True, ignore_result=True)
def admit(self: "Task[Any, Any]", examine: dict[str, Any]) -> None:
    """Continue with the second chord, as ``admit`` does."""
    raise self.replace(Signature.from_dict(examine, app=self.app))


@shared_task(name="bench.done", ignore_result=True)
def done() -> None:
    """Count a case that has ended."""
    redis.Redis.from_url(load_settings(os.environ).redis.client(3)).incr(DONE)


if __name__ == "__main__":
    settings = load_settings(os.environ)
    install(Workshop(settings=settings, stages=EmptyStages(), environment=dict(os.environ)))
    sys.exit(worker.main())
