"""The app's configuration."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """People and organisations."""

    name = "marketplace.users"
    label = "users"

    def ready(self) -> None:
        """Make the app's problem codes known."""
        from marketplace.common.codes import register
        from marketplace.users.codes import CODES

        register(CODES)
