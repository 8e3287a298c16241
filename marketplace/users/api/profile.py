"""One's own account."""

from dataclasses import asdict
from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.schema import problems
from marketplace.users.api.base import Own, OwnWithPassword, me, plain, told
from marketplace.users.api.serializers import (
    BothFactorsIn,
    ExportOut,
    MoveIn,
    PairOut,
    PasswordChangeIn,
    ProfileIn,
    ProfileOut,
)
from marketplace.users.models import User
from marketplace.users.selectors import export
from marketplace.users.services import credentials, leaving, moving, passwords, sessions

PASSWORDS = ("request:forbidden", "account:password_wrong", "account:locked")
FACTORS = (
    *PASSWORDS,
    "account:second_factor_needed",
    "account:second_factor_wrong",
    "account:second_factor_wait",
)


class Profile(Own):
    """One's own profile."""

    @extend_schema(
        tags=["account"],
        responses={status.HTTP_200_OK: ProfileOut} | problems("request:forbidden"),
    )
    def get(self, request: Request) -> Response:
        """Return one's own account."""
        return Response(_shown(me(request)))

    @extend_schema(
        tags=["account"],
        request=ProfileIn,
        responses={status.HTTP_200_OK: ProfileOut} | problems("request:forbidden"),
        examples=[OpenApiExample("another name", {"display_name": "Ada L."}, request_only=True)],
    )
    def patch(self, request: Request) -> Response:
        """Change one's own name. Address and password have addresses of their own, as they ask for the password."""
        given = ProfileIn(me(request), data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(_shown(given.save()))


def _shown(user: User) -> dict[str, Any]:
    prefetch_related_objects([user], "memberships__organisation")
    return ProfileOut(user).data


class ChangePassword(OwnWithPassword):
    """Change one's password."""

    @extend_schema(
        tags=["account"],
        request=PasswordChangeIn,
        responses={status.HTTP_200_OK: PairOut} | problems(*PASSWORDS),
        examples=[
            OpenApiExample(
                "change",
                {"old_password": "a long sentence is best", "password": "another long sentence"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Change the password. Every device is logged out; this one goes on with the tokens of the answer."""
        given = told(PasswordChangeIn, request)
        credentials.confirm_password(request=plain(request), user=me(request), password=given["old_password"])
        user = passwords.change(user=me(request), password=given["password"])
        return Response(PairOut(asdict(sessions.pair(user))).data)


class Move(OwnWithPassword):
    """Change one's address."""

    @extend_schema(
        tags=["account"],
        request=MoveIn,
        responses={status.HTTP_202_ACCEPTED: None} | problems(*PASSWORDS),
        examples=[
            OpenApiExample(
                "move", {"email": "ada@example.net", "password": "a long sentence is best"}, request_only=True
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Ask for another address: a token is sent there, and the old one is told. The answer is always the same."""
        given = told(MoveIn, request)
        credentials.confirm_password(request=plain(request), user=me(request), password=given["password"])
        moving.ask(user=me(request), email=given["email"])
        return Response(status=status.HTTP_202_ACCEPTED)


class Export(Own):
    """Everything that is kept of one."""

    @extend_schema(
        tags=["account"],
        responses={status.HTTP_200_OK: ExportOut} | problems("request:forbidden"),
    )
    def get(self, request: Request) -> Response:
        """Return everything that is kept of this account, as a file."""
        headers = {"Content-Disposition": 'attachment; filename="adriel-account.json"', "Cache-Control": "no-store"}
        return Response(export.everything(me(request)), headers=headers)


class Delete(OwnWithPassword):
    """Remove one's account."""

    @extend_schema(
        tags=["account"],
        request=BothFactorsIn,
        responses={status.HTTP_204_NO_CONTENT: None} | problems(*FACTORS, "organisation:last_manager"),
        examples=[OpenApiExample("delete", {"password": "a long sentence is best"}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """Remove this account and what tells of its person. Open cases are withdrawn; certificates stay.

        It cannot be taken back. The address can register anew, and has another account then.
        """
        given = told(BothFactorsIn, request)
        credentials.confirm_password(request=plain(request), user=me(request), password=given["password"])
        credentials.confirm_second_factor(user=me(request), code=given["code"])
        leaving.delete(user=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
