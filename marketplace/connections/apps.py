"""The app's configuration."""

import importlib

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Other people's software."""

    name = "marketplace.connections"
    label = "connections"

    def ready(self) -> None:
        """Make the app's problem codes known, and how the schema describes a key."""
        from marketplace.common.codes import register
        from marketplace.connections.codes import CODES

        register(CODES)
        importlib.import_module("marketplace.connections.openapi")  # which registers what it holds
