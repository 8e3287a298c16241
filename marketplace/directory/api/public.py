"""The directory as anybody reads it. Stores and repair shops name their kind; everything else is the same."""

import uuid
from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.schema import problems
from marketplace.common.throttles import Scoped
from marketplace.directory.api.serializers import SearchIn, ShopLineOut, ShopOut, ShopPageOut, ShopReviewOut, asked
from marketplace.directory.models import Review
from marketplace.directory.selectors import profiles, reviews

MISSING = "request:not_found"
FOUND = {200: ShopPageOut} | problems(public=True)
READ = {200: ShopOut} | problems(MISSING, public=True)
REVIEWED = {200: ShopReviewOut(many=True)} | problems(MISSING, public=True)
"""Responses of the three views, for the schema."""


class Anyone(APIView):
    """For anybody, an account or not. Throttled by address.

    :cvar kind: of organisation.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (Scoped,)
    throttle_scope = "search"
    kind: ClassVar[str] = ""


class Search(Anyone):
    """Who is in the directory."""

    def get(self, request: Request) -> Response:
        """Search the directory: the nearest first where a place is given."""
        given = SearchIn(data=request.query_params)
        given.is_valid(raise_exception=True)
        question = asked(self.kind, given.validated_data)
        found = profiles.search(question)
        lines = ShopLineOut(found.profiles, many=True, context={"near": question.near}).data
        return Response({"results": lines, "next": found.next})


class Shop(Anyone):
    """One profile."""

    def get(self, request: Request, organisation: uuid.UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """Read a profile, with its hours, its staff and the evidence of its verification."""
        return Response(ShopOut(profiles.whole(self.kind, organisation)).data)


class Reviews(ListAPIView[Review], Anyone):
    """What customers say."""

    serializer_class = ShopReviewOut
    queryset = Review.objects.none()

    def get_queryset(self) -> QuerySet[Review]:
        """Return the reviews of a profile that anybody may see."""
        return reviews.shown_of(profiles.whole(self.kind, self.kwargs["organisation"]).pk)

    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the reviews, the newest first, each with its answer."""
        return super().get(request, *args, **kwargs)
