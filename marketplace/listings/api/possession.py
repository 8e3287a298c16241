"""A fresh photo of the watch at hand, over HTTP: asked for by a buyer, sent by whoever acts for the listing."""

from typing import ClassVar

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import uploads
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.stores import blobs
from marketplace.listings.api.listings import ENOUGH, FORBIDDEN, MISSING, STATE, managed, me
from marketplace.listings.api.search import Anyone
from marketplace.listings.api.serializers import ListingUploadOut, PossessionOut
from marketplace.listings.models import PossessionAsk
from marketplace.listings.selectors.listings import managed_by
from marketplace.listings.selectors.searching import shown
from marketplace.listings.services import possession
from marketplace.listings.states import SHOWN
from marketplace.users.permissions import IsConfirmed
from pipeline import listing_possession


class Ask(APIView):
    """Asking for a fresh photo."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "listings:write"}

    @extend_schema(
        tags=["listings"],
        request=None,
        responses={201: PossessionOut} | problems(FORBIDDEN, MISSING, STATE, "listing:own", "possession:asked", ENOUGH),
    )
    def post(self, request: Request, listing: str) -> Response:
        """Ask for a photo on which the hands show a time that is drawn now. What it shows stands on the page then."""
        if not shown().filter(pk=listing).exists():
            raise Problem(MISSING)
        if managed_by(me(request)).filter(pk=listing).exists():
            raise Problem("listing:own")
        made = possession.ask(listing_id=listing, buyer=me(request))
        return Response(PossessionOut(made).data, status=status.HTTP_201_CREATED)


class Answer(APIView):
    """Answering with a photo."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "listings:write", "PUT": "listings:write"}

    @extend_schema(
        tags=["listings"],
        request=None,
        responses={200: ListingUploadOut} | problems(FORBIDDEN, MISSING, "possession:not_asked"),
    )
    def post(self, request: Request, listing: str) -> Response:
        """Learn where to send the photo that was asked for: a JPEG. Once it is sent, say so."""
        asked = possession.awaited(listing=managed(request, listing))
        at = request.build_absolute_uri(reverse("upload", args=[asked.key]))
        allowed = uploads.allow(asked.key, "image/jpeg", at=at)
        said = {"key": asked.key, "url": allowed.url, "fields_to_send": allowed.fields}
        return Response(ListingUploadOut(said).data)

    @extend_schema(
        tags=["listings"],
        request=None,
        responses={202: None} | problems(FORBIDDEN, MISSING, "possession:not_asked", "photo:missing"),
    )
    def put(self, request: Request, listing: str) -> Response:
        """Say that the photo was sent: the hands are read, and what they show stands on the page a moment later."""
        possession.sent(listing=managed(request, listing))
        return Response(status=status.HTTP_202_ACCEPTED)


class PossessionPicture(Anyone):
    """The photo that was sent."""

    @extend_schema(
        tags=["listings"],
        auth=[],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY} | problems(MISSING, public=True),
    )
    def get(self, request: Request, listing: str, key: str) -> HttpResponse:  # noqa: ARG002 - DRF's signature
        """Look at the photo that was sent: upright, stripped of all that its camera wrote."""
        found = PossessionAsk.objects.filter(key=key, listing=listing, listing__state__in=SHOWN, has_picture=True)
        if not found.exists():
            raise Problem(MISSING)
        data = blobs().get(listing_possession.picture_key(key))
        return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "public, max-age=86400"})
