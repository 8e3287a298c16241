"""Removing an account."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from marketplace.users import belongings
from marketplace.users.models import Invitation, Role, User
from marketplace.users.services import organisations, second_factor


def delete(*, user: User) -> None:
    """Remove whatever tells of a person. The row stays, as what was certified refers to it, and says nothing.

    The address is free again: who registers it anew has another account.

    :raises Problem: ``organisation:last_manager`` where others would be left without one.
    """
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        belongings.let_go(held)
        for membership in held.memberships.all():
            organisations.leave(user=held, organisation=membership.organisation_id)
        second_factor.forget(held)
        OutstandingToken.objects.filter(user=held).delete()
        Invitation.objects.filter(Q(email=held.email) | Q(invited_by=held)).delete()
        held.groups.clear()
        held.user_permissions.clear()
        _make_nobodys(held)


def _make_nobodys(user: User) -> None:
    user.email = f"{user.pk.hex}@deleted.invalid"
    user.pending_email = user.display_name = ""
    user.set_unusable_password()
    user.role = Role.MEMBER
    user.is_active = user.is_staff = user.is_superuser = False
    user.confirmed_at = user.last_login = None
    user.generation += 1
    user.deleted_at = timezone.now()
    user.save()
