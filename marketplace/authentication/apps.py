"""The app's configuration."""

import importlib

from django.apps import AppConfig


class AuthenticationConfig(AppConfig):
    """Cases and what becomes of them."""

    name = "marketplace.authentication"
    label = "authentication"

    def ready(self) -> None:
        """Make the app's problem codes known, and what it keeps of accounts."""
        from marketplace.authentication import belongings
        from marketplace.authentication.codes import CODES
        from marketplace.common.codes import register
        from marketplace.users.belongings import Belongings
        from marketplace.users.belongings import register as keep

        register(CODES)
        keep("cases", Belongings(export=belongings.export, let_go=belongings.let_go))
        importlib.import_module("marketplace.authentication.openapi")  # which registers what it holds
