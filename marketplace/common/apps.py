"""The app's configuration."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app stands on."""

    name = "marketplace.common"
    label = "common"

    def ready(self) -> None:
        """Register the checks."""
        from marketplace.common import checks  # noqa: F401 - importing it registers them
