"""Pages a second: a case's and a certificate's, against an ASGI application that says hello.

Same server, same client, same run, in turns. Both are one process: on two cores the client has the other one.
"""

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from benchmarks.bare import bare
from benchmarks.driving import register, submit
from benchmarks.fleet import GENUINE
from benchmarks.house import House, house
from benchmarks.table import Row

CONNECTIONS = 8
"""Kept open, one request at a time on each."""


def run(*, short: bool) -> list[Row]:
    """Measure in one house; each page in its turn, several times."""
    rounds, seconds = (2, 0.5) if short else (5, 4.0)
    with house() as found, bare(found.env) as hello:
        pages = {"an ASGI application that says hello": f"GET {hello}/\r\n", **_pages(found)}
        taken: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            for name, request in pages.items():
                taken[name] += asyncio.run(_asked(request, seconds))
    bare_rate = _rate(taken[next(iter(pages))])
    return [row for name, times in taken.items() for row in _rows(name, times, bare_rate)]


def _pages(found: House) -> Mapping[str, str]:
    """Return the head of each request that is measured, after what it is."""
    account = register(found, "bench@example.org")
    account.views = {path.stem: path.read_bytes() for path in sorted(GENUINE.glob("*.jpg"))}
    token = account.token()
    client = found.client(token)
    case = submit(found, account, client)
    if found.until(lambda: _page(client, case)["state"] == "authentic", 180.0) is None:
        raise TimeoutError("the case did not end with a certificate")
    certificate = f"{found.address}/api/v1/certificates/{_page(client, case)['examinations'][0]['certificate']}"
    public, mark = f"GET {certificate}\r\n", httpx.get(certificate).headers["ETag"]
    return {
        "the page of a case": f"GET {found.address}/api/v1/cases/{case}\r\nAuthorization: Bearer {token}\r\n",
        "the page of a certificate": public,
        "the same, which the client has": f"{public}If-None-Match: {mark}\r\n",
    }


def _page(client: httpx.Client, case: str) -> dict[str, Any]:
    page: dict[str, Any] = client.get(f"/api/v1/cases/{case}").json()
    return page


async def _asked(request: str, seconds: float) -> list[float]:
    """Ask for a page on every connection for so long; return how long each answer took."""
    first, headers = request.split("\r\n", 1)
    at = urlsplit(first.removeprefix("GET "))
    head = f"GET {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\n{headers}\r\n".encode()
    end = time.perf_counter() + seconds
    connections = [_ask(at.hostname or "", at.port or 80, head, end) for _ in range(CONNECTIONS)]
    return [taken for each in await asyncio.gather(*connections) for taken in each]


async def _ask(host: str, port: int, head: bytes, end: float) -> list[float]:
    reader, writer = await asyncio.open_connection(host, port)
    times = []
    while (begun := time.perf_counter()) < end:
        writer.write(head)
        await _answer(reader)
        times.append(time.perf_counter() - begun)
    writer.close()
    return times


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer.

    :raises RuntimeError: it is none that was meant.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    status = head.split(b" ", 2)[1]
    if status == b"304":
        return
    if status != b"200":
        raise RuntimeError(head.decode())
    length = head.lower().split(b"content-length: ")[1].split(b"\r\n", 1)[0]
    await reader.readexactly(int(length))


def _rate(times: list[float]) -> float:
    return CONNECTIONS * len(times) / sum(times)


def _rows(name: str, times: list[float], bare_rate: float) -> list[Row]:
    rate, cuts = _rate(times), statistics.quantiles(times, n=20)
    return [
        Row(name, rate, "/s", ratio=rate / bare_rate, against="hello"),
        Row(f"{name}, p50", 1000 * cuts[9], "ms"),
        Row(f"{name}, p95", 1000 * cuts[18], "ms"),
    ]
