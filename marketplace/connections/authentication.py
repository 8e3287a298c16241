"""Who sends a request with a key. Fails closed: a view that names no scope for a method takes no key for it."""

from collections.abc import Mapping

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from marketplace.audit import requests
from marketplace.common.problems import Problem
from marketplace.connections.models import ApiKey
from marketplace.connections.services import keys
from marketplace.users.models import User

BEARER = b"bearer"


class ByKey(BaseAuthentication):
    """A key in the place of an access token.

    Views say what a key needs: ``key_scopes = {"GET": "read", "POST": "cases:write"}``.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the key's robot and the key; None where something else was sent.

        :raises AuthenticationFailed: it is none that counts. :raises Problem: it may not do that.
        """
        text = _sent(request)
        if text is None:
            return None
        key = keys.known(text)
        if key is None:
            raise AuthenticationFailed
        if needed(request) not in key.scopes:
            raise Problem("request:scope")
        requests.sent_with(key.prefix)
        return key.robot.user, key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        """Return what a 401 asks for."""
        return "Bearer"


def needed(request: Request) -> str | None:
    """Return the scope that a request's view asks of keys; None where it takes none."""
    view = (request.parser_context or {}).get("view")
    scopes: Mapping[str, str] = getattr(view, "key_scopes", {})
    method = request.method or ""
    return scopes.get("GET" if method == "HEAD" else method)


def _sent(request: Request) -> str | None:
    words = get_authorization_header(request).split()
    if len(words) != 2 or words[0].lower() != BEARER or not words[1].startswith(keys.BEGINS.encode()):  # noqa: PLR2004 - scheme and key
        return None
    return words[1].decode("latin-1")
