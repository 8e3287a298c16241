"""What listings are given and what they say: in and out kept apart."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.listings.api import examples
from marketplace.listings.api.search_serializers import LARGEST_PRICE, Currency
from marketplace.listings.models import Listing, ListingEvent, ListingPhoto, PossessionAsk
from marketplace.listings.selectors.badges import badge
from pipeline.listing_badges import Likeness

Plain = serializers.Serializer[dict[str, Any]]
LONGEST_TEXT = 5000
OLDEST = 1500
"""Years before which nobody made a watch."""
CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")


class Country(serializers.RegexField):
    """ISO 3166-1."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__("^[A-Z]{2}$", help_text="ISO 3166-1: two capital letters.", **options)


class ListingFields(Plain):
    """What a seller says of a watch, each by itself."""

    brand = serializers.CharField(max_length=80)
    model = serializers.CharField(max_length=120, required=False, allow_blank=True)
    reference = serializers.CharField(max_length=60, required=False, allow_blank=True)
    year = serializers.IntegerField(required=False, allow_null=True, min_value=OLDEST, max_value=9999)
    condition = serializers.ChoiceField(Listing.Condition.choices)
    has_box = serializers.BooleanField(required=False)
    has_papers = serializers.BooleanField(required=False)
    description = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    price_minor = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_PRICE,
        help_text="In the smallest unit of the currency.",
    )
    currency = Currency(required=False, allow_blank=True)
    country = Country(required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    latitude = serializers.FloatField(required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.FloatField(required=False, allow_null=True, min_value=-180, max_value=180)
    external_id = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Your own name of it, unique among your listings."
    )

    def validate_year(self, year: int | None) -> int | None:
        """Refuse years that have not begun."""
        if year is not None and year > timezone.now().year:
            raise serializers.ValidationError("This year has not begun.")
        return year

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse half a price and half a place; round the place to a hundredth of a degree, about a kilometre."""
        for one, other in (("price_minor", "currency"), ("latitude", "longitude")):
            if (one in attrs) != (other in attrs) or (attrs.get(one) in {None, ""}) != (attrs.get(other) in {None, ""}):
                raise serializers.ValidationError({one: [f"Give it together with {other}."]})
        for name in {"latitude", "longitude"} & attrs.keys():
            attrs[name] = None if attrs[name] is None else round(attrs[name], 2)
        return attrs


class ListingIn(ListingFields):
    """A new listing."""

    organisation = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A store that you belong to: it is the store's then."
    )


class ListingChangeIn(ListingFields):
    """What is to be different; what is not named stays."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the options of a serializer
        super().__init__(*args, **options, partial=True)


class ListingPhotoIn(Plain):
    """A photo that is to come."""

    content_type = serializers.ChoiceField(CONTENT_TYPES)


class CertificateIn(Plain):
    """The certificate that is to stand beside a listing."""

    certificate = serializers.RegexField("^urn:adriel:[0-9a-z:]{14,64}$", help_text="Its id.")


class BadgeCheckOut(Plain):
    """One thing that was looked at, and what was found."""

    name = serializers.ChoiceField(["holder", "watch", "validity", "photos"])
    result = serializers.ChoiceField(["passed", "failed", "open"])
    said = serializers.CharField()


class BadgePhotoOut(Plain):
    """What a photo of the listing is to those that were examined."""

    key = serializers.CharField()
    answer = serializers.ChoiceField([each.value for each in Likeness])
    said = serializers.CharField()


@looks_like(examples.POSSESSION)
class PossessionOut(serializers.ModelSerializer[PossessionAsk]):
    """A fresh photo that was asked for, and what it showed. Who asked is told nobody."""

    class Meta:
        """The key names the picture, where there is one."""

        model = PossessionAsk
        fields = ("time", "state", "bearing", "said", "key", "has_picture", "asked_at", "answered_at")


class BadgeOut(Plain):
    """What is found of the certificate beside a listing, now."""

    certificate = serializers.CharField()
    shown = serializers.BooleanField(help_text="Whether every check has passed.")
    checks = BadgeCheckOut(many=True)
    photos = BadgePhotoOut(many=True)


class PhotoOrderIn(Plain):
    """The photos of a listing in the order in which they are to be shown."""

    photos = serializers.ListField(child=serializers.CharField(max_length=48), min_length=1, max_length=40)


@looks_like(examples.UPLOAD)
class ListingUploadOut(Plain):
    """Where a photo is sent."""

    key = serializers.CharField(help_text="Names the photo from then on.")
    url = serializers.CharField()
    fields_to_send = serializers.DictField(
        child=serializers.CharField(), help_text="To be sent as they are, before the file, in a form with “file”."
    )


@looks_like(examples.PHOTO)
class ListingPhotoOut(serializers.ModelSerializer[ListingPhoto]):
    """A photo of a listing."""

    class Meta:
        """What a stranger may read of one that is ready, and its seller of all."""

        model = ListingPhoto
        fields = ("key", "position", "state", "refusal", "width", "height")


class AskedOut(Plain):
    """What is asked for a listing; a draft may not say it yet."""

    minor = serializers.IntegerField(
        source="price_minor", allow_null=True, help_text="In the smallest unit of the currency."
    )
    currency = serializers.CharField(help_text="ISO 4217; empty where there is no price.")


@looks_like(examples.LISTING)
class ListingOut(serializers.ModelSerializer[Listing]):
    """A listing, as its page shows it to anybody."""

    price = AskedOut(source="*")
    store = serializers.CharField(
        source="organisation.name", default=None, allow_null=True, help_text="Null: a person sells it."
    )
    photos = serializers.SerializerMethodField()
    possession = serializers.SerializerMethodField(
        help_text="The newest fresh photo that a buyer asked for; null: nobody has."
    )
    badge = serializers.SerializerMethodField(help_text="Null: there is no certificate beside it.")

    class Meta:
        """No account's name and no exact place: who sells is told by the store, or not at all."""

        model = Listing
        fields: tuple[str, ...] = (
            "id",
            "state",
            "brand",
            "model",
            "reference",
            "year",
            "condition",
            "has_box",
            "has_papers",
            "description",
            "price",
            "country",
            "city",
            "store",
            "photos",
            "badge",
            "possession",
            "published_at",
            "changed_at",
            "version",
            "last_event",
        )

    @extend_schema_field(PossessionOut(allow_null=True))
    def get_possession(self, listing: Listing) -> dict[str, Any] | None:
        """Return the newest that was answered, or is waited for."""
        found = next((each for each in listing.asks.all() if each.state != PossessionAsk.State.LAPSED), None)
        return dict(PossessionOut(found).data) if found else None

    @extend_schema_field(BadgeOut(allow_null=True))
    def get_badge(self, listing: Listing) -> dict[str, Any] | None:
        """Return what is found of the certificate, found anew."""
        found = badge(listing)
        return dict(BadgeOut(dict(found)).data) if found else None

    @extend_schema_field(ListingPhotoOut(many=True))
    def get_photos(self, listing: Listing) -> list[dict[str, Any]]:
        """Return those that can be looked at; for whoever acts for the listing all."""
        shown = [each for each in listing.photos.all() if self.shows(each)]
        return [dict(each) for each in ListingPhotoOut(shown, many=True).data]

    def shows(self, photo: ListingPhoto) -> bool:
        """Return whether a photo is for whoever reads this."""
        return photo.state == ListingPhoto.State.READY


@looks_like(examples.LISTING | examples.OWN)
class OwnListingOut(ListingOut):
    """A listing, as whoever acts for it reads it."""

    photos_elsewhere = serializers.SerializerMethodField(
        help_text="Keys of photos that stand in somebody else's listing or case, too."
    )

    class Meta(ListingOut.Meta):
        """With what is nobody else's."""

        fields = (*ListingOut.Meta.fields, "external_id", "latitude", "longitude", "created_at", "photos_elsewhere")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_photos_elsewhere(self, listing: Listing) -> list[str]:
        """Return them, whichever of the two was there first."""
        return [each.key for each in listing.photos.all() if each.flags.all() or each.flagged_by.all()]

    def shows(self, photo: ListingPhoto) -> bool:  # noqa: ARG002 - all are
        """Return that every photo is."""
        return True


@looks_like(examples.EVENT)
class ListingEventOut(serializers.ModelSerializer[ListingEvent]):
    """An event of a listing, as anybody reads it: never who did it."""

    class Meta:
        """As the socket sends it."""

        model = ListingEvent
        fields = ("number", "kind", "at", "action", "state", "note")
