"""The log in the admin: to be looked through."""

from django.contrib import admin

from marketplace.audit.models import AuditEntry
from marketplace.common.admin import ReadOnly


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """What was done with rights that not everybody has."""

    list_display = ("at", "verb", "kind", "about", "acting", "actor", "reason")
    list_filter = ("verb", "kind", "acting", "at")
    search_fields = ("=actor", "=about", "=request")
    search_help_text = "Id of an account, of a thing, or of a request, whole."
    ordering = ("-at",)
    date_hierarchy = "at"
