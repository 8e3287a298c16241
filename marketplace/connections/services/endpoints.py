"""Endpoints: made, changed and removed by managers; every act stays written."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.common.problems import Problem
from marketplace.connections.models import ConnectionEvent, Delivery, Endpoint
from marketplace.connections.services import addresses
from marketplace.users.models import Membership, Organisation, User
from marketplace.users.services.organisations import managed

Kind = ConnectionEvent.Kind
MOST = 20
"""Endpoints that an organisation may have."""
OVERLAP = timedelta(hours=24)
"""For how long messages are signed with the secret before, too."""


def make(*, by: User, organisation: uuid.UUID, url: str, mode: str, kinds: list[str]) -> Endpoint:
    """Make an endpoint.

    :raises Problem: as ``managed``; ``webhook:address``, ``webhook:too_many``.
    """
    manages = managed(user=by, organisation=organisation)
    _check(url)  # asks a name server, and so for managers alone, while no row is held
    with transaction.atomic():
        held = Organisation.objects.select_for_update(of=("self",)).get(pk=manages.pk)
        if held.endpoints.count() >= MOST:
            raise Problem("webhook:too_many")
        endpoint = held.endpoints.create(url=url, mode=mode, kinds=sorted(set(kinds)))
        _note(Kind.ENDPOINT_MADE, endpoint, by)
    return endpoint


def change(*, by: User, organisation: uuid.UUID, endpoint: uuid.UUID, changes: dict[str, Any]) -> Endpoint:
    """Change where an endpoint is, of what it is told, or whether it is: what is not named stays.

    :raises Problem: as ``one``; ``webhook:address``.
    """
    if "url" in changes:
        managed(user=by, organisation=organisation)
        _check(changes["url"])
    with transaction.atomic():
        found = _held(by, organisation, endpoint)
        found.url = changes.get("url", found.url)
        found.kinds = sorted(set(changes.get("kinds", found.kinds)))
        if "enabled" in changes:
            found.disabled_at = None if changes["enabled"] else found.disabled_at or timezone.now()
            found.failing_since = None
        found.save()
        _note(Kind.ENDPOINT_CHANGED, found, by)
    return found


def remove(*, by: User, organisation: uuid.UUID, endpoint: uuid.UUID) -> None:
    """Remove an endpoint, with all that was to be told it.

    :raises Problem: as ``one``.
    """
    with transaction.atomic():
        found = _held(by, organisation, endpoint)
        _note(Kind.ENDPOINT_REMOVED, found, by)
        found.delete()


def rotate(*, by: User, organisation: uuid.UUID, endpoint: uuid.UUID) -> Endpoint:
    """Give an endpoint another secret; for a day messages are signed with the one before, too.

    :raises Problem: as ``one``.
    """
    with transaction.atomic():
        found = _held(by, organisation, endpoint)
        found.generation += 1
        found.overlap_until = timezone.now() + OVERLAP
        found.save(update_fields=["generation", "overlap_until"])
        _note(Kind.SECRET_ROTATED, found, by)
    return found


def one(*, by: User, organisation: uuid.UUID, endpoint: uuid.UUID) -> Endpoint:
    """Return an endpoint of an organisation that an account manages.

    :raises Problem: as ``managed``; ``request:not_found`` where there is none.
    """
    found = managed(user=by, organisation=organisation).endpoints.filter(pk=endpoint).first()
    if found is None:
        raise Problem("request:not_found")
    return found


def redeliver(*, by: User, organisation: uuid.UUID, endpoint: uuid.UUID, delivery: uuid.UUID) -> Delivery:
    """Have a message sent once more, whatever became of it.

    :raises Problem: as ``one``; ``webhook:disabled``.
    """
    from marketplace.connections.tasks import redeliver_webhook

    with transaction.atomic():
        where = one(by=by, organisation=organisation, endpoint=endpoint)
        found = where.deliveries.filter(pk=delivery).first()
        if found is None:
            raise Problem("request:not_found")
        if where.disabled_at is not None:
            raise Problem("webhook:disabled")
        _note(Kind.REDELIVERED, where, by)
        acting = Membership.Kind.MANAGER
        record(actor=by, acting=acting, verb=Verb.WEBHOOK_REDELIVERED, kind="webhook", about=where.pk)
        redeliver_webhook.delay_on_commit(str(found.pk))
    return found


def _held(by: User, organisation: uuid.UUID, endpoint: uuid.UUID) -> Endpoint:
    found = one(by=by, organisation=organisation, endpoint=endpoint)
    again = Endpoint.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
    if again is None:
        raise Problem("request:not_found")
    return again


def _check(url: str) -> None:
    """Look at an address before it is kept. It is looked at again whenever something is sent there."""
    try:
        addresses.resolve(url)
    except addresses.Refused as refused:
        raise Problem("webhook:address", refused.why) from None


def _note(kind: ConnectionEvent.Kind, endpoint: Endpoint, by: User) -> None:
    ConnectionEvent.objects.create(kind=kind, organisation=endpoint.organisation_id, about=endpoint.pk, actor=by)
