"""Cases, as the API takes and gives them."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from marketplace.authentication.api import examples
from marketplace.authentication.models import Case, Examination, Photo
from marketplace.authentication.selectors.cases import may_see_serial
from marketplace.authentication.selectors.photos import SeenPhoto
from marketplace.authentication.states import CHANGEABLE_BY_OWNER, Action, State
from marketplace.common.schema import looks_like
from models.vocabulary.claim import MAX_TEXT
from models.vocabulary.views import Component, Lane, Profile, View
from models.vocabulary.words import unavailable

CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
LONGEST_APPEAL = 2000
NEVER = frozenset(map(unavailable, ("no key", "bad key", "no photos", "refused", "blocked")))
"""Reasons for which an examiner would give no answer another time either."""


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
    lane = serializers.ChoiceField(
        choices=[each.value for each in Lane], default=Lane.STANDARD.value, help_text="Express is for cases of a store."
    )
    organisation = serializers.UUIDField(
        default=None, allow_null=True, help_text="For which the case is: its members may see it."
    )


class CaseChangeIn(serializers.Serializer[dict[str, Any]]):
    """What is to be changed of a draft; what is not named stays. A claim is replaced whole."""

    claim = ClaimIn(required=False)
    profile = serializers.ChoiceField(choices=[each.value for each in Profile], required=False)
    challenge = serializers.BooleanField(required=False)
    lane = serializers.ChoiceField(choices=[each.value for each in Lane], required=False)
    organisation = serializers.UUIDField(required=False, allow_null=True)


class PhotoIn(serializers.Serializer[dict[str, Any]]):
    """A photo that is to be uploaded. Its file's name is not wanted."""

    view = serializers.ChoiceField(choices=[each.value for each in View])
    content_type = serializers.ChoiceField(choices=CONTENT_TYPES)


class AppealIn(serializers.Serializer[dict[str, Any]]):
    """Why the outcome is not accepted."""

    reason = serializers.CharField(max_length=LONGEST_APPEAL)


@looks_like(examples.UPLOAD)
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

    without = serializers.SerializerMethodField(help_text="Who gave no answer, or was not asked, and why.")

    class Meta:
        """Without what it cost."""

        model = Examination
        fields = ("number", "kind", "outcome", "assurance", "certificate", "without", "fault", "created_at", "ended_at")

    def get_without(self, examination: Examination) -> dict[str, str]:
        """Return the reasons in words."""
        return {name: unavailable(why) for name, why in examination.without.items()}


@looks_like(examples.CASE_LINE)
class CaseLine(serializers.ModelSerializer[Case]):
    """A case in a list."""

    claim = serializers.DictField(help_text="Without the serial number.")

    class Meta:
        """Enough to choose one."""

        model = Case
        fields = (
            "id", "profile", "lane", "organisation", "state", "claim", "examination", "created_at", "submitted_at",
        )  # fmt: skip


@looks_like(examples.CASE)
class CaseOut(CaseLine):
    """A case, whole."""

    serial = serializers.SerializerMethodField(
        help_text="To its owner, and to the expert who holds the case; empty for everybody else."
    )
    challenge = serializers.SerializerMethodField(help_text="What the owner was asked to show.")
    examinations = ExaminationOut(many=True)
    photos = serializers.SerializerMethodField()
    last_event = serializers.IntegerField()
    offers = serializers.SerializerMethodField(help_text="What its owner may do now.")
    examine_again = serializers.SerializerMethodField(
        help_text="Whether another examination is worth while: an examiner gave no answer, for a reason that passes."
    )

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
            "examine_again",
        )

    def get_serial(self, case: Case) -> str:
        """Return the serial number to whoever may see it."""
        return case.serial if may_see_serial(self.context["request"].user, case) else ""

    def get_challenge(self, case: Case) -> dict[str, str]:
        """Return what was drawn."""
        return {"time": case.challenge_time, "code": case.challenge_code} if case.challenge_time else {}

    def get_photos(self, case: Case) -> list[dict[str, Any]]:
        """Return the photos that the case has now."""
        return list(PhotoOut([photo for photo in case.photos.all() if photo.removed_at is None], many=True).data)

    def get_offers(self, case: Case) -> list[str]:
        """Return what may be done next."""
        return sorted(CHANGEABLE_BY_OWNER[State(case.state)])

    def get_examine_again(self, case: Case) -> bool:
        """Return whether somebody who would answer another time did not in the last examination."""
        last = max(case.examinations.all(), key=lambda each: each.number, default=None)
        missing = {unavailable(why) for why in last.without.values()} - NEVER if last else set()
        return bool(missing) and Action.SUBMIT in CHANGEABLE_BY_OWNER[State(case.state)]


class FlawOut(serializers.Serializer[Any]):
    """What makes a photo less useful."""

    code = serializers.CharField()
    words = serializers.CharField()


class FindingOut(serializers.Serializer[Any]):
    """Something that was found on a photo."""

    number = serializers.IntegerField(help_text="In the report.")
    examiner = serializers.CharField()
    component = serializers.CharField()
    criterion = serializers.CharField()
    bearing = serializers.CharField(help_text="supports, contradicts, neutral or unreadable")
    strength = serializers.FloatField()
    sentence = serializers.CharField()
    polygon = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        source="region.polygon",
        help_text="Corners, as fractions of width and height of the upright photo.",
    )


@looks_like(examples.SEEN_PHOTO)
class SeenPhotoOut(serializers.Serializer[Any]):
    """A photo of a case, with what was measured on it and found in it."""

    label = serializers.CharField(source="photo.label")  # type: ignore[assignment]  # a field may have any name
    view = serializers.CharField(source="photo.view")
    ordinal = serializers.IntegerField(source="photo.ordinal")
    size = serializers.IntegerField(source="photo.size", allow_null=True, help_text="Bytes, once submitted.")
    examination = serializers.IntegerField(source="photo.examination", help_text="For which it was first submitted.")
    picture = serializers.SerializerMethodField(help_text="Where to look at it; null where one cannot, or may not.")
    refusal = serializers.CharField(
        source="shown.why", default=None, allow_null=True, help_text="Why it could not be used."
    )
    flaws = FlawOut(source="shown.flaws", many=True, default=list)
    measurements = serializers.DictField(
        source="shown.measurements",
        default=None,
        allow_null=True,
        help_text="Focus, exposure, glare …: null before it was measured.",
    )
    dial = serializers.DictField(
        source="shown.dial", default=None, allow_null=True, help_text="The dial's outline, where it was found."
    )
    findings = FindingOut(many=True)

    def get_picture(self, seen: SeenPhoto) -> str | None:
        """Return the address of the derivative."""
        if not seen.may_be_seen:
            return None
        return reverse("case_photo", args=[seen.photo.case_id, seen.photo.label])
