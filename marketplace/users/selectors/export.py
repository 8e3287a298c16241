"""Everything that is kept of an account, for its owner."""

from typing import Any

from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from marketplace.users import belongings
from marketplace.users.models import Invitation, User
from marketplace.users.services.credentials import has_second_factor


def everything(user: User) -> dict[str, Any]:
    """Return what is kept of an account, as JSON. Secrets are not in it: they would be one more place to lose them."""
    return {
        "profile": _profile(user),
        "log_ins": list(OutstandingToken.objects.filter(user=user).order_by("pk").values("created_at", "expires_at")),
        "memberships": list(
            user.memberships.order_by("pk").values(
                "organisation_id", "organisation__name", "organisation__kind", "kind", "created_at"
            )
        ),
        "invitations_sent": _invitations(invited_by=user),
        "invitations_received": _invitations(email=user.email),
        **belongings.export(user),
    }


def _profile(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "email": user.email,
        "pending_email": user.pending_email,
        "display_name": user.display_name,
        "role": user.role,
        "created_at": user.created_at,
        "confirmed_at": user.confirmed_at,
        "last_login": user.last_login,
        "second_factor": has_second_factor(user),
    }


def _invitations(**whose: object) -> list[dict[str, Any]]:
    columns = ("organisation_id", "email", "kind", "created_at", "expires_at", "accepted_at", "withdrawn_at")
    return list(Invitation.objects.filter(**whose).order_by("created_at").values(*columns))
