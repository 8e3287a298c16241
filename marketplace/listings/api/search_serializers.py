"""What a search is asked, and what it answers: in and out kept apart."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.common.schema import looks_like
from marketplace.directory.geography import Place
from marketplace.listings.api import search_examples as examples
from marketplace.listings.models import Favourite, Listing, PriceChange
from marketplace.listings.search.conditions import Filters
from marketplace.listings.search.facets import BANDS
from marketplace.listings.search.found import Asked, Sort
from marketplace.listings.states import State

Plain = serializers.Serializer[dict[str, Any]]
LARGEST_PRICE = 2**53 - 1
"""A number that JavaScript reads exactly."""
MOST_VALUES = 20


class Currency(serializers.RegexField):
    """ISO 4217."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of a field
        super().__init__("^[A-Z]{3}$", help_text="ISO 4217: three capital letters.", **options)


class Several(serializers.ListField):
    """Some of a group's values; any one of them will do."""

    def __init__(self, child: serializers.Field[Any, Any, Any, Any], **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(child=child, required=False, default=list, max_length=MOST_VALUES, **options)


def _amount(text: str) -> serializers.IntegerField:
    return serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_PRICE, help_text=text)


class QuestionIn(Plain):
    """What is looked for: words, and what they are narrowed by."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=200,
        help_text="Words that must all be there; the last one may be the beginning of one.",
    )
    brand = Several(serializers.CharField(max_length=80))
    condition = Several(serializers.ChoiceField(Listing.Condition.choices))
    country = Several(serializers.RegexField("^[A-Z]{2}$", help_text="ISO 3166-1: two capital letters."))
    box = serializers.BooleanField(required=False, allow_null=True, default=None)
    papers = serializers.BooleanField(required=False, allow_null=True, default=None)
    currency = Currency(required=False, allow_blank=True, default="")
    price_min = _amount("In the smallest unit of the currency, which must be named.")
    price_max = _amount("In the smallest unit of the currency, which must be named.")
    year_min = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    year_max = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90, help_text="Degrees.")
    lon = serializers.FloatField(required=False, min_value=-180, max_value=180, help_text="Degrees.")
    km = serializers.FloatField(required=False, min_value=1, max_value=2000, help_text="Around lat and lon.")
    sort = serializers.ChoiceField(
        [each.value for each in Sort],
        required=False,
        default=Sort.RELEVANCE.value,
        help_text="By relevance (without words: newest), newest, price up or price down; prices need a currency.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what makes sense with something else alone."""
        given = {"price_min", "price_max"} & attrs.keys() or Sort(attrs["sort"]) in {Sort.CHEAPEST, Sort.DEAREST}
        if given and not attrs["currency"]:
            raise serializers.ValidationError({"currency": ["Name one: prices are compared within a currency."]})
        place = {"lat", "lon", "km"} & attrs.keys()
        if place and len(place) != len(("lat", "lon", "km")):
            raise serializers.ValidationError({"km": ["Give lat, lon and km together."]})
        return attrs


class SearchIn(QuestionIn):
    """A page of a search."""

    cursor = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    page_size = serializers.IntegerField(required=False, default=25, min_value=1, max_value=100)


class SaveIn(Plain):
    """A search to keep."""

    name = serializers.CharField(max_length=80)
    asked = QuestionIn(help_text="As the parameters of a search.")


def asked(given: dict[str, Any]) -> Asked:
    """Return the search that was asked for, of what ``SearchIn`` or ``QuestionIn`` let pass."""
    yes_no = {group: ("yes" if given[group] else "no",) for group in ("box", "papers") if given[group] is not None}
    brands = {"brand": tuple(given["brand"])}
    several = {group: tuple(given[group]) for group in ("condition", "country")}
    chosen = {group: values for group, values in (brands | several | yes_no).items() if values}
    ends = {
        "price_minor": (given.get("price_min"), given.get("price_max")),
        "year": (given.get("year_min"), given.get("year_max")),
    }
    near = Place(given["lat"], given["lon"], given["km"]) if "km" in given else None
    filters = Filters(chosen, given["currency"], ends, near)
    return Asked(given["q"], filters, Sort(given["sort"]), given.get("page_size", 25), given.get("cursor", ""))


