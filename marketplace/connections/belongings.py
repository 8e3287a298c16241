"""What connections keep of an account: keys that it made, and endpoints that it manages. Never their secrets."""

from typing import Any

from marketplace.connections.models import ApiKey, Endpoint
from marketplace.users.models import Membership, User

HOLDS = frozenset({"connections.ApiKey.created_by"})
STAYS = {
    "connections.ConnectionEvent.actor": "events are never changed; the id names nobody once the account is gone",
    "connections.Robot.user": "the account of an organisation's software, and of no person",
}


def export(user: User) -> dict[str, Any]:
    """Return the keys that an account made, and the webhooks of the organisations that it manages."""
    columns = ("prefix", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    manages = user.memberships.filter(kind=Membership.Kind.MANAGER).values("organisation")
    endpoints = Endpoint.objects.filter(organisation__in=manages).order_by("created_at")
    return {
        "keys_made": list(ApiKey.objects.filter(created_by=user).order_by("created_at").values(*columns)),
        "webhooks": list(endpoints.values("organisation_id", "url", "kinds", "mode", "created_at", "disabled_at")),
    }


def let_go(user: User) -> None:
    """Leave both where they are: keys and endpoints are the organisation's, whose managers end them."""
