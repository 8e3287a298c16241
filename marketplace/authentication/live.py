"""Sends events to whoever watches a case."""

from collections.abc import Sequence
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from marketplace.authentication.models import CaseEvent


def group(case: str) -> str:
    """Return the name under which the channel layer knows a case's watchers."""
    return f"case.{case}"


def announce(case: str, events: Sequence[CaseEvent]) -> None:
    """Send events to a case's watchers. One that is lost is noticed by its number, and read from the database."""
    layer = get_channel_layer()
    async_to_sync(layer.group_send)(
        group(case), {"type": "case.events", "events": [as_message(each) for each in events]}
    )


def as_message(event: CaseEvent) -> dict[str, Any]:
    """Return an event as watchers get it."""
    return {
        "number": event.number,
        "kind": event.kind,
        "at": event.at.isoformat(timespec="milliseconds"),
        "examination": event.examination,
        "action": event.action,
        "state": event.state,
        "stage": event.stage,
        "part": event.part,
        "total": event.total,
        "ms": event.ms,
        "note": event.note,
    }
