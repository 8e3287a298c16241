"""Drives the product through its API as people do: an account, a case, its photos, its submission."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.fleet import GENUINE
from benchmarks.house import PASSWORD, House

MAKE = """
from django.utils import timezone
from marketplace.users.models import User
User.objects.create_user({email!r}, {password!r}, confirmed_at=timezone.now())
"""
CLAIM = {"brand": "Aldenmoor", "model": "Tidewatch", "reference": "AM-2204"}


@dataclass
class Account:
    """Somebody who is logged in.

    :ivar views: photos that go with a case, by view.
    """

    address: str
    email: str
    views: dict[str, bytes] = field(default_factory=dict)

    def token(self) -> str:
        """Log in; return an access token."""
        answer = httpx.post(
            f"{self.address}/api/v1/sessions", json={"email": self.email, "password": PASSWORD}, timeout=60.0
        )
        answer.raise_for_status()
        return str(answer.json()["access"])

    def last_event(self, house: House, case: str) -> int:
        """Return the number of a case's newest event."""
        answer = house.client(self.token()).get(f"/api/v1/cases/{case}")
        return int(answer.json()["last_event"])


def register(house: House, email: str) -> Account:
    """Make an account whose address is confirmed: what is measured begins after that."""
    house.shell(MAKE.format(email=email, password=PASSWORD))
    return Account(house.address, email, {"dial": (GENUINE / "dial.jpg").read_bytes()})


def submit(house: House, account: Account, client: httpx.Client | None = None) -> str:
    """Open a case, upload its photos, submit it; return its id."""
    client = client or house.client(account.token())
    case = prepare(account, client)
    hand_in(client, case)
    return case


def prepare(account: Account, client: httpx.Client) -> str:
    """Open a case and upload its photos; return its id."""
    case = str(said(client.post("/api/v1/cases", json={"claim": CLAIM}))["id"])
    for view, data in account.views.items():
        told = said(client.post(f"/api/v1/cases/{case}/photos", json={"view": view, "content_type": "image/jpeg"}))
        send(told, data)
    return case


def send(told: Mapping[str, Any], data: bytes) -> None:
    """Send a photo to where the answer to its announcement says."""
    file = {"file": ("photo", data)}
    httpx.post(told["url"], data=told["fields_to_send"], files=file, timeout=60.0).raise_for_status()


def hand_in(client: httpx.Client, case: str) -> None:
    """Submit a case whose photos are there."""
    said(client.post(f"/api/v1/cases/{case}/submit", headers={"Idempotency-Key": secrets.token_hex(8)}))


def socket_of(client: httpx.Client, case: str) -> str:
    """Return the address of a case's socket, with a new ticket."""
    ticket = said(client.post(f"/api/v1/cases/{case}/ticket"))["ticket"]
    return f"{str(client.base_url).rstrip('/').replace('http', 'ws', 1)}/ws/v1/cases/{case}/?ticket={ticket}"


def said(answer: httpx.Response) -> dict[str, Any]:
    """Return what an answer says.

    :raises RuntimeError: it is a problem.
    """
    if answer.is_error:
        raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {json.dumps(answer.json())[:500]}")
    told: dict[str, Any] = answer.json()
    return told
