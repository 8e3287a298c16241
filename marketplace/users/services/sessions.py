"""Logging in, staying logged in, and logging out."""

import uuid
from dataclasses import dataclass

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from rest_framework_simplejwt.exceptions import TokenError

from marketplace.common.problems import Problem
from marketplace.users.models import User
from marketplace.users.permissions import is_in_use
from marketplace.users.services import credentials
from marketplace.users.tokens import GENERATION, Refresh, Used, issue


@dataclass(frozen=True, slots=True)
class Pair:
    """What somebody is logged in by."""

    access: str
    refresh: str


def log_in(*, request: HttpRequest, email: str, password: str, code: str = "") -> Pair:
    """Return tokens for an address, its password and, where the account has a second factor, a code.

    :raises Problem: ``account:credentials`` or one of ``credentials.confirm_second_factor``.
    """
    user = credentials.by_password(request=request, email=email, password=password)
    credentials.confirm_second_factor(user=user, code=code)
    user_logged_in.send(sender=User, request=request, user=user)
    return pair(user)


def pair(user: User) -> Pair:
    """Return new tokens of an account."""
    refresh = issue(user)
    return Pair(access=str(refresh.access_token), refresh=str(refresh))


def refresh(*, token: str) -> Pair:
    """Return new tokens for a refresh token, which is used up. One that was used before logs everybody out.

    :raises Problem: ``request:token_invalid``.
    """
    try:
        with transaction.atomic():
            given = Refresh.read(token)
            given.use()
            return pair(_holder(given))
    except Used as fault:
        end_all(account=fault.account)
        raise Problem("request:token_invalid") from None
    except TokenError:
        raise Problem("request:token_invalid") from None


def _holder(token: Refresh) -> User:
    user = User.objects.select_for_update(of=("self",)).filter(pk=token["user_id"]).first()
    if user is None or not is_in_use(user) or token.get(GENERATION) != user.generation:
        raise Problem("request:token_invalid")
    return user


def log_out(*, token: str) -> None:
    """End one log-in. A token that is not valid has none to end."""
    try:
        Refresh.read(token).use()
    except TokenError:
        return


def end_all(*, account: uuid.UUID | str) -> None:
    """End every log-in of an account: tokens that were issued and sessions of the admin are void at once."""
    User.objects.filter(pk=account).update(generation=F("generation") + 1)
