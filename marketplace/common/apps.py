"""The app's configuration."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app stands on."""

    name = "marketplace.common"
    label = "common"
