"""Photos of a case over HTTP: announced, uploaded, looked at, taken out."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication.api.cases import FORBIDDEN, MISSING, me, own, private, visible
from marketplace.authentication.api.serializers import PhotoIn, SeenPhotoOut, UploadOut
from marketplace.authentication.models import Case, Photo
from marketplace.authentication.selectors import photos, reports
from marketplace.authentication.services import drafts
from marketplace.common import uploads
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.stores import blobs
from marketplace.common.throttles import ByWho, Scoped
from marketplace.users.permissions import IsConfirmed


def photo_of(case: Case, label: str) -> Photo:
    """Return a photo that the case has now.

    :raises Problem: it has none of that label.
    """
    for photo in case.photos.all():
        if photo.removed_at is None and photo.label == label:
            return photo
    raise Problem(MISSING)


def where_to_send(request: Request, photo: Photo) -> dict[str, Any]:
    """Return what whoever sends a photo needs: ``UploadOut``."""
    at = request.build_absolute_uri(reverse("upload", args=[photo.key]))
    allowed = uploads.allow(photo.key, photo.content_type, at=at)
    return {"label": photo.label, "url": allowed.url, "fields_to_send": allowed.fields}


class Photos(APIView):
    """Photos of a case."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read", "POST": "cases:write"}

    @extend_schema(
        tags=["photos"],
        operation_id="case_photos_list",
        responses={200: SeenPhotoOut(many=True)} | problems(FORBIDDEN, MISSING),
    )
    def get(self, request: Request, case: str) -> Response:
        """List a case's photos, with what was measured on each, and the findings that have a place on it."""
        found = photos.listed(visible(request, case), me(request))
        return Response(SeenPhotoOut(found, many=True).data)

    @extend_schema(
        tags=["photos"],
        request=PhotoIn,
        examples=[OpenApiExample("the dial", {"view": "dial", "content_type": "image/jpeg"}, request_only=True)],
        responses={201: UploadOut} | problems(FORBIDDEN, MISSING, "case:state", "photo:too_many"),
    )
    def post(self, request: Request, case: str) -> Response:
        """Announce a photo, and learn where to send it."""
        given = PhotoIn(data=request.data)
        given.is_valid(raise_exception=True)
        photo = drafts.announce_photo(case_id=own(request, case).pk, **given.validated_data)
        return Response(where_to_send(request, photo), status=status.HTTP_201_CREATED)


class OnePhoto(APIView):
    """One photo."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read", "DELETE": "cases:write"}

    @extend_schema(
        tags=["photos"],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, 304: None} | problems(FORBIDDEN, MISSING),
    )
    def get(self, request: Request, case: str, label: str) -> HttpResponseBase:
        """Look at a photo as it was prepared: upright, stripped of all that its camera wrote."""
        found = visible(request, case)
        return private(request, reports.derivative(found, photo_of(found, label), me(request)), "image/jpeg")

    @extend_schema(tags=["photos"], responses={204: None} | problems(FORBIDDEN, MISSING, "case:state"))
    def delete(self, request: Request, case: str, label: str) -> Response:
        """Take a photo out of what is submitted next."""
        found = own(request, case)
        drafts.remove_photo(case_id=found.pk, photo=photo_of(found, label))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Upload(APIView):
    """Takes a file on one machine, where S3 does in production; by the policy that was given out, nothing else."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (MultiPartParser,)
    throttle_classes = (ByWho, Scoped)
    throttle_scope = "upload"

    @extend_schema(
        tags=["photos"],
        auth=[],
        request={
            "multipart/form-data": {
                "type": "object",
                "required": ["key", "Content-Type", "policy", "file"],
                "properties": {
                    "key": {"type": "string"},
                    "Content-Type": {"type": "string"},
                    "policy": {"type": "string"},
                    "file": {"type": "string", "format": "binary"},
                },
            }
        },
        responses={204: None} | problems("upload:not_allowed", "upload:too_large", "upload:done", public=True),
    )
    def post(self, request: Request, key: str) -> Response:
        """Send a photo to where it was announced."""
        largest = settings.PIPELINE.limits.max_bytes
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if not length.isdecimal() or int(length) > largest + uploads.FORM:
            raise Problem("upload:too_large")
        fields = {name: str(value) for name, value in cast("dict[str, object]", request.data).items() if name != "file"}
        uploads.check(key, fields)
        file = request.FILES.get("file")
        if file is None:
            raise Problem("request:invalid", errors={"file": ["Send the photo."]})
        if file.size is None or file.size > largest:
            raise Problem("upload:too_large")
        if not photos.is_awaited(key):
            raise Problem("upload:not_allowed")
        if not blobs().create(uploads.place(key), file.read()):
            raise Problem("upload:done")
        return Response(status=status.HTTP_204_NO_CONTENT)
