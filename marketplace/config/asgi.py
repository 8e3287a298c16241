"""The server's entry: HTTP to Django, sockets to Channels.

A socket is opened with a ticket, never with a cookie: a page of somebody else's has none to send, so that no origin
needs to be checked.
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.development")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django is set up first

from marketplace.config.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(websocket_urlpatterns)})
