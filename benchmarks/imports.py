"""Handing in listings by the thousand: from the file that is sent to the last row's draft, against COPY.

The same rows, the same table and its triggers, in the same run and in turns: COPY checks no field, knows no
``external_id`` that was used before, and says nothing of a row.
"""

import json
import time
from typing import Any

import httpx
import psycopg

from benchmarks.driving import register, said
from benchmarks.house import House, house
from benchmarks.processes import cpu_seconds
from benchmarks.table import Row, row

STORE = """
from marketplace.users.models import Membership, Organisation, User
user = User.objects.get(email={email!r})
store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Bench")
Membership.objects.create(organisation=store, user=user)
print(store.pk, user.pk)
"""
COLUMNS = (
    "id, seller_id, organisation_id, state, brand, model, reference, condition, has_box, has_papers, description,"
    " price_minor, currency, country, city, external_id, version, last_event, created_at, changed_at"
)

NOW = "2026-01-05T10:12:03+00:00"


def run(*, short: bool) -> list[Row]:
    """Measure in one house, each file in its turn."""
    rows, rounds = (300, 1) if short else (10_000, 3)
    with house(env={"ADRIEL_STORE_DRAFTS": str(rows * rounds + 1)}) as found:
        account = register(found, "bench@example.org")
        store, seller = found.shell(STORE.format(email=account.email)).split()
        client = found.client(account.token())
        worker = found.supervisor.pids()["marketplace worker"]
        _imported(found, client, store, [_watch(0, "warm")])
        ours, worked, bare = [], [], []
        for number in range(rounds):
            watches = [_watch(k, f"round-{number}") for k in range(rows)]
            before = cpu_seconds([worker])
            ours.append(_imported(found, client, store, watches))
            worked.append((cpu_seconds([worker]) - before) * 1000 / rows)
            bare.append(_copied(found, seller, store, watches))
    ratio = sum(ours) / sum(bare)
    return [
        row(f"importing {rows:,} listings, sent to the last draft", ours, "s", ratio=ratio, against="COPY"),
        row("the same, rows", [rows / each for each in ours], "/s"),
        row("the same, the worker's CPU time of a row", worked, "ms"),
        row(f"COPY of {rows:,} rows, checked by nobody", bare, "s"),
    ]


def _watch(number: int, batch: str) -> dict[str, Any]:
    return {
        "external_id": f"{batch}-{number}",
        "brand": f"Maker {number % 60}",
        "model": f"Model {number % 1200}",
        "reference": f"RF-{number % 12_000}",
        "condition": ("new", "unworn", "very_good", "good", "fair")[number % 5],
        "has_box": number % 2 == 0,
        "has_papers": number % 3 == 0,
        "description": f"Serviced, with bracelet; number {number} of the stock, steel, automatic.",
        "price_minor": 100_000 + 37 * number,
        "currency": "EUR",
        "country": "CH",
        "city": "Biel",
    }


def _imported(found: House, client: httpx.Client, store: str, watches: list[dict[str, Any]]) -> float:
    """Hand a file in; return the seconds until its last row is a draft.

    :raises RuntimeError: a row became none.
    """
    begun = time.perf_counter()
    file = {"file": ("watches.json", json.dumps(watches).encode(), "application/json")}
    job = said(client.post("/api/v1/imports", data={"format": "json", "organisation": store}, files=file))
    while (now := said(client.get(f"/api/v1/imports/{job['id']}")))["state"] in {"waiting", "running"}:
        found.tend()
        time.sleep(0.05)
    taken = time.perf_counter() - begun
    if now["taken"] != len(watches):
        raise RuntimeError(json.dumps(now))
    return taken


def _copied(found: House, seller: str, store: str, watches: list[dict[str, Any]]) -> float:
    """Write the same rows with COPY; return the seconds."""
    fields = ("brand", "model", "reference", "condition", "has_box", "has_papers", "description", "price_minor",
              "currency", "country", "city")  # fmt: skip
    begun = time.perf_counter()
    with (
        psycopg.connect(found.env["DATABASE_URL"]) as database,
        database.cursor() as cursor,
        cursor.copy(f"COPY listings_listing ({COLUMNS}) FROM STDIN") as copy,
    ):
        for each in watches:
            name, told = f"c-{each['external_id']}", [each[field] for field in fields]
            copy.write_row((name, seller, store, "draft", *told, name, 1, 0, NOW, NOW))
    return time.perf_counter() - begun
