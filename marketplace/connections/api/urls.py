"""Addresses of connections."""

from django.urls import path

from marketplace.connections.api import keys, webhooks

WHERE = "organisations/<uuid:organisation>"
HOOK = f"{WHERE}/webhooks/<uuid:endpoint>"

urlpatterns = [
    path(f"{WHERE}/keys", keys.Keys.as_view(), name="keys"),
    path(f"{WHERE}/keys/<uuid:key>", keys.Key.as_view(), name="key"),
    path(f"{WHERE}/webhooks", webhooks.Endpoints.as_view(), name="webhooks"),
    path(HOOK, webhooks.OneEndpoint.as_view(), name="webhook"),
    path(f"{HOOK}/rotation", webhooks.Rotation.as_view(), name="webhook-rotation"),
    path(f"{HOOK}/deliveries", webhooks.Deliveries.as_view(), name="webhook-deliveries"),
    path(f"{HOOK}/deliveries/<uuid:delivery>/redelivery", webhooks.Redelivery.as_view(), name="webhook-redelivery"),
]
