"""The app's configuration."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class UsersConfig(AppConfig):
    """People and organisations."""

    name = "marketplace.users"
    label = "users"

    def ready(self) -> None:
        """Make the app's problem codes and its way to log in known."""
        import marketplace.users.schema  # noqa: F401 - registers itself
        from marketplace.common.codes import register
        from marketplace.users.codes import CODES

        register(CODES)


class AdminConfig(admin.AdminConfig):
    """The admin, which asks for the second factor of accounts that have one."""

    default = False
    default_site = "marketplace.users.site.Admin"
