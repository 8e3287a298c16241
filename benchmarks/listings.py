"""What is for sale, over HTTP and sockets: pages and searches a second, and how soon open pages lose a badge.

Everything is one house: the same server and the same database, with listings by the thousand beside the one whose page
is asked for, which shows a certificate that was earned there.
"""

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx
import redis
from websockets.asyncio.client import connect

from benchmarks.api import Page
from benchmarks.bare import CHANNEL, bare
from benchmarks.driving import register, said, send, submit
from benchmarks.fleet import GENUINE
from benchmarks.house import House, house
from benchmarks.table import Row

WATCH = {
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AM-2204",
    "condition": "good",
    "country": "CH",
    "price_minor": 412_000,
    "currency": "CHF",
}
DECIDE = """
import sys, time
from marketplace.authentication.services import operating
from marketplace.listings.models import ListingEvent
from marketplace.users.models import User
from pipeline.status.decisions import Action
actor = User.objects.get(email={email!r})
def decide(action):
    operating.decide_certificate(case_id={case!r}, action=action, reason="as the benchmark says", actor=actor)
def note():
    return ListingEvent.objects.filter(listing={listing!r}, kind="badge").latest("number").note
for _ in range({decisions}):
    print(time.time(), flush=True)
    decide(Action.SUSPEND)
    time.sleep({pause})
    decide(Action.RESTORE)
    while note() != "shown":
        time.sleep(0.1)
    time.sleep({pause})
"""
"""Suspends, and says when; restores, and waits until the lists say it."""
PAUSE = 1.0
"""Seconds after a decision: it has reached every page by then."""


def run(*, short: bool) -> list[Row]:
    """Measure in one house: first pages, then open pages."""
    rows, rounds, seconds = (2_000, 2, 0.5) if short else (100_000, 5, 4.0)
    watchers, decisions = (20, 2) if short else (500, 10)
    with house() as found, bare(found.env) as server:
        _fill(found, rows)
        seller = _Seller(found)
        hello = Page("an ASGI application that says hello", f"GET {server.address}/\r\n", server.group)
        pages = [hello, *_pages(found, seller.listing, rows)]
        for _ in range(rounds):
            for page in pages:
                page.ask(seconds)
        lost = _fan_out(found, seller, server.address, watchers, decisions)
    return [*(row for page in pages for row in page.rows(hello)), *lost]


class _Seller:
    """Somebody with a listing that shows a certificate.

    :ivar case: that earned it. :ivar listing: its id.
    """

    def __init__(self, found: House) -> None:
        self.account = register(found, "bench@example.org")
        self.account.views = {path.stem: path.read_bytes() for path in sorted(GENUINE.glob("*.jpg"))}
        self.client = found.client(self.account.token())
        self.case = submit(found, self.account, self.client)
        self.listing = str(said(self.client.post("/api/v1/my/listings", json=WATCH))["id"])
        self._send_photo()
        _until(found, lambda: self._own()["photos"][0]["state"] == "ready", "the photo was not drawn")
        said(self.client.put(f"/api/v1/my/listings/{self.listing}/publication"))
        _until(found, lambda: self._case()["state"] == "authentic", "the case earned no certificate")
        certificate = {"certificate": self._case()["examinations"][0]["certificate"]}
        said(self.client.put(f"/api/v1/my/listings/{self.listing}/certificate", json=certificate))
        _until(found, lambda: self._page()["badge"]["shown"], "the badge is not shown")

    def _send_photo(self) -> None:
        where = f"/api/v1/my/listings/{self.listing}/photos"
        told = said(self.client.post(where, json={"content_type": "image/jpeg"}))
        send(told, self.account.views["dial"])
        said(self.client.post(f"{where}/{told['key']}"))

    def _own(self) -> dict[str, Any]:
        return said(self.client.get(f"/api/v1/my/listings/{self.listing}"))

    def _page(self) -> dict[str, Any]:
        return said(self.client.get(f"/api/v1/listings/{self.listing}"))

    def _case(self) -> dict[str, Any]:
        return said(self.client.get(f"/api/v1/cases/{self.case}"))


def _until(found: House, condition: Callable[[], bool], otherwise: str) -> None:
    if found.until(condition, 180.0) is None:
        raise TimeoutError(otherwise)


def _fill(found: House, rows: int) -> None:
    """Write listings by the thousand, in a process that Django is set up in."""
    code = f"from benchmarks import search_data; search_data.fill({rows}, search_data.seller())"
    found.shell(code)


