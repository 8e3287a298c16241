"""Who may log in, and how many tries they have."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from marketplace.common.problems import Problem
from marketplace.users.models import normal_email
from marketplace.users.permissions import is_in_use


class ConfirmedAccounts(ModelBackend):
    """Accounts with a password, once their address is confirmed.

    Django hashes once whatever it finds: for an address that nobody has, too.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        """Return whether the account can be used."""
        return is_in_use(user)


def tried_name(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name under which tries are counted: an address in capitals is no other. AXES_USERNAME_CALLABLE."""
    return normal_email(str((credentials or {}).get("username") or ""))


def locked(_request: HttpRequest, _response: HttpResponse, _credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer whoever has no tries left, in the admin too: AXES_LOCKOUT_CALLABLE."""
    return Problem("account:locked", retry_after=int(settings.AXES_COOLOFF_TIME.total_seconds())).plain_response()
