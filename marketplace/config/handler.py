"""How requests get to Django's views, which are synchronous, from a server that is not."""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneThread(ASGIHandler):
    """Takes a request through all middleware and its view in one thread, in one go.

    Django's own handler stays on the loop and sends each hook of each middleware to the request's thread, and waits
    for it there: two dozen times a request, for which no view of ours is the better. What an answer streams is still
    sent from the loop.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Build the chain of middleware for calls that wait."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer to a request."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
