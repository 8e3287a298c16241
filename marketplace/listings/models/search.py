"""What searching needs beside the listings: an entry for each that is for sale, words, and what accounts keep."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.listings.models.listings import Listing


class SearchEntry(models.Model):
    """A listing that is for sale, as a search reads it. A trigger writes it with the listing, and nobody else does.

    It has three columns more, which only searches read: ``title`` (the words of brand, model and reference) and
    ``document`` (those, and the description's), both ``tsvector``; and ``facets``, each as ``group:value``.

    :ivar doc: counts publications: what is newer has a greater one.
    :ivar brand: in small letters, without accents.
    """

    doc = models.BigAutoField(primary_key=True)
    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="search_entry")
    brand = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        """Ordered by price in each currency; near places lie near each other."""

        indexes: ClassVar = [
            models.Index(fields=["currency", "price_minor", "doc"], name="search_by_price"),
            models.Index(fields=["latitude", "longitude"], name="search_by_place"),
            models.Index(fields=["year"], name="search_by_year"),
        ]

    def __str__(self) -> str:
        return self.listing_id


class SearchWord(models.Model):
    """A word of a title. Where a search finds nothing, the nearest of these are searched for instead."""

    word = models.CharField(primary_key=True, max_length=40)

    def __str__(self) -> str:
        return self.word


class SavedSearch(models.Model):
    """A search that an account keeps, to be told what is new.

    :ivar asked: the parameters of the search, as its address takes them. :ivar seen: the newest entry that was there
        when its owner last looked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    asked = models.JSONField()
    seen = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class Favourite(models.Model):
    """A listing that an account wants to find again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once each; read newest first."""

        indexes: ClassVar = [models.Index(fields=["owner", "-created_at"], name="favourites_newest_first")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "listing"], name="a_favourite_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.listing_id}"
