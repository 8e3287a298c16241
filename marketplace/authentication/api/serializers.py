"""Cases, as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from marketplace.authentication.models import Case, Examination, Photo
from marketplace.authentication.states import CHANGEABLE_BY_OWNER, State
from models.vocabulary.claim import MAX_TEXT
from models.vocabulary.views import Component, Profile, View

CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
LONGEST_APPEAL = 2000


class ClaimIn(serializers.Serializer[dict[str, Any]]):
    """What the owner says the watch is."""

    brand = serializers.CharField(max_length=MAX_TEXT)
    model = serializers.CharField(max_length=MAX_TEXT, required=False)
    reference = serializers.CharField(max_length=MAX_TEXT, required=False)
    serial = serializers.CharField(max_length=MAX_TEXT, required=False, help_text="Stays with its owner.")
    year = serializers.IntegerField(min_value=1800, max_value=2100, required=False)
    calibre = serializers.CharField(max_length=MAX_TEXT, required=False)
    part = serializers.ChoiceField(choices=[each.value for each in Component], required=False)


class CaseIn(serializers.Serializer[dict[str, Any]]):
    """A new case."""

    claim = ClaimIn()
    profile = serializers.ChoiceField(choices=[each.value for each in Profile], default=Profile.WATCH.value)
    challenge = serializers.BooleanField(default=False, help_text="Draw a time and a code to photograph.")


class PhotoIn(serializers.Serializer[dict[str, Any]]):
    """A photo that is to be uploaded. Its file's name is not wanted."""

    view = serializers.ChoiceField(choices=[each.value for each in View])
    content_type = serializers.ChoiceField(choices=CONTENT_TYPES)


class AppealIn(serializers.Serializer[dict[str, Any]]):
    """Why the outcome is not accepted."""

    reason = serializers.CharField(max_length=LONGEST_APPEAL)


class UploadOut(serializers.Serializer[dict[str, Any]]):
    """Where a photo is to be sent: a multipart form with ``fields`` and then ``file``."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field may have any name
    url = serializers.URLField()
    fields_to_send = serializers.DictField(child=serializers.CharField())


class PhotoOut(serializers.ModelSerializer[Photo]):
    """A photo of a case."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field may have any name

    class Meta:
        """Nothing of the file but its size."""

        model = Photo
        fields = ("label", "view", "ordinal", "size", "examination")


class ExaminationOut(serializers.ModelSerializer[Examination]):
    """An examination of a case."""

    without = serializers.DictField(child=serializers.CharField(), help_text="Who was not asked, and why.")

    class Meta:
        """Without what it cost."""

        model = Examination
        fields = ("number", "kind", "outcome", "assurance", "certificate", "without", "fault", "created_at", "ended_at")


class CaseLine(serializers.ModelSerializer[Case]):
    """A case in a list."""

    claim = serializers.DictField(help_text="Without the serial number.")

    class Meta:
        """Enough to choose one."""

        model = Case
        fields = ("id", "profile", "state", "claim", "examination", "created_at", "submitted_at")


class CaseOut(CaseLine):
    """A case, whole."""

    serial = serializers.SerializerMethodField(help_text="To its owner alone; empty for everybody else.")
    challenge = serializers.SerializerMethodField(help_text="What the owner was asked to show.")
    examinations = ExaminationOut(many=True)
    photos = serializers.SerializerMethodField()
    last_event = serializers.IntegerField()
    offers = serializers.SerializerMethodField(help_text="What its owner may do now.")

    class Meta(CaseLine.Meta):
        """And what belongs to it."""

        fields = (  # type: ignore[assignment]
            *CaseLine.Meta.fields,
            "serial",
            "challenge",
            "examinations",
            "photos",
            "last_event",
            "offers",
        )

    def get_serial(self, case: Case) -> str:
        """Return the serial number to its owner."""
        return case.serial if self.context["request"].user.pk == case.owner_id else ""

    def get_challenge(self, case: Case) -> dict[str, str]:
        """Return what was drawn."""
        return {"time": case.challenge_time, "code": case.challenge_code} if case.challenge_time else {}

    def get_photos(self, case: Case) -> list[dict[str, Any]]:
        """Return the photos that the case has now."""
        return list(PhotoOut([photo for photo in case.photos.all() if photo.removed_at is None], many=True).data)

    def get_offers(self, case: Case) -> list[str]:
        """Return what may be done next."""
        return sorted(CHANGEABLE_BY_OWNER[State(case.state)])
