"""The queues, what works on each, and who goes first.

A worker *kind* is a process with one pool and its queues. The key that signs lives in the kind ``certify`` alone,
which decodes no image; the Gemini key lives in the kind ``vision`` alone.
"""

import os
from dataclasses import dataclass
from typing import Any

from kombu import Exchange, Queue

from models.vocabulary.views import Lane

PREPROCESS, ANALYSE, VISION, SCORE, CERTIFY = "preprocess", "analyse", "vision", "score", "certify"
NAMES = (PREPROCESS, ANALYSE, VISION, SCORE, CERTIFY)

QUEUES = tuple(Queue(name, Exchange(name, type="direct"), routing_key=name) for name in NAMES)

ROUTES = {
    "pipeline.preprocess": PREPROCESS,
    "pipeline.admit": SCORE,
    "pipeline.analyse": ANALYSE,
    "pipeline.score": SCORE,
    "pipeline.certify": CERTIFY,
    "pipeline.publish": SCORE,
    "pipeline.set_status": CERTIFY,
    "pipeline.renew_lists": CERTIFY,
    "pipeline.confirm_log": CERTIFY,
    "pipeline.succeed": CERTIFY,
    "pipeline.write_service_book": CERTIFY,
    "pipeline.draw": SCORE,
    "pipeline.remember": PREPROCESS,
    "pipeline.check_document": ANALYSE,
    "pipeline.adopt_references": ANALYSE,
    "pipeline.listing_photo": ANALYSE,
    "pipeline.compare_listing": ANALYSE,
    "pipeline.possession_photo": ANALYSE,
    "pipeline.erase_photos": SCORE,
    "pipeline.sweep": SCORE,
    "pipeline.fail": SCORE,
}
"""Default queue of each task. ``analyse`` is sent to the queue of its examiner."""

LANES = {
    "pipeline.check_document": Lane.EXPRESS,
    "pipeline.listing_photo": Lane.EXPRESS,
    "pipeline.compare_listing": Lane.EXPRESS,
    "pipeline.possession_photo": Lane.EXPRESS,
    "pipeline.adopt_references": Lane.STANDARD,
}
"""Lanes of tasks that belong to no case, beside cases on one queue: somebody sits and waits for a check or a photo."""

QUEUE_OF_EXAMINER = {"vision": VISION}
"""Examiners that wait for somebody else's answer; every other works on ``analyse``."""

PRIORITY = {Lane.EXPRESS: 0, Lane.STANDARD: 6}
"""On Redis a lower number goes first; a queue of another number is another list there."""
PRIORITY_STEPS = sorted(PRIORITY.values())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of worker process.

    :ivar pool: Celery's pool: ``prefork`` for work that computes, ``threads`` for work that waits.
    :ivar concurrency: tasks at a time.
    :ivar max_tasks_per_child: image libraries fragment memory; a child is replaced after so many tasks.
    :ivar max_memory_per_child: KiB of resident memory after which a child is replaced.
    """

    name: str
    queues: tuple[str, ...]
    pool: str
    concurrency: int
    max_tasks_per_child: int | None = None
    max_memory_per_child: int | None = None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


KINDS = (
    # 80 megapixels decoded are 240 MB and OCR holds about 400 MB: a child that keeps more than 1.5 GB leaks.
    # What is further on goes first: otherwise every photo that waits is prepared before any case is examined.
    Kind("images", (ANALYSE, PREPROCESS), "prefork", _cores(), max_tasks_per_child=500, max_memory_per_child=1_500_000),
    Kind("vision", (VISION,), "threads", 16),
    Kind("score", (SCORE,), "prefork", 1, max_tasks_per_child=2000),
    Kind("certify", (CERTIFY,), "prefork", 1),
)


def route_of(task: str) -> dict[str, Any]:
    """Return where a task goes, and before what."""
    before = {"priority": PRIORITY[LANES[task]]} if task in LANES else {}
    return {"queue": ROUTES[task], **before}


def queue_of(examiner: str) -> str:
    """Return the queue on which an examiner works."""
    return QUEUE_OF_EXAMINER.get(examiner, ANALYSE)


def kinds_for(queues: tuple[str, ...]) -> tuple[Kind, ...]:
    """Return the kinds that serve ``queues``, each narrowed to those asked for."""
    wanted = [(kind, tuple(queue for queue in kind.queues if queue in queues)) for kind in KINDS]
    return tuple(
        Kind(kind.name, mine, kind.pool, kind.concurrency, kind.max_tasks_per_child, kind.max_memory_per_child)
        for kind, mine in wanted
        if mine
    )
