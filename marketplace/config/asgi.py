"""The server's entry: HTTP to Django, sockets to Channels.

A socket is opened with a ticket, never with a cookie: a page of somebody else's has none to send, so that no origin
needs to be checked.
"""

from marketplace.config.starting import set_up

set_up()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django is set up first

from marketplace.common.slow_clients import CutOff  # noqa: E402
from marketplace.config.handler import OneThread  # noqa: E402
from marketplace.config.routing import websocket_urlpatterns  # noqa: E402

SLOWEST = 20.0
"""Seconds that a client may take nothing of what it is sent: as long as a server waits for the answer to a ping."""

application = CutOff(
    ProtocolTypeRouter({"http": OneThread(), "websocket": URLRouter(websocket_urlpatterns)}), after=SLOWEST
)
