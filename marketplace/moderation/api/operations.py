"""What operations do: look into what was reported, dismiss it or take something down, and decide appeals."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.pagination import Pages
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.moderation.api import examples
from marketplace.moderation.api.serializers import (
    OUTCOMES,
    DismissalIn,
    MatterOut,
    MatterQuestionIn,
    MeasureDecisionIn,
    MeasureIn,
    MeasureOut,
    MeasureQuestionIn,
    Plain,
    WholeMatterOut,
    WholeMeasureOut,
)
from marketplace.moderation.models import Matter, Measure
from marketplace.moderation.selectors import measures as selected
from marketplace.moderation.selectors import reports as selectors
from marketplace.moderation.services import matters, measures
from marketplace.users.api.base import me, told
from marketplace.users.permissions import IsOperations

FORBIDDEN, MISSING = "request:forbidden", "request:not_found"
TAGS = ["moderation"]
DONE = {status.HTTP_204_NO_CONTENT: None}
MOST = "most"
ORDER = OpenApiParameter(
    "order",
    OpenApiTypes.STR,
    enum=["oldest", MOST],
    default="oldest",
    description="The oldest first, or the most reported.",
)


class Operations(APIView):
    """For operations."""

    permission_classes = (IsOperations,)


def asked(kind: type[Plain], request: Request) -> dict[str, Any]:
    """Return what a list is narrowed by.

    :raises ValidationError: it is not as it should be.
    """
    given = kind(data=request.query_params)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class Queue(Pages):
    """The oldest first, or the most reported."""

    offset_cutoff = 1_000_000  # many are reported equally often: a page may begin after any number of them

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:  # noqa: ANN401, ARG002 - DRF's
        """Return by what it is ordered.

        :raises Problem: nobody knows the order.
        """
        match request.query_params.get("order", "oldest"):
            case "oldest":
                return ("created_at", "pk")
            case "most":
                return ("-reported", "created_at", "pk")
            case _:
                raise Problem("request:invalid", errors={"order": ["“oldest” or “most”."]})

    def is_position(self, text: str) -> bool:
        """Return whether the list may go on there: at a moment, or a number of reports."""
        if self.ordering[0] == "-reported":
            return text.isascii() and text.isdecimal() and len(text) < len("2147483648")
        return super().is_position(text)


class Matters(ListAPIView[Matter], Operations):
    """What was reported."""

    serializer_class = MatterOut
    pagination_class = Queue
    queryset = Matter.objects.none()

    def get_queryset(self) -> QuerySet[Matter]:
        """Return what operations look through."""
        return selectors.queue(asked(MatterQuestionIn, self.request), me(self.request))

    @extend_schema(
        tags=TAGS,
        parameters=[MatterQuestionIn, ORDER],
        responses={200: MatterOut(many=True)} | problems(FORBIDDEN),
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List what was reported, a thing at a time. Operations may."""
        return super().get(request, *args, **kwargs)


class OneMatter(Operations):
    """A thing that was reported."""

    @extend_schema(tags=TAGS, responses={200: WholeMatterOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, matter: uuid.UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """Read what people see there, and every report of it. Operations may."""
        found = selectors.whole().filter(pk=matter).first()
        if found is None:
            raise Problem(MISSING)
        return Response(WholeMatterOut(found).data)


class Taking(Operations):
    """Who looks into a matter."""

    @extend_schema(
        tags=TAGS,
        request=None,
        responses=DONE | problems(FORBIDDEN, MISSING, "moderation:closed", "moderation:taken", "moderation:own"),
    )
    def put(self, request: Request, matter: uuid.UUID) -> Response:
        """Take a matter: it is one's own to decide for a day. Operations may."""
        matters.take(matter=matter, by=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(tags=TAGS, responses=DONE | problems(FORBIDDEN, MISSING, "moderation:closed"))
    def delete(self, request: Request, matter: uuid.UUID) -> Response:
        """Leave a matter to others. Operations may."""
        matters.put_back(matter=matter, by=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Dismissal(Operations):
    """Letting a thing stand."""

    @extend_schema(
        tags=TAGS,
        request=DismissalIn,
        examples=[OpenApiExample("why", {"text": "The seller showed us the watch."}, request_only=True)],
        responses={200: WholeMatterOut} | problems(FORBIDDEN, MISSING, "moderation:closed", "moderation:not_taken"),
    )
    def post(self, request: Request, matter: uuid.UUID) -> Response:
        """Let a thing stand, and say why to whoever reported it. Whoever of operations has taken the matter may."""
        held = matters.dismiss(matter=matter, by=me(request), words=told(DismissalIn, request)["text"])
        return Response(WholeMatterOut(held).data)


class Measures(ListAPIView[Measure], Operations):
    """What was taken down; taking something down."""

    serializer_class = MeasureOut
    queryset = Measure.objects.none()

    def get_queryset(self) -> QuerySet[Measure]:
        """Return what operations look through."""
        return selected.every(**asked(MeasureQuestionIn, self.request))

    @extend_schema(
        tags=TAGS, parameters=[MeasureQuestionIn], responses={200: MeasureOut(many=True)} | problems(FORBIDDEN)
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List what was taken down, the newest first; `state=appealed` waits for a decision. Operations may."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=TAGS,
        request=MeasureIn,
        examples=[OpenApiExample("photos", examples.TAKE_DOWN, request_only=True)],
        responses={201: MeasureOut}
        | problems(
            FORBIDDEN,
            MISSING,
            "listing:state",
            *("moderation:own", "moderation:taken", "moderation:in_force", "moderation:no_person"),
        ),
    )
    def post(self, request: Request) -> Response:
        """Take something down, reported or not, and say why to whoever it belongs to. Operations may."""
        given = told(MeasureIn, request)
        made = measures.take_down(by=me(request), words=given.pop("text"), **given)
        return Response(MeasureOut(made).data, status=status.HTTP_201_CREATED)


class OneMeasure(Operations):
    """Something that was taken down."""

    @extend_schema(tags=TAGS, responses={200: WholeMeasureOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, measure: uuid.UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """Read what was taken down, why, what happened since, and what people saw there. Operations may."""
        found = selected.every().filter(pk=measure).first()
        if found is None:
            raise Problem(MISSING)
        return Response(WholeMeasureOut(found).data)


class Decision(Operations):
    """What is decided on a measure."""

    @extend_schema(
        tags=TAGS,
        request=MeasureDecisionIn,
        examples=[OpenApiExample("it comes back", examples.DECISION, request_only=True)],
        responses={200: MeasureOut}
        | problems(FORBIDDEN, MISSING, "moderation:state", "moderation:own", "moderation:same_person"),
    )
    def put(self, request: Request, measure: uuid.UUID) -> Response:
        """Uphold a measure that was appealed against, or give back what was taken down. Operations may.

        Whoever took it down may give it back, and does not decide the appeal.
        """
        given = told(MeasureDecisionIn, request)
        action = OUTCOMES[given["outcome"]]
        held = measures.decide(measure=measure, by=me(request), action=action, words=given["text"])
        return Response(MeasureOut(held).data)
