"""Organisations: who belongs to them, who manages them, and how one gets in and out.

Whatever changes who belongs to an organisation holds its row, so that the last two managers cannot leave at once.
"""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.users import links, tasks
from marketplace.users.links import LIFETIMES, Purpose
from marketplace.users.models import Invitation, Membership, Organisation, User, normal_email

MANAGER = Membership.Kind.MANAGER
MOST_OF_ONE = 10
"""Organisations that one account may manage: nobody needs more, and names are free of charge."""


def found(*, user: User, kind: str, name: str) -> Membership:
    """Make an organisation, and the account its manager.

    :raises Problem: ``organisation:too_many``.
    """
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if user.memberships.filter(kind=MANAGER).count() >= MOST_OF_ONE:
            raise Problem("organisation:too_many")
        organisation = Organisation.objects.create(kind=kind, name=name)
        return Membership.objects.create(organisation=organisation, user=user, kind=MANAGER)


def managed(*, user: User, organisation: uuid.UUID) -> Organisation:
    """Return an organisation that an account manages.

    :raises Problem: ``request:not_found`` where it is no member, ``request:forbidden`` where it is no manager.
    """
    membership = Membership.objects.filter(user=user, organisation=organisation).select_related("organisation").first()
    if membership is None:
        raise Problem("request:not_found")
    if membership.kind != MANAGER:
        raise Problem("request:forbidden")
    return membership.organisation


def appoint(*, by: User, organisation: uuid.UUID, member: uuid.UUID, kind: str) -> Membership:
    """Make a member a manager, or staff.

    :raises Problem: as ``managed``; ``organisation:last_manager``.
    """
    with transaction.atomic():
        membership = _held_member(by, organisation, member)
        if kind != MANAGER:
            _leave_a_manager(membership)
        membership.kind = kind
        membership.save(update_fields=["kind"])
    return membership


def dismiss(*, by: User, organisation: uuid.UUID, member: uuid.UUID) -> None:
    """Remove a member.

    :raises Problem: as ``managed``; ``organisation:last_manager``.
    """
    with transaction.atomic():
        membership = _held_member(by, organisation, member)
        _leave_a_manager(membership)
        membership.delete()


def leave(*, user: User, organisation: uuid.UUID) -> None:
    """End one's own membership. An organisation that nobody is left in goes, unless cases are in its name.

    :raises Problem: ``request:not_found``; ``organisation:last_manager`` while there are other members.
    """
    with transaction.atomic():
        held = _hold(organisation)
        membership = held.memberships.filter(user=user).first()
        if membership is None:
            raise Problem("request:not_found")
        if held.memberships.count() > 1:
            _leave_a_manager(membership)
            membership.delete()
        else:
            membership.delete()
            _close(held)


def invite(*, by: User, organisation: uuid.UUID, email: str, kind: str) -> Invitation:
    """Invite an address. Whether it has an account makes no difference and is told nobody.

    :raises Problem: as ``managed``; ``organisation:member_already`` or ``organisation:invited_already``.
    """
    email = normal_email(email)
    with transaction.atomic():
        held = _hold(managed(user=by, organisation=organisation).pk)
        if held.memberships.filter(user__email=email).exists():
            raise Problem("organisation:member_already")
        _forget_expired(held, email)
        if held.invitations.filter(email=email, accepted_at=None, withdrawn_at=None).exists():
            raise Problem("organisation:invited_already")
        expires = timezone.now() + LIFETIMES[Purpose.JOIN]
        invitation = held.invitations.create(email=email, kind=kind, invited_by=by, expires_at=expires)
        tasks.invite(invitation)
    return invitation


def withdraw(*, by: User, organisation: uuid.UUID, invitation: uuid.UUID) -> None:
    """Withdraw an invitation that is open.

    :raises Problem: as ``managed``; ``request:not_found`` where it is not open any more.
    """
    held = managed(user=by, organisation=organisation)
    still_open = held.invitations.filter(pk=invitation, accepted_at=None, withdrawn_at=None)
    if not still_open.update(withdrawn_at=timezone.now()):
        raise Problem("request:not_found")


def accept(*, user: User, token: str) -> Membership:
    """Join by an invitation to this account's address.

    :raises Problem: ``account:token_invalid``, ``organisation:other_address`` or ``organisation:member_already``.
    """
    try:
        with transaction.atomic():
            invitation = links.invitation(token)
            if invitation.email != user.email:
                raise Problem("organisation:other_address")
            invitation.accepted_at = timezone.now()
            invitation.save(update_fields=["accepted_at"])
            return invitation.organisation.memberships.create(user=user, kind=invitation.kind)
    except IntegrityError:
        raise Problem("organisation:member_already") from None


def own_store(*, user: User, organisation: uuid.UUID | None) -> Organisation | None:
    """Return the store for which an account does something; None where it does so for itself.

    :raises Problem: ``request:invalid`` where it belongs to no such store.
    """
    if organisation is None:
        return None
    found = user.organisations.filter(pk=organisation, kind=Organisation.Kind.STORE).first()
    if not isinstance(found, Organisation):
        raise Problem("request:invalid", errors={"organisation": ["Name a store that you belong to."]})
    return found


def _hold(organisation: uuid.UUID) -> Organisation:
    held = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation).first()
    if held is None:
        raise Problem("request:not_found")
    return held


def _held_member(by: User, organisation: uuid.UUID, member: uuid.UUID) -> Membership:
    """Return a member of an organisation that is held, once it is certain that the account manages it."""
    held = _hold(organisation)
    managed(user=by, organisation=organisation)
    membership = held.memberships.select_related("user").filter(user=member).first()
    if membership is None:
        raise Problem("request:not_found")
    return membership


def _leave_a_manager(membership: Membership) -> None:
    others = Membership.objects.filter(organisation=membership.organisation_id, kind=MANAGER).exclude(pk=membership.pk)
    if not others.exists():
        raise Problem("organisation:last_manager")


def _forget_expired(organisation: Organisation, email: str) -> None:
    organisation.invitations.filter(email=email, accepted_at=None, expires_at__lte=timezone.now()).delete()


def _close(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.delete()
    except ProtectedError:
        organisation.invitations.all().delete()
