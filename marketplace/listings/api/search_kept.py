"""What accounts keep: searches and favourites."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.listings.api.search import MISSING, TOO_BROAD, visible
from marketplace.listings.api.search_examples import ASKED
from marketplace.listings.api.search_serializers import FavouriteOut, QuestionIn, SavedOut, SaveIn, asked
from marketplace.listings.models import Favourite, SavedSearch
from marketplace.listings.search import saved
from marketplace.listings.selectors import searching
from marketplace.listings.services import favourites
from marketplace.users.api.base import Own, me, told

FORBIDDEN = "request:forbidden"
SAVE = OpenApiExample("a search", {"name": "Swiss ones", "asked": ASKED}, request_only=True)
DONE = {status.HTTP_204_NO_CONTENT: None}


def _with_new(kept: SavedSearch) -> dict[str, Any]:
    """Return a search that is kept as it is told, with how many listings are new."""
    question = QuestionIn(data=kept.asked)
    question.is_valid(raise_exception=True)
    new = saved.new_since(kept, asked(question.validated_data))
    return {"id": kept.pk, "name": kept.name, "asked": kept.asked, "created_at": kept.created_at, "new": new}


def _own(request: Request, search: uuid.UUID) -> SavedSearch:
    found = me(request).saved_searches.filter(pk=search).first()
    if found is None:
        raise Problem(MISSING)
    return found


class SavedSearches(Own):
    """One's own searches."""

    @extend_schema(tags=["listings"], responses={200: SavedOut(many=True)} | problems(FORBIDDEN, TOO_BROAD))
    def get(self, request: Request) -> Response:
        """List the searches that one keeps, each with how many listings are new since one looked."""
        found = me(request).saved_searches.order_by("created_at", "pk")
        return Response([SavedOut(_with_new(each)).data for each in found])

    @extend_schema(
        tags=["listings"],
        request=SaveIn,
        examples=[SAVE],
        responses={201: SavedOut} | problems(FORBIDDEN, "search:too_many_saved"),
    )
    def post(self, request: Request) -> Response:
        """Keep a search. What it finds now is not new."""
        kept = saved.save(owner=me(request), **told(SaveIn, request))
        return Response(SavedOut(_with_new(kept)).data, status=status.HTTP_201_CREATED)


class OneSavedSearch(Own):
    """One of one's own searches."""

    @extend_schema(tags=["listings"], responses=DONE | problems(FORBIDDEN, MISSING))
    def delete(self, request: Request, search: uuid.UUID) -> Response:
        """Forget a search."""
        _own(request, search).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class SeenSearch(Own):
    """A search that was looked at."""

    @extend_schema(tags=["listings"], request=None, responses=DONE | problems(FORBIDDEN, MISSING))
    def post(self, request: Request, search: uuid.UUID) -> Response:
        """Take what a search finds now as seen."""
        saved.look(_own(request, search))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Favourites(ListAPIView[Favourite], Own):
    """One's own favourites."""

    serializer_class = FavouriteOut
    queryset = Favourite.objects.none()

    def get_queryset(self) -> QuerySet[Favourite]:
        """Return those that can still be looked at, or were taken down."""
        return searching.favourites_of(me(self.request))

    @extend_schema(tags=["listings"], responses={200: FavouriteOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List one's favourites, the newest first. Of what operations took down it says that and no more."""
        return super().get(request, *args, **kwargs)


class OneFavourite(Own):
    """A listing as one's favourite."""

    @extend_schema(
        tags=["listings"],
        request=None,
        responses=DONE | problems(FORBIDDEN, MISSING, "listing:too_many_favourites"),
    )
    def put(self, request: Request, listing: str) -> Response:
        """Make a listing a favourite."""
        favourites.keep(owner=me(request), listing=visible(listing))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(tags=["listings"], responses=DONE | problems(FORBIDDEN))
    def delete(self, request: Request, listing: str) -> Response:
        """Make a listing a favourite no more. It may be gone itself."""
        me(request).favourites.filter(listing=listing).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
