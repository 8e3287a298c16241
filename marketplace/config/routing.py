"""Addresses of the sockets."""

from django.urls import URLPattern, path

from marketplace.authentication.consumers import CaseConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/v1/cases/<str:case>/", CaseConsumer.as_asgi(), name="case_socket"),
]
