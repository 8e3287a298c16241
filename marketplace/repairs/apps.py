"""The app's configuration."""

from django.apps import AppConfig


class RepairsConfig(AppConfig):
    """Repairs and service books."""

    name = "marketplace.repairs"
    label = "repairs"

    def ready(self) -> None:
        """Make the app's problem codes known, what it keeps of accounts, and which cases it holds."""
        from marketplace.authentication.services import holds
        from marketplace.common.codes import register
        from marketplace.repairs.belongings import HOLDS, STAYS, export, let_go
        from marketplace.repairs.codes import CODES
        from marketplace.repairs.services.consents import hold
        from marketplace.users import belongings

        register(CODES)
        belongings.register("repairs", belongings.Belongings(export, let_go, HOLDS, STAYS))
        holds.register("repairs", hold)
