"""Handing certificates over: offered by their holder, taken over by whoever is told the code."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.authentication.api.holding_serializers import (
    CERTIFICATE,
    CertificateOfferOut,
    HeldOut,
    OfferIn,
    TakenOverOut,
    TakeOverIn,
)
from marketplace.authentication.models import Holding
from marketplace.authentication.selectors import holdings
from marketplace.authentication.services import holding
from marketplace.common.schema import problems
from marketplace.users.api.base import Own, OwnWithPassword, me, told

FORBIDDEN, MISSING = "request:forbidden", "request:not_found"
TOLD = {"certificate": CERTIFICATE, "code": "7K3M-9QXT-04HB"}


class Held(ListAPIView[Holding], OwnWithPassword):
    """Certificates that one took over. Throttled, as codes are tried here."""

    serializer_class = HeldOut
    queryset = Holding.objects.none()

    def get_queryset(self) -> QuerySet[Holding]:
        """Return one's own, and those of one's stores."""
        return holdings.visible_to(me(self.request))

    @extend_schema(tags=["certificates"], responses={200: HeldOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the certificates that one, or a store of one's own, took over, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["certificates"],
        request=TakeOverIn,
        examples=[OpenApiExample("a code", TOLD, request_only=True)],
        responses={201: TakenOverOut} | problems(FORBIDDEN, "certificate:code_invalid"),
    )
    def post(self, request: Request) -> Response:
        """Take a certificate over by the code that its holder told. Theirs does not count any more; keep the secret."""
        held, secret = holding.take_over(by=me(request), **told(TakeOverIn, request))
        said = {
            **HeldOut(held).data,
            "secret": {key: secret[key] for key in ("serial", "salt", "holder") if key in secret},
        }
        return Response(said, status=status.HTTP_201_CREATED)


class Offer(Own):
    """A certificate that is offered."""

    @extend_schema(
        tags=["certificates"],
        request=OfferIn,
        examples=[OpenApiExample("as the first holder", {}, request_only=True)],
        responses={201: CertificateOfferOut} | problems(FORBIDDEN, MISSING, "certificate:not_offered"),
    )
    def post(self, request: Request, certificate: str) -> Response:
        """Offer a certificate that one holds to whoever is told the code that is answered. An earlier offer ends."""
        secret = told(OfferIn, request).get("secret", {})
        code, made = holding.offer(by=me(request), certificate=certificate, secret=secret)
        said = {"certificate": made.certificate, "code": code, "until": made.until}
        return Response(said, status=status.HTTP_201_CREATED)

    @extend_schema(tags=["certificates"], responses={204: None} | problems(FORBIDDEN, MISSING))
    def delete(self, request: Request, certificate: str) -> Response:
        """Withdraw what was offered."""
        holding.withdraw(by=me(request), certificate=certificate)
        return Response(status=status.HTTP_204_NO_CONTENT)
