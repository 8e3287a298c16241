"""What imports are given, and what is said of them: in and out kept apart."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.authentication.api.photos import where_to_send
from marketplace.authentication.api.serializers import CaseIn, ExaminationOut, PhotoIn, UploadOut
from marketplace.authentication.states import State
from marketplace.bulk.files import MOST_CASES
from marketplace.bulk.models import Import, Row
from marketplace.common.schema import looks_like
from models.vocabulary.case import MAX_PHOTOS

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


CASE_IMPORT = IMPORT | {"rows": 40, "taken": 40, "waiting": 30, "submitted": 8, "most_rows": 100}
CASE_ROW: dict[str, Any] = {
    "number": 1,
    "external_id": "A-17",
    "outcome": "made",
    "case": "k3v9q2m7x4p1k3v9q2m7",
    "state": "draft",
    "errors": {},
    "without": {},
    "uploads": [
        {
            "label": "dial",
            "url": "https://adriel.example/api/v1/uploads/0f8b",
            "fields_to_send": {"key": "0f8b", "Content-Type": "image/jpeg", "policy": "…"},
        }
    ],
}


class CaseRow(CaseIn):
    """A row of cases. For whom it is, the import says."""

    organisation = None  # type: ignore[assignment]  # DRF's way to leave a field of the base out
    external_id = serializers.CharField(max_length=80)
    photos = serializers.ListField(child=PhotoIn(), max_length=MAX_PHOTOS, default=list)


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


@looks_like(CASE_IMPORT)
class CaseImportOut(ImportOut):
    """An import of cases, and how far it is."""

    waiting = serializers.IntegerField(help_text="Rows for which there is no room yet: they are opened as cases end.")
    submitted = serializers.IntegerField(help_text="Rows whose cases have been submitted.")
    most_rows = serializers.SerializerMethodField(
        help_text="So many may come at once: each waits for photos, and for workers."
    )

    class Meta(ImportOut.Meta):
        """And how many wait."""

        fields = (*ImportOut.Meta.fields, "waiting", "submitted", "most_rows")  # type: ignore[assignment]  # longer
        read_only_fields = fields  # type: ignore[assignment]  # as above

    def get_most_rows(self, _job: Import) -> int:
        """Return how many rows a file may have."""
        return MOST_CASES


@looks_like(CASE_ROW)
class CaseRowOut(serializers.ModelSerializer[Row]):
    """What became of a row of cases, and where its photos are to be sent."""

    case = serializers.CharField(source="case_id", allow_null=True)
    state = serializers.CharField(
        source="case.state", default=None, allow_null=True, help_text="Where the case stands."
    )
    errors = serializers.DictField()  # type: ignore[assignment]  # a member of the answer, not the property
    without = serializers.SerializerMethodField(
        help_text="Who is not asked, and why: as where the day's budget is spent."
    )
    uploads = serializers.SerializerMethodField(help_text="Of a draft: good for a quarter of an hour; read them again.")

    class Meta:
        """What became of it."""

        model = Row
        fields = ("number", "external_id", "outcome", "case", "state", "errors", "without", "uploads")
        read_only_fields = fields

    def get_without(self, row: Row) -> dict[str, str]:
        """Return who gives no answer in the last examination."""
        found = list(row.case.examinations.all()) if row.case else []
        return ExaminationOut().get_without(max(found, key=lambda each: each.number)) if found else {}

    @extend_schema_field(UploadOut(many=True))
    def get_uploads(self, row: Row) -> list[dict[str, Any]]:
        """Return where each photo of a draft goes."""
        if row.case is None or row.case.standing is not State.DRAFT:
            return []
        photos = [each for each in row.case.photos.all() if each.removed_at is None]
        return [where_to_send(self.context["request"], each) for each in photos]
