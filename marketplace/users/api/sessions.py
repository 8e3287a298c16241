"""Logging in and out."""

from dataclasses import asdict

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.schema import problems
from marketplace.users.api.base import Open, Own, me, plain, told
from marketplace.users.api.serializers import LogInIn, PairOut, RefreshIn
from marketplace.users.services import sessions

GIVEN = OpenApiExample("refresh token", {"refresh": "eyJhbGciOi…"}, request_only=True)


class LogIn(Open):
    """Log in."""

    @extend_schema(
        tags=["sessions"],
        request=LogInIn,
        responses={status.HTTP_200_OK: PairOut}
        | problems(
            "account:credentials",
            "account:locked",
            "account:second_factor_needed",
            "account:second_factor_wrong",
            "account:second_factor_wait",
            public=True,
        ),
        examples=[
            OpenApiExample(
                "log in",
                {"email": "ada@example.org", "password": "a long sentence is best", "code": "123456"},
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Log in with address and password and, where the account has a second factor, a code."""
        pair = sessions.log_in(request=plain(request), **told(LogInIn, request))
        return Response(PairOut(asdict(pair)).data)


class RefreshTokens(Open):
    """Stay logged in."""

    @extend_schema(
        tags=["sessions"],
        request=RefreshIn,
        responses={status.HTTP_200_OK: PairOut} | problems("request:token_invalid", public=True),
        examples=[GIVEN],
    )
    def post(self, request: Request) -> Response:
        """Use up a refresh token for the next pair.

        One that comes a second time was stolen from somebody: every log-in of the account ends.
        """
        pair = sessions.refresh(token=told(RefreshIn, request)["refresh"])
        return Response(PairOut(asdict(pair)).data)


class LogOut(Open):
    """Log out here."""

    @extend_schema(
        tags=["sessions"],
        request=RefreshIn,
        responses={status.HTTP_204_NO_CONTENT: None} | problems(public=True),
        examples=[GIVEN],
    )
    def post(self, request: Request) -> Response:
        """End the log-in of a refresh token. Its last access token ends by itself, within minutes."""
        sessions.log_out(token=told(RefreshIn, request)["refresh"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class LogOutEverywhere(Own):
    """Log out everywhere."""

    @extend_schema(
        tags=["sessions"],
        request=None,
        responses={status.HTTP_204_NO_CONTENT: None} | problems("request:forbidden"),
    )
    def post(self, request: Request) -> Response:
        """End every log-in of this account, this one too, at once."""
        sessions.end_all(account=me(request).pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
