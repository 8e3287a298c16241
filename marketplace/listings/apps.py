"""The app's configuration."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """Watches that somebody sells."""

    name = "marketplace.listings"
    label = "listings"

    def ready(self) -> None:
        """Make the app's problem codes known, what it keeps of accounts, and what it hears of from others."""
        from marketplace.common import uploads
        from marketplace.common.codes import register
        from marketplace.connections import kinds
        from marketplace.listings import belongings as own
        from marketplace.listings import hearing
        from marketplace.listings.codes import CODES
        from marketplace.listings.search.belongings import export, let_go
        from marketplace.listings.services import photos, possession
        from marketplace.users import belongings

        register(CODES)
        kinds.register({"listing.moved": "a listing was published, reserved, sold, withdrawn or taken down"})
        belongings.register("searches", belongings.Belongings(export, let_go))
        belongings.register("listings", belongings.Belongings(own.export, own.let_go, own.HOLDS, own.STAYS))
        uploads.expect(photos.is_awaited)
        uploads.expect(possession.is_awaited)
        hearing.connect()
