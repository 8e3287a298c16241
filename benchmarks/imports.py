"""Importing listings: ten thousand in one file over the API, against writing each by a request of its own."""

import json
import time
from typing import Any

import httpx

from benchmarks.driving import register
from benchmarks.house import House, house
from benchmarks.table import Row, row

FIELDS: dict[str, Any] = {
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AM-2204",
    "year": 2020,
    "condition": "good",
    "has_box": True,
    "price_minor": 100_000,
    "currency": "CHF",
    "country": "CH",
    "city": "Zürich",
    "latitude": 47.37,
    "longitude": 8.54,
    "description": "Worn daily, serviced by its maker, with two hairlines on the clasp and none on the glass. " * 4,
}
LOOK = 0.02
"""Seconds between two looks at how far an import is."""


def run(*, short: bool) -> list[Row]:
    """Measure in one house, in turns; the file is handed in, read, and its last row written before it counts."""
    rounds, rows, alone = (2, 500, 20) if short else (3, 10_000, 400)
    with house(env={"ADRIEL_STORE_DRAFTS": "1000000"}) as found:
        client = found.client(register(found, "cleo@example.org").token())
        made = client.post("/api/v1/organisations", json={"kind": "store", "name": "Harbour Watches"})
        store = made.raise_for_status().json()["organisation"]["id"]
        bulk, single = [], []
        for number in range(rounds):
            bulk.append(rows / _imported(found, client, store, [f"{number}-{each}" for each in range(rows)]))
            single.append(alone / _one_by_one(client, store, alone))
    ratio = sorted(each / other for each, other in zip(bulk, single, strict=True))[rounds // 2]
    return [
        row("one by one, a request each", single, "listings/s"),
        row(f"in files of {rows:,}, until the last is written", bulk, "listings/s", ratio=ratio, against="one by one"),
    ]


def _imported(found: House, client: httpx.Client, store: str, names: list[str]) -> float:
    """Import listings of new names; return the seconds until all are there."""
    file = json.dumps([FIELDS | {"external_id": name} for name in names]).encode()
    begun = time.monotonic()
    form, files = {"format": "json", "organisation": store}, {"file": ("stock.json", file)}
    job = client.post("/api/v1/imports", data=form, files=files).raise_for_status().json()["id"]
    while (said := client.get(f"/api/v1/imports/{job}").raise_for_status().json())["state"] in {"waiting", "running"}:
        found.tend(LOOK)
    if said["state"] != "done" or said["taken"] != len(names):
        raise RuntimeError(f"the import has ended otherwise: {said['state']} {said['why']}, {said['taken']} rows")
    return time.monotonic() - begun


def _one_by_one(client: httpx.Client, store: str, number: int) -> float:
    """Write listings; return the seconds that they took."""
    begun = time.monotonic()
    for _ in range(number):
        client.post("/api/v1/my/listings", json=FIELDS | {"organisation": store}).raise_for_status()
    return time.monotonic() - begun
