"""Repairs and service books in the admin: to be looked through, without addresses of customers and what links hold."""

from django.contrib import admin

from marketplace.common.admin import History, ReadOnly
from marketplace.repairs.models import BookEntry, Repair, ServiceBook


@admin.register(Repair)
class RepairAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Repairs."""

    list_display = ("id", "shop", "title", "state", "consented_by", "created_at", "done_at")
    list_filter = ("state", "consented_by", "created_at")
    list_select_related = ("shop",)
    search_fields = ("=id", "=case__id", "=shop__id")
    ordering = ("-created_at",)
    fields = (
        *("id", "shop", "opened_by", "customer", "case", "title", "state"),
        *("consented_by", "consented_at", "done_at", "created_at"),
    )


class Entries(History):
    """What was done to a watch, first to last."""

    model = BookEntry
    fields = ("number", "at", "repair", "written_by", "work")
    readonly_fields = fields


@admin.register(ServiceBook)
class ServiceBookAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Service books: never the hash by which a watch is known again, nor who may read one."""

    list_display = ("id", "brand", "model", "reference", "owner", "last_entry", "created_at")
    list_filter = ("brand", "created_at")
    list_select_related = ("owner",)
    search_fields = ("=id", "brand", "reference")
    ordering = ("-created_at",)
    fields = ("id", "brand", "model", "reference", "owner", "last_entry", "created_at")
    inlines = (Entries,)
