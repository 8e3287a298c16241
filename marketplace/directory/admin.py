"""The directory in the admin: to be looked through. Verifying is the API's, taking down is moderation's."""

from django.contrib import admin

from marketplace.common.admin import History, ReadOnly
from marketplace.directory.models import Dealing, Profile, Review, Verification


class Verifications(History):
    """What operations saw, when, and until when it held."""

    model = Verification
    ordering = ("-at",)
    fields = ("at", "by", "seen", "ended_at", "ended_by")
    readonly_fields = fields


@admin.register(Profile)
class ProfileAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Profiles of stores and repair shops."""

    list_display = ("organisation", "city", "country", "is_shown", "verified_at", "suspended_at", "rating_count")
    list_filter = (
        "organisation__kind",
        "is_shown",
        ("verified_at", admin.EmptyFieldListFilter),
        ("suspended_at", admin.EmptyFieldListFilter),
        "country",
    )
    list_select_related = ("organisation",)
    search_fields = ("=organisation__id", "organisation__name", "city")
    ordering = ("-created_at",)
    fields = (
        *("organisation", "is_shown", "suspended_at", "verified_at", "about", "address", "city", "country"),
        *("website", "services", "rating_sum", "rating_count", "version", "created_at", "changed_at"),
    )
    inlines = (Verifications,)


@admin.register(Dealing)
class DealingAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Dealings: what reviews rest on."""

    list_display = ("organisation", "kind", "reference", "customer", "at")
    list_filter = ("kind", "at")
    list_select_related = ("organisation", "customer")
    search_fields = ("=reference", "=organisation__id")
    ordering = ("-at",)


@admin.register(Review)
class ReviewAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Reviews and their answers."""

    list_display = ("id", "rating", "created_at", "answered_at", "hidden_at", "answer_hidden_at")
    list_filter = (
        "rating",
        ("hidden_at", admin.EmptyFieldListFilter),
        ("answer_hidden_at", admin.EmptyFieldListFilter),
        "created_at",
    )
    search_fields = ("=id", "=dealing__organisation__id")
    ordering = ("-created_at",)
