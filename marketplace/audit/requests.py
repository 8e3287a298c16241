"""Which request is answered here and now, so that what follows from it can be found again."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

HEADER = "X-Request-ID"
_id: ContextVar[str] = ContextVar("request_id", default="")
_key: ContextVar[str] = ContextVar("request_key", default="")


def current() -> str:
    """Return the id of the request that is answered; empty outside of one."""
    return _id.get()


def key() -> str:
    """Return by which key it was sent, by what people know it by; empty where none was."""
    return _key.get()


def sent_with(prefix: str) -> None:
    """Note by which key the request was sent."""
    _key.set(prefix)


@sync_and_async_middleware
def numbered(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Give each request an id of its own, and say it in the answer. One that was sent along could be anything."""

    def begin() -> str:
        made = uuid.uuid4().hex
        _id.set(made)
        _key.set("")
        return made

    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            made = begin()
            answered: HttpResponseBase = await get_response(request)
            answered[HEADER] = made
            return answered

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        made = begin()
        answered: HttpResponseBase = get_response(request)
        answered[HEADER] = made
        return answered

    return answer
