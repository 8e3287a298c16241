"""Deliveries: tried by a schedule for a day, then given up; an endpoint that fails for days is disabled.

A try takes the delivery by moving when it is due: one that dies with its worker is due again after a while. So a
message may come twice, and is known by its id.
"""

import random
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from marketplace.connections.models import Attempt, ConnectionEvent, Delivery, Endpoint
from marketplace.connections.services import outbox
from marketplace.connections.services.sending import Result, send
from marketplace.users.letters import Letter
from marketplace.users.models import Membership, User
from marketplace.users.tasks import write

S, M, H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SCHEDULE = (5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 8 * H, 8 * H)
"""Waits between tries: as Standard Webhooks recommends to begin, and a day in all."""
JITTER = 0.1
"""By how much a wait may be longer: what failed together is not tried together."""
TAKEN = timedelta(minutes=2)
"""After which a try that left no word is taken for lost: more than the time limit of the task."""
PATIENCE = timedelta(days=5)
"""After which an endpoint that has taken nothing is disabled."""
GONE = 410
"""By which a receiver says that it wants no more (Standard Webhooks)."""
AT_ONCE = 500
"""Deliveries that one look at the clock sends."""


def deliver(delivery_id: uuid.UUID, *, by_hand: bool = False) -> None:
    """Try a delivery that is due, and note how it went."""
    now = timezone.now()
    if not by_hand and not _take(delivery_id, now):
        return
    delivery = Delivery.objects.select_related("endpoint", "message").filter(pk=delivery_id).first()
    if delivery is None or delivery.endpoint.disabled_at is not None:
        return
    result = send(delivery, now)
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
        held = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        if endpoint is None or held is None:
            return
        _note(held, now, result)
        _settle(held, now, result, by_hand=by_hand)
        _judge(endpoint, now, result)


def send_due() -> None:
    """Have everything tried that is due: what the broker lost, what failed, and what its worker did not end."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=timezone.now(), endpoint__disabled_at=None)
    for each in due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]:
        outbox.send(each)


def _take(delivery: uuid.UUID, now: datetime) -> bool:
    waiting = Delivery.objects.filter(pk=delivery, state=Delivery.State.WAITING, due_at__lte=now)
    return bool(waiting.update(due_at=now + TAKEN))


def _note(delivery: Delivery, now: datetime, result: Result) -> None:
    Attempt.objects.create(
        delivery=delivery,
        at=now,
        status=result.status,
        fault=result.fault,
        milliseconds=result.milliseconds,
        excerpt=result.excerpt,
    )


def _settle(delivery: Delivery, now: datetime, result: Result, *, by_hand: bool) -> None:
    if result.arrived:
        delivery.state = Delivery.State.DELIVERED
    elif delivery.state == Delivery.State.WAITING and not by_hand:
        if delivery.tries < len(SCHEDULE):
            wait = SCHEDULE[delivery.tries]
            delivery.due_at = now + wait * (1 + JITTER * random.random())  # noqa: S311 - spreads tries, hides nothing
        else:
            delivery.state = Delivery.State.GIVEN_UP
        delivery.tries += 1
    delivery.save(update_fields=["state", "due_at", "tries"])


def _judge(endpoint: Endpoint, now: datetime, result: Result) -> None:
    """Note whether an endpoint works; disable one that has not for days, or that says that it is gone."""
    if endpoint.disabled_at is not None:
        return
    if result.arrived:
        endpoint.failing_since = None
    else:
        endpoint.failing_since = endpoint.failing_since or now
        if result.status == GONE or now - endpoint.failing_since >= PATIENCE:
            disable(endpoint, now)
    endpoint.save(update_fields=["failing_since", "disabled_at"])


def disable(
    endpoint: Endpoint, now: datetime, *, letter: Letter = Letter.WEBHOOK_DISABLED, actor: User | None = None
) -> None:
    """Disable an endpoint that the caller saves, and tell whoever manages it.

    :param letter: what they are told. :param actor: who did it; None where it disabled itself by what it answered.
    """
    endpoint.disabled_at = now
    kind = ConnectionEvent.Kind.ENDPOINT_DISABLED
    ConnectionEvent.objects.create(kind=kind, organisation=endpoint.organisation_id, about=endpoint.pk, actor=actor)
    managers = endpoint.organisation.memberships.filter(kind=Membership.Kind.MANAGER)
    for manager in User.objects.filter(pk__in=managers.values("user")):
        write(letter, manager)
