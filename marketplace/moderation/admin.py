"""Moderation in the admin: to be looked through. What is decided is decided over the API, by its rules."""

from django.contrib import admin

from marketplace.common.admin import History, ReadOnly
from marketplace.moderation.models import Matter, Measure, MeasureEvent, Report


class Reports(History):
    """What was reported, first to last."""

    model = Report
    ordering = ("created_at",)
    fields = ("created_at", "by", "kind", "about", "reason", "text")
    readonly_fields = fields


@admin.register(Matter)
class MatterAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Things that were reported."""

    list_display = ("kind", "about", "reported", "created_at", "taken_by", "outcome", "closed_at")
    list_filter = ("kind", "outcome", ("closed_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("taken_by",)
    search_fields = ("=id", "=about")
    ordering = ("created_at",)
    inlines = (Reports,)


class Events(History):
    """What happened to a measure."""

    model = MeasureEvent
    fields = ("number", "at", "action", "state", "actor")
    readonly_fields = fields


@admin.register(Measure)
class MeasureAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """What was taken down."""

    list_display = ("kind", "about", "reason", "state", "by", "created_at", "appealed_at", "decided_at")
    list_filter = ("kind", "reason", "state", "created_at")
    list_select_related = ("by",)
    search_fields = ("=id", "=about", "=organisation__id")
    ordering = ("-created_at",)
    inlines = (Events,)
