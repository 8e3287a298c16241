"""A listing, and what it cost when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.listings.states import State
from pipeline.intake import new_id


class Listing(models.Model):
    """A watch that somebody sells.

    :ivar id: random; what its page is called.
    :ivar seller: who wrote it. :ivar organisation: the store for which they did; None for a person's own.
    :ivar price_minor: in the smallest unit of the currency; None in a draft alone. :ivar currency: ISO 4217.
    :ivar country: ISO 3166-1, two letters. :ivar latitude: degrees, rounded by whoever gives it; with ``longitude``.
    :ivar external_id: the seller's own name of it, unique among theirs; empty where it has none.
    :ivar version: counted up by every change of what a buyer reads: whoever changes it names the one that they saw.
    :ivar last_event: number of the newest event, counted under this row's lock.
    """

    class Condition(models.TextChoices):
        """How worn it is, as sellers say it."""

        NEW = "new", "new"
        UNWORN = "unworn", "unworn"
        VERY_GOOD = "very_good", "very good"
        GOOD = "good", "good"
        FAIR = "fair", "fair"

    id = models.CharField(primary_key=True, max_length=40, default=new_id, editable=False)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="listings")
    organisation = models.ForeignKey(
        "users.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="listings"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    brand = models.CharField(max_length=80)
    model = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    condition = models.CharField(max_length=10, choices=Condition.choices)
    has_box = models.BooleanField(default=False)
    has_papers = models.BooleanField(default=False)
    description = models.TextField(blank=True)
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    last_event = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reserved_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reservations"
    )

    class Meta:
        """Read by seller, newest first. What cannot be sold is refused by the database, too."""

        indexes: ClassVar = [
            models.Index(fields=["seller", "-created_at"]),
            models.Index(fields=["organisation", "-created_at"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "organisation", "external_id"],
                condition=~Q(external_id=""),
                nulls_distinct=False,
                name="one_listing_a_name_of_its_seller",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN, State.TAKEN_DOWN])
                | (Q(price_minor__isnull=False, price_minor__gt=0) & ~Q(currency="")),
                name="what_is_for_sale_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RESERVED, reserved_for__isnull=False) | ~Q(state=State.RESERVED),
                name="reserved_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def standing(self) -> State:
        """The state as a member of its enumeration."""
        return State(self.state)


class PriceChange(models.Model):
    """What a listing cost from then on. Written whenever it is published at another price."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="prices")
    at = models.DateTimeField()
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        """First to last."""

        ordering: ClassVar = ["listing", "at", "id"]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.price_minor} {self.currency}"
