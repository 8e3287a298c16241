"""Imports in the admin: to be looked through, never what was handed in."""

from django.contrib import admin

from marketplace.bulk.models import Import
from marketplace.common.admin import ReadOnly


@admin.register(Import)
class ImportAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Imports, and how far they are."""

    list_display = ("id", "owner", "organisation", "format", "state", "rows", "taken", "why", "created_at", "moved_at")
    list_filter = ("state", "format", "why", "created_at")
    list_select_related = ("owner", "organisation")
    search_fields = ("=id", "=organisation__id")
    ordering = ("-created_at",)
    fields = list_display
