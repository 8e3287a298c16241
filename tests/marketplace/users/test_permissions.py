"""Who passes which permission, as a table: what is not named is refused."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from marketplace.users.models import Membership, Organisation
from marketplace.users.permissions import (
    IsConfirmed,
    IsExpert,
    IsOperations,
    IsRepairShopStaff,
    IsStaffOf,
    IsStoreStaff,
)
from tests.support.accounts import new

pytestmark = pytest.mark.django_db

EVERY = (IsConfirmed, IsExpert, IsOperations, IsStoreStaff, IsRepairShopStaff, IsStaffOf)


def staff(kind):
    user = new()
    Membership.objects.create(organisation=Organisation.objects.create(kind=kind, name="x"), user=user)
    return user


@pytest.mark.parametrize(
    ("who", "passes"),
    [
        (AnonymousUser, set()),
        (lambda: None, set()),
        (lambda: new(confirmed_at=None, role="operations"), set()),
        (lambda: new(is_active=False, role="expert"), set()),
        (lambda: new(is_active=False, deleted_at=timezone.now()), set()),
        (new, {IsConfirmed}),
        (lambda: new(role="expert"), {IsConfirmed, IsExpert}),
        (lambda: new(role="operations"), {IsConfirmed, IsOperations}),
        (lambda: staff("store"), {IsConfirmed, IsStoreStaff}),
        (lambda: staff("repair_shop"), {IsConfirmed, IsRepairShopStaff}),
    ],
)
def test_who_passes(who, passes):
    request = SimpleNamespace(user=who())
    assert {each for each in EVERY if each().has_permission(request, None)} == passes
