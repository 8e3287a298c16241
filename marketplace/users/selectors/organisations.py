"""What an account may see of organisations."""

import uuid

from django.db.models import QuerySet

from marketplace.users.models import Invitation, Membership, Organisation, User
from marketplace.users.services.organisations import managed


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return an account's own memberships, each with its organisation."""
    return user.memberships.select_related("organisation")


def fellows(user: User, organisation: uuid.UUID) -> QuerySet[Membership]:
    """Return the members of an organisation that an account belongs to; nothing of others."""
    own = Organisation.objects.filter(memberships__user=user)
    return Membership.objects.filter(organisation__in=own, organisation=organisation).select_related("user")


def open_invitations(user: User, organisation: uuid.UUID) -> QuerySet[Invitation]:
    """Return the open invitations of an organisation that an account manages.

    :raises Problem: as ``managed``.
    """
    return managed(user=user, organisation=organisation).invitations.filter(accepted_at=None, withdrawn_at=None)
