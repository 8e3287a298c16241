"""What imports keep of an account."""

from typing import Any

from marketplace.bulk.models import CaseName, Import
from marketplace.common.stores import blobs
from marketplace.users.models import User

HOLDS = frozenset({"bulk.Import.owner", "bulk.CaseName.owner"})
COLUMNS = ("id", "format", "state", "rows", "created_at")


def export(user: User) -> list[dict[str, Any]]:
    """Return an account's imports. What was in them is among its listings and cases."""
    return [dict(each) for each in Import.objects.filter(owner=user).values(*COLUMNS)]


def let_go(user: User) -> None:
    """Remove them, with their files, and what the account called its cases."""
    CaseName.objects.filter(owner=user).delete()
    for job in Import.objects.filter(owner=user):
        blobs().delete(job.key)
        job.delete()
