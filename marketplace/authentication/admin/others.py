"""What belongs to cases, and reference sets, in the admin: to be looked through."""

from django.contrib import admin

from marketplace.authentication.admin.reading import ReferencePhotos
from marketplace.authentication.models import Appeal, Examination, Photo, ReferenceSet, Review
from marketplace.common.admin import ReadOnly


@admin.register(Examination)
class ExaminationAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Examinations."""

    list_display = ("__str__", "kind", "outcome", "assurance", "fault", "dispatches", "cost_usd", "sent_at", "ended_at")
    list_filter = ("kind", "outcome", "assurance", "fault", "ended_at")
    search_fields = ("=case__id", "=certificate")
    search_help_text = "Id of a case or of a certificate, whole."
    ordering = ("-created_at",)
    date_hierarchy = "created_at"


@admin.register(Review)
class ReviewAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Reviews. Decisions are read in the report, once all that are wanted are in."""

    list_display = ("case", "examination", "expert", "taken_at", "decided_at", "released_at")
    list_filter = (
        ("decided_at", admin.EmptyFieldListFilter),
        ("released_at", admin.EmptyFieldListFilter),
        "taken_at",
    )
    list_select_related = ("case", "expert")
    search_fields = ("=case__id", "expert__display_name")
    ordering = ("-taken_at",)
    fields = ("case", "examination", "expert", "taken_at", "decided_at", "released_at")


@admin.register(Appeal)
class AppealAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Appeals."""

    list_display = ("case", "examination", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("case",)
    search_fields = ("=case__id",)
    ordering = ("-created_at",)


@admin.register(Photo)
class PhotoAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Photos: what they are of, never the pictures nor where an upload lies."""

    list_display = ("case", "label", "content_type", "size", "examination", "created_at", "removed_at")
    list_filter = ("view", "content_type", ("removed_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("case",)
    search_fields = ("=case__id", "=sha256")
    ordering = ("-created_at",)
    fields = ("case", "view", "ordinal", "content_type", "size", "sha256", "examination", "created_at", "removed_at")


@admin.register(ReferenceSet)
class ReferenceSetAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Reference sets."""

    list_display = ("brand", "reference", "state", "kept_by", "published_at", "retired_at")
    list_filter = ("state", ("retired_at", admin.EmptyFieldListFilter), "published_at", "brand")
    list_select_related = ("kept_by",)
    search_fields = ("brand", "reference", "=digest")
    ordering = ("-created_at",)
    inlines = (ReferencePhotos,)
    exclude = ("draft", "fits")
