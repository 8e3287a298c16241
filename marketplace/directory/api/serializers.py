"""What the directory is told, and what it tells: in and out kept apart."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.directory.api import examples
from marketplace.directory.api.fields import Days, Notes, TimeZone, Week
from marketplace.directory.geography import Place
from marketplace.directory.models import Dealing, Profile, Review, Verification
from marketplace.directory.selectors import profiles as selectors
from marketplace.users.models import Membership

Plain = serializers.Serializer[dict[str, Any]]
COUNTRY = "^[A-Z]{2}$"
COUNTRY_HELP = "ISO 3166-1: two capital letters."


class SearchIn(Plain):
    """What is looked for."""

    q = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="Words of name, city and services."
    )
    country = serializers.RegexField(COUNTRY, required=False, allow_blank=True, default="", help_text=COUNTRY_HELP)
    verified = serializers.BooleanField(required=False, default=False, help_text="Only those that are verified.")
    open = serializers.BooleanField(required=False, default=False, help_text="Only those that are open now.")
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90, help_text="Degrees.")
    lon = serializers.FloatField(required=False, min_value=-180, max_value=180, help_text="Degrees.")
    km = serializers.FloatField(required=False, min_value=0.1, max_value=20_100, help_text="Around lat and lon.")
    cursor = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    page_size = serializers.IntegerField(required=False, default=25, min_value=1, max_value=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse half a place."""
        place = {"lat", "lon", "km"} & attrs.keys()
        if place and len(place) != len(("lat", "lon", "km")):
            raise serializers.ValidationError({"km": ["Give lat, lon and km together."]})
        return attrs


def asked(kind: str, given: dict[str, Any]) -> selectors.Asked:
    """Return the search that was asked for, of what ``SearchIn`` let pass."""
    near = Place(given["lat"], given["lon"], given["km"]) if "km" in given else None
    return selectors.Asked(
        kind,
        timezone.now(),
        text=given["q"],
        country=given["country"],
        verified=given["verified"],
        is_open=given["open"],
        near=near,
        cursor=given["cursor"],
        size=given["page_size"],
    )


