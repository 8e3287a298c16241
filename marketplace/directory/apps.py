"""The app's configuration."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """What stores and repair shops share."""

    name = "marketplace.directory"
    label = "directory"

    def ready(self) -> None:
        """Make the app's problem codes known, what it keeps of accounts, and what follows from a new name."""
        from django.db.models.signals import post_save

        from marketplace.common.codes import register
        from marketplace.directory.belongings import HOLDS, STAYS, export, let_go
        from marketplace.directory.codes import CODES
        from marketplace.directory.services.profiles import on_saved
        from marketplace.users import belongings

        register(CODES)
        belongings.register("dealings", belongings.Belongings(export, let_go, HOLDS, STAYS))
        post_save.connect(on_saved, sender="users.Organisation", dispatch_uid="directory.renamed")
