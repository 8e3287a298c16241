"""The app's configuration."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports, measures and appeals."""

    name = "marketplace.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Make the app's problem codes known."""
        from marketplace.common.codes import register
        from marketplace.moderation.codes import CODES

        register(CODES)