class PriceOut(Plain):
    """An amount."""

    minor = serializers.IntegerField(source="price_minor", help_text="In the smallest unit of the currency.")
    currency = Currency()


@looks_like(examples.FOUND)
class FoundOut(serializers.ModelSerializer[Listing]):
    """A listing, as a list shows it."""

    price = PriceOut(source="*")
    distance_km = serializers.SerializerMethodField(help_text="Whole kilometres, where a place was given.")

    class Meta:
        """What a stranger may read."""

        model = Listing
        fields = (
            "id",
            "state",
            "brand",
            "model",
            "reference",
            "year",
            "condition",
            "has_box",
            "has_papers",
            "price",
            "country",
            "city",
            "distance_km",
            "published_at",
        )

    def get_distance_km(self, listing: Listing) -> int | None:
        """Return how far it is, rounded up: nobody finds out where a seller lives by asking from many places."""
        distance = self.context.get("distances", {}).get(listing.pk)
        return None if distance is None else int(distance) + 1


@looks_like(examples.PAGE)
class PageOut(Plain):
    """A page of what was found."""

    results = FoundOut(many=True)
    next = serializers.CharField(allow_blank=True, help_text="The cursor of the next page; empty: this is the last.")
    shown = serializers.CharField(
        allow_blank=True, help_text="The words that were searched for instead; empty: those that were asked."
    )
    whole = serializers.BooleanField(
        help_text="Whether the pages hold everything that matches; else the newest of it were ranked."
    )


class CountOut(Plain):
    """How many have a value."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class BandOut(Plain):
    """How many cost between two amounts of a currency. ``most`` is null where there is no end."""

    currency = Currency()
    least = serializers.IntegerField(help_text="In the smallest unit, included.")
    most = serializers.IntegerField(allow_null=True, help_text="In the smallest unit, not included.")
    count = serializers.IntegerField()


@looks_like(examples.FACETS)
class FacetsOut(Plain):
    """How many of what is found have what."""

    total = serializers.IntegerField()
    exact = serializers.BooleanField(help_text="Whether each was counted; else the counts are about right.")
    brand = CountOut(many=True)
    condition = CountOut(many=True)
    country = CountOut(many=True)
    box = CountOut(many=True)
    papers = CountOut(many=True)
    currency = CountOut(many=True)
    price = BandOut(many=True)


@looks_like(examples.SAVED)
class SavedOut(Plain):
    """A search that is kept."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    asked = QuestionIn()
    new = serializers.IntegerField(help_text="Published since you looked; counted up to 100.")
    created_at = serializers.DateTimeField()


@looks_like(examples.FAVOURITE)
class FavouriteOut(serializers.ModelSerializer[Favourite]):
    """A favourite."""

    id = serializers.CharField(source="listing_id")
    taken_down = serializers.SerializerMethodField(help_text="By operations: what it said is shown to nobody.")
    listing = serializers.SerializerMethodField(help_text="Null: it was taken down.")

    class Meta:
        """The listing, and since when."""

        model = Favourite
        fields = ("id", "taken_down", "listing", "created_at")

    def get_taken_down(self, favourite: Favourite) -> bool:
        """Return whether operations took it down."""
        return favourite.listing.standing is State.TAKEN_DOWN

    @extend_schema_field(FoundOut(allow_null=True))
    def get_listing(self, favourite: Favourite) -> dict[str, Any] | None:
        """Return what it says, where anybody may read that."""
        return None if self.get_taken_down(favourite) else FoundOut(favourite.listing, context=self.context).data


@looks_like(examples.PRICE)
class PriceChangeOut(serializers.ModelSerializer[PriceChange]):
    """What it cost from a moment on."""

    price = PriceOut(source="*")

    class Meta:
        """When, and how much."""

        model = PriceChange
        fields = ("at", "price")


def bands(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the bands of prices that the database numbered ``currency:number``, cheapest first in each currency."""
    ends = (0, *BANDS, None)
    found = [(currency, int(number), count) for each, count in counts.items() for currency, number in [each.split(":")]]
    return [
        {"currency": currency, "least": ends[number], "most": ends[number + 1], "count": count}
        for currency, number, count in sorted(found)
    ]
