"""Addresses of the sockets."""

from django.urls import URLPattern, path

from marketplace.authentication.consumers import CaseConsumer
from marketplace.listings.consumers import ListingConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/v1/cases/<str:case>/", CaseConsumer.as_asgi(), name="case_socket"),
    path("ws/v1/listings/<str:listing>/", ListingConsumer.as_asgi(), name="listing_socket"),
]
