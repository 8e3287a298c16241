"""What operations read of the log."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from marketplace.audit.models import AuditEntry

COLUMNS = {"actor": "actor", "kind": "kind", "about": "about", "since": "at__gte", "until": "at__lt"}


def entries(asked: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    """Return the entries that fit, for operations.

    :param asked: what they are narrowed by; a ``verb`` that ends with a dot stands for all that begin so.
    """
    found = AuditEntry.objects.filter(**{COLUMNS[name]: value for name, value in asked.items() if name in COLUMNS})
    if verb := asked.get("verb"):
        found = found.filter(verb__startswith=verb) if verb.endswith(".") else found.filter(verb=verb)
    return found
