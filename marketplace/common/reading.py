"""How requests are read: what no view could make sense of is refused before one sees it."""

from collections.abc import Callable, Mapping
from typing import IO, Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from marketplace.common.problems import Problem

Answering = Callable[[HttpRequest], Any]


class Json(JSONParser):
    """JSON that is nested as deep as Python reads it."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:  # noqa: ANN401 - whatever was sent
        """Return what was sent.

        :raises ParseError: it is no JSON, or nested without end.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None


@sync_and_async_middleware
def no_nul(get_response: Answering) -> Answering:
    """Refuse addresses with a NUL in them: PostgreSQL has no text with one, so that nothing can be meant by it."""

    def refusal(request: HttpRequest) -> HttpResponseBase | None:
        has_one = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        return Problem("request:malformed").plain_response() if has_one else None

    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            answered: HttpResponseBase = refusal(request) or await get_response(request)
            return answered

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        answered: HttpResponseBase = refusal(request) or get_response(request)
        return answered

    return answer
