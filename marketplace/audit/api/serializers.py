"""What is asked of the log, and what it tells."""

from typing import Any

from rest_framework import serializers

from marketplace.audit.models import AuditEntry
from marketplace.audit.verbs import Verb
from marketplace.common.schema import looks_like

ENTRY = {
    "id": "0b7d3a52-6f7e-4f0e-9d5c-5a2e0b1c7d11",
    "at": "2026-03-14T09:26:53Z",
    "actor": "9a3c5e71-2b4d-4c6f-8e0a-1b3d5f7a9c2e",
    "acting": "operations",
    "verb": "measure.taken",
    "kind": "listing",
    "about": "b7c9d1e3f5a70b2c4d6e",
    "reason": "photos",
    "request": "8b6a0f0c2f5b4d3e9a1c7d5e3f1b2a4c",
}


class AuditQuestionIn(serializers.Serializer[dict[str, Any]]):
    """What the log is narrowed by."""

    actor = serializers.UUIDField(required=False, help_text="Id of an account.")
    verb = serializers.CharField(
        required=False, max_length=30, help_text="`measure.taken`; with a dot at its end all that begin so: `measure.`."
    )
    kind = serializers.CharField(required=False, max_length=30, help_text="What it was done to.")
    about = serializers.CharField(required=False, max_length=80, help_text="Its id.")
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False, help_text="Not this moment itself.")

    def validate_verb(self, verb: str) -> str:
        """Refuse what nothing is called, so that a slip of the pen is not taken for a clean log."""
        if not any(each.value == verb or (verb.endswith(".") and each.value.startswith(verb)) for each in Verb):
            raise serializers.ValidationError("Nothing is called so.")
        return verb


@looks_like(ENTRY)
class AuditEntryOut(serializers.ModelSerializer[AuditEntry]):
    """An entry."""

    class Meta:
        """All of it."""

        model = AuditEntry
        fields = ("id", "at", "actor", "acting", "verb", "kind", "about", "reason", "request")
