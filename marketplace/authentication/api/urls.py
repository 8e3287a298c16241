"""Addresses of cases."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("marketplace.authentication.api.live_urls")),
    path("", include("marketplace.authentication.api.expert_urls")),
    path("", include("marketplace.authentication.api.public_urls")),
]
