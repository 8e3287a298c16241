"""What operations do with other people's webhooks: stop one that does harm, and have a delivery tried once more."""

import uuid

from django.db import transaction
from django.utils import timezone

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.common.problems import Problem
from marketplace.connections.models import ConnectionEvent, Delivery, Endpoint
from marketplace.connections.services.delivering import disable
from marketplace.users.letters import Letter
from marketplace.users.models import User


def stop(*, endpoint: uuid.UUID, by: User) -> None:
    """Send an endpoint nothing any more; its managers are told, and may enable it again. Stopped already, it stays so.

    :raises Problem: ``request:not_found``.
    """
    with transaction.atomic():
        held = Endpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint).first()
        if held is None:
            raise Problem("request:not_found")
        if held.disabled_at is None:
            disable(held, timezone.now(), letter=Letter.WEBHOOK_STOPPED, actor=by)
            held.save(update_fields=["disabled_at"])
            record(actor=by, verb=Verb.WEBHOOK_DISABLED, kind="webhook", about=held.pk)


def redeliver(*, delivery: uuid.UUID, by: User) -> None:
    """Have a message sent once more, whatever became of it.

    :raises Problem: ``request:not_found``; ``webhook:disabled``.
    """
    from marketplace.connections.tasks import redeliver_webhook

    with transaction.atomic():
        found = Delivery.objects.select_related("endpoint").filter(pk=delivery).first()
        if found is None:
            raise Problem("request:not_found")
        where = found.endpoint
        if where.disabled_at is not None:
            raise Problem("webhook:disabled")
        kind = ConnectionEvent.Kind.REDELIVERED
        ConnectionEvent.objects.create(kind=kind, organisation=where.organisation_id, about=where.pk, actor=by)
        record(actor=by, verb=Verb.WEBHOOK_REDELIVERED, kind="webhook", about=where.pk)
        redeliver_webhook.delay_on_commit(str(found.pk))
