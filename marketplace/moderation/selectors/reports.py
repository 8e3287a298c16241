"""Which reports and matters somebody may see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from marketplace.moderation.models import Matter, Report
from marketplace.users.models import User


def of(user: User) -> QuerySet[Report]:
    """Return what an account has reported, each with what became of it."""
    return Report.objects.filter(by=user).select_related("matter")


def queue(asked: Mapping[str, Any], user: User) -> QuerySet[Matter]:
    """Return, for operations, what was reported.

    :param asked: ``state`` (``open`` or ``decided``); with values, ``kind``, ``reason``, and ``taken`` (``me`` or
        ``nobody``).
    """
    found = Matter.objects.filter(closed_at__isnull=asked["state"] == "open")
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("reason"):
        found = found.filter(pk__in=Report.objects.filter(reason=asked["reason"]).values("matter"))
    if asked.get("taken"):
        found = found.filter(taken_by=user if asked["taken"] == "me" else None)
    return found.prefetch_related(reports())


def whole() -> QuerySet[Matter]:
    """Return, for operations, matters with their reports."""
    return Matter.objects.prefetch_related(reports())


def reports() -> "Prefetch[str, QuerySet[Report], str]":
    """Return the reports of matters, first to last."""
    return Prefetch("reports", Report.objects.order_by("created_at", "pk"))
