"""Signatures of webhooks, as Standard Webhooks describes them (symmetric, version 1).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from marketplace.common.hashing import keyed
from marketplace.connections.models import Endpoint, Message


def secret(endpoint: Endpoint, generation: int) -> bytes:
    """Return the 32 bytes with which messages to an endpoint are signed. They follow from the installation's key."""
    return bytes.fromhex(keyed("webhook", f"{endpoint.pk} {generation}"))


def shown(endpoint: Endpoint) -> str:
    """Return the secret that counts, as receivers are given it."""
    return f"whsec_{base64.b64encode(secret(endpoint, endpoint.generation)).decode()}"


def body(message: Message) -> bytes:
    """Return what is sent: the same bytes at every try."""
    said: dict[str, Any] = {"type": message.kind, "timestamp": message.at.isoformat(), "data": message.data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def headers(endpoint: Endpoint, message: Message, now: datetime) -> dict[str, str]:
    """Return the headers that go with a message; in the overlap of two secrets it is signed with both."""
    generations = [endpoint.generation]
    if endpoint.overlap_until is not None and now < endpoint.overlap_until:
        generations.append(endpoint.generation - 1)
    at = str(int(now.timestamp()))
    signed = f"{message.pk}.{at}.".encode() + body(message)
    signatures = [_signature(secret(endpoint, each), signed) for each in generations]
    return {"webhook-id": message.pk, "webhook-timestamp": at, "webhook-signature": " ".join(signatures)}


def _signature(key: bytes, signed: bytes) -> str:
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
