"""The app's configuration."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """Watches that somebody sells."""

    name = "marketplace.listings"
    label = "listings"

    def ready(self) -> None:
        """Make the app's problem codes known, and what it keeps of accounts."""
        from marketplace.common.codes import register
        from marketplace.listings.codes import CODES
        from marketplace.listings.search.belongings import export, let_go
        from marketplace.users import belongings

        register(CODES)
        belongings.register("searches", belongings.Belongings(export, let_go))
