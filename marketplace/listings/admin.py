"""Listings in the admin: to be looked through. Taking one down is moderation's; favourites and searches are private."""

from django.contrib import admin

from marketplace.common.admin import History, ReadOnly
from marketplace.listings.models import Listing, ListingEvent, ListingPhoto, PhotoFlag, PossessionAsk, PriceChange


class Events(History):
    """What happened, the newest first."""

    model = ListingEvent
    ordering = ("-number",)
    fields = ("number", "at", "kind", "action", "state", "note", "actor")
    readonly_fields = fields


class Photos(History):
    """Photos: how far they are, never the pictures nor where an upload lies."""

    model = ListingPhoto
    fields = ("position", "content_type", "state", "refusal", "width", "height", "created_at")
    readonly_fields = fields


class Prices(History):
    """What it cost when."""

    model = PriceChange
    fields = ("at", "price_minor", "currency")
    readonly_fields = fields


@admin.register(Listing)
class ListingAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Listings."""

    list_display = ("id", "state", "brand", "model", "reference", "seller", "organisation", "published_at")
    list_filter = ("state", "country", "currency", "published_at", "created_at")
    list_select_related = ("seller", "organisation")
    search_fields = ("=id", "=organisation__id", "brand", "reference")
    ordering = ("-created_at",)
    exclude = ("latitude", "longitude")
    inlines = (Photos, Prices, Events)


@admin.register(PhotoFlag)
class PhotoFlagAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Photos that stand elsewhere, too."""

    list_display = ("photo", "other", "case", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("photo", "other")
    search_fields = ("=photo__listing__id", "=other__listing__id", "=case")
    ordering = ("-created_at",)


@admin.register(PossessionAsk)
class PossessionAskAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Fresh photos that buyers asked for."""

    list_display = ("listing", "time", "state", "bearing", "asked_at", "answered_at")
    list_filter = ("state", "bearing", "asked_at")
    list_select_related = ("listing",)
    search_fields = ("=listing__id",)
    ordering = ("-asked_at",)
    fields = ("listing", "asked_by", "time", "state", "bearing", "said", "asked_at", "answered_at")
