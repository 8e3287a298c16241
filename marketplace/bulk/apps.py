"""The app's configuration."""

from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Much at once."""

    name = "marketplace.bulk"
    label = "bulk"

    def ready(self) -> None:
        """Make the app's problem codes known, and what it keeps of accounts."""
        from marketplace.bulk.belongings import HOLDS, export, let_go
        from marketplace.bulk.codes import CODES
        from marketplace.common.codes import register
        from marketplace.users import belongings

        register(CODES)
        belongings.register("imports", belongings.Belongings(export, let_go, HOLDS))
