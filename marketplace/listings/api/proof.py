"""What a listing shows for itself, over HTTP: its photos, and the certificate beside it."""

from typing import Any, ClassVar, cast

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common import uploads
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.stores import blobs
from marketplace.listings.api.examples import BADGE, PHOTO
from marketplace.listings.api.listings import FORBIDDEN, MISSING, STATE, managed, me, own
from marketplace.listings.api.serializers import (
    CertificateIn,
    ListingPhotoIn,
    ListingUploadOut,
    OwnListingOut,
    PhotoOrderIn,
)
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.selectors.listings import managed_by
from marketplace.listings.services import attaching, photos
from marketplace.listings.states import SHOWN, State
from marketplace.users.permissions import IsConfirmed, IsOperations
from pipeline import listing_photos

FOR_EVER = 365 * 24 * 3600
"""Seconds: a photo's key never names another picture."""
NAMES = [f"{size}.{kind}" for size in listing_photos.SIZES for kind in listing_photos.FORMATS]


def photo_of(listing: Listing, key: str) -> ListingPhoto:
    """Return a photo of a listing.

    :raises Problem: it has none of that key.
    """
    found = listing.photos.filter(key=key).first()
    if found is None:
        raise Problem(MISSING)
    return found


class Photos(APIView):
    """The photos of a listing."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "listings:write", "PUT": "listings:write"}

    @extend_schema(
        tags=["listings"],
        operation_id="listing_photo_announce",
        request=ListingPhotoIn,
        examples=[OpenApiExample("a photo", {"content_type": "image/jpeg"}, request_only=True)],
        responses={201: ListingUploadOut} | problems(FORBIDDEN, MISSING, STATE, "listing:too_many_photos"),
    )
    def post(self, request: Request, listing: str) -> Response:
        """Announce a photo, and learn where to send it. Once it is sent, say so."""
        given = ListingPhotoIn(data=request.data)
        given.is_valid(raise_exception=True)
        photo = photos.announce(listing_id=managed(request, listing).pk, **given.validated_data)
        at = request.build_absolute_uri(reverse("upload", args=[photo.key]))
        allowed = uploads.allow(photo.key, photo.content_type, at=at)
        said = {"key": photo.key, "url": allowed.url, "fields_to_send": allowed.fields}
        return Response(ListingUploadOut(said).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        tags=["listings"],
        request=PhotoOrderIn,
        examples=[OpenApiExample("two photos", {"photos": [PHOTO["key"], "Qm2…"]}, request_only=True)],
        responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE),
    )
    def put(self, request: Request, listing: str) -> Response:
        """Put the photos in order: the first is the one that lists show."""
        given = PhotoOrderIn(data=request.data)
        given.is_valid(raise_exception=True)
        found = managed(request, listing)
        photos.order(listing_id=found.pk, keys=given.validated_data["photos"], actor=me(request))
        return own(found)


class OnePhoto(APIView):
    """One photo of a listing, for whoever acts for it."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "listings:write", "DELETE": "listings:write"}

    @extend_schema(
        tags=["listings"],
        operation_id="listing_photo_sent",
        request=None,
        responses={202: OwnListingOut} | problems(FORBIDDEN, MISSING, "photo:missing"),
    )
    def post(self, request: Request, listing: str, key: str) -> Response:
        """Say that a photo was sent: it is looked at, and can be shown a moment later, or is refused."""
        found = managed(request, listing)
        photos.uploaded(photo=photo_of(found, key))
        answer = own(found)
        answer.status_code = status.HTTP_202_ACCEPTED
        return answer

    @extend_schema(tags=["listings"], responses={204: None} | problems(FORBIDDEN, MISSING, STATE, "listing:incomplete"))
    def delete(self, request: Request, listing: str, key: str) -> Response:
        """Take a photo out."""
        photos.remove(photo=photo_of(managed(request, listing), key), actor=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Picture(APIView):
    """A photo as it is looked at."""

    permission_classes = (AllowAny,)
    throttle_classes = ()
    key_scopes: ClassVar = {"GET": "read"}

    @extend_schema(
        tags=["listings"],
        parameters=[OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=NAMES)],
        responses={(200, "image/webp"): OpenApiTypes.BINARY, 304: None} | problems(MISSING, public=True),
    )
    def get(self, request: Request, listing: str, key: str, name: str) -> HttpResponseBase:
        """Look at a photo in one of three sizes, as WebP or JPEG: drawn anew, with nothing of what its camera wrote."""
        found = ListingPhoto.objects.select_related("listing").filter(key=key, listing=listing, state="ready").first()
        if found is None or name not in NAMES or not self._may_see(request, found.listing):
            raise Problem(MISSING)
        public = found.listing.state in SHOWN
        headers = {
            "Cache-Control": f"public, max-age={FOR_EVER}, immutable" if public else "private, no-store",
            "ETag": f'"{key}.{name}"',
        }
        asked = request._request  # noqa: SLF001 - DRF has no other way to it
        known = get_conditional_response(asked, etag=headers["ETag"])
        return known or HttpResponse(_picture(key, name), content_type=_type(name), headers=headers)

    def _may_see(self, request: Request, listing: Listing) -> bool:
        if listing.state in SHOWN:
            return True
        if not request.user.is_authenticated:
            return False
        decides = listing.standing is State.TAKEN_DOWN and IsOperations().has_permission(request, self)
        return decides or managed_by(me(request)).filter(pk=listing.pk).exists()


class CertificateBeside(APIView):
    """The certificate beside a listing."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"PUT": "listings:write", "DELETE": "listings:write"}

    @extend_schema(
        tags=["listings"],
        request=CertificateIn,
        examples=[OpenApiExample("a certificate", {"certificate": BADGE["certificate"]}, request_only=True)],
        responses={200: OwnListingOut} | problems(FORBIDDEN, MISSING, STATE, "certificate:not_attachable"),
    )
    def put(self, request: Request, listing: str) -> Response:
        """Attach a certificate. Holder, watch and validity are checked now and whenever it is shown; so are photos."""
        given = CertificateIn(data=request.data)
        given.is_valid(raise_exception=True)
        found = managed(request, listing)
        return own(attaching.attach(listing_id=found.pk, actor=me(request), **given.validated_data))

    @extend_schema(tags=["listings"], responses={204: None} | problems(FORBIDDEN, MISSING))
    def delete(self, request: Request, listing: str) -> Response:
        """Take the certificate off."""
        attaching.detach(listing_id=managed(request, listing).pk, actor=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _picture(key: str, name: str) -> bytes:
    size, kind = cast("tuple[Any, Any]", tuple(name.split(".")))
    return blobs().get(listing_photos.picture_key(key, size, kind))


def _type(name: str) -> str:
    return next(content for kind, content in listing_photos.FORMATS.items() if name.endswith(kind))
