"""Opening an account, and what is sent to its address."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.schema import problems
from marketplace.users.api.base import Open, told
from marketplace.users.api.serializers import AddressIn, RegisterIn, ResetIn, TokenIn
from marketplace.users.services import moving, passwords, registration

ADDRESS = OpenApiExample("address", {"email": "ada@example.org"}, request_only=True)
TOKEN = OpenApiExample("token", {"token": "WyI1…"}, request_only=True)
ACCEPTED = {status.HTTP_202_ACCEPTED: None}
DONE = {status.HTTP_204_NO_CONTENT: None}


class Register(Open):
    """Open an account."""

    @extend_schema(
        tags=["accounts"],
        request=RegisterIn,
        responses=ACCEPTED | problems(public=True),
        examples=[
            OpenApiExample(
                "register",
                {"email": "ada@example.org", "password": "a long sentence is best", "display_name": "Ada"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Open an account. What there is to do next is sent to the address; the answer is the same for every address.

        The account can be used once its address is confirmed with the token that is sent there.
        """
        registration.register(**told(RegisterIn, request))
        return Response(status=status.HTTP_202_ACCEPTED)


class Confirm(Open):
    """Confirm an address."""

    @extend_schema(
        tags=["accounts"],
        request=TokenIn,
        responses=DONE | problems("account:token_invalid", public=True),
        examples=[TOKEN],
    )
    def post(self, request: Request) -> Response:
        """Confirm the address of a new account with the token that was sent to it."""
        registration.confirm(**told(TokenIn, request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConfirmAgain(Open):
    """Send the confirmation again."""

    @extend_schema(
        tags=["accounts"],
        request=AddressIn,
        responses=ACCEPTED | problems(public=True),
        examples=[ADDRESS],
    )
    def post(self, request: Request) -> Response:
        """Send the token once more. The answer is the same for every address."""
        registration.ask_again(**told(AddressIn, request))
        return Response(status=status.HTTP_202_ACCEPTED)


class ForgetPassword(Open):
    """Ask for a new password."""

    @extend_schema(
        tags=["accounts"],
        request=AddressIn,
        responses=ACCEPTED | problems(public=True),
        examples=[ADDRESS],
    )
    def post(self, request: Request) -> Response:
        """Send a token by which a new password can be chosen. The answer is the same for every address."""
        passwords.forget(**told(AddressIn, request))
        return Response(status=status.HTTP_202_ACCEPTED)


class ResetPassword(Open):
    """Choose a new password."""

    @extend_schema(
        tags=["accounts"],
        request=ResetIn,
        responses=DONE | problems("account:token_invalid", public=True),
        examples=[
            OpenApiExample("reset", {"token": "WyI1…", "password": "another long sentence"}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Choose a new password with the token that was sent. Every device is logged out; a second factor stays."""
        passwords.reset(**told(ResetIn, request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConfirmMove(Open):
    """Confirm a new address."""

    @extend_schema(
        tags=["accounts"],
        request=TokenIn,
        responses=DONE | problems("account:token_invalid", public=True),
        examples=[TOKEN],
    )
    def post(self, request: Request) -> Response:
        """Give an account its new address, with the token that was sent to that address."""
        moving.confirm(**told(TokenIn, request))
        return Response(status=status.HTTP_204_NO_CONTENT)
