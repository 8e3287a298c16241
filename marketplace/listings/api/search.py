"""Searching over HTTP: anybody may, and finds the same."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.throttles import Scoped
from marketplace.listings.api.search_serializers import (
    FacetsOut,
    FoundOut,
    PageOut,
    PriceChangeOut,
    QuestionIn,
    SearchIn,
    asked,
    bands,
)
from marketplace.listings.models import Listing
from marketplace.listings.search.facets import counts
from marketplace.listings.search.found import Asked, search
from marketplace.listings.search.similar import like
from marketplace.listings.selectors import searching

MISSING = "request:not_found"
TOO_BROAD = "search:too_broad"


class Anyone(APIView):
    """For anybody, an account or not: whoever asks is not looked at. Throttled by address."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (Scoped,)
    throttle_scope = "search"


def told(kind: type[QuestionIn], request: Request) -> Asked:
    """Return the search that a request's parameters are.

    :raises ValidationError: they are not as they should be.
    """
    given = kind(data=request.query_params)
    given.is_valid(raise_exception=True)
    return asked(given.validated_data)


def visible(listing: str) -> Listing:
    """Return a listing that anybody may look at.

    :raises Problem: there is none.
    """
    found = searching.shown().filter(pk=listing).first()
    if found is None:
        raise Problem(MISSING)
    return found


class Search(Anyone):
    """What is for sale."""

    @extend_schema(
        tags=["listings"],
        parameters=[SearchIn],
        auth=[],
        responses={200: PageOut} | problems("request:invalid", TOO_BROAD),
    )
    def get(self, request: Request) -> Response:
        """Search what is for sale. Where nothing has the words, what is spelt nearly so is shown instead, and named."""
        question = told(SearchIn, request)
        page = search(question)
        near = question.filters.near
        far = searching.distances(page.docs, near) if near else {}
        said = {
            "results": searching.of_entries(page.docs),
            "next": page.following,
            "shown": page.shown,
            "whole": page.whole,
        }
        return Response(PageOut(said, context={"distances": far}).data)


class Facets(Anyone):
    """What was found, counted."""

    @extend_schema(
        tags=["listings"], parameters=[QuestionIn], auth=[], responses={200: FacetsOut} | problems(TOO_BROAD)
    )
    def get(self, request: Request) -> Response:
        """Count what a search finds, by brand and so on. What is chosen in a group does not narrow that group."""
        found = counts(told(QuestionIn, request))
        groups = {group: dict(values) for group, values in found.groups.items()}
        price = bands(groups.pop("band"))
        listed = {
            group: [{"value": value, "count": count} for value, count in values.items()]
            for group, values in groups.items()
        }
        return Response(FacetsOut({"total": found.total, "exact": found.exact, **listed, "price": price}).data)


class Similar(Anyone):
    """More like a listing."""

    @extend_schema(tags=["listings"], auth=[], responses={200: FoundOut(many=True)} | problems(MISSING, TOO_BROAD))
    def get(self, request: Request, listing: str) -> Response:  # noqa: ARG002 - DRF's signature
        """List what is for sale and like a listing, the most alike first."""
        found = searching.of_entries(like(visible(listing)))
        return Response(FoundOut(found, many=True).data)


class Prices(Anyone):
    """What a listing cost."""

    @extend_schema(tags=["listings"], auth=[], responses={200: PriceChangeOut(many=True)} | problems(MISSING))
    def get(self, request: Request, listing: str) -> Response:  # noqa: ARG002 - DRF's signature
        """List what a listing cost since when, first to last."""
        return Response(PriceChangeOut(visible(listing).prices.all(), many=True).data)
