"""How often somebody may ask."""

from typing import TYPE_CHECKING

import redis
from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle, SimpleRateThrottle

if TYPE_CHECKING:  # views import their throttles
    from rest_framework.views import APIView


class ByWho(SimpleRateThrottle):
    """Accounts by their id, strangers by their address."""

    scope = "account"

    def __init__(self) -> None:
        """The rate is known once it is known who asks."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Return whether the request may go on."""
        self.scope = "account" if request.user and request.user.is_authenticated else "stranger"
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: "APIView") -> str:  # noqa: ARG002 - DRF's signature
        """Return the key of whoever asks."""
        known = request.user and request.user.is_authenticated
        return self.cache_format % {
            "scope": self.scope,
            "ident": request.user.pk if known else self.get_ident(request),
        }


class Scoped(ScopedRateThrottle):
    """By the view's ``throttle_scope``: fewer for what costs more, such as a password."""


class Lenient(Scoped):
    """For what is cheap and must be had: where nobody can count, everybody may go on."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Return whether the request may go on."""
        try:
            return super().allow_request(request, view)
        except redis.RedisError:
            return True
