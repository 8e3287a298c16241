"""The tasks of imports, on the queue ``marketplace``. Messages carry ids alone."""

import uuid
from typing import Any

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError as BrokerAway

from marketplace.bulk.services import importing

log = structlog.get_logger("adriel.bulk")

LONG: dict[str, Any] = {
    "ignore_result": True,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "soft_time_limit": 600,
    "time_limit": 630,
}
"""What is not ended goes on where it stopped."""


@shared_task(name="marketplace.run_import", **LONG)
def run_import(job: str) -> None:
    """Take in what is left of a job."""
    importing.work(uuid.UUID(job))


@shared_task(name="marketplace.resume_imports", ignore_result=True, soft_time_limit=30, time_limit=40)
def resume_imports() -> None:
    """Send what stands still."""
    importing.resume()


def sent(job: str) -> None:
    """Send a job. Where the broker is away the clock does later."""
    try:
        run_import.delay(job)
    except (BrokerAway, OSError) as fault:
        log.warning("import_not_sent", error=type(fault).__name__)
