"""Dealings and reviews, for whoever is logged in."""

import uuid

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.pagination import Pages
from marketplace.common.schema import problems
from marketplace.directory.api.serializers import (
    AnswerIn,
    DealingOut,
    ShopReviewIn,
    ShopReviewOut,
)
from marketplace.directory.models import Dealing
from marketplace.directory.selectors import reviews as selectors
from marketplace.directory.services import reviewing as services
from marketplace.users.api.base import Own, me, told

FORBIDDEN, MISSING = "request:forbidden", "request:not_found"
DONE = {status.HTTP_204_NO_CONTENT: None}
TAGS = ["reviews"]
SAID = {"dealing": "0b7d3a52-6f7e-4f0e-9d5c-5a2e0b1c7d11", "rating": 5, "text": "It runs again."}


def example(said: dict[str, object]) -> list[OpenApiExample]:
    """Return an example of what is sent."""
    return [OpenApiExample("an example", said, request_only=True)]


class LastDealings(Pages):
    """The newest first."""

    ordering = ("-at", "-pk")


class Dealings(ListAPIView[Dealing], Own):
    """One's own dealings."""

    serializer_class = DealingOut
    pagination_class = LastDealings
    queryset = Dealing.objects.none()

    def get_queryset(self) -> QuerySet[Dealing]:
        """Return them."""
        return selectors.dealings_of(me(self.request))

    @extend_schema(tags=TAGS, responses={200: DealingOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List one's own dealings with stores and repair shops, the newest first: each may be reviewed once."""
        return super().get(request, *args, **kwargs)


class NewReview(Own):
    """A review."""

    @extend_schema(
        tags=TAGS,
        request=ShopReviewIn,
        examples=example(SAID),
        responses={201: ShopReviewOut}
        | problems(FORBIDDEN, MISSING, "review:given", "review:own_shop", "account:enough_today"),
    )
    def post(self, request: Request) -> Response:
        """Review a dealing of one's own, once."""
        written = services.review(by=me(request), **told(ShopReviewIn, request))
        return Response(ShopReviewOut(written).data, status=status.HTTP_201_CREATED)


class OneReview(Own):
    """A review of one's own."""

    @extend_schema(tags=TAGS, responses=DONE | problems(FORBIDDEN, MISSING, "review:hidden"))
    def delete(self, request: Request, review: uuid.UUID) -> Response:
        """Take back a review of one's own, its answer with it."""
        services.take_back(by=me(request), review=review)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Answer(Own):
    """The answer to a review."""

    @extend_schema(
        tags=TAGS,
        request=AnswerIn,
        examples=example({"text": "We are glad."}),
        responses={201: ShopReviewOut} | problems(FORBIDDEN, MISSING, "review:answered"),
    )
    def post(self, request: Request, review: uuid.UUID) -> Response:
        """Answer a review, once. Managers of the organisation may."""
        answered = services.answer(by=me(request), review=review, **told(AnswerIn, request))
        return Response(ShopReviewOut(answered).data, status=status.HTTP_201_CREATED)
