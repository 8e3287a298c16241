"""Pages of the admin that are read and never edited: what they show is written by services alone."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """Nobody adds, changes or deletes a row here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002 - Django's
        """Rows are added by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - Django's
        """Rows are changed by services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - Django's
        """A history is never removed."""
        return False


class History(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # only its stub is generic
    """A table of what happened, below what it happened to."""

    extra = 0
    show_change_link = False
