"""Listings over HTTP: written, changed, shown, reserved, sold."""

import hashlib
from typing import ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.pagination import Newest
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.listings.api.search import Anyone
from marketplace.listings.api.serializers import ListingChangeIn, ListingEventOut, ListingIn, ListingOut, OwnListingOut
from marketplace.listings.models import Listing
from marketplace.listings.selectors.listings import managed_by, visible_to
from marketplace.listings.selectors.searching import shown
from marketplace.listings.services import selling
from marketplace.listings.states import Action
from marketplace.users.models import User
from marketplace.users.permissions import IsConfirmed

FORBIDDEN, MISSING, STATE = "request:forbidden", "request:not_found", "listing:state"
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The version that you have read, in quotes.",
)
ENOUGH = "account:enough_today"
EVENTS = 100
"""That are read at once."""
NEW = OpenApiExample(
    "a watch",
    {"brand": "Aldenmoor", "reference": "AM-2204", "condition": "good", "price_minor": 412000, "currency": "CHF"},
    request_only=True,
)

MOVED = {200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE)


def me(request: Request) -> User:
    """Return the account of whoever is logged in."""
    return cast("User", request.user)


def managed(request: Request, listing: str) -> Listing:
    """Return a listing that the account acts for.

    :raises Problem: there is none that it may see, or it may only look at it.
    """
    found = managed_by(me(request)).filter(pk=listing).first()
    if found is None:
        raise Problem(FORBIDDEN if visible_to(me(request)).filter(pk=listing).exists() else MISSING)
    return found


BELONGINGS = ("photos__flags", "photos__flagged_by", "asks")
"""What is read with a listing of one's own, for as many as a page has."""


def own(listing: Listing) -> Response:
    """Answer with a listing as whoever acts for it reads it; its version is the ETag that a change names."""
    whole = (
        Listing.objects.select_related("organisation", "attachment").prefetch_related(*BELONGINGS).get(pk=listing.pk)
    )
    return Response(OwnListingOut(whole).data, headers={"ETag": f'"{whole.version}"', "Cache-Control": "no-store"})


class Listings(ListAPIView[Listing]):
    """The listings that an account acts for; a new one."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read", "POST": "listings:write"}
    pagination_class = Newest
    serializer_class = OwnListingOut
    queryset = Listing.objects.none()

    def get_queryset(self) -> QuerySet[Listing]:
        """Return them, each with its photos."""
        return managed_by(me(self.request)).select_related("organisation", "attachment").prefetch_related(*BELONGINGS)

    @extend_schema(tags=["listings"], responses={200: OwnListingOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the listings that one acts for, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["listings"],
        request=ListingIn,
        examples=[NEW],
        responses={201: OwnListingOut} | problems(FORBIDDEN, "listing:too_many_drafts", "listing:name_taken"),
    )
    def post(self, request: Request) -> Response:
        """Write a listing as a draft: photos come next, then it is published."""
        given = ListingIn(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        made = selling.create(seller=me(request), organisation=fields.pop("organisation"), fields=fields)
        answer = own(made)
        answer.status_code = status.HTTP_201_CREATED
        return answer


class OneListing(APIView):
    """A listing, for whoever acts for it."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read", "PATCH": "listings:write"}

    @extend_schema(tags=["listings"], responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, listing: str) -> Response:
        """Read a listing that one acts for, a draft too. Its ETag is what a change names."""
        return own(managed(request, listing))

    @extend_schema(
        tags=["listings"],
        parameters=[IF_MATCH],
        request=ListingChangeIn,
        examples=[OpenApiExample("another price", {"price_minor": 399000, "currency": "CHF"}, request_only=True)],
        responses={200: OwnListingOut}
        | problems(
            FORBIDDEN,
            MISSING,
            STATE,
            "request:conflict",
            "listing:version",
            "listing:incomplete",
            "listing:name_taken",
        ),
    )
    def patch(self, request: Request, listing: str) -> Response:
        """Change a draft, or what is for sale and not reserved. Who has changed it meanwhile is not overwritten."""
        given = ListingChangeIn(data=request.data)
        given.is_valid(raise_exception=True)
        found = managed(request, listing)
        changes = given.validated_data
        return own(selling.change(listing_id=found.pk, version=_version(request), changes=changes, actor=me(request)))


