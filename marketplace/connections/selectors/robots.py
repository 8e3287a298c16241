"""Who acts for software."""

import uuid

from marketplace.connections.models import Mode, Robot


def is_trial(account: uuid.UUID) -> bool:
    """Return whether an account is that of test keys."""
    return Robot.objects.filter(user=account, mode=Mode.TEST).exists()
