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
        from marketplace.connections import kinds
        from marketplace.users.belongings import Belongings
        from marketplace.users.belongings import register as keep

        register(CODES)
        kinds.register(
            {
                "case.ended": "the examination of a case has ended; its state says how",
                "case.failed": "the examination of a case was ended by a fault of ours",
                "certificate.decided": "the certificate of a case was revoked, suspended or restored",
            }
        )
        keep("cases", Belongings(belongings.export, belongings.let_go, belongings.HOLDS, belongings.STAYS))
        keep("certificates", Belongings(belongings.export_held, belongings.let_go_held, belongings.HELD))
        importlib.import_module("marketplace.authentication.openapi")  # which registers what it holds
