"""Webhooks over HTTP. Managers make and change them, logged in themselves."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.schema import problems
from marketplace.connections.api.keys import SEEN
from marketplace.connections.api.webhook_serializers import (
    DeliveryOut,
    EndpointChangeIn,
    EndpointIn,
    EndpointOut,
    SecretEndpointOut,
)
from marketplace.connections.models import Attempt, Delivery, Endpoint
from marketplace.connections.services import endpoints
from marketplace.users.api.base import Own, me, told
from marketplace.users.services.organisations import managed

NEW = OpenApiExample(
    "cases", {"url": "https://shop.example/adriel", "mode": "live", "kinds": ["case.ended"]}, request_only=True
)
CHANGE = OpenApiExample("enable it again", {"enabled": True}, request_only=True)
DONE = {status.HTTP_204_NO_CONTENT: None}


@extend_schema_view(
    get=extend_schema(
        tags=["connections"],
        description="Return the endpoints of an organisation that one manages, the newest first.",
        responses={status.HTTP_200_OK: EndpointOut(many=True)} | problems(*SEEN),
    )
)
class Endpoints(generics.ListAPIView[Endpoint], Own):
    """The endpoints of an organisation."""

    serializer_class = EndpointOut
    queryset = Endpoint.objects.none()

    def get_queryset(self) -> QuerySet[Endpoint]:
        """Return them."""
        return managed(user=me(self.request), organisation=self.kwargs["organisation"]).endpoints.all()

    @extend_schema(
        tags=["connections"],
        request=EndpointIn,
        examples=[NEW],
        responses={status.HTTP_201_CREATED: SecretEndpointOut} | problems(*SEEN, "webhook:address", "webhook:too_many"),
    )
    def post(self, request: Request, organisation: uuid.UUID, **_: Any) -> Response:  # noqa: ANN401 - DRF's signature
        """Make an endpoint. The answer shows its secret, for the only time."""
        made = endpoints.make(by=me(request), organisation=organisation, **told(EndpointIn, request))
        return Response(SecretEndpointOut(made).data, status=status.HTTP_201_CREATED)


class OneEndpoint(Own):
    """An endpoint."""

    @extend_schema(
        tags=["connections"],
        request=EndpointChangeIn,
        examples=[CHANGE],
        responses={status.HTTP_200_OK: EndpointOut} | problems(*SEEN, "webhook:address"),
    )
    def patch(self, request: Request, organisation: uuid.UUID, endpoint: uuid.UUID) -> Response:
        """Change an endpoint: where it is, of what it is told, whether it is told."""
        changes = told(EndpointChangeIn, request)
        found = endpoints.change(by=me(request), organisation=organisation, endpoint=endpoint, changes=changes)
        return Response(EndpointOut(found).data)

    @extend_schema(tags=["connections"], responses=DONE | problems(*SEEN))
    def delete(self, request: Request, organisation: uuid.UUID, endpoint: uuid.UUID) -> Response:
        """Remove an endpoint, with all that it was not told yet."""
        endpoints.remove(by=me(request), organisation=organisation, endpoint=endpoint)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Rotation(Own):
    """Another secret."""

    @extend_schema(
        tags=["connections"],
        request=None,
        responses={status.HTTP_200_OK: SecretEndpointOut} | problems(*SEEN),
    )
    def post(self, request: Request, organisation: uuid.UUID, endpoint: uuid.UUID) -> Response:
        """Give an endpoint another secret. For a day messages are signed with both."""
        found = endpoints.rotate(by=me(request), organisation=organisation, endpoint=endpoint)
        return Response(SecretEndpointOut(found).data)


@extend_schema_view(
    get=extend_schema(
        tags=["connections"],
        description="Return what an endpoint was told and is to be told, with every try, the newest first.",
        responses={status.HTTP_200_OK: DeliveryOut(many=True)} | problems(*SEEN),
    )
)
class Deliveries(generics.ListAPIView[Delivery], Own):
    """The log of an endpoint."""

    serializer_class = DeliveryOut
    queryset = Delivery.objects.none()

    def get_queryset(self) -> QuerySet[Delivery]:
        """Return them."""
        where = {"organisation": self.kwargs["organisation"], "endpoint": self.kwargs["endpoint"]}
        found = endpoints.one(by=me(self.request), **where).deliveries.select_related("message")
        return found.prefetch_related(Prefetch("attempts", Attempt.objects.order_by("pk")))


class Redelivery(Own):
    """Sending once more."""

    @extend_schema(
        tags=["connections"],
        request=None,
        responses={status.HTTP_202_ACCEPTED: None} | problems(*SEEN, "webhook:disabled"),
    )
    def post(self, request: Request, organisation: uuid.UUID, endpoint: uuid.UUID, delivery: uuid.UUID) -> Response:
        """Have a message sent once more, whatever became of it."""
        endpoints.redeliver(by=me(request), organisation=organisation, endpoint=endpoint, delivery=delivery)
        return Response(status=status.HTTP_202_ACCEPTED)
