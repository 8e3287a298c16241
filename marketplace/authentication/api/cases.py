"""Cases over HTTP: opened, submitted, read, appealed against, withdrawn."""

import hashlib
from typing import ClassVar, cast

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication.api.examples import REPORT
from marketplace.authentication.api.serializers import AppealIn, CaseChangeIn, CaseIn, CaseLine, CaseOut
from marketplace.authentication.models import Case, Examination
from marketplace.authentication.selectors import reports
from marketplace.authentication.selectors.cases import visible_to
from marketplace.authentication.services import drafts, submitting, withdrawing
from marketplace.authentication.states import State
from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.users.models import User
from marketplace.users.permissions import IsConfirmed

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 64 characters. A repeat with the same key does nothing twice.",
)
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=State.values, description="Only cases that stand there.")
NEW = OpenApiExample("a watch", {"claim": {"brand": "Omega", "reference": "311.30.42.30.01.005"}}, request_only=True)
SIGNED = ("application/json", "application/vc")
FORBIDDEN = "request:forbidden"
MISSING = "request:not_found"
LEAST_KEY, LONGEST_KEY = 8, 64


def me(request: Request) -> User:
    """Return the account of whoever is logged in."""
    return cast("User", request.user)


def visible(request: Request, case: str) -> Case:
    """Return a case that the account may see.

    :raises Problem: there is none.
    """
    whole = visible_to(me(request)).prefetch_related(
        Prefetch("examinations", Examination.objects.order_by("number")), "photos"
    )
    found = whole.filter(pk=case).first()
    if found is None:
        raise Problem(MISSING)
    return found


def own(request: Request, case: str) -> Case:
    """Return a case that is the account's own: what may be done to it, its owner alone may do.

    :raises Problem: there is none, or it is somebody else's.
    """
    found = visible(request, case)
    if found.owner_id != me(request).pk:
        raise Problem(FORBIDDEN)
    return found


def key_of(request: Request) -> str:
    """Return the request's Idempotency-Key.

    :raises Problem: it has none.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not LEAST_KEY <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem("idempotency:missing")
    return key


def private(request: Request, data: bytes, content_type: str) -> HttpResponseBase:
    """Answer with a file that a browser may keep for its user and asks for again by its ETag; 304 where it has it."""
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": etag}
    whole = HttpResponse(data, content_type=content_type, headers=headers)
    return get_conditional_response(request._request, etag=etag, response=whole) or whole  # noqa: SLF001 - Django's own


class Cases(ListAPIView[Case]):
    """The cases that an account may see; a new one."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read", "POST": "cases:write"}
    serializer_class = CaseLine
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        """Return them, filtered by state where that is asked."""
        found = visible_to(me(self.request))
        state = self.request.query_params.get("state")
        if state is None:
            return found
        if state not in State.values:
            raise Problem("request:invalid", errors={"state": [f"One of {', '.join(State.values)}."]})
        return found.filter(state=state)

    @extend_schema(tags=["cases"], parameters=[STATE], responses={200: CaseLine(many=True)} | problems(FORBIDDEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the cases that one may see, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["cases"],
        request=CaseIn,
        examples=[NEW],
        responses={201: CaseOut} | problems(FORBIDDEN, "claim:invalid", "case:lane", "case:too_many_open"),
    )
    def post(self, request: Request) -> Response:
        """Open a case as a draft: photos come next, then it is submitted."""
        given = CaseIn(data=request.data)
        given.is_valid(raise_exception=True)
        case = drafts.open_draft(owner=me(request), **given.validated_data)
        return Response(CaseOut(case, context={"request": request}).data, status=status.HTTP_201_CREATED)


class OneCase(APIView):
    """One case."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read", "PATCH": "cases:write", "DELETE": "cases:write"}

    @extend_schema(tags=["cases"], responses={200: CaseOut} | problems(FORBIDDEN, MISSING))
    def get(self, request: Request, case: str) -> Response:
        """Read a case."""
        return Response(CaseOut(visible(request, case), context={"request": request}).data)

    @extend_schema(
        tags=["cases"],
        request=CaseChangeIn,
        examples=[OpenApiExample("another claim", {"claim": {"brand": "Aldenmoor"}}, request_only=True)],
        responses={200: CaseOut} | problems(FORBIDDEN, MISSING, "claim:invalid", "case:lane", "case:state"),
    )
    def patch(self, request: Request, case: str) -> Response:
        """Change a draft."""
        given = CaseChangeIn(data=request.data)
        given.is_valid(raise_exception=True)
        drafts.change_draft(case_id=own(request, case).pk, changes=given.validated_data)
        return Response(CaseOut(visible(request, case), context={"request": request}).data)

    @extend_schema(tags=["cases"], responses={200: CaseOut} | problems(FORBIDDEN, MISSING, "case:state"))
    def delete(self, request: Request, case: str) -> Response:
        """Withdraw a case for good: its photos are erased, certificates stay."""
        withdrawing.withdraw(case_id=own(request, case).pk, actor=me(request))
        return Response(CaseOut(visible(request, case), context={"request": request}).data)


class Submit(APIView):
    """Submitting a case."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"POST": "cases:write"}

    @extend_schema(
        tags=["cases"],
        parameters=[KEY],
        request=None,
        responses={202: CaseOut}
        | problems(
            FORBIDDEN,
            MISSING,
            "idempotency:missing",
            "case:state",
            "case:held",
            "request:conflict",
            "case:no_photos",
            "photo:missing",
            "photo:refused",
            "claim:invalid",
            "case:too_many_open",
            "case:too_many_today",
        ),
    )
    def post(self, request: Request, case: str) -> Response:
        """Submit a case to be examined, or one that was examined once more with the photos that it has now."""
        submitting.submit(case_id=own(request, case).pk, actor=me(request), key=key_of(request))
        said = CaseOut(visible(request, case), context={"request": request}).data
        return Response(said, status=status.HTTP_202_ACCEPTED)


class AppealView(APIView):
    """Appealing against an outcome."""

    permission_classes = (IsConfirmed,)

    @extend_schema(
        tags=["cases"],
        request=AppealIn,
        examples=[OpenApiExample("why", {"reason": "The dial was relumed by the maker in 2019."}, request_only=True)],
        responses={200: CaseOut} | problems(FORBIDDEN, MISSING, "case:state", "case:appealed"),
    )
    def post(self, request: Request, case: str) -> Response:
        """Have experts look at a case that was examined."""
        given = AppealIn(data=request.data)
        given.is_valid(raise_exception=True)
        withdrawing.appeal(case_id=own(request, case).pk, actor=me(request), reason=given.validated_data["reason"])
        return Response(CaseOut(visible(request, case), context={"request": request}).data)


class Document(APIView):
    """What an examination made."""

    permission_classes = (IsConfirmed,)
    key_scopes: ClassVar = {"GET": "read"}
    names: ClassVar = list(reports.DOCUMENTS)

    @extend_schema(
        tags=["cases"],
        parameters=[OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=names)],
        examples=[OpenApiExample("a report", REPORT, media_type="application/json", response_only=True)],
        responses={
            (200, kind): OpenApiTypes.OBJECT if kind in SIGNED else OpenApiTypes.BINARY
            for kind in reports.DOCUMENTS.values()
        }
        | {304: None}
        | problems(FORBIDDEN, MISSING, "case:no_report"),
    )
    def get(self, request: Request, case: str, number: int, name: str) -> HttpResponseBase:
        """Download a document of an examination: report or certificate, signed or drawn; or the owner's secret."""
        data = reports.document(visible(request, case), number, name, me(request))
        return private(request, data, reports.DOCUMENTS[name])