class Publication(APIView):
    """Showing a listing to everybody, and taking it back."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"PUT": "listings:write", "DELETE": "listings:write"}

    @extend_schema(
        tags=["listings"],
        request=None,
        responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE, "listing:incomplete", ENOUGH),
    )
    def put(self, request: Request, listing: str) -> Response:
        """Publish a draft. It needs a price, a country, and one photo that is ready."""
        return own(selling.publish(listing_id=managed(request, listing).pk, actor=me(request)))

    @extend_schema(tags=["listings"], responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE))
    def delete(self, request: Request, listing: str) -> Response:
        """Make a draft of what is published and not reserved."""
        return _moved(request, listing, Action.UNPUBLISH)


class Reservation(APIView):
    """Reserving a listing, and going back from it."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"PUT": "listings:write", "DELETE": "listings:write"}

    @extend_schema(
        tags=["listings"],
        request=None,
        responses={200: ListingOut} | problems(FORBIDDEN, MISSING, STATE, "listing:own"),
    )
    def put(self, request: Request, listing: str) -> Response:
        """Reserve a listing for oneself. Of two at once one does."""
        found = visible_to(me(request)).filter(pk=listing).first()
        if found is None:
            raise Problem(MISSING)
        if managed_by(me(request)).filter(pk=listing).exists():
            raise Problem("listing:own")
        return Response(ListingOut(selling.reserve(listing_id=found.pk, buyer=me(request))).data)

    @extend_schema(
        tags=["listings"], responses={200: ListingOut} | problems(FORBIDDEN, MISSING, STATE, "listing:not_reserved")
    )
    def delete(self, request: Request, listing: str) -> Response:
        """Give up a reservation: the buyer their own, whoever acts for the listing any."""
        if managed_by(me(request)).filter(pk=listing).exists():
            return _moved(request, listing, Action.RELEASE)
        if not visible_to(me(request)).filter(pk=listing).exists():
            raise Problem(MISSING)
        return Response(ListingOut(selling.release(listing_id=listing, buyer=me(request))).data)


class Sale(APIView):
    """Selling a listing."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "listings:write"}

    @extend_schema(
        tags=["listings"], request=None, responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE)
    )
    def post(self, request: Request, listing: str) -> Response:
        """Say that it is sold; to whoever has reserved it, where somebody has."""
        return _moved(request, listing, Action.SELL)


class Withdrawal(APIView):
    """Withdrawing a listing."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "listings:write"}

    @extend_schema(
        tags=["listings"], request=None, responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE)
    )
    def post(self, request: Request, listing: str) -> Response:
        """Withdraw it for good."""
        return _moved(request, listing, Action.WITHDRAW)


class Page(Anyone):
    """A listing's page."""

    @extend_schema(tags=["listings"], auth=[], responses={200: ListingOut, 304: None} | problems(MISSING, public=True))
    def get(self, request: Request, listing: str) -> HttpResponseBase:
        """Read a listing as anybody does; 304 where whoever asks has it."""
        whole = (
            shown()
            .select_related("organisation", "attachment")
            .prefetch_related("photos", "asks")
            .filter(pk=listing)
            .first()
        )
        if whole is None:
            raise Problem(MISSING)
        return _kept(request, JSONRenderer().render(ListingOut(whole).data), "application/json")


class Events(Anyone):
    """A listing's events."""

    @extend_schema(
        tags=["listings"],
        auth=[],
        parameters=[OpenApiParameter("after", OpenApiTypes.INT, description="Number of the last one that you have.")],
        responses={200: ListingEventOut(many=True)} | problems(MISSING, public=True),
    )
    def get(self, request: Request, listing: str) -> Response:
        """List what happened to a listing, a hundred at a time, in order."""
        found = shown().filter(pk=listing).first()
        if found is None:
            raise Problem(MISSING)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdecimal() and len(after) < len("2147483648")):
            raise Problem("request:invalid", errors={"after": ["The number of an event."]})
        return Response(ListingEventOut(found.events.filter(number__gt=int(after))[:EVENTS], many=True).data)


def _moved(request: Request, listing: str, action: Action) -> Response:
    return own(selling.move(listing_id=managed(request, listing).pk, action=action, actor=me(request)))


def _version(request: Request) -> int:
    """Return the version that a change is about.

    :raises Problem: none is named.
    """
    said = request.headers.get("If-Match", "").removeprefix("W/").strip('"')
    if not (said.isascii() and said.isdecimal() and len(said) < len("2147483648")):
        raise Problem("listing:version")
    return int(said)


def _kept(request: Request, data: bytes, content_type: str) -> HttpResponseBase:
    """Answer with what is the same for everybody, asked for again by its ETag: a badge that is lost is lost at once."""
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    whole = HttpResponse(data, content_type=content_type, headers={"Cache-Control": "public, no-cache", "ETag": etag})
    return get_conditional_response(request._request, etag=etag, response=whole) or whole  # noqa: SLF001 - Django's own
