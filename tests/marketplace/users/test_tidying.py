"""What has expired is forgotten, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from marketplace.authentication.models import Case
from marketplace.config.beat import EVERY
from marketplace.config.celery import app
from marketplace.users.models import Invitation, Organisation, User
from marketplace.users.services.tidying import tidy
from marketplace.users.tokens import issue
from tests.support.accounts import new

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=60)


def waiting(**fields):
    user = new(confirmed_at=None, **fields)
    User.objects.filter(pk=user.pk).update(created_at=LONG_AGO)
    return user


def test_an_address_that_nobody_confirmed_is_forgotten():
    waiting()
    waiting(display_name="with a case").cases.create(profile="watch", claim={})
    waiting(role="expert")
    new(confirmed_at=None)
    User.objects.filter(pk=new().pk).update(created_at=LONG_AGO)
    tidy()
    assert User.objects.count() == 4
    assert Case.objects.count() == 1


def test_expired_tokens_are_forgotten_used_or_not():
    user = new()
    old, new_token = issue(user), issue(user)
    old.use()
    OutstandingToken.objects.filter(jti=old["jti"]).update(expires_at=LONG_AGO)
    tidy()
    assert [each.jti for each in OutstandingToken.objects.all()] == [new_token["jti"]]
    assert not BlacklistedToken.objects.exists()


def test_an_invitation_is_forgotten_a_month_after_it_expired():
    store, user = Organisation.objects.create(kind="store", name="x"), new()
    for n, days in enumerate((40, 20)):
        expired = timezone.now() - timedelta(days=days)
        Invitation.objects.create(organisation=store, email=f"{n}@example.org", invited_by=user, expires_at=expired)
    tidy()
    assert [each.email for each in Invitation.objects.all()] == ["1@example.org"]


def test_everything_that_is_sent_by_the_clock_is_a_task():
    app.loader.import_default_modules()
    assert set(EVERY) <= set(app.tasks)
