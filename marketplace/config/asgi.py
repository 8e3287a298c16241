"""The server's entry: HTTP to Django, sockets to Channels.

A socket is opened with a ticket, never with a cookie: a page of somebody else's has none to send, so that no origin
needs to be checked.
"""

from django.core.handlers.asgi import ASGIHandler

from marketplace.config.starting import set_up

set_up()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django is set up first

from marketplace.config.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"http": ASGIHandler(), "websocket": URLRouter(websocket_urlpatterns)})
