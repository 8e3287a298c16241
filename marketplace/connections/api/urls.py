"""Addresses of connections."""

from django.urls import path

from marketplace.connections.api import keys

urlpatterns = [
    path("organisations/<uuid:organisation>/keys", keys.Keys.as_view(), name="keys"),
    path("organisations/<uuid:organisation>/keys/<uuid:key>", keys.Key.as_view(), name="key"),
]