class ShopIn(Plain):
    """What managers change of a profile."""

    is_shown = serializers.BooleanField(help_text="Whether anybody may see it.")
    about = serializers.CharField(max_length=4000, allow_blank=True)
    address = serializers.CharField(max_length=200, allow_blank=True)
    city = serializers.CharField(max_length=80, allow_blank=True)
    country = serializers.RegexField(COUNTRY, allow_blank=True, help_text=COUNTRY_HELP)
    latitude = serializers.FloatField(min_value=-90, max_value=90, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, allow_null=True)
    time_zone = TimeZone()
    email = serializers.EmailField(max_length=254, allow_blank=True)
    phone = serializers.RegexField(r"^[0-9+() ./-]*$", max_length=40, allow_blank=True)
    website = serializers.URLField(max_length=200, allow_blank=True)
    services = serializers.ListField(child=serializers.CharField(max_length=80), max_length=40)
    week = Week()
    days = Days()
    notes = Notes()

    def validate_website(self, address: str) -> str:
        """Refuse what a browser does not open safely."""
        if address and not address.startswith(("https://", "http://")):
            raise serializers.ValidationError(["Begin with https://."])
        return address

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse half a place."""
        place = [attrs[name] is None for name in ("latitude", "longitude") if name in attrs]
        if len(place) == 1 or len(set(place)) > 1:
            raise serializers.ValidationError({"latitude": ["Give latitude and longitude together."]})
        return attrs


class TitleIn(Plain):
    """What a member who is shown is there."""

    title = serializers.CharField(max_length=80, allow_blank=True, default="")


class SeenIn(Plain):
    """What operations saw."""

    seen = serializers.CharField(max_length=400, help_text="What was looked at, in words that anybody may read.")


class ShopReviewIn(Plain):
    """What a customer says of a dealing."""

    dealing = serializers.UUIDField()
    rating = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=4000, allow_blank=True, default="")


class AnswerIn(Plain):
    """What an organisation answers."""

    text = serializers.CharField(max_length=4000)


# Out


class StatusOut(Plain):
    """Whether a place is open now."""

    is_open = serializers.BooleanField()
    closes_at = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)


class RatingOut(Plain):
    """What customers give, taken together."""

    average = serializers.SerializerMethodField(help_text="Of 1 to 5, to two decimals; null: there is no review.")
    count = serializers.IntegerField(source="rating_count")

    def get_average(self, profile: Profile) -> float | None:
        """Return it."""
        return round(profile.rating_sum / profile.rating_count, 2) if profile.rating_count else None


class _Shown(serializers.ModelSerializer[Profile]):
    """What lists and pages of a profile share."""

    id = serializers.UUIDField(source="organisation_id")
    name = serializers.CharField(source="organisation.name")
    rating = RatingOut(source="*")
    now = serializers.SerializerMethodField()

    @extend_schema_field(StatusOut)
    def get_now(self, profile: Profile) -> dict[str, Any]:
        """Return whether it is open."""
        return StatusOut(asdict(selectors.status_of(profile, timezone.now()))).data


@looks_like(examples.LINE)
class ShopLineOut(_Shown):
    """A profile, as a list shows it."""

    services = serializers.ListField(child=serializers.CharField())
    verified = serializers.SerializerMethodField()
    distance_m = serializers.SerializerMethodField(help_text="Metres, where a place was given.")

    class Meta:
        """What anybody may read."""

        model = Profile
        fields = ("id", "name", "city", "country", "services", "verified", "rating", "now", "distance_m")

    def get_verified(self, profile: Profile) -> bool:
        """Return whether operations found it to be what it says."""
        return profile.verified_at is not None

    def get_distance_m(self, profile: Profile) -> int | None:
        """Return how far it is."""
        return getattr(profile, "far", None) if self.context.get("near") else None


@looks_like(examples.PAGE)
class ShopPageOut(Plain):
    """A page of what was found."""

    results = ShopLineOut(many=True)
    next = serializers.CharField(allow_blank=True, help_text="The cursor of the next page; empty: this is the last.")


class ShopVerificationOut(serializers.ModelSerializer[Verification]):
    """Who found it to be what it says, when, and by what."""

    by = serializers.SerializerMethodField(help_text="Somebody of operations, by the name that they show.")

    class Meta:
        """What anybody may read."""

        model = Verification
        fields = ("at", "by", "seen")

    def get_by(self, verification: Verification) -> str:
        """Return the name; that of the team where somebody shows none, or is gone."""
        return verification.by.display_name or "operations"


class StaffOut(serializers.ModelSerializer[Membership]):
    """A member who is shown."""

    display_name = serializers.CharField(source="user.display_name")
    title = serializers.CharField(source="shown.title")

    class Meta:
        """A name and no address."""

        model = Membership
        fields = ("display_name", "title")


TOLD = (
    "about",
    "address",
    "city",
    "country",
    "latitude",
    "longitude",
    "time_zone",
    "email",
    "phone",
    "website",
    "services",
    "week",
    "days",
    "notes",
)


@looks_like(examples.WHOLE)
class ShopOut(_Shown):
    """A profile, as anybody reads it."""

    services = serializers.ListField(child=serializers.CharField())
    week = Week()
    days = Days()
    notes = Notes()
    verification = serializers.SerializerMethodField()
    staff = serializers.SerializerMethodField()

    class Meta:
        """What anybody may read."""

        model = Profile
        fields = ("id", "name", *TOLD, "rating", "now", "verification", "staff")

    @extend_schema_field(ShopVerificationOut(allow_null=True))
    def get_verification(self, profile: Profile) -> dict[str, Any] | None:
        """Return the evidence."""
        holds = next(iter(profile.verifications.all()), None)
        return ShopVerificationOut(holds).data if holds else None

    @extend_schema_field(StaffOut(many=True))
    def get_staff(self, profile: Profile) -> Any:  # noqa: ANN401 - a list of dictionaries, as DRF types it
        """Return who is shown."""
        return StaffOut(selectors.staff(profile.pk), many=True).data


@looks_like(examples.OWN)
class OwnShopOut(serializers.ModelSerializer[Profile]):
    """A profile, as its organisation's members read it."""

    id = serializers.UUIDField(source="organisation_id")
    name = serializers.CharField(source="organisation.name")
    services = serializers.ListField(child=serializers.CharField())
    week = Week()
    days = Days()
    notes = Notes()

    class Meta:
        """What is told, and whether it is shown."""

        model = Profile
        fields = ("id", "name", *TOLD, "is_shown", "version")


@looks_like(examples.DEALING)
class DealingOut(serializers.ModelSerializer[Dealing]):
    """One's own dealing, which may be reviewed."""

    organisation = serializers.UUIDField(source="organisation_id")
    name = serializers.CharField(source="organisation.name")
    reviewed = serializers.SerializerMethodField()

    class Meta:
        """With whom, about what, and whether there is a review."""

        model = Dealing
        fields = ("id", "organisation", "name", "kind", "reference", "at", "reviewed")

    def get_reviewed(self, dealing: Dealing) -> bool:
        """Return whether there is a review."""
        return hasattr(dealing, "review")


@looks_like(examples.REVIEW)
class ShopReviewOut(serializers.ModelSerializer[Review]):
    """A review, with its answer."""

    author = serializers.CharField(source="dealing.customer.display_name")
    answer = serializers.SerializerMethodField()
    answered_at = serializers.SerializerMethodField()

    class Meta:
        """A name and no address."""

        model = Review
        fields = ("id", "author", "rating", "text", "created_at", "answer", "answered_at")

    def get_answer(self, review: Review) -> str:
        """Return the answer; none where operations took it down."""
        return "" if review.answer_hidden_at else review.answer

    def get_answered_at(self, review: Review) -> datetime | None:
        """Return when; none where operations took it down."""
        return None if review.answer_hidden_at else review.answered_at
