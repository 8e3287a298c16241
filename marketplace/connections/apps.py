"""The app's configuration."""

import importlib

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Other people's software."""

    name = "marketplace.connections"
    label = "connections"

    def ready(self) -> None:
        """Make the app's problem codes known, what it keeps of accounts, and how the schema describes a key."""
        from marketplace.common.codes import register
        from marketplace.connections.belongings import HOLDS, STAYS, export, let_go
        from marketplace.connections.codes import CODES
        from marketplace.users import belongings

        register(CODES)
        belongings.register("connections", belongings.Belongings(export, let_go, HOLDS, STAYS))
        importlib.import_module("marketplace.connections.openapi")  # which registers what it holds
