"""The app's configuration."""

from django.apps import AppConfig


class AuthenticationConfig(AppConfig):
    """Cases and what becomes of them."""

    name = "marketplace.authentication"
    label = "authentication"

    def ready(self) -> None:
        """Make the app's problem codes known."""
        from marketplace.authentication.codes import CODES
        from marketplace.common.codes import register

        register(CODES)
