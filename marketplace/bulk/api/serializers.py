"""What imports are given, and what is said of them: in and out kept apart."""

from typing import Any

from rest_framework import serializers

from marketplace.bulk.models import Import, Row
from marketplace.common.schema import looks_like

Plain = serializers.Serializer[dict[str, Any]]

IMPORT: dict[str, Any] = {
    "id": "9d0f0d8e-0d6a-4a0b-8f6b-2f7c5a1e3b21",
    "format": "csv",
    "state": "running",
    "rows": 240,
    "taken": 100,
    "why": "",
    "created_at": "2026-03-02T09:00:00Z",
}
ROW: dict[str, Any] = {
    "number": 1,
    "external_id": "A-17",
    "outcome": "refused",
    "listing": "",
    "errors": {"condition": ["This field is required."]},
}


class ImportIn(Plain):
    """What goes with a file."""

    format = serializers.ChoiceField(Import.Format.choices)
    organisation = serializers.UUIDField(required=False, default=None)


@looks_like(IMPORT)
class ImportOut(serializers.ModelSerializer[Import]):
    """An import, and how far it is."""

    class Meta:
        """How far it is."""

        model = Import
        fields = ("id", "format", "state", "rows", "taken", "why", "created_at")
        read_only_fields = fields


@looks_like(ROW)
class RowOut(serializers.ModelSerializer[Row]):
    """What became of a row."""

    errors = serializers.DictField()  # type: ignore[assignment]  # a member of the answer, not the property

    class Meta:
        """What became of it."""

        model = Row
        fields = ("number", "external_id", "outcome", "listing", "errors")
        read_only_fields = fields
