"""What is told: written in the transaction in which it happened, so that neither is there without the other."""

import uuid
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from marketplace.connections import kinds
from marketplace.connections.models import Delivery, Endpoint, Message, Mode, Robot

log = structlog.get_logger("adriel.connections")


def announce(kind: str, data: dict[str, Any], *, owner: uuid.UUID, organisation: uuid.UUID | None) -> None:
    """Tell the endpoints of whoever something belongs to. Called in the transaction in which it happened.

    :param data: ids and codes; nothing private. :param owner: whose it is; a test key's is told test endpoints alone.
    :raises KeyError: nobody registered that kind.
    """
    kinds.every()[kind]
    mode, about = _whose(owner, organisation)
    if about is None:
        return
    there = Endpoint.objects.filter(organisation=about, mode=mode, disabled_at=None)
    endpoints = [each for each in there if kind in each.kinds]
    if not endpoints:
        return
    now = timezone.now()
    message = Message.objects.create(organisation_id=about, mode=mode, kind=kind, data=data, at=now)
    made = Delivery.objects.bulk_create(Delivery(message=message, endpoint=each, due_at=now) for each in endpoints)
    for delivery in made:
        transaction.on_commit(partial(send, delivery.pk), robust=True)


def send(delivery: uuid.UUID) -> None:
    """Have a delivery tried now. Where the broker is away the clock has it tried later."""
    from marketplace.connections import tasks

    try:
        tasks.deliver_webhook.delay(str(delivery))
    except (BrokerAway, OSError) as fault:
        log.warning("webhook_not_sent", error=type(fault).__name__)


def _whose(owner: uuid.UUID, organisation: uuid.UUID | None) -> tuple[Mode, uuid.UUID | None]:
    robot = Robot.objects.filter(user=owner).first()
    if robot is None:
        return Mode.LIVE, organisation
    return Mode(robot.mode), robot.organisation_id
