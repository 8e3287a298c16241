"""Has every page of the admin write in the audit log what is added, changed and deleted there.

The admin's own history is not enough: whoever may change its table can change it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.users.models import User


class Audited:
    """Writes beside the admin's own history. Stands before ``ModelAdmin``."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:  # noqa: ANN401 - Django's
        """Write that a row was added."""
        _record(request, [obj], Verb.ADMIN_ADDED, message)
        return super().log_addition(request, obj, message)  # type: ignore[misc]  # of ModelAdmin

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:  # noqa: ANN401 - Django's
        """Write that a row was changed, and which of its fields."""
        _record(request, [obj], Verb.ADMIN_CHANGED, message)
        return super().log_change(request, obj, message)  # type: ignore[misc]  # of ModelAdmin

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:  # noqa: ANN401 - Django's
        """Write that rows are about to be deleted."""
        _record(request, queryset, Verb.ADMIN_DELETED, "")
        return super().log_deletions(request, queryset)  # type: ignore[misc]  # of ModelAdmin


def audited(page: "type[admin.ModelAdmin[Any]]") -> "type[admin.ModelAdmin[Any]]":
    """Return a page that writes in the audit log, whoever wrote it."""
    return page if issubclass(page, Audited) else type(page.__name__, (Audited, page), {})


def _record(request: HttpRequest, rows: Iterable[Model], verb: Verb, message: Any) -> None:  # noqa: ANN401 - Django's
    reason = ", ".join(_summed_up(message))
    for each in rows:
        kind = each._meta.model_name or ""  # noqa: SLF001 - Django's public API
        record(actor=cast("User", request.user), verb=verb, kind=kind, about=each.pk, reason=reason)


def _summed_up(message: Any) -> Iterator[str]:  # noqa: ANN401 - Django's
    """Yield which fields and which rows below were changed: names of columns and tables, no values.

    :param message: as ``construct_change_message`` makes it.
    """
    said = json.loads(message) if isinstance(message, str) and message.startswith("[") else message
    for change in said if isinstance(said, list) else []:
        for what, about in change.items():
            below = f"{what} {about['name']}" if "name" in about else ""
            yield from filter(None, [below, *map(str, about.get("fields", ()))])
