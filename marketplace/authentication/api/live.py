"""Following a case over plain HTTP: tickets, server-sent events, pages of events."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.authentication import tickets, watching
from marketplace.authentication.closing import Close, closed
from marketplace.authentication.models import CaseEvent
from marketplace.authentication.selectors import events as selectors
from marketplace.authentication.selectors.cases import visible_to
from marketplace.authentication.tickets import Watcher
from marketplace.common.problems import PASSING
from marketplace.common.schema import problems
from marketplace.users.models import User
from marketplace.users.tokens import Bearer

EXAMPLE = {
    "number": 7,
    "kind": "progress",
    "at": "2026-01-05T10:12:03.250Z",
    "examination": 1,
    "action": "",
    "state": "finished",
    "stage": "preprocess",
    "part": "dial",
    "total": 6,
    "ms": 231,
    "note": "prepared",
}


class Ticket(serializers.Serializer[Any]):
    """A ticket: good for one connection to one case."""

    ticket = serializers.CharField(help_text="Append it to the address as “?ticket=…”.")
    expires_in = serializers.IntegerField(help_text="Seconds.")


class Event(serializers.ModelSerializer[CaseEvent]):
    """One thing that happened to a case."""

    class Meta:
        """What watchers get of it."""

        model = CaseEvent
        fields: ClassVar = [
            "number", "kind", "at", "examination", "action", "state", "stage", "part", "total", "ms", "note",
        ]  # fmt: skip


class EventPage(serializers.Serializer[Any]):
    """Events in their order."""

    last = serializers.IntegerField(help_text="Number of the case's newest event; ask again until you have it.")
    events = Event(many=True)


class After(serializers.Serializer[Any]):
    """Where to begin."""

    after = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class ByTicket(BaseAuthentication):
    """Lets in whom a ticket names: a browser's ``EventSource`` can send no header."""

    def authenticate(self, request: Request) -> tuple[User, Watcher] | None:
        """Return the account that a ticket names, and spend the ticket.

        :raises AuthenticationFailed: the ticket is not valid, or not any more.
        """
        ticket = request.query_params.get("ticket")
        if ticket is None:
            return None
        watcher = tickets.redeem(ticket, str((request.parser_context or {})["kwargs"]["case"]))
        user = User.objects.filter(pk=watcher.account, generation=watcher.generation, is_active=True) if watcher else ()
        if watcher is None or not user:
            raise AuthenticationFailed
        return user[0], watcher


class ServerSentEvents(JSONRenderer):
    """Chosen by ``Accept: text/event-stream``. What cannot be followed is said as a problem, in JSON as everywhere."""

    media_type = "text/event-stream"
    format = "sse"


class TicketView(APIView):
    """Tickets to follow a case."""

    @extend_schema(
        operation_id="case_ticket",
        tags=["progress"],
        request=None,
        responses={201: Ticket, **problems("request:not_found")},
        examples=[OpenApiExample("A ticket", {"ticket": "nN4d…", "expires_in": tickets.LIFETIME}, response_only=True)],
    )
    def post(self, request: Request, case: str) -> Response:
        """Get a ticket for one connection, by socket or server-sent events, to a case that you may see."""
        user = _visible(request, case)
        return Response({"ticket": tickets.issue(user, case), "expires_in": tickets.LIFETIME}, status=201)


class EventsView(APIView):
    """What happened to a case."""

    authentication_classes = (Bearer, ByTicket)
    renderer_classes = (JSONRenderer, ServerSentEvents)

    @extend_schema(
        operation_id="case_events",
        tags=["progress"],
        parameters=[
            After,
            OpenApiParameter("ticket", str, description="Instead of a bearer token, where no header can be sent."),
            OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER, description="As ``after``."),
        ],
        responses={
            (200, "application/json"): EventPage,
            (200, "text/event-stream"): OpenApiTypes.STR,
            **problems("request:not_found"),
        },
        examples=[OpenApiExample("A page", {"last": 1, "events": [EXAMPLE]}, response_only=True)],
    )
    def get(self, request: Request, case: str) -> HttpResponseBase:
        """Get a case's events after a number; with ``Accept: text/event-stream``, follow it."""
        user = _visible(request, case)
        if isinstance(request.accepted_renderer, ServerSentEvents):
            return _stream(tickets.watcher(user, case), _begin(request))
        given = After(data=request.query_params)
        given.is_valid(raise_exception=True)
        found = selectors.after(case, given.validated_data["after"])
        return Response({"last": selectors.last(case), "events": found})


def _visible(request: Request, case: str) -> User:
    """Return who asks.

    :raises Http404: they may not see the case.
    """
    user = request.user
    if not isinstance(user, User) or not visible_to(user).filter(pk=case).exists():
        raise Http404
    return user


def _begin(request: Request) -> int | None:
    """Return the event after which a client wants to go on; None where it has none, or says nothing sensible."""
    given = request.headers.get("Last-Event-ID") or request.query_params.get("after") or ""
    return watching.number_in(given)


def _stream(watcher: Watcher, after: int | None) -> StreamingHttpResponse:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_lines(watcher, after), content_type="text/event-stream", headers=headers)


async def _lines(watcher: Watcher, after: int | None) -> AsyncIterator[str]:
    """Yield what a client gets, as server-sent events; a comment now and then shows that the line is open.

    A client whose stream ends connects again and says what it has: nothing is lost when ours cannot be reached.
    """
    try:
        async with contextlib.aclosing(watching.follow(watcher, after)) as news:
            async for sending in news:
                yield f"id: {sending.last}\nevent: {sending.kind}\ndata: {sending.text}\n\n" if sending else ":\n\n"
    except watching.AccessLost:
        yield f"event: closed\ndata: {json.dumps(closed(Close.ACCESS))}\n\n"
    except PASSING:
        yield f"event: closed\ndata: {json.dumps(closed(Close.UNAVAILABLE))}\n\n"
