"""The app's configuration."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """Watches that somebody sells."""

    name = "marketplace.listings"
    label = "listings"

    def ready(self) -> None:
        """Make the app's problem codes known."""
        from marketplace.common.codes import register
        from marketplace.listings.codes import CODES

        register(CODES)
