"""Reference sets over HTTP: begun, photographed, published, retired. For experts."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication.api import examples
from marketplace.authentication.api.cases import FORBIDDEN, MISSING, me
from marketplace.authentication.api.serializers import PhotoIn, UploadOut
from marketplace.authentication.models import ReferencePhoto, ReferenceSet
from marketplace.authentication.selectors import reference_sets as selectors
from marketplace.authentication.services import reference_sets as services
from marketplace.common import uploads
from marketplace.common.problems import Problem
from marketplace.common.schema import looks_like, problems
from marketplace.users.permissions import IsExpert
from models.vocabulary.claim import MAX_TEXT

STATE = "references:state"
NEW = OpenApiExample(
    "a set",
    {"brand": "Omega", "reference": "311.30.42.30.01.005", "source": "two watches of a museum, opened by us in 2024"},
    request_only=True,
)


class ReferenceSetIn(serializers.Serializer[dict[str, Any]]):
    """A new set."""

    brand = serializers.CharField(max_length=MAX_TEXT)
    model = serializers.CharField(max_length=MAX_TEXT, required=False)
    reference = serializers.CharField(max_length=MAX_TEXT)
    source = serializers.CharField(  # type: ignore[assignment]  # a field may have any name
        min_length=8, max_length=240, help_text="Who verified the watches, and how. For other experts."
    )


class ReferencePhotoOut(serializers.ModelSerializer[ReferencePhoto]):
    """A photo of a set."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field may have any name

    class Meta:
        """Nothing of the file but its size, once it was judged."""

        model = ReferencePhoto
        fields = ("label", "view", "size")


@looks_like(examples.REFERENCE_SET)
class ReferenceSetOut(serializers.ModelSerializer[ReferenceSet]):
    """A set."""

    photos = ReferencePhotoOut(many=True)
    refusals = serializers.DictField(
        child=serializers.CharField(),
        help_text="By label of a photo, why it cannot be used; under the empty label what is wrong with the whole.",
    )
    is_mine = serializers.SerializerMethodField()

    class Meta:
        """Who keeps it is said by whether it is one's own."""

        model = ReferenceSet
        fields = (
            "id",
            "brand",
            "model",
            "reference",
            "source",
            "state",
            "digest",
            "refusals",
            "photos",
            "is_mine",
            "created_at",
            "published_at",
            "retired_at",
        )

    def get_is_mine(self, found: ReferenceSet) -> bool:
        """Return whether whoever asks keeps it."""
        return bool(found.kept_by_id == self.context["request"].user.pk)


def visible(request: Request, pk: int) -> ReferenceSet:
    """Return a set that the expert may see.

    :raises Problem: there is none.
    """
    found = selectors.visible_to(me(request)).filter(pk=pk).prefetch_related("photos").first()
    if found is None:
        raise Problem(MISSING)
    return found


def own(request: Request, pk: int) -> ReferenceSet:
    """Return a set that the expert keeps: nobody else changes it.

    :raises Problem: there is none, or somebody else keeps it.
    """
    found = visible(request, pk)
    if found.kept_by_id != me(request).pk:
        raise Problem(FORBIDDEN)
    return found


def shown(request: Request, pk: int) -> dict[str, Any]:
    """Return a set as it is answered."""
    return dict(ReferenceSetOut(visible(request, pk), context={"request": request}).data)


class ReferenceSets(ListAPIView[ReferenceSet]):
    """The sets."""

    permission_classes = (IsExpert,)
    serializer_class = ReferenceSetOut
    queryset = ReferenceSet.objects.none()

    def get_queryset(self) -> QuerySet[ReferenceSet]:
        """Return those that were published, and one's own."""
        return selectors.visible_to(me(self.request)).prefetch_related("photos")

    @extend_schema(tags=["reference sets"], responses={200: ReferenceSetOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the sets that were published and one's own drafts, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["reference sets"],
        request=ReferenceSetIn,
        examples=[NEW],
        responses={201: ReferenceSetOut} | problems(FORBIDDEN),
    )
    def post(self, request: Request) -> Response:
        """Begin a set: photos come next, then it is published."""
        given = ReferenceSetIn(data=request.data)
        given.is_valid(raise_exception=True)
        made = services.open_draft(keeper=me(request), **given.validated_data)
        return Response(shown(request, made.pk), status=status.HTTP_201_CREATED)


class OneReferenceSet(APIView):
    """One set."""

    permission_classes = (IsExpert,)

    @extend_schema(tags=["reference sets"], responses={200: ReferenceSetOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, pk: int) -> Response:
        """Read a set."""
        return Response(shown(request, pk))

    @extend_schema(tags=["reference sets"], responses={204: None} | problems(FORBIDDEN, MISSING, STATE))
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a draft with its photos."""
        services.drop(pk=own(request, pk).pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReferencePhotos(APIView):
    """Photos of a set."""

    permission_classes = (IsExpert,)

    @extend_schema(
        tags=["reference sets"],
        request=PhotoIn,
        examples=[OpenApiExample("the dial", {"view": "dial", "content_type": "image/jpeg"}, request_only=True)],
        responses={201: UploadOut} | problems(FORBIDDEN, MISSING, STATE, "references:too_many"),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Announce a photo, and learn where to send it."""
        given = PhotoIn(data=request.data)
        given.is_valid(raise_exception=True)
        photo = services.announce_photo(pk=own(request, pk).pk, **given.validated_data)
        at = request.build_absolute_uri(reverse("upload", args=[photo.key]))
        allowed = uploads.allow(photo.key, photo.content_type, at=at)
        said = {"label": photo.label, "url": allowed.url, "fields_to_send": allowed.fields}
        return Response(said, status=status.HTTP_201_CREATED)


class OneReferencePhoto(APIView):
    """One photo of a set."""

    permission_classes = (IsExpert,)

    @extend_schema(tags=["reference sets"], responses={204: None} | problems(FORBIDDEN, MISSING, STATE))
    def delete(self, request: Request, pk: int, label: str) -> Response:
        """Take a photo out of a draft."""
        services.remove_photo(pk=own(request, pk).pk, label=label)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Publish(APIView):
    """Publishing."""

    permission_classes = (IsExpert,)

    @extend_schema(
        tags=["reference sets"],
        request=None,
        responses={202: ReferenceSetOut}
        | problems(FORBIDDEN, MISSING, STATE, "references:no_photos", "photo:missing", "photo:refused"),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Hand a draft in: soon it is published, or says of each photo why it cannot be used."""
        services.publish(pk=own(request, pk).pk)
        return Response(shown(request, pk), status=status.HTTP_202_ACCEPTED)


class Retire(APIView):
    """Taking a set out of use."""

    permission_classes = (IsExpert,)

    @extend_schema(
        tags=["reference sets"], request=None, responses={200: ReferenceSetOut} | problems(FORBIDDEN, MISSING, STATE)
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take a published set out of use: new cases are compared with the newest of those that are left."""
        services.retire(pk=own(request, pk).pk)
        return Response(shown(request, pk))
