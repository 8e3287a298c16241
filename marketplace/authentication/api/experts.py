"""The experts' queue over HTTP: cases are taken, read, decided or given back."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication.api.cases import FORBIDDEN, MISSING, me
from marketplace.authentication.api.expert_serializers import ReviewIn, ReviewOut, UnderReviewOut, WaitingOut
from marketplace.authentication.models import Case
from marketplace.authentication.selectors import queue, reports
from marketplace.authentication.services import reviewing
from marketplace.common.pagination import Pages
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.users.permissions import IsExpert

MINE = OpenApiParameter("mine", OpenApiTypes.BOOL, description="Only cases that one holds.")
DECIDED = OpenApiExample(
    "a dial that is not the maker's",
    {
        "decisions": [
            {
                "component": "dial",
                "says": "not_genuine",
                "reason": "The minute track is printed over the markers.",
                "photo": "dial",
                "region": [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6]],
            },
            {"component": "caseback", "says": "cannot_tell", "reason": "The engraving is out of focus."},
        ],
        "summary": "A replaced dial.",
    },
    request_only=True,
)


class LongestWaiting(Pages):
    """Those that wait longest first."""

    ordering = ("moved_at", "pk")


def waiting(request: Request, case: str) -> Case:
    """Return a case of the queue that the expert may review.

    :raises Problem: there is none.
    """
    found = queue.waiting_for(me(request)).filter(pk=case).first()
    if found is None:
        raise Problem(MISSING)
    return found


def known(request: Request, case: str) -> str:
    """Return the id of a case that the expert may know of: one of the queue, their own, or one that they have had.

    :raises Problem: there is none.
    """
    if not queue.known_to(me(request)).filter(pk=case).exists():
        raise Problem(MISSING)
    return case


class Queue(ListAPIView[Case]):
    """Cases that wait for experts."""

    permission_classes = (IsExpert,)
    serializer_class = WaitingOut
    pagination_class = LongestWaiting
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        """Return them, or those that one holds."""
        found = queue.waiting_for(me(self.request))
        asked = self.request.query_params.get("mine", "false")
        if asked not in {"true", "false"}:
            raise Problem("request:invalid", errors={"mine": ["“true” or “false”."]})
        return queue.held_by(me(self.request), found) if asked == "true" else found

    @extend_schema(tags=["experts"], parameters=[MINE], responses={200: WaitingOut(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the cases that wait, the longest first: none of one's own, nor of one's organisations."""
        return super().get(request, *args, **kwargs)


class UnderReview(APIView):
    """A case of the queue."""

    permission_classes = (IsExpert,)

    @extend_schema(tags=["experts"], responses={200: UnderReviewOut} | problems(FORBIDDEN, MISSING, "case:no_report"))
    def get(self, request: Request, case: str) -> Response:
        """Read a case with what was found; the serial number only while one holds it."""
        found = waiting(request, case)
        told = {"request": request, "report": reports.report(found, found.examination)}
        return Response(UnderReviewOut(found, context=told).data, headers={"Cache-Control": "private, no-store"})


class Take(APIView):
    """Taking a case, and giving it back."""

    permission_classes = (IsExpert,)

    @extend_schema(
        tags=["experts"],
        request=None,
        responses={200: ReviewOut} | problems(FORBIDDEN, MISSING, "case:state", "review:own_case", "review:taken"),
    )
    def post(self, request: Request, case: str) -> Response:
        """Take a case: it is one's own to decide for 48 hours."""
        return Response(ReviewOut(reviewing.take(case_id=known(request, case), expert=me(request))).data)

    @extend_schema(
        tags=["experts"],
        responses={204: None} | problems(FORBIDDEN, MISSING, "case:state", "review:not_held", "review:decided"),
    )
    def delete(self, request: Request, case: str) -> Response:
        """Give a case back that one has not decided."""
        reviewing.release(case_id=known(request, case), expert=me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Decide(APIView):
    """Deciding."""

    permission_classes = (IsExpert,)

    @extend_schema(
        tags=["experts"],
        request=ReviewIn,
        examples=[DECIDED],
        responses={200: ReviewOut} | problems(FORBIDDEN, MISSING, "case:state", "review:not_held", "review:decided"),
    )
    def post(self, request: Request, case: str) -> Response:
        """Decide component by component, with reasons, once and for good.

        With the last decision that is wanted the case is examined again, by what the experts saw too.
        """
        given = ReviewIn(data=request.data)
        given.is_valid(raise_exception=True)
        review = reviewing.decide(case_id=known(request, case), expert=me(request), given=given.validated_data)
        return Response(ReviewOut(review).data)
