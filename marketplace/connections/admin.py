"""Keys and webhooks in the admin: looked through without a secret, and stopped or repeated by who may."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.common.admin import History, ReadOnly
from marketplace.common.codes import CODES
from marketplace.common.problems import Problem
from marketplace.connections.models import ApiKey, Attempt, ConnectionEvent, Delivery, Endpoint
from marketplace.connections.services import operating
from marketplace.users.models import User


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Keys, by what people know them by; neither the key nor its digest."""

    list_display = ("prefix", "name", "scopes", "created_by", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("robot__mode", ("revoked_at", admin.EmptyFieldListFilter), "expires_at")
    list_select_related = ("created_by",)
    search_fields = ("=id", "=prefix", "=robot__organisation__id")
    ordering = ("-created_at",)
    fields = ("id", *list_display)


class _Acting:
    """Acts on rows one by one; says of how many it was done, and why not of the others."""

    def act(self, request: HttpRequest, chosen: QuerySet[Any], done: str, act: Callable[[Any, User], None]) -> None:
        """Act on each row."""
        page = cast("admin.ModelAdmin[Any]", self)
        for row in chosen:
            try:
                act(row.pk, cast("User", request.user))
            except Problem as problem:
                page.message_user(request, f"{row.pk}: {CODES[problem.code].title}", messages.ERROR)
            else:
                page.message_user(request, f"{row.pk} {done}", messages.SUCCESS)


def host(endpoint: Endpoint) -> str:
    """Return where an endpoint is: its host. What follows may be a secret."""
    return urlsplit(endpoint.url).hostname or ""


@admin.register(Endpoint)
class EndpointAdmin(_Acting, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Webhooks."""

    list_display = ("id", "organisation", "mode", "host", "failing_since", "disabled_at", "created_at")
    list_filter = ("mode", ("disabled_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("organisation",)
    search_fields = ("=id", "=organisation__id")
    ordering = ("-created_at",)
    fields = ("id", "organisation", "mode", "host", "kinds", "failing_since", "disabled_at", "created_at")
    readonly_fields = ("host",)
    actions = ("stop",)

    @admin.display(description="host")
    def host(self, endpoint: Endpoint) -> str:
        """Return where it is."""
        return host(endpoint)

    def has_stop_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may stop webhooks."""
        return request.user.has_perm("connections.change_endpoint")

    @admin.action(description="Disable, and tell its managers", permissions=["stop"])
    def stop(self, request: HttpRequest, chosen: QuerySet[Endpoint]) -> None:
        """Send nothing there any more."""
        self.act(request, chosen, "disabled", lambda pk, by: operating.stop(endpoint=pk, by=by))


class Attempts(History):
    """What became of each try: never what was answered."""

    model = Attempt
    fields = ("at", "status", "fault", "milliseconds")
    readonly_fields = fields


@admin.register(Delivery)
class DeliveryAdmin(_Acting, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """Deliveries."""

    list_display = ("id", "endpoint", "kind", "state", "tries", "due_at", "created_at")
    list_filter = ("state", "created_at")
    list_select_related = ("endpoint", "message")
    search_fields = ("=id", "=endpoint__id")
    ordering = ("-created_at",)
    fields = ("id", "endpoint", "kind", "state", "tries", "due_at", "created_at")
    readonly_fields = ("kind",)
    inlines = (Attempts,)
    actions = ("redeliver",)

    @admin.display(description="kind")
    def kind(self, delivery: Delivery) -> str:
        """Return what it tells of."""
        return delivery.message.kind

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may have deliveries repeated."""
        return request.user.has_perm("connections.change_delivery")

    @admin.action(description="Send once more", permissions=["redeliver"])
    def redeliver(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """Have each sent once more."""
        self.act(request, chosen, "sent once more", lambda pk, by: operating.redeliver(delivery=pk, by=by))


@admin.register(ConnectionEvent)
class ConnectionEventAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # only its stub is generic
    """What somebody did to a key or a webhook."""

    list_display = ("at", "kind", "organisation", "about", "actor")
    list_filter = ("kind", "at")
    list_select_related = ("actor",)
    search_fields = ("=organisation", "=about")
    ordering = ("-at",)
