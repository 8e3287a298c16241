"""A store's own software: a key that nobody has, and a webhook endpoint that is switched off."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from marketplace.connections.models import Mode, Scope
from marketplace.connections.services import keys
from marketplace.examples.people import organisation, somebody

STORE, MANAGER = "Harbour Watches", "cleo"
WHERE = "https://hooks.harbour.example/adriel"
"""Under a name that RFC 2606 keeps from existing."""
DAYS = 90


@transaction.atomic
def load() -> None:
    """Make both where the store has neither. The key's text is shown to nobody: who wants one makes one."""
    store, manager = organisation(STORE), somebody(MANAGER)
    if store.robots.exists() or store.endpoints.exists():
        return
    ends = timezone.now() + timedelta(days=DAYS)
    scopes = [Scope.READ.value, Scope.LISTINGS.value]
    keys.make(
        by=manager, organisation=store.pk, name="Stock list", mode=Mode.LIVE.value, scopes=scopes, expires_at=ends
    )
    store.endpoints.create(url=WHERE, mode=Mode.LIVE, kinds=["listing.moved"], disabled_at=timezone.now())
