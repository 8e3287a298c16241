"""Repairs over HTTP: a shop opens them and ends them, the customer says yes or no."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.repairs.api.serializers import (
    AnsweredOut,
    ConsentByLinkIn,
    ConsentIn,
    RepairIn,
    RepairOut,
    WorkIn,
    WrittenOut,
)
from marketplace.repairs.models import Repair
from marketplace.repairs.selectors.jobs import visible_to
from marketplace.repairs.services import consents, jobs
from marketplace.users.api.base import Open, Own, me, told

SEEN = ("request:forbidden", "request:not_found")
MOVED = (*SEEN, "repair:state")
NEW = OpenApiExample(
    "a bezel",
    {
        "shop": "0b6f3a52-7d0e-4c1f-9a51-2f2a1f0b7c11",
        "email": "ben@example.org",
        "title": "New bezel insert",
        "claim": {"brand": "Aldenmoor", "reference": "AM-2204", "serial": "M204817", "part": "bezel"},
    },
    request_only=True,
)
DONE = OpenApiExample("done", {"done_on": "2026-11-02", "parts": ["bezel insert"]}, request_only=True)


def _answer(request: Request, repair: str, code: int = status.HTTP_200_OK) -> Response:
    found = visible_to(me(request)).filter(pk=repair).first()
    if found is None:
        raise Problem("request:not_found")
    return Response(RepairOut(found).data, status=code)


class Repairs(ListAPIView[Repair], Own):
    """Repairs."""

    serializer_class = RepairOut
    queryset = Repair.objects.none()

    def get_queryset(self) -> QuerySet[Repair]:
        """Return those that the account may see."""
        return visible_to(me(self.request))

    @extend_schema(tags=["repairs"], responses={200: RepairOut(many=True)} | problems("request:forbidden"))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List the repairs of one's shops and of one's own watches, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["repairs"],
        request=RepairIn,
        examples=[NEW],
        responses={201: RepairOut} | problems("request:forbidden", "claim:invalid", "case:too_many_open"),
    )
    def post(self, request: Request) -> Response:
        """Open a repair with the case of a part, and have its customer asked. Whoever belongs to the shop may."""
        repair = jobs.open_repair(by=me(request), **told(RepairIn, request))
        return Response(RepairOut(repair).data, status=status.HTTP_201_CREATED)


class OneRepair(Own):
    """A repair."""

    @extend_schema(tags=["repairs"], responses={200: RepairOut} | problems(*SEEN))
    def get(self, request: Request, repair: str) -> Response:
        """Read a repair."""
        return _answer(request, repair)

    @extend_schema(tags=["repairs"], responses={200: RepairOut} | problems(*MOVED))
    def delete(self, request: Request, repair: str) -> Response:
        """Call off a repair that is not done. The shop may."""
        jobs.cancel(by=me(request), repair=repair)
        return _answer(request, repair)


class Letter(Own):
    """The letter to a customer."""

    @extend_schema(tags=["repairs"], request=None, responses={204: None} | problems(*MOVED))
    def post(self, request: Request, repair: str) -> Response:
        """Have the customer asked once more. The link of an earlier letter ends."""
        jobs.ask_again(by=me(request), repair=repair)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Consent(Own):
    """A customer's answer."""

    @extend_schema(
        tags=["repairs"],
        request=ConsentIn,
        examples=[OpenApiExample("yes", {"consents": True}, request_only=True)],
        responses={200: RepairOut} | problems(*MOVED),
    )
    def post(self, request: Request, repair: str) -> Response:
        """Consent to a repair of one's own watch, or decline."""
        consents.answer(by=me(request), repair=repair, **told(ConsentIn, request))
        return _answer(request, repair)


class ConsentByLink(Open):
    """A customer's answer, by the link of a letter."""

    @extend_schema(
        tags=["repairs"],
        request=ConsentByLinkIn,
        examples=[OpenApiExample("yes", {"token": "WyI1…", "consents": True}, request_only=True)],
        responses={200: AnsweredOut} | problems("repair:link_invalid", "repair:state", public=True),
    )
    def post(self, request: Request) -> Response:
        """Consent without an account, or decline, by the token of a letter: it is spent by that."""
        return Response(AnsweredOut(consents.answer_by_link(**told(ConsentByLinkIn, request))).data)


class Claim(Own):
    """A repair that was consented to without an account."""

    @extend_schema(tags=["repairs"], request=None, responses={200: RepairOut} | problems(*MOVED))
    def post(self, request: Request, repair: str) -> Response:
        """Take over a repair to which one consented by link, with an account of the same address."""
        consents.claim(by=me(request), repair=repair)
        return _answer(request, repair)


class Finish(Own):
    """The end of a repair."""

    @extend_schema(
        tags=["repairs"],
        request=WorkIn,
        examples=[DONE],
        responses={201: WrittenOut}
        | problems(*MOVED, "repair:not_examined", "repair:watch_unknown", "book:other_owner"),
    )
    def post(self, request: Request, repair: str) -> Response:
        """End a repair whose part was examined: it is written into the watch's service book for good."""
        entry = jobs.finish(by=me(request), repair=repair, work=told(WorkIn, request))
        return Response(
            WrittenOut({"book_id": entry.book_id, "number": entry.number}).data, status=status.HTTP_201_CREATED
        )
