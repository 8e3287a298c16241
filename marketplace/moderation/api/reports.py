"""What everybody may do: report a thing, read what became of it, and appeal against a measure."""

import uuid

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.moderation.api import examples
from marketplace.moderation.api.serializers import (
    MeasureAppealIn,
    ModerationReportIn,
    ModerationReportOut,
    OwnMeasureOut,
)
from marketplace.moderation.models import Measure, Report
from marketplace.moderation.selectors import measures as selected
from marketplace.moderation.selectors import reports as selectors
from marketplace.moderation.services import measures, reporting
from marketplace.users.api.base import Own, me, told

FORBIDDEN, MISSING = "request:forbidden", "request:not_found"
TAGS = ["moderation"]
REPORT = OpenApiExample("photos", examples.REPORT, request_only=True)
APPEAL = OpenApiExample("why", {"text": "I took them myself."}, request_only=True)


class Reports(ListAPIView[Report], Own):
    """One's own reports; a new one."""

    serializer_class = ModerationReportOut
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        """Return them."""
        return selectors.of(me(self.request))

    @extend_schema(tags=TAGS, responses={200: ModerationReportOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List what one has reported, the newest first, with what became of each."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=TAGS,
        request=ModerationReportIn,
        examples=[REPORT],
        responses={201: ModerationReportOut, 200: ModerationReportOut}
        | problems(FORBIDDEN, MISSING, "report:own", "account:enough_today"),
    )
    def post(self, request: Request) -> Response:
        """Report what should not stand there: people look at it. Reported again, the answer is the first report."""
        made, is_new = reporting.report(by=me(request), **told(ModerationReportIn, request))
        answered = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ModerationReportOut(made).data, status=answered)


class OwnMeasures(ListAPIView[Measure], Own):
    """Measures that concern one."""

    serializer_class = OwnMeasureOut
    queryset = Measure.objects.none()

    def get_queryset(self) -> QuerySet[Measure]:
        """Return them."""
        return selected.about(me(self.request))

    @extend_schema(tags=TAGS, responses={200: OwnMeasureOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List what was taken down of one's own, or of an organisation that one belongs to, with the reasons."""
        return super().get(request, *args, **kwargs)


class Appeal(Own):
    """An appeal against a measure."""

    @extend_schema(
        tags=TAGS,
        request=MeasureAppealIn,
        examples=[APPEAL],
        responses={201: OwnMeasureOut} | problems(FORBIDDEN, MISSING, "moderation:appealed", "moderation:state"),
    )
    def post(self, request: Request, measure: uuid.UUID) -> Response:
        """Appeal against a measure, once. An organisation's managers may; another person of operations decides."""
        if not selected.about(me(request)).filter(pk=measure).exists():
            raise Problem(MISSING)
        if not selected.appealable(me(request)).filter(pk=measure).exists():
            raise Problem(FORBIDDEN)
        held = measures.appeal(measure=measure, by=me(request), **told(MeasureAppealIn, request))
        return Response(OwnMeasureOut(held).data, status=status.HTTP_201_CREATED)
