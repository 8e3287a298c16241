"""The tasks of webhooks, on the queue ``marketplace``. Messages carry ids alone."""

import uuid
from typing import Any

from celery import shared_task

from marketplace.connections.services import delivering

BOUNDED: dict[str, Any] = {"ignore_result": True, "acks_late": True, "soft_time_limit": 20, "time_limit": 30}
"""What is not ended is tried again by the clock."""


@shared_task(name="marketplace.deliver_webhook", **BOUNDED)
def deliver_webhook(delivery: str) -> None:
    """Try a delivery that is due."""
    delivering.deliver(uuid.UUID(delivery))


@shared_task(name="marketplace.redeliver_webhook", **BOUNDED)
def redeliver_webhook(delivery: str) -> None:
    """Try a delivery because somebody asked for it."""
    delivering.deliver(uuid.UUID(delivery), by_hand=True)


@shared_task(name="marketplace.send_due_webhooks", **BOUNDED)
def send_due_webhooks() -> None:
    """Have tried what is due."""
    delivering.send_due()
