"""What is forgotten by the clock: what has expired, and accounts that nobody confirmed."""

from datetime import timedelta

from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from marketplace.users.models import Invitation, Role, User

UNCONFIRMED = timedelta(days=7)
"""How long an address is kept that nobody confirmed: more than twice as long as its token holds."""

INVITED = timedelta(days=30)
"""How long it can be seen that an invitation expired."""


def tidy() -> int:
    """Remove what has expired; return how many rows went. Again, it finds nothing."""
    now = timezone.now()
    gone = (
        OutstandingToken.objects.filter(expires_at__lte=now),
        Invitation.objects.filter(accepted_at=None, expires_at__lte=now - INVITED),
        User.objects.filter(
            role=Role.MEMBER,
            confirmed_at=None,
            deleted_at=None,
            last_login=None,
            created_at__lte=now - UNCONFIRMED,
            cases=None,
        ),
    )
    return sum(rows.delete()[0] for rows in gone)
