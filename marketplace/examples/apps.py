"""The app's configuration."""

from django.apps import AppConfig


class ExamplesConfig(AppConfig):
    """Example data; it has no tables of its own."""

    name = "marketplace.examples"
    label = "examples"
