"""The app's configuration."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports, measures and appeals."""

    name = "marketplace.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Make the app's problem codes known, and what it keeps of accounts."""
        from marketplace.common.codes import register
        from marketplace.moderation.belongings import HOLDS, STAYS, export, let_go
        from marketplace.moderation.codes import CODES
        from marketplace.users import belongings

        register(CODES)
        belongings.register("moderation", belongings.Belongings(export, let_go, HOLDS, STAYS))
