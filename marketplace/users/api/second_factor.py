"""A second factor for one's own account."""

from dataclasses import asdict

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.schema import problems
from marketplace.users.api.base import OwnWithPassword, me, plain, told
from marketplace.users.api.profile import FACTORS, PASSWORDS
from marketplace.users.api.serializers import BegunOut, BothFactorsIn, CodeIn, PasswordIn, RecoveryOut
from marketplace.users.services import credentials, second_factor

BOTH = OpenApiExample("both", {"password": "a long sentence is best", "code": "123456"}, request_only=True)
CODES = OpenApiExample("codes", {"recovery_codes": ["k7mh-p2xw-9ztq"]}, response_only=True)


class Begin(OwnWithPassword):
    """Begin with a second factor."""

    @extend_schema(
        tags=["second factor"],
        request=PasswordIn,
        responses={status.HTTP_200_OK: BegunOut} | problems(*PASSWORDS, "account:second_factor_on"),
        examples=[
            OpenApiExample("begin", {"password": "a long sentence is best"}, request_only=True),
            OpenApiExample(
                "secret",
                {"secret": "JBSWY3DPEHPK3PXP", "uri": "otpauth://totp/Adriel%3Aada%40example.org?secret=…"},
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Return the secret for an app. Codes are asked for once one of them was confirmed."""
        given = told(PasswordIn, request)
        credentials.confirm_password(request=plain(request), user=me(request), password=given["password"])
        begun = second_factor.begin(user=me(request))
        return Response(BegunOut(asdict(begun)).data, headers={"Cache-Control": "no-store"})


class Confirm(OwnWithPassword):
    """Confirm a second factor."""

    @extend_schema(
        tags=["second factor"],
        request=CodeIn,
        responses={status.HTTP_200_OK: RecoveryOut}
        | problems(
            "request:forbidden",
            "account:second_factor_off",
            "account:second_factor_wrong",
            "account:second_factor_wait",
        ),
        examples=[OpenApiExample("code", {"code": "123456"}, request_only=True), CODES],
    )
    def post(self, request: Request) -> Response:
        """Ask for codes from now on. The recovery codes in the answer are shown this once."""
        codes = second_factor.confirm(user=me(request), code=told(CodeIn, request)["code"])
        return Response({"recovery_codes": codes}, headers={"Cache-Control": "no-store"})


class RenewRecoveryCodes(OwnWithPassword):
    """Renew the recovery codes."""

    @extend_schema(
        tags=["second factor"],
        request=BothFactorsIn,
        responses={status.HTTP_200_OK: RecoveryOut} | problems(*FACTORS, "account:second_factor_off"),
        examples=[BOTH, CODES],
    )
    def post(self, request: Request) -> Response:
        """Return new recovery codes; the old ones are void."""
        _prove(request)
        codes = second_factor.renew_recovery_codes(user=me(request))
        return Response({"recovery_codes": codes}, headers={"Cache-Control": "no-store"})


class Disable(OwnWithPassword):
    """Do without a second factor."""

    @extend_schema(
        tags=["second factor"],
        request=BothFactorsIn,
        responses={status.HTTP_204_NO_CONTENT: None} | problems(*FACTORS, "account:second_factor_off"),
        examples=[BOTH],
    )
    def post(self, request: Request) -> Response:
        """Ask for no codes any more."""
        _prove(request)
        second_factor.disable(user=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _prove(request: Request) -> None:
    given = told(BothFactorsIn, request)
    credentials.confirm_password(request=plain(request), user=me(request), password=given["password"])
    credentials.confirm_second_factor(user=me(request), code=given["code"])
