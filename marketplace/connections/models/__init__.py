"""The tables of connections."""

from marketplace.connections.models.keys import ApiKey, ConnectionEvent, Mode, Robot, Scope
from marketplace.connections.models.webhooks import Attempt, Delivery, Endpoint, Message

__all__ = [
    "ApiKey",
    "Attempt",
    "ConnectionEvent",
    "Delivery",
    "Endpoint",
    "Message",
    "Mode",
    "Robot",
    "Scope",
]
