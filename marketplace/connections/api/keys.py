"""Keys over HTTP. Managers make and revoke them, logged in themselves: no key makes another."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.schema import problems
from marketplace.connections.api.serializers import KeyIn, KeyOut, NewKeyOut
from marketplace.connections.models import ApiKey
from marketplace.connections.services import keys
from marketplace.users.api.base import Own, me, told
from marketplace.users.services.organisations import managed

SEEN = ("request:forbidden", "request:not_found")
NEW = OpenApiExample(
    "a key", {"name": "stock system", "mode": "live", "scopes": ["read", "cases:write"]}, request_only=True
)


@extend_schema_view(
    get=extend_schema(
        tags=["connections"],
        description="Return the keys of an organisation that one manages, the newest first.",
        responses={status.HTTP_200_OK: KeyOut(many=True)} | problems(*SEEN),
    )
)
class Keys(generics.ListAPIView[ApiKey], Own):
    """The keys of an organisation."""

    serializer_class = KeyOut
    queryset = ApiKey.objects.none()

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Return them."""
        held = managed(user=me(self.request), organisation=self.kwargs["organisation"])
        return ApiKey.objects.filter(robot__organisation=held).select_related("robot")

    @extend_schema(
        tags=["connections"],
        request=KeyIn,
        examples=[NEW],
        responses={status.HTTP_201_CREATED: NewKeyOut} | problems(*SEEN, "key:too_many"),
    )
    def post(self, request: Request, organisation: uuid.UUID, **_: Any) -> Response:  # noqa: ANN401 - DRF's signature
        """Make a key. The answer shows it whole, for the only time."""
        key, text = keys.make(by=me(request), organisation=organisation, **told(KeyIn, request))
        return Response(NewKeyOut(key, context={"key": text}).data, status=status.HTTP_201_CREATED)


class Key(Own):
    """A key."""

    @extend_schema(tags=["connections"], responses={status.HTTP_204_NO_CONTENT: None} | problems(*SEEN))
    def delete(self, request: Request, organisation: uuid.UUID, key: uuid.UUID) -> Response:
        """Revoke a key, for good."""
        keys.revoke(by=me(request), organisation=organisation, key=key)
        return Response(status=status.HTTP_204_NO_CONTENT)
