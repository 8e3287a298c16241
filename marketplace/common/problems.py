"""Problems: what an endpoint answers where it cannot do what was asked, as RFC 9457 describes it."""

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import redis
import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from marketplace.common.codes import CODES
from models.vocabulary.errors import Retriable

log = structlog.get_logger("adriel.api")

CONTENT_TYPE = "application/problem+json"
TYPE = "https://adriel.example/problems/"
"""Names a problem's kind; RFC 9457 asks for a URI and not for a page."""


class Conflicting(Exception):
    """Base of an app's own exceptions that mean a conflict, by the code of its problem."""

    code = "request:conflict"


class Problem(Exception):
    """Raised by services and views: the request cannot be carried out.

    :param code: a key of ``CODES``. :param detail: what is so in this case; nothing private.
    :param errors: by field, what is wrong with it. :param more: further members of the document.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
        **more: object,
    ) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.errors, self.retry_after, self.more = code, detail, errors, retry_after, more

    def document(self) -> dict[str, Any]:
        """Return the problem as its document."""
        code = CODES[self.code]
        said: dict[str, Any] = {"type": TYPE + self.code, "title": code.title, "status": code.status, "code": self.code}
        if self.detail:
            said["detail"] = self.detail
        if self.errors:
            said["errors"] = self.errors
        return said | self.more

    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        asked = {"WWW-Authenticate": "Bearer"} if CODES[self.code].status == 401 else {}  # noqa: PLR2004 - RFC 9110
        return asked | ({"Retry-After": str(self.retry_after)} if self.retry_after is not None else {})

    def response(self) -> Response:
        """Return DRF's answer."""
        return Response(
            self.document(), status=CODES[self.code].status, headers=self.headers(), content_type=CONTENT_TYPE
        )

    def plain_response(self) -> JsonResponse:
        """Return Django's answer, for what DRF does not handle."""
        return JsonResponse(
            self.document(), status=CODES[self.code].status, headers=self.headers(), content_type=CONTENT_TYPE
        )


def handle(fault: Exception, context: Mapping[str, Any]) -> Response:
    """Turn whatever a view raised into a problem: DRF's EXCEPTION_HANDLER."""
    problem = as_problem(fault)
    if problem is None:
        view = type(context.get("view")).__name__
        log.error("request_failed", view=view, error=type(fault).__name__, place=place(fault))
        problem = Problem("server:fault")
    return problem.response()


def place(fault: BaseException) -> str:
    """Return file and line where a fault was raised: its own words may quote what was sent."""
    frames = traceback.extract_tb(fault.__traceback__, limit=-1)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


MEANT: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((exceptions.NotAuthenticated,), "request:unauthenticated"),
    ((exceptions.AuthenticationFailed,), "request:token_invalid"),
    ((exceptions.PermissionDenied, PermissionDenied), "request:forbidden"),
    ((exceptions.NotFound, Http404), "request:not_found"),
    ((exceptions.MethodNotAllowed,), "request:method"),
    ((exceptions.NotAcceptable,), "request:not_acceptable"),
    ((exceptions.UnsupportedMediaType,), "request:media_type"),
    ((exceptions.ParseError, UnicodeDecodeError), "request:malformed"),
    ((RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent), "request:too_large"),
)
"""What an exception of DRF's or Django's means."""

PASSING = (Retriable, redis.ConnectionError, redis.TimeoutError, OperationalError, InterfaceError)
"""A server that we need is away for the moment."""


def as_problem(fault: Exception) -> Problem | None:
    """Return the problem that an exception means; None for what should not have happened."""
    match fault:
        case Problem():
            return fault
        case exceptions.ValidationError():
            return Problem("request:invalid", errors=_plain(fault.detail))
        case exceptions.Throttled():
            return Problem("request:throttled", retry_after=int(getattr(fault, "wait", None) or 1))
        case Conflicting():
            return Problem(fault.code)
        case _ if isinstance(fault, PASSING):
            return Problem("server:unavailable", retry_after=5)
        case _:
            return next((Problem(code) for kinds, code in MEANT if isinstance(fault, kinds)), None)


def _plain(detail: Any) -> Any:  # noqa: ANN401 - DRF's own shape: lists and dictionaries of strings
    if isinstance(detail, Mapping):
        return {str(field): _plain(value) for field, value in detail.items()}
    if isinstance(detail, Sequence) and not isinstance(detail, str):
        return [_plain(value) for value in detail]
    return str(detail)


def not_found(_request: HttpRequest, exception: Exception) -> JsonResponse:  # noqa: ARG001 - Django passes it by name
    """Answer for addresses that do not exist: Django's ``handler404``."""
    return Problem("request:not_found").plain_response()


def fault(_request: HttpRequest) -> JsonResponse:
    """Answer for what went wrong outside of DRF: Django's ``handler500``."""
    return Problem("server:fault").plain_response()


def bad_request(_request: HttpRequest, exception: Exception) -> JsonResponse:  # noqa: ARG001 - Django passes it by name
    """Answer for what Django refuses itself: ``handler400``."""
    return Problem("request:malformed").plain_response()