def _pages(found: House, listing: str, rows: int) -> list[Page]:
    """Return the pages that are measured: a listing's, and searches of what the database was filled with."""
    group = found.supervisor.pids()["asgi"]
    where = f"GET {found.address}/api/v1/listings"
    common = httpx.get(f"{found.address}/api/v1/listings/search", params={"q": "automatic"}, timeout=60.0).json()
    first = common["results"][0]
    asked = {
        "a listing's page, with its badge": f"{where}/{listing}\r\n",
        "a listing's page": f"{where}/{first['id']}\r\n",
        f"a search among {rows:,}, a common term": f"{where}/search?q=automatic\r\n",
        f"a search among {rows:,}, a reference": f"{where}/search?q={first['reference']}\r\n",
        f"the newest of {rows:,}": f"{where}/search?sort=newest\r\n",
        f"facets of {rows:,}, a common term": f"{where}/search/facets?q=automatic\r\n",
    }
    return [Page(name, request, group) for name, request in asked.items()]


def _fan_out(found: House, seller: _Seller, address: str, watchers: int, decisions: int) -> list[Row]:
    """Return how long a decision of operations takes to every open page, and one message to as many bare sockets."""
    whose = {"email": seller.account.email, "case": seller.case, "listing": seller.listing}
    code = DECIDE.format(**whose, decisions=decisions, pause=PAUSE)
    socket = f"{found.address.replace('http', 'ws', 1)}/ws/v1/listings/{seller.listing}/"
    ours = asyncio.run(_heard(socket, watchers, decisions, lambda: _decide(code, found)))
    bare_address = address.replace("http", "ws", 1)
    with redis.Redis.from_url(found.env["REDIS_URL"]) as broker:
        theirs = asyncio.run(_heard(bare_address, watchers, decisions, lambda: _publish(broker, decisions)))
    return [
        *(_percentile(f"{watchers} open pages, p{share}", share, ours, theirs) for share in (50, 99)),
        _last(watchers, ours, theirs),
    ]


Latencies = list[list[float]]
"""Seconds from each decision to each page."""


async def _heard(address: str, watchers: int, decisions: int, tell: Callable[[], list[float]]) -> Latencies:
    """Open pages, have decisions made, and return how long each took to each page."""
    heard: list[list[float]] = [[] for _ in range(decisions)]
    joined = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        for _ in range(watchers):
            group.create_task(_watch(address, heard, joined))
        for _ in range(watchers):
            await joined.acquire()
        sent = await asyncio.to_thread(tell)
    return [[at - begun for at in arrivals] for begun, arrivals in zip(sent, heard, strict=True)]


async def _watch(address: str, heard: list[list[float]], joined: asyncio.Semaphore) -> None:
    async with connect(address, compression=None, open_timeout=60.0) as page:
        await asyncio.sleep(0.5)
        joined.release()
        number = 0
        while number < len(heard):
            events = json.loads(await page.recv()).get("events", ())
            for _ in [each for each in events if each["note"] == "lost"]:
                heard[number].append(time.time())
                number += 1


def _decide(code: str, found: House) -> list[float]:
    """Suspend the certificate again and again, in another process; return when each of these decisions was begun."""
    return [float(line) for line in found.shell(code).split()]


def _publish(broker: "redis.Redis", decisions: int) -> list[float]:
    """Publish as many messages as long as a badge's."""
    sent = []
    for number in range(decisions):
        event = {"number": number, "kind": "badge", "at": "2026-01-05T10:12:03.250+00:00", "action": "", "state": "",
                 "note": "lost"}  # fmt: skip
        sent.append(time.time())
        broker.publish(CHANNEL, json.dumps({"type": "events", "last": number, "events": [event]}))
        time.sleep(PAUSE)
    return sent


def _percentile(name: str, share: int, ours: Latencies, theirs: Latencies) -> Row:
    mine, bare_ones = (list(itertools.chain.from_iterable(each)) for each in (ours, theirs))
    value, base = (statistics.quantiles(each, n=100)[share - 1] for each in (mine, bare_ones))
    spread = (1000 * min(mine), 1000 * max(mine))
    return Row(f"a certificate suspended, heard by {name}", 1000 * value, "ms", spread, value / base, "bare sockets")


def _last(watchers: int, ours: Latencies, theirs: Latencies) -> Row:
    """Return when the last page has heard: the figure that the promise of a second is about."""
    mine, bare_ones = ([max(each) for each in found] for found in (ours, theirs))
    value, base = statistics.median(mine), statistics.median(bare_ones)
    spread = (1000 * min(mine), 1000 * max(mine))
    name = f"the same, heard by the last of {watchers}"
    return Row(name, 1000 * value, "ms", spread, value / base, "bare sockets", "within 1,000 ms")
