"""What the views of accounts share."""

from typing import Any, cast

from django.http import HttpRequest
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from marketplace.common.throttles import ByWho, Scoped
from marketplace.users.api.serializers import Plain
from marketplace.users.models import User
from marketplace.users.permissions import IsConfirmed


class Own(APIView):
    """For whoever is logged in."""

    permission_classes = (IsConfirmed,)


class OwnWithPassword(Own):
    """For whoever is logged in and proves it anew: throttled, as a log-in is."""

    throttle_classes = (ByWho, Scoped)
    throttle_scope = "credentials"


class Open(APIView):
    """For anybody, a token that has expired or not; throttled, as passwords and tokens are tried here."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ByWho, Scoped)
    throttle_scope = "credentials"


def told(kind: type[Plain], request: Request) -> dict[str, Any]:
    """Return what was sent.

    :raises ValidationError: it is not as it should be.
    """
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return cast("dict[str, Any]", given.validated_data)


def me(request: Request) -> User:
    """Return the account of whoever is logged in."""
    return cast("User", request.user)


def plain(request: Request) -> HttpRequest:
    """Return Django's own request: the one on which tries are counted, and that the middleware looks at."""
    return request._request  # noqa: SLF001 - DRF has no other way to it
